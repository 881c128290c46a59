package console

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// defaultUnit counts what most materials are counted in.
const defaultUnit = "份"

// blankMove is the form of a move as it is offered: what was received today.
func (s *Site) blankMove() moveForm {
	return moveForm{Key: string(pufa.NewID()), Day: string(pufa.DayOf(s.Now())), Kind: string(reach.Received), To: reach.Storeroom, AddUnit: defaultUnit}
}

// addMaterial adds a kind of material, of which there is none yet.
func (s *Site) addMaterial(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	get := func(key string) string { return strings.TrimSpace(r.PostForm.Get(key)) }
	form := s.blankMove()
	form.AddName, form.AddKind, form.AddUnit = get("name"), get("kind"), cmp.Or(get("unit"), defaultUnit)
	_, err := s.StockBook.PutMaterial(r.Context(), reach.Material{Name: form.AddName, Kind: form.AddKind, Unit: form.AddUnit})
	switch pufa.KindOf(err) {
	case pufa.Invalid, pufa.Conflict:
		form.AddSay = pufa.Say(err)
		return s.showStock(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/console/stock?added=1")
}
