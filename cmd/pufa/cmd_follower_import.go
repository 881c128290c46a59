package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

type followerImportCmd struct {
	Path string `arg:"" name:"文件" help:"表格，第一行是 openid,社区,行业,标签；空格子不改，写“无”是去掉；几个标签用顿号分开" type:"existingfile"`
}

// Run takes a whole table or nothing of it.
func (c *followerImportCmd) Run(ctx context.Context, s *session) error {
	table, err := readTable(c.Path)
	if err != nil {
		return err
	}
	rows, err := profileRows(filepath.Base(c.Path), table)
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

// readTable returns the rows of a table, the first sheet of a workbook.
func readTable(path string) (rows [][]string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("读不了文件 %s，请检查路径和权限", path), Err: err}
	}
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return readWorkbook(path, data)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) { // as spreadsheets save it in China
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return nil, pufa.Errorf(pufa.Invalid, "%s 的文字编码看不懂，请另存为 UTF-8 的 CSV", filepath.Base(path))
		}
	}
	table := csv.NewReader(bytes.NewReader(data))
	table.FieldsPerRecord = -1
	for {
		row, err := table.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			return nil, pufa.Errorf(pufa.Invalid, "%s:%d：引号不成对，请检查这一行", filepath.Base(path), bad.Line)
		case err != nil:
			return nil, err
		}
		line, _ := table.FieldPos(0)
		for len(rows) < line-1 { // lines that are blank
			rows = append(rows, nil)
		}
		rows = append(rows, row)
	}
}

func readWorkbook(path string, data []byte) (rows [][]string, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 128 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, pufa.Errorf(pufa.Invalid, "%s 打不开（损坏、加了密码或太大），请用 Excel 或 WPS 另存为 .xlsx", filepath.Base(path))
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	rows, err = book.GetRows(book.GetSheetName(0))
	if err != nil {
		return nil, pufa.Errorf(pufa.Invalid, "%s 的第一张工作表读不出来，请另存为新的 .xlsx", filepath.Base(path))
	}
	return rows, nil
}

var profileColumns = []string{"openid", "社区", "行业", "标签"}

// profileRows finds the columns by their names, in whatever order they stand.
func profileRows(name string, table [][]string) (rows []profileRow, err error) {
	if len(table) == 0 {
		return nil, pufa.Errorf(pufa.Invalid, "%s 是空的", name)
	}
	at := map[string]int{}
	for i, title := range table[0] {
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
	for i, cells := range table[1:] {
		cell := func(column string) string {
			if n := at[column]; n > 0 && n <= len(cells) {
				return strings.TrimSpace(cells[n-1])
			}
			return ""
		}
		row := profileRow{line: i + 2, openid: cell("openid"), community: cell("社区"), trade: cell("行业"), tags: cell("标签")}
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
