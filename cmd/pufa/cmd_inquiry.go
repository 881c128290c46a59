package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

type inquiryCmd struct {
	List    inquiryListCmd    `cmd:"" help:"列出等人工答复的咨询"`
	Answer  inquiryAnswerCmd  `cmd:"" help:"答复一条咨询"`
	Promote inquiryPromoteCmd `cmd:"" help:"把已答复的咨询归入一条问答，或写成草稿"`
}

type inquiryListCmd struct {
	All  bool `help:"已答复的也列出"`
	JSON bool `help:"每条输出一行 JSON"`
}

type inquiryLine struct {
	ID       pufa.ID `json:"id"`
	Question string  `json:"question"`
	Group    string  `json:"group"`
	Asked    string  `json:"asked"`
	Answer   string  `json:"answer"`
	By       string  `json:"by"`
	Reached  bool    `json:"reached"`
}

// Run lists inquiries, oldest first.
func (c *inquiryListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		inquiries, err := b.inquiries.Inquiries(ctx, c.All)
		if err != nil {
			return err
		}
		for _, q := range inquiries {
			if err := c.print(s, q); err != nil {
				return err
			}
		}
		if len(inquiries) == 0 && !c.JSON {
			fmt.Fprintln(s.out, "没有等着答复的咨询。")
		}
		return nil
	})
}

func (c *inquiryListCmd) print(s *session, q bot.Inquiry) error {
	if c.JSON {
		return encodeLine(s.out, inquiryLine{q.ID, q.Question, string(q.Group),
			q.Asked.UTC().Format(time.RFC3339), q.Answer, q.By, !q.Reached.IsZero()})
	}
	fmt.Fprintf(s.out, "%s　%s　%s\n　问：%s\n", q.ID, q.Asked.In(pufa.Zone).Format("2006-01-02 15:04"), q.Group.Chinese(), q.Question)
	if q.Answer != "" {
		fmt.Fprintf(s.out, "　答（%s，%s）：%s\n", q.By, reachedWord(q), q.Answer)
	}
	return nil
}

func reachedWord(q bot.Inquiry) string {
	if q.Reached.IsZero() {
		return "还没送到"
	}
	return "已送到"
}

type inquiryAnswerCmd struct {
	ID   string   `arg:"" name:"编号" help:"咨询编号，从 pufa inquiry list 复制"`
	Text []string `arg:"" name:"答复" help:"答复的话"`
	By   string   `help:"答复人" default:"值班人员" placeholder:"姓名"`
}

// Run stores the answer; the running server sends it.
func (c *inquiryAnswerCmd) Run(ctx context.Context, s *session) error {
	text := strings.TrimSpace(strings.Join(c.Text, " "))
	if text == "" {
		return usageError{pufa.Errorf(pufa.Invalid, "答复是空的，请写上要答复的话")}
	}
	return s.withBase(ctx, func(b *base) error {
		talk, err := s.conversation(ctx, b, nil)
		if err != nil {
			return err
		}
		queued, err := talk.AnswerInquiry(ctx, b.inquiries, pufa.ID(c.ID), text, c.By)
		if err != nil {
			return err
		}
		if queued {
			fmt.Fprintln(s.out, "已答复。pufa serve 运行时会立即用客服消息发给对方；发不出去就在对方下次发消息时先给出。")
			return nil
		}
		fmt.Fprintln(s.out, "已答复。对方最近 48 小时没有发消息，微信不允许主动发送；对方下次发消息时会先看到这条答复。")
		return nil
	})
}
