package intake

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
)

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// forms are words by which a form is known, the more telling ones first.
var forms = []struct{ form, words string }{
	{"普法课", "普法课 法治课 法治副校长 开学第一课 主题班会 进课堂"},
	{"讲座", "讲座 宣讲 报告会 授课 讲课 大讲堂 课堂"},
	{"竞赛", "竞赛 比赛 知识赛 答题 抢答"},
	{"演出", "演出 文艺 小品 戏 电影 模拟法庭"},
	{"培训", "培训 轮训"},
	{"入户", "入户 上门 敲门"},
	{"走访", "走访 体检 送法"},
	{"咨询", "咨询 坐诊 义诊"},
	{"展板", "展板 展览 展出 图片展 宣传栏"},
	{"发放资料", "发放 派发 集中宣传 摆摊 设摊 宣传点 流动宣传"},
}

var scenes = []struct{ scene, words string }{
	{"进机关", "机关"}, {"进乡村", "乡村 农村 村庄 进村"}, {"进社区", "社区"}, {"进学校", "学校 校园 幼儿园"},
	{"进企业", "企业 园区 工地 商户"}, {"进单位", "单位"},
}

func anyIn(text, words string) bool {
	return slices.ContainsFunc(strings.Fields(words), func(word string) bool { return strings.Contains(text, word) })
}

// words reads what is chosen from a list. What the list does not have stays in the remarks.
func (w *reader) words(e *reach.Event) {
	e.Form = formOf(w.line(Form))
	if e.Form == "" {
		e.Form = formOf(e.Name)
		switch written := w.line(Form); {
		case written != "":
			e.Form = "其他形式"
			w.keep(e, "形式", written)
		case e.Form == "":
			e.Form = "其他形式"
			w.note("没有写形式，算作其他形式")
		default:
			w.note("没有写形式，照名称算作%s", e.Form)
		}
	}
	for _, s := range scenes {
		if written := w.line(Scene); e.Scene == "" && anyIn(written, s.words) {
			e.Scene = s.scene
		}
	}
	if written := w.line(Scene); written != "" && e.Scene == "" {
		w.keep(e, "类别", written)
	}
}

func formOf(text string) string {
	if slices.Contains(reach.Forms(), text) {
		return text
	}
	for _, f := range forms {
		if anyIn(text, f.words) {
			return f.form
		}
	}
	return ""
}

func (w *reader) keep(e *reach.Event, what, written string) {
	w.note("%s“%s”记在备注里", what, written)
	e.Feedback = strings.TrimSpace(e.Feedback + "\n原表" + what + "：" + written)
}

// anyMaterial is what a handout is called where the table does not say what it was.
const anyMaterial = "宣传资料"

var (
	// handout is one of several in a cell: 折页100份, 《民法典》手册50本.
	handout = regexp.MustCompile(`^(?:发放)?([^0-9]*[^0-9:：约近共])[:：约近共]*(\d[\d,]*)\s*(?:余|多)?(?:份|本|册|张|个|条|只|套|件|把)?(?:余|多)?$`)
	hands   = regexp.MustCompile(`份数|数量|发放|领取|派发`)
)

// handouts reads how much of what was given out.
func (w *reader) handouts() (found []reach.Handout) {
	for i, f := range w.columns.Fields {
		text := w.row.Cell(i)
		if f != Copies || text == "" {
			continue
		}
		if w.row.IsFilled(i) {
			w.note("%s是合并的格子，只算在第一行", w.columns.Headers[i])
			continue
		}
		if several := listed(text); several != nil {
			found = append(found, several...)
			continue
		}
		if n := w.count(Copies, text); n > 0 {
			found = append(found, reach.Handout{Name: w.material(i), Copies: n})
		}
	}
	return found
}

// listed reads a cell that says of each material how much; nil for one that does not.
func listed(text string) (found []reach.Handout) {
	for _, item := range strings.FieldsFunc(sheet.Fold(text), func(r rune) bool { return strings.ContainsRune("、，;；。", r) }) {
		m := handout.FindStringSubmatch(item)
		if m == nil {
			return nil
		}
		c, err := sheet.ReadCount(m[2])
		if err != nil {
			return nil
		}
		name := strings.Trim(m[1], "-—")
		if hands.ReplaceAllString(name, "") == "" {
			return nil
		}
		if slices.Contains([]string{"资料", "宣传品", "材料", "宣传材料"}, name) {
			name = anyMaterial
		}
		found = append(found, reach.Handout{Name: name, Copies: c.N})
	}
	return found
}

// material names what a column of copies counts: by the column beside it, else by its own header where staff
// mapped one (折页), else nothing in particular.
func (w *reader) material(column int) string {
	if name := w.line(Material); name != "" && w.columns.count(Copies) == 1 {
		return name
	}
	header := fold(w.columns.Headers[column])
	if fieldOf(header, nil) == Copies {
		return anyMaterial
	}
	if name := hands.ReplaceAllString(header, ""); name != "" {
		return name
	}
	return anyMaterial
}
