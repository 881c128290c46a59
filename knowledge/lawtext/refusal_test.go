package lawtext_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

func TestRefusals(t *testing.T) {
	tests := []struct {
		name string
		err  func() error
		say  string
	}{
		{"an empty text", func() error { _, err := lawtext.Text("空.txt", nil); return err }, "没有正文"},
		{"a text that is no law", func() error {
			_, err := lawtext.Text("信.txt", []byte("你好！\n请问工资怎么算？"))
			return err
		}, "看不出是法律文本"},
		{"bytes of no known encoding", func() error { _, err := lawtext.Text("乱.txt", []byte("第一条\n\xff\xff\xff")); return err }, "UTF-8"},
		{"an old .doc", func() error {
			_, err := lawtext.Docx("旧.docx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
			return err
		}, ".doc 格式"},
		{"a register without its columns", func() error { _, err := lawtext.Validity("validity.csv", []byte("law,published\n")); return err }, "effective"},
		{"a register with a short row", func() error {
			_, err := lawtext.Validity("validity.csv", []byte("law,published,effective,expired\n示例法\n"))
			return err
		}, "列数"},
		{"a register with a day that is none", func() error {
			_, err := lawtext.Validity("validity.csv", []byte("law,published,effective,expired\n示例法,2024-13-01,,0\n"))
			return err
		}, "2024-13-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.err()
			var e *lawtext.Error
			if !errors.As(err, &e) || e.File == "" || !strings.Contains(e.Reason, tt.say) || pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), tt.say) {
				t.Errorf("err = %v, want an Invalid *Error that says %q", err, tt.say)
			}
		})
	}
}

func TestLooksLikeLaw(t *testing.T) {
	tests := map[string]struct {
		text string
		want bool
	}{
		"a law":                    {official, true},
		"a file of the collection": {"# 示例法\n\n<!-- INFO END -->\n\n正文。", true},
		"a reply without articles": {"示例法院关于邻里互助的批复\n（2024年1月8日通过）\n示例省法院：\n你院的请示收悉。", true},
		"an entry with citations":  {"---\n类型: 问答\n---\n第一条 甲。\n第二条 乙。\n", false},
		"a question that quotes":   {"拖欠工资怎么办？\n第一条 找老板。\n第二条 找仲裁。", false},
		"a contract":               {"房屋租赁合同\n第一条 甲方出租。\n第二条 乙方承租。\n第三条 租金。\n第四条 期限。\n第五条 违约。", false},
		"a leaflet named like one": {"讨薪的办法\n先找老板要。", false},
		"nothing":                  {"", false},
	}
	for name, tt := range tests {
		if got := lawtext.LooksLikeLaw(tt.text); got != tt.want {
			t.Errorf("%s: LooksLikeLaw = %v", name, got)
		}
	}
}

func TestTheRegisterSpeaksOfVersions(t *testing.T) {
	reg, err := lawtext.Validity("validity.csv", []byte("\ufefflaw,subtitle,published,effective,expired,level,folder\n"+
		"示例法,,2010-07-05,2010-10-01,1,法律,行政法\n"+
		"示例法,,2024-12-26,2025-05-01,0,法律,行政法\n"+
		"示例法典 总则,,,,0,法律,法典\n"+
		"示例批复,,,2001-01-01,1,司法解释,司法解释\n"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name      string
		law, want knowledge.Law
	}{
		{"the old version is repealed", knowledge.Law{Name: "示例法", Version: "2010-07-05"},
			knowledge.Law{Name: "示例法", Version: "2010-07-05", Effective: "2010-10-01", Level: "法律", Repealed: true}},
		{"the new one is not", knowledge.Law{Name: "示例法", Version: "2024-12-26", Effective: "2000-01-01"},
			knowledge.Law{Name: "示例法", Version: "2024-12-26", Effective: "2025-05-01", Level: "法律"}},
		{"of another version the level is known", knowledge.Law{Name: "示例法", Version: "2018-01-01"},
			knowledge.Law{Name: "示例法", Version: "2018-01-01", Level: "法律"}},
		{"a part has its own row", knowledge.Law{Name: "示例法典", Part: "总则", Version: "2020-05-28", Effective: "2021-01-01"},
			knowledge.Law{Name: "示例法典", Part: "总则", Version: "2020-05-28", Effective: "2021-01-01", Level: "法律"}},
		{"a row without a day speaks of the only version", knowledge.Law{Name: "示例批复", Version: "2000-12-25"},
			knowledge.Law{Name: "示例批复", Version: "2000-12-25", Effective: "2001-01-01", Level: "司法解释", Repealed: true}},
		{"of other laws nothing is known", knowledge.Law{Name: "别的法"}, knowledge.Law{Name: "别的法"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, reg.Apply(tt.law)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
