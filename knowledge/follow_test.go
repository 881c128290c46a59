package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// A message without matter of its own points back, one of which the knowledge base is sure by itself does not.
func TestWhatSpeaksForAFollowUp(t *testing.T) {
	f, err := ShippedFollow()
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(followEvidence)
	of := func(feature string, value float64) float64 {
		evidence := make([]float64, len(names))
		evidence[0], evidence[slices.Index(names, feature)] = 1, value
		return f.Of(evidence)
	}
	for feature, more := range map[string]bool{"alone": false, "both": true, "own": false, "stands": true, "onward": true, "held": true, "related": true} {
		if (of(feature, 1) > of(feature, 0)) != more {
			t.Errorf("%s: likelier with more of it, %v", feature, !more)
		}
	}
}

func TestAFollowTableIsReadAsItIsWritten(t *testing.T) {
	f := FitFollow([]Sample{
		{Evidence: []float64{1, 4, 0, 2, 1, 0, 1, 0, 0, 0, 0}, Weight: 1},
		{Evidence: []float64{1, -4, 4, 0, 0, 1, 0, 1, 0, 1, 1}, Weight: 1, Right: true},
	})
	var table strings.Builder
	if _, err := f.WriteTo(&table); err != nil {
		t.Fatal(err)
	}
	again, err := ReadFollow(strings.NewReader(table.String()))
	if err != nil || len(again.follow) != len(f.follow) || again.Of([]float64{1, -4, 4, 0, 0, 1, 0, 1, 0, 1, 1}) < 0.7 {
		t.Errorf("%v %+v", err, again)
	}
	if _, err := ReadFollow(strings.NewReader("model,feature,coefficient\nfollow,bias,1\n")); err == nil {
		t.Error("a table without its features is read")
	}
}

// Where both readings are found, what is offered comes from either, as likely as its reading.
func TestReadingsAreMixed(t *testing.T) {
	entry := func(slug string, sure float64) foundEntry {
		return foundEntry{Entry: Entry{Slug: slug}, confidence: sure}
	}
	a := &Answerer{costs: DefaultCosts()}
	alone := findings{entries: []foundEntry{entry("new", 0.9), entry("both", 0.5)}}
	both := findings{entries: []foundEntry{entry("before", 0.9), entry("both", 0.6)}}
	if got := a.alone(alone, both, 0.1); !a.sureOfEntry(got) || got.entries[0].Slug != "new" {
		t.Errorf("hardly meant together: %+v", got)
	}
	got := a.alone(alone, both, 0.45)
	if a.sureOfEntry(got) || len(got.entries) != 3 {
		t.Fatalf("may well be meant together: %+v", got)
	}
	var order []string
	for _, e := range got.entries {
		order = append(order, e.Slug)
	}
	if !slices.Equal(order, []string{"both", "new", "before"}) {
		t.Errorf("order %v", order)
	}
}

// Also what nobody knows anything about is not answered with what was shown before.
func TestAMessageWithAMatterOfItsOwnStandsApart(t *testing.T) {
	evidence := func(held, related float64) []float64 {
		e := make([]float64, len(strings.Fields(followEvidence)))
		e[len(e)-2], e[len(e)-1] = held, related
		return e
	}
	const tablets = "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争"
	for _, test := range []struct {
		text          string
		held, related float64
		want          bool
	}{{tablets, 0, 0, true}, {tablets, 0.3, 0, false}, {tablets, 0, 1, false}, {"那他不给呢", 0, 0, false}} {
		if got := apart(test.text, evidence(test.held, test.related)); got != test.want {
			t.Errorf("%q stands apart: %v, want %v", test.text, got, test.want)
		}
	}
}
