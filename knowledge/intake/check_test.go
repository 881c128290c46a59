package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge"
)

func soundEntry() knowledge.Entry {
	return knowledge.Entry{
		Slug: "zao-yin", Kind: knowledge.KindQA, Title: "谁管噪音？", Asks: []string{"楼上太吵"}, Body: "居委会。",
		Cites: []knowledge.Citation{{Law: "民法典", Article: knowledge.Number{Main: 288}, Version: "2020-05-28"}},
		State: knowledge.Reviewed, Reviewer: "示例律师", Reviewed: "2026-11-22", Review: "2027-11-01",
	}
}

func TestCheck(t *testing.T) {
	tests := map[string]struct {
		spoil func(e *knowledge.Entry)
		want  string
	}{
		"sound":              {func(*knowledge.Entry) {}, ""},
		"no citation":        {func(e *knowledge.Entry) { e.Cites = nil }, "citation 没有法律依据"},
		"unknown law":        {func(e *knowledge.Entry) { e.Cites[0].Law = "示例邻里互助促进法" }, "citation 《示例邻里互助促进法》不在法律目录里"},
		"unknown version":    {func(e *knowledge.Entry) { e.Cites[0].Version = "2020-05-29" }, "citation 法律目录里没有《民法典》2020年5月29日的版本"},
		"repealed law":       {func(e *knowledge.Entry) { e.Cites = []knowledge.Citation{{Law: "婚姻法"}} }, "citation 《婚姻法》已废止（由《民法典》取代）"},
		"long answer":        {func(e *knowledge.Entry) { e.Body = strings.Repeat("长", 301) }, "length 答案有 301 字"},
		"empty part":         {func(e *knowledge.Entry) { e.Sections = []knowledge.Section{{Heading: "怎么办"}} }, "length 小标题“怎么办”下面没有内容"},
		"asked twice":        {func(e *knowledge.Entry) { e.Asks = []string{"楼上太吵", "楼上 太吵！"} }, "duplicate 问法“楼上 太吵！”写了两次"},
		"asked elsewhere":    {func(e *knowledge.Entry) { e.Asks = []string{"别人的问法。"} }, "duplicate 问法“别人的问法。”在 other 里也有"},
		"no next look":       {func(e *knowledge.Entry) { e.Review = "" }, "review 没有复核日"},
		"reviewed by nobody": {func(e *knowledge.Entry) { e.Reviewer = "" }, "review 状态是已审，但没有写审核人"},
		"to be checked":      {func(e *knowledge.Entry) { e.Check = "电话" }, "review 待核：电话"},
	}
	laws := catalogue(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := soundEntry()
			tt.spoil(&e)
			var got string
			for _, f := range Check(e, laws, Asks{"别人的问法": "other"}) {
				got += string(f.Rule) + " " + f.Text
			}
			if !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got %q, want %q…", got, tt.want)
			}
		})
	}
}

func TestPrivateData(t *testing.T) {
	tests := map[string][]string{
		"张某、王某某与李先生、赵女士协商，张甲诉称，李某某在某公司工作。":                 nil,
		"原告公司向法院起诉，被告方辩称，申请人应当举证，法官从三个方面说明。":               nil,
		"电话 12348、订单 1380000000012、合同 123456789012345678。": nil,
		"原告钱示例诉称":               {"可能是真名“钱示例”，请隐去"},
		"（审判人员：钱示例、孙样本、周小某）":    {"可能是真名“钱示例”，请隐去", "可能是真名“孙样本”，请隐去"},
		"钱示例诉某公司案":              {"可能是真名“钱示例”，请隐去"},
		"联系 13800000000 面谈":     {"手机号码“13800000000”，请隐去"},
		"身份证11010519491231002X": {"身份证号码“11010519491231002X”，请隐去"},
	}
	for text, want := range tests {
		if diff := cmp.Diff(want, privateData(text)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
