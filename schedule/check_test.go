package schedule

import (
	"strings"
	"testing"

	"github.com/pufa/pufa"
)

var verified = Account{Service: true, Verified: true}

var withTemplate = Account{Service: true, Verified: true, Notices: []Notification{{Template: "tmpl"}}}

func noticeOf(w Word) func(*Campaign) {
	return func(c *Campaign) {
		c.Channel, c.Notice = Notice, Notification{Template: "tmpl", Words: []Word{w}}
		c.Pieces[0].Entry = "xianfa"
	}
}

func article() Piece {
	return Piece{Kind: Article, Title: "宪法与生活", Author: "司法所", Digest: "国家宪法日", Body: "<p>正文</p>", File: "cover"}
}

func plan() Campaign {
	return Campaign{Title: "宪法宣传周", Channel: Mass, Pieces: []Piece{article()}, Rule: Rule{At: at("2026-12-04 09:00")}}
}

func words(n int) string { return strings.Repeat("法", n) }

func TestPlansThatAreRefusedNameTheFieldAndWhatToDo(t *testing.T) {
	piece := func(edit func(*Piece)) func(*Campaign) {
		return func(c *Campaign) { edit(&c.Pieces[0]) }
	}
	pieces := func(p ...Piece) func(*Campaign) { return func(c *Campaign) { c.Pieces = p } }
	text := Piece{Kind: Text, Body: "普法"}
	for name, test := range map[string]struct {
		edit    func(*Campaign)
		account Account
		field   string
		say     string
	}{
		"no title":                 {func(c *Campaign) { c.Title = " " }, verified, "title", "缺少标题"},
		"a long purpose":           {func(c *Campaign) { c.Purpose = words(501) }, verified, "purpose", "请删去 1 个"},
		"nothing to send":          {pieces(), verified, "pieces", "还没有内容"},
		"nine articles":            {pieces(article(), article(), article(), article(), article(), article(), article(), article(), article()), verified, "pieces", "最多 8 篇"},
		"a mixture":                {pieces(article(), text), verified, "pieces", "不能和文字"},
		"two texts":                {pieces(text, text), verified, "pieces", "一次只能发"},
		"an untitled article":      {piece(func(p *Piece) { p.Title = "" }), verified, "pieces[1].title", "缺少标题"},
		"a title of 33":            {piece(func(p *Piece) { p.Title = words(33) }), verified, "pieces[1].title", "最多 32 个"},
		"an author of 17":          {piece(func(p *Piece) { p.Author = words(17) }), verified, "pieces[1].author", "最多 16 个"},
		"a digest of 129":          {piece(func(p *Piece) { p.Digest = words(129) }), verified, "pieces[1].digest", "最多 128 个"},
		"a body of 20,000":         {piece(func(p *Piece) { p.Body = words(20_000) }), verified, "pieces[1].body", "最多 19999 个"},
		"an empty body":            {piece(func(p *Piece) { p.Body = "" }), verified, "pieces[1].body", "缺少正文"},
		"no cover":                 {piece(func(p *Piece) { p.File = "" }), verified, "pieces[1].cover", "封面"},
		"a text of 601":            {pieces(Piece{Kind: Text, Body: words(601)}), verified, "pieces[1].body", "最多 600 个"},
		"a text of wide letters":   {pieces(Piece{Kind: Text, Body: strings.Repeat("𠮷", 600)}), verified, "pieces[1].body", "最多 2048 字节"},
		"an empty text":            {pieces(Piece{Kind: Text, Body: "\n"}), verified, "pieces[1].body", "缺少文字"},
		"a picture of nothing":     {pieces(Piece{Kind: Image}), verified, "pieces[1].file", "缺少图片"},
		"an unknown kind":          {pieces(Piece{Kind: "song"}), verified, "pieces[1]", "不认识内容"},
		"template messages":        {func(c *Campaign) { c.Channel = Template }, verified, "channel", "会封号"},
		"notices, no service":      {func(c *Campaign) { c.Channel = Notice }, Account{Verified: true}, "channel", "只有认证的服务号"},
		"notices, no templates":    {func(c *Campaign) { c.Channel = Notice }, verified, "notice", "wechat.notices"},
		"notices of a text":        {func(c *Campaign) { c.Channel, c.Pieces = Notice, []Piece{text} }, withTemplate, "pieces", "一篇用 --entry 写的图文"},
		"an unchosen template":     {func(c *Campaign) { c.Channel = Notice }, withTemplate, "notice", "--notice"},
		"a long keyword":           {noticeOf(Word{Key: "thing1", Says: words(21)}), withTemplate, "notice.thing1", "最多收 20 个"},
		"an unknown trade":         {func(c *Campaign) { c.Audience.Trades = []string{"占卜"} }, verified, "audience", "不认识行业"},
		"publishing for a trade":   {func(c *Campaign) { c.Channel, c.Audience.Trades = Publish, []string{"餐饮"} }, verified, "audience", "不能选受众"},
		"an unknown channel":       {func(c *Campaign) { c.Channel = "fax" }, verified, "channel", "可选"},
		"mass, not verified":       {func(*Campaign) {}, Account{Service: true}, "channel", "还没有微信认证"},
		"publishing a text":        {func(c *Campaign) { c.Channel, c.Pieces = Publish, []Piece{text} }, verified, "pieces", "发布只能用图文"},
		"publishing for some":      {func(c *Campaign) { c.Channel, c.Audience.Group = Publish, pufa.Residents }, verified, "audience", "不能选受众"},
		"articles to one person":   {func(c *Campaign) { c.Channel = Customer }, verified, "pieces", "客服消息只能"},
		"an unknown group":         {func(c *Campaign) { c.Audience.Group = "aliens" }, verified, "audience", "不认识受众"},
		"a rule that never fires":  {func(c *Campaign) { c.Rule = Rule{Cron: "0 9 30 2 *"} }, verified, "rule", "永远不会到"},
		"an article over a MB":     {piece(func(p *Piece) { p.Body = strings.Repeat("a", 1<<20) }), verified, "pieces[1].body", "小于 1 MB"},
		"on an unverified account": {func(c *Campaign) { c.Channel = Publish }, Account{}, "channel", "还没有微信认证"},
	} {
		t.Run(name, func(t *testing.T) {
			c := plan()
			test.edit(&c)
			faults := c.Check(test.account, now)
			for _, f := range faults {
				if f.Field == test.field && strings.Contains(f.Say, test.say) {
					return
				}
			}
			t.Errorf("faults %+v, want %s: %s", faults, test.field, test.say)
		})
	}
}

func TestPlansAtTheVeryLimitsStand(t *testing.T) {
	full := Piece{Kind: Article, Title: words(32), Author: words(16), Digest: words(128), Body: words(19_999), File: "f"}
	for name, c := range map[string]Campaign{
		"eight full articles": {Title: words(60), Channel: Mass, Pieces: []Piece{full, full, full, full, full, full, full, full}, Rule: Rule{Cron: "0 9 * * 1"}},
		"a full text":         {Title: "t", Channel: Customer, Pieces: []Piece{{Kind: Text, Body: words(600)}}, Rule: Rule{Cron: "0 9 * * 1"}},
		"an image":            {Title: "t", Channel: Mass, Pieces: []Piece{{Kind: Image, File: "f"}}, Rule: Rule{Cron: "0 9 * * 1"}},
	} {
		if faults := c.Check(verified, now); len(faults) > 0 {
			t.Errorf("%s: %s", name, pufa.Say(Refusal(faults)))
		}
	}
}

func TestPartsTakeEveryoneAndLeaveNobodyAlone(t *testing.T) {
	for _, n := range []int{0, 1, 2, 9_999, 10_000, 10_001, 20_001, 123_457} {
		total := 0
		for _, size := range verified.parts(Mass, n) {
			total += size
			if size > mostReceivers || size < leastReceivers && n > 1 {
				t.Errorf("%d people: a part of %d", n, size)
			}
		}
		if total != n {
			t.Errorf("%d people: %d in parts", n, total)
		}
	}
	if got := len(Account{Verified: true}.parts(Mass, 25_000)); got != 1 {
		t.Errorf("a subscription account sends to its tag in %d parts", got)
	}
}
