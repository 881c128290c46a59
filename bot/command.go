package bot

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

//go:embed rules/command.txt
var commandRules string

// menu handles a click on the account's menu.
func (t *turn) menu() bool {
	if t.m.Type != TypeMenuClick {
		return false
	}
	if t.m.Text == MenuKeySubscribe {
		t.subscribe("")
		return true
	}
	if !t.obey(t.m.Text) {
		t.obey(MenuKeyHelp)
	}
	return true
}

// command handles what is written like a command.
func (t *turn) command() bool {
	if t.tapped() >= 0 {
		return false
	}
	m := subscription.FindStringSubmatch(t.tight)
	if m != nil && (t.topicKnown(m[2]) || m[1] == "订阅" && utf8.RuneCountInString(m[2]) <= longestTopic) {
		switch {
		case !t.topicKnown(m[2]):
			t.offerTopics("没有这个主题。")
		case m[1] == "订阅" || m[1] == "关注":
			t.subscribe(m[2])
		default:
			t.unsubscribe(m[2])
		}
		return true
	}
	found := t.commands.find(t.tight)
	return len(found) > 0 && t.obey(found[0].name) || t.profile()
}

// longestTopic is how many characters after 订阅 are taken for a topic that is not offered, not for a question.
const longestTopic = 4

var subscription = regexp.MustCompile(`^我?(?:想|要)?(订阅|退订|取消订阅|关注|取消关注)(.{0,12}?)(?:主题|的?内容|的?消息|推送)?$`)

// obey carries out the command with the name of a menu key or of a kind in rules/command.txt.
func (t *turn) obey(name string) bool {
	switch name {
	case MenuKeyHelp:
		t.say(VerdictCommand, t.help())
	case MenuKeyAsk:
		t.say(VerdictCommand, "用平常的话说清三件事就行：发生了什么、到哪一步了、您想怎样。比如“干了三个月没签合同，现在被辞退，能要什么补偿”。\n姓名、身份证号、电话都不用写。")
	case MenuKeyCases:
		t.say(VerdictCommand, "点开可以看以案释法的案例。也可以直接问一件事，有合适的案例会一起给您。")
		t.x.Reply.Path = "/cases"
	case MenuKeyHuman:
		t.human()
	case MenuKeyHotlines:
		t.say(VerdictCommand, t.numbers())
		t.x.Reply.Hotlines = t.cfg.hotlineNumbers()
	case MenuKeyEnterprise:
		t.side(pufa.Enterprises)
	case MenuKeyResident:
		t.side(pufa.Residents)
	case MenuKeyLarge, MenuKeyNormal:
		t.print(name == MenuKeyLarge)
	case MenuKeyDelete:
		if t.m.Type == TypeMenuClick { // one mistaken tap must not do it
			t.askToForget()
		} else {
			t.forget()
		}
	case "delete?":
		t.askToForget()
	default:
		return false
	}
	return true
}

// What the bot may have asked back (Memory.Waiting).
const (
	waitForget  = "forget"  // whether to delete everything
	waitInquiry = "inquiry" // the question for a person
	waitPerson  = "person"  // nothing: the question is recorded and a person will answer
)

// waited handles the answer to what the bot asked back.
func (t *turn) waited() bool {
	switch t.fresh.Waiting {
	case waitForget:
		if yes.MatchString(t.tight) {
			t.forget()
			return true
		}
	case waitInquiry:
		if len(t.greetings.find(t.tight)) == 0 && len([]rune(t.tight)) > 3 {
			t.handOver(t.text)
			return true
		}
	}
	return false
}

var yes = regexp.MustCompile(`^(是|是的|对|确定|确认|好|好的|删|删吧|删除|可以|嗯)$`)

func (t *turn) askToForget() {
	t.remember(Memory{Waiting: waitForget})
	t.say(VerdictCommand, "要把我们存的关于您的资料都删掉吗？删了找不回来，还没答复的咨询也会一起删掉。确定就回复“删除我的数据”。")
}

func (t *turn) forget() {
	key, address := t.x.Person.Key, t.x.Person.Address
	t.x.Forget = true
	t.x.Person = Person{Follower: pufa.Follower{Key: key, Address: address}}
	t.say(VerdictCommand, "已删除我们存的关于您的资料：身份、订阅和大字版设置，最近的对话，您提的咨询和还没发出的答复。"+
		"统计台账里只剩次数，您说过有用没用的只剩遮住号码的问题，都认不出是谁。\n您以后再发消息，会重新开始记录。")
}

func (t *turn) side(g pufa.Group) {
	t.x.Person.Group = g
	other := map[pufa.Group]string{pufa.Enterprises: "我是居民", pufa.Residents: "我是企业"}
	t.say(VerdictCommand, "记住了，您从"+g.Chinese()+"这边问。以后先给您适合"+g.Chinese()+"的答复；要改，发“"+other[g]+"”。")
}

func (t *turn) print(large bool) {
	t.x.Person.LargePrint = large
	if large {
		t.say(VerdictCommand, "已换成大字版：点开的网页都用大字。要换回来，发“普通版”。")
		return
	}
	t.say(VerdictCommand, "已换回普通版。要看大字，发“大字版”。")
}

func (t *turn) topicKnown(topic string) bool {
	return topic == "" || topic == "全部" || topic == "所有" || t.topic(topic) != ""
}

// topic returns the offered topic that is meant; "" where there is none.
func (t *turn) topic(words string) string {
	i := slices.IndexFunc(t.cfg.Topics, func(topic string) bool {
		tight := tighten(topic)
		return tight == words || len([]rune(words)) >= 2 && strings.Contains(tight, words)
	})
	if i < 0 {
		return ""
	}
	return t.cfg.Topics[i]
}

func (t *turn) subscribe(words string) {
	p := &t.x.Person
	switch topic := t.topic(words); {
	case words == "":
		t.offerTopics("")
	case topic == "":
		p.Topics, p.OptedOut = slices.Clone(t.cfg.Topics), false
		t.say(VerdictCommand, "已订阅全部主题："+strings.Join(p.Topics, "、")+"。不想收了，发“退订”。")
	case slices.Contains(p.Topics, topic):
		p.OptedOut = false
		t.say(VerdictCommand, "“"+topic+"”您已经订阅了。不想收了，发“退订"+topic+"”。")
	default:
		p.Topics, p.OptedOut = append(slices.Clone(p.Topics), topic), false
		t.say(VerdictCommand, "已订阅“"+topic+"”，有新内容会发给您。不想收了，发“退订"+topic+"”。")
	}
}

// offerTopics lists what can be subscribed to, after a word on why.
func (t *turn) offerTopics(why string) {
	for i, topic := range t.cfg.Topics {
		t.x.Reply.Choices = append(t.x.Reply.Choices, Choice{ID: choiceID(t.m.ID, i), Text: "订阅" + topic})
	}
	text := why + "可以订阅这些主题，点一下或发“订阅”加主题："
	if had := t.x.Person.Topics; len(had) > 0 {
		text = "您已订阅：" + strings.Join(had, "、") + "。\n" + text
	}
	t.say(VerdictCommand, text)
	t.x.Reply.Path = t.settings()
	t.remember(Memory{Choices: t.x.Reply.Choices})
}

func (t *turn) unsubscribe(words string) {
	p := &t.x.Person
	topic := t.topic(words)
	if topic == "" {
		p.Topics, p.OptedOut = nil, true
		t.say(VerdictCommand, "已退订全部主题，不再给您推送。仍然可以随时来问。")
		return
	}
	p.Topics = slices.DeleteFunc(slices.Clone(p.Topics), func(had string) bool { return had == topic })
	t.say(VerdictCommand, "已退订“"+topic+"”。")
}

// human hands the last question over, or asks for one.
func (t *turn) human() {
	switch {
	case t.fresh.Waiting == waitPerson:
		t.say(VerdictHandoff, "刚才的问题已经转给工作人员了，答复会发到这里（"+t.cfg.Hours+"）。\n"+t.numbers())
		t.x.Reply.Hotlines = t.cfg.hotlineNumbers()
	case t.fresh.Question != "":
		t.handOver(t.fresh.Question)
	default:
		t.remember(Memory{Waiting: waitInquiry})
		t.say(VerdictHandoff, "请把想问的事写成一条消息发来，我转给"+t.cfg.Name+"的工作人员，答复会发到这里（"+t.cfg.Hours+"）。\n"+t.numbers())
		t.x.Reply.Hotlines = t.cfg.hotlineNumbers()
	}
}
