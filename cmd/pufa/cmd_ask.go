package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

type askCmd struct {
	Question []string `arg:"" optional:"" name:"问题" help:"问题，像发微信那样写"`
	JSONL    bool     `name:"jsonl" help:"从标准输入逐行读 {\"id\",\"q\",\"prev\"}，逐行输出 JSON"`
	JSON     bool     `help:"输出 JSON"`
	As       string   `help:"以谁的身份问：residents 居民、enterprises 企业" enum:"residents,enterprises," default:"" placeholder:"身份"`
}

// askLine is one question of --jsonl.
type askLine struct {
	ID   any    `json:"id"`
	Q    string `json:"q"`
	Prev string `json:"prev"` // the same person's message before
}

// askedLine is what one question was answered.
type askedLine struct {
	ID        any           `json:"id"`
	Verdict   bot.Verdict   `json:"verdict"`
	Text      string        `json:"text"`
	Citations []citedShort  `json:"citations"`
	Entry     string        `json:"entry"`
	Choices   []choiceShort `json:"choices"`
	Hotlines  []string      `json:"hotlines"`
	Stored    string        `json:"stored"` // the question as it would be stored
	TookMS    float64       `json:"took_ms"`
}

type citedShort struct {
	Law     string   `json:"law"`
	Article string   `json:"article"`
	Version pufa.Day `json:"version"`
}

type choiceShort struct {
	Text      string       `json:"text"`
	Gist      string       `json:"gist,omitempty"` // one line of what it says
	Citations []citedShort `json:"citations"`
}

// Run answers one question, or every line on standard input.
func (c *askCmd) Run(ctx context.Context, s *session) error {
	question := strings.TrimSpace(strings.Join(c.Question, " "))
	if question == "" && !c.JSONL {
		return usageError{pufa.Errorf(pufa.Invalid, "请写上要问的话，如 pufa ask \"老板拖欠工资怎么办\"")}
	}
	return s.withBrain(ctx, func(_ *base, b brain) error {
		asker := c.newAsker(s, b)
		if c.JSONL {
			return asker.answerLines(ctx, s)
		}
		x, took, err := asker.ask(ctx, question, "")
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, asked("", x, took))
		}
		return printReply(s.out, x.Reply)
	})
}

// asker holds a conversation that leaves no trace: nothing is stored, nobody is alerted.
type asker struct {
	bot    *bot.Bot
	person bot.Person
	now    func() time.Time
	count  int
}

func (c *askCmd) newAsker(s *session, b brain) *asker {
	return &asker{
		bot:    bot.New(s.botConfig(), b, nil, s.throwawayKeyer(), s.now, s.log),
		person: bot.Person{Follower: pufa.Follower{Key: "ask", Group: pufa.Group(c.As), Following: true}},
		now:    s.now,
	}
}

// ask answers a question after the same person's message before it, "" for none.
func (a *asker) ask(ctx context.Context, question, before string) (bot.Exchange, time.Duration, error) {
	person := a.person
	if before != "" {
		x, err := a.bot.Respond(ctx, person, a.message(before))
		if err != nil {
			return bot.Exchange{}, 0, err
		}
		person = x.Person
	}
	start := a.now()
	x, err := a.bot.Respond(ctx, person, a.message(question))
	return x, a.now().Sub(start), err
}

func (a *asker) message(text string) bot.Message {
	a.count++
	return bot.Message{ID: fmt.Sprintf("ask-%d", a.count), From: "ask", Type: bot.TypeText, Text: text, At: a.now()}
}

// answerLines answers every line of standard input. A line that cannot be read is told and passed over;
// the command then ends with status 1.
func (a *asker) answerLines(ctx context.Context, s *session) error {
	number, refused := 0, false
	err := eachLine(ctx, s.in, func(line string) error {
		number++
		err := a.answerLine(ctx, s.out, line)
		if pufa.KindOf(err) == pufa.Invalid {
			refused = true
			fmt.Fprintf(s.err, "第 %d 行：%s\n", number, pufa.Say(err))
			return nil
		}
		return err
	})
	if err == nil && refused {
		return exitStatus(exitFailed)
	}
	return err
}

func (a *asker) answerLine(ctx context.Context, w io.Writer, line string) error {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	var in askLine
	if err := json.Unmarshal([]byte(line), &in); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: `不是 JSON，要写成 {"id":1,"q":"问题","prev":""}`}
	}
	x, took, err := a.ask(ctx, in.Q, in.Prev)
	if err != nil {
		return err
	}
	return encodeLine(w, asked(in.ID, x, took))
}

func asked(id any, x bot.Exchange, took time.Duration) askedLine {
	line := askedLine{
		ID: id, Verdict: x.Reply.Verdict, Text: x.Reply.Text, Citations: short(x.Reply.Citations),
		Entry: x.Reply.Entry, Choices: []choiceShort{}, Hotlines: listed(x.Reply.Hotlines), Stored: x.Stored,
		TookMS: float64(took.Microseconds()) / 1000,
	}
	for _, choice := range x.Reply.Choices {
		line.Choices = append(line.Choices, choiceShort{choice.Text, choice.Gist, short(choice.Citations)})
	}
	return line
}

func short(cites []knowledge.Citation) []citedShort {
	out := make([]citedShort, 0, len(cites))
	for _, c := range cites {
		out = append(out, citedShort{c.Law, c.Article.String(), c.Version})
	}
	return out
}

// printReply prints a reply as the phone shows it, with choices numbered.
func printReply(w io.Writer, r bot.Reply) error {
	var b strings.Builder
	b.WriteString(strings.TrimRight(r.Text, "\n"))
	b.WriteByte('\n')
	if title := r.ChoicesTitle(); title != "" {
		b.WriteString("\n" + title + "\n")
	}
	for i, choice := range r.Choices {
		fmt.Fprintf(&b, "%d. %s\n", i+1, choice.Text)
		if choice.Gist != "" {
			fmt.Fprintf(&b, "   %s\n", choice.Gist)
		}
	}
	if line := r.HelpedLine(); line != "" {
		b.WriteString("\n" + line + "\n")
	}
	if r.Path != "" {
		fmt.Fprintf(&b, "（全文网页：%s）\n", r.Path)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
