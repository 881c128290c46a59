package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/intake"
	"github.com/pufa/pufa/store"
)

type eventImportCmd struct {
	Path    string   `arg:"" name:"文件" help:"表格；表头在前 10 行里，要有活动名称和日期" type:"existingfile"`
	By      string   `help:"谁导入的，写设置 office.staff 里的姓名；只看不导入可以不写" placeholder:"姓名"`
	Year    int      `help:"没写年份的日期（如 3月5日）是哪一年；不写就看标题" placeholder:"年份"`
	Sheet   string   `help:"工作表的名称；不写就找像台账的那一张" placeholder:"工作表"`
	Map     []string `help:"叫法不认识的列是什么，可写多次，写过就记住" placeholder:"旧表头=字段" sep:"none"`
	Another bool     `help:"和已登记的同一天、同名称的，确实是另一场，也导入"`
	DryRun  bool     `help:"只看会登记什么，不导入"`
	JSON    bool     `help:"每一行输出一行 JSON"`
}

// Run enters the rows that are new and lists those that are refused, which make the command end with 1.
func (c *eventImportCmd) Run(ctx context.Context, s *session) error {
	given, err := intake.ParseMapping(c.Map)
	if err != nil {
		return usageError{err}
	}
	if next := s.now().In(pufa.Zone).Year() + 1; c.Year != 0 && (c.Year < 2000 || c.Year > next) {
		return usageError{pufa.Errorf(pufa.Invalid, "--year 请写 2000 到 %d 之间的年份", next)}
	}
	by := pufa.Staff{}
	if !c.DryRun {
		if ctx, by, err = s.act(ctx, c.By); err != nil {
			return err
		}
	}
	tables, err := readTables(c.Path, c.Sheet)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		reading, err := intake.Read(tables, intake.Options{Year: c.Year, Map: given,
			Remembered: func(shape string) (intake.Mapping, error) { return remembered(ctx, b, shape) }})
		if err != nil {
			return err
		}
		reading.Communities(s.cfg.Office.Communities)
		return c.enter(ctx, s, b, reading, by)
	})
}

func (c *eventImportCmd) enter(ctx context.Context, s *session, b *base, r intake.Reading, by pufa.Staff) error {
	unknown := r.Columns.Refusal()
	if unknown != nil && !c.DryRun {
		return unknown
	}
	from, to := r.Days()
	before, err := b.events.Events(ctx, store.EventFilter{From: from, To: to})
	if err != nil {
		return err
	}
	clerk := s.clerk(b)
	outcomes := r.Compare(before, clerk, c.Another, s.now())
	added := 0
	if !c.DryRun {
		if err := remember(ctx, b, r); err != nil {
			return err
		}
		if added, err = intake.Enter(ctx, clerk, outcomes, by, s.now()); err != nil {
			return err
		}
	}
	if err := c.print(s, r, outcomes, added); err != nil {
		return err
	}
	if unknown != nil {
		return unknown
	}
	for _, o := range outcomes {
		if o.Err != nil {
			return exitStatus(exitFailed)
		}
	}
	return nil
}

// mappingKey is where it is kept what the columns of a header row are.
func mappingKey(shape string) string { return "event_columns:" + shape }

func remembered(ctx context.Context, b *base, shape string) (m intake.Mapping, err error) {
	text, err := b.settings.Setting(ctx, mappingKey(shape))
	if pufa.KindOf(err) == pufa.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, fmt.Errorf("columns of %s: %w", shape, err)
	}
	return m, nil
}

func remember(ctx context.Context, b *base, r intake.Reading) error {
	if len(r.Map) == 0 {
		return nil
	}
	text, err := json.Marshal(r.Map)
	if err != nil {
		return err
	}
	return b.settings.PutSetting(ctx, mappingKey(r.Columns.Shape()), string(text))
}

type eventImported struct {
	Line   int         `json:"line"`
	Result string      `json:"result"` // added, known, refused; would_add in a dry run
	Reason string      `json:"reason,omitempty"`
	Notes  []string    `json:"notes,omitempty"`
	Event  reach.Event `json:"event"`
}

func (c *eventImportCmd) print(s *session, r intake.Reading, outcomes []intake.Outcome, added int) error {
	if c.JSON {
		for _, o := range outcomes {
			if err := encodeLine(s.out, c.imported(o)); err != nil {
				return err
			}
		}
		return nil
	}
	c.printReading(s, r)
	known, refused := 0, 0
	for _, o := range outcomes {
		switch {
		case o.Err != nil:
			refused++
		case o.Before != nil:
			known++
		default:
			c.printEvent(s, o)
		}
	}
	if c.DryRun {
		fmt.Fprintf(s.out, "会登记 %d 场；已经导入过 %d 场；不能导入 %d 行。现在还没有登记。\n", len(outcomes)-known-refused, known, refused)
	} else {
		fmt.Fprintf(s.out, "登记了 %d 场；已经导入过 %d 场；没有导入 %d 行。\n", added, known, refused)
	}
	if len(r.Totals) > 0 {
		fmt.Fprintf(s.out, "第 %s 行是合计，不算。\n", numbers(r.Totals))
	}
	for _, o := range outcomes {
		if o.Err != nil {
			fmt.Fprintf(s.out, "第 %d 行没有导入：%s\n", o.Line, strings.ReplaceAll(pufa.Say(o.Err), "\n", "；"))
		}
	}
	if refused > 0 {
		fmt.Fprintln(s.out, "改好这几行，再导入同一个文件：已登记的不会重复。")
	}
	return nil
}

func (c *eventImportCmd) imported(o intake.Outcome) eventImported {
	line := eventImported{Line: o.Line, Result: "added", Notes: o.Notes, Event: o.Event}
	switch {
	case o.Err != nil:
		line.Result, line.Reason = "refused", pufa.Say(o.Err)
	case o.Before != nil:
		line.Result, line.Event = "known", *o.Before
	case c.DryRun:
		line.Result = "would_add"
	}
	return line
}

// printReading says which column was read as what.
func (c *eventImportCmd) printReading(s *session, r intake.Reading) {
	where := r.File
	if r.Sheet != "" {
		where += "“" + r.Sheet + "”"
	}
	fmt.Fprintf(s.out, "%s，表头在第 %d 行", where, r.Line)
	if r.Year != 0 {
		fmt.Fprintf(s.out, "，没写年份的日期算 %d 年", r.Year)
	}
	var read, left []string
	for i, f := range r.Columns.Fields {
		switch header := strings.Join(strings.Fields(r.Columns.Headers[i]), ""); {
		case header == "" || f == "":
		case f == intake.Nothing:
			left = append(left, header)
		case header == string(f):
			read = append(read, header)
		default:
			read = append(read, header+"→"+string(f))
		}
	}
	fmt.Fprintf(s.out, "\n读入的列：%s\n", strings.Join(read, "、"))
	if len(left) > 0 {
		fmt.Fprintf(s.out, "不导入的列：%s\n", strings.Join(left, "、"))
	}
	if len(r.Bare) > 0 {
		fmt.Fprintf(s.out, "第 %s 列没有表头，没有读入。\n", numbers(r.Bare))
	}
}

func (c *eventImportCmd) printEvent(s *session, o intake.Outcome) {
	e := o.Event
	when := civil(e.Start)
	if e.Start.Equal(e.Day().Time()) { // the table does not say at what hour
		when = e.Day().ChineseWeekday()
	}
	parts := []string{fmt.Sprintf("第 %d 行", o.Line), when, e.Name + "（" + e.Form + "）"}
	if e.Number != "" {
		parts[0] += " " + e.Number
	}
	for _, text := range []string{e.Community, e.Place, e.Scene} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	for _, h := range e.Heads {
		text := fmt.Sprintf("%d 人（%s）", h.People, h.Basis.Chinese())
		if h.Times > h.People {
			text = fmt.Sprintf("%d 人、%d 人次（%s）", h.People, h.Times, h.Basis.Chinese())
		}
		parts = append(parts, text)
	}
	for _, h := range e.Handouts {
		parts = append(parts, fmt.Sprintf("%s %d 份", h.Name, h.Copies))
	}
	fmt.Fprintln(s.out, strings.Join(parts, "　"))
	for _, n := range o.Notes {
		fmt.Fprintln(s.out, "　　注意："+n)
	}
}

// numbers returns 3、5、8.
func numbers(all []int) string {
	var texts []string
	for _, n := range all {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, "、")
}
