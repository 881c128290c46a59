package h5

import (
	"net/http"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type homePage struct {
	Fields []fieldGroup
	Laws   int
}

// fieldGroup is a field with its first questions.
type fieldGroup struct {
	Name  string
	Links []link
}

// home shows what can be asked, by field.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	fields, err := s.byField(r, knowledge.KindQA)
	if err != nil {
		return err
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
		i := slices.IndexFunc(groups, func(g fieldGroup) bool { return g.Name == e.Field })
		if i < 0 {
			groups = append(groups, fieldGroup{Name: e.Field})
			i = len(groups) - 1
		}
		groups[i].Links = append(groups[i].Links, entryLink(e))
	}
	return groups, nil
}

type privacyPage struct {
	Office, Phone, Address, Hours string
	Places                        []pufa.Place
}

// privacy tells what is kept and how to have it deleted.
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "privacy", "隐私说明", privacyPage{s.cfg.Office, s.cfg.Phone, s.cfg.Address, s.cfg.Hours, s.cfg.Places})
}
