package bot

import (
	_ "embed"
	"math"
	"regexp"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

//go:embed rules/greeting.txt
var greetingRules string

//go:embed rules/elsewhere.txt
var elsewhereRules string

//go:embed rules/elsewhere-weights.txt
var elsewhereWeights string

func (t *turn) greeting() bool {
	found := t.greetings.find(t.tight)
	if len(found) == 0 || t.tapped() >= 0 {
		return false
	}
	text := found[0].say
	if found[0].name == "who" {
		text = t.about()
	}
	t.say(VerdictGreeting, text)
	return true
}

// offTopic says what this account does to what by its rules does not belong here. It never names a law. Other
// offices' business waits for the knowledge base: “路灯坏了，黑里摔了一跤” is about more than a lamp.
func (t *turn) offTopic() bool {
	found := t.elsewhere.find(tighten(t.text))
	if len(found) == 0 || t.tapped() >= 0 {
		return false
	}
	if len(found[0].calls) > 0 {
		t.other = found
		return false
	}
	t.decline(found[0])
	return true
}

// astray declines what the rules or the weights take for no legal question, unless the knowledge base is surer of what
// it found for it. What points back means nothing by itself.
func (t *turn) astray(a knowledge.Answer) bool {
	if len(t.other) > 0 {
		if a.Entry != nil && a.Confidence >= allButCertain {
			return false
		}
		t.decline(t.other[0])
		return true
	}
	if a.Followed || followsUp(t.tight) {
		return false
	}
	sure := max(a.Confidence, leastSure)
	if a.Verdict == knowledge.VerdictNothing {
		sure = unknown
	}
	found := t.elsewhere.outweigh(tighten(t.text), trust*math.Log(sure/(1-sure)))
	if len(found) == 0 {
		return false
	}
	t.decline(found[0])
	return true
}

const (
	trust     = 0.5  // what the odds of the answer count against those of the weights
	leastSure = 0.5  // below it, an answer says nothing about the question
	unknown   = 0.93 // stands where nothing was found: a person may know the answer

	allButCertain = 0.98 // confidence in an entry that outdoes the rules
)

func (t *turn) decline(k kind) {
	text := k.say
	if !strings.Contains(text, "法律方面") {
		text += "\n有法律方面的事可以问我，比如“老板拖欠工资怎么办”“租房押金不退怎么办”。"
	}
	t.say(VerdictOffTopic, text)
	for _, c := range k.calls {
		t.x.Reply.Hotlines = append(t.x.Reply.Hotlines, c.number)
	}
}

func (t *turn) about() string {
	return "我是" + t.cfg.Name + "的普法问答程序，不是真人，也不是律师。" + t.cfg.About +
		"\n答复都来自审核过的资料和法律原文，会写明依据；答不准的转给工作人员（" + t.cfg.Hours + "）。问问题不收钱。\n要找人，发“人工”。"
}

func (t *turn) help() string {
	return "直接用平常的话问就行，比如“老板拖欠工资怎么办”；也可以问某一条，比如“民法典1079条”。\n\n还可以发：\n" +
		"· 人工：转给工作人员\n· 案例：看以案释法\n· 电话：常用热线\n· 订阅、退订：按主题收内容\n· 我是企业、我是居民、我是开饭店的" + t.whereabouts() + "\n· 大字版、普通版\n· 删除我的数据\n\n" +
		"遇到危险请直接打 110。"
}

// numbers lists who can be called or visited.
func (t *turn) numbers() string {
	var lines []string
	for _, h := range t.cfg.Hotlines {
		lines = append(lines, h.Number+"（"+h.Name+"）")
	}
	text := "可以打：" + strings.Join(lines, "、")
	if len(t.cfg.Places) > 0 {
		text += "\n" + t.places()
	}
	return text
}

func (t *turn) places() string {
	var lines []string
	for _, p := range t.cfg.Places {
		parts := []string{p.Name}
		for _, part := range []string{p.Phone, p.Address, p.Hours} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		lines = append(lines, "· "+strings.Join(parts, "，"))
	}
	return strings.Join(lines, "\n")
}

// WeChat writes its own emoticons as [微笑] and /::) .
var emoticonCodes = regexp.MustCompile(`^(\[[\p{Han}A-Za-z]{1,6}\]|/:[^\p{Han}\s]{1,6}|\s)+$`)

// isEmoticons reports whether a text is nothing but emoticons.
func isEmoticons(text string) bool {
	if emoticonCodes.MatchString(text) && text != maskMobile && text != maskPhone {
		return true
	}
	return text != "" && tighten(text) == "" && strings.ContainsFunc(text, func(r rune) bool { return r >= 0x2190 && r < 0x3000 || r >= 0x1F000 })
}
