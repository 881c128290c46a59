package exam

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

// Line is one judged question.
type Line struct {
	ID    json.RawMessage `json:"id"` // a number or a text
	Q     string          `json:"q"`
	Prev  string          `json:"prev"`  // the same person's message before
	Kind  string          `json:"kind"`  // resident, enterprise, topic, followup, offtopic, elsewhere, spam, injection, danger, ordinary; any other is counted by itself
	Field string          `json:"field"` // 领域, for figures by field
	Cites []struct {
		Law     string `json:"law"`
		Article string `json:"article"`
	} `json:"cites"` // the articles that decide it: a reply that cites one is right
	Must   []string `json:"must"`   // facts that a right reply names
	Expect string   `json:"expect"` // a verdict of the bot, decline for none that answers, or call for danger
	Split  string   `json:"split"`  // tune: seen while the bot was made; held: reported only
}

// Read calls do for every line. The error is Invalid and names the line where it is not what it should be.
func Read(ctx context.Context, r io.Reader, do func(Line) error) error {
	lines := bufio.NewScanner(r)
	const longest = 1 << 20
	lines.Buffer(nil, longest)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var l Line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil || l.Q == "" {
			return &pufa.Error{
				Kind: pufa.Invalid, Err: err,
				Say: fmt.Sprintf("第%d行不是评测问题：每行应是一个 JSON，含 q，以及 kind、cites、must、expect", n),
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := do(l); err != nil {
			return err
		}
	}
	return lines.Err()
}

// Answered is whether law is given for an answer: an entry or articles, not choices.
func Answered(r bot.Reply) bool {
	return r.Verdict == bot.VerdictAnswer || r.Verdict == bot.VerdictArticle
}

// Citations returns the articles that decide the line; numbers that cannot be read are left out.
func (l Line) Citations() (cites []knowledge.Citation) {
	for _, c := range l.Cites {
		if n, ok := knowledge.ParseNumber(c.Article); ok {
			cites = append(cites, knowledge.Citation{Law: c.Law, Article: n})
		}
	}
	return cites
}

func (l Line) wanted(cites []knowledge.Citation) bool {
	wanted := l.Citations()
	return slices.ContainsFunc(cites, func(c knowledge.Citation) bool {
		return slices.ContainsFunc(wanted, func(w knowledge.Citation) bool { return w.Law == c.Law && w.Article == c.Article })
	})
}
