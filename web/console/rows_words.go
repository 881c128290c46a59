package console

import (
	"strings"

	"github.com/pufa/pufa/reach"
)

// subject says what a row is about.
func (w rowWords) subject(subject string) string {
	if name := w.names[subject]; name != "" {
		return name
	}
	sort, name, found := strings.Cut(subject, ":")
	if !found {
		return subject
	}
	switch sort {
	case "law":
		law, article, _ := strings.Cut(name, "#")
		return "《" + law + "》" + article
	case "event":
		return "一场活动"
	case "entry":
		return "问答或案例 " + name
	case "campaign":
		return "一次推送"
	case "notice":
		return "订阅通知"
	case "page":
		return pageName(name)
	default:
		return name
	}
}

func pageName(name string) string {
	switch name {
	case "home":
		return "普法问答首页"
	case "cases":
		return "以案释法"
	default:
		return "网页 " + name
	}
}

// source says how they came, or which material was handed out.
func (w rowWords) source(source string) string {
	if name := w.names[source]; name != "" {
		return name
	}
	switch source {
	case "answer":
		return "从答复"
	case "search":
		return "搜索"
	case "share":
		return "分享"
	case "qr":
		return "扫码"
	case "push":
		return "推送"
	case "menu":
		return "菜单"
	}
	sort, name, found := strings.Cut(source, ":")
	switch {
	case !found:
		return source
	case sort == "poster":
		return "海报"
	default:
		return name
	}
}

// filter says what a number is of, piece by piece.
func (w rowWords) filter(f reach.Filter) (what []string) {
	if f.From != "" && f.To != "" {
		what = append(what, period{f.From, f.To}.Chinese())
	}
	var kinds []string
	for _, k := range f.Kinds {
		kinds = append(kinds, k.Chinese())
	}
	add := func(label, text string) {
		if text != "" {
			what = append(what, label+text)
		}
	}
	add("", strings.Join(kinds, "、"))
	if f.Basis != "" {
		add("计数口径：", f.Basis.Chinese())
	}
	add("", w.subject(f.Subject))
	add("社区：", known(f.Community))
	add("行业：", known(f.Trade))
	add("来源：", w.source(f.Source))
	add(facetLabel(f.Facet.Name), w.facet(f))
	if len(what) == 0 {
		what = []string{"台账的全部记录"}
	}
	return what
}

func (w rowWords) facet(f reach.Filter) string {
	if name := w.names[nodeName(f)]; name != "" {
		return name
	}
	return known(f.Facet.Value)
}

// known puts into words that something is not known.
func known(value string) string {
	if value == reach.Nowhere {
		return "未记"
	}
	return value
}

func facetLabel(name string) string {
	switch name {
	case reach.FacetScene:
		return "六进："
	case reach.FacetForm:
		return "形式："
	case reach.FacetNode:
		return "宣传节点："
	case reach.FacetTopic:
		return "主题："
	default:
		return ""
	}
}
