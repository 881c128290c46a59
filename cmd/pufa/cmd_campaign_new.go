package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// planFlags say what a plan says. Those that are not given leave what is there.
type planFlags struct {
	audienceFlags
	noticeFlags
	Title    string   `help:"给工作人员看的标题" placeholder:"标题"`
	Purpose  string   `help:"目的" placeholder:"文字"`
	Channel  string   `help:"mass 群发、publish 发布（不通知粉丝）、customer 客服消息、notice 订阅通知、offline 线下（海报和屏幕）" placeholder:"渠道"`
	Entry    []string `help:"用问答、案例或资料做图文，写编号，可写多次" placeholder:"编号"`
	Headline string   `help:"海报上的标题，不写就用条目的标题" placeholder:"标题"`
	Point    []string `help:"海报上的要点，写两到四次；不写就从条目里取" placeholder:"要点"`
	Text     string   `help:"发一段文字" placeholder:"文字"`
	Image    string   `help:"发一张图片（PNG 或 JPEG）" placeholder:"文件" type:"existingfile"`
	Cover    string   `help:"图文的封面（PNG 或 JPEG）；不写就用素色封面" placeholder:"文件" type:"existingfile"`
	Group    string   `help:"只发给 residents 居民 或 enterprises 企业；all 是所有人" enum:"residents,enterprises,all," default:"" placeholder:"对象"`
	Topic    []string `help:"只发给订阅了这个主题的人，可写多次" placeholder:"主题"`
	At       string   `help:"发一次的时间，如 2026-12-04 09:00" placeholder:"时间"`
	Cron     string   `help:"重复发送的规则：分 时 日 月 星期，如 0 9 * * 1 是每周一上午九点" placeholder:"规则"`
	Tied     string   `help:"按普法日历发：写日历里的编号，用 pufa calendar 查看" placeholder:"编号"`
	Ahead    int      `help:"按日历发时，提前几天" placeholder:"天数"`
	Clock    string   `help:"按日历发时，几点发" default:"09:00" placeholder:"钟点"`
	Start    string   `help:"重复发送从哪天起" placeholder:"日期"`
	End      string   `help:"重复发送到哪天止" placeholder:"日期"`
	Skip     []string `help:"不推送的日子，可写多次" placeholder:"日期"`
	Hours    string   `help:"重复发送只在一天里的这段时间，如 09:00-18:00；不写就是 08:00-21:00" placeholder:"时段"`
	Rest     *bool    `help:"节假日不推送：法定节假日和公布的放假日；--no-rest 照常推送" negatable:""`
}

func (f planFlags) apply(ctx context.Context, s *session, b *base, c *schedule.Campaign) error {
	set := func(field *string, value string) {
		if value != "" {
			*field = value
		}
	}
	set(&c.Title, f.Title)
	set(&c.Purpose, f.Purpose)
	set((*string)(&c.Channel), f.Channel)
	switch f.Group {
	case "":
	case "all":
		c.Audience.Group = ""
	default:
		c.Audience.Group = pufa.Group(f.Group)
	}
	if len(f.Topic) > 0 {
		c.Audience.Topics = f.Topic
	}
	if err := f.audience(ctx, s, b, &c.Audience); err != nil {
		return err
	}
	if err := f.rule(s, &c.Rule); err != nil {
		return err
	}
	if err := f.pieces(ctx, s, b, c); err != nil {
		return err
	}
	return f.notification(s, c)
}

func (f planFlags) rule(s *session, r *schedule.Rule) error {
	if f.At != "" {
		at, err := parseMoment(f.At)
		if err != nil {
			return usageError{err}
		}
		*r = schedule.Rule{At: at, Rest: r.Rest}
	}
	if f.Cron != "" {
		r.At, r.Cron, r.Tied = time.Time{}, f.Cron, schedule.Tie{}
	}
	if f.Tied != "" {
		tie, err := f.tie()
		if err != nil {
			return err
		}
		r.At, r.Cron, r.Tied = time.Time{}, "", tie
	}
	for field, value := range map[*pufa.Day]string{&r.Start: f.Start, &r.End: f.End} {
		if value != "" {
			*field = pufa.Day(value)
		}
	}
	for i, d := range f.Skip {
		if i == 0 {
			r.Skip = nil
		}
		r.Skip = append(r.Skip, pufa.Day(d))
	}
	if f.Hours != "" {
		hours, err := parseHours(f.Hours)
		if err != nil {
			return err
		}
		r.Hours = hours
	}
	if f.Rest != nil {
		r.Rest.Holidays = *f.Rest
	}
	resolved, err := r.Resolve(almanac{s}, s.now())
	if err == nil {
		*r = resolved
	}
	return err
}

// parseHours reads 09:00-18:00.
func parseHours(text string) (schedule.Hours, error) {
	var minutes [2]int
	from, to, found := strings.Cut(text, "-")
	for i, clock := range []string{from, to} {
		t, err := time.Parse("15:04", strings.TrimSpace(clock))
		if err != nil || !found {
			return schedule.Hours{}, usageError{pufa.Errorf(pufa.Invalid, "“%s”不是时段，请写成 09:00-18:00 这样", text)}
		}
		minutes[i] = t.Hour()*60 + t.Minute()
	}
	return schedule.Hours{From: minutes[0], To: minutes[1]}, nil
}

func (f planFlags) tie() (schedule.Tie, error) {
	clock, err := time.Parse("15:04", f.Clock)
	if err != nil {
		return schedule.Tie{}, usageError{pufa.Errorf(pufa.Invalid, "“%s”不是钟点，请写成 09:00 这样", f.Clock)}
	}
	return schedule.Tie{Entry: f.Tied, Ahead: f.Ahead, Minute: clock.Hour()*60 + clock.Minute()}, nil
}

func (f planFlags) pieces(ctx context.Context, s *session, b *base, c *schedule.Campaign) error {
	var pieces []schedule.Piece
	if f.Text != "" {
		pieces = append(pieces, schedule.Piece{Kind: schedule.Text, Body: f.Text})
	}
	if f.Image != "" {
		name, err := keepPicture(ctx, b, f.Image)
		if err != nil {
			return err
		}
		pieces = append(pieces, schedule.Piece{Kind: schedule.Image, File: name})
	}
	if len(f.Entry) > 0 {
		articles, err := f.articles(ctx, s, b)
		if err != nil {
			return err
		}
		pieces = append(pieces, articles...)
	}
	if pieces != nil {
		c.Pieces = pieces
	}
	return f.poster(c)
}

func (f planFlags) articles(ctx context.Context, s *session, b *base) (pieces []schedule.Piece, err error) {
	cover, err := f.cover(ctx, b)
	if err != nil {
		return nil, err
	}
	author := s.cfg.Office.Name
	if utf8.RuneCountInString(author) > 16 {
		author = ""
	}
	for _, slug := range f.Entry {
		e, err := b.findEntry(ctx, slug)
		if err != nil {
			return nil, err
		}
		p, err := schedule.ArticleOf(e, author, cover)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

func (f planFlags) cover(ctx context.Context, b *base) (string, error) {
	if f.Cover != "" {
		return keepPicture(ctx, b, f.Cover)
	}
	picture, err := plainCover()
	if err != nil {
		return "", err
	}
	return b.campaigns.PutFile(ctx, picture)
}

// keepPicture stores a picture that WeChat would take.
func keepPicture(ctx context.Context, b *base, path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("读不了图片 %s，请检查路径和权限", path), Err: err}
	}
	if err := schedule.CheckPicture(content); err != nil {
		return "", err
	}
	return b.campaigns.PutFile(ctx, content)
}

type campaignNewCmd struct {
	planFlags
	By string `help:"谁写的，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
}

// Run stores a draft and says what it still lacks.
func (c *campaignNewCmd) Run(ctx context.Context, s *session) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		plan := schedule.Campaign{Channel: schedule.Mass}
		if err := c.apply(ctx, s, b, &plan); err != nil {
			return err
		}
		plan, err := s.desk(b).Create(ctx, plan, by, s.now())
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已新建，编号 %s\n", plan.ID)
		return s.printReadiness(ctx, b, plan)
	})
}

type campaignChangeCmd struct {
	ID string `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
	planFlags
	By string `help:"谁改的，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
}

// Run changes what is given; an approval is void after it.
func (c *campaignChangeCmd) Run(ctx context.Context, s *session) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		plan, err := b.campaigns.Campaign(ctx, pufa.ID(c.ID))
		if err != nil {
			return err
		}
		if err := c.apply(ctx, s, b, &plan); err != nil {
			return err
		}
		if plan, err = s.desk(b).Change(ctx, plan.ID, plan, by, s.now()); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "已修改，现在是草稿；要发送请重新提交审核。")
		return s.printReadiness(ctx, b, plan)
	})
}
