package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// What people say of where they live and what they do, when they say nothing else: the whole message
// must be such a statement, with somebody who says it of themselves. Whatever asks, goes on with a
// story, or may be said by somebody's employee is left to the knowledge base.
var (
	livesIn   = regexp.MustCompile(`^(我|我们|俺|我家|我们家|本人|咱|我的?店)?(住|住在|家住|家住在|家在|在|是|来自|属于|搬到|搬到了|店在|开在)$`)
	dweller   = regexp.MustCompile(`^(社区)?(的|这边的?|的?住户|的?居民|里|这里|住)?$`)
	saysTrade = regexp.MustCompile(`^(?:我|我们|俺|我家|本人|咱)(?:是)?(?:自己)?(?:开了|开着|开|经营着|经营)(?:一个|一家|一间|个|家|间)?(\p{Han}{1,5}?)(?:的)?$`)
	deals     = regexp.MustCompile(`^(?:我|我们|俺|我家|本人|咱)(?:是)?做(\p{Han}{1,5}?)(?:生意|买卖)(?:的)?$`)
	ownsTrade = regexp.MustCompile(`^(?:我|我们|俺|我家|本人|咱)(?:是|属于)(?:一个|一家|一间|个|家)?(\p{Han}{1,5}?)(?:企业|公司|老板|店主|店老板|商户|经营者|个体户|行业的企业)$`)
	hasStall  = regexp.MustCompile(`^(?:我|我们|俺|我家|本人|咱)(?:是)?(?:自己)?(?:摆|出)(?:了)?(?:个|一个)?(?:地摊|摊|摊子|摊位|小摊)(?:的)?$`)
)

// tradeWords are the trades by how people call their business. “我是做建筑的”, which a worker says
// too, is no statement of a business.
func tradeWords(words string) string {
	for trade, names := range map[string]string{
		"餐饮":   "餐饮 餐饮店 饭店 餐馆 餐厅 饭馆 小饭馆 小饭店 小吃店 面馆 火锅店 奶茶店 早餐店 快餐店 烧烤店 酒楼 包子铺 咖啡店",
		"小作坊":  "小作坊 作坊 豆腐坊 食品作坊 加工作坊 酒坊 油坊",
		"小商店":  "小商店 商店 小卖部 小超市 超市 便利店 杂货店 烟酒店 水果店 服装店 五金店 文具店 母婴店",
		"摊贩":   "摊贩 小摊贩 流动摊贩",
		"制造":   "制造 工厂 厂子 加工厂 服装厂 家具厂 制造业 制造厂",
		"快递":   "快递 快递站 快递驿站 快递网点 驿站 快递点",
		"物流运输": "物流 运输 货运 物流运输 运输队",
		"建筑":   "建筑 建筑业 装修 施工 建材",
		"培训":   "培训 培训机构 辅导班 培训班 培训学校 教育培训",
		"科技":   "科技 软件 互联网 信息技术",
		"家政":   "家政 保洁",
		"美容美发": "美容美发 理发店 美发店 美容院 美容店",
		"物业":   "物业",
	} {
		if slices.Contains(strings.Fields(names), words) {
			return trade
		}
	}
	return ""
}

// whereabouts is an example of saying where one lives; "" where nobody is asked.
func (t *turn) whereabouts() string {
	if len(t.cfg.Communities) == 0 {
		return ""
	}
	return "、我在" + t.cfg.Communities[0]
}

// profile notes what somebody says of themselves.
func (t *turn) profile() bool {
	if community := t.communityIn(t.tight); community != "" {
		t.tell(Told{Community: community, Trade: t.x.Person.Trade})
		t.say(VerdictCommand, "记住了，您在"+community+"。以后"+community+"的活动和通知会发给您。说错了就再发一次正确的。")
		return true
	}
	trade := tradeIn(t.tight)
	if trade == "" {
		return false
	}
	t.tell(Told{Community: t.x.Person.Community, Trade: trade})
	t.x.Person.Group = pufa.Enterprises
	t.say(VerdictCommand, "记住了，您是"+trade+"这一行的，从企业这边问。以后先给您适合企业的答复；要改，发“我是居民”。")
	return true
}

func (t *turn) tell(told Told) {
	t.x.Told = &told
	t.x.Person.Community, t.x.Person.Trade = told.Community, told.Trade
}

// communityIn returns the office's community that a statement names; "" for anything else.
func (t *turn) communityIn(tight string) string {
	for _, community := range t.cfg.Communities {
		before, after, found := strings.Cut(tight, tighten(community))
		if found && livesIn.MatchString(before) && dweller.MatchString(after) {
			return community
		}
	}
	return ""
}

func tradeIn(tight string) string {
	if hasStall.MatchString(tight) {
		return "摊贩"
	}
	for _, statement := range []*regexp.Regexp{saysTrade, deals, ownsTrade} {
		if m := statement.FindStringSubmatch(tight); m != nil {
			if trade := tradeWords(m[1]); trade != "" {
				return trade
			}
		}
	}
	return ""
}

// settings returns the way to the follower's own page of subscriptions; "" for those who have none.
func (t *turn) settings() string {
	if t.cfg.Outside(t.m.From) || !t.cfg.Settings {
		return ""
	}
	pass := t.keyer.Pass(t.x.Person.Key, t.x.At.Add(reach.PassLasts))
	if pass == "" {
		return ""
	}
	return SettingsPath + "?t=" + pass
}

// SettingsPath is the page on which a follower chooses what they get.
const SettingsPath = "/subscribe"

// Wish is what a follower has chosen on their page.
type Wish struct {
	Topics   []string
	OptedOut bool
	Told     Told
}

// Wishes returns what can be chosen, and what the follower has. NotFound for somebody who does not follow.
func (b *Bot) Wishes(ctx context.Context, key pufa.FollowerKey) (topics, communities []string, has Person, err error) {
	p, err := b.inbox.Person(ctx, key)
	if err != nil {
		return nil, nil, p, fmt.Errorf("read wishes: %w", err)
	}
	if !p.Following {
		return nil, nil, p, pufa.Errorf(pufa.NotFound, "您现在没有关注公众号，不会收到推送；关注后再来设置。")
	}
	return b.cfg.Topics, b.cfg.Communities, p, nil
}

// Wish stores what a follower has chosen, in their turn among what they write; twice is the same as once. What is not offered is refused.
func (b *Bot) Wish(ctx context.Context, key pufa.FollowerKey, w Wish) error {
	for _, topic := range w.Topics {
		if !slices.Contains(b.cfg.Topics, topic) {
			return pufa.Errorf(pufa.Invalid, "没有“%s”这个主题，请刷新网页重选。", topic)
		}
	}
	if c := w.Told.Community; c != "" && !slices.Contains(b.cfg.Communities, c) {
		return pufa.Errorf(pufa.Invalid, "没有“%s”这个社区，请刷新网页重选。", c)
	}
	if w.Told.Trade != "" && !slices.Contains(pufa.Trades(), w.Told.Trade) {
		return pufa.Errorf(pufa.Invalid, "没有“%s”这个行业，请刷新网页重选。", w.Told.Trade)
	}
	unlock, err := b.turns.lock(ctx, key)
	if err != nil {
		return fmt.Errorf("wait for the follower's turn: %w", err)
	}
	defer unlock()
	_, _, p, err := b.Wishes(ctx, key)
	if err != nil {
		return err
	}
	p.Topics, p.OptedOut = w.Topics, w.OptedOut
	if w.OptedOut {
		p.Topics = nil
	}
	p.Community, p.Trade = w.Told.Community, w.Told.Trade
	_, _, err = b.inbox.Settle(ctx, Exchange{
		MessageID: "wish-" + string(pufa.NewID()), At: b.clock(), Person: p, Told: &w.Told,
		Reply: Reply{Verdict: VerdictSilent},
	})
	return err
}
