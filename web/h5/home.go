package h5

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type homePage struct {
	Fields []fieldGroup
}

// fieldGroup is a field with its questions or cases.
type fieldGroup struct {
	Name  string
	Links []link
	More  int // how many are left out
}

// What the home page shows of a large base, so that it stays light on a phone.
const (
	homeFields = 20
	homeLinks  = 6 // of a field
)

// home shows what can be asked, by field.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	fields, err := s.byField(r, knowledge.KindQA)
	if err != nil {
		return err
	}
	fields = fields[:min(homeFields, len(fields))]
	for i, f := range fields {
		fields[i].Links = f.Links[:min(homeLinks, len(f.Links))]
		fields[i].More = len(f.Links) - len(fields[i].Links)
	}
	s.read(w, r, "page:home")
	return s.render(w, r, "home", "普法问答", homePage{Fields: fields})
}

// cases lists the cases explained, by field.
func (s *Site) cases(w http.ResponseWriter, r *http.Request) error {
	fields, err := s.byField(r, knowledge.KindCase)
	if err != nil {
		return err
	}
	s.read(w, r, "page:cases")
	return s.render(w, r, "cases", "以案释法", homePage{Fields: fields})
}

// byField groups what residents may read by field; what has none comes last.
func (s *Site) byField(r *http.Request, kind knowledge.EntryKind) ([]fieldGroup, error) {
	entries, err := s.Entries.List(r.Context(), kind, "")
	if err != nil {
		return nil, err
	}
	var groups []fieldGroup
	for _, e := range entries {
		if !e.State.Answers() {
			continue
		}
		name := cmp.Or(e.Field, noField)
		i := slices.IndexFunc(groups, func(g fieldGroup) bool { return g.Name == name })
		if i < 0 {
			groups = append(groups, fieldGroup{Name: name})
			i = len(groups) - 1
		}
		groups[i].Links = append(groups[i].Links, entryLink(e))
	}
	if i := slices.IndexFunc(groups, func(g fieldGroup) bool { return g.Name == noField }); i >= 0 {
		groups = append(slices.Delete(slices.Clone(groups), i, i+1), groups[i])
	}
	return groups, nil
}

// noField is the heading over entries without a field.
const noField = "其他"

type privacyPage struct {
	Office, Phone, Address, Hours string
	Places                        []pufa.Place
}

// privacy tells what is kept and how to have it deleted.
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "privacy", "隐私说明", privacyPage{s.cfg.Office, s.cfg.Phone, s.cfg.Address, s.cfg.Hours, s.cfg.Places})
}
