package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/store"
)

type auditCmd struct {
	Who    string `help:"只看谁做的" placeholder:"姓名"`
	Text   string `name:"find" help:"只看里面有这些字的" placeholder:"文字"`
	From   string `help:"从哪一天" placeholder:"日期"`
	To     string `help:"到哪一天" placeholder:"日期"`
	Most   int    `help:"最多列多少条" default:"50" placeholder:"条数"`
	Verify bool   `help:"检查整个记录有没有被改过"`
	JSON   bool   `help:"每条输出一行 JSON"`
}

// Run lists rows of the audit trail, the latest first, or goes through all of it.
func (c *auditCmd) Run(ctx context.Context, s *session) error {
	f := store.AuditFilter{Who: c.Who, Text: c.Text}
	var err error
	if f.From, f.To, err = parseDays(c.From, c.To); err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		if c.Verify {
			return s.verifyAudit(ctx, b)
		}
		rows, err := b.audit.Rows(ctx, f, c.Most)
		if err != nil {
			return err
		}
		if len(rows) == 0 && !c.JSON {
			fmt.Fprintln(s.out, "没有这样的记录。")
		}
		for _, r := range rows {
			if err := c.print(s, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *session) verifyAudit(ctx context.Context, b *base) error {
	last, err := b.audit.Verify(ctx)
	if err != nil {
		return err
	}
	if last.Seq == 0 {
		_, err = fmt.Fprintln(s.out, "还没有操作记录。")
		return err
	}
	_, err = fmt.Fprintf(s.out, "全部 %d 条都接得上，没有被改过。最后一条的校验值：\n%s\n", last.Seq, last.Hash)
	return err
}

// shownAudit is a row as JSON.
type shownAudit struct {
	Seq     int64           `json:"seq"`
	At      string          `json:"at"`
	Who     string          `json:"who"`
	Role    pufa.Role       `json:"role"`
	Action  string          `json:"action"`
	Subject string          `json:"subject,omitempty"`
	Name    string          `json:"name,omitempty"`
	Changes []access.Change `json:"changes,omitempty"`
	Hash    string          `json:"hash"`
}

func (c *auditCmd) print(s *session, r access.Row) error {
	if c.JSON {
		return encodeLine(s.out, shownAudit{r.Seq, civil(r.At), r.By.Name, r.By.Role, r.Action, r.Subject, r.Name, r.Changes, r.Hash})
	}
	fmt.Fprintf(s.out, "%d　%s　%s（%s）　%s %s\n", r.Seq, civil(r.At), r.By.Name, r.By.Role.Chinese(), r.Action, r.Name)
	for _, change := range r.Changes {
		before := ""
		if change.Before != "" {
			before = change.Before + " → "
		}
		fmt.Fprintf(s.out, "    %s：%s%s\n", change.Field, strings.ReplaceAll(before, "\n", " "), strings.ReplaceAll(change.After, "\n", " "))
	}
	return nil
}

// parseDays reads the first and the last day of a period, "" where one is not given.
func parseDays(from, to string) (first, last pufa.Day, err error) {
	if from != "" {
		if first, err = pufa.ParseDay(from); err != nil {
			return "", "", usageError{err}
		}
	}
	if to != "" {
		if last, err = pufa.ParseDay(to); err != nil {
			return "", "", usageError{err}
		}
	}
	return first, last, nil
}
