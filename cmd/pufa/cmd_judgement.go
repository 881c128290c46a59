package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

type judgementCmd struct {
	List judgementListCmd `cmd:"" help:"列出居民和工作人员对答复的评价"`
	Add  judgementAddCmd  `cmd:"" help:"记一条更正：这个问题应当由哪一条来答"`
}

type judgementListCmd struct {
	Source string `help:"只看一种：helpful 说有用、unhelpful 说没用、choice 点选、correction 更正、inquiry 人工答复归入" enum:"helpful,unhelpful,choice,correction,inquiry," default:"" placeholder:"来源"`
	Since  string `help:"只看这一天起的" placeholder:"日期"`
	JSON   bool   `help:"每条输出一行 JSON，供检索调优"`
}

// judgementLine is one judgement in a list.
type judgementLine struct {
	ID       pufa.ID                   `json:"id"`
	Question string                    `json:"question"`
	Previous string                    `json:"previous"`
	Group    pufa.Group                `json:"group"`
	Source   knowledge.JudgementSource `json:"source"`
	Entry    string                    `json:"entry"`
	Cites    []citedShort              `json:"citations"`
	Right    bool                      `json:"right"`
	By       string                    `json:"by"`
	At       string                    `json:"at"`
}

// Run lists judgements, oldest first.
func (c *judgementListCmd) Run(ctx context.Context, s *session) error {
	var since time.Time
	if c.Since != "" {
		day, err := pufa.ParseDay(c.Since)
		if err != nil {
			return usageError{err}
		}
		since = day.Time()
	}
	return s.withBase(ctx, func(b *base) error {
		found, err := b.judgements.Judgements(ctx, since)
		if err != nil {
			return err
		}
		shown := 0
		for _, j := range found {
			if c.Source != "" && string(j.Source) != c.Source {
				continue
			}
			shown++
			if err := c.print(s, j); err != nil {
				return err
			}
		}
		if shown == 0 && !c.JSON {
			fmt.Fprintln(s.out, "还没有评价。")
		}
		return nil
	})
}

func (c *judgementListCmd) print(s *session, j knowledge.Judgement) error {
	if c.JSON {
		return encodeLine(s.out, judgementLine{j.ID, j.Question, j.Previous, j.Group, j.Source, j.Entry, short(j.Cites), j.Right,
			j.By, j.At.UTC().Format(time.RFC3339)})
	}
	by := ""
	if j.By != "" {
		by = "（" + j.By + "）"
	}
	fmt.Fprintf(s.out, "%s　%s%s\n　问：%s\n", j.At.In(pufa.Zone).Format("2006-01-02 15:04"), j.Source.Chinese(), by, j.Question)
	if j.Previous != "" {
		fmt.Fprintf(s.out, "　上一句：%s\n", j.Previous)
	}
	mark := "应答"
	if !j.Right {
		mark = "不合用"
	}
	_, err := fmt.Fprintf(s.out, "　%s：%s\n", mark, pointedAt(j))
	return err
}

// pointedAt names the entry of a judgement, else its articles.
func pointedAt(j knowledge.Judgement) string {
	if j.Entry != "" {
		return j.Entry
	}
	var names []string
	for _, c := range j.Cites {
		names = append(names, c.String())
	}
	return strings.Join(names, "、")
}

type judgementAddCmd struct {
	Question []string `arg:"" name:"问题" help:"居民的问法；身份证号、手机号、银行卡号会先遮住再保存"`
	Entry    string   `help:"应当由哪一条来答：编号，从 pufa entry list 复制" placeholder:"编号"`
	Cite     []string `help:"应当由哪一条法律来答，如 \"《民法典》第一千零七十九条\"；可以写几次" sep:"none" placeholder:"法条"`
	Previous string   `help:"这是追问时，上一句问的什么" placeholder:"问题"`
	As       string   `help:"谁会这样问：residents 居民、enterprises 企业" enum:"residents,enterprises," default:"" placeholder:"身份"`
	By       string   `help:"更正人" default:"值班人员" placeholder:"姓名"`
}

// Run stores the correction.
func (c *judgementAddCmd) Run(ctx context.Context, s *session) error {
	question := bot.Mask(strings.TrimSpace(strings.Join(c.Question, " ")))
	switch {
	case question == "":
		return usageError{pufa.Errorf(pufa.Invalid, "问题是空的，请写上居民会怎样问")}
	case c.Entry == "" && len(c.Cite) == 0:
		return usageError{pufa.Errorf(pufa.Invalid, "请写上应当由哪一条来答：--entry 编号，或 --cite \"《民法典》第一千零七十九条\"")}
	}
	return s.withBase(ctx, func(b *base) error {
		if c.Entry != "" {
			if _, err := b.findEntry(ctx, c.Entry); err != nil {
				return err
			}
		}
		cites, err := c.cites(ctx, s, b)
		if err != nil {
			return err
		}
		err = s.putJudgement(ctx, b, knowledge.Judgement{
			Question: question, Previous: bot.Mask(strings.TrimSpace(c.Previous)), Group: pufa.Group(c.As),
			Source: knowledge.JudgedCorrection, Entry: c.Entry, Cites: cites, By: c.By,
		}, question+"\n"+c.Previous)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "记下了：“%s” → %s\n", question, pointedAt(knowledge.Judgement{Entry: c.Entry, Cites: cites}))
		return nil
	})
}

func (c *judgementAddCmd) cites(ctx context.Context, s *session, b *base) (cites []knowledge.Citation, err error) {
	catalogue, err := b.resolver(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range c.Cite {
		found := catalogue.Cite(text, pufa.DayOf(s.now()))
		if len(found) == 0 {
			return nil, usageError{pufa.Errorf(pufa.Invalid, "认不出“%s”是哪部法律的哪一条，请写成 《民法典》第一千零七十九条", text)}
		}
		cites = append(cites, found...)
	}
	return cites, nil
}

// findEntry returns an entry by its slug, or says where slugs come from.
func (b *base) findEntry(ctx context.Context, slug string) (knowledge.Entry, error) {
	e, err := b.entries.Entry(ctx, slug)
	if pufa.KindOf(err) == pufa.NotFound {
		return knowledge.Entry{}, pufa.Errorf(pufa.NotFound, "没有编号为“%s”的条目，用 pufa entry list 查看全部编号", slug)
	}
	return e, err
}

// putJudgement stores what staff say is right, once for each question (told apart by about) and answer.
func (s *session) putJudgement(ctx context.Context, b *base, j knowledge.Judgement, about string) error {
	keyer, err := s.keyer(ctx, b)
	if err != nil {
		return err
	}
	j.ID, j.At, j.Right = pufa.NewID(), s.now(), true
	fact := strings.Join([]string{about, j.Entry, pointedAt(knowledge.Judgement{Cites: j.Cites})}, "\n")
	j.Key = string(j.Source) + ":" + keyer.Sum("judgement", fact)
	return b.judgements.PutJudgement(ctx, j)
}
