package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

type reportCmd struct {
	Make      reportMakeCmd      `cmd:"" default:"withargs" help:"出报表：年度报告、表格"`
	Lock      reportLockCmd      `cmd:"" help:"把报出去的数字锁定，以后的更正另列"`
	Snapshots reportSnapshotsCmd `cmd:"" help:"列出锁定的报表"`
	Diff      reportDiffCmd      `cmd:"" help:"锁定以后哪些数字变了"`
}

// yearFlags choose days, both included, or a whole year.
type yearFlags struct {
	Year int    `help:"哪一年，如 2026；这一年还没过完就到今天" placeholder:"年"`
	From string `help:"从哪一天，默认今年 1 月 1 日" placeholder:"日期"`
	To   string `help:"到哪一天（含），默认今天" placeholder:"日期"`
}

func (f yearFlags) period(today pufa.Day) (reach.Period, error) {
	switch {
	case f.Year != 0 && f.From+f.To != "":
		return reach.Period{}, pufa.Errorf(pufa.Invalid, "--year 和 --from、--to 只能用一种")
	case f.Year != 0 && (f.Year < 2000 || f.Year > 2099):
		return reach.Period{}, pufa.Errorf(pufa.Invalid, "年份 %d 不对，请写 2000 到 2099 之间的", f.Year)
	case f.Year != 0:
		first := pufa.Day(fmt.Sprintf("%d-01-01", f.Year))
		if first > today {
			return reach.Period{}, pufa.Errorf(pufa.Invalid, "%d 年还没到", f.Year)
		}
		return reach.Period{From: first, To: min(pufa.Day(fmt.Sprintf("%d-12-31", f.Year)), today)}, nil
	}
	from, to, err := periodFlags{From: f.From, To: f.To}.period(today)
	return reach.Period{From: from, To: to}, err
}

type reportMakeCmd struct {
	yearFlags
	Snapshot string `help:"用锁定的报表，不重新算；编号用 pufa report snapshots 查" placeholder:"编号"`
	Out      string `help:"存成文件：.docx 公文、.xlsx 表格、.csv、.json；不写就显示主要数字" placeholder:"文件"`
	Force    bool   `help:"文件已经有了也覆盖"`
}

// Run makes the report and writes it, or shows its headline numbers.
func (c *reportMakeCmd) Run(ctx context.Context, s *session) error {
	period, err := c.period(pufa.DayOf(s.now()))
	if err != nil {
		return usageError{err}
	}
	if c.Out != "" {
		if _, err := report.FormatOf(c.Out); err != nil {
			return usageError{err}
		}
	}
	return s.withBase(ctx, func(b *base) error {
		r, err := s.reportOf(ctx, b, c.Snapshot, period)
		if err != nil {
			return err
		}
		if c.Out == "" {
			showReport(s.out, r)
			return nil
		}
		if err := writeReport(c.Out, c.Force, r); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s\n已存到 %s\n", r.Sentence, c.Out)
		return nil
	})
}

// reportOf makes the period's report, or takes a locked one.
func (s *session) reportOf(ctx context.Context, b *base, snapshot string, p reach.Period) (report.Report, error) {
	if snapshot != "" {
		return s.reports(b).Snapshot(ctx, pufa.ID(snapshot))
	}
	if err := s.fold(ctx, b); err != nil {
		return report.Report{}, err
	}
	return s.reports(b).Report(ctx, p.From, p.To)
}

// fold sums up the days that are over, and shows how far it is where that takes a while.
func (s *session) fold(ctx context.Context, b *base) error {
	progress := s.newProgress("汇总台账")
	defer progress.Finish()
	return b.ledger.Fold(ctx, pufa.DayOf(s.now()), progress.Update)
}

// writeReport writes the file whole or not at all.
func writeReport(path string, force bool, r report.Report) (err error) {
	if _, err := os.Stat(path); err == nil && !force {
		return pufa.Errorf(pufa.Conflict, "%s 已经有了，要覆盖请加 --force", path)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".pufa-*"+filepath.Ext(path))
	if err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("不能在 %s 写文件，请检查文件夹和权限", filepath.Dir(path)), Err: err}
	}
	err = report.Write(draft, path, r)
	if err = errors.Join(err, draft.Chmod(0o644), draft.Close()); err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return nil
}

// showReport prints the sentence and the headline numbers.
func showReport(w io.Writer, r report.Report) {
	fmt.Fprintf(w, "%s\n\n%s\n", r.Title, r.Sentence)
	for i, note := range r.Notes {
		fmt.Fprintf(w, "  注%d %s\n", i+1, note)
	}
	if r.LockedAt != nil {
		fmt.Fprintf(w, "  %s %s 锁定\n", r.LockedBy, pufa.DayOf(*r.LockedAt).Chinese())
	}
	fmt.Fprintln(w)
	for _, f := range r.Figures {
		before := ""
		if f.Before != nil {
			before = fmt.Sprintf("（上年同期 %d）", *f.Before)
		}
		fmt.Fprintf(w, "%s\t%d %s%s\t%s\n", padded(f.Name, 16), f.Value, f.Unit, before, f.Basis)
	}
	for _, c := range r.Chapters {
		if strings.HasPrefix(c.Heading, "下一步") {
			fmt.Fprintf(w, "\n下一步：\n  %s\n", strings.Join(c.Paragraphs, "\n  "))
		}
	}
	fmt.Fprintln(w, "\n存成公文或表格用 --out 报告.docx（或 .xlsx、.csv、.json）；每个数字后面的每一行，在工作人员页面的“报表”里点开看（pufa link）。")
}

// padded fills a name up with spaces to a width in columns; a Chinese character takes two.
func padded(name string, width int) string {
	used := 0
	for _, r := range name {
		used++
		if r > 0x2e80 {
			used++
		}
	}
	return name + strings.Repeat(" ", max(width-used, 0))
}

type reportLockCmd struct {
	yearFlags
	By string `required:"" help:"谁锁定，写设置里 office.staff 的姓名；要法律顾问或管理员" placeholder:"姓名"`
}

// Run locks the report of a period.
func (c *reportLockCmd) Run(ctx context.Context, s *session) error {
	period, err := c.period(pufa.DayOf(s.now()))
	if err != nil {
		return usageError{err}
	}
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		if err := s.fold(ctx, b); err != nil {
			return err
		}
		r, err := s.reports(b).Lock(ctx, period.From, period.To, by)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已锁定 %s\n%s\n以后台账有更正，用 pufa report diff %s 看差别；存成文件用 pufa report --snapshot %s --out 报告.docx\n",
			r.Snapshot, r.Sentence, r.Snapshot, r.Snapshot)
		return nil
	})
}

type reportSnapshotsCmd struct{}

// Run lists the locked reports.
func (c *reportSnapshotsCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		list, err := s.reports(b).Snapshots(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintln(s.out, "还没有锁定过报表。报出去以前用 pufa report lock --year 年 --by 姓名 锁定。")
		}
		for _, r := range list {
			fmt.Fprintf(s.out, "%s\t%s\t%s %s 锁定\n\t%s\n", r.Snapshot, reach.Period{From: r.From, To: r.To}.Chinese(),
				r.LockedBy, pufa.DayOf(*r.LockedAt).Chinese(), r.Sentence)
		}
		return nil
	})
}

type reportDiffCmd struct {
	ID string `arg:"" name:"编号" help:"锁定的报表的编号" placeholder:"编号"`
}

// Run shows which figures have changed since a report was locked.
func (c *reportDiffCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		locked, err := s.reports(b).Snapshot(ctx, pufa.ID(c.ID))
		if err != nil {
			return err
		}
		now, err := s.reportOf(ctx, b, "", reach.Period{From: locked.From, To: locked.To})
		if err != nil {
			return err
		}
		list := report.Differences(locked, now)
		if len(list) == 0 {
			fmt.Fprintln(s.out, "锁定以后，主要数字没有变化。")
		}
		for _, d := range list {
			fmt.Fprintf(s.out, "%s\t锁定时 %d %s\t现在 %s\n", d.Name, d.Value, d.Unit, nowWords(d))
		}
		return nil
	})
}

func nowWords(d report.Difference) string {
	if d.Now == nil {
		return "不再统计"
	}
	return fmt.Sprintf("%d %s（%+d）", *d.Now, d.Unit, *d.Now-d.Value)
}
