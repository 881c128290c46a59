package lawtext

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// A day as statutes write it: 2020年5月28日, 一九九五年一月一日.
var (
	dayShape   = regexp.MustCompile(`([0-9０-９]{4}|[一二三四五六七八九零〇○]{4}) ?年 ?(` + numeral + `) ?月 ?(` + numeral + `) ?日`)
	effectRule = regexp.MustCompile(`^ ?(?:起|开始)? ?(?:正式)?(?:施行|实施|执行|生效)`)
	fromRule   = regexp.MustCompile(`(?:自|从|于) ?$`)
	atOnceRule = regexp.MustCompile(`(?:自|从)(?:公布|发布|颁布)之日起(?:施行|实施|生效)`)
	publishes  = regexp.MustCompile(`(?:公布|发布|颁布)(?:之日)?(?:起)?(?:施行|实施)`)
)

// occurrence is a day in a text and what is said to happen on it.
type occurrence struct {
	day    pufa.Day
	effect bool // the enactment takes effect
	event  bool // it is adopted, published or amended
}

// occurrences reads the days of a text.
func occurrences(s string) []occurrence {
	var out []occurrence
	at := dayShape.FindAllStringSubmatchIndex(s, -1)
	for i, m := range at {
		day := dayOf(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]])
		if day == "" {
			continue
		}
		end := len(s)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		after := s[m[1]:end]
		o := occurrence{day: day, effect: effectRule.MatchString(after) || publishes.MatchString(after)}
		o.event = !effectRule.MatchString(after) && (m[0] == 0 || event.MatchString(after)) && !fromRule.MatchString(s[:m[0]]) ||
			strings.HasSuffix(s[:m[0]], "于") && event.MatchString(after)
		out = append(out, o)
	}
	return out
}

func dayOf(year, month, day string) pufa.Day {
	y, ok1 := knowledge.ParseNumeral(year)
	m, ok2 := knowledge.ParseNumeral(month)
	d, ok3 := knowledge.ParseNumeral(day)
	if !ok1 || !ok2 || !ok3 {
		return ""
	}
	parsed, err := pufa.ParseDay(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	if err != nil { // no such day: a slip in the text, and the day stays unknown
		return ""
	}
	return parsed
}

// settleDays fills the version, where the file name has none, and the day of effect.
func settleDays(l *knowledge.Law) {
	var last, effect pufa.Day
	events := 0
	for _, s := range l.History {
		for _, o := range occurrences(s) {
			if o.event {
				last = max(last, o.day)
				events++
			}
			if o.effect {
				effect = max(effect, o.day)
			}
		}
	}
	if l.Version == "" {
		l.Version = last
	}
	closing := closingLines(*l)
	for i := 0; i < len(closing) && effect == ""; i++ {
		for _, o := range occurrences(closing[i]) {
			if o.effect {
				effect = o.day
			}
		}
		if effect == "" && events == 1 && last == l.Version && atOnceRule.MatchString(closing[i]) {
			effect = last
		}
	}
	// A law keeps the day of its first version in its last article when it is amended: that day is
	// not the day of effect of this version.
	if effect >= l.Version {
		l.Effective = effect
	}
}

// closingLines returns the paragraphs that may name the day of effect, the last ones first.
func closingLines(l knowledge.Law) []string {
	const within = 4
	var out []string
	for i := len(l.Articles) - 1; i >= 0 && i >= len(l.Articles)-within; i-- {
		if text := l.Articles[i].Text(); selfReference.MatchString(text) {
			out = append(out, text)
		}
	}
	if len(l.Articles) > 0 {
		return out
	}
	for i := len(l.Preface) - 1; i >= 0 && i >= len(l.Preface)-within; i-- {
		if text := l.Preface[i].Text; strings.Contains(text, "本") {
			out = append(out, text)
		}
	}
	return out
}
