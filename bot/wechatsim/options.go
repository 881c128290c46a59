package wechatsim

import (
	"net/http"
	"time"
)

// Mode is how callbacks travel (消息加解密方式).
type Mode string

// The modes of the account's server settings.
const (
	Plain      Mode = "plain"      // 明文模式
	Compatible Mode = "compatible" // 兼容模式: clear and encrypted text side by side
	Safe       Mode = "safe"       // 安全模式: encrypted only
)

// Account is the kind of official account.
type Account string

// The kinds of accounts. What each may call also depends on Options.Verified.
const (
	Subscription Account = "subscription" // 订阅号
	Service      Account = "service"      // 服务号
)

// Options describe the simulated account and its platform. The zero value of every field but the
// credentials is usable.
type Options struct {
	AppID          string
	AppSecret      string
	Token          string // signs callbacks
	EncodingAESKey string // 43 characters; needed in Compatible and Safe mode
	OriginalID     string // the account's own name in callbacks (gh_…)
	Name           string // shown on top of the conversation
	Mode           Mode   // default Plain
	Account        Account
	Verified       bool
	CallbackURL    string // the account's server; "" sends no callbacks
	BaseURL        string // where Handler is reachable, for links to pictures and articles

	// Now is the real clock. The virtual clock starts at Start (zero: at Now) and runs along with it.
	// Without Now the virtual clock stands still between calls of Advance.
	Now   func() time.Time
	Start time.Time

	Client          *http.Client // calls the account's server; nil: a client of its own
	IPWhitelist     []string     // who may fetch tokens; empty: everybody
	WebDomain       string       // host that web authorisation may return to; "": any
	PageCookies     []string     // cookies in which the account's pages, on the same host, keep who reads
	MassProtection  bool         // 群发保护: sending to all waits for ConfirmMass
	OmitMenuID      bool         // tapped choices carry no bizmsgmenuid, as on test accounts
	StringPublishID bool         // freepublish/submit answers with publish_id as a string
	LongTerm        []string     // template ids of long-term subscriptions: one accept, many sends
	Templates       []Template   // of subscription notifications; none: any id is one
	Examples        []string     // questions that the phone page suggests
	Limits          Limits
}

// Limits are the platform's figures. Zero means the platform's own.
type Limits struct {
	ReplyTimeout  time.Duration  // real time that the account has for an answer: 5 s
	Retries       int            // further deliveries after one that got no answer: 3; −1: none
	SignRetries   bool           // sign every retry anew instead of repeating it byte by byte
	SendDelay     time.Duration  // virtual, from mass/send to arrival: 2 s
	FinishDelay   time.Duration  // virtual, from arrival to MASSSENDJOBFINISH: 3 s
	PublishDelay  time.Duration  // virtual, from freepublish/submit to the result: 3 s
	Daily         map[string]int // calls a day by API path ("message/mass/send"), over the defaults
	ReplyBytes    int            // 2048
	ReplyRunes    int            // visible characters: 600
	PageOfUsers   int            // user/get: 10,000
	ClientMsgID   int            // characters: 32
	PermanentCode int            // permanent QR codes: 100,000
}

func (l Limits) withDefaults() Limits {
	def(&l.ReplyTimeout, 5*time.Second)
	def(&l.Retries, 3)
	def(&l.SendDelay, 2*time.Second)
	def(&l.FinishDelay, 3*time.Second)
	def(&l.PublishDelay, 3*time.Second)
	def(&l.ReplyBytes, 2048)
	def(&l.ReplyRunes, 600)
	def(&l.PageOfUsers, 10_000)
	def(&l.ClientMsgID, 32)
	def(&l.PermanentCode, 100_000)
	return l
}

func (o Options) withDefaults() Options {
	def(&o.OriginalID, "gh_7f3c5a9be210")
	def(&o.Name, "普法")
	def(&o.Mode, Plain)
	def(&o.Account, Subscription)
	if o.Client == nil {
		o.Client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second}}
	}
	if len(o.Examples) == 0 {
		o.Examples = []string{"老板拖欠工资怎么办？", "借条丢了还能要回钱吗？", "楼上漏水不赔怎么办？", "房东不退押金", "网购买到假货", "民法典第1079条"}
	}
	o.Limits = o.Limits.withDefaults()
	return o
}

func def[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
