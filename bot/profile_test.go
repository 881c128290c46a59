package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

func TestPeopleSayWhereTheyLiveAndWhatTheyDo(t *testing.T) {
	communities := []string{"幸福社区", "和平里", "新华西路社区"}
	for words, want := range map[string]Told{
		"我在幸福社区":       {Community: "幸福社区"},
		"我住在幸福社区。":     {Community: "幸福社区"},
		"我是幸福社区的":      {Community: "幸福社区"},
		"幸福社区":         {},
		"我家住和平里":       {Community: "和平里"},
		"我是和平里社区的居民":   {Community: "和平里"},
		"我们 在 新华西路社区！": {Community: "新华西路社区"},
		"我是开饭店的":       {Trade: "餐饮"},
		"我是餐饮企业":       {Trade: "餐饮"},
		"我开了一家面馆":      {Trade: "餐饮"},
		"我们经营小超市":      {Trade: "小商店"},
		"我是摆摊的":        {Trade: "摊贩"},
		"我开加工厂的":       {Trade: "制造"},
		"我是培训机构老板":     {Trade: "培训"},
		"我是做快递生意的":     {Trade: "快递"},
		"我们是建筑公司":      {Trade: "建筑"},
	} {
		s := newStage(t, Config{Communities: communities})
		s.hear(words)
		p := s.person()
		if got := (Told{Community: p.Community, Trade: p.Trade}); got != want {
			t.Errorf("%s: %+v, want %+v", words, got, want)
		}
		if want.Trade != "" && p.Group != pufa.Enterprises {
			t.Errorf("%s: asks from the side of %q", words, p.Group)
		}
	}
}

// A question is answered, whatever it begins with.
func TestAQuestionIsNotTakenForAStatement(t *testing.T) {
	for _, words := range []string{
		"我在幸福社区吗", "我在幸福社区怎么办居住证", "我住在幸福社区，楼上漏水怎么办", "幸福社区在哪", "我是哪个社区的", "我在幸福社区被狗咬了",
		"我是开饭店的，员工要走怎么办", "我是开饭店的要办什么证", "我开饭店需要什么证", "我是餐饮企业，要给员工买社保吗", "我在饭店打工",
		"我是做建筑的", "我是送快递的", "我在建筑公司上班", "我是建筑公司的", "物业公司", "餐饮公司", "开饭店", "我想开饭店", "我摆摊被城管没收了",
		"我是摆摊的能告吗", "摆摊犯法吗", "我能在幸福社区摆摊吗", "我们小区是幸福社区吗", "超市", "我在超市买到过期食品", "我做快递", "我老板不给工资",
	} {
		s := newStage(t, Config{Communities: []string{"幸福社区"}})
		s.hear(words)
		if p := s.person(); p.Community != "" || p.Trade != "" {
			t.Errorf("%s is taken for a statement: %q %q", words, p.Community, p.Trade)
		}
	}
}

func TestSubscribingOffersAPageOfOnesOwn(t *testing.T) {
	s := newStage(t, Config{Settings: true})
	r := s.hear("订阅")
	pass, found := strings.CutPrefix(r.Path, SettingsPath+"?t=")
	if !found {
		t.Fatalf("path %q", r.Path)
	}
	key, err := s.keyer.Holder(pass, s.clock())
	if err != nil || key != s.person().Key {
		t.Fatalf("the pass is %q's, %v", key, err)
	}
	wish := Wish{Topics: []string{"婚姻家庭"}, Told: Told{Trade: "餐饮"}}
	if err := s.Wish(t.Context(), key, wish); err != nil {
		t.Fatal(err)
	}
	if p := s.person(); !cmp.Equal(p.Topics, []string{"婚姻家庭"}) || p.Trade != "餐饮" || p.OptedOut {
		t.Errorf("person %+v", p.Follower)
	}
	if err := s.Wish(t.Context(), key, Wish{Topics: []string{"婚姻家庭"}, OptedOut: true}); err != nil {
		t.Fatal(err)
	}
	if p := s.person(); len(p.Topics) != 0 || !p.OptedOut {
		t.Errorf("person %+v", p.Follower)
	}
	for _, bad := range []Wish{{Topics: []string{"彩票"}}, {Told: Told{Community: "别处"}}, {Told: Told{Trade: "别的"}}} {
		if err := s.Wish(t.Context(), key, bad); pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := s.Wish(t.Context(), "stranger", wish); pufa.KindOf(err) != pufa.NotFound {
		t.Errorf("a stranger: %v", err)
	}
}
