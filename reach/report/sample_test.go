package report

import (
	"fmt"
	"time"

	"github.com/pufa/pufa"
)

func num(n int) Cell                     { return Cell{Number: n} }
func txt(s string) Cell                  { return Cell{Text: s} }
func to(n *int, v int)                   { *n += v }
func before(n int) *int                  { return &n }
func numColumn(name, unit string) Column { return Column{Name: name, Kind: Number, Unit: unit} }

// held is one event of the sample year.
type held struct {
	day, name, community, form, scene, basis string
	people, copies                           int
}

func sampleEvents() []held {
	return []held{
		{"2026-01-08", "春节前农民工工资支付法律讲座", "东湖社区", "讲座", "进企业", "签到", 186, 220},
		{"2026-01-20", "“反诈进万家”入户宣传", "南门社区", "入户", "进社区", "现场估算", 260, 300},
		{"2026-02-05", "社区矛盾纠纷调解开放日", "柳巷社区", "咨询", "进社区", "签到", 94, 120},
		{"2026-03-06", "妇女权益保障法咨询台", "东湖社区", "咨询", "进社区", "现场估算", 310, 350},
		{"2026-03-13", "消费者权益保护日集中宣传", "人民路社区", "咨询", "进社区", "现场估算", 680, 700},
		{"2026-03-25", "小作坊食品安全普法走访", "新桥社区", "走访", "进企业", "签到", 42, 60},
		{"2026-04-09", "国家安全教育日主题展板", "人民路社区", "展板", "进单位", "现场估算", 540, 400},
		{"2026-04-22", "知识产权保护进商圈", "新桥社区", "发放资料", "进企业", "发放登记", 230, 230},
		{"2026-05-07", "民法典宣传月启动仪式暨文艺演出", "东湖社区", "演出", "进社区", "现场估算", 860, 600},
		{"2026-05-15", "民法典进校园：未成年人的权利", "柳巷社区", "普法课", "进学校", "签到", 420, 420},
		{"2026-05-28", "物业纠纷以案释法讲座", "南门社区", "讲座", "进社区", "签到", 128, 150},
		{"2026-06-12", "安全生产月企业负责人培训", "新桥社区", "培训", "进企业", "签到", 76, 80},
		{"2026-06-26", "国际禁毒日校园宣传", "柳巷社区", "普法课", "进学校", "签到", 510, 500},
		{"2026-07-16", "暑期未成年人网络保护课堂", "东湖社区", "普法课", "进社区", "签到", 88, 100},
		{"2026-08-05", "沿街商铺消防与用工普法走访", "人民路社区", "走访", "进企业", "签到", 65, 90},
		{"2026-08-20", "养老机构防范非法集资讲座", "南门社区", "讲座", "进单位", "签到", 112, 130},
		{"2026-09-03", "开学第一课：宪法与我", "柳巷社区", "普法课", "进学校", "签到", 620, 600},
		{"2026-09-18", "机关工作人员行政复议法专题学习", "街道机关", "培训", "进机关", "签到", 58, 58},
		{"2026-10-15", "重阳节老年人权益保障宣传", "东湖社区", "咨询", "进社区", "现场估算", 340, 300},
		{"2026-10-29", "村居法律明白人培训", "北塘村", "培训", "进乡村", "签到", 96, 120},
		{"2026-11-10", "法律服务月企业法治体检", "新桥社区", "走访", "进企业", "签到", 54, 70},
		{"2026-11-24", "交通安全与电动车新规知识竞赛", "人民路社区", "竞赛", "进社区", "扫码", 402, 300},
		{"2026-12-04", "国家宪法日集中宣传活动", "人民路社区", "咨询", "进社区", "现场估算", 1260, 900},
		{"2026-12-10", "乡村振兴与土地承包普法夜校", "北塘村", "讲座", "进乡村", "签到", 118, 140},
	}
}

// sampleReport is a subdistrict office's year, made up.
func sampleReport() Report {
	events := sampleEvents()
	r := Report{
		Title: "云溪街道办事处关于2026年度法治宣传教育工作情况的报告", Office: "云溪街道办事处",
		From: "2026-01-01", To: "2026-12-31", Made: time.Date(2026, 12, 31, 9, 30, 0, 0, pufa.Zone),
		Sentence: "2026年，云溪街道开展各类法治宣传活动20余场，发放宣传资料6900余份，受众7500余人次，走访企业60余家次。",
		Notes: []string{
			"活动场数：活动台账中已举办的活动，共24场；“余”表示向下取整，不进位。",
			"宣传资料份数：发放登记合计6938份，与资料库存核对相符。",
			"受众人次：签到、扫码的按实际记录，集中宣传的按现场估算，两种口径分列于附件1，线上阅读不计入。",
		},
		Figures: []Figure{
			{Key: "events", Name: "举办活动", Value: 24, Unit: "场", Before: before(19), Basis: "活动台账中已举办的活动", Where: "kind=event_held"},
			{Key: "copies", Name: "发放资料", Value: 6938, Unit: "份", Before: before(5120), Basis: "发放登记", Where: "kind=gave_out"},
			{Key: "audience", Name: "受众", Value: 7549, Unit: "人次", Before: before(8010), Basis: "签到、扫码和现场估算，分列", Where: "kind=attended"},
			{Key: "visited", Name: "走访企业", Value: 63, Unit: "家次", Basis: "走访登记", Where: "kind=visited"},
			{Key: "answered", Name: "智能答复", Value: 3182, Unit: "人次", Before: before(0), Basis: "系统记录", Where: "kind=answered"},
		},
		Chapters: sampleChapters(),
	}
	r.Tables = []Table{months(events), group("scenes", "法律六进情况", "六进", events, func(h held) string { return h.scene }),
		group("communities", "各社区（村）情况", "社区（村）", events, func(h held) string { return h.community }), trades(), materials(), eventList(events)}
	return r
}

func months(events []held) Table {
	t := Table{Key: "months", Title: "各月情况", Chart: "bars", Note: "比上年按受众人次计算。",
		Columns: []Column{{Name: "月份", Kind: Text}, numColumn("活动", "场"), numColumn("上年活动", "场"), numColumn("受众", "人次"), {Name: "比上年", Kind: Change}, numColumn("发放资料", "份")}}
	last := []int{1, 1, 2, 1, 3, 2, 0, 1, 2, 1, 2, 3}
	var all [5]int
	for m := 1; m <= 12; m++ {
		var count, people, copies int
		for _, h := range events {
			if pufa.Day(h.day).Time().Month() == time.Month(m) {
				count, people, copies = count+1, people+h.people, copies+h.copies
			}
		}
		rate := Cell{Number: (m*37)%400 - 150, Where: "x"}
		if last[m-1] == 0 {
			rate = Cell{Empty: true}
		}
		t.Rows = append(t.Rows, []Cell{txt(fmt.Sprintf("%d月", m)), {Number: count, Where: fmt.Sprintf("kind=event_held&from=2026-%02d-01", m)},
			num(last[m-1]), num(people), rate, num(copies)})
		to(&all[0], count)
		to(&all[1], last[m-1])
		to(&all[2], people)
		to(&all[4], copies)
	}
	t.Total = []Cell{txt("合计"), num(all[0]), num(all[1]), num(all[2]), num(-58), num(all[4])}
	return t
}

func group(key, title, name string, events []held, of func(held) string) Table {
	t := Table{Key: key, Title: title, Chart: "bars",
		Columns: []Column{{Name: name, Kind: Text}, numColumn("活动", "场"), numColumn("受众", "人次"), numColumn("发放资料", "份")}}
	at := map[string]int{}
	for _, h := range events {
		i, ok := at[of(h)]
		if !ok {
			i = len(t.Rows)
			at[of(h)] = i
			t.Rows = append(t.Rows, []Cell{txt(of(h)), {}, {}, {}})
		}
		to(&t.Rows[i][1].Number, 1)
		to(&t.Rows[i][2].Number, h.people)
		to(&t.Rows[i][3].Number, h.copies)
	}
	return t
}

func trades() Table {
	return Table{Key: "trades", Title: "各行业咨询情况", Chart: "bars", Note: "咨询含线上智能答复和现场咨询",
		Columns: []Column{{Name: "行业", Kind: Text}, numColumn("咨询人数", "人"), numColumn("咨询", "人次")},
		Rows: [][]Cell{
			{txt("餐饮"), num(312), num(540)}, {txt("小作坊"), num(87), num(131)}, {txt("零售商铺"), num(204), num(377)},
			{txt("物流快递"), num(46), num(61)}, {txt("建筑施工"), {Number: 3, Hidden: true}, {Number: 4, Hidden: true}}, {txt("其他"), num(520), {Empty: true}},
		}}
}

func materials() Table {
	return Table{Key: "materials", Title: "宣传资料收发情况", Annex: true,
		Columns: []Column{{Name: "资料", Kind: Text}, numColumn("上年结存", "份"), numColumn("印制和领入", "份"), numColumn("发放", "份"), numColumn("损耗", "份"), numColumn("结存", "份")},
		Rows: [][]Cell{
			{txt("《民法典与生活》折页"), num(420), num(3000), num(2680), num(15), num(725)},
			{txt("防范电信网络诈骗提示卡"), num(0), num(2500), num(2208), num(0), num(292)},
			{txt("企业用工法律风险手册"), num(60), num(800), num(650), num(6), num(204)},
			{txt("宪法宣传周海报"), num(0), num(1600), num(1400), num(22), num(178)},
		}, Total: []Cell{txt("合计"), num(480), num(7900), num(6938), num(43), num(1399)}}
}

func eventList(events []held) Table {
	t := Table{Key: "events", Title: "活动台账", Annex: true, Note: "受众按各行所列口径计数，不同口径不相加比较。",
		Columns: []Column{{Name: "编号", Kind: Text}, {Name: "日期", Kind: Date}, {Name: "活动名称", Kind: Text}, {Name: "社区（村）", Kind: Text}, {Name: "形式", Kind: Text},
			{Name: "六进", Kind: Text}, numColumn("受众", "人次"), {Name: "口径", Kind: Text}, numColumn("发放资料", "份")}}
	for i, h := range events {
		t.Rows = append(t.Rows, []Cell{txt(fmt.Sprintf("2026-%03d", i+1)), txt(h.day), txt(h.name), txt(h.community), txt(h.form), txt(h.scene),
			num(h.people), txt(h.basis), num(h.copies)})
	}
	return t
}

func sampleChapters() []Chapter {
	return []Chapter{
		{Heading: "基本情况", Paragraphs: []string{
			"街道辖5个社区、1个行政村，常住人口4.6万人，登记市场主体2100余户。一年来，街道把法治宣传教育与基层治理、矛盾化解、企业服务一起安排，按照年度普法责任清单逐月推进，活动、资料、咨询全部登记入账，各项数字均可查到原始记录。",
			"从时间看，3月消费者权益保护日、5月民法典宣传月和12月宪法宣传周的受众较多；从对象看，居民、学生和企业职工为主，农村居民占比仍然偏低。"}, Table: "months"},
		{Heading: "主要做法", Chapters: []Chapter{
			{Heading: "围绕重要节点开展集中宣传", Paragraphs: []string{"在全民国家安全教育日、民法典宣传月、国际禁毒日、国家宪法日等节点，组织司法所、派出所、市场监管所和辖区律师联合设点，现场解答居民关心的婚姻家庭、物业、消费和劳动报酬问题。"}},
			{Heading: "推动法律六进", Paragraphs: []string{"按照进机关、进乡村、进社区、进学校、进企业、进单位的要求，分类确定内容和形式，避免一份材料讲到底。"}, Table: "scenes", Chapters: []Chapter{
				{Heading: "进学校", Paragraphs: []string{"会同辖区3所中小学，开设未成年人保护、网络安全、防范欺凌课程，由法治副校长授课。"}},
				{Heading: "进企业", Paragraphs: []string{"面向小作坊、小餐饮、小商铺开展上门普法，重点讲用工、食品安全和消防责任。"}, Chapters: []Chapter{
					{Heading: "法治体检", Paragraphs: []string{"逐户填写体检清单，发现合同不规范、未缴社会保险等问题，当场告知整改办法。"}},
					{Heading: "回访", Paragraphs: []string{"对提出整改建议的企业一个月内回访。"}},
				}},
			}},
			{Heading: "用好微信公众号答疑", Paragraphs: []string{"公众号答复只引用经法律顾问审核的材料和现行有效的法条，答不上来的转人工，由司法所工作人员在两个工作日内答复。"}, Table: "trades"},
		}},
		{Heading: "存在的问题", Paragraphs: []string{"一是农村活动场次少，北塘村全年仅2场；二是集中宣传的受众仍以现场估算为主，签到率有待提高；三是部分行业咨询人数少，针对性材料不足。"}},
		{Heading: "下一步打算", Paragraphs: []string{"2027年，街道将把新修订法律的宣传同企业服务结合起来，按季度公布活动计划，推广扫码签到，做到每一个数字都有出处、可核对。"}, Table: "communities"},
	}
}
