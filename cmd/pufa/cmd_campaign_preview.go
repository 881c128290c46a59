package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"strings"

	htmltomarkdown "github.com/JohannesKaufmann/html-to-markdown/v2"
	"github.com/microcosm-cc/bluemonday"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

type campaignPreviewCmd struct {
	ID  string   `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
	Out string   `help:"把手机上的样子写成网页文件，用浏览器打开看" placeholder:"文件.html"`
	To  []string `help:"用客服消息发给这个粉丝编号（openid）看，可写多次；写 duty 就发给设置 office.duty 里的人" placeholder:"粉丝编号"`
}

// Run shows what followers will see: on the screen, in a page, on the phones of staff.
func (c *campaignPreviewCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		plan, err := b.campaigns.Campaign(ctx, pufa.ID(c.ID))
		if err != nil {
			return err
		}
		if len(plan.Pieces) == 0 {
			return pufa.Errorf(pufa.Invalid, "这个计划还没有内容，没有可预览的")
		}
		if plan.Channel == schedule.Offline {
			return pufa.Errorf(pufa.Invalid, "线下的计划看海报：pufa campaign poster %s --out 海报.png", plan.ID)
		}
		if c.Out == "" && len(c.To) == 0 {
			return printPieces(s, plan)
		}
		if c.Out != "" {
			if err := writePreview(ctx, s, b, plan, c.Out); err != nil {
				return err
			}
		}
		if len(c.To) > 0 {
			return c.send(ctx, s, b)
		}
		return nil
	})
}

func printPieces(s *session, plan schedule.Campaign) error {
	for i, p := range plan.Pieces {
		switch p.Kind {
		case schedule.Article:
			text, err := htmltomarkdown.ConvertString(p.Body)
			if err != nil {
				return fmt.Errorf("read the body of article %d: %w", i+1, err)
			}
			fmt.Fprintf(s.out, "━━ 第 %d 篇图文\n%s\n%s\n\n%s\n\n%s\n", i+1, p.Title, p.Author, p.Digest, strings.TrimSpace(text))
		case schedule.Text:
			fmt.Fprintln(s.out, p.Body)
		case schedule.Image:
			fmt.Fprintln(s.out, "一张图片；用 --out 文件.html 看它")
		}
	}
	return nil
}

func (c *campaignPreviewCmd) send(ctx context.Context, s *session, b *base) error {
	var to []string
	for _, address := range c.To {
		if address == "duty" {
			to = append(to, s.cfg.Office.Duty...)
		} else {
			to = append(to, address)
		}
	}
	if len(to) == 0 {
		return pufa.Errorf(pufa.Invalid, "设置 office.duty 里还没有人：请写上值班人员的粉丝编号")
	}
	courier, err := s.findCourier(b)
	if err != nil {
		return err
	}
	results, err := courier.Preview(ctx, previewing{pufa.ID(c.ID), to})
	if err != nil {
		return err
	}
	failed := 0
	for i, why := range results {
		if why != "" {
			failed++
			fmt.Fprintf(s.out, "第 %d 个人没有收到：%s\n", i+1, why)
		}
	}
	fmt.Fprintf(s.out, "预览已发给 %d 人，没有占用群发次数。\n", len(results)-failed)
	if failed == len(results) {
		return pufa.Errorf(pufa.Invalid, "没有人收到预览：请先用手机给公众号发一句话，再预览")
	}
	return nil
}

//go:embed preview.html
var previewPage string

// shownPiece is a piece as the preview's page shows it.
type shownPiece struct {
	schedule.Piece
	Content template.HTML // an article's body
	Picture template.URL  // its cover, or the picture that is sent
}

func writePreview(ctx context.Context, s *session, b *base, plan schedule.Campaign, path string) error {
	var shown []shownPiece
	for _, p := range plan.Pieces {
		piece := shownPiece{Piece: p, Content: template.HTML(bluemonday.UGCPolicy().Sanitize(p.Body))} //nolint:gosec // sanitised
		if p.File != "" {
			content, err := b.campaigns.File(ctx, p.File)
			if err != nil {
				return err
			}
			piece.Picture = template.URL("data:" + http.DetectContentType(content) + ";base64," + base64.StdEncoding.EncodeToString(content)) //nolint:gosec // a picture of ours
		}
		shown = append(shown, piece)
	}
	page, err := template.New("preview").Parse(previewPage)
	if err != nil {
		return fmt.Errorf("read the preview's page: %w", err)
	}
	var text strings.Builder
	if err := page.Execute(&text, map[string]any{"Plan": plan, "Office": s.cfg.Office.Name, "Pieces": shown, "Rest": shown[1:]}); err != nil {
		return fmt.Errorf("write the preview: %w", err)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("写不了文件 %s，请检查路径和权限", path), Err: err}
	}
	fmt.Fprintf(s.out, "已写到 %s，用浏览器打开看。\n", path)
	return nil
}
