package access

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Note is what somebody of staff did to something.
type Note struct {
	Action  string // what was done, as readers see it: 发布问答
	Subject string // what to: entry:ID
	Name    string // what that is called
	Changes []Change
}

// Change is a field that is no longer what it was.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Row is a row of the audit trail. Rows are never changed or deleted; each carries the hash of the one
// before, so that whoever does so all the same is found out.
type Row struct {
	Seq int64 // from 1, without gaps
	At  time.Time
	By  pufa.Staff
	Note
	Prev string // the Hash of the row before; "" in the first
	Hash string
}

// sealed is what a row's hash is of. Its JSON must not change.
type sealed struct {
	Seq     int64    `json:"seq"`
	At      int64    `json:"at"` // microseconds since 1970
	Who     string   `json:"who"`
	Role    string   `json:"role"`
	Action  string   `json:"action"`
	Subject string   `json:"subject"`
	Name    string   `json:"name"`
	Changes []Change `json:"changes"`
	Prev    string   `json:"prev"`
}

// Sum returns what the row's Hash must be: the SHA-256 of what it says and of the Hash before, in hex.
func (r Row) Sum() string {
	text, err := json.Marshal(sealed{r.Seq, r.At.UnixMicro(), r.By.Name, string(r.By.Role), r.Action, r.Subject, r.Name, r.Changes, r.Prev})
	if err != nil {
		panic(err) // texts and numbers always have a JSON
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Next returns the row that comes after r, sealed. The first comes after the zero Row.
func (r Row) Next(a pufa.Act, n Note) Row {
	next := Row{Seq: r.Seq + 1, At: a.At, By: a.By, Note: n, Prev: r.Hash}
	next.Hash = next.Sum()
	return next
}

// Follows tells what is wrong between two rows of the trail; nil where r is what comes after before.
func (r Row) Follows(before Row) error {
	switch {
	case r.Seq != before.Seq+1:
		return fmt.Errorf("第 %d 条后面是第 %d 条，中间的不见了", before.Seq, r.Seq)
	case r.Prev != before.Hash:
		return fmt.Errorf("第 %d 条接不上前一条：前一条被换过", r.Seq)
	case r.Hash != r.Sum():
		return fmt.Errorf("第 %d 条的内容被改过", r.Seq)
	default:
		return nil
	}
}

// changeMost bounds what is kept of a field, in characters: texts have a history of their own.
const changeMost = 500

// Diff returns the fields in which two things of one type differ, by the names of their JSON; nil is
// nothing at all.
func Diff(before, after any) []Change { return DiffTexts(fields(before), fields(after)) }

// DiffTexts returns in which names two sets of texts differ.
func DiffTexts(was, is map[string]string) (changes []Change) {
	all := maps.Clone(is)
	maps.Copy(all, was)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if was[name] != is[name] {
			changes = append(changes, Change{name, short(was[name]), short(is[name])})
		}
	}
	return changes
}

func fields(v any) map[string]string {
	texts := map[string]string{}
	raw, err := json.Marshal(v)
	if v == nil || err != nil {
		return texts
	}
	values := map[string]json.RawMessage{}
	if json.Unmarshal(raw, &values) != nil {
		return texts
	}
	for name, value := range values {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		if text != "" && text != "null" && text != "[]" && text != "{}" {
			texts[name] = text
		}
	}
	return texts
}

func short(s string) string {
	if n := utf8.RuneCountInString(s); n > changeMost {
		return string([]rune(s)[:changeMost]) + fmt.Sprintf("……（共 %d 字）", n)
	}
	return s
}
