package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
	"github.com/pufa/pufa/store"
)

type followerImportCmd struct {
	Path string `arg:"" name:"文件" help:"表格，第一行是 openid,社区,行业,标签；空格子不改，写“无”是去掉；几个标签用顿号分开" type:"existingfile"`
}

// Run takes a whole table or nothing of it.
func (c *followerImportCmd) Run(ctx context.Context, s *session) error {
	tables, err := readTables(c.Path, "")
	if err != nil {
		return err
	}
	rows, err := profileRows(filepath.Base(c.Path), tables[0].Rows)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		keyer, err := s.keyer(ctx, b)
		if err != nil {
			return err
		}
		profiles, err := readProfiles(filepath.Base(c.Path), rows, s.cfg.Office.Communities, keyer)
		if err != nil {
			return err
		}
		changed, unknown, err := b.followers.PutProfiles(ctx, profiles)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%d 行：改了 %d 人，%d 人没有变化\n", len(rows), changed, len(rows)-changed-len(unknown))
		if len(unknown) > 0 {
			fmt.Fprintf(s.out, "第 %s 行的人不在粉丝里，没有导入：以前就关注的，先运行 pufa follower pull\n", linesOf(rows, unknown))
		}
		return nil
	})
}

func linesOf(rows []profileRow, at []int) string {
	const most = 20
	var lines []string
	for _, i := range at[:min(len(at), most)] {
		lines = append(lines, strconv.Itoa(rows[i].line))
	}
	if len(at) > most {
		return strings.Join(lines, "、") + fmt.Sprintf(" 等 %d", len(at))
	}
	return strings.Join(lines, "、")
}

// readTables reads a file of the command line; of a workbook only the sheet that is named, where one is.
func readTables(path, named string) ([]sheet.Table, error) {
	name := filepath.Base(path)
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadableFile(path, err)
	}
	data, err := io.ReadAll(io.LimitReader(file, sheet.MaxBytes+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, unreadableFile(path, err)
	}
	return sheet.Read(name, data, named)
}

func unreadableFile(path string, err error) error {
	return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("读不了文件 %s，请检查路径和权限", path), Err: err}
}

var profileColumns = []string{"openid", "社区", "行业", "标签"}

// profileRows finds the columns by their names, in whatever order they stand.
func profileRows(name string, table []sheet.Row) (rows []profileRow, err error) {
	if len(table) == 0 {
		return nil, pufa.Errorf(pufa.Invalid, "%s 是空的", name)
	}
	at := map[string]int{}
	for i, title := range table[0].Cells {
		title = strings.ToLower(strings.TrimSpace(title))
		if title == "" {
			continue
		}
		if !slices.Contains(profileColumns, title) {
			return nil, pufa.Errorf(pufa.Invalid, "%s:1：不认识列“%s”，第一行要写 %s", name, title, strings.Join(profileColumns, "、"))
		}
		at[title] = i + 1
	}
	if at["openid"] == 0 || len(at) < 2 {
		return nil, pufa.Errorf(pufa.Invalid, "%s:1：第一行要写 openid，和社区、行业、标签里至少一个", name)
	}
	for _, r := range table[1:] {
		cell := func(column string) string { return r.Cell(at[column] - 1) }
		row := profileRow{line: r.Line, openid: cell("openid"), community: cell("社区"), trade: cell("行业"), tags: cell("标签")}
		if row.openid+row.community+row.trade+row.tags != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// mostRefusals bounds how many lines a refusal names.
const mostRefusals = 20

// readProfiles reads the rows, and refuses the table where one of them is wrong.
func readProfiles(name string, rows []profileRow, communities []string, keyer reach.Keyer) (profiles []store.Profile, err error) {
	var errs []error
	refuse := func(line int, say string) {
		if len(errs) < mostRefusals {
			errs = append(errs, pufa.Errorf(pufa.Invalid, "%s:%d：%s", name, line, say))
		}
	}
	seen := map[string]int{}
	for _, row := range rows {
		p, err := row.profile(communities)
		switch before := seen[row.openid]; {
		case row.openid == "":
			refuse(row.line, "缺少 openid")
		case before > 0:
			refuse(row.line, fmt.Sprintf("和第 %d 行是同一个人，请合成一行", before))
		case err != nil:
			refuse(row.line, pufa.Say(err))
		}
		seen[row.openid] = row.line
		p.Key = keyer.Key(row.openid)
		profiles = append(profiles, p)
	}
	return profiles, inOrder(errs)
}

// inOrder makes one error of many, a line for each.
func inOrder(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	var lines []string
	for _, err := range errs {
		lines = append(lines, pufa.Say(err))
	}
	return &pufa.Error{Kind: pufa.Invalid, Say: strings.Join(lines, "\n") + "\n没有导入；改好再来一次。", Err: errors.Join(errs...)}
}
