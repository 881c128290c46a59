package pufa

import "time"

// Group is the side from which somebody asks.
type Group string

// The groups of askers. "" means that nothing is known; content for "" is for everyone.
const (
	Residents   Group = "residents"
	Enterprises Group = "enterprises"
)

// Chinese returns the group's name as readers see it.
func (g Group) Chinese() string {
	switch g {
	case Residents:
		return "居民"
	case Enterprises:
		return "企业"
	default:
		return "所有人"
	}
}

// FollowerKey stands for a follower wherever something is counted or remembered: a keyed hash of
// the address (reach.Keyer), never the address itself.
type FollowerKey string

// Follower is somebody who follows the account, or who asks on a page.
type Follower struct {
	Key        FollowerKey
	Address    string    // where replies go in the channel (WeChat: the openid); never logged
	Group      Group     // "" until the follower says so
	Following  bool      // false after unfollowing, and for people who only ask on a page
	Scene      string    // how they came: the scene of the QR code, "" for none
	LargePrint bool      // 大字版
	Topics     []string  // subscribed topics, as offered in the configuration
	Community  string    // 社区, one of those in the configuration; "" until it is known
	Trade      string    // 行业, one of Trades; "" until it is known
	Tags       []string  // the office's and WeChat's
	OptedOut   bool      // 退订 without a topic: no pushes until the follower subscribes again
	Followed   time.Time // zero: unknown
	LastHeard  time.Time // their last message, from which WeChat's reply window runs; zero: never
}

// Place is an institution or number that helps, as shown under answers.
type Place struct {
	Name    string `yaml:"name"`
	Phone   string `yaml:"phone"`
	Address string `yaml:"address"`
	Hours   string `yaml:"hours"`
}
