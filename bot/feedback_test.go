package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

var (
	helpedWords = []string{
		"有用", "有用！", "有用的", "很有用", "有帮助", "谢谢有用", "谢谢，有帮助", "有帮助，谢谢您", "好的 有用", "这条很有用", "解决了", "帮到我了", "正是我想问的", "有", "有的，谢谢",
	}
	unhelpedWords = []string{
		"没用", "没有用", "没帮助", "没有帮助。", "不对", "不对啊", "答非所问", "不是我问的", "没什么用", "一点用都没有", "你答得不对", "不是我想问的", "没解决", "用处不大", "没有", "不是这个",
	}
)

func TestAnAnswerAsksWhetherItHelped(t *testing.T) {
	s := newStage(t, Config{})
	for text, asks := range map[string]bool{
		wages: true, "示例邻里互助促进法第12条": true, "工资": false, "你好": false, "邻居的树遮了光": false, "他又动手了 我躲厕所里": false,
	} {
		if got := s.hear(text).HelpedLine() != ""; got != asks {
			t.Errorf("%q: asks %v, want %v", text, got, asks)
		}
	}
	s.hear(wages)
	if r := s.hear("那要多久"); r.HelpedLine() == "" {
		t.Errorf("a part of an entry is no answer: %+v", r)
	}
}

func TestWordsOfAJudgementAreKept(t *testing.T) {
	want := knowledge.Judgement{
		Question: wages, Entry: "tuoqian", At: time.Date(2026, 11, 22, 10, 0, 0, 0, pufa.Zone), Group: pufa.Enterprises,
		Cites: citationsOf(knownAnswers()[wages]),
	}
	for right, texts := range map[bool][]string{true: helpedWords, false: unhelpedWords} {
		want.Source, want.Right = knowledge.JudgedUnhelpful, false
		if right {
			want.Source, want.Right = knowledge.JudgedHelpful, true
		}
		for _, text := range texts {
			s := newStage(t, Config{})
			s.hear("我是企业")
			s.hear(wages)
			r := s.hear(text)
			if diff := cmp.Diff([]knowledge.Judgement{want}, s.box.judgements, cmpopts.IgnoreFields(knowledge.Judgement{}, "ID", "Key")); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
			if r.Verdict != VerdictCommand || r.HelpedLine() != "" || strings.Contains(r.Text, "限期支付") || right == strings.Contains(r.Text, "人工") {
				t.Errorf("%q is answered %+v", text, r)
			}
			if asked := len(s.library.asked); asked != 1 {
				t.Errorf("%q: the knowledge base is asked %d times", text, asked)
			}
		}
	}
}

func TestQuestionsAndSmallTalkAreNoJudgements(t *testing.T) {
	for _, text := range []string{
		"谢谢", "好的", "有用吗", "有用？", "一点用都没有？", "报警有用吗", "仲裁有没有用", "没有合同", "没有了", "录音有用", "老板说没用", "不对外营业算违法吗", "我买了没用能退吗", "有工资条", "对方说没有",
	} {
		s := newStage(t, Config{})
		s.hear(wages)
		s.hear(text)
		if len(s.box.judgements) != 0 {
			t.Errorf("%q is a judgement: %+v", text, s.box.judgements)
		}
	}
}

func TestDangerIsNoJudgement(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	if r := s.hear("没用 我不想活了"); r.Verdict != VerdictDanger || len(s.box.judgements) != 0 {
		t.Errorf("reply %+v, judgements %+v", r, s.box.judgements)
	}
}

func TestWithoutAnAnswerItIsAskedWhatIsMeant(t *testing.T) {
	s := newStage(t, Config{})
	for _, text := range []string{"有用", "没用", "答非所问"} {
		if r := s.hear(text); r.Verdict != VerdictGreeting || !strings.Contains(r.Text, "哪一件事") {
			t.Errorf("%q: %+v", text, r)
		}
	}
	s.hear(wages)
	s.now = s.now.Add(31 * time.Minute)
	if r := s.hear("有用"); !strings.Contains(r.Text, "哪一件事") {
		t.Errorf("after half an hour: %+v", r)
	}
	s.hear("工资")
	if r := s.hear("答非所问"); !strings.Contains(r.Text, "换个说法") || len(s.person().Memory.Choices) != 3 {
		t.Errorf("after choices: %+v", r)
	}
	s.hear("邻居的树遮了光")
	if r := s.hear("没用"); r.Verdict != VerdictHandoff || !strings.Contains(r.Text, "已经转给") {
		t.Errorf("while a person is waited for: %+v", r)
	}
	if len(s.box.judgements) != 0 || len(s.box.inquiries) != 1 || len(s.library.asked) != 3 {
		t.Errorf("judgements %+v, inquiries %+v", s.box.judgements, s.box.inquiries)
	}
}

func TestSayingItTwiceIsOneJudgement(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	s.hear("没用")
	s.hear("没用")
	if j := s.box.judgements; len(j) != 2 || j[0].Key != j[1].Key || j[1].Entry != "tuoqian" {
		t.Errorf("judgements %+v", j)
	}
	s.hear(wages + "呀")
	s.hear(wages)
	s.hear("没用")
	if j := s.box.judgements; len(j) != 3 || j[2].Key == j[0].Key {
		t.Errorf("another answer is another judgement: %+v", j)
	}
}

func TestAJudgementLeadsToNobody(t *testing.T) {
	s := newStage(t, Config{})
	s.library.answers["[手机号]欠我工资"] = s.library.answers[wages]
	s.hear("13800138000欠我工资")
	s.hear("有用")
	j := s.box.judgements[0]
	if j.Question != "[手机号]欠我工资" || strings.Contains(j.Key, "m1") || strings.Contains(j.Key, "openid") ||
		strings.Contains(j.Key, string(s.person().Key)) {
		t.Errorf("judgement %+v", j)
	}
}

func TestARejectedAnswerIsNotRepeated(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	s.hear("没用")
	if r := s.hear(wages); r.Verdict != VerdictHandoff || len(s.box.inquiries) != 1 {
		t.Errorf("the same question again gets %+v", r)
	}
	s = newStage(t, Config{})
	a := s.library.answers[wages]
	a.Choices = []knowledge.Choice{{Text: "没有下文的问题", Slug: "lost"}}
	s.library.answers["换个说法"] = a
	s.hear(wages)
	s.hear("不是我问的")
	if r := s.hear("换个说法"); r.Verdict != VerdictChoices || len(r.Choices) != 1 {
		t.Errorf("what else may be meant is not offered: %+v", r)
	}
	s.hear("1")
	if j := s.box.judgements; len(j) != 2 || j[1].Question != "换个说法" || j[1].Entry != "lost" || !j[1].Right {
		t.Errorf("judgements %+v", j)
	}
}

func TestARejectedAnswersQuestionGoesToAPerson(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	s.hear("没用")
	if s.hear("人工"); len(s.box.inquiries) != 1 || s.box.inquiries[0].Question != wages {
		t.Errorf("inquiries %+v", s.box.inquiries)
	}
}

func TestAChoiceJudgesTheQuestionThatLedToIt(t *testing.T) {
	s := newStage(t, Config{})
	s.hear("工资")
	s.hear("1")
	s.hear("有用")
	s.hear("工资")
	s.hear("2")
	var got [][3]string
	for _, j := range s.box.judgements {
		got = append(got, [3]string{string(j.Source), j.Question, j.Entry})
	}
	want := [][3]string{{"choice", "工资", "tuoqian"}, {"helpful", "工资", "tuoqian"}, {"choice", "工资", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if cites := s.box.judgements[2].Cites; len(cites) != 1 || cites[0].Article.Main != 12 {
		t.Errorf("the article that was picked: %+v", cites)
	}
}

// What stands under an answer is only related to it.
func TestAPickUnderAnAnswerJudgesNothing(t *testing.T) {
	s := newStage(t, Config{})
	a := s.library.answers[wages]
	a.Choices = []knowledge.Choice{{Text: "没有下文的问题", Slug: "lost"}}
	s.library.answers[wages] = a
	s.hear(wages)
	if s.hear("1"); len(s.box.judgements) != 0 {
		t.Errorf("judgements %+v", s.box.judgements)
	}
	if s.hear("订阅"); len(s.person().Memory.Choices) == 0 {
		t.Fatal("no topics")
	}
	if s.hear("1"); len(s.box.judgements) != 0 {
		t.Errorf("a topic is no judgement: %+v", s.box.judgements)
	}
}

func TestAJudgedFollowUpKeepsWhatItPointsBackTo(t *testing.T) {
	s := newStage(t, Config{})
	s.library.answers["那公司呢"] = s.library.answers[wages]
	for _, followUp := range []string{"那公司呢", "那要多久"} {
		s.hear(wages)
		s.hear(followUp)
		s.hear("有用")
		j := s.box.judgements[len(s.box.judgements)-1]
		if j.Question != followUp || j.Previous != wages || j.Entry != "tuoqian" {
			t.Errorf("judgement %+v", j)
		}
	}
}
