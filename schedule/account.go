package schedule

import (
	"time"

	"github.com/pufa/pufa"
)

// Account is the official account that sends, as far as its limits go.
type Account struct {
	Service  bool // 服务号; else 订阅号
	Verified bool
	Pages    string         // where residents open our pages; "" where they cannot
	PartSize int            // receivers of one mass/send; 0: as many as WeChat takes
	Notices  []Notification // the templates of subscription notifications
}

// WeChat's limits on what is sent.
const (
	massADay       = 1   // 订阅号: successful mass sends a day
	massAMonth     = 4   // 服务号: mass messages for each follower in a calendar month
	massCallsADay  = 100 // calls of mass/send and mass/sendall
	publishADay    = 100
	leastReceivers = 2      // of one mass/send
	mostReceivers  = 10_000 // of one mass/send
	mostArticles   = 8
	titleRunes     = 32
	authorRunes    = 16
	digestRunes    = 128
	bodyRunes      = 20_000 // fewer than
	bodyBytes      = 1 << 20
	textRunes      = 600
	textBytes      = 2048
)

// customerWindow is how long after a follower's message a customer message may be sent (WeChat: 48 h).
const customerWindow = 48*time.Hour - 5*time.Minute

// may says in Chinese what keeps the account from using the channel.
func (a Account) may(c Channel) error {
	switch c {
	case Mass, Publish, Customer:
		if !a.Verified {
			return refuse("公众号还没有微信认证，不能用接口%s；请先认证", c.Chinese())
		}
	case Notice:
		if !a.Service || !a.Verified {
			return refuse("订阅通知只有认证的服务号能发；请改用群发、发布或客服消息")
		}
	case Template:
		return refuse("模板消息只能用于居民自己办的事的服务通知，微信禁止用它宣传推送，会封号；请改用群发、发布或客服消息")
	case Offline: // paper needs no account
	default:
		return refuse("不认识渠道“%s”：可选 mass（群发）、publish（发布）、customer（客服消息）、notice（订阅通知）、offline（线下）", c)
	}
	return nil
}

// chooses reports whether the channel sends to followers who are chosen, and not to whoever comes by.
func (c Channel) chooses() bool { return c != Publish && c != Offline }

// reaches reports whether the channel can reach the follower at that moment.
func (c Channel) reaches(f pufa.Follower, now time.Time) bool {
	return c != Customer || !f.LastHeard.IsZero() && now.Sub(f.LastHeard) < customerWindow
}

// partSize returns how many receivers one call of the channel takes: it is what is settled on its own.
// A subscription account sends to a tag, which holds the whole audience.
func (a Account) partSize(c Channel) int {
	switch {
	case c == Customer || c == Notice:
		return 1
	case c == Mass && a.Service && a.PartSize > 0:
		return a.PartSize
	case c == Mass && a.Service:
		return mostReceivers
	default:
		return 1 << 30
	}
}

// parts splits n receivers evenly, so that no part is left with a single one.
func (a Account) parts(c Channel, n int) []int {
	size := a.partSize(c)
	count := (n + size - 1) / size
	sizes := make([]int, count)
	for i := range sizes {
		sizes[i] = (n*(i+1))/count - (n*i)/count
	}
	return sizes
}
