package bot

import (
	"regexp"
	"regexp/syntax"
	"slices"
)

// An expression is a regular expression with what a text needs for it to match at all. Looking for
// characters is a hundred times cheaper than running the expression, and few messages hold them.
type expression struct {
	re    *regexp.Regexp
	needs [][]rune // of each set the text holds at least one; the smallest set first
}

func newExpression(text string) (expression, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return expression{}, err
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return expression{}, err
	}
	needs := needsOf(parsed)
	slices.SortStableFunc(needs, func(a, b []rune) int { return len(a) - len(b) })
	return expression{re: re, needs: needs}, nil
}

func (e expression) match(text string, has *runes) bool {
	return e.may(has) && e.re.MatchString(text)
}

// may reports whether a text that has these characters may match.
func (e expression) may(has *runes) bool {
	for _, need := range e.needs {
		if !slices.ContainsFunc(need, has.holds) {
			return false
		}
	}
	return true
}

// runes is a set of characters. Those beyond the Basic Multilingual Plane share places with others,
// so that the set may hold some that nobody put in.
type runes [1 << 10]uint64

func (s *runes) add(r rune)        { s[r>>6&0x3ff] |= 1 << (r & 63) }
func (s *runes) holds(r rune) bool { return s[r>>6&0x3ff]>>(r&63)&1 != 0 }

func runesOf(text string) *runes {
	var s runes
	for _, r := range text {
		s.add(r)
	}
	return &s
}

// needsOf returns sets of characters of each of which a matching text holds at least one.
func needsOf(re *syntax.Regexp) [][]rune {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		var needs [][]rune
		for _, r := range re.Rune {
			needs = append(needs, []rune{r})
		}
		return needs
	case syntax.OpCharClass:
		return classNeeds(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return needsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min == 0 {
			return nil
		}
		return needsOf(re.Sub[0])
	case syntax.OpConcat:
		var needs [][]rune
		for _, sub := range re.Sub {
			needs = append(needs, needsOf(sub)...)
		}
		return needs
	case syntax.OpAlternate:
		return branchNeeds(re.Sub)
	default:
		return nil
	}
}

// classNeeds takes classes of a few characters; a wide class says nothing.
func classNeeds(pairs []rune) [][]rune {
	var need []rune
	for i := 0; i+1 < len(pairs); i += 2 {
		if int(pairs[i+1]-pairs[i])+len(need) > 40 {
			return nil
		}
		for r := pairs[i]; r <= pairs[i+1]; r++ {
			need = append(need, r)
		}
	}
	return [][]rune{need}
}

// branchNeeds: one of the branches matches, so the text holds something that some branch needs.
func branchNeeds(branches []*syntax.Regexp) [][]rune {
	var union []rune
	for _, branch := range branches {
		needs := needsOf(branch)
		if len(needs) == 0 {
			return nil
		}
		for _, r := range slices.MinFunc(needs, func(a, b []rune) int { return len(a) - len(b) }) {
			if !slices.Contains(union, r) {
				union = append(union, r)
			}
		}
	}
	return [][]rune{union}
}
