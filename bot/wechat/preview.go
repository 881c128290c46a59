package wechat

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// number is a msg_id as WeChat wants it back.
func number(id string) json.Number { return json.Number(id) }

// Preview shows the pieces to staff by customer messages, one call after the other: what WeChat calls
// preview changes where later sends of the SDK go. The returned error is about the pieces; those of the
// addresses, nil for who got them, are in the order of to.
func (p Pusher) Preview(ctx context.Context, title string, pieces []schedule.Piece, to []string) ([]error, error) {
	messages, err := p.proofs(ctx, title, pieces)
	if err != nil {
		return nil, err
	}
	results := make([]error, len(to))
	for i, address := range to {
		for _, m := range messages {
			m["touser"] = address
			if results[i] = p.post(ctx, opSend, "/cgi-bin/message/custom/send", m, address); results[i] != nil {
				break
			}
		}
	}
	return results, nil
}

// proofs are the messages of a preview: at most three, of the five that WeChat lets through.
func (p Pusher) proofs(ctx context.Context, title string, pieces []schedule.Piece) ([]map[string]any, error) {
	if len(pieces) == 0 {
		return nil, pufa.Errorf(pufa.Invalid, "这个计划还没有内容，没有可预览的")
	}
	notice := said(fmt.Sprintf("【预览】推送“%s”，只发给您。粉丝将看到：", title))
	media, err := p.Prepare(ctx, schedule.Customer, pieces)
	if err != nil {
		return nil, err
	}
	if pieces[0].Kind != schedule.Article {
		return []map[string]any{notice, content(schedule.Shipment{Pieces: pieces, Media: media}, "image")}, nil
	}
	cards, err := p.cards(ctx, media)
	if err != nil {
		return nil, err
	}
	proofs := []map[string]any{notice, {"msgtype": "news", "news": map[string]any{"articles": cards[:1]}}}
	if len(cards) > 1 {
		proofs = append(proofs, said("后面几篇：\n"+links(cards[1:])))
	}
	return proofs, nil
}

func said(text string) map[string]any {
	return map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
}

// card is an article of a draft as a customer message shows it.
type card struct {
	Title   string `json:"title"`
	Digest  string `json:"description"`
	URL     string `json:"url"`
	Picture string `json:"picurl"`
}

// cards are a draft's articles with the links under which WeChat shows them for a while.
func (p Pusher) cards(ctx context.Context, media string) ([]card, error) {
	var answer struct {
		Items []struct {
			Title   string `json:"title"`
			Digest  string `json:"digest"`
			URL     string `json:"url"`
			Picture string `json:"thumb_url"`
		} `json:"news_item"`
	}
	err := p.ask(ctx, "draft/get", "/cgi-bin/draft/get", map[string]string{"media_id": media}, &answer)
	if err == nil && len(answer.Items) == 0 {
		err = pufa.Errorf(pufa.Limited, "微信没有给出草稿的预览链接，请稍后再试")
	}
	var cards []card
	for _, item := range answer.Items {
		cards = append(cards, card(item))
	}
	return cards, err
}

func links(cards []card) string {
	var b strings.Builder
	for i, c := range cards {
		fmt.Fprintf(&b, "%d. <a href=\"%s\">%s</a>\n", i+2, html.EscapeString(c.URL), html.EscapeString(c.Title))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
