package reach

import (
	"net/url"
	"slices"
	"strings"

	"github.com/pufa/pufa"
)

// Nowhere asks for rows whose community or trade is not known.
const Nowhere = "-"

// Filter selects rows of the ledger. Its zero value selects all; what is "" or empty does not matter.
type Filter struct {
	From, To  pufa.Day // both included
	Kinds     []Kind
	Basis     Basis
	Subject   string // event:id, entry:slug, …
	Community string // Nowhere: not known
	Trade     string // likewise
	Source    string // as a row has it: material:id, qr
	Facet     Facet  // what the rows' subjects are like
}

// Facet selects rows by what is known of their subjects: events and entries.
type Facet struct {
	Name  string // one of the facets; "" for any row
	Value string // Nowhere: subjects for which nothing is known
}

// The facets of subjects.
const (
	FacetScene = "scene" // 六进: of events
	FacetForm  = "form"  // of events
	FacetNode  = "node"  // publicity day: of events and campaigns
	FacetTopic = "topic" // of events, entries and campaigns
)

// Query returns the filter as it stands in addresses.
func (f Filter) Query() url.Values {
	q := url.Values{}
	set := func(key, value string) {
		if value != "" {
			q.Set(key, value)
		}
	}
	set("from", string(f.From))
	set("to", string(f.To))
	for _, k := range f.Kinds {
		q.Add("kind", string(k))
	}
	set("basis", string(f.Basis))
	set("subject", f.Subject)
	set("community", f.Community)
	set("trade", f.Trade)
	set("source", f.Source)
	if f.Facet.Name != "" {
		set(f.Facet.Name, f.Facet.Value)
	}
	return q
}

// ParseFilter reads what Query wrote. Invalid where a day is none or kinds are not known.
func ParseFilter(q url.Values) (f Filter, err error) {
	for key, day := range map[string]*pufa.Day{"from": &f.From, "to": &f.To} {
		if text := q.Get(key); text != "" {
			if *day, err = pufa.ParseDay(text); err != nil {
				return Filter{}, err
			}
		}
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		return Filter{}, pufa.Errorf(pufa.Invalid, "开始的日期 %s 晚于结束的日期 %s，请对调", f.From, f.To)
	}
	for _, k := range q["kind"] {
		if Kind(k).Chinese() == k {
			return Filter{}, pufa.Errorf(pufa.Invalid, "没有“%s”这种触达", k)
		}
		f.Kinds = append(f.Kinds, Kind(k))
	}
	f.Basis, f.Subject, f.Source = Basis(q.Get("basis")), q.Get("subject"), q.Get("source")
	f.Community, f.Trade = q.Get("community"), q.Get("trade")
	for _, name := range []string{FacetScene, FacetForm, FacetNode, FacetTopic} {
		if value := strings.TrimSpace(q.Get(name)); value != "" {
			f.Facet = Facet{name, value}
		}
	}
	return f, nil
}

// Subjects are the subjects to which a filter comes down.
type Subjects struct {
	List   []string
	Except bool // all but those
}

// Each lists the subjects to ask for one by one; a single "" where that is not how to ask.
func (s Subjects) Each() []string {
	if s.Except || s.List == nil {
		return []string{""}
	}
	return s.List
}

// Matcher tells which cells the filter selects. Of days and sources it knows nothing.
func (f Filter) Matcher(of Subjects) func(Cell) bool {
	listed := map[string]bool{}
	for _, subject := range of.List {
		listed[subject] = true
	}
	same := func(want, has string) bool { return want == "" || want == has || want == Nowhere && has == "" }
	return func(c Cell) bool {
		return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, c.Kind)) && (f.Basis == "" || f.Basis == c.Basis) &&
			same(f.Community, c.Community) && same(f.Trade, c.Trade) && (of.List == nil || listed[c.Subject] != of.Except)
	}
}
