package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// tables lists all tables of which there is anything, breakdowns first, then lists of rows.
func (b *builder) tables() (tables []Table) {
	for _, make := range []func() (Table, bool){
		b.months, b.quarters, b.compare, b.audience, b.scenes, b.forms, b.nodes, b.communities, b.trades, b.topics,
		b.materials, b.next, b.eventList, b.pushes, b.content, b.rowList,
	} {
		if t, any := make(); any {
			tables = append(tables, t)
		}
	}
	return tables
}

// byFacet is a breakdown by what is known of the rows' subjects.
func (b *builder) byFacet(facet string, from breakdown, list ...string) breakdown {
	groups := b.now.groups(facet, b.known)
	from.names = slices.DeleteFunc(named(groups, list...), func(name string) bool {
		return !slices.ContainsFunc(from.measures, func(m measure) bool { return m.value(groups[name]) != 0 })
	})
	from.of = func(name string) sums { return groups[name] }
	from.filter = func(name string) reach.Filter {
		f := b.filter()
		f.Facet = reach.Facet{Name: facet, Value: orNowhere(name)}
		return f
	}
	return from
}

func (b *builder) scenes() (Table, bool) {
	return b.byFacet(reach.FacetScene, breakdown{
		key: "scenes", title: "法律六进情况", by: "六进", measures: offlineMeasures(), all: b.now.kinds, whole: b.filter(), chart: "bars",
	}, reach.Scenes()...).table()
}

func (b *builder) forms() (Table, bool) {
	return b.byFacet(reach.FacetForm, breakdown{
		key: "forms", title: "各种活动形式", by: "形式", measures: offlineMeasures(), all: b.now.kinds, whole: b.filter(),
	}, reach.Forms()...).table()
}

func (b *builder) nodes() (Table, bool) {
	measures := append(offlineMeasures(), measure{"推送送达", reach.PushDelivered, times}, measure{"海报扫码", reach.PosterScanned, times})
	bd := b.byFacet(reach.FacetNode, breakdown{key: "nodes", title: "重要节点普法情况", by: "节点", measures: measures})
	bd.names = slices.DeleteFunc(bd.names, func(name string) bool { return name == "" })
	return bd.table()
}

func (b *builder) communities() (Table, bool) {
	groups := b.now.communities
	t, any := breakdown{
		key: "communities", title: "各社区（村）情况", by: "社区（村）", chart: "bars",
		measures: append(offlineMeasures()[:5], onlineMeasures()[:2]...), names: b.filled(groups, b.office.Communities...),
		of: func(name string) sums { return in(groups, name) },
		filter: func(name string) reach.Filter {
			f := b.filter()
			f.Community = orNowhere(name)
			return f
		},
		all: b.now.kinds, whole: b.filter(), note: "线上的按本人登记的社区算，没有登记的在“未登记”里。",
	}.table()
	return t, any && slices.ContainsFunc(t.Rows, func(row []Cell) bool { return row[0].Text != shownName("") })
}

// filled lists the names of groups that matter, and those of the list also where nothing is known of them.
func (b *builder) filled(groups map[string]sums, list ...string) []string {
	for _, name := range list {
		in(groups, name)
	}
	return named(groups, list...)
}

func (b *builder) trades() (Table, bool) {
	groups := b.now.trades
	t, any := breakdown{
		key: "trades", title: "各行业情况", by: "行业",
		measures: append(offlineMeasures(), onlineMeasures()[:2]...), names: named(groups, pufa.Trades()...),
		of: func(name string) sums { return in(groups, name) },
		filter: func(name string) reach.Filter {
			f := b.filter()
			f.Trade = orNowhere(name)
			return f
		},
		all: b.now.kinds, whole: b.filter(), note: "没有登记行业的在“未登记”里。",
	}.table()
	return t, any && slices.ContainsFunc(t.Rows, func(row []Cell) bool { return row[0].Text != shownName("") })
}

func (b *builder) topics() (Table, bool) {
	measures := slices.Concat(offlineMeasures()[:3], onlineMeasures(), []measure{{"推送送达", reach.PushDelivered, times}})
	bd := b.byFacet(reach.FacetTopic, breakdown{key: "topics", title: "各主题情况", by: "主题", measures: measures, chart: "bars",
		note: "一场活动有几个主题的，每个主题都算，所以各主题不能相加。"})
	bd.names = slices.DeleteFunc(bd.names, func(name string) bool { return name == "" })
	slices.SortStableFunc(bd.names, func(a, c string) int {
		return cmp.Compare(bd.of(c).of(reach.Answered).Times, bd.of(a).of(reach.Answered).Times)
	})
	return bd.table()
}

// materials is the book of the stock.
func (b *builder) materials() (Table, bool) {
	t := Table{Key: "materials", Title: "宣传资料收发存", Columns: []Column{{Name: "资料", Kind: Text}}, Note: "台账发放" + b.stockNote()}
	for _, name := range []string{"期初", "收到", "活动发放", "柜台发放", "损耗", "退回", "盘点增减", "期末", "台账发放"} {
		t.Columns = append(t.Columns, Column{Name: name, Kind: Number})
	}
	for _, l := range b.stock.Lines {
		row := []Cell{{Text: l.Material.Name}}
		for _, n := range []int{l.Opening, l.Received, l.AtEvents, l.AtCounters, l.Spoiled, l.SentBack, l.Adjusted, l.Closing} {
			row = append(row, Cell{Number: n})
		}
		t.Rows = append(t.Rows, append(row, b.given(l.Given-l.Early, reach.MaterialSource(l.Material.ID))))
		if l.Early != 0 {
			t.only(l.Material.Name+"（加进库存以前登记的）", b.given(l.Early, reach.MaterialSource(pufa.ID(l.Material.Name))))
		}
	}
	for _, l := range b.stock.Loose {
		t.only(cmp.Or(l.Name, "没有写明的资料"), b.given(l.Copies, l.Source))
	}
	return t, len(t.Rows) > 0
}

// given is how much was given out by the ledger. What names no material cannot be asked for by it.
func (b *builder) given(copies int, source string) Cell {
	if source == "" {
		return Cell{Number: copies}
	}
	f := b.filter()
	f.Kinds, f.Source = []reach.Kind{reach.GaveOut}, source
	return Cell{Number: copies, Where: f.Query().Encode()}
}

// only adds a row of which nothing but the last cell is known.
func (t *Table) only(name string, last Cell) {
	row := []Cell{{Text: name}}
	for range len(t.Columns) - 2 {
		row = append(row, Cell{Empty: true})
	}
	t.Rows = append(t.Rows, append(row, last))
}

func (b *builder) stockNote() string {
	return fmt.Sprintf("合计%d份，%s", b.stock.Given, b.stockWords())
}

// eventList is the register of the events that were held.
func (b *builder) eventList() (Table, bool) {
	t := Table{Key: "events", Title: "活动台账", Annex: true, Columns: []Column{{Name: "编号", Kind: Text}, {Name: "日期", Kind: Date},
		{Name: "活动", Kind: Text}, {Name: "地点", Kind: Text}, {Name: "社区（村）", Kind: Text}, {Name: "形式", Kind: Text}, {Name: "六进", Kind: Text},
		{Name: "到场", Kind: Number, Unit: "人"}, {Name: "计数口径", Kind: Text}, {Name: "发放", Kind: Number, Unit: "份"}, {Name: "核对", Kind: Text}}}
	for _, e := range b.events {
		heads, basis := Cell{Empty: true}, ""
		f := b.filter()
		f.Subject, f.Kinds = e.Subject(), []reach.Kind{reach.Attended}
		if len(e.Heads) > 0 {
			n := e.Heads[0].People
			heads, basis = Cell{Number: n, Hidden: n > 0 && n < FewPeople, Where: f.Query().Encode()}, e.Heads[0].Basis.Chinese()
		}
		given := 0
		for _, h := range e.Handouts {
			given += h.Copies
		}
		f.Kinds = []reach.Kind{reach.GaveOut}
		t.Rows = append(t.Rows, []Cell{{Text: e.Number}, {Text: string(e.Day())}, {Text: e.Name}, {Text: e.Place}, {Text: e.Community},
			{Text: e.Form}, {Text: e.Scene}, heads, {Text: basis}, {Number: given, Where: f.Query().Encode()}, {Text: cmp.Or(e.CheckedBy.Name, "未核对")}})
	}
	return t, len(t.Rows) > 0
}

// bySubject lists subjects of one sort with measures, those with most of the first that counts on top.
func (b *builder) bySubject(sort string, most int, bd breakdown) breakdown {
	for subject := range b.now.subjects {
		if strings.HasPrefix(subject, sort+":") && slices.ContainsFunc(bd.measures, func(m measure) bool { return m.value(b.now.subjects[subject]) != 0 }) {
			bd.names = append(bd.names, subject)
		}
	}
	weight := func(subject string) (n int) {
		for _, m := range bd.measures {
			n += m.value(b.now.subjects[subject])
		}
		return n
	}
	slices.SortFunc(bd.names, func(a, c string) int { return cmp.Or(weight(c)-weight(a), cmp.Compare(a, c)) })
	if len(bd.names) > most {
		bd.note += fmt.Sprintf("只列最多的%d项，共%d项。", most, len(bd.names))
		bd.names = bd.names[:most]
	}
	bd.of = func(name string) sums { return b.now.subjects[name] }
	bd.filter = func(name string) reach.Filter {
		f := b.filter()
		f.Subject = name
		return f
	}
	return bd
}

// subjectTable is a table of subjects with their names in place of what rows call them.
func (b *builder) subjectTable(bd breakdown) (Table, bool) {
	t, any := bd.table()
	for i, name := range bd.names {
		t.Rows[i][0].Text = cmp.Or(b.known[name].Name, name)
	}
	return t, any
}

func (b *builder) pushes() (Table, bool) {
	return b.subjectTable(b.bySubject("campaign", 200, breakdown{key: "pushes", title: "推送情况", by: "推送", measures: []measure{
		{"选定", reach.PushSelected, times}, {"受理", reach.PushAccepted, times}, {"送达", reach.PushDelivered, times}, {"未达", reach.PushFailed, times},
		{"平台阅读", reach.PushRead, times}, {"平台分享", reach.PushShared, times}, {"海报扫码", reach.PosterScanned, times},
	}, note: "送达、阅读、分享是微信平台的数字，和本系统的网页阅读不相加。"}))
}

func (b *builder) content() (Table, bool) {
	return b.subjectTable(b.bySubject("entry", 50, breakdown{key: "entries", title: "问得最多、读得最多的内容", by: "内容",
		measures: append(onlineMeasures(), measure{"网页读者", reach.PageRead, people})}))
}

// rowList is the rows behind the figures that stand for no single person.
func (b *builder) rowList() (Table, bool) {
	t := Table{Key: "rows", Title: "台账明细", Annex: true, Sheet: true,
		Note: "不涉及个人的每一行。答复、阅读、签到等涉及个人的，按月合计在“各类触达”和“各月情况”里，逐行只在系统里看。"}
	if b.cut {
		t.Note += fmt.Sprintf("行数太多，这里只有前%d行，其余请分月导出。", mostRows)
	}
	for _, c := range []string{"日期", "种类", "计数口径", "人次", "人", "份", "对象", "社区（村）", "行业", "资料", "更正", "行号"} {
		kind := Text
		switch c {
		case "日期":
			kind = Date
		case "人次", "人", "份":
			kind = Number
		}
		t.Columns = append(t.Columns, Column{Name: c, Kind: kind})
	}
	few := b.smallEvents()
	for _, r := range b.rows {
		hidden := few[r.Subject] && r.Kind == reach.Attended
		t.Rows = append(t.Rows, []Cell{{Text: string(r.Day)}, {Text: r.Kind.Chinese()}, {Text: r.Basis.Chinese()},
			{Number: r.Times, Hidden: hidden}, {Number: r.People, Hidden: hidden}, {Number: r.Copies},
			{Text: cmp.Or(b.known[r.Subject].Name, r.Subject)}, {Text: r.Community}, {Text: r.Trade}, {Text: b.materialOf(r.Source)},
			{Text: string(r.Corrects)}, {Text: string(r.ID)}})
	}
	return t, len(t.Rows) > 0
}

// smallEvents are the subjects that few people attended: their rows, also those that were corrected, would
// tell of them.
func (b *builder) smallEvents() map[string]bool {
	few := map[string]bool{}
	for subject, kinds := range b.now.subjects {
		n := kinds.of(reach.Attended).People()
		few[subject] = n > 0 && n < FewPeople
	}
	return few
}

func (b *builder) materialOf(source string) string {
	for _, l := range b.stock.Lines {
		if source == reach.MaterialSource(l.Material.ID) {
			return l.Material.Name
		}
	}
	return strings.TrimPrefix(source, reach.MaterialSource(""))
}
