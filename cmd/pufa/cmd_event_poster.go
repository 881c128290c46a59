package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule/poster"
)

type eventPosterCmd struct {
	eventArg
	Out  string `help:"写到哪个文件：.pdf 或 .png" required:"" placeholder:"文件"`
	Code string `help:"二维码：page 网页签到；wechat 微信带场景的码，扫了进公众号就签到；auto 认证的服务号用 wechat，别的用 page" enum:"auto,page,wechat" default:"auto"`
	Font string `help:"字体文件（TTF、OTF、TTC）；不写就找这台机器上的中文字体" placeholder:"文件" type:"existingfile"`
}

// Run draws the poster to sign in with.
func (c *eventPosterCmd) Run(ctx context.Context, s *session) error {
	draw := map[string]func(poster.Ticket, poster.Fonts) ([]byte, error){".pdf": poster.TicketPDF, ".png": poster.TicketPNG}[strings.ToLower(filepath.Ext(c.Out))]
	if draw == nil {
		return usageError{pufa.Errorf(pufa.Invalid, "“%s”不对：--out 请写成 签到.pdf 或 签到.png 这样", c.Out)}
	}
	if s.cfg.PublicURL == "" {
		return needsPublicURL()
	}
	fonts, err := findFonts(c.Font)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		event, err := b.events.Event(ctx, c.Name)
		if err != nil {
			return err
		}
		if event.State == reach.EventCancelled {
			return pufa.Errorf(pufa.Conflict, "“%s”已取消，不做签到海报", event.Name)
		}
		ticket, err := c.ticket(ctx, s, b, event)
		if err != nil {
			return err
		}
		content, err := draw(ticket, fonts)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Out, content, 0o644); err != nil { //nolint:gosec // a poster is for everybody
			return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("写不了 %s，请检查路径和权限", c.Out), Err: err}
		}
		from, until := event.SignInOpen()
		_, err = fmt.Fprintf(s.out, "%s\t扫码到 %s\n%s 到 %s 可以签到\n", c.Out, ticket.Link, civil(from), civil(until))
		return err
	})
}

func (c *eventPosterCmd) ticket(ctx context.Context, s *session, b *base, event reach.Event) (poster.Ticket, error) {
	t := poster.Ticket{
		Name: event.Name, When: event.When(), Place: event.Place, Office: s.cfg.Office.Name, Phone: s.cfg.Office.Phone,
		Link: reach.SignInLink(s.cfg.PublicURL, event.Code), How: "打开后按“签到”就行，不用填姓名和电话，每人只记一次",
	}
	if c.Code == "page" || c.Code == "auto" && (!s.cfg.mayHavePageOpenID() || s.cfg.WeChat.AppID == "") {
		return t, nil
	}
	address, err := s.eventScene(ctx, b, event)
	t.Link, t.How = address, "扫码进公众号就签到，没关注的点“关注”，不用填姓名和电话，每人只记一次"
	return t, err
}

// eventScene gives the event WeChat's own code. WeChat has 100,000 of those that last, so that each event
// gets one and keeps it.
func (s *session) eventScene(ctx context.Context, b *base, event reach.Event) (string, error) {
	switch address, err := b.signIns.SceneAddress(ctx, event.Code); {
	case err != nil || address != "":
		return address, err
	case !s.cfg.mayHavePageOpenID():
		return "", pufa.Errorf(pufa.Denied, "带场景的微信二维码只有认证的服务号能做（微信错误码 48001），这个公众号不行；请用 --code page，用网页签到")
	case s.cfg.WeChat.AppID == "":
		return "", pufa.Errorf(pufa.Invalid, "还没有设置公众号（wechat.app_id），做不了微信二维码；请用 --code page，用网页签到")
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return "", err
	}
	address, err := gateway.SceneCode(ctx, reach.SceneOf(event.Code))
	if err != nil {
		return "", err
	}
	return address, b.signIns.PutSceneAddress(ctx, event.Code, address)
}

// findFonts opens the font of the file, else looks for one on this machine.
func findFonts(file string) (poster.Fonts, error) {
	if file != "" {
		return poster.OpenFonts(file, "")
	}
	return poster.FindFonts(poster.Folders())
}
