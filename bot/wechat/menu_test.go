package wechat

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

func click(name string) Button { return Button{Name: name, Key: "HELP"} }

func TestMenuLimitsNameTheEntry(t *testing.T) {
	full := Button{Name: "五个汉字啊", Items: []Button{click("一"), click("二"), click("三"), click("四"), click(strings.Repeat("长", 20))}}
	for _, c := range []struct {
		name string
		menu Menu
		say  string // "" is fine
	}{
		{"three columns of five", Menu{[]Button{full, full, full}}, ""},
		{"an address at its limit", Menu{[]Button{{Name: "页", URL: "https://a.cn/" + strings.Repeat("x", 1011)}}}, ""},
		{"no column", Menu{}, "现有 0 栏"},
		{"four columns", Menu{[]Button{full, full, full, full}}, "现有 4 栏"},
		{"six items", Menu{[]Button{{Name: "问", Items: append(full.Items, click("六"))}}}, "第 1 栏“问”：下面最多 5 项，现有 6 项"},
		{"a column's name too long", Menu{[]Button{full, click("六个汉字太长")}}, "第 2 栏“六个汉字太长”：名称最多 16 字节（约 5 个汉字），现有 18 字节"},
		{"an item's name too long", Menu{[]Button{full, {Name: "问", Items: []Button{click("好"), click(strings.Repeat("长", 21))}}}}, "第 2 栏“问”第 2 项“长"},
		{"no name", Menu{[]Button{click("")}}, "缺少名称"},
		{"a key too long", Menu{[]Button{{Name: "问", Key: strings.Repeat("k", 129)}}}, "key 最多 128 字节"},
		{"an address too long", Menu{[]Button{{Name: "页", URL: "https://a.cn/" + strings.Repeat("x", 1012)}}}, "url 最多 1024 字节"},
		{"an address that is none", Menu{[]Button{{Name: "页", URL: "javascript:alert(1)"}}}, "https://"},
		{"neither key nor address", Menu{[]Button{{Name: "空"}}}, "只写一样"},
		{"both", Menu{[]Button{{Name: "两", Key: "k", URL: "https://a.cn"}}}, "只写一样"},
		{"a third level", Menu{[]Button{{Name: "问", Items: []Button{{Name: "深", Items: []Button{click("底")}}}}}}, "第 1 项“深”：下面不能再有一层"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.menu.Validate()
			if c.say == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), c.say) {
				t.Errorf("says %v", err)
			}
		})
	}
}

func TestPublishMenu(t *testing.T) {
	a := newAPI(t)
	g := a.gateway(t, nil)
	menu := Menu{[]Button{{Name: "问法", Items: []Button{click("帮助"), {Name: "查法条", URL: "https://pufa.example.cn/law?a=1&b=2"}}}, click("人工")}}
	if err := g.PublishMenu(t.Context(), menu); err != nil {
		t.Fatal(err)
	}
	want := []string{`{"button":[{"name":"问法","sub_button":[{"type":"click","name":"帮助","key":"HELP"},` +
		`{"type":"view","name":"查法条","url":"https://pufa.example.cn/law?a=1&b=2"}]},{"type":"click","name":"人工","key":"HELP"}]}`}
	if diff := cmp.Diff(want, a.bodies); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := g.PublishMenu(t.Context(), Menu{}); pufa.KindOf(err) != pufa.Invalid || a.count("create") != 1 {
		t.Errorf("an empty menu was published: %v", err)
	}
}
