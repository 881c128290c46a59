package report

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa/reach"
)

// Office is whose report it is.
type Office struct {
	Name        string
	Communities []string // its communities, as configured
}

// builder makes one report.
type builder struct {
	office Office
	period reach.Period
	now    *totals
	before *totals
	known  map[string]Known
	events []reach.Event
	stock  reach.StockStatement
	asked  []demand
	rows   []reach.Entry
	cut    bool // rows are not all
}

// build reads what a report needs and lays it out.
func build(ctx context.Context, source Source, ledger Ledger, office Office, p reach.Period, made time.Time) (Report, error) {
	b := &builder{office: office, period: p}
	if err := b.read(ctx, source, ledger); err != nil {
		return Report{}, fmt.Errorf("report from %s to %s: %w", p.From, p.To, err)
	}
	r := Report{
		Title: b.title(), Office: office.Name, From: p.From, To: p.To, Made: made,
		Sentence: b.sentence(), Notes: b.notes(), Figures: b.figures(), Tables: b.tables(),
	}
	r.Chapters = b.chapters(r)
	return r, nil
}

func (b *builder) read(ctx context.Context, source Source, ledger Ledger) (err error) {
	if b.known, err = source.Known(ctx); err != nil {
		return err
	}
	if err := b.readCells(ctx, source); err != nil {
		return err
	}
	if b.events, err = source.Held(ctx, b.period.From, b.period.To); err != nil {
		return err
	}
	if b.stock, err = source.Statement(ctx, b.period.From, b.period.To); err != nil {
		return err
	}
	return b.readRows(ctx, ledger)
}

// readCells reads the sums, as many at a time as there are sorts of them: they share nothing that changes.
func (b *builder) readCells(ctx context.Context, source Source) error {
	b.now, b.before = newTotals(b.period), newTotals(b.period.YearBefore())
	var found demands
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.readSubjects(ctx, source) })
	group.Go(func() (err error) {
		found, err = b.readDemands(ctx, source)
		return err
	})
	group.Go(func() error {
		return errors.Join(b.now.readPlaces(ctx, source), b.before.readPlaces(ctx, source))
	})
	if err := group.Wait(); err != nil {
		return err
	}
	b.asked = b.askedByAll(found)
	return nil
}

// mostRows is how many rows a report lists: as many as a sheet of a workbook holds with room to spare.
const mostRows = 100_000

// listedKinds are the kinds whose rows a report lists: those that stand for no single person.
func listedKinds() []reach.Kind {
	return []reach.Kind{reach.EventHeld, reach.Attended, reach.GaveOut, reach.Visited, reach.Consulted, reach.Referred, reach.ReadOutside,
		reach.PushSelected, reach.PushAccepted, reach.PushDelivered, reach.PushFailed, reach.PushRead, reach.PushShared}
}

func (b *builder) readRows(ctx context.Context, ledger Ledger) (err error) {
	f := reach.Filter{From: b.period.From, To: b.period.To, Kinds: listedKinds()}
	b.rows, err = ledger.Rows(ctx, f, reach.Subjects{}, "", mostRows+1)
	if len(b.rows) > mostRows {
		b.rows, b.cut = b.rows[:mostRows], true
	}
	return err
}

func (b *builder) title() string {
	period := b.period.Chinese()
	if b.period.WholeYear() {
		period += "度"
	}
	return b.office.Name + "关于" + period + "法治宣传教育工作情况的报告"
}

// filter selects the period's rows.
func (b *builder) filter() reach.Filter { return reach.Filter{From: b.period.From, To: b.period.To} }

// where is the way to the rows of the kinds.
func (b *builder) where(kinds ...reach.Kind) string {
	f := b.filter()
	f.Kinds = kinds
	return f.Query().Encode()
}

// sentence is the one that yearly reports want. What there was nothing of is left out.
func (b *builder) sentence() string {
	k := b.now.kinds
	parts := []string{}
	if n := k.of(reach.EventHeld).Times; n > 0 {
		parts = append(parts, "开展各类法治宣传活动"+Rounded(n)+"场")
	}
	if n := k.of(reach.GaveOut).Copies; n > 0 {
		parts = append(parts, "发放宣传资料"+Rounded(n)+"份")
	}
	if n := k.of(reach.Attended).People(); n > 0 {
		parts = append(parts, "受众"+Rounded(n)+"人")
	}
	if n := k.of(reach.Visited).Times; n > 0 {
		parts = append(parts, "走访企业"+Rounded(n)+"家次")
	}
	if len(parts) == 0 {
		return b.period.Chinese() + "还没有登记法治宣传活动。"
	}
	return b.period.Chinese() + "，" + strings.Join(parts, "，") + "。"
}

// notes tell on what basis each number of the sentence stands, and the number itself.
func (b *builder) notes() (notes []string) {
	k := b.now.kinds
	if n := k.of(reach.EventHeld).Times; n > 0 {
		note := fmt.Sprintf("活动场数：活动台账里已举办的活动，共%d场", n)
		if open := b.unchecked(); open > 0 {
			note += fmt.Sprintf("，其中%d场还没有由第二个人核对", open)
		}
		notes = append(notes, note+"；“余”是舍去零头，不进位。")
	}
	if n := k.of(reach.GaveOut).Copies; n > 0 {
		notes = append(notes, fmt.Sprintf("资料份数：发放登记合计%d份，%s", n, b.stockWords()))
	}
	if n := k.of(reach.Attended).People(); n > 0 {
		note := fmt.Sprintf("受众：各场活动登记的到场人数相加，共%d人（%s）；同一个人参加几场，几场都算", n, b.audienceWords())
		if signed := k.of(reach.SignedIn); signed.Times > 0 {
			note += fmt.Sprintf("；扫码签到%d人次（%s）在到场人数之内，不另加", signed.Times, fewWords(signed.People()))
		}
		notes = append(notes, note+"。线上的答复、阅读、推送不计入。")
	}
	if n := k.of(reach.Visited).Times; n > 0 {
		notes = append(notes, fmt.Sprintf("走访企业：活动台账里写明的企业，共%d家次，一家去几次算几次。", n))
	}
	return notes
}

func fewWords(n int) string {
	if n > 0 && n < FewPeople {
		return fmt.Sprintf("不足%d人", FewPeople)
	}
	return fmt.Sprintf("%d人", n)
}

func (b *builder) unchecked() (n int) {
	for _, e := range b.events {
		if e.CheckedBy.Name == "" {
			n++
		}
	}
	return n
}

// audienceWords splits the audience by basis: 签到100人、现场估算200人. Bases of few people, and one beside a
// single such, are only named.
func (b *builder) audienceWords() string {
	t, _ := b.audience()
	var parts, rest []string
	for _, row := range t.Rows {
		switch {
		case row[1].Hidden:
			rest = append(rest, row[0].Text)
		case row[1].Number > 0:
			parts = append(parts, fmt.Sprintf("%s%d人", row[0].Text, row[1].Number))
		}
	}
	if len(rest) > 0 {
		parts = append(parts, "其余是"+strings.Join(rest, "、"))
	}
	return strings.Join(parts, "、")
}

// stockWords says whether what was given out agrees with the stock.
func (b *builder) stockWords() string {
	switch {
	case b.stock.Agrees:
		return "与资料库存相符。"
	case b.stock.Out == 0:
		return "没有登记库存，无从核对。"
	}
	var reasons []string
	for _, l := range b.stock.Loose {
		reasons = append(reasons, looseWords(l))
	}
	for _, l := range b.stock.Lines {
		for _, reason := range l.Reasons {
			what, _, _ := strings.Cut(reason, "，请") // what to do about it stands on the page of the stock
			reasons = append(reasons, "“"+l.Material.Name+"”"+what)
		}
	}
	const most = 3
	if len(reasons) > most {
		reasons = append(reasons[:most], fmt.Sprintf("等%d项", len(reasons)))
	}
	return fmt.Sprintf("库存记的发出%d份，相差%d份：%s。", b.stock.Out, b.stock.Given-b.stock.Out,
		strings.TrimRight(strings.Join(reasons, "；"), "。；"))
}

func looseWords(l reach.LooseGiven) string {
	if l.Name == "" {
		return fmt.Sprintf("有%d份没有写明是库存里的哪种资料", l.Copies)
	}
	return fmt.Sprintf("“%s”%d份没有记进库存", l.Name, l.Copies)
}

// named sorts the names of groups: those of the list in its order, then others, nothing known last.
func named(groups map[string]sums, list ...string) []string {
	names := slices.Sorted(maps.Keys(groups))
	rank := func(name string) int {
		switch i := slices.Index(list, name); {
		case name == "":
			return len(list) + 1
		case i < 0:
			return len(list)
		default:
			return i
		}
	}
	slices.SortStableFunc(names, func(a, c string) int { return rank(a) - rank(c) })
	return names
}

// orNowhere is how a filter asks for a name: rows without one are asked for by Nowhere.
func orNowhere(name string) string {
	if name == "" {
		return reach.Nowhere
	}
	return name
}
