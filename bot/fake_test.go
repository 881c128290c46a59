package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// A library answers from a table by the whole question. What is not in it is not known.
type library struct {
	mu      sync.Mutex
	answers map[string]knowledge.Answer
	asked   []knowledge.Asked
	delay   time.Duration
	err     error
}

func (l *library) Answer(ctx context.Context, q knowledge.Asked) (knowledge.Answer, error) {
	l.mu.Lock()
	l.asked = append(l.asked, q)
	delay, err := l.delay, l.err
	l.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return knowledge.Answer{}, ctx.Err()
		}
	}
	if a, known := l.answers[q.Text]; known && err == nil {
		a.Followed = q.Follows
		return a, nil
	}
	return knowledge.Answer{Verdict: knowledge.VerdictNothing}, err
}

func (l *library) last(t *testing.T) knowledge.Asked {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.asked) == 0 {
		t.Fatal("the knowledge base was not asked")
	}
	return l.asked[len(l.asked)-1]
}

// A box is an Inbox, Outbox and Inquiries in memory.
type box struct {
	mu        sync.Mutex
	replies   map[string]Reply
	people    map[pufa.FollowerKey]Person
	inquiries []Inquiry
	rows      []reach.Entry
	out       []Outgoing
	states    map[pufa.ID]OutgoingState
	settled   int
	held      []Message
	err       error

	judgements []knowledge.Judgement // every one, also those of the same key
}

func newBox() *box {
	return &box{replies: map[string]Reply{}, people: map[pufa.FollowerKey]Person{}, states: map[pufa.ID]OutgoingState{}}
}

func (b *box) Settled(_ context.Context, id string) (Reply, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r, ok := b.replies[id]; ok {
		return r, nil
	}
	return Reply{}, pufa.Errorf(pufa.NotFound, "没有")
}

func (b *box) Settle(_ context.Context, x Exchange) (Reply, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return Reply{}, false, b.err
	}
	if r, ok := b.replies[x.MessageID]; ok {
		return r, false, nil
	}
	b.settled++
	if x.Late {
		b.held = slices.DeleteFunc(b.held, func(m Message) bool { return m.ID == x.MessageID })
	}
	b.replies[x.MessageID] = x.Reply
	if x.Inquiry != nil {
		b.inquiries = append(b.inquiries, *x.Inquiry)
	}
	for i, q := range b.inquiries {
		if slices.Contains(x.Shown, q.ID) {
			b.inquiries[i].Reached = x.At
		}
	}
	b.rows = append(b.rows, x.Rows...)
	b.out = append(b.out, x.Outbox...)
	b.judgements = append(b.judgements, x.Judgements...)
	x.Person.Pending = nil
	b.people[x.Person.Key] = x.Person
	if x.Forget {
		delete(b.people, x.Person.Key)
		b.inquiries = slices.DeleteFunc(b.inquiries, func(q Inquiry) bool { return q.Follower == x.Person.Key })
	}
	return x.Reply, true, nil
}

func (b *box) Hold(_ context.Context, m Message, at time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, settled := b.replies[m.ID]; !settled && b.err == nil {
		m.At = at
		b.held = append(b.held, m)
	}
	return b.err
}

func (b *box) Held(_ context.Context, before time.Time) ([]Message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.held), func(m Message) bool { return !m.At.Before(before) }), nil
}

func (b *box) Release(_ context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = slices.DeleteFunc(b.held, func(m Message) bool { return m.ID == id })
	return nil
}

func (b *box) Person(_ context.Context, key pufa.FollowerKey) (Person, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.people[key]
	p.Key = key
	for _, q := range b.inquiries {
		if q.Follower == key && !q.Answered.IsZero() && q.Reached.IsZero() {
			p.Pending = append(p.Pending, q)
		}
	}
	return p, nil
}

func (b *box) Inquiries(context.Context, bool) ([]Inquiry, error) { return b.inquiries, nil }

func (b *box) Inquiry(_ context.Context, id pufa.ID) (Inquiry, error) {
	for _, q := range b.inquiries {
		if q.ID == id {
			return q, nil
		}
	}
	return Inquiry{}, pufa.Errorf(pufa.NotFound, "没有这条咨询")
}

func (b *box) AnswerInquiry(_ context.Context, id pufa.ID, answer, by string, at time.Time, out *Outgoing, row reach.Entry) error {
	for i := range b.inquiries {
		q := &b.inquiries[i]
		switch {
		case q.ID == id && !q.Answered.IsZero():
			return pufa.Errorf(pufa.Conflict, "已经答复过了")
		case q.ID == id:
			q.Answer, q.By, q.Answered = answer, by, at
		}
	}
	if out != nil {
		b.out = append(b.out, *out)
	}
	b.rows = append(b.rows, row)
	return nil
}

func (b *box) ClaimOutgoing(_ context.Context, now time.Time, n int) ([]Outgoing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var due []Outgoing
	for i := range b.out {
		o := &b.out[i]
		if state := b.states[o.ID]; (state == "" || state == Waiting) && !o.Due.After(now) && len(due) < n {
			b.states[o.ID] = Sending
			o.Attempts++
			due = append(due, *o)
		}
	}
	return due, nil
}

func (b *box) SettleOutgoing(_ context.Context, id pufa.ID, state OutgoingState, due time.Time, why string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states[id] = state
	for i := range b.out {
		if b.out[i].ID == id {
			b.out[i].Due = due
			for j := range b.inquiries {
				if state == Sent && b.inquiries[j].ID == b.out[i].Inquiry {
					b.inquiries[j].Reached = due
				}
			}
		}
	}
	return nil
}

// A stage is a bot with its fakes, a clock that stands still, and one follower who talks.
type stage struct {
	*Bot
	t       *testing.T
	library *library
	box     *box
	now     time.Time
	count   int
}

func newStage(t *testing.T, cfg Config) *stage {
	t.Helper()
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, library: &library{answers: knownAnswers()}, box: newBox(), now: time.Date(2026, 11, 22, 10, 0, 0, 0, pufa.Zone)}
	s.Bot = New(cfg, s.library, s.box, keyer, func() time.Time { return s.now }, slog.New(slog.DiscardHandler))
	return s
}

// hear sends a text of the follower and returns the reply.
func (s *stage) hear(text string) Reply {
	s.t.Helper()
	return s.send(Message{Type: TypeText, Text: text})
}

func (s *stage) send(m Message) Reply {
	s.t.Helper()
	s.count++
	if m.ID == "" {
		m.ID = fmt.Sprint("m", s.count)
	}
	if m.From == "" {
		m.From = "openid-1"
	}
	m.At = s.now
	r, err := s.Handle(s.t.Context(), m)
	if err != nil {
		s.t.Fatalf("%s %q: %v", m.Type, m.Text, err)
	}
	return r
}

func (s *stage) person() Person {
	s.t.Helper()
	p, err := s.box.Person(s.t.Context(), s.keyer.Key("openid-1"))
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

const wages = "老板拖欠工资怎么办"

// knownAnswers holds an entry with its sections, a statute and a bare topic. The law is made up.
func knownAnswers() map[string]knowledge.Answer {
	law := knowledge.Law{Name: "示例邻里互助促进法", Effective: "2021-01-01", Version: "2020-05-28"}
	cite := knowledge.Citation{Law: law.Name, Article: knowledge.Number{Main: 12}, Version: law.Version}
	source := knowledge.Source{Citation: cite, InForce: law.Version, Since: law.Effective}
	entry := &knowledge.Entry{
		Slug: "tuoqian", Kind: knowledge.KindQA, Title: wages, State: knowledge.Starter, Reviewed: "2026-11-20",
		Body: "可以要求老板**限期支付**。", Phones: []string{"12333"},
		Sections: []knowledge.Section{
			{Heading: "怎么办", Text: "1. 留好证据\n2. 打 12333 投诉"},
			{Heading: "带什么", Text: "- 身份证\n- 工资条"},
			{Heading: "期限", Text: "一年之内提出。"},
		},
	}
	answer := knowledge.Answer{Verdict: knowledge.VerdictReviewed, Entry: entry, Sources: []knowledge.Source{source},
		Cases: []knowledge.Entry{{Title: "小王讨薪案"}}}
	article := knowledge.Answer{Verdict: knowledge.VerdictArticle, Sources: []knowledge.Source{source},
		Passages: []knowledge.Passage{{Law: law, Article: knowledge.Article{Number: cite.Article,
			Paragraphs: []knowledge.Paragraph{{Text: "邻里之间应当互相帮助。"}}}}}}
	topics := knowledge.Answer{Verdict: knowledge.VerdictChoices, Choices: []knowledge.Choice{
		{Text: wages, Slug: "tuoqian"}, {Text: "第十二条 邻里互助", Cites: []knowledge.Citation{cite}}, {Text: "没有下文的问题", Slug: "lost"},
	}}
	return map[string]knowledge.Answer{
		wages: answer, "工资": topics, cite.String(): article, "示例邻里互助促进法第12条": article,
	}
}
