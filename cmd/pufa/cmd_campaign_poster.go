package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/schedule/poster"
)

type campaignPosterCmd struct {
	ID     string `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
	Out    string `help:"写到哪个文件：.pdf 或 .png；几条内容就在名字后面加上序号" required:"" placeholder:"文件"`
	Screen bool   `help:"做屏幕用的横图（1920×1080 的 PNG）"`
	WeChat bool   `name:"wechat" help:"用带场景的微信二维码：扫了直接进公众号。只有认证的服务号能用"`
	Font   string `help:"字体文件（TTF、OTF、TTC）；不写就找这台机器上的中文字体" placeholder:"文件" type:"existingfile"`
}

// Run draws a poster for each piece of the plan. What nobody has approved yet is marked as a sample.
func (c *campaignPosterCmd) Run(ctx context.Context, s *session) error {
	draw, err := c.drawer()
	if err != nil {
		return usageError{err}
	}
	if s.cfg.PublicURL == "" {
		return needsPublicURL()
	}
	return s.withBase(ctx, func(b *base) error {
		plan, err := b.campaigns.Campaign(ctx, pufa.ID(c.ID))
		if err != nil {
			return err
		}
		if err := c.fit(ctx, s, b, plan); err != nil {
			return err
		}
		fonts, err := findFonts(c.Font)
		if err != nil {
			return err
		}
		for i, p := range plan.Pieces {
			if err := c.one(ctx, s, b, plan, i, func(link string) ([]byte, error) {
				sheet := poster.NewSheet(p, s.cfg.Office.Name, s.cfg.Office.Phone, c.month(s, plan), link)
				sheet.Sample = plan.State != schedule.Approved && plan.State != schedule.Paused
				return draw(sheet, fonts)
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// drawer chooses how to draw by the file's name.
func (c *campaignPosterCmd) drawer() (func(poster.Sheet, poster.Fonts) ([]byte, error), error) {
	switch extension := strings.ToLower(filepath.Ext(c.Out)); {
	case c.Screen && extension == ".png":
		return poster.Screen, nil
	case c.Screen:
		return nil, pufa.Errorf(pufa.Invalid, "屏幕用的只能做成 PNG，--out 请写成 屏幕.png 这样")
	case extension == ".pdf":
		return poster.PDF, nil
	case extension == ".png":
		return poster.PNG, nil
	}
	return nil, pufa.Errorf(pufa.Invalid, "“%s”不对：--out 请写成 海报.pdf 或 海报.png 这样", c.Out)
}

// fit refuses a plan that has no posters, or whose posters have faults.
func (c *campaignPosterCmd) fit(ctx context.Context, s *session, b *base, plan schedule.Campaign) error {
	if plan.Channel != schedule.Offline {
		return pufa.Errorf(pufa.Invalid, "“%s”的渠道是%s，不做海报；请另建一个 --channel offline 的计划", plan.Title, plan.Channel.Chinese())
	}
	if plan.State == schedule.Cancelled {
		return pufa.Errorf(pufa.Conflict, "“%s”已取消，不再做海报；请另建一个计划", plan.Title)
	}
	faults, err := s.desk(b).PosterFaults(ctx, plan)
	if err != nil {
		return err
	}
	return schedule.Refusal(faults)
}

// month is the one that the poster is for: of the next occurrence, else of today.
func (c *campaignPosterCmd) month(s *session, plan schedule.Campaign) pufa.Day {
	if next := plan.Rule.Next(s.now()); !next.IsZero() {
		return pufa.DayOf(next)
	}
	return pufa.DayOf(s.now())
}

func (c *campaignPosterCmd) one(ctx context.Context, s *session, b *base, plan schedule.Campaign, i int, draw func(link string) ([]byte, error)) error {
	made, err := b.posters.PosterOf(ctx, plan.ID, plan.Pieces[i].Entry, s.now())
	if err != nil {
		return err
	}
	link := schedule.PosterLink(s.cfg.PublicURL, made.Code)
	if c.WeChat {
		if made, err = s.sceneCode(ctx, b, made); err != nil {
			return err
		}
		link = made.WeChat
	}
	content, err := draw(link)
	if err != nil {
		return err
	}
	path := c.Out
	if len(plan.Pieces) > 1 {
		extension := filepath.Ext(c.Out)
		path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(c.Out, extension), i+1, extension)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil { //nolint:gosec // a poster is for everybody
		return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("写不了 %s，请检查路径和权限", path), Err: err}
	}
	_, err = fmt.Fprintf(s.out, "%s\t扫码到 %s\n", path, link)
	return err
}

// sceneCode gives the poster WeChat's own code, which leads into the account. WeChat has 100,000 of those
// that last, so that each poster gets one and keeps it.
func (s *session) sceneCode(ctx context.Context, b *base, p schedule.Poster) (schedule.Poster, error) {
	switch {
	case p.WeChat != "":
		return p, nil
	case s.cfg.WeChat.Account != "service" || !s.cfg.WeChat.Verified:
		return p, pufa.Errorf(pufa.Denied, "带场景的微信二维码只有认证的服务号能做（微信错误码 48001），这个公众号不行；请去掉 --wechat，用网页二维码，照样计数")
	case s.cfg.WeChat.AppID == "":
		return p, pufa.Errorf(pufa.Invalid, "还没有设置公众号（wechat.app_id），做不了微信二维码；请去掉 --wechat")
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return p, err
	}
	if p.WeChat, err = gateway.SceneCode(ctx, schedule.SceneOf(p.Code)); err != nil {
		return p, err
	}
	return p, b.posters.PutWeChat(ctx, p.Code, p.WeChat)
}
