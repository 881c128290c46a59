package pufa

import "slices"

// SmallTrades is the group of trades that the office looks after most (三小一摊): small workshops,
// eateries, small shops and stalls.
const SmallTrades = "三小一摊"

// Trades lists the trades (行业) in which a follower may work, as everybody writes them.
func Trades() []string {
	return []string{"餐饮", "小作坊", "小商店", "摊贩", "制造", "快递", "物流运输", "建筑", "培训", "科技", "家政", "美容美发", "物业", "其他行业"}
}

// TradesOf returns the trades that a name stands for: a trade itself, or those of a group; none
// where the name is neither.
func TradesOf(name string) []string {
	if name == SmallTrades {
		return []string{"小作坊", "餐饮", "小商店", "摊贩"}
	}
	if slices.Contains(Trades(), name) {
		return []string{name}
	}
	return nil
}
