package bot

import (
	_ "embed"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

//go:embed rules/feedback.txt
var feedbackRules string

// feedback takes what the person says of the answer before. It comes before small talk, to which “有用”
// belongs where nothing was answered.
func (t *turn) feedback() bool {
	found := t.judges.find(t.tight)
	if len(found) == 0 || t.tapped() >= 0 || strings.ContainsAny(t.text, "?？") {
		return false
	}
	kind, brief := strings.CutSuffix(found[0].name, "?")
	switch helped := kind == "helpful"; {
	case t.fresh.Answer == "" && brief:
		return false
	case t.fresh.Answer == "":
		t.nothingToJudge(helped)
	case helped:
		t.judge(knowledge.JudgedHelpful, true)
		t.say(VerdictCommand, "谢谢，记下了。还有不清楚的，接着问就行。")
	default:
		t.reject()
	}
	return true
}

// nothingToJudge answers what would be a judgement, had there been an answer.
func (t *turn) nothingToJudge(helped bool) {
	switch {
	case t.fresh.Waiting == waitPerson && helped:
		t.say(VerdictGreeting, "不客气。有新的情况，接着说就行。")
	case t.fresh.Waiting == waitPerson:
		t.human()
	case len(t.fresh.Choices) > 0 && !helped:
		t.say(VerdictGreeting, "那请换个说法，说清三件事：发生了什么、到哪一步了、您想怎样。要找人，发“人工”。")
	default:
		t.say(VerdictGreeting, "您说的是哪一件事？刚才没有答复，或者过了半小时我不记得了。请把想问的事再说一遍；要找人，发“人工”。")
	}
}

// reject notes that the answer did not help. The answer is not given again to the same person's next
// question; a person is offered.
func (t *turn) reject() {
	t.judge(knowledge.JudgedUnhelpful, false)
	t.say(VerdictCommand, "对不起，没帮上您，这条记下了，会改进。\n可以换个说法，多说一句经过再问；要请人看，发“人工”，我把您的问题转给"+
		t.cfg.Name+"的工作人员（"+t.cfg.Hours+"）。")
	m := t.fresh
	m.Rejected = m.answered()
	m.Entry, m.Choices = "", nil
	if m.Previous == "" {
		m.Question = m.words() // a person is to read the words, not the title of a choice
	}
	t.remember(m)
}

// answered returns the entry that was shown last, also where it has been rejected since.
func (m Memory) answered() string {
	if m.Entry == "" {
		return m.Rejected
	}
	return m.Entry
}

// judge stores what the person says of the last answer. Saying it twice is one judgement.
func (t *turn) judge(source knowledge.JudgementSource, right bool) {
	t.keep(knowledge.Judgement{
		Key: string(source) + ":" + t.fresh.Answer, Source: source, Right: right,
		Entry: t.fresh.answered(), Cites: t.fresh.Cites,
	})
}

// judgeChoice stores that the question, on which the bot had asked back, meant this choice. What is
// picked from under an answer says nothing of the question: it is only related to it.
func (t *turn) judgeChoice(c Choice) {
	if t.fresh.Answer != "" || t.fresh.Question == "" || c.Entry == "" && len(c.Citations) == 0 {
		return
	}
	t.keep(knowledge.Judgement{
		Key: string(knowledge.JudgedChoice) + ":" + t.hash(), Source: knowledge.JudgedChoice, Right: true,
		Entry: c.Entry, Cites: c.Citations,
	})
}

// keep adds a judgement of the last question to the exchange.
func (t *turn) keep(j knowledge.Judgement) {
	j.ID, j.At, j.Group = pufa.NewID(), t.x.At, t.x.Person.Group
	j.Question, j.Previous = t.fresh.words(), t.fresh.Previous
	t.x.Judgements = append(t.x.Judgements, j)
}

// hash names this message in judgements, so that they cannot be joined with the ledger, whose rows name
// the message and the follower.
func (t *turn) hash() string { return t.keyer.Sum("judgement", t.m.ID) }

// answered remembers the answer just given, with what a judgement of it needs.
func (t *turn) answered(m Memory) {
	r := t.x.Reply
	m.Entry = r.Entry
	if r.HelpedLine() != "" {
		m.Answer, m.Cites = t.hash(), r.Citations
	}
	t.remember(m)
}
