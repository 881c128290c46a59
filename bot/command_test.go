package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

func TestCommandsChangeThePerson(t *testing.T) {
	s := newStage(t, Config{})
	s.hear("我 是 企业！")
	s.hear("大字版")
	s.hear("订阅 劳动用工")
	s.hear("订阅防范诈骗")
	s.hear("退订劳动用工")
	p := s.person()
	if p.Group != pufa.Enterprises || !p.LargePrint || !cmp.Equal(p.Topics, []string{"防范诈骗"}) {
		t.Errorf("person %+v", p.Follower)
	}
	if r := s.hear(wages); !r.Large || s.library.last(t).Group != pufa.Enterprises {
		t.Errorf("large %v, asked %+v", r.Large, s.library.last(t))
	}
	s.hear("我是居民")
	s.hear("普通版")
	s.hear("退订")
	if p := s.person(); p.Group != pufa.Residents || p.LargePrint || len(p.Topics) != 0 || !p.OptedOut {
		t.Errorf("person %+v", p.Follower)
	}
	s.hear("订阅防范诈骗")
	if p := s.person(); p.OptedOut {
		t.Errorf("subscribed, and still opted out: %+v", p.Follower)
	}
}

func TestATopicIsSubscribedByTapping(t *testing.T) {
	s := newStage(t, Config{Topics: []string{"劳动用工", "婚姻家庭"}})
	r := s.send(Message{Type: TypeMenuClick, Text: MenuKeySubscribe})
	if len(r.Choices) != 2 {
		t.Fatalf("choices %+v", r.Choices)
	}
	s.send(Message{Type: TypeText, Text: r.Choices[1].Text, Choice: r.Choices[1].ID})
	if got := s.person().Topics; !cmp.Equal(got, []string{"婚姻家庭"}) {
		t.Errorf("topics %v", got)
	}
	s.hear("订阅")
	s.hear("1")
	if got := s.person().Topics; !cmp.Equal(got, []string{"婚姻家庭", "劳动用工"}) {
		t.Errorf("topics %v", got)
	}
}

func TestDeletionIsDoneAndConfirmed(t *testing.T) {
	s := newStage(t, Config{})
	s.hear("没人知道的事情怎么算")
	if r := s.hear("删除我的数据"); !strings.HasPrefix(r.Text, "已删除") || len(s.box.people) != 0 || len(s.box.inquiries) != 0 {
		t.Errorf("reply %q, left %v %v", r.Text, s.box.people, s.box.inquiries)
	}
	s.hear("我是企业")
	if x, err := s.Respond(t.Context(), s.person(), Message{ID: "tap", From: "somebody", Type: TypeMenuClick, Text: MenuKeyDelete}); err != nil || x.Forget || !strings.Contains(x.Reply.Text, "确定") {
		t.Errorf("a tap on the menu is not asked back: %v %q", err, x.Reply.Text)
	}
	if r := s.hear("把我的记录都删了吧"); !strings.Contains(r.Text, "确定") || len(s.box.people) != 1 {
		t.Errorf("words that are less plain are asked back: %q", r.Text)
	}
	if s.hear("确定"); len(s.box.people) != 0 {
		t.Errorf("left %v", s.box.people)
	}
}

func TestMenuKeysAreUnderstood(t *testing.T) {
	for key, verdict := range map[string]Verdict{
		MenuKeyAsk: VerdictCommand, MenuKeyCases: VerdictCommand, MenuKeyHuman: VerdictHandoff, MenuKeyHotlines: VerdictCommand,
		MenuKeyEnterprise: VerdictCommand, MenuKeyResident: VerdictCommand, MenuKeySubscribe: VerdictCommand, MenuKeyLarge: VerdictCommand,
		MenuKeyNormal: VerdictCommand, MenuKeyHelp: VerdictCommand, MenuKeyDelete: VerdictCommand, "an old key": VerdictCommand,
	} {
		s := newStage(t, Config{})
		r := s.send(Message{Type: TypeMenuClick, Text: key})
		if r.Verdict != verdict || r.Text == "" {
			t.Errorf("%s: %+v", key, r)
		}
		if heard := s.person().LastHeard; key != MenuKeyDelete && !heard.IsZero() {
			t.Errorf("%s: a click opens the window of a message", key)
		}
	}
}

func TestFollowingAndLeavingAreInTheLedger(t *testing.T) {
	s := newStage(t, Config{Name: "示例街道"})
	r := s.send(Message{ID: "f1", Type: TypeFollow, Scene: "market"})
	if !strings.Contains(r.Text, "示例街道") || s.person().Scene != "market" || !s.person().Following {
		t.Errorf("reply %+v, person %+v", r, s.person())
	}
	if r := s.send(Message{ID: "u1", Type: TypeUnfollow}); r.Verdict != VerdictSilent || r.Text != "" || s.person().Following {
		t.Errorf("reply %+v, person %+v", r, s.person())
	}
	var got []string
	for _, row := range s.box.rows {
		got = append(got, row.Key+" "+row.Source)
	}
	if diff := cmp.Diff([]string{"follow:f1 market", "unfollow:u1 "}, got); diff != "" {
		t.Error(diff)
	}
	if r := s.send(Message{Type: TypeMenuView, Text: "https://example.org"}); r.Verdict != VerdictSilent {
		t.Errorf("a link from the menu: %+v", r)
	}
	if r := s.send(Message{Type: TypeScan, Scene: "library"}); r.Text == "" || s.person().Scene != "market" {
		t.Errorf("a scan: %+v %q", r, s.person().Scene)
	}
}

func TestNothingIsMetWithSilence(t *testing.T) {
	for _, m := range []Message{
		{Type: TypeImage}, {Type: TypeVideo}, {Type: TypeLocation}, {Type: TypeLink, Text: "http://example.org"}, {Type: TypeVoice},
		{Type: TypeUnsupported}, {Type: TypeText}, {Type: TypeText, Text: "。。。"}, {Type: TypeText, Text: "\x00\u200b\ufeff"},
		{Type: TypeText, Text: "🙏🙏"}, {Type: TypeText, Text: strings.Repeat("很长的话", 5000)}, {Type: TypeText, Text: "\xff\xfe"},
	} {
		s := newStage(t, Config{})
		if r := s.send(m); r.Text == "" || r.Verdict == VerdictSilent || len(r.Text) > 1500 {
			t.Errorf("%s %.20q: %+v", m.Type, m.Text, r)
		}
		if len(s.library.asked) > 0 && len([]rune(s.library.last(t).Text)) > 2000 {
			t.Errorf("%s: the knowledge base is asked %d characters", m.Type, len([]rune(s.library.last(t).Text)))
		}
	}
}

func TestASpokenQuestionIsAQuestion(t *testing.T) {
	s := newStage(t, Config{})
	if r := s.send(Message{Type: TypeVoice, Text: wages}); r.Entry != "tuoqian" {
		t.Errorf("reply %+v", r)
	}
}

func TestAPersonIsAskedForByCommand(t *testing.T) {
	s := newStage(t, Config{})
	s.hear(wages)
	if s.hear("转人工"); len(s.box.inquiries) != 1 || s.box.inquiries[0].Question != wages {
		t.Errorf("the last question is handed over: %+v", s.box.inquiries)
	}
	s = newStage(t, Config{})
	s.hear("人工")
	if s.hear("你好"); len(s.box.inquiries) != 0 {
		t.Errorf("a greeting is no inquiry: %+v", s.box.inquiries)
	}
	if s.hear(wages); len(s.box.inquiries) != 1 || len(s.library.asked) != 0 {
		t.Errorf("the next question is the inquiry: %+v", s.box.inquiries)
	}
}
