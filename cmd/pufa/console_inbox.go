package main

import (
	"context"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// inbox wires the staff's inbox. What it asks the bot leaves no trace.
func (s *session) inbox(b *base, local brain, talk *bot.Bot) console.InboxParts {
	return console.InboxParts{Book: inquiryBook{b.inquiries}, Canned: cannedReplies{b.inquiries}, Roster: roster{b.inquiries},
		Talk: talker{s, b, local, talk}}
}

// inquiryBook implements console.InquiryBook.
type inquiryBook struct{ store.Inquiries }

// InquiriesOf implements console.InquiryBook.
func (k inquiryBook) InquiriesOf(ctx context.Context, f console.InquiryFilter, skip, n int) ([]bot.Inquiry, int, error) {
	return k.Inquiries.InquiriesOf(ctx, store.InquiryFilter(f), skip, n)
}

// AnswerTimes implements console.InquiryBook.
func (k inquiryBook) AnswerTimes(ctx context.Context, since time.Time) ([]console.AnswerTime, error) {
	found, err := k.Inquiries.AnswerTimes(ctx, since)
	list := make([]console.AnswerTime, len(found))
	for i, t := range found {
		list[i] = console.AnswerTime(t)
	}
	return list, err
}

// cannedReplies implements console.CannedReplies.
type cannedReplies struct{ store.Inquiries }

// CannedReplies implements console.CannedReplies.
func (k cannedReplies) CannedReplies(ctx context.Context) ([]console.Canned, error) {
	found, err := k.Inquiries.CannedReplies(ctx)
	list := make([]console.Canned, len(found))
	for i, c := range found {
		list[i] = console.Canned(c)
	}
	return list, err
}

// PutCanned implements console.CannedReplies.
func (k cannedReplies) PutCanned(ctx context.Context, c console.Canned) error {
	return k.Inquiries.PutCanned(ctx, store.Canned(c))
}

// roster implements console.Roster.
type roster struct{ store.Inquiries }

// Shifts implements console.Roster.
func (k roster) Shifts(ctx context.Context) ([]console.Shift, error) {
	found, err := k.Inquiries.Shifts(ctx)
	list := make([]console.Shift, len(found))
	for i, d := range found {
		list[i] = console.Shift(d)
	}
	return list, err
}

// PutShift implements console.Roster.
func (k roster) PutShift(ctx context.Context, d console.Shift) error {
	return k.Inquiries.PutShift(ctx, store.Shift(d))
}

// talker implements console.Talker.
type talker struct {
	session *session
	base    *base
	brain   brain
	bot     *bot.Bot
}

// Suggest implements console.Talker.
func (t talker) Suggest(ctx context.Context, question string, group pufa.Group) (bot.Reply, error) {
	ask := &askCmd{As: string(group)}
	x, _, err := ask.newAsker(t.session, t.brain).ask(ctx, question, "")
	return x.Reply, err
}

// AnswerInquiry implements console.Talker.
func (t talker) AnswerInquiry(ctx context.Context, id pufa.ID, answer, by string) (bool, error) {
	return t.bot.AnswerInquiry(ctx, t.base.inquiries, id, answer, by)
}

// Window implements console.Talker.
func (t talker) Window(ctx context.Context, who pufa.FollowerKey) (until time.Time, page bool, err error) {
	p, err := t.base.inbox.Person(ctx, who)
	if err != nil || p.Address == "" {
		return time.Time{}, false, err
	}
	if asksOnPage(p.Address) {
		return time.Time{}, true, nil
	}
	if !p.Following || p.LastHeard.IsZero() {
		return time.Time{}, false, nil
	}
	return p.LastHeard.Add(time.Duration(t.session.cfg.Answers.Window)), false, nil
}
