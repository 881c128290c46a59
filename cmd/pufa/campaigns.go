package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// statutes implements schedule.Law by what is in force.
type statutes struct{ base *base }

// Changed implements schedule.Law.
func (l statutes) Changed(ctx context.Context, cites []knowledge.Citation, day pufa.Day) ([]string, error) {
	if len(cites) == 0 {
		return nil, nil
	}
	catalogue, err := l.base.resolver(ctx)
	if err != nil {
		return nil, err
	}
	return schedule.ChangedIn(catalogue, cites, day), nil
}

// almanac implements schedule.Almanac by the calendar's files as they are now.
type almanac struct{ session *session }

// Days implements schedule.Almanac.
func (a almanac) Days(entry string, from, to int) (days []pufa.Day, err error) {
	c, err := a.session.calendar()
	if err != nil {
		return nil, err
	}
	e, err := c.Entry(entry)
	if err != nil {
		return nil, err
	}
	for year := from; year <= to && !e.Off; year++ {
		for _, o := range e.In(year) {
			days = append(days, o.First)
		}
	}
	return days, nil
}

// Holidays implements schedule.Almanac.
func (a almanac) Holidays(from, to int) (days []pufa.Day, err error) {
	h, err := a.session.holidays()
	for year := from; year <= to && err == nil; year++ {
		days = append(days, h.In(year)...)
	}
	return days, err
}

func (s *session) pushAccount() schedule.Account {
	return schedule.Account{Service: s.cfg.WeChat.Account == "service", Verified: s.cfg.WeChat.Verified,
		Pages: s.cfg.PublicURL, Notices: s.cfg.notifications()}
}

func (s *session) desk(b *base) schedule.Desk {
	desk := schedule.NewDesk(s.pushAccount(), b.campaigns, b.followers, statutes{b})
	desk.Shelf = b.entries
	return desk
}

func (s *session) engine(b *base, gateway *wechat.Gateway) *schedule.Engine {
	deliveries := store.NewDeliveries(b.db)
	return schedule.NewEngine(schedule.Wiring{
		Account: s.pushAccount(), Grace: time.Duration(s.cfg.Campaigns.Grace),
		Agenda: b.campaigns, Deliveries: deliveries, Parts: deliveries, Followers: b.followers, Accepts: store.NewNotices(b.db),
		Gateway: wechat.NewPusher(gateway, b.campaigns), Law: statutes{b}, Almanac: almanac{s}, Printer: printer{s, b},
		Now: s.now, Jitter: func(most time.Duration) time.Duration { return rand.N(most + 1) }, Log: s.log,
		Tell: func(ctx context.Context, d schedule.Delivery) { s.tellDuty(ctx, b, d) },
	})
}

// tellDuty tells those on duty of a delivery that did not go as planned, and of posters that are to be hung. WeChat lets it through to whoever
// has written within 48 hours; the others find it in pufa campaign show.
func (s *session) tellDuty(ctx context.Context, b *base, d schedule.Delivery) {
	if d.State == schedule.Sent && d.Plan.Channel != schedule.Offline {
		return
	}
	text := fmt.Sprintf("推送“%s”（%s）：%s。%s\n详情用 pufa campaign show %s 查看。",
		d.Plan.Title, civil(d.Occurrence), d.State.Chinese(), d.Why, d.Plan.ID)
	for _, address := range s.cfg.Office.Duty {
		err := b.outbox.Queue(ctx, bot.Outgoing{Address: address, Purpose: bot.PurposeDuty, Due: s.now(),
			Reply: bot.Reply{Verdict: bot.VerdictCommand, Text: text}})
		if err != nil {
			s.log.Error("those on duty are not told of a delivery", "delivery", d.ID, "error", err)
		}
	}
}

func (s *session) tally(b *base, gateway *wechat.Gateway) *schedule.Tally {
	return &schedule.Tally{Platform: wechat.NewPusher(gateway, b.campaigns), Counts: store.NewCounts(b.db), Now: s.now, Log: s.log}
}

// push lets the engine work until ctx ends.
func (s *session) push(ctx context.Context, e *schedule.Engine, t *schedule.Tally) error {
	tick := time.NewTicker(time.Duration(s.cfg.Campaigns.Every))
	defer tick.Stop()
	for {
		if err := e.Tick(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("pushes not sent", "error", err)
		}
		if err := t.Tick(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the platform's counts are not there", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// plainCover is the cover of articles for which nobody has a picture: 900 × 383, as chats show it.
func plainCover() ([]byte, error) {
	picture := image.NewPaletted(image.Rect(0, 0, 900, 383), color.Palette{color.RGBA{0xb2, 0x2a, 0x2a, 0xff}, color.RGBA{0xf4, 0xe6, 0xc8, 0xff}})
	for y := 300; y < 312; y++ {
		for x := range 900 {
			picture.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("draw a cover: %w", err)
	}
	return b.Bytes(), nil
}
