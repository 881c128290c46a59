package pufa

import (
	"slices"
	"strings"
)

// Audience is a selection of followers (受众): those who fit every condition that is set, and of the
// names in one condition at least one. Whoever does not follow, or has asked for no more pushes, is
// in none.
type Audience struct {
	Group       Group    `json:"group,omitempty"`       // "": everyone, also those who have not said
	Topics      []string `json:"topics,omitempty"`      // subscribed to; empty: no matter, as for those below
	Communities []string `json:"communities,omitempty"` // 社区
	Trades      []string `json:"trades,omitempty"`      // 行业; a group of trades stands for its members
	Tags        []string `json:"tags,omitempty"`        // 标签
}

// Selects reports whether the follower belongs to the audience.
func (a Audience) Selects(f Follower) bool {
	if !f.Following || f.OptedOut || a.Group != "" && f.Group != a.Group {
		return false
	}
	return overlap(a.Topics, f.Topics) && oneOf(a.Communities, f.Community) && overlap(a.Tags, f.Tags) &&
		(len(a.Trades) == 0 || slices.ContainsFunc(a.Trades, func(t string) bool { return slices.Contains(TradesOf(t), f.Trade) }))
}

// Everyone reports whether no condition is set.
func (a Audience) Everyone() bool {
	return a.Group == "" && len(a.Topics)+len(a.Communities)+len(a.Trades)+len(a.Tags) == 0
}

func oneOf(wanted []string, has string) bool {
	return len(wanted) == 0 || slices.Contains(wanted, has)
}

func overlap(wanted, has []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(has, w) })
}

// Chinese returns the audience as staff see it: 居民，在“幸福社区”，订阅了“婚姻家庭”或“邻里物业”.
func (a Audience) Chinese() string {
	text := a.Group.Chinese()
	for _, condition := range []struct {
		says  string
		names []string
	}{{"在", a.Communities}, {"行业是", a.Trades}, {"有标签", a.Tags}, {"订阅了", a.Topics}} {
		if len(condition.names) > 0 {
			text += "，" + condition.says + "“" + strings.Join(condition.names, "”或“") + "”"
		}
	}
	return text
}
