package bot

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed rules/danger.txt
var dangerRules string

//go:embed rules/danger-weights.txt
var dangerWeights string

// An alarm is a danger that a message tells of.
type alarm struct {
	kind  string
	calls []call // the most urgent first
	say   string
}

// alarmOf returns the danger in a tight text. Where several fire, the first speaks and the
// numbers of all are given.
func alarmOf(dangers ruleset, tight string) (alarm, bool) {
	found, number, odds := dangers.judge(tight)
	if len(found) == 0 {
		return alarm{}, false
	}
	switch {
	case odds >= plainOdds:
		found = lead(found, dangers.weighing(number), number)
	case odds >= 0:
		found = append(found, dangers.weighing(number)...)
	}
	a := alarm{kind: found[0].name, say: found[0].say}
	for _, k := range found {
		for _, c := range k.calls {
			if !slices.ContainsFunc(a.calls, func(had call) bool { return had.number == c.number }) {
				a.calls = append(a.calls, c)
			}
		}
	}
	return a, true
}

// plainOdds is from when on the weights say which number comes first; below, they only add it.
const plainOdds = 0.7

// lead puts in front the kind that calls the number first, or else the one for that number alone.
func lead(found, alone []kind, number string) []kind {
	first := func(k kind) bool { return k.calls[0].number == number }
	i := slices.IndexFunc(found, first)
	if i < 0 {
		return append(alone, found...)
	}
	return slices.Insert(slices.Delete(slices.Clone(found), i, i+1), 0, found[i])
}

// numbers returns the numbers to call.
func (a alarm) numbers() []string {
	var numbers []string
	for _, c := range a.calls {
		numbers = append(numbers, c.number)
	}
	return numbers
}

// text returns what is said: the numbers on the first line, then what to do until help comes.
func (a alarm) text() string {
	var lines []string
	for _, c := range a.calls {
		lines = append(lines, c.number+"（"+c.what+"）")
	}
	return "请马上打 " + strings.Join(lines, "、") + "。\n" + a.say
}
