package bot

import (
	"context"
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// A message that points back: it begins like one, or is nothing but a question of how long, how much,
// with what.
var (
	pointsBack = regexp.MustCompile(`^(那|那么|然后|还有|另外|如果|要是|假如|万一|但是|可是|可我|可他|不过|这个|这种|这样|这得|这要|这算|它|他要是|他不|她不|对方|除了这|刚才|上面|前面|同样)`)
	tailBack   = regexp.MustCompile(`^.{1,8}(呢|也一样吗|也是吗|也行吗|也可以吗|一样吗|行不行|可以吗|行吗|为什么)$`)
	partBack   = regexp.MustCompile(`^(那|那么|请问|这个|这|大概|一般|我|又|还|都|具体|要|需要|得|应该|会|到底|该|一共|总共|最多|最少|最快|可以|能|怎么|去)*(多久|多长时间|几天|多少天|期限|时效|什么时候|啥时候|什么材料|哪些材料|材料|什么证据|哪些证据|证据|什么证件|带什么|带啥|准备什么|准备啥|什么手续|手续|资料|去哪|去哪里|在哪|哪里|哪儿|去哪儿|找谁|找哪个部门|哪个部门|什么部门|谁管|电话|电话多少|地址|怎么办|怎么做|怎么弄|怎么操作|步骤|流程|什么流程|怎么申请|程序|下一步|然后|多少钱|费用|收费|要钱|花多少钱|交多少钱|依据|法律依据|哪条法律|第几条|为什么|案例|啥材料|啥证据|啥证件|啥手续|到哪|怎么告|怎么投诉|怎么举报|赔多少|怎么赔|咋赔)+(呢|啊|呀|吗|嘛|才|能|会|办|办好|弄好|出来|下来|解决|出结果|拿到|到账|处理|是什么|是多少|多少|准备|交|提交|申请|找|写|收集|去|的|了|好|告|投诉|举报|反映|用)*$`)
)

// longest follow-up, in characters: more than this stands by itself.
const maxFollowUp = 24

func followsUp(tight string) bool {
	n := len([]rune(tight))
	return n <= maxFollowUp && pointsBack.MatchString(tight) || tailBack.MatchString(tight) && n <= 10 || partBack.MatchString(tight)
}

// A part of an entry that may be asked for by itself, with the headings under which it stands.
type part struct{ asked, headings *regexp.Regexp }

var parts = [...]part{
	{regexp.MustCompile(`多久|多长|几天|多少天|期限|时效|什么时候|啥时候`), regexp.MustCompile(`期限|时限|时效|多久|时间`)},
	{regexp.MustCompile(`材料|证据|证件|带什么|带啥|准备|手续|资料`), regexp.MustCompile(`带什么|材料|准备|证据|证件`)},
	{regexp.MustCompile(`[去在到]哪|哪里|哪儿|找谁|部门|谁管|电话|地址`), regexp.MustCompile(`找谁|去哪|哪里|联系|电话|部门`)},
	{regexp.MustCompile(`多少钱|费用|收费|要钱|花多少`), regexp.MustCompile(`费用|多少钱|收费|花费`)},
	{regexp.MustCompile(`怎么办|怎么做|怎么弄|怎么操作|步骤|流程|怎么申请|程序|下一步|然后`), regexp.MustCompile(`怎么办|步骤|流程|怎么做|程序|提示建议`)},
}

func (t *turn) asked(question, previous string) knowledge.Asked {
	return knowledge.Asked{Text: question, Previous: previous, Day: pufa.DayOf(t.x.At), Group: t.x.Person.Group}
}

// ask answers from the knowledge base.
func (t *turn) ask(ctx context.Context) error {
	asked := t.asked(t.text, t.fresh.Question)
	asked.Shown = t.fresh.shown()
	if t.fresh.Question != "" && followsUp(t.tight) {
		asked.Follows = true
		if done, err := t.askPart(ctx); done || err != nil {
			return err
		}
	}
	a, err := t.answers.Answer(ctx, asked)
	if err != nil && len(t.other) == 0 { // to say whose business it is needs no knowledge base
		return t.fail(ctx, t.text, err)
	}
	if t.astray(a) {
		return nil
	}
	m := Memory{Question: t.text}
	if a.Followed { // which the next follow-up is about too
		m = Memory{Question: asked.Previous, Said: t.text, Previous: asked.Previous}
	}
	t.answer(m, a)
	return nil
}

// askPart answers a follow-up that asks for one part of the entry that answered last.
func (t *turn) askPart(ctx context.Context) (done bool, err error) {
	if t.fresh.Entry == "" || !partBack.MatchString(t.tight) {
		return false, nil
	}
	for _, p := range parts {
		if !p.asked.MatchString(t.tight) {
			continue
		}
		asked := t.asked(t.fresh.Question, "")
		asked.Entry = t.fresh.Entry
		a, err := t.answers.Answer(ctx, asked)
		if err != nil {
			return true, t.fail(ctx, t.text, err)
		}
		if a.Entry == nil || a.Entry.Slug != t.fresh.Entry {
			return false, nil
		}
		return t.sayPart(*a.Entry, p.headings, a), nil
	}
	return false, nil
}

func (t *turn) sayPart(e knowledge.Entry, headings *regexp.Regexp, a knowledge.Answer) bool {
	for _, s := range e.Sections {
		if !headings.MatchString(s.Heading) {
			continue
		}
		t.say(VerdictAnswer, s.Heading+"：\n"+plain(s.Text)+"\n\n"+strings.Join(sourceLines(a.Sources), "\n")+"\n"+disclaimer)
		t.x.Reply.Entry, t.x.Reply.Path = e.Slug, entryPath(e.Slug)
		t.x.Reply.Citations = citationsOf(a)
		t.row(reach.Answered, "entry:"+e.Slug, "")
		t.answered(Memory{Question: t.fresh.Question, Said: cut(t.text, maxQuestion), Previous: t.fresh.Question})
		return true
	}
	return false
}

// answer turns what the knowledge base has to say into the reply. m holds the question, as a follow-up
// and a judgement will need it.
func (t *turn) answer(m Memory, a knowledge.Answer) {
	r := &t.x.Reply
	a = t.withoutRejected(a)
	switch {
	case a.Verdict == knowledge.VerdictReviewed && a.Entry != nil:
		t.say(VerdictAnswer, entryText(a))
		r.Entry, r.Path, r.Hotlines = a.Entry.Slug, entryPath(a.Entry.Slug), a.Entry.Phones
		t.row(reach.Answered, "entry:"+a.Entry.Slug, "")
	case a.Verdict == knowledge.VerdictArticle && len(a.Passages)+len(a.Notices) > 0:
		t.say(VerdictArticle, articleText(a))
		t.row(reach.Answered, t.article(a), "")
	case a.Verdict == knowledge.VerdictChoices && len(a.Choices) > 0:
		t.say(VerdictChoices, "您是想问下面哪一个？点一下，或回复数字。都不是的话，换个说法，多说一句经过。")
	default:
		t.handOver(m.whole())
		return
	}
	r.Citations = citationsOf(a)
	r.Choices = t.choices(a.Choices)
	m.Question, m.Said, m.Choices = cut(m.Question, maxQuestion), cut(m.Said, maxQuestion), r.Choices
	t.answered(m)
}

// withoutRejected leaves out an entry of which the person has just said that it is not it: what else may
// be meant is offered instead, and where there is nothing else, a person.
func (t *turn) withoutRejected(a knowledge.Answer) knowledge.Answer {
	if a.Verdict != knowledge.VerdictReviewed || a.Entry == nil || t.fresh.Rejected != a.Entry.Slug {
		return a
	}
	return knowledge.Answer{Verdict: knowledge.VerdictChoices, Choices: a.Choices}
}

// article leads the reply to the first article shown, and returns the ledger's subject: also where only
// something is to be said about the article asked for (repealed, not imported).
func (t *turn) article(a knowledge.Answer) string {
	switch {
	case len(a.Passages) > 0:
		first := knowledge.Citation{Law: a.Passages[0].Law.Name, Article: a.Passages[0].Article.Number}
		t.x.Reply.Path = articlePath(first)
		return subjectOf(first)
	case len(a.Sources) > 0:
		asked := a.Sources[0].Citation
		if a.Sources[0].Imported && asked.Article.Main == 0 { // a law by its name alone
			t.x.Reply.Path = articlePath(asked)
		}
		return subjectOf(asked)
	default:
		return ""
	}
}

func subjectOf(c knowledge.Citation) string { return "law:" + c.Law + "#" + c.Article.String() }

func (t *turn) choices(from []knowledge.Choice) []Choice {
	var choices []Choice
	for i, c := range from {
		choices = append(choices, Choice{ID: choiceID(t.m.ID, i), Text: c.Text, Gist: c.Gist, Citations: c.Cites, Entry: c.Slug})
	}
	return choices
}

// handOver says that there is no good answer and leaves the question to a person. The same question
// again is not recorded twice.
func (t *turn) handOver(question string) {
	question = cut(question, maxQuestion)
	if t.fresh.Waiting == waitPerson && t.fresh.Question == question {
		t.say(VerdictHandoff, "这个问题已经记下，正等工作人员答复，答复会发到这里（"+t.cfg.Hours+"）。\n"+t.numbers())
	} else {
		t.say(VerdictHandoff, "“"+cut(question, 30)+"”\n这个问题我答不准，不乱说。已经转给"+t.cfg.Name+
			"的工作人员，答复会发到这里（"+t.cfg.Hours+"）。\n着急的话，"+t.numbers())
		t.inquire(question)
	}
	t.x.Reply.Hotlines = t.cfg.hotlineNumbers()
	t.remember(Memory{Question: question, Waiting: waitPerson})
}

// fail hands a question over that the knowledge base failed to answer, unless there is no time left to.
func (t *turn) fail(ctx context.Context, question string, err error) error {
	if ctx.Err() != nil {
		return err
	}
	t.log.Error("the knowledge base failed", "err", err)
	t.handOver(question)
	return nil
}
