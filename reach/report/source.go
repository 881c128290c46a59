package report

import (
	"context"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Source is where a report's figures come from.
type Source interface {
	// Cells sums the ledger's rows up in each of the cubes: see store.Ledger.
	Cells(ctx context.Context, cubes []reach.Cube, from, to pufa.Day, visit func(reach.Cube, reach.Cell)) error
	// Held lists the events that were held from … to, the earliest first.
	Held(ctx context.Context, from, to pufa.Day) ([]reach.Event, error)
	// Statement is the book of the stock beside the ledger's.
	Statement(ctx context.Context, from, to pufa.Day) (reach.StockStatement, error)
	// Known tells what is known of all subjects of rows: events, entries, campaigns.
	Known(ctx context.Context) (map[string]Known, error)
}

// Ledger is the rows behind the figures. The store implements it.
type Ledger interface {
	Rows(ctx context.Context, f reach.Filter, of reach.Subjects, after pufa.ID, limit int) ([]reach.Entry, error)
	SumRows(ctx context.Context, f reach.Filter, of reach.Subjects) (reach.Total, error)
	Corrections(ctx context.Context, ids []pufa.ID) ([]reach.Entry, error)
}

// Known is what is known of a subject.
type Known struct {
	Name   string
	Scene  string   // 六进
	Form   string   // of events
	Node   string   // the publicity day's name
	Topics []string //
}

// of returns the subject's values of a facet; none where nothing is known.
func (k Known) of(facet string) (values []string) {
	switch facet {
	case reach.FacetScene:
		values = []string{k.Scene}
	case reach.FacetForm:
		values = []string{k.Form}
	case reach.FacetNode:
		values = []string{k.Node}
	case reach.FacetTopic:
		values = k.Topics
	}
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

// subjectsOf returns the subjects to which a filter comes down.
func subjectsOf(f reach.Filter, known map[string]Known) reach.Subjects {
	switch {
	case f.Subject != "":
		return reach.Subjects{List: []string{f.Subject}}
	case f.Facet.Name == "":
		return reach.Subjects{}
	}
	of := reach.Subjects{List: []string{}, Except: f.Facet.Value == reach.Nowhere}
	for subject, k := range known {
		values := k.of(f.Facet.Name)
		if slices.Contains(values, f.Facet.Value) || of.Except && len(values) > 0 {
			of.List = append(of.List, subject)
		}
	}
	slices.Sort(of.List)
	return of
}
