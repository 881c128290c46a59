package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
)

type inquiryPromoteCmd struct {
	ID    string `arg:"" name:"编号" help:"已答复的咨询的编号，从 pufa inquiry list --all 复制"`
	Entry string `help:"这个问题本该由哪一条来答：编号，从 pufa entry list 复制" placeholder:"编号"`
	Draft string `help:"把问题和答复写成一篇草稿，文件名就是编号，如 linli-zufen.md" placeholder:"文件" type:"path"`
	By    string `help:"归入的人" default:"值班人员" placeholder:"姓名"`
}

// Help says more.
func (c *inquiryPromoteCmd) Help() string {
	return "库里已有合适的条目，用 --entry 归入，以后检索调优会用到这句问法。\n" +
		"库里没有，用 --draft 写成草稿，补上问法和依据、审核之后再导入，然后用 --entry 归入。"
}

// Run makes an answered inquiry something to learn from.
func (c *inquiryPromoteCmd) Run(ctx context.Context, s *session) error {
	if c.Entry == "" && c.Draft == "" {
		return usageError{pufa.Errorf(pufa.Invalid, "请写上 --entry 编号（库里已有合适的条目）或 --draft 文件（写成草稿）")}
	}
	return s.withBase(ctx, func(b *base) error {
		q, err := b.inquiries.Inquiry(ctx, pufa.ID(c.ID))
		switch {
		case err != nil:
			return err
		case q.Answered.IsZero():
			return pufa.Errorf(pufa.Conflict, "这条咨询还没有答复，先用 pufa inquiry answer 答复")
		}
		if c.Entry != "" {
			if err := c.link(ctx, s, b, q); err != nil {
				return err
			}
		}
		if c.Draft != "" {
			return c.draft(ctx, s, b, q)
		}
		return nil
	})
}

func (c *inquiryPromoteCmd) link(ctx context.Context, s *session, b *base, q bot.Inquiry) error {
	e, err := b.findEntry(ctx, c.Entry)
	if err != nil {
		return err
	}
	err = s.putJudgement(ctx, b, knowledge.Judgement{
		Question: q.Question, Group: q.Group, Source: knowledge.JudgedInquiry, Entry: e.Slug, Cites: e.Cites, By: c.By,
	}, string(q.ID))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "记下了：“%s” → %s（%s）\n", q.Question, e.Slug, e.Title)
	return nil
}

// draft writes a file, never over another one.
func (c *inquiryPromoteCmd) draft(ctx context.Context, s *session, b *base, q bot.Inquiry) error {
	slug := strings.TrimSuffix(filepath.Base(c.Draft), ".md")
	if !intake.ValidSlug(slug) || filepath.Ext(c.Draft) != ".md" {
		return usageError{pufa.Errorf(pufa.Invalid, "草稿的文件名就是编号：小写字母、数字、连字符，以 .md 结尾，如 linli-zufen.md")}
	}
	catalogue, err := b.resolver(ctx)
	if err != nil {
		return err
	}
	text := intake.FormatEntry(draftOf(slug, q, catalogue.Cite(q.Answer, pufa.DayOf(s.now()))))
	file, err := os.OpenFile(c.Draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return pufa.Errorf(pufa.Conflict, "%s 已经有了，请换一个文件名", c.Draft)
	}
	if err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("%s 写不了，请检查文件夹和权限", c.Draft)}
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the draft: %w", err)
	}
	fmt.Fprintf(s.out, "草稿写到 %s。请删去个人情况，补上问法和依据，用 pufa check 检查，审核后导入。\n", c.Draft)
	return nil
}

// draftOf makes an entry of a question and a person's answer to it.
func draftOf(slug string, q bot.Inquiry, cites []knowledge.Citation) knowledge.Entry {
	e := knowledge.Entry{
		Slug: slug, Kind: knowledge.KindQA, Title: q.Question, Asks: []string{q.Question}, Body: q.Answer,
		State: knowledge.Draft, Check: "由咨询整理，答案和依据待核", Source: "咨询",
	}
	if q.Group != "" {
		e.For = []pufa.Group{q.Group}
	}
	for _, cite := range cites {
		if cite.Article.Main > 0 && !cite.Repealed {
			e.Cites = append(e.Cites, cite)
		}
	}
	return e
}
