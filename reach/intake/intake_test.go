package intake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
)

var now = time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC)

// read reads a table of text; the lines' numbers are those of the text.
func read(t testing.TB, text string, o Options) Reading {
	t.Helper()
	tables, err := sheet.Read("台账.csv", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(tables, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// said returns a row in a few words, or why it is refused.
func said(row Row) string {
	if row.Err != nil {
		return pufa.Say(row.Err)
	}
	e := row.Event
	parts := []string{e.Start.In(pufa.Zone).Format("01-02 15:04"), e.Name, e.Form, e.Scene, e.Community}
	for _, h := range e.Heads {
		parts = append(parts, fmt.Sprintf("%s %d人 %d人次", h.Basis.Chinese(), h.People, h.Times))
	}
	for _, h := range e.Handouts {
		parts = append(parts, fmt.Sprintf("%s%d", h.Name, h.Copies))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

func TestRowsOfOldTablesAreEvents(t *testing.T) {
	r := read(t, `2026年普法活动台账
填报单位：某街道
序号,活动时间,活动主题,活动形式,六进类别,社区,受众（人）,人次,计数口径,发放资料（份）,备注
1,3月5日,学雷锋送法,现场咨询,法律进社区,幸福社区,约80,100,,200余份,
2,2026.3.15 9:00,消费维权,流动宣传车,进广场,幸福社区,30,,签到,"折页100份、《民法典》手册50本",
序号,活动时间,活动主题,活动形式,六进类别,社区,受众（人）,人次,计数口径,发放资料（份）,备注
3,4月1日,开学第一课,,进校园,,５０,,,无,学生很多
,,,,,,,,,,
合计,,,,,,160,,,350,
4,5月1日,负数,讲座,,,-5,,,-10,
5,,没有日期,讲座,,,5,,,,
6,6月1日,人次少,讲座,,,50,20,,,
`, Options{})
	want := map[int]string{
		4:  "03-05 00:00 学雷锋送法 咨询 进社区 幸福社区 现场估算 80人 100人次 宣传资料200",
		5:  "03-15 09:00 消费维权 发放资料 幸福社区 签到 30人 0人次 折页100 《民法典》手册50",
		7:  "04-01 00:00 开学第一课 普法课 进学校 现场估算 50人 0人次",
		10: "份数“-10”是负数，请改正；人数“-5”是负数，请改正",
		11: "日期没有日期",
		12: "人次 20 少于人数 50：一个人至少算一次",
	}
	got := map[int]string{}
	for _, row := range r.Rows {
		got[row.Line] = said(row)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Year != 2026 || r.Line != 3 || !slices.Equal(r.Totals, []int{9}) {
		t.Errorf("year %d, header in line %d, totals %v", r.Year, r.Line, r.Totals)
	}
	if feedback := r.Rows[1].Event.Feedback; feedback != "原表类别：进广场" {
		t.Errorf("what no list has is kept as %q", feedback)
	}
}

func TestColumnsAreKnownByTheirHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"日期,时间,活动名称":         "日期 钟点 活动名称",
		"时间,主题,人数":           "日期 活动名称 人数",
		"时间,名称,主题,受众（人次）":    "日期 活动名称 主题 人次",
		"时 间,活 动 名 称,经办":     "日期 活动名称 ",
		"时间,名称,折页数量,手册（本）":   "日期 活动名称 份数 份数",
		"时间,名称,咨询人次：,展板（块）*": "日期 活动名称 咨询人次 展板",
	} {
		r := read(t, header+"\n", Options{Map: Mapping{"折页数量": Copies, "手册": Copies}})
		var got []string
		for _, f := range r.Columns.Fields {
			got = append(got, string(f))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", header, got, want)
		}
	}
	r := read(t, "时间,名称,折页数量,手册（本）\n2026-3-5,讲座,100,50\n", Options{Map: Mapping{"折页数量": Copies, "手册": Copies}})
	if got := said(r.Rows[0]); got != "03-05 00:00 讲座 讲座 折页100 手册50" {
		t.Errorf("columns of one material each: %s", got)
	}
}

func TestTablesThatCannotBeReadSayWhatToDo(t *testing.T) {
	for text, say := range map[string]string{
		"姓名,电话\n甲,1\n": "没有找到表头",
		"":             "没有找到表头",
		"时间,人数,地点\n3月5日,1,某处\n":                "表头里要有活动名称和日期",
		"时间,名称,人数,参加人数\n":                      "有 2 列都是“人数”",
		strings.Repeat("标题\n", 11) + "时间,名称\n": "没有找到表头",
	} {
		tables, err := sheet.Read("台账.csv", []byte(text), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(tables, Options{}); pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), say) {
			t.Errorf("%q: %v, want %q", text, err, say)
		}
	}
	if _, err := ParseMapping([]string{"经办=什么"}); err == nil || !strings.Contains(pufa.Say(err), "字段可选：活动名称、日期") {
		t.Errorf("a field that is none: %v", err)
	}
	r := read(t, "时间,名称,经办\n", Options{})
	if err := r.Columns.Refusal(); err == nil || !strings.Contains(pufa.Say(err), `--map "经办=不导入"`) {
		t.Errorf("a header that nobody knows: %v", err)
	}
}

func TestWhatWasMappedOnceIsRemembered(t *testing.T) {
	const table = "时间,名称,经办\n2026-3-5,讲座,小李\n"
	first := read(t, table, Options{Map: Mapping{"经办": Nothing}})
	memory := map[string]Mapping{first.Columns.Shape(): first.Map}
	again := read(t, table, Options{Remembered: func(shape string) (Mapping, error) { return memory[shape], nil }})
	if len(again.Columns.Unknown()) > 0 {
		t.Errorf("%v are unknown again", again.Columns.Unknown())
	}
}

func workbook(t testing.TB, fill func(*excelize.File) error) []sheet.Table {
	t.Helper()
	book := excelize.NewFile()
	if err := fill(book); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	tables, err := sheet.Read("台账.xlsx", b.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestAMergedNumberCountsOnce(t *testing.T) {
	r, err := Read(workbook(t, func(book *excelize.File) error {
		for i, row := range [][]any{{"日期", "活动名称", "人数"}, {46086, "上午讲座", 80}, {nil, "下午讲座", nil}} {
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				return err
			}
		}
		if err := book.MergeCell("Sheet1", "C2", "C3"); err != nil {
			return err
		}
		return book.MergeCell("Sheet1", "A2", "A3")
	}), Options{})
	if err != nil || len(r.Rows) != 2 {
		t.Fatal(r.Rows, err)
	}
	if first, second := said(r.Rows[0]), said(r.Rows[1]); first != "03-05 00:00 上午讲座 讲座 现场估算 80人 0人次" || second != "03-05 00:00 下午讲座 讲座" {
		t.Errorf("%s; %s", first, second)
	}
	if !slices.Contains(r.Rows[1].Notes, "人数是合并的格子，只算在第一行") {
		t.Errorf("notes %v", r.Rows[1].Notes)
	}
}

func TestOneHeaderForSeveralColumnsIsRefused(t *testing.T) {
	fill := func(second any) func(*excelize.File) error {
		return func(book *excelize.File) error {
			for i, row := range [][]any{{"日期", "活动名称", "人数", nil, nil}, {nil, nil, "男", "女", nil}, {46086, "讲座", 30, second, "随手写的"}} {
				if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
					return err
				}
			}
			for _, area := range [][2]string{{"A1", "A2"}, {"B1", "B2"}, {"C1", "D1"}} {
				if err := book.MergeCell("Sheet1", area[0], area[1]); err != nil {
					return err
				}
			}
			if second == nil {
				return book.SetCellValue("Sheet1", "D2", nil)
			}
			return nil
		}
	}
	if _, err := Read(workbook(t, fill(50)), Options{}); err == nil || !strings.Contains(pufa.Say(err), "表头“人数”下面有几列，第 4 列也有内容") {
		t.Errorf("men and women: %v", err)
	}
	r, err := Read(workbook(t, fill(nil)), Options{})
	if err != nil || len(r.Rows) != 1 || r.Rows[0].Event.Heads[0].People != 30 || !slices.Equal(r.Bare, []int{5}) {
		t.Errorf("a header that is only wide: %+v, %v", r, err)
	}
}

func TestTheYearStandsInTheTitle(t *testing.T) {
	for title, want := range map[string]int{"2026年台账": 2026, "二〇二六年": 0, "2025-2026年台账": 0, "２０２５年普法": 2025, "电话 82026111": 0, "2026年（2026 年度）": 2026} {
		if r := read(t, title+"\n时间,名称\n", Options{}); r.Year != want {
			t.Errorf("%s: %d, want %d", title, r.Year, want)
		}
	}
	if r := read(t, "2026年台账\n时间,名称\n", Options{Year: 2025}); r.Year != 2025 {
		t.Errorf("the year that is given does not go before: %d", r.Year)
	}
}

func TestOfSeveralSheetsOneIsRead(t *testing.T) {
	fill := func(sheets ...string) func(*excelize.File) error {
		return func(book *excelize.File) error {
			for _, name := range sheets {
				if _, err := book.NewSheet(name); err != nil {
					return err
				}
				for i, row := range [][]any{{"日期", "活动名称"}, {46086, name + "讲座"}} {
					if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
						return err
					}
				}
			}
			return nil
		}
	}
	if r, err := Read(workbook(t, fill("一季度")), Options{}); err != nil || r.Sheet != "一季度" || len(r.Rows) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := Read(workbook(t, fill("一季度", "二季度")), Options{}); err == nil || !strings.Contains(pufa.Say(err), "有几张工作表都像活动台账：一季度、二季度") {
		t.Errorf("two of them: %v", err)
	}
}

// The same rows in another order, among others, as text or as a workbook, have the same keys.
func TestARowHasItsKeyWhereverItStands(t *testing.T) {
	header := "日期,活动名称,人数,发放资料\n"
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			lines = append(lines, fmt.Sprintf("2026-03-%02d,%s,%d,%d\n", rapid.IntRange(1, 3).Draw(t, "day"),
				rapid.SampledFrom([]string{"讲座", "咨询"}).Draw(t, "name"), rapid.IntRange(1, 2).Draw(t, "people"), rapid.IntRange(0, 1).Draw(t, "copies")))
		}
		keys := func(lines []string) []string {
			var found []string
			for _, row := range read2(t, header+strings.Join(lines, "")).Rows {
				found = append(found, row.Event.Key)
			}
			slices.Sort(found)
			return found
		}
		want := keys(lines)
		if distinct := slices.Compact(slices.Clone(want)); len(distinct) != len(lines) {
			t.Fatalf("%d keys of %d rows", len(distinct), len(lines))
		}
		if diff := cmp.Diff(want, keys(rapid.Permutation(lines).Draw(t, "order"))); diff != "" {
			t.Fatal(diff)
		}
		more := keys(append(slices.Clone(lines), lines[0], "2026-04-01,入户,5,5\n"))
		for _, key := range want {
			if !slices.Contains(more, key) {
				t.Fatalf("key %s is gone when rows are added", key)
			}
		}
		retyped := strings.NewReplacer("2026-03-0", "2026年3月", ",讲座", ", 讲座 ", ",1,", ",１人,").Replace(strings.Join(lines, ""))
		retyped = strings.ReplaceAll(retyped, "3月1,", "3月1日,")
		retyped = strings.ReplaceAll(strings.ReplaceAll(retyped, "3月2,", "3月2日,"), "3月3,", "3月3日,")
		if diff := cmp.Diff(want, keys([]string{retyped})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func read2(t *rapid.T, text string) Reading {
	tables, err := sheet.Read("台账.csv", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(tables, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// desk enters what the real rules let through, in memory.
type desk struct {
	reach.Clerk
	events []reach.Event
}

func newDesk() *desk {
	return &desk{Clerk: reach.NewClerk(nil, reach.EventRules{Communities: []string{"幸福社区", "和平社区"}})}
}

func (d *desk) Enter(_ context.Context, e reach.Event, _ pufa.Staff, _ time.Time) (reach.Event, bool, error) {
	for _, has := range d.events {
		if has.Key == e.Key {
			return has, false, nil
		}
	}
	e.Number = fmt.Sprintf("2026-%03d", len(d.events)+1)
	d.events = append(d.events, e)
	return e, true, nil
}

// takes imports a table and returns how many rows were added, known, and refused with what reasons.
func (d *desk) takes(t *testing.T, text string) string {
	t.Helper()
	r := read(t, text, Options{})
	r.Communities([]string{"幸福社区", "和平社区"})
	outcomes := r.Compare(d.events, d, false, now)
	added, err := Enter(t.Context(), d, outcomes, pufa.Staff{Name: "小李"}, now)
	if err != nil {
		t.Fatal(err)
	}
	known, refused := 0, ""
	for _, o := range outcomes {
		if o.Err != nil {
			refused += fmt.Sprintf(" %d:%s", o.Line, pufa.Say(o.Err))
		} else if o.Before != nil {
			known++
		}
	}
	return fmt.Sprintf("%d %d%s", added, known, refused)
}

func TestTheSameTableAgainChangesNothing(t *testing.T) {
	d := newDesk()
	const table = "日期,活动名称,社区,人数\n2026-3-5,反诈讲座,幸福,80\n2026-3-5,反诈讲座,幸福,80\n2026-4-1,普法课,和平社区居委会,40\n"
	for _, step := range []struct{ name, table, want string }{
		{"first", table, "3 0"},
		{"again", table, "0 3"},
		{"with a row more", table + "2026-5-1,咨询,,9\n", "1 3"},
		{"with a row that was changed", strings.Replace(table, "课,和平社区居委会,40", "课,和平社区居委会,45", 1),
			"0 2 4:和已登记的活动 2026-003 同一天、同名称，像是同一场：数不一样就用 pufa event edit 更正它；确实是另一场，加 --another"},
	} {
		if got := d.takes(t, step.table); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	if d.events[0].Community != "幸福社区" || d.events[2].Community != "和平社区" {
		t.Errorf("communities %q and %q", d.events[0].Community, d.events[2].Community)
	}
}

func TestWhatCannotHaveBeenIsRefusedAndNothingElseIsLost(t *testing.T) {
	got := newDesk().takes(t, `日期,活动名称,社区,人数
1900-1-1,很早,,1
3000-1-1,很晚,,1
2026-12-30,还没到,,1
2026-3-5,人太多,,99999999
2026-3-5,别处,远方社区,1
2026-3-5,=HYPERLINK(A1),,1
2026-3-5,公式,,=SUM(A1:A9)
2026-3-5,好的,幸福社区,80
`)
	for _, want := range []string{"2 0", " 2:开始时间是 1900年1月1日，早于 2000 年", " 3:开始时间是 3000年1月1日", " 4:开始时间是 2026年12月30日（周三），还没到",
		" 5:人数是 99999999，最多 1000000", " 6:没有社区“远方社区”", " 8:人数“=SUM(A1:A9)”看不出是多少"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s does not say %q", got, want)
		}
	}
}

func FuzzIntake(f *testing.F) {
	f.Add("2026年台账\n时间,活动名称,人数,发放资料\n3月5日,讲座,约80人,折页100份、手册50本\n合计,,80,150\n")
	f.Fuzz(func(t *testing.T, text string) {
		tables, err := sheet.Read("台账.csv", []byte(text), "")
		if err != nil {
			return
		}
		r, err := Read(tables, Options{Year: 2026})
		if err != nil {
			return
		}
		keys := map[string]bool{}
		for _, row := range r.Rows {
			if row.Err == nil && (row.Event.Start.IsZero() || keys[row.Event.Key]) {
				t.Errorf("row %+v", row)
			}
			keys[row.Event.Key] = true
		}
	})
}
