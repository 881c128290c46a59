package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

type eventSignInCmd struct {
	eventArg
	Strike string `help:"划去这段时间里的签到，如 10:02-10:04，两头的分钟都算；不在活动当天就写 2026-12-04 10:02-10:04" placeholder:"时间"`
	Why    string `help:"为什么划去" placeholder:"原因"`
	By     string `help:"谁来划去，写设置 office.staff 里的姓名" placeholder:"姓名"`
	JSON   bool   `help:"输出一行 JSON"`
}

// signInsShown is what is known of an event's sign-ins, as JSON.
type signInsShown struct {
	Number  string         `json:"number"`
	Name    string         `json:"name"`
	Code    string         `json:"code"`
	Link    string         `json:"link"`
	From    time.Time      `json:"from"`
	Until   time.Time      `json:"until"`
	Open    bool           `json:"open"`
	People  int            `json:"people"`  // 人, by code
	WeChat  int            `json:"wechat"`  // of them, those whom WeChat vouches for
	Browser int            `json:"browser"` // of them, browsers
	Heads   []reach.Heads  `json:"heads"`   // counted otherwise: of the same people, never added
	Spread  []signInSpan   `json:"spread"`
	Strikes []signInStrike `json:"strikes"`
	state   string
}

// signInSpan is how many signed in within ten minutes.
type signInSpan struct {
	From   time.Time `json:"from"`
	People int       `json:"people"`
}

type signInStrike struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	People int       `json:"people"`
	By     string    `json:"by"`
	Why    string    `json:"why"`
	At     time.Time `json:"at"`
}

// Run shows the sign-ins of an event; with --strike it takes some of them back.
func (c *eventSignInCmd) Run(ctx context.Context, s *session) error {
	by, err := c.striker(ctx, s)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		event, err := b.events.Event(ctx, c.Name)
		if err != nil {
			return err
		}
		if c.Strike != "" {
			if err := c.strike(ctx, s, b, event, by); err != nil {
				return err
			}
		}
		shown, err := s.signIns(ctx, b, event)
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, shown)
		}
		s.printSignIns(shown)
		return nil
	})
}

// striker is who strikes, where somebody does.
func (c *eventSignInCmd) striker(ctx context.Context, s *session) (by pufa.Staff, err error) {
	switch {
	case c.Strike == "" && (c.Why != "" || c.By != ""):
		return by, usageError{pufa.Errorf(pufa.Invalid, "--why 和 --by 要和 --strike 一起写")}
	case c.Strike == "":
		return by, nil
	case strings.TrimSpace(c.Why) == "" || c.By == "":
		return by, usageError{pufa.Errorf(pufa.Invalid, "划去签到要写清楚谁、为什么：加上 --by 姓名 --why 原因")}
	}
	return s.staff(ctx, c.By)
}

func (c *eventSignInCmd) strike(ctx context.Context, s *session, b *base, event reach.Event, by pufa.Staff) error {
	from, until, err := stretch(c.Strike, event.Day())
	if err != nil {
		return usageError{err}
	}
	struck, err := b.signIns.Strike(ctx, reach.Strike{Subject: event.Subject(), From: from, Until: until, By: by, Why: strings.TrimSpace(c.Why), At: s.now()})
	if err != nil || c.JSON {
		return err
	}
	_, err = fmt.Fprintf(s.out, "已划去 %d 人次的签到，台账里减去了，原来的记录留着。\n", struck)
	return err
}

// stretch reads 10:02-10:04, both minutes included, on the day or on one that it names. One that ends
// earlier than it begins goes on after midnight.
func stretch(text string, day pufa.Day) (from, until time.Time, err error) {
	bad := pufa.Errorf(pufa.Invalid, "“%s”不是一段时间，请写成 10:02-10:04 或 2026-12-04 10:02-10:04", text)
	clocks := strings.TrimSpace(text)
	if named, rest, ok := strings.Cut(clocks, " "); ok {
		if day, err = pufa.ParseDay(named); err != nil {
			return from, until, err
		}
		clocks = strings.TrimSpace(rest)
	}
	first, last, _ := strings.Cut(strings.NewReplacer("–", "-", "－", "-", "：", ":", "到", "-").Replace(clocks), "-")
	begin, err1 := time.Parse("15:04", strings.TrimSpace(first))
	end, err2 := time.Parse("15:04", strings.TrimSpace(last))
	if err1 != nil || err2 != nil {
		return from, until, bad
	}
	midnight := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	from, until = day.Time().Add(begin.Sub(midnight)), day.Time().Add(end.Sub(midnight)+time.Minute)
	if !until.After(from) {
		until = until.AddDate(0, 0, 1)
	}
	return from, until, nil
}

const signInBucket = 10 * time.Minute

func (s *session) signIns(ctx context.Context, b *base, event reach.Event) (shown signInsShown, err error) {
	found, err := b.signIns.SignInsOf(ctx, event.Subject())
	if err != nil {
		return shown, err
	}
	strikes, err := b.signIns.Strikes(ctx, event.Subject())
	if err != nil {
		return shown, err
	}
	shown = signInsShown{Number: event.Number, Name: event.Name, Code: event.Code, People: len(found), Heads: append([]reach.Heads{}, event.Heads...), Strikes: []signInStrike{}, Spread: []signInSpan{}}
	shown.From, shown.Until = event.SignInOpen()
	if s.cfg.PublicURL != "" {
		shown.Link = reach.SignInLink(s.cfg.PublicURL, event.Code)
	}
	shown.Open = event.SignInRefused(s.now()) == nil
	switch {
	case shown.Open:
		shown.state = "现在可以签到"
	case event.State == reach.EventCancelled:
		shown.state = "活动已取消，不能签到"
	case s.now().Before(shown.From):
		shown.state = "还没有开始"
	default:
		shown.state = "已经结束"
	}
	for _, in := range found {
		if in.Source == reach.SignedByWeChat {
			shown.WeChat++
		}
		at := in.At.In(pufa.Zone).Truncate(signInBucket)
		if last := len(shown.Spread) - 1; last < 0 || !shown.Spread[last].From.Equal(at) {
			shown.Spread = append(shown.Spread, signInSpan{From: at})
		}
		shown.Spread[len(shown.Spread)-1].People++
	}
	shown.Browser = shown.People - shown.WeChat
	for _, st := range strikes {
		shown.Strikes = append(shown.Strikes, signInStrike{st.From, st.Until, st.Struck, st.By.Name, st.Why, st.At})
	}
	return shown, nil
}

func (s *session) printSignIns(shown signInsShown) {
	fmt.Fprintf(s.out, "活动 %s　%s\n", shown.Number, shown.Name)
	fmt.Fprintf(s.out, "签到　%s 到 %s，%s\n", civil(shown.From), civil(shown.Until), shown.state)
	link := shown.Link
	if link == "" {
		link = "/i/" + shown.Code + "（先在设置里写上 public_url，居民才打得开）"
	}
	fmt.Fprintf(s.out, "网址　%s\n扫码签到　%d 人", link, shown.People)
	if shown.People > 0 {
		fmt.Fprintf(s.out, "（微信认得的 %d，只认得浏览器的 %d）", shown.WeChat, shown.Browser)
	}
	fmt.Fprintln(s.out)
	for _, h := range shown.Heads {
		fmt.Fprintf(s.out, "现场人数　%d 人（%s）；和扫码签到是同一批人，不相加\n", h.People, h.Basis.Chinese())
		if shown.People > h.People {
			fmt.Fprintln(s.out, "　　　　　扫码的比现场的还多，请核对：可能有人替人签，或用程序刷")
		}
	}
	s.printSpread(shown.Spread)
	for _, st := range shown.Strikes {
		fmt.Fprintf(s.out, "划去　%s 到 %s　%d 人　%s（%s）\n", civil(st.From), st.Until.Add(-time.Minute).In(pufa.Zone).Format("15:04"), st.People, st.Why, st.By)
	}
}

// printSpread prints a bar for each ten minutes in which somebody came.
func (s *session) printSpread(spread []signInSpan) {
	most := 0
	for _, sp := range spread {
		most = max(most, sp.People)
	}
	var day pufa.Day
	for _, sp := range spread {
		if d := pufa.DayOf(sp.From); d != day {
			day = d
			fmt.Fprintf(s.out, "每十分钟　%s\n", day.ChineseWeekday())
		}
		fmt.Fprintf(s.out, "  %s  %s %d\n", sp.From.Format("15:04"), strings.Repeat("■", max(1, sp.People*30/most)), sp.People)
	}
}
