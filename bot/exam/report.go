package exam

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Tally counts the lines of one kind, or of one field.
type Tally struct {
	N        int `json:"n"`
	Cited    int `json:"cited"`    // lines that an article decides
	Right    int `json:"right"`    // of those, the answer shown cites a right article
	Offered  int `json:"offered"`  // that, or one of the choices does
	Wrong    int `json:"wrong"`    // an answer is shown that does not
	Answered int `json:"answered"` // answered with law
	Choices  int `json:"choices"`
	Danger   int `json:"danger"`
	Expected int `json:"expected"`
	Facts    int `json:"facts"` // that replies must name, over all lines
	Named    int `json:"named"`
	// The same over the lines with a right answer only.
	RightFacts int `json:"right_facts"`
	RightNamed int `json:"right_named"`
}

func (t *Tally) add(l Line, m Mark) {
	count := func(into *int, is bool) {
		if is {
			*into++
		}
	}
	t.N++
	cited := len(l.Cites) > 0
	count(&t.Cited, cited)
	count(&t.Right, cited && m.Right)
	count(&t.Offered, cited && m.Offered)
	count(&t.Wrong, cited && m.Answered && !m.Right)
	count(&t.Answered, m.Answered)
	count(&t.Choices, m.Choices)
	count(&t.Danger, m.Danger)
	count(&t.Expected, m.Expected)
	t.Facts += m.Facts
	t.Named += m.Named
	if m.Right {
		t.RightFacts += m.Facts
		t.RightNamed += m.Named
	}
}

// Report is what an exam came to.
type Report struct {
	Kinds  map[string]*Tally `json:"kinds"`
	Fields map[string]*Tally `json:"fields"` // lines that an article decides, by field
}

// Add counts one line.
func (r *Report) Add(l Line, m Mark) {
	if r.Kinds == nil {
		r.Kinds, r.Fields = map[string]*Tally{}, map[string]*Tally{}
	}
	count := func(tallies map[string]*Tally, key string) {
		if tallies[key] == nil {
			tallies[key] = new(Tally)
		}
		tallies[key].add(l, m)
	}
	count(r.Kinds, cmp.Or(l.Kind, "-"))
	if len(l.Cites) > 0 && l.Field != "" {
		count(r.Fields, l.Field)
	}
}

// Print writes the report as a table.
func (r Report) Print(w io.Writer) error {
	for _, part := range []struct {
		head    string
		tallies map[string]*Tally
	}{{"种类", r.Kinds}, {"领域", r.Fields}} {
		if len(part.tallies) == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t条数\t答对\t答对或选项里有\t答错\t用法条答复\t给选项\t判为危险\t符合预期\t要点写到\t答对里要点写到\n", part.head); err != nil {
			return err
		}
		for _, key := range slices.Sorted(maps.Keys(part.tallies)) {
			t := part.tallies[key]
			_, err := fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", key, t.N,
				share(t.Right, t.Cited), share(t.Offered, t.Cited), share(t.Wrong, t.Cited), share(t.Answered, t.N),
				share(t.Choices, t.N), share(t.Danger, t.N), share(t.Expected, t.N), share(t.Named, t.Facts), share(t.RightNamed, t.RightFacts))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(n)/float64(of))
}
