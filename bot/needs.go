package bot

import (
	"regexp"
	"regexp/syntax"
)

// An expression is a regular expression with what a text needs for it to match at all. Looking for
// characters is a hundred times cheaper than running the expression, and few messages hold them.
type expression struct {
	re    *regexp.Regexp
	needs []runes
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
	return expression{re: re, needs: needsOf(parsed)}, nil
}

func (e expression) match(text string, has runes) bool {
	for _, need := range e.needs {
		if !need.meets(has) {
			return false
		}
	}
	return e.re.MatchString(text)
}

// runes is a set of characters that may also hold some that nobody put in: a Bloom filter.
type runes [4]uint64

func (s *runes) add(r rune) { s[uint32(r)>>6&3] |= 1 << (uint32(r) & 63) }

func (s runes) meets(t runes) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

func (s runes) union(t runes) runes {
	return runes{s[0] | t[0], s[1] | t[1], s[2] | t[2], s[3] | t[3]}
}

func runesOf(text string) runes {
	var s runes
	for _, r := range text {
		s.add(r)
	}
	return s
}

// needsOf returns sets of characters of each of which a matching text holds at least one.
func needsOf(re *syntax.Regexp) []runes {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		var needs []runes
		for _, r := range re.Rune {
			needs = append(needs, runesOf(string(r)))
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
		var needs []runes
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
func classNeeds(pairs []rune) []runes {
	var need runes
	count := 0
	for i := 0; i+1 < len(pairs); i += 2 {
		if count += int(pairs[i+1]-pairs[i]) + 1; count > 40 {
			return nil
		}
		for r := pairs[i]; r <= pairs[i+1]; r++ {
			need.add(r)
		}
	}
	return []runes{need}
}

// branchNeeds: one of the branches matches, so the text holds something that some branch needs.
func branchNeeds(branches []*syntax.Regexp) []runes {
	var any runes
	for _, branch := range branches {
		needs := needsOf(branch)
		if len(needs) == 0 {
			return nil
		}
		any = any.union(needs[0])
	}
	return []runes{any}
}
