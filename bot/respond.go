package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// A turn is one message on its way to its exchange.
type turn struct {
	*Bot
	m     Message
	text  string // what of the message is considered, private data masked
	tight string // as rules read it
	other []kind // whose business it is by the rules, unless the knowledge base is all but certain
	fresh Memory // what is still remembered of the exchange before
	x     Exchange
}

// Respond understands a message and returns everything it changes, without storing or sending
// anything. The order of the steps is the product's: somebody in danger is never taken for anything else.
func (b *Bot) Respond(ctx context.Context, p Person, m Message) (Exchange, error) {
	t := b.newTurn(p, m)
	if err := t.run(ctx); err != nil {
		return Exchange{}, err
	}
	t.x.Reply.Large = t.x.Person.LargePrint
	t.showPending()
	return t.x, nil
}

func (b *Bot) newTurn(p Person, m Message) *turn {
	now := b.clock()
	raw := clean(m.Text, b.cfg.MaxText)
	t := &turn{Bot: b, m: m, text: Mask(raw), tight: tighten(raw)}
	p.Address = m.From
	if now.Sub(p.Memory.At) > b.cfg.Memory || now.Before(p.Memory.At) {
		p.Memory = Memory{}
	}
	t.fresh = p.Memory
	t.x = Exchange{MessageID: m.ID, At: now, Person: p, Stored: t.text}
	return t
}

func (t *turn) run(ctx context.Context) error {
	if t.event() {
		return nil
	}
	t.hear()
	steps := []func() bool{t.menu, t.wordless, t.danger, t.command, t.feedback, t.waited, t.greeting, t.offTopic}
	if slices.ContainsFunc(steps, func(step func() bool) bool { return step() }) {
		return nil
	}
	if done, err := t.pick(ctx); done || err != nil {
		return err
	}
	return t.ask(ctx)
}

// hear notes that the person spoke. A click opens WeChat's window for a minute only, so it does not count.
func (t *turn) hear() {
	p := &t.x.Person
	p.Following = !t.cfg.Outside(t.m.From)
	if t.m.Type != TypeMenuClick {
		p.LastHeard = t.x.At
	}
}

func (t *turn) say(v Verdict, text string) {
	t.x.Reply.Verdict, t.x.Reply.Text = v, text
}

// remember keeps what a later message may point back to.
func (t *turn) remember(m Memory) {
	m.At = t.x.At
	t.x.Person.Memory = m
}

// row adds a row to the ledger. A retry of the message has the same key.
func (t *turn) row(kind reach.Kind, subject, source string) {
	id := pufa.NewID()
	t.x.Rows = append(t.x.Rows, reach.Entry{
		ID: id, Key: string(kind) + ":" + t.m.ID, At: t.x.At, Day: pufa.DayOf(t.x.At),
		Kind: kind, Basis: reach.System, People: 1, Times: 1,
		Subject: subject, Follower: t.x.Person.Key, Source: source,
		Community: t.x.Person.Community, Trade: t.x.Person.Trade,
	})
}

// inquire records a question for a person to answer.
func (t *turn) inquire(question string) {
	t.x.Inquiry = &Inquiry{
		ID: pufa.NewID(), Follower: t.x.Person.Key, Question: question, Group: t.x.Person.Group, Asked: t.x.At,
	}
	t.row(reach.HandedOver, t.nearest(question), "")
}

// nearest returns the subject of the entry that came nearest to the question, where it was answered or
// choices were offered before the person asked for somebody: what people still want to know is counted
// by it.
func (t *turn) nearest(question string) string {
	if t.fresh.Question != question {
		return ""
	}
	slug := t.fresh.Entry
	for _, c := range t.fresh.Choices {
		slug = cmp.Or(slug, c.Entry)
	}
	if slug == "" {
		return ""
	}
	return "entry:" + slug
}

func (t *turn) danger() bool {
	a, alarmed := alarmOf(t.dangers, t.tight)
	if !alarmed || t.tapped() >= 0 {
		return false
	}
	t.say(VerdictDanger, a.text())
	t.x.Reply.Hotlines = a.numbers()
	t.inquire(cut(t.text, maxQuestion))
	t.alert(a)
	return true
}

// alert tells the staff on duty what was said and what was answered, but not by whom.
func (t *turn) alert(a alarm) {
	text := "【值班提醒】" + t.x.At.In(pufa.Zone).Format("15:04") + " 有人可能遇到危险（" + a.kind + "）。" +
		"已请对方拨打 " + strings.Join(a.numbers(), "、") + "。\n原话（证件号、电话已隐去）：“" + cut(t.text, maxGist) +
		"”\n要联系对方，请在咨询里答复编号 " + string(t.x.Inquiry.ID) + "。"
	for _, address := range t.cfg.Duty {
		t.x.Outbox = append(t.x.Outbox, Outgoing{
			ID: pufa.NewID(), Address: address, Purpose: PurposeDuty, Due: t.x.At,
			Reply: Reply{Verdict: VerdictDanger, Text: text},
		})
	}
}

const (
	maxQuestion = 500 // characters of a question that are kept for a person to answer
	maxGist     = 80  // characters of a cry for help that staff are shown
)

// The purposes of outgoing messages.
const (
	PurposeLate    = "late"    // an answer that was not ready in time
	PurposeInquiry = "inquiry" // a person's answer to an inquiry
	PurposeDuty    = "duty"    // an alert to the staff
)

// showPending puts answers of persons that have not reached the asker before the reply. The number to
// call in danger stays the first thing that is read.
func (t *turn) showPending() {
	if t.x.Forget || t.x.Reply.Text == "" || t.x.Reply.Verdict == VerdictDanger || t.m.Type == TypeFollow {
		return
	}
	var b strings.Builder
	for _, q := range t.x.Person.Pending {
		part := inquiryText(q, t.cfg.Name)
		if b.Len() > 0 && b.Len()+len(part) > maxPending {
			break
		}
		b.WriteString(part + "\n\n")
		t.x.Shown = append(t.x.Shown, q.ID)
	}
	t.x.Reply.Text = b.String() + t.x.Reply.Text
}

const maxPending = 900 // bytes of waiting answers in one reply, so that its own words keep a place

// inquiryText is how a person's answer is shown to the asker.
func inquiryText(q Inquiry, office string) string {
	return "您问的“" + cut(q.Question, 40) + "”，" + office + "答复：\n" + q.Answer
}

// mayWrite reports whether the person may be written to at the time.
func (b *Bot) mayWrite(p Person, at time.Time) bool {
	return p.Following && at.Sub(p.LastHeard) < b.cfg.Window
}
