package bot

import (
	"cmp"
	"time"

	"github.com/pufa/pufa"
)

// Config is how an office runs its conversation. The zero value works: every field has a default.
type Config struct {
	Name        string        // the office; 本街道司法所
	About       string        // what the account does, one sentence
	Hours       string        // when somebody answers inquiries
	Places      []pufa.Place  // who helps nearby, the office first
	Hotlines    []Hotline     // shown where there is no answer; 12348 and 12345
	Duty        []string      // addresses of the staff to alert when somebody is in danger
	Topics      []string      // what can be subscribed to
	Communities []string      // where people may live; none: nobody is asked
	Settings    bool          // there is a page at SettingsPath
	Memory      time.Duration // how long the last exchange is remembered; 30 min
	Window      time.Duration // how long after a message its sender may be written to; 48 h (WeChat)
	Background  time.Duration // how long work goes on after the deadline; 60 s
	MaxText     int           // characters of a message that are considered; 2,000
	Attempts    int           // sendings of an outgoing message before it is given up; 6
	Every       time.Duration // how often the outbox is looked at; 2 s

	// Outside reports that an address belongs to somebody who cannot be written to, because they ask
	// on a page and do not follow. nil: everybody follows.
	Outside func(address string) bool
}

// Hotline is a number to call and what it is for.
type Hotline struct {
	Number string
	Name   string
}

// The keys of the account's menu that the bot knows. Other keys get the help.
const (
	MenuKeyAsk        = "ask"
	MenuKeyCases      = "cases"
	MenuKeyHuman      = "human"
	MenuKeyHotlines   = "hotlines"
	MenuKeyEnterprise = "enterprise"
	MenuKeyResident   = "resident"
	MenuKeySubscribe  = "subscribe"
	MenuKeyLarge      = "large"
	MenuKeyNormal     = "normal"
	MenuKeyHelp       = "help"
	MenuKeyDelete     = "delete"
)

func (c Config) withDefaults() Config {
	c.Name = cmp.Or(c.Name, "本街道司法所")
	c.About = cmp.Or(c.About, "我们做法律宣传，不代替律师的意见。")
	c.Hours = cmp.Or(c.Hours, "工作日 9:00–17:00")
	c.Memory = cmp.Or(c.Memory, 30*time.Minute)
	c.Window = cmp.Or(c.Window, 48*time.Hour)
	c.Background = cmp.Or(c.Background, time.Minute)
	c.MaxText = cmp.Or(c.MaxText, 2000)
	c.Attempts = cmp.Or(c.Attempts, 6)
	c.Every = cmp.Or(c.Every, 2*time.Second)
	if len(c.Hotlines) == 0 {
		c.Hotlines = []Hotline{{"12348", "法律咨询，免费，24 小时"}, {"12345", "政务服务"}}
	}
	if len(c.Topics) == 0 {
		c.Topics = []string{"劳动用工", "婚姻家庭", "邻里物业", "消费维权", "防范诈骗", "企业用工"}
	}
	if c.Outside == nil {
		c.Outside = func(string) bool { return false }
	}
	return c
}

func (c Config) hotlineNumbers() []string {
	var numbers []string
	for _, h := range c.Hotlines {
		numbers = append(numbers, h.Number)
	}
	return numbers
}
