package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Rows is what the pages read of the ledger's rows.
type Rows interface {
	// Rows lists rows by day and then ID, from the one after the row with the ID; "" from the first.
	Rows(ctx context.Context, f reach.Filter, after pufa.ID, limit int) ([]reach.Entry, error)
	// SumRows sums the rows up as reports do.
	SumRows(ctx context.Context, f reach.Filter) (reach.Total, error)
	// Corrections lists the rows that correct those with the IDs.
	Corrections(ctx context.Context, ids []pufa.ID) ([]reach.Entry, error)
}

// Names tells what subjects and sources of rows are called: event:id, entry:slug, campaign:id, material:id.
type Names interface {
	// Names returns the names of those that are known.
	Names(ctx context.Context, subjects []string) (map[string]string, error)
}

// shownRows is how many rows a page shows.
const shownRows = 100

// rowsPage is the rows behind a number.
type rowsPage struct {
	What  []string // the number in words
	Sum   sumShown
	Rows  []rowShown
	First string // the first page's path, on later ones
	Next  string // the next page's path; "" on the last
	File  string
	Back  string // the report of the period
}

// sumShown is what all rows add up to.
type sumShown struct {
	Rows, Times, People, Copies string
	Unit                        string // of Times
	Mixed                       bool   // kinds of different units, which nobody adds up
}

type rowShown struct {
	ID, Kind, Basis       string
	Day                   pufa.Day
	Times, People, Copies string
	Subject, SubjectPath  string
	Community, Trade      string
	Source                string
	Mark                  string // what corrects it, or what it corrects
	MarkPath              string // that row, where it is on the page; "" where not
	Struck                bool
}

// rows shows the rows behind a number.
func (s *Site) rows(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := reach.ParseFilter(q)
	if err != nil {
		return err
	}
	after := pufa.ID(q.Get("after"))
	found, err := s.Rows.Rows(r.Context(), f, after, shownRows+1)
	if err != nil {
		return err
	}
	sum, err := s.Rows.SumRows(r.Context(), f)
	if err != nil {
		return err
	}
	data := rowsPage{Sum: showSum(f, sum), File: "/console/reach/rows.csv?" + f.Query().Encode(), Back: backTo(f)}
	if after != "" {
		data.First = "/console/reach/rows?" + f.Query().Encode()
	}
	if len(found) > shownRows {
		found = found[:shownRows]
		next := f.Query()
		next.Set("after", string(found[shownRows-1].ID))
		data.Next = "/console/reach/rows?" + next.Encode()
	}
	words, err := s.rowWords(r.Context(), f, found)
	if err != nil {
		return err
	}
	data.What = words.filter(f)
	for _, e := range found {
		data.Rows = append(data.Rows, words.show(e))
	}
	return s.render(w, r, "rows", "数字的明细", data)
}

// backTo is the report of the filter's period.
func backTo(f reach.Filter) string {
	if f.From == "" || f.To == "" {
		return "/console/reach"
	}
	return reportPath(period{f.From, f.To})
}

func showSum(f reach.Filter, t reach.Total) sumShown {
	kinds := f.Kinds
	if len(kinds) == 0 {
		kinds = reach.Kinds()
	}
	unit := kinds[0].Unit()
	return sumShown{Rows: digits(t.Rows), Times: digits(t.Times), People: digits(t.People), Copies: digits(t.Copies), Unit: unit,
		Mixed: slices.ContainsFunc(kinds, func(k reach.Kind) bool { return k.Unit() != unit })}
}

// rowWords tells rows in words.
type rowWords struct {
	names   map[string]string
	undoes  map[pufa.ID]reach.Entry // by the row that is corrected
	present map[pufa.ID]bool        // rows on the page
}

// rowWords looks up what the rows and the filter name.
func (s *Site) rowWords(ctx context.Context, f reach.Filter, rows []reach.Entry) (rowWords, error) {
	words := rowWords{undoes: map[pufa.ID]reach.Entry{}, present: map[pufa.ID]bool{}}
	named := []string{f.Subject, f.Source, nodeName(f)}
	var ids []pufa.ID
	for _, e := range rows {
		words.present[e.ID] = true
		ids, named = append(ids, e.ID), append(named, e.Subject, e.Source)
	}
	slices.Sort(named)
	named = slices.DeleteFunc(slices.Compact(named), func(s string) bool { return !strings.Contains(s, ":") })
	var err error
	if words.names, err = s.Names.Names(ctx, named); err != nil {
		return words, err
	}
	undoes, err := s.Rows.Corrections(ctx, ids)
	for _, u := range undoes {
		words.undoes[u.Corrects] = u
	}
	return words, err
}

func nodeName(f reach.Filter) string {
	if f.Facet.Name != reach.FacetNode || f.Facet.Value == reach.Nowhere {
		return ""
	}
	return "node:" + f.Facet.Value
}

func (w rowWords) show(e reach.Entry) rowShown {
	shown := rowShown{ID: rowAnchor(e.ID), Kind: e.Kind.Chinese(), Basis: e.Basis.Chinese(), Day: e.Day,
		Times: count(e.Times), People: count(e.People), Copies: count(e.Copies),
		Subject: w.subject(e.Subject), SubjectPath: subjectPath(e.Subject),
		Community: e.Community, Trade: e.Trade, Source: w.source(e.Source)}
	undo, undone := w.undoes[e.ID]
	switch {
	case e.Corrects != "":
		shown.Mark, shown.MarkPath = "冲销：把原来的一行减回去", w.anchor(e.Corrects)
	case undone:
		shown.Mark, shown.MarkPath = fmt.Sprintf("已于%s冲销，不再计入", pufa.DayOf(undo.At).Chinese()), w.anchor(undo.ID)
	}
	shown.Struck = undone
	return shown
}

// anchor leads to a row of the same page.
func (w rowWords) anchor(id pufa.ID) string {
	if !w.present[id] {
		return ""
	}
	return "#" + rowAnchor(id)
}

func rowAnchor(id pufa.ID) string { return "row-" + string(id) }

// count leaves a number out that the row does not have.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return digits(n)
}

// subjectPath is the page of a subject; "" where there is none.
func subjectPath(subject string) string {
	sort, name, _ := strings.Cut(subject, ":")
	switch sort {
	case "event":
		return "/console/events/" + url.PathEscape(name)
	case "entry":
		return "/e/" + url.PathEscape(name)
	case "law":
		law, _, _ := strings.Cut(name, "#")
		return "/law/" + url.PathEscape(law)
	default:
		return ""
	}
}
