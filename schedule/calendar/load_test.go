package calendar

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func load(t *testing.T, layers ...string) (Calendar, error) {
	t.Helper()
	names := []Layer{Province, City, Office}
	var files []File
	for i, text := range layers {
		path := filepath.Join(t.TempDir(), string(names[i])+".yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, File{names[i], path})
	}
	return Load(files...)
}

func mustLoad(t *testing.T, layers ...string) Calendar {
	t.Helper()
	c, err := load(t, layers...)
	if err != nil {
		t.Fatalf("%v: %s", err, pufa.Say(err))
	}
	return c
}

func must(t *testing.T, c Calendar, id string) Entry {
	t.Helper()
	e, err := c.Entry(id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheNationalCalendarFallsOnItsDays(t *testing.T) {
	c := mustLoad(t)
	for _, want := range []struct{ id, days2025, days2026 string }{
		{"guojia-anquan-ri", "2025-04-15", "2026-04-15"},
		{"jiating-jiaoyu-zhou", "2025-05-12..2025-05-18", "2026-05-11..2026-05-17"},
		{"quanguo-zhucan-ri", "2025-05-18", "2026-05-17"},
		{"huanjing-ri", "2025-06-05", "2026-06-05"},
		{"kepu-yue", "2025-09-01..2025-09-30", "2026-09-01..2026-09-30"},
		{"cishan-ri", "2025-09-05", "2026-09-05"},
		{"guofang-jiaoyu-ri", "2025-09-20", "2026-09-19"},
		{"lieshi-jinian-ri", "2025-09-30", "2026-09-30"},
		{"laonian-jie", "2025-10-29", "2026-10-18"},
		{"xuesheng-anquan-ri", "2025-03-31", "2026-03-30"},
		{"zhiyebing-zhou", "2025-04-25..2025-05-01", "2026-04-25..2026-05-01"},
		{"xianfa-zhou", "2025-12-01..2025-12-07", ""},
		{"xianfa-ri", "2025-12-04", "2026-12-04"},
	} {
		e := must(t, c, want.id)
		for year, days := range map[int]string{2025: want.days2025, 2026: want.days2026} {
			if got := asText(spansOf(e.In(year))); got != days {
				t.Errorf("%s in %d: %s, want %s", e.Name, year, got, days)
			}
		}
	}
}

func spansOf(all []Occurrence) (spans []Span) {
	for _, o := range all {
		spans = append(spans, o.Span)
	}
	return spans
}

func TestTheConstitutionWeekMovesAndIsNeverComputed(t *testing.T) {
	e := must(t, mustLoad(t), "xianfa-zhou")
	for year, want := range map[int]string{2021: "2021-11-29..2021-12-05", 2022: "2022-12-04..2022-12-10",
		2023: "2023-12-01..2023-12-07", 2024: "", 2025: "2025-12-01..2025-12-07", 2026: "", 2030: ""} {
		if got := asText(spansOf(e.In(year))); got != want {
			t.Errorf("in %d: %s, want %s", year, got, want)
		}
		if e.Unset(year) != (want == "") {
			t.Errorf("in %d: unset is %v", year, e.Unset(year))
		}
	}
}

// What is confirmed cites an article in force; what is not says so, and what nobody has looked up is off.
func TestWhatIsNotConfirmedIsMarked(t *testing.T) {
	catalogue, err := knowledge.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	confirmed, open, off := 0, 0, 0
	for _, e := range mustLoad(t).Entries() {
		cites := catalogue.Cite(e.Basis, "2026-01-01")
		switch {
		case e.Check == "":
			confirmed++
			if len(cites) != 1 || cites[0].Repealed || cites[0].Article.Main == 0 || e.Off {
				t.Errorf("%s is confirmed by %q: %v", e.Name, e.Basis, cites)
			}
		case e.Off:
			off++
		default:
			open++
		}
		if len(e.Topics) == 0 || e.Layer != National || e.Changed != "" {
			t.Errorf("%s has topics %v, layer %q, changed by %q", e.Name, e.Topics, e.Layer, e.Changed)
		}
	}
	if diff := cmp.Diff([]int{9, 16, 12}, []int{confirmed, open, off}); diff != "" {
		t.Errorf("confirmed, open, off (-want +got):\n%s", diff)
	}
}

func TestALaterLayerChangesWhatAnEarlierOneSays(t *testing.T) {
	c := mustLoad(t, `
- 编号: sifa-ri
  名称: 司法日
  日子: 4月8日
  依据: 省内惯例
- {编号: xiaofang-ri, 停用: 是}
`, `
- {编号: sifa-ri, 提前: 5, 待核: 请对照市里通知}
`, `
- 编号: falv-fuwu-yue
  名称: 法律服务月
  日子: 11月
  依据: 本单位工作安排
  主题: [法律援助]
  各年: {2027: 无, 2028: 10月15日至11月15日}
- 编号: xianfa-zhou
  各年: {2026: 11月30日至12月6日}
- {编号: xiaofang-ri, 停用: 否}
- {编号: funv-jie, 停用: 否, 待核: ""}
`)
	sifa := must(t, c, "sifa-ri")
	if sifa.Ahead != 5 || sifa.Check != "请对照市里通知" || sifa.Layer != Province || sifa.Changed != City || sifa.Name != "司法日" {
		t.Errorf("the city's change of the province's entry: %+v", sifa)
	}
	week := must(t, c, "xianfa-zhou")
	if got := asText(append(spansOf(week.In(2026)), spansOf(week.In(2022))...)); got != "2026-11-30..2026-12-06 2022-12-04..2022-12-10" {
		t.Errorf("the office's year beside the national years: %s", got)
	}
	if must(t, c, "xiaofang-ri").Off || must(t, c, "funv-jie").Off || must(t, c, "funv-jie").Check != "" {
		t.Error("the office cannot switch on again")
	}
	service := must(t, c, "falv-fuwu-yue")
	var got []string
	for year := 2026; year <= 2028; year++ {
		got = append(got, asText(spansOf(service.In(year))))
	}
	want := []string{"2026-11-01..2026-11-30", "", "2028-10-15..2028-11-15"}
	if diff := cmp.Diff(want, got); diff != "" || service.Unset(2027) {
		t.Errorf("a month with years of its own (-want +got):\n%s", diff)
	}
	if must(t, mustLoad(t), "xianfa-zhou").Unset(2026) != true {
		t.Error("one office's calendar has changed another's")
	}
}

func TestTheNextAnnouncedWeekIsThatWhichIsSetOrNamesTheYearToSet(t *testing.T) {
	week := must(t, mustLoad(t), "xianfa-zhou")
	if o, err := week.Next("2025-11-01"); err != nil || o.First != "2025-12-01" || o.Key() != "xianfa-zhou-2025" {
		t.Errorf("after 2025-11-01: %s, %v", o.First, err)
	}
	if _, err := week.Next("2025-12-02"); !strings.Contains(pufa.Say(err), "2026 年的还没有写进日历") {
		t.Errorf("after the week of 2025: %v", err)
	}
}

func TestTheYearIsInOrderAndLeavesOutWhatIsOff(t *testing.T) {
	c := mustLoad(t, "- {编号: xiaofeizhe-ri, 停用: 是}")
	year := c.Year(2026)
	for i, o := range year {
		if i > 0 && o.First < year[i-1].First {
			t.Errorf("%s comes after %s", o.Entry.Name, year[i-1].Entry.Name)
		}
		if o.Entry.ID == "xiaofeizhe-ri" || o.Entry.ID == "funv-jie" {
			t.Errorf("%s is off and there", o.Entry.Name)
		}
	}
	if len(year) != 22 {
		t.Errorf("%d occurrences in 2026, want 22", len(year))
	}
	var unset []string
	for _, e := range c.Unset(2026) {
		unset = append(unset, e.ID)
	}
	if diff := cmp.Diff([]string{"wangluo-anquan-zhou", "xianfa-zhou"}, unset); diff != "" {
		t.Errorf("still to be announced (-want +got):\n%s", diff)
	}
}

func TestWhatIsDueIsToBePreparedOrUnderWay(t *testing.T) {
	c := mustLoad(t, "- {编号: kaimen, 名称: 开年普法, 日子: 1月5日, 依据: 惯例, 提前: 10}")
	due := func(on pufa.Day) string {
		var ids []string
		for _, o := range c.Due(on) {
			ids = append(ids, o.Entry.ID)
		}
		return strings.Join(ids, " ")
	}
	for on, want := range map[pufa.Day]string{
		"2026-12-04": "xianfa-ri tongjifa-ri", "2026-12-05": "tongjifa-ri", "2026-12-25": "", "2026-12-26": "kaimen",
		"2027-01-05": "kaimen", "2027-01-06": "", "2026-03-14": "xiaofeizhe-ri",
	} {
		if got := due(on); got != want {
			t.Errorf("due on %s: %q, want %q", on, got, want)
		}
	}
}

func TestAMistakeInAFileIsNamedByLineWithWhatToDo(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		say  []string
	}{
		"no YAML":        {"- 编号: a\n  名称: [", []string{":2：不是正确的 YAML"}},
		"full colon":     {"- 编号：a\n", []string{":1：这里要写“键: 值”"}},
		"no list":        {"编号: a\n", []string{":1：日历文件要写成列表"}},
		"unknown key":    {"- 编号: a\n  名字: 甲\n", []string{":2：没有“名字”这个键，可以写：编号"}},
		"bad id":         {"- 编号: 甲\n", []string{":1：编号：“甲”不行，请写小写字母"}},
		"no id":          {"- 名称: 甲\n", []string{":1：这一项没有写 编号"}},
		"twice":          {"- {编号: a, 名称: 甲, 日子: 5月, 依据: 惯例}\n- {编号: a, 停用: 是}\n", []string{":2：编号“a”在第 1 行已经写过"}},
		"nothing before": {"- 编号: bu-cunzai\n  停用: 是\n", []string{":1：前面各层没有编号“bu-cunzai”可改"}},
		"no rule":        {"- {编号: a, 名称: 甲, 依据: 惯例}", []string{":1：“甲”没有写 日子"}},
		"no basis":       {"- {编号: a, 名称: 甲, 日子: 5月}", []string{":1：“甲”没有写 依据"}},
		"bad rule":       {"- 编号: a\n  名称: 甲\n  日子: 2月30日\n", []string{":3：日子：没有2月30日"}},
		"bad years": {"- 编号: xianfa-zhou\n  各年:\n    2026: 五月\n    2027: 2月29日\n    26: 5月1日\n",
			[]string{":3：各年：“五月”看不懂", ":4：各年：2027 年没有“2月29日”", ":5：各年：年份“26”不对"}},
		"years as text": {"- {编号: xianfa-zhou, 各年: 12月}", []string{":1：各年：一年一行"}},
		"bad ahead":     {"- {编号: xianfa-zhou, 提前: 两周}", []string{":1：提前：“两周”不对，请写提前几天"}},
		"bad off":       {"- {编号: xianfa-zhou, 停用: 不}", []string{":1：停用：“不”不对，请写 是 或 否"}},
		"topics":        {"- {编号: xianfa-zhou, 主题: 宪法}", []string{":1：主题：要写成列表"}},
		"long name":     {"- {编号: xianfa-zhou, 名称: " + strings.Repeat("长", 51) + "}", []string{"最多 50 个字，现在是 51 个"}},
		"empty name":    {"- {编号: xianfa-zhou, 名称: ''}", []string{"名称：不能空着"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, c.text)
			if pufa.KindOf(err) != pufa.Invalid {
				t.Fatalf("accepted: %v", err)
			}
			for _, say := range c.say {
				if !strings.Contains(pufa.Say(err), "province.yaml"+say) && !strings.Contains(pufa.Say(err), say) {
					t.Errorf("%s\nwant %s", pufa.Say(err), say)
				}
			}
		})
	}
	if _, err := Load(File{Office, "/no/such/file.yaml"}); pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), "不存在") {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := load(t, "# 还没有\n"); err != nil {
		t.Errorf("a file with nothing but a remark: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("- {编号: a, 名称: 甲, 日子: 5月, 依据: 惯例}")
	f.Add("- 编号: xianfa-zhou\n  各年:\n    2026: 12月1日至7日\n")
	f.Add("- ? [a]\n  : b\n- *x\n- &y z")
	f.Fuzz(func(t *testing.T, text string) {
		var c Calendar
		if err := c.lay(Office, "x.yaml", []byte(text)); err != nil {
			return
		}
		for _, year := range []int{2026, 2028} {
			c.Year(year)
		}
	})
}
