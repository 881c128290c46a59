package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

func TestAnEntryAnswersWithTheEssentialFirst(t *testing.T) {
	s := newStage(t, Config{})
	r := s.hear(wages)
	want := `可以要求老板限期支付。

期限：
一年之内提出。

怎么办：
1. 留好证据
2. 打 12333 投诉

依据：《示例邻里互助促进法》第十二条（2021年1月1日起施行）
相关案例：小王讨薪案
电话：12333
【起始库·待本单位审核】核对于2026年11月20日
以上是普法宣传，不是对您这件事的法律意见。`
	if diff := cmp.Diff(want, r.Text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if r.Verdict != VerdictAnswer || r.Entry != "tuoqian" || r.Path != "/e/tuoqian" || len(r.Citations) != 1 {
		t.Errorf("reply %+v", r)
	}
	row := s.box.rows[0]
	row.ID = ""
	wantRow := reach.Entry{Key: "answered:m1", At: s.now, Day: "2026-11-22", Kind: reach.Answered, Basis: reach.System,
		People: 1, Times: 1, Subject: "entry:tuoqian", Follower: s.person().Key}
	if diff := cmp.Diff(wantRow, row); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
}

func TestAStatuteIsShownWordForWord(t *testing.T) {
	s := newStage(t, Config{})
	r := s.hear("示例邻里互助促进法第12条")
	want := "《示例邻里互助促进法》第十二条（2021年1月1日起施行）：\n邻里之间应当互相帮助。"
	if !strings.HasPrefix(r.Text, want) || r.Verdict != VerdictArticle || r.Path != "/law/示例邻里互助促进法/12" {
		t.Errorf("reply %+v", r)
	}
	if got := s.box.rows[0].Subject; got != "law:示例邻里互助促进法#第十二条" {
		t.Errorf("ledger subject %q", got)
	}
}

func TestLongStepsGiveWayToTheSources(t *testing.T) {
	s := newStage(t, Config{})
	a := s.library.answers[wages]
	long := *a.Entry
	long.Sections = []knowledge.Section{{Heading: "怎么办", Text: strings.Repeat("1. 这一步要写得很长才放得下所有的话\n", 60)}}
	a.Entry = &long
	s.library.answers[wages] = a
	r := s.hear(wages)
	if n := len([]rune(r.Text)); n > 520 || !strings.Contains(r.Text, "依据：") || !strings.HasSuffix(r.Text, disclaimer) ||
		!strings.Contains(r.Text, "后面的步骤见全文") {
		t.Errorf("%d characters: %s", n, r.Text)
	}
}

// Deadlines and the articles' own numbers are never cut: steps give way, and the second case.
func TestDeadlinesAndQuotesOutliveALongAnswer(t *testing.T) {
	s := newStage(t, Config{})
	a := s.library.answers[wages]
	long := *a.Entry
	long.Body = strings.Repeat("这是一个很长的答复。", 38)
	a.Entry = &long
	cite := a.Sources[0].Citation
	other := a.Sources[0]
	other.Citation.Article.Main++
	a.Sources = append(a.Sources, other)
	a.Quotes = []knowledge.Quote{{Citation: cite, Text: "逾期不还的，按日支付五元"}}
	a.Cases = append(a.Cases, knowledge.Entry{Title: "另一个案例"})
	s.library.answers[wages] = a
	r := s.hear(wages)
	for _, want := range []string{
		"期限：\n一年之内提出。", "条文说：“逾期不还的，按日支付五元”（《示例邻里互助促进法》第十二条）\n\n依据：《示例邻里互助促进法》第十二条、第十三条（2021年1月1日起施行）\n",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("%q is not in %s", want, r.Text)
		}
	}
	if strings.Contains(r.Text, "怎么办：") || strings.Contains(r.Text, "另一个案例") {
		t.Errorf("too much is in %s", r.Text)
	}
}

func TestAChoiceIsPickedInEveryWay(t *testing.T) {
	for _, pick := range []string{"1", "１", "一", "第一个", "选1", "我选第1个", "1。", wages} {
		s := newStage(t, Config{})
		if r := s.hear("工资"); r.Verdict != VerdictChoices || len(r.Choices) != 3 {
			t.Fatalf("choices %+v", r)
		}
		if r := s.hear(pick); r.Entry != "tuoqian" {
			t.Errorf("%q leads to %+v", pick, r)
		}
	}
}

func TestAPersonReadsAFollowUpWithTheQuestionBefore(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	s.library.answers["那得去哪告"] = knowledge.Answer{Verdict: knowledge.VerdictNothing}
	r := s.hear("那得去哪告")
	if r.Verdict != VerdictHandoff || len(s.box.inquiries) != 1 {
		t.Fatalf("%s, %d inquiries", r.Verdict, len(s.box.inquiries))
	}
	if got := s.box.inquiries[0].Question; got != wages+"；追问：那得去哪告" {
		t.Errorf("a person reads %q", got)
	}
}

func TestATapIsFollowedHoweverTheTextReads(t *testing.T) {
	s := newStage(t, Config{})
	choices := s.hear("工资").Choices
	if r := s.send(Message{Type: TypeText, Text: "我不想活了", Choice: choices[1].ID}); r.Verdict != VerdictArticle {
		t.Errorf("a tap on the article leads to %+v", r)
	}
	s.hear("工资")
	if r := s.send(Message{Type: TypeText, Text: wages, Choice: choices[1].ID}); r.Entry != "tuoqian" {
		t.Errorf("a tap on an older reply is taken by its text, got %+v", r)
	}
}

func TestAChoiceThatAsksBackLeadsToItsPage(t *testing.T) {
	s := newStage(t, Config{})
	s.hear("工资")
	if r := s.hear("3"); r.Path != "/e/lost" || r.Verdict != VerdictAnswer {
		t.Errorf("reply %+v", r)
	}
}

func TestANumberWithoutAChoiceIsToldSo(t *testing.T) {
	s := newStage(t, Config{})
	if r := s.hear("2"); r.Verdict != VerdictCommand || len(s.library.asked) > 0 {
		t.Errorf("reply %+v", r)
	}
	s.hear("工资")
	if r := s.hear("7"); !strings.Contains(r.Text, "只有 3 个") || len(r.Choices) != 3 {
		t.Errorf("reply %+v", r)
	}
	s.now = s.now.Add(31 * time.Minute)
	if r := s.hear("2"); !strings.Contains(r.Text, "再说一遍") {
		t.Errorf("after half an hour: %+v", r)
	}
}

func TestAFollowUpCarriesTheQuestionBefore(t *testing.T) {
	for text, follows := range map[string]bool{
		"那公司呢": true, "那要是他不给呢": true, "要钱吗": true, "对方说没钱怎么办": true,
		"租房押金不退怎么办": false, "物业不让装充电桩合理吗": false,
	} {
		s := newStage(t, Config{})
		s.hear(wages)
		s.hear(text)
		if got := s.library.last(t); got.Previous != wages || got.Follows != follows || got.Text != text {
			t.Errorf("%q asks %+v, want that it follows: %v", text, got, follows)
		}
	}
}

func TestAFollowUpForOnePartGetsThatPart(t *testing.T) {
	for ask, want := range map[string]string{
		"那要多久？": "期限：\n一年之内提出。", "要带啥材料": "带什么：\n· 身份证\n· 工资条", "需要什么材料": "带什么：\n· 身份证\n· 工资条", "怎么做呢": "怎么办：\n1. 留好证据",
	} {
		s := newStage(t, Config{})
		s.hear(wages)
		r := s.hear(ask)
		if !strings.HasPrefix(r.Text, want) || r.Entry != "tuoqian" || !strings.Contains(r.Text, "依据：") {
			t.Errorf("%q gets %q", ask, r.Text)
		}
	}
	s := newStage(t, Config{})
	s.hear(wages)
	for _, ask := range []string{"那得去哪告", "怎么赔"} {
		if s.hear(ask); s.library.last(t).Previous != wages {
			t.Errorf("%q is not taken for a follow-up", ask)
		}
		s.hear(wages)
	}
	if r := s.hear("去哪办"); r.Verdict != VerdictHandoff || s.library.last(t).Previous != wages {
		t.Errorf("a part that is not there is asked of the knowledge base: %+v", r)
	}
}

func TestAFollowUpIsForgottenAfterHalfAnHour(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	s.hear("谢谢")
	s.now = s.now.Add(29 * time.Minute)
	if r := s.hear("那要多久"); r.Entry != "tuoqian" {
		t.Errorf("after 29 minutes: %+v", r)
	}
	s.now = s.now.Add(31 * time.Minute)
	s.hear("那要多久")
	if got := s.library.last(t).Previous; got != "" {
		t.Errorf("after 31 minutes the question before is still %q", got)
	}
}

func TestWhatIsNotKnownWaitsForAPerson(t *testing.T) {
	s := newStage(t, Config{Places: []pufa.Place{{Name: "示例司法所", Phone: "028-00000000"}}})
	r := s.hear("我的手机 138 0013 8000，邻居的树遮了光")
	if r.Verdict != VerdictHandoff || !cmp.Equal(r.Hotlines, []string{"12348", "12345"}) || !strings.Contains(r.Text, "示例司法所") {
		t.Errorf("reply %+v", r)
	}
	if got := s.box.inquiries[0].Question; got != "我的手机 [手机号],邻居的树遮了光" && got != "我的手机 [手机号]，邻居的树遮了光" {
		t.Errorf("stored question %q", got)
	}
	s.hear("我的手机 138 0013 8000，邻居的树遮了光")
	s.hear("人工")
	if len(s.box.inquiries) != 1 {
		t.Errorf("one question became %d inquiries", len(s.box.inquiries))
	}
}

func TestABrokenKnowledgeBaseLosesNoQuestion(t *testing.T) {
	s := newStage(t, Config{})
	s.library.err = errors.New("index is torn")
	if r := s.hear(wages); r.Verdict != VerdictHandoff || len(s.box.inquiries) != 1 || strings.Contains(r.Text, "index") {
		t.Errorf("reply %+v, inquiries %+v", r, s.box.inquiries)
	}
}

func TestDangerComesBeforeEverythingElse(t *testing.T) {
	s := newStage(t, Config{Duty: []string{"duty-1", "duty-2"}})
	s.hear("工资")
	r := s.hear("他又动手了 我躲厕所里 我的号13800138000")
	first, _, _ := strings.Cut(r.Text, "\n")
	if r.Verdict != VerdictDanger || r.Hotlines[0] != "110" || !strings.Contains(first, "110") {
		t.Errorf("reply %+v", r)
	}
	if len(r.Citations) > 0 || strings.Contains(r.Text, "《") || len([]rune(r.Text)) > 200 {
		t.Errorf("a lecture: %s", r.Text)
	}
	if len(s.box.out) != 2 || s.box.out[0].Address != "duty-1" || s.box.out[0].Purpose != PurposeDuty {
		t.Fatalf("alerts %+v", s.box.out)
	}
	alert := s.box.out[0].Reply.Text
	if strings.Contains(alert, "138001") || strings.Contains(alert, "openid") || !strings.Contains(alert, "动手") {
		t.Errorf("alert %q", alert)
	}
	if len(s.box.inquiries) != 1 {
		t.Errorf("nobody can write back: %+v", s.box.inquiries)
	}
	if r := s.hear("1"); r.Entry != "tuoqian" {
		t.Errorf("the choice before is still there: %+v", r)
	}
}

func TestEveryDangerGivesItsNumberOnTheFirstLine(t *testing.T) {
	for _, k := range mustRules("danger", dangerRules).kinds {
		a := alarm{calls: k.calls, say: k.say}
		first, rest, _ := strings.Cut(a.text(), "\n")
		if len(k.calls) == 0 || !strings.Contains(first, k.calls[0].number) || rest == "" || strings.Contains(rest, "\n") {
			t.Errorf("%s: %q", k.name, a.text())
		}
	}
}

func TestAnAnsweredInquiryIsShownFirst(t *testing.T) {
	s := newStage(t, Config{Name: "示例街道"})
	s.hear("邻居的树遮了光")
	s.now = s.now.Add(72 * time.Hour)
	queued, err := s.AnswerInquiry(t.Context(), s.box, s.box.inquiries[0].ID, "可以请社区调解。", "小李")
	if err != nil || queued {
		t.Fatalf("queued %v after the window closed, %v", queued, err)
	}
	if r := s.hear("救命 他要杀我"); strings.Contains(r.Text, "社区调解") {
		t.Errorf("danger comes first: %q", r.Text)
	}
	r := s.hear("你好")
	if !strings.HasPrefix(r.Text, "您问的“邻居的树遮了光”，示例街道答复：\n可以请社区调解。\n\n您好") {
		t.Errorf("reply %q", r.Text)
	}
	if r := s.hear("你好"); strings.Contains(r.Text, "社区调解") {
		t.Errorf("shown twice: %q", r.Text)
	}
	if _, err := s.AnswerInquiry(t.Context(), s.box, s.box.inquiries[0].ID, "又一次", "小李"); pufa.KindOf(err) != pufa.Conflict {
		t.Errorf("answered twice: %v", err)
	}
}

func TestPrivateDataReachesNobody(t *testing.T) {
	s := newStage(t, Config{})
	x, err := s.Respond(t.Context(), Person{}, Message{ID: "m", Type: TypeText, Text: "身份证１１０１０１１９９００３０７１０５７被冒用贷款"})
	if err != nil {
		t.Fatal(err)
	}
	want := "身份证[身份证号]被冒用贷款"
	if x.Stored != want || s.library.last(t).Text != want || x.Person.Memory.Question != want {
		t.Errorf("stored %q, asked %q, remembered %q", x.Stored, s.library.last(t).Text, x.Person.Memory.Question)
	}
}
