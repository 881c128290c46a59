package schedule

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge"
)

func TestWhatAnEntrySaysOnAWall(t *testing.T) {
	for name, test := range map[string]struct {
		entry knowledge.Entry
		want  PosterText
	}{
		"steps": {
			knowledge.Entry{Title: "工资", Body: "先打 **12333**，说清楚欠了多少。\n\n别的再说。", Sections: []knowledge.Section{
				{Heading: "带什么", Text: "- 合同"}, {Heading: "怎么办", Text: "1. 留好证据，拍照保存。\n2. 打12333投诉\n3. 申请仲裁\n4. 起诉到法院\n5. 还有第五步"}}},
			PosterText{"工资", "先打 12333，说清楚欠了多少。", []string{"留好证据，拍照保存", "打12333投诉", "申请仲裁", "起诉到法院"}},
		},
		"a case": {
			knowledge.Entry{Title: "案", Body: "名头可以换，谁管你换不了；看实际。", Sections: []knowledge.Section{
				{Heading: "案情", Text: "张某上班。"}, {Heading: "典型意义", Text: "让员工变成老板，省不掉责任。"}, {Heading: "提示建议", Text: "签电子协议前看清写的是什么。"}}},
			PosterText{"案", "名头可以换，谁管你换不了；看实际。", []string{"签电子协议前看清写的是什么", "让员工变成老板，省不掉责任"}},
		},
		"words only": {
			knowledge.Entry{Title: "答", Body: "能。但要先过十五天，还要对方同意。第二件事是写下来。第三件事是保存好。"},
			PosterText{"答", "能。但要先过十五天，还要对方同意。", []string{"第二件事是写下来", "第三件事是保存好"}},
		},
		"a step that is long": {
			knowledge.Entry{Title: "长", Body: "先看合同里怎么写的再说。", Sections: []knowledge.Section{
				{Heading: "怎么办", Text: "1. 到当地商务局查这家公司有没有资质，没有的不要交钱，已经交了的马上报警并且找商务部门投诉\n2. 报警，找公安"}}},
			PosterText{"长", "先看合同里怎么写的再说。", []string{"到当地商务局查这家公司有没有资质，没有的不要交钱", "报警，找公安"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, posterTextOf(test.entry)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
