package report

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %.200s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok {
			if start.Name.Local == "script" {
				t.Error("a script in the chart")
			}
			for _, a := range start.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("attribute %s: pages refuse inline styles and scripts", a.Name.Local)
				}
			}
		}
	}
}

func TestBarsShowBothYearsAndLeadToTheirRows(t *testing.T) {
	svg := string(Bars(sampleReport().Tables[0], nil, "/console/ledger"))
	wellFormed(t, svg)
	for _, want := range []string{
		`role="group"`, "<title id=\"chart-months-t\">各月情况：活动</title>", "3月：3场，上年同期2场", `<a href="/console/ledger?kind=event_held&amp;from=2026-03-01">`, "单位：场", "上年同期</text>",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s", want)
		}
	}
	last := Table{Columns: sampleReport().Tables[1].Columns, Rows: [][]Cell{{txt("进学校"), num(9), num(1), num(1)}}}
	svg = string(Bars(sampleReport().Tables[1], &last, ""))
	wellFormed(t, svg)
	if !strings.Contains(svg, `role="img"`) || !strings.Contains(svg, "进学校：3场，上年同期9场") || strings.Contains(svg, "<a ") {
		t.Error("the other table's year before is not shown, or there are links without a page")
	}
}

// A bar of three must look like a bar of four.
func TestHiddenBarsAreAllAlike(t *testing.T) {
	table := sampleReport().Tables[3]
	one := string(Bars(table, nil, "/x"))
	table.Rows[4][1] = Cell{Number: 4, Hidden: true, Where: "who=7"}
	if other := string(Bars(table, nil, "/x")); one != other {
		t.Error("the chart tells hidden numbers apart")
	}
	if !strings.Contains(one, `class="hidden"`) || !strings.Contains(one, ">*</text>") || !strings.Contains(one, "建筑施工：不足5人，不显示") {
		t.Error("the hidden bar is not marked")
	}
}

func TestBarsEscapeEverything(t *testing.T) {
	r := hostileReport()
	for _, table := range r.Tables {
		for i := range table.Rows {
			table.Rows[i][0].Where = `"><script>alert(1)</script>`
		}
		wellFormed(t, string(Bars(table, &table, `/x"><script>`)))
	}
	many := Table{Key: "k", Columns: []Column{{Name: "项", Kind: Text}, numColumn("数", "次")}}
	for range 50 {
		many.Rows = append(many.Rows, []Cell{txt("项"), {Number: 1, Where: "a=b"}})
	}
	svg := string(Bars(many, nil, "//evil.example"))
	wellFormed(t, svg)
	if strings.Contains(svg, "evil") || !strings.Contains(svg, "另有10项，见下表") {
		t.Error("a page elsewhere is linked, or rows are left out without a word")
	}
	for _, none := range []Table{{}, {Columns: many.Columns}, {Columns: []Column{{Name: "项", Kind: Text}}, Rows: [][]Cell{{txt("一")}}}} {
		if Bars(none, nil, "") != "" {
			t.Error("a chart of nothing")
		}
	}
}
