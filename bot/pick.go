package bot

import (
	"context"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// choiceID returns digits that name the i-th choice of the reply to a message, so that a tap on an
// old reply is never taken for a choice of a newer one. They fit an int64.
func choiceID(messageID string, i int) string {
	h := fnv.New32a()
	h.Write([]byte(messageID)) // a hash never fails
	return strconv.Itoa(int(h.Sum32())*10 + i + 1)
}

// tapped returns the index of the remembered choice that was tapped or written out; -1 for none.
func (t *turn) tapped() int {
	return slices.IndexFunc(t.fresh.Choices, func(c Choice) bool {
		return t.m.Choice != "" && c.ID == t.m.Choice || t.tight == tighten(c.Text)
	})
}

var picked = regexp.MustCompile(`^(?:我?(?:选择|选|要|问的是|想问|点|看|回复|是|就|按)*)(?:第)?([一二两三四五六七八九]|[1-9]\d?)(?:个|条|项|号|种|点)?(?:问题|选项)?(?:吧|呢|啊|的|谢谢)?$`)

// numbered returns the number that a message picks, from 1; 0 where it picks none.
func numbered(tight string) int {
	m := picked.FindStringSubmatch(tight)
	switch {
	case m == nil && (tight == "最后一个" || tight == "最后那个"):
		return last
	case m == nil:
		return 0
	}
	n, _ := knowledge.ParseNumeral(m[1]) // the expression lets nothing else through
	return n
}

const last = 1 << 20 // the last choice, however many there are

// pick answers a choice of the last exchange.
func (t *turn) pick(ctx context.Context) (done bool, err error) {
	if i := t.tapped(); i >= 0 {
		return true, t.choose(ctx, t.fresh.Choices[i])
	}
	n, choices := numbered(t.tight), t.fresh.Choices
	if n == last {
		n = max(len(choices), 1)
	}
	switch {
	case n == 0:
		return false, nil
	case len(choices) == 0:
		t.say(VerdictCommand, "不知道您选的是哪一条：上面的选项过了半小时就不记得了，或者还没有可选的。请把想问的事再说一遍。")
		return true, nil
	case n > len(choices):
		t.say(VerdictChoices, fmt.Sprintf("上面只有 %d 个可选，请回复 1 到 %d，或者换个说法再问。", len(choices), len(choices)))
		t.x.Reply.Choices = choices
		return true, nil
	default:
		return true, t.choose(ctx, choices[n-1])
	}
}

// choose answers a choice: an entry by its slug, an article by its number, a topic by subscribing.
func (t *turn) choose(ctx context.Context, c Choice) error {
	if topic, ok := strings.CutPrefix(c.Text, "订阅"); ok && c.Entry == "" && len(c.Citations) == 0 && t.topic(tighten(topic)) != "" {
		t.subscribe(tighten(topic))
		return nil
	}
	question := c.Text
	if c.Entry == "" && len(c.Citations) > 0 {
		question = c.Citations[0].String()
	}
	t.judgeChoice(c)
	asked := t.asked(question, "")
	asked.Entry = c.Entry
	a, err := t.answers.Answer(ctx, asked)
	switch {
	case err != nil:
		return t.fail(ctx, question, err)
	case a.Verdict == knowledge.VerdictReviewed, a.Verdict == knowledge.VerdictArticle:
		t.answer(t.picked(c), a)
	default:
		t.point(c) // asking back once more would go in circles
	}
	return nil
}

// point leads to the page of a choice.
func (t *turn) point(c Choice) {
	if c.Entry == "" && len(c.Citations) == 0 {
		t.handOver(c.Text)
		return
	}
	t.say(VerdictAnswer, "“"+c.Text+"”：点开看全文。\n"+disclaimer)
	t.x.Reply.Entry, t.x.Reply.Citations = c.Entry, c.Citations
	t.x.Reply.Path = entryPath(c.Entry)
	if c.Entry == "" {
		t.x.Reply.Path = articlePath(c.Citations[0])
	}
	t.answered(t.picked(c))
}

// picked is what is remembered of a choice: it is what follow-ups are about, while a judgement of its
// answer is one of the question on which the bot had asked back.
func (t *turn) picked(c Choice) Memory {
	m := Memory{Question: c.Text}
	if t.fresh.Answer == "" {
		m.Said, m.Previous = t.fresh.words(), t.fresh.Previous
	}
	return m
}
