package pufa

import (
	"slices"
	"strings"
)

// Audience is a selection of followers (受众): those who fit every condition that is set. Whoever
// does not follow, or has asked for no more pushes, is in none.
type Audience struct {
	Group  Group    `json:"group,omitempty"`  // "": everyone, also those who have not said
	Topics []string `json:"topics,omitempty"` // subscribed to at least one of them; empty: no matter
}

// Selects reports whether the follower belongs to the audience.
func (a Audience) Selects(f Follower) bool {
	if !f.Following || f.OptedOut || a.Group != "" && f.Group != a.Group {
		return false
	}
	return len(a.Topics) == 0 || slices.ContainsFunc(a.Topics, func(t string) bool { return slices.Contains(f.Topics, t) })
}

// Chinese returns the audience as staff see it: 居民，订阅了“婚姻家庭”或“邻里物业”.
func (a Audience) Chinese() string {
	who := a.Group.Chinese()
	if len(a.Topics) == 0 {
		return who
	}
	return who + "，订阅了“" + strings.Join(a.Topics, "”或“") + "”"
}
