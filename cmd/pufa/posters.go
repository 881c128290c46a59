package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// printer implements schedule.Printer: a poster is made by giving it a code and saying where it is.
type printer struct {
	session *session
	base    *base
}

// Display implements schedule.Printer.
func (p printer) Display(ctx context.Context, c schedule.Campaign) (string, error) {
	if p.session.cfg.PublicURL == "" {
		return "", needsPublicURL()
	}
	var screens []string
	for _, piece := range c.Pieces {
		why, err := schedule.Withdrawn(ctx, p.base.entries, piece)
		if err != nil {
			return "", err
		}
		if why != "" {
			return "", pufa.Errorf(pufa.Invalid, "%s", why)
		}
		made, err := p.base.posters.PosterOf(ctx, c.ID, piece.Entry, p.session.now())
		if err != nil {
			return "", err
		}
		screens = append(screens, strings.TrimRight(p.session.cfg.PublicURL, "/")+"/screen/"+made.Code)
	}
	return fmt.Sprintf("海报可以张贴了，屏幕上打开 %s；打印用 pufa campaign poster %s --out 海报.pdf", screens[0], c.ID), nil
}

func needsPublicURL() error {
	return pufa.Errorf(pufa.Invalid, "海报上的二维码要用居民打得开的地址，请先在设置里写上 public_url，如 https://pufa.example.gov.cn")
}

// poster writes what staff have chosen to say on the wall.
func (f planFlags) poster(c *schedule.Campaign) error {
	if f.Headline == "" && len(f.Point) == 0 {
		return nil
	}
	if len(c.Pieces) != 1 || c.Pieces[0].Kind != schedule.Article {
		return usageError{pufa.Errorf(pufa.Invalid, "--headline 和 --point 只能和一个 --entry 一起用")}
	}
	text := &c.Pieces[0].Poster
	if f.Headline != "" {
		text.Title = f.Headline
	}
	if len(f.Point) > 0 {
		text.Points = f.Point
	}
	return nil
}

func (s *session) printPoster(n int, t schedule.PosterText) {
	fmt.Fprintf(s.out, "海报%d　%s\n　一句话　%s\n", n, t.Title, t.Gist)
	for i, p := range t.Points {
		fmt.Fprintf(s.out, "　要点%d　%s\n", i+1, p)
	}
}

// printDisplay prints a delivery of posters with the scans from its moment to the next one's.
func (s *session) printDisplay(ctx context.Context, b *base, all []schedule.Delivery, i int) error {
	d := all[i]
	why := ""
	if d.Why != "" {
		why = "：" + d.Why
	}
	if d.State != schedule.Sent {
		fmt.Fprintf(s.out, "展示　%s　%s%s\n", civil(d.Occurrence), d.State.Chinese(), why)
		return nil
	}
	until := s.now().AddDate(1, 0, 0)
	for _, later := range all[i+1:] {
		if later.State == schedule.Sent {
			until = later.Occurrence
			break
		}
	}
	times, devices, err := b.posters.Scans(ctx, d.Plan.ID, d.Occurrence, until)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "展示　%s　%s　扫码 %d 人次（%d 台设备）%s\n", civil(d.Occurrence), d.State.Chinese(), times, devices, why)
	return nil
}

// posterScans hears who scans WeChat's codes of posters.
type posterScans struct {
	session *session
	base    *base
	keyer   reach.Keyer
}

// Handle answers a message; who has scanned a poster is counted and gets its entry besides, who has
// scanned an event's code is signed in.
func (h ear) Handle(ctx context.Context, m bot.Message) (bot.Reply, error) {
	reply, err := h.Bot.Handle(ctx, m)
	if err != nil || m.Scene == "" {
		return reply, err
	}
	if code := reach.EventCodeOf(m.Scene); code != "" {
		return h.signsIn(ctx, m, code, reply), nil
	}
	code := schedule.CodeOf(m.Scene)
	if code == "" {
		return reply, nil
	}
	told, err := h.posters.heard(ctx, m, code, reply)
	if err != nil {
		h.posters.session.log.Error("scan of a poster not answered", "error", err)
		return reply, nil
	}
	return told, nil
}

// heard counts the scan and puts the entry into the reply. A message that comes again changes neither.
func (p posterScans) heard(ctx context.Context, m bot.Message, code string, reply bot.Reply) (bot.Reply, error) {
	shown, err := p.base.posters.Shown(ctx, code)
	if pufa.KindOf(err) == pufa.NotFound {
		return reply, nil
	}
	if err != nil {
		return reply, err
	}
	if shown.Delivery != "" {
		if _, err := p.base.posters.Scan(ctx, schedule.ScanOf(shown, p.keyer, p.keyer.Key(m.From), p.session.now())); err != nil {
			return reply, err
		}
	}
	e, err := p.base.entries.Entry(ctx, shown.Entry)
	if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
		return reply, nil
	}
	if err != nil {
		return reply, err
	}
	text := "您扫的是海报“" + e.Title + "”。\n" + strings.TrimSpace(e.Body)
	if m.Type == bot.TypeFollow {
		text = reply.Text + "\n\n" + text
	}
	reply.Text, reply.Path = text, "/e/"+e.Slug+"?from=qr"
	return reply, nil
}
