// Package intake reads events out of the tables that an office has kept so far.
package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/sheet"
)

// Field is what a column says of an event, by the name under which staff map it.
type Field string

// The fields.
const (
	Name        Field = "活动名称"
	Day         Field = "日期"
	Clock       Field = "钟点" // beside a day in another column
	Place       Field = "地点"
	Community   Field = "社区"
	Form        Field = "形式"
	Scene       Field = "六进"
	Theme       Field = "主题"
	Organiser   Field = "主办"
	Partners    Field = "协办"
	People      Field = "人数"
	Times       Field = "人次"
	Basis       Field = "口径"
	Copies      Field = "份数"
	Material    Field = "资料"
	Laws        Field = "法律"
	Groups      Field = "对象"
	Trade       Field = "行业"
	Lecturers   Field = "主讲人"
	Volunteers  Field = "志愿者"
	Questions   Field = "咨询人次"
	Referrals   Field = "转介"
	Panels      Field = "展板"
	Banners     Field = "横幅"
	Reads       Field = "线上阅读"
	Enterprises Field = "企业"
	Remarks     Field = "备注"
	Nothing     Field = "不导入"
)

// written are the headers under which offices write a field, folded as fold does.
var written = []struct {
	field   Field
	headers string
}{
	{Name, "活动名称 名称 活动 活动项目 项目名称 活动标题 标题 宣传活动名称 活动名"},
	{Day, "日期 时间 活动时间 活动日期 举办时间 举办日期 开展时间 开展日期 宣传时间 宣传日期 起止时间 年月日"},
	{Clock, "钟点 具体时间 时段 时刻 开始时间"},
	{Place, "地点 活动地点 举办地点 开展地点 宣传地点 地址 场所"},
	{Community, "社区 村居 社区村 所属社区 所在社区 村社区 社区名称 村居名称"},
	{Form, "形式 活动形式 活动类型 类型 方式 活动方式 宣传形式 宣传方式 开展形式"},
	{Scene, "六进 六进类别 法律六进 类别 活动类别 法治六进 八进 法律八进"},
	{Theme, "主题 活动主题 宣传主题 普法主题"},
	{Organiser, "主办 主办单位 组织单位 举办单位 承办单位 责任单位 开展单位 实施单位 单位"},
	{Partners, "协办 协办单位 参与单位 参加单位 配合单位 联合单位 支持单位"},
	{People, "人数 参加人数 参与人数 受众 受众人数 到场人数 覆盖人数 受教育人数 受益人数 听众人数 参加人员数 受众群众"},
	{Times, "人次 受众人次 参与人次 参加人次 覆盖人次 受教育人次"},
	{Basis, "口径 计数口径 统计口径 统计方式 计数方式"},
	{Copies, "份数 发放资料 资料份数 发放资料份数 发放宣传资料 发放宣传资料份数 宣传资料 宣传品 宣传资料份数 发放份数 发放数量 资料数量 宣传资料数量 资料发放 发放宣传品 发放材料"},
	{Material, "资料 资料名称 资料种类 宣传品名称 宣传资料名称"},
	{Laws, "法律 涉及法律 宣传法律 普法内容 法律法规 宣传的法律法规"},
	{Groups, "对象 受众对象 宣传对象 普法对象 活动对象 参加对象"},
	{Trade, "行业"},
	{Lecturers, "主讲人 主讲 授课人 讲师 主讲老师 授课老师 宣讲人 普法讲师"},
	{Volunteers, "志愿者 志愿者人数 志愿者数 参与志愿者"},
	{Questions, "咨询人次 咨询 咨询人数 解答咨询 接受咨询 现场咨询 咨询数 解答法律咨询 法律咨询 解答咨询人次"},
	{Referrals, "转介 转介人次 转办"},
	{Panels, "展板 展板数 展板块数 展板数量 展出展板"},
	{Banners, "横幅 横幅数 条幅 横幅条数 横幅数量 悬挂横幅"},
	{Reads, "线上阅读 阅读量 线上浏览 浏览量 线上阅读量 线上受众"},
	{Enterprises, "企业 走访企业 企业名称 走访企业名称"},
	{Remarks, "备注 反馈 活动内容 内容 活动简介 简介 效果 活动效果 宣传内容 活动情况"},
	{Nothing, "不导入 序号 编号 填报人 填表人 联系电话 照片 附件 图片"},
}

// Fields lists the fields to which a header may be mapped.
func Fields() []string {
	var names []string
	for _, w := range written {
		names = append(names, string(w.field))
	}
	return names
}

// Mapping says for headers, folded, which fields they are.
type Mapping map[string]Field

// ParseMapping reads 旧表头=字段. The error is Invalid and lists the fields.
func ParseMapping(pairs []string) (Mapping, error) {
	m := Mapping{}
	for _, pair := range pairs {
		header, name, ok := strings.Cut(pair, "=")
		field := Field(strings.TrimSpace(name))
		if !ok || fold(header) == "" || !slices.Contains(Fields(), string(field)) {
			return nil, pufa.Errorf(pufa.Invalid, "“%s”不对，请写成 旧表头=字段，字段可选：%s", pair, strings.Join(Fields(), "、"))
		}
		m[fold(header)] = field
	}
	return m, nil
}

var inParentheses = regexp.MustCompile(`\([^)]*\)`)

// fold returns a header without spaces, units in parentheses and marks.
func fold(header string) string {
	return strings.Trim(inParentheses.ReplaceAllString(sheet.Fold(header), ""), ":：*、")
}

// Columns is how a table's columns are read.
type Columns struct {
	Headers []string // as they stand in the table
	Fields  []Field  // beside them; "" for one that nobody knows

	filled []bool // the header is that of the column before
}

// columns reads a row as headers.
func columns(row sheet.Row, given Mapping) Columns {
	c := Columns{Headers: row.Cells, Fields: make([]Field, len(row.Cells)), filled: make([]bool, len(row.Cells))}
	for i, header := range row.Cells {
		c.filled[i] = row.IsFilled(i) && i > 0 && header == row.Cells[i-1]
		if header == "" || c.filled[i] {
			c.Fields[i] = Nothing
			continue
		}
		c.Fields[i] = fieldOf(header, given)
	}
	// What else a table has decides what these are.
	if c.at(Name) < 0 {
		for _, instead := range []string{"主题", "活动主题", "活动内容", "内容"} {
			if i := c.header(instead); i >= 0 && given[instead] == "" {
				c.Fields[i] = Name
				break
			}
		}
	}
	if i, days := c.header("时间"), c.count(Day); i >= 0 && days > 1 && given["时间"] == "" {
		c.Fields[i] = Clock
	}
	return c
}

func fieldOf(header string, given Mapping) Field {
	folded := fold(header)
	if field, ok := given[folded]; ok {
		return field
	}
	for _, w := range written {
		if slices.Contains(strings.Fields(w.headers), folded) {
			if w.field == People && strings.Contains(header, "人次") {
				return Times
			}
			return w.field
		}
	}
	return ""
}

func (c Columns) at(f Field) int { return slices.Index(c.Fields, f) }

func (c Columns) count(f Field) (n int) {
	for _, has := range c.Fields {
		if has == f {
			n++
		}
	}
	return n
}

func (c Columns) header(folded string) int {
	return slices.IndexFunc(c.Headers, func(h string) bool { return fold(h) == folded })
}

// known counts the fields that headers are known for.
func (c Columns) known() int {
	seen := map[Field]bool{}
	for _, f := range c.Fields {
		if f != "" && f != Nothing {
			seen[f] = true
		}
	}
	return len(seen)
}

// Unknown lists the headers that nobody knows.
func (c Columns) Unknown() (headers []string) {
	for i, f := range c.Fields {
		if f == "" {
			headers = append(headers, strings.Join(strings.Fields(c.Headers[i]), ""))
		}
	}
	return headers
}

// check refuses columns of which no events can be made.
func (c Columns) check() error {
	if c.at(Name) < 0 || c.at(Day) < 0 {
		return pufa.Errorf(pufa.Invalid, "表头里要有活动名称和日期；叫法不同的请写 --map \"旧表头=活动名称\"")
	}
	for _, f := range []Field{Name, Day, Clock, Community, Form, Scene, People, Times, Basis, Material, Volunteers, Questions, Referrals, Panels, Banners, Reads} {
		if c.count(f) > 1 {
			return pufa.Errorf(pufa.Invalid, "有 %d 列都是“%s”，只能留一列，其余的请写 --map \"表头=不导入\"", c.count(f), f)
		}
	}
	return nil
}

// Refusal says what to do about headers that nobody knows; nil where there are none.
func (c Columns) Refusal() error {
	unknown := c.Unknown()
	if len(unknown) == 0 {
		return nil
	}
	say := "有不认识的列，没有导入：" + strings.Join(unknown, "、") + "\n请写明每一列是什么，如："
	for _, header := range unknown {
		say += fmt.Sprintf("\n  --map \"%s=不导入\"", header)
	}
	return pufa.Errorf(pufa.Invalid, "%s\n“不导入”可换成：%s。\n写过一次就记住了，下次同样的表不用再写。", say, strings.Join(Fields()[:len(Fields())-1], "、"))
}

// Shape names the header row, so that what was mapped once is known for the next table of the same shape.
func (c Columns) Shape() string {
	var folded []string
	for _, h := range c.Headers {
		folded = append(folded, fold(h))
	}
	return sum(strings.Join(folded, "\n"))
}
