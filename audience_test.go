package pufa

import "testing"

func TestWithinOneKindAnyAndBetweenKindsAll(t *testing.T) {
	noodles := Follower{Following: true, Group: Enterprises, Community: "幸福社区", Trade: "餐饮", Tags: []string{"培训过"}, Topics: []string{"企业用工"}}
	for name, c := range map[string]struct {
		audience Audience
		want     bool
	}{
		"everyone":                        {Audience{}, true},
		"one of two communities":          {Audience{Communities: []string{"和平社区", "幸福社区"}}, true},
		"another community":               {Audience{Communities: []string{"和平社区"}}, false},
		"their trade":                     {Audience{Trades: []string{"餐饮"}}, true},
		"a group of trades":               {Audience{Trades: []string{SmallTrades}}, true},
		"another trade":                   {Audience{Trades: []string{"建筑", "快递"}}, false},
		"a tag of theirs":                 {Audience{Tags: []string{"重点", "培训过"}}, true},
		"a tag that they do not have":     {Audience{Tags: []string{"重点"}}, false},
		"community, trade, tag and topic": {Audience{Group: Enterprises, Communities: []string{"幸福社区"}, Trades: []string{SmallTrades}, Tags: []string{"培训过"}, Topics: []string{"企业用工"}}, true},
		"all but the tag":                 {Audience{Communities: []string{"幸福社区"}, Trades: []string{"餐饮"}, Tags: []string{"重点"}}, false},
		"the right trade, the wrong side": {Audience{Group: Residents, Trades: []string{"餐饮"}}, false},
	} {
		if got := c.audience.Selects(noodles); got != c.want {
			t.Errorf("%s: selected %v", name, got)
		}
	}
	unsaid := Follower{Following: true}
	if (Audience{Trades: []string{SmallTrades}}).Selects(unsaid) || (Audience{Communities: []string{"幸福社区"}}).Selects(unsaid) {
		t.Error("somebody who has not said anything is chosen by community or trade")
	}
}

func TestAnAudienceReadsAsStaffSayIt(t *testing.T) {
	a := Audience{Group: Residents, Communities: []string{"幸福社区", "和平社区"}, Trades: []string{SmallTrades}, Tags: []string{"重点"}, Topics: []string{"婚姻家庭"}}
	want := "居民，在“幸福社区”或“和平社区”，行业是“三小一摊”，有标签“重点”，订阅了“婚姻家庭”"
	if got := a.Chinese(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
