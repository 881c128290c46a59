package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// moveForm is the form of a move as it was filled in.
type moveForm struct {
	Key                           string // names the form: sent twice it is one move
	Kind, Material, From, To, Day string
	Copies, Note                  string
	Say                           string // why it is refused
	Done                          bool   // the move before was taken

	AddName, AddKind, AddUnit string // a material that is to be added
	AddSay                    string // why it is refused
	Added                     bool   // the material before was added

	Kinds, Materials []choice
	Places           []string
}

// offering returns the form with what can be chosen.
func (f moveForm) offering(materials []reach.Material, places []string) moveForm {
	for _, k := range []reach.MoveKind{reach.Received, reach.Relocated, reach.AtCounter, reach.SentBack, reach.Spoiled, reach.StockTaken} {
		f.Kinds = append(f.Kinds, choice{string(k), k.Chinese(), string(k) == f.Kind})
	}
	for _, m := range materials {
		if !m.Retired || string(m.ID) == f.Material {
			f.Materials = append(f.Materials, choice{string(m.ID), m.Name, string(m.ID) == f.Material})
		}
	}
	f.Places = places
	return f
}

// moveStock posts a move; what is refused is shown again as it was filled in.
func (s *Site) moveStock(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	get := func(key string) string { return strings.TrimSpace(r.PostForm.Get(key)) }
	form := moveForm{Key: get("key"), Kind: get("kind"), Material: get("material"), From: get("from"), To: get("to"),
		Day: get("day"), Copies: get("copies"), Note: get("note"), AddUnit: defaultUnit}
	move, err := s.moveOf(form, staff(r))
	if err == nil {
		_, _, err = s.StockBook.Move(r.Context(), move)
	}
	switch pufa.KindOf(err) {
	case pufa.Invalid, pufa.Conflict, pufa.NotFound:
		form.Say = pufa.Say(err)
		return s.showStock(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/console/stock?done=1")
}

// moveOf reads the form. A place that the kind of move does not have is left out.
func (s *Site) moveOf(f moveForm, by pufa.Staff) (reach.Move, error) {
	now := s.Now()
	m := reach.Move{At: now, Day: pufa.Day(f.Day), Kind: reach.MoveKind(f.Kind), Material: pufa.ID(f.Material), From: f.From, To: f.To, By: by.Name, Note: f.Note}
	if !pufa.ID(f.Key).Valid() {
		return m, pufa.Errorf(pufa.Invalid, "这个页面不完整，请重新打开再记。")
	}
	m.Key = "web:" + f.Key
	switch m.Kind {
	case reach.Received, reach.StockTaken:
		m.From = ""
	case reach.AtCounter:
		m.To = ""
		if slices.Contains(s.Form.Communities, m.From) {
			m.Community = m.From
		}
	case reach.Spoiled:
		m.To = ""
	case reach.Relocated, reach.SentBack:
	default:
		return m, pufa.Errorf(pufa.Invalid, "请选是入库、调拨还是别的。")
	}
	if m.Material == "" {
		return m, pufa.Errorf(pufa.Invalid, "请选资料。")
	}
	var err error
	if m.Copies, err = strconv.Atoi(f.Copies); err != nil {
		return m, pufa.Errorf(pufa.Invalid, "份数要写整数，如 200")
	}
	return m, m.Check(pufa.DayOf(now))
}
