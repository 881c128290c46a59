package console

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

// book implements StockBook.
type book struct{ store.Stock }

// Moves implements StockBook.
func (b book) Moves(ctx context.Context, from, to pufa.Day) ([]reach.Move, error) {
	return b.Stock.Moves(ctx, store.MoveFilter{From: from, To: to})
}

// stocked wires a real stock with one material, of which 500 were printed.
func stocked(t *testing.T, p *Parts) reach.Material {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	stock := store.NewStock(db)
	m, err := stock.PutMaterial(t.Context(), reach.Material{Name: "民法典口袋书", Kind: "宣传册", Unit: "份"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := stock.Move(t.Context(), reach.Move{At: noon, Day: "2026-03-01", Kind: reach.Received, Material: m.ID, To: reach.Storeroom, Copies: 500, By: "小李"}); err != nil {
		t.Fatal(err)
	}
	p.Shelves, p.StockBook, p.Form.Communities = stock, book{stock}, []string{"幸福社区", "和平社区"}
	return m
}

func TestTheStockIsMovedOnItsPageOnceForEachForm(t *testing.T) {
	var m reach.Material
	h := open(t, func(p *Parts) { m = stocked(t, p) })
	client, moves := h.as(t, editor), h.address+"/console/stock/moves"
	_, body := fetch(t, client, h.address+"/console/stock")
	key := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(body)
	if key == nil || !strings.Contains(body, "库房 500") || !strings.Contains(body, "一致") {
		t.Fatal(body)
	}
	form := url.Values{"key": {key[1]}, "kind": {"counter"}, "material": {string(m.ID)}, "from": {"库房"}, "to": {"和平社区"}, "copies": {"120"}, "day": {"2026-12-04"}}
	for range 2 {
		if status, body := post(t, client, moves, form); status != http.StatusOK || !strings.Contains(body, "记好了") || !strings.Contains(body, "库房 380") {
			t.Fatal(status, body)
		}
	}
	if _, body := fetch(t, client, h.address+"/console/stock"); !strings.Contains(body, "台账发放资料 120 份，库存减少 120 份，一致") ||
		!strings.Contains(body, "kind=gave_out&amp;source=material%3A"+string(m.ID)) {
		t.Error(body)
	}
}

func TestAMoveThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	var m reach.Material
	h := open(t, func(p *Parts) { m = stocked(t, p) })
	client, moves := h.as(t, editor), h.address+"/console/stock/moves"
	good := func() url.Values {
		return url.Values{"key": {string(pufa.NewID())}, "kind": {"moved"}, "material": {string(m.ID)}, "from": {"库房"}, "to": {"幸福社区"},
			"copies": {"100"}, "day": {"2026-12-04"}, "note": {`"><script>`}}
	}
	for field, tries := range map[string]map[string]string{
		"copies": {"0": "大于 0", "-5": "大于 0", "501": "380", "1e9": "整数", "99999999999999999999": "整数", "": "整数"},
		"day":    {"1900-01-01": "太早", "3000-01-01": "还没有到", "": "请写日期", "x": "请写日期"},
		"kind":   {"event": "请选", "": "请选", "x": "请选"}, "key": {"": "重新打开", "x": "重新打开"},
		"material": {"": "请选资料", "nothing": "没有这种资料"}, "to": {"": "到哪里", "库房": "同一个地方", strings.Repeat("长", 31): "31 个字"},
	} {
		for value, want := range tries {
			form := good()
			form.Set(field, value)
			status, body := post(t, client, moves, form)
			if status != http.StatusUnprocessableEntity || strings.Contains(body, "<script>") || !strings.Contains(body, `role="alert"`) {
				t.Errorf("%s %.20q: %d", field, value, status)
			}
			if want != "380" && !strings.Contains(body, want) {
				t.Errorf("%s %.20q is not told %q", field, value, want)
			}
			if field != "copies" && !strings.Contains(body, `value="100"`) {
				t.Errorf("%s %.20q: what was typed is lost", field, value)
			}
		}
	}
	if _, body := fetch(t, client, h.address+"/console/stock"); !strings.Contains(body, "库房 500") {
		t.Error("a refused move has moved something")
	}
}

func TestAMaterialIsAddedOnThePage(t *testing.T) {
	h := open(t, func(p *Parts) { stocked(t, p) })
	client, materials := h.as(t, editor), h.address+"/console/stock/materials"
	status, body := post(t, client, materials, url.Values{"name": {" 防诈骗折页 "}, "kind": {"折页"}})
	if status != http.StatusOK || !strings.Contains(body, "加好了") || !strings.Contains(body, ">防诈骗折页</option>") {
		t.Fatal(status, body)
	}
	for name, want := range map[string]string{"防诈骗折页": "已经有资料", "": "请写资料的名称", strings.Repeat("长", 61): "61 个字"} {
		status, body := post(t, client, materials, url.Values{"name": {name}, "kind": {`"><script>`}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, want) || strings.Contains(body, "<script>") {
			t.Errorf("%.20q: %d %s", name, status, body)
		}
	}
}
