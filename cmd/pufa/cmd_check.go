package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/knowledge/starter"
)

type checkCmd struct {
	Paths []string `arg:"" optional:"" name:"路径" help:"条目的文件或文件夹，和导入一样；不写就检查自带的起始库" type:"path"`
	Laws  string   `help:"法律原文的文件夹，用来核对条、款、项；不写就用已导入的法律" placeholder:"文件夹" type:"path"`
	On    string   `help:"按哪一天判断法律是否有效，默认今天" placeholder:"日期"`
	JSON  bool     `help:"输出 JSON"`
}

// Help says more.
func (c *checkCmd) Help() string {
	return "错误要改好再发布（有错误时退出码是 1）；请留意的由人看一眼。什么都不会改动。\n" +
		"检查：法律依据在不在、现在有没有效、条款项对不对；问法够不够、像不像；长短；好不好读；有没有真名和号码；相关条目、复核日。"
}

// Run checks entries and fails where one is refused.
func (c *checkCmd) Run(ctx context.Context, s *session) error {
	day := pufa.DayOf(s.now())
	if c.On != "" {
		var err error
		if day, err = pufa.ParseDay(c.On); err != nil {
			return usageError{err}
		}
	}
	check := func(b *base) error {
		report, err := c.inspect(ctx, s, b, day)
		if err != nil {
			return err
		}
		if err := c.print(s.out, report); err != nil {
			return err
		}
		if report.Errors > 0 {
			return exitStatus(exitFailed)
		}
		return nil
	}
	if !s.hasBase() {
		return check(nil)
	}
	return s.withBase(ctx, check)
}

// inspect holds the entries against the data folder's base, if there is one, and the starter pack.
func (c *checkCmd) inspect(ctx context.Context, s *session, b *base, day pufa.Day) (intake.Report, error) {
	in, err := c.inspection(ctx, s, b)
	if err != nil {
		return intake.Report{}, err
	}
	in.Day = day
	files, unread, err := intake.ReadPack(starter.Files, in.Catalogue)
	if err != nil {
		return intake.Report{}, err
	}
	if len(c.Paths) > 0 {
		for _, f := range files {
			in.Beside = append(in.Beside, f.Entry)
		}
		if files, unread, err = intake.ReadEntries(ctx, c.Paths, in.Catalogue); err != nil {
			return intake.Report{}, err
		}
	}
	return in.Run(ctx, files, unread)
}

// inspection knows the laws: those of the folder that is named, else those that were imported.
func (c *checkCmd) inspection(ctx context.Context, s *session, b *base) (in intake.Inspection, err error) {
	if in.Catalogue, err = knowledge.LoadCatalogue(); err != nil {
		return in, err
	}
	if b != nil {
		if in.Catalogue, err = b.resolver(ctx); err != nil {
			return in, err
		}
		if in.Beside, err = b.entries.List(ctx, "", ""); err != nil {
			return in, err
		}
		in.Texts = b.laws
	}
	if c.Laws == "" {
		return in, nil
	}
	progress := s.newProgress("读法律")
	book, err := intake.ReadLaws(ctx, []string{c.Laws}, in.Catalogue, progress.Update)
	progress.Finish()
	if err != nil {
		return in, err
	}
	if len(book.Versions()) == 0 {
		return in, usageError{pufa.Errorf(pufa.Invalid, "%s 里没有读到法律原文，请检查路径", c.Laws)}
	}
	in.Catalogue, in.Texts = in.Catalogue.With(book.Versions()), book
	return in, nil
}

func (c *checkCmd) print(w io.Writer, r intake.Report) error {
	if c.JSON {
		r.Findings = listed(r.Findings)
		return encodeLine(w, r)
	}
	var b strings.Builder
	writeFindings(&b, "错误，改好再发布：", r.Findings, intake.LevelError)
	writeFindings(&b, "请留意：", r.Findings, intake.LevelWarning)
	fmt.Fprintf(&b, "共检查 %d 篇：错误 %d 处（%d 个文件），请留意 %d 处。\n", r.Entries, r.Errors, r.Refused, r.Warnings)
	if r.Unseen > 0 {
		fmt.Fprintf(&b, "有 %d 处依据的法律原文不在手边，没有核对到条、款、项；用 --laws 指出法律原文的文件夹，或先导入法律。\n", r.Unseen)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeFindings lists those of one level, file by file.
func writeFindings(b *strings.Builder, title string, all []intake.Finding, level intake.Level) {
	found := slices.DeleteFunc(slices.Clone(all), func(f intake.Finding) bool { return f.Level != level })
	if len(found) == 0 {
		return
	}
	slices.SortStableFunc(found, func(x, y intake.Finding) int { return cmp.Compare(x.File, y.File) })
	b.WriteString(title + "\n")
	for _, f := range found {
		place := f.File
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		fmt.Fprintf(b, "  %s: 【%s】%s\n", place, f.Rule.Chinese(), f.Text)
	}
}
