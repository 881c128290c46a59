package reach

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

var testNow = time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC)

func held() Event {
	return Event{State: EventDone, Name: "宪法进社区讲座", Start: testNow.Add(-3 * time.Hour), Form: "讲座", Scene: "进社区",
		Community: "幸福社区", Heads: []Heads{{Basis: CheckedIn, People: 62, Times: 70}}}
}

func testRules() EventRules {
	return EventRules{Communities: []string{"幸福社区", "和平社区"},
		Node: func(id string) error {
			if id != "xianfa-ri" {
				return pufa.Errorf(pufa.NotFound, "日历里没有编号“%s”", id)
			}
			return nil
		},
		Mask: func(s string) string { return strings.ReplaceAll(s, "13800138000", "[手机号]") }}
}

func TestAnEventIsRefusedWithWhatToMend(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Event)
		field  string // "" where it is fit
		says   string
	}{
		"as it is":             {func(*Event) {}, "", ""},
		"of the calendar":      {func(e *Event) { e.Node = "xianfa-ri" }, "", ""},
		"no such day":          {func(e *Event) { e.Node = "nothing" }, "node", "日历里没有编号“nothing”"},
		"without a name":       {func(e *Event) { e.Name = " \u200b\n" }, "name", "缺少活动名称"},
		"a long name":          {func(e *Event) { e.Name = strings.Repeat("法", 61) }, "name", "请删去 1 个"},
		"without a start":      {func(e *Event) { e.Start = time.Time{} }, "start", "缺少开始时间"},
		"of 1900":              {func(e *Event) { e.Start = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC) }, "start", "早于 2000 年"},
		"of 3000":              {func(e *Event) { e.Start = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC) }, "start", "在一年以后"},
		"of the year 1":        {func(e *Event) { e.Start = time.Time{}.Add(time.Second) }, "start", "早于 2000 年"},
		"first moment of 2000": {func(e *Event) { e.Start = time.Date(2000, 1, 1, 0, 0, 0, 0, pufa.Zone) }, "", ""},
		"held tomorrow":        {func(e *Event) { e.Start = testNow.AddDate(0, 0, 1) }, "start", "还没到，不能记成已举办"},
		"entered as it begins": {func(e *Event) { e.Start = testNow.Add(30 * time.Minute) }, "", ""},
		"planned for tomorrow": {func(e *Event) { e.State, e.Heads, e.Start = EventPlanned, nil, testNow.AddDate(0, 0, 1) }, "", ""},
		"planned with heads":   {func(e *Event) { e.State = EventPlanned }, "state", "办完以后再报"},
		"of no state":          {func(e *Event) { e.State, e.Heads = "done", nil }, "state", "可选 planned"},
		"cancelled at once":    {func(e *Event) { e.State, e.Heads = EventCancelled, nil }, "state", "可选 planned"},
		"ends before it":       {func(e *Event) { e.End = e.Start.Add(-time.Minute) }, "end", "早于开始时间"},
		"ends never":           {func(e *Event) { e.End = e.Start.AddDate(1, 0, 0) }, "end", "超过 60 天"},
		"of another town":      {func(e *Event) { e.Community = "外地社区" }, "community", "可选：幸福社区、和平社区"},
		"without a form":       {func(e *Event) { e.Form = "" }, "form", "缺少形式"},
		"of an unknown form":   {func(e *Event) { e.Form = "直播" }, "form", "没有形式“直播”"},
		"of an unknown scene":  {func(e *Event) { e.Scene = "进商场" }, "scene", "可选：进机关"},
		"of an unknown trade":  {func(e *Event) { e.Trade = "三小一摊" }, "trade", "没有行业"},
		"minus people":         {func(e *Event) { e.Heads[0].People = -5 }, "heads[1].people", "不能是负数"},
		"minus times":          {func(e *Event) { e.Heads[0].Times = -5 }, "heads[1].times", "不能是负数"},
		"more people":          {func(e *Event) { e.Heads[0].People = 71 }, "heads[1].times", "少于人数"},
		"times unsaid":         {func(e *Event) { e.Heads[0].Times = 0 }, "", ""},
		"a billion":            {func(e *Event) { e.Questions = 1_000_000_000 }, "questions", "多打了几位"},
		"minus reads":          {func(e *Event) { e.OnlineReads = -1 }, "online_reads", "不能是负数"},
		"two of a basis":       {func(e *Event) { e.Heads = append(e.Heads, e.Heads[0]) }, "heads[2].basis", "写了两次"},
		"two bases":            {func(e *Event) { e.Heads = append(e.Heads, Heads{Basis: Estimated, People: 90}) }, "", ""},
		"heads of our own":     {func(e *Event) { e.Heads[0].Basis = System }, "heads[1].basis", "可选：签到、扫码、现场估算、平台回执"},
		"minus leaflets":       {func(e *Event) { e.Handouts = []Handout{{Name: "册子", Copies: -1}} }, "handouts[1].copies", "不能是负数"},
		"a leaflet unnamed":    {func(e *Event) { e.Handouts = []Handout{{Copies: 1}} }, "handouts[1].name", "缺少资料名称"},
		"a forged material":    {func(e *Event) { e.Handouts = []Handout{{Name: "册子", Material: "x' --"}} }, "handouts[1].material", "从库存里选"},
		"an ID for a code": {func(e *Event) { e.Enterprises = []Visit{{Name: "店", Code: "13800138000"}} },
			"enterprises[1].code", "身份证号或电话"},
		"a wrong code": {func(e *Event) { e.Enterprises = []Visit{{Name: "店", Code: "91350100M000100Y44"}} },
			"enterprises[1].code", "校验码"},
		"a code as typed": {func(e *Event) { e.Enterprises = []Visit{{Name: "店", Code: "91350100 m000100y43"}} }, "", ""},
		"one twice":       {func(e *Event) { e.Enterprises = []Visit{{Name: "店"}, {Name: " 店"}} }, "", ""},
		"one code twice": {func(e *Event) {
			e.Enterprises = []Visit{{Name: "店", Code: "91350100M000100Y43"}, {Name: "分店", Code: "91350100M000100Y43"}}
		}, "enterprises[2].code", "和第 1 家是同一个代码"},
		"too many": {func(e *Event) {
			for i := range 51 {
				e.Partners = append(e.Partners, strings.Repeat("协", i+1))
			}
		}, "partners", "最多 50 项"},
		"a photo that is none": {func(e *Event) { e.Photos = []Photo{{ID: "../../etc/passwd"}} }, "photos[1]", "再传一次"},
		"a long feedback":      {func(e *Event) { e.Feedback = strings.Repeat("好", 2001) }, "feedback", "请删去 1 个"},
	} {
		t.Run(name, func(t *testing.T) {
			e := held()
			test.change(&e)
			faults := NewClerk(nil, testRules()).Faults(e, testNow)
			switch {
			case test.field == "" && len(faults) > 0:
				t.Errorf("refused: %v", faults)
			case test.field != "" && (len(faults) != 1 || faults[0].Field != test.field || !strings.Contains(faults[0].Say, test.says)):
				t.Errorf("faults %v, want %s: …%s…", faults, test.field, test.says)
			}
		})
	}
}

func TestWhereTheOfficeNamesNoCommunitiesAnyGoes(t *testing.T) {
	e := held()
	e.Community = "外地社区"
	if faults := e.Check(EventRules{}, testNow); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestCreditCodesAreVerified(t *testing.T) {
	// Published examples: the standard's own, and those of well-known companies.
	for _, code := range []string{"91350100M000100Y43", "91110000802100433B", "914403001922038216", "９１３３０１００７９９６５５０５８ｂ"} {
		if err := CheckCreditCode(NeatCreditCode(code)); err != nil {
			t.Errorf("%s: %s", code, pufa.Say(err))
		}
	}
	good := "91350100M000100Y43"
	for i := range good {
		for _, r := range creditDigits {
			if changed := good[:i] + string(r) + good[i+1:]; changed != good && CheckCreditCode(changed) == nil {
				t.Errorf("%s is taken: one character is wrong", changed)
			}
		}
	}
	for code, says := range map[string]string{
		"": "18 位", "9135": "18 位", "91350100M000100YO3": "没有字母 O", "91350100M000100Y４3": "第 17 位", "9135A100M000100Y43": "地区的数字",
	} {
		if err := CheckCreditCode(code); !strings.Contains(pufa.Say(err), says) {
			t.Errorf("%q: %v, want …%s…", code, err, says)
		}
	}
}

// What strangers send is refused or kept; what is kept stays as it is when it is sent again.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"name":"讲座","state":"held","start":"2026-11-20T01:00:00Z","form":"讲座","heads":[{"basis":"checkin","people":3}]}`))
	f.Add([]byte(`{"enterprises":[{"code":"Ａ"},{"code":"a"}],"handouts":[{"name":"\u202e\u0000","copies":-1}],"partners":["","  "]}`))
	f.Fuzz(func(t *testing.T, sent []byte) {
		var e Event
		if json.Unmarshal(sent, &e) != nil {
			return
		}
		rules := testRules()
		for _, fault := range NewClerk(nil, rules).Faults(e, testNow) {
			if fault.Field == "" || fault.Say == "" {
				t.Errorf("a fault without words: %+v", fault)
			}
		}
		kept := e.neat(rules.Mask)
		if diff := cmp.Diff(kept, kept.neat(rules.Mask)); diff != "" {
			t.Error(diff)
		}
		for _, row := range kept.Rows(testNow) {
			if len(kept.Check(rules, testNow)) == 0 && (row.People < 0 || row.People > row.Times || row.Copies < 0) {
				t.Errorf("row %+v", row)
			}
		}
	})
}

func TestARefusalNamesFieldsInChineseOnly(t *testing.T) {
	err := Refusal([]Fault{fault("name", "缺少活动名称，请写上"), fault("heads[2].people", "人数是 -5，不能是负数，请改正")})
	if got, want := pufa.Say(err), "缺少活动名称，请写上\n到场第 2 项：人数是 -5，不能是负数，请改正"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOnlyTheDayIsToldOfAnEventWithoutAnHour(t *testing.T) {
	day := time.Date(2026, 3, 5, 0, 0, 0, 0, pufa.Zone)
	if got := (Event{Start: day}).When(); got != "2026年3月5日（周四）" {
		t.Error(got)
	}
	if got := (Event{Start: day, End: day.Add(time.Hour)}).When(); got != "2026年3月5日（周四）00:00–01:00" {
		t.Error(got)
	}
}
