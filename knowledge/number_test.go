package knowledge_test

import (
	"testing"

	"github.com/pufa/pufa/knowledge"
	"pgregory.net/rapid"
)

func TestParseNumberReadsWhatPeopleWrite(t *testing.T) {
	tests := map[string]knowledge.Number{
		"第一条":          {Main: 1},
		"第十条":          {Main: 10},
		"第一百零五条":       {Main: 105},
		"第一百一十条":       {Main: 110},
		"第一百十二条":       {Main: 112}, // older statutes
		"第一千零七十九条":     {Main: 1079},
		"第一千二百六十条":     {Main: 1260},
		"第二百八十七条之二":    {Main: 287, Sub: 2},
		"第一百二十之一条":     {Main: 120, Sub: 1},
		"第二八七条":        {Main: 287},
		"第一〇七九条":       {Main: 1079},
		"第一○七九条":       {Main: 1079},
		"第一百〇五条":       {Main: 105},
		"第两百条":         {Main: 200},
		"廿一":           {Main: 21},
		"卅":            {Main: 30},
		"287条之二":       {Main: 287, Sub: 2},
		"287条之2":       {Main: 287, Sub: 2},
		"第287条":        {Main: 287},
		"第２８７条":        {Main: 287},
		"1079":         {Main: 1079},
		" 第九千九百九十九条 ":  {Main: 9999},
		"第三十八条之九百九十九条": {Main: 38, Sub: 999},
	}
	for s, want := range tests {
		if got, ok := knowledge.ParseNumber(s); !ok || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v; want %v", s, got, ok, want)
		}
	}
}

func TestParseNumberRefusesTheRest(t *testing.T) {
	for _, s := range []string{
		"", "第", "条", "第条", "第零条", "0", "第一款", "第一条规定", "第三十八条之", "第三十八条之零",
		"百二十", "一十百", "二三十", "一百二百", "十十", "-1", "1.5", "第一万条", "10000", "123456",
		"一条之一千", "第一条之一之二", "第abc条", "第\xff条",
	} {
		if got, ok := knowledge.ParseNumber(s); ok {
			t.Errorf("ParseNumber(%q) = %v, want a refusal", s, got)
		}
	}
}

func TestParseNumeralReadsZeroAndTenThousands(t *testing.T) {
	tests := map[string]int{"零": 0, "〇": 0, "0": 0, "一万": 10000, "九万九千九百九十九": 99999, "二〇二〇": 2020, "一九九五": 1995}
	for s, want := range tests {
		if got, ok := knowledge.ParseNumeral(s); !ok || got != want {
			t.Errorf("ParseNumeral(%q) = %d, %v; want %d", s, got, ok, want)
		}
	}
}

func TestNumeralIsWrittenAsInStatutes(t *testing.T) {
	tests := map[int]string{
		-1: "", 0: "零", 1: "一", 10: "十", 11: "十一", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十",
		111: "一百一十一", 1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1079: "一千零七十九", 1100: "一千一百",
		1260: "一千二百六十", 9999: "九千九百九十九", 10000: "",
	}
	for n, want := range tests {
		if got := knowledge.Numeral(n); got != want {
			t.Errorf("Numeral(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestEveryNumberSurvivesWritingAndReading(t *testing.T) {
	for n := 1; n <= 9999; n++ {
		want := knowledge.Number{Main: n}
		if got, ok := knowledge.ParseNumber(want.String()); !ok || got != want {
			t.Fatalf("%v is written %q and read as %v, %v", want, want.String(), got, ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := knowledge.Number{Main: rapid.IntRange(1, 9999).Draw(t, "main"), Sub: rapid.IntRange(0, 999).Draw(t, "sub")}
		if got, ok := knowledge.ParseNumber(want.String()); !ok || got != want {
			t.Fatalf("%v is written %q and read as %v, %v", want, want.String(), got, ok)
		}
	})
}

func TestOrderSortsArticlesAsTheyStand(t *testing.T) {
	stand := []knowledge.Number{{Main: 1}, {Main: 120}, {Main: 120, Sub: 1}, {Main: 120, Sub: 6}, {Main: 121}, {Main: 287, Sub: 2}}
	for i := 1; i < len(stand); i++ {
		if stand[i-1].Order() >= stand[i].Order() {
			t.Errorf("%v does not sort before %v", stand[i-1], stand[i])
		}
	}
}

func TestNoNumberHasNoName(t *testing.T) {
	if got := (knowledge.Number{}).String(); got != "" {
		t.Errorf("the zero number is written %q", got)
	}
}
