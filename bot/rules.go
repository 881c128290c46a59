package bot

import (
	"fmt"
	"slices"
	"strings"
)

// A ruleset tells from the words of a message what kind of message it is. It is read from a text of
// lines, so that whoever runs the account can see why a message was taken as it was:
//
//	# a comment
//	let NAME REGEXP      {NAME} stands for the expression from here on
//	same WRONG RIGHT     a misspelling or a word of dialect, replaced before anything is matched
//	erase REGEXP         figures of speech that mean nothing here, cut out before matching
//	never REGEXP         no kind fires
//	asks REGEXP          somebody asks about law, money or the past: neither sure nor likely fires
//	now REGEXP           the words say that it happens at this moment: lifts every asks and unless
//	unless REGEXP        no likely line fires; before the first kind it holds for all kinds
//	odds ALONE WITH      how the weights (see weights) join in: from ALONE on they fire a kind by
//	                     themselves (where an asks holds or in a brief text, from doubt above it), below WITH only always fires
//	kind NAME            opens a kind; kinds are tried from the top
//	call NUMBER WHAT     a number to call, the most urgent first
//	say TEXT             what is answered
//	weighs OUTCOME       this kind fires where the weights alone find that outcome
//	always REGEXP        fires by itself
//	sure REGEXP          fires unless an asks holds
//	likely REGEXP        fires unless an asks or an unless holds
//
// Expressions are matched against tight texts (see tighten). In always, sure and likely a line may
// join expressions with " && ": all of them must be found, in whatever order, and those that begin
// with "!" must not be found.
//
// A long story often tells of its danger last, after words that would hold the rules back. So the
// last characters of a long text are read once more by themselves, for what is sure.
type ruleset struct {
	same  *strings.Replacer
	erase []expression
	never []expression
	asks  []expression
	now   []expression
	kinds []kind

	weights     weights
	alone, with float64
}

// A kind is one sort of message with what is said to it.
type kind struct {
	name   string
	calls  []call
	say    string
	always []pattern
	sure   []pattern
	likely []pattern
	unless []expression
	weighs string
}

// A call is a number with what it is for.
type call struct{ number, what string }

// A pattern matches where each of its terms holds.
type pattern []term

// A term holds where its expression matches, or does not.
type term struct {
	expression
	not bool
}

// found returns the kinds that lines fire, from the top, where the weights say that much.
func (t reading) found(odds float64) []kind {
	last, long := t.last()
	var found []kind
	for _, k := range t.rules.kinds {
		fires := t.one(k.always)
		if odds >= t.rules.with {
			fires = t.fires(k) || long && last.one(k.sure) && !last.any(t.rules.asks)
		}
		if fires {
			found = append(found, k)
		}
	}
	if len(found) > 0 && t.any(t.rules.never) {
		return nil
	}
	return found
}

func (s ruleset) read(tight string) reading {
	text := s.same.Replace(tight)
	has := runesOf(text)
	for _, e := range s.erase {
		if e.may(has) {
			text = e.re.ReplaceAllString(text, "")
		}
	}
	return reading{rules: s, text: text, has: has}
}

// A reading is one text under the rules. Guards are looked at only where something would fire.
type reading struct {
	rules ruleset
	text  string
	has   *runes // of the text before anything was erased
}

func (t reading) fires(k kind) bool {
	switch {
	case t.one(k.always):
		return true
	case t.one(k.sure):
		return !t.any(t.rules.asks) || t.any(t.rules.now)
	case t.one(k.likely):
		return !t.any(t.rules.asks) && !t.any(k.unless) || t.any(t.rules.now)
	default:
		return false
	}
}

// A text of longText characters is a story, whose last lastWords stand for themselves.
const (
	longText  = 40
	lastWords = 24
)

// last returns the end of a long text as a reading of its own.
func (t reading) last() (reading, bool) {
	if len(t.text) < longText {
		return reading{}, false
	}
	text := []rune(t.text)
	if len(text) < longText {
		return reading{}, false
	}
	end := string(text[len(text)-lastWords:])
	return reading{rules: t.rules, text: end, has: runesOf(end)}, true
}

// one reports whether one of the patterns matches.
func (t reading) one(patterns []pattern) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool {
		return !slices.ContainsFunc(p, func(e term) bool { return e.match(t.text, t.has) == e.not })
	})
}

// any reports whether one of the expressions matches.
func (t reading) any(expressions []expression) bool {
	return slices.ContainsFunc(expressions, func(e expression) bool { return e.match(t.text, t.has) })
}

// draft collects the lines of a ruleset.
type draft struct {
	ruleset
	lets   []string // {NAME}, expression, …
	same   []string
	unless []expression // of all kinds
}

// parseRules reads a ruleset. The error names the line.
func parseRules(text string) (ruleset, error) {
	var d draft
	for i, line := range strings.Split(text, "\n") {
		if err := d.line(strings.TrimSpace(line)); err != nil {
			return ruleset{}, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	d.ruleset.same = strings.NewReplacer(d.same...)
	for i := range d.kinds {
		d.kinds[i].unless = append(d.kinds[i].unless, d.unless...)
	}
	return d.ruleset, nil
}

func (d *draft) line(line string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "let", "same", "call", "odds":
		first, second, paired := strings.Cut(rest, " ")
		if !paired {
			return fmt.Errorf("%s wants two words", word)
		}
		return d.pair(word, first, strings.TrimSpace(second))
	case "kind":
		d.kinds = append(d.kinds, kind{name: rest})
		return nil
	case "say", "weighs", "always", "sure", "likely":
		if len(d.kinds) == 0 {
			return fmt.Errorf("%s before the first kind", word)
		}
		return d.kinds[len(d.kinds)-1].add(word, d.expand(rest))
	default:
		return d.guard(word, d.expand(rest))
	}
}

func (d *draft) pair(word, first, second string) error {
	switch {
	case word == "let":
		d.lets = append(d.lets, "{"+first+"}", d.expand(second))
	case word == "same":
		d.same = append(d.same, first, second)
	case word == "odds":
		_, err := fmt.Sscan(first+" "+second, &d.alone, &d.with)
		return err
	case len(d.kinds) == 0:
		return fmt.Errorf("call before the first kind")
	default:
		k := &d.kinds[len(d.kinds)-1]
		k.calls = append(k.calls, call{first, second})
	}
	return nil
}

func (d *draft) guard(word, text string) error {
	e, err := newExpression(text)
	if err != nil {
		return fmt.Errorf("%s: %w", word, err)
	}
	guards := map[string]*[]expression{"erase": &d.erase, "never": &d.never, "asks": &d.asks, "now": &d.now, "unless": &d.unless}
	list, known := guards[word]
	if !known {
		return fmt.Errorf("unknown word %q", word)
	}
	if word == "unless" && len(d.kinds) > 0 {
		list = &d.kinds[len(d.kinds)-1].unless
	}
	*list = append(*list, e)
	return nil
}

func (d *draft) expand(text string) string {
	return strings.NewReplacer(d.lets...).Replace(text)
}

// join is what stands between expressions that must all be found.
const join = " && "

func (k *kind) add(word, text string) error {
	switch word {
	case "say":
		k.say = text
		return nil
	case "weighs":
		k.weighs = text
		return nil
	}
	var p pattern
	for _, part := range strings.Split(text, join) {
		part, not := strings.CutPrefix(part, "!")
		e, err := newExpression(part)
		if err != nil {
			return fmt.Errorf("%s: %w", word, err)
		}
		p = append(p, term{e, not})
	}
	switch word {
	case "always":
		k.always = append(k.always, p)
	case "sure":
		k.sure = append(k.sure, p)
	default:
		k.likely = append(k.likely, p)
	}
	return nil
}

// mustRules reads a ruleset that is part of the program: a fault in it is a fault of the program.
func mustRules(name, text string) ruleset {
	s, err := parseRules(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return s
}
