package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

const dayForm = `([0-9０-９一二三四五六七八九十○〇零]{4})年([0-9０-９一二三四五六七八九十]{1,6})月([0-9０-９一二三四五六七八九十]{1,6})日`

var (
	dayText   = regexp.MustCompile(dayForm)
	titles    = regexp.MustCompile(`[《<〈][^》>〉]*[》>〉]+`)
	ofLaw     = regexp.MustCompile(`通过|修正|修订`)
	ofDecree  = regexp.MustCompile(`公布|发布|修正|修订`)
	starting  = regexp.MustCompile(`施行|生效|实施`)
	inHead    = regexp.MustCompile(dayForm + `\s*(?:起)?(?:施行|生效|实施)`)
	inArticle = regexp.MustCompile(`本\p{Han}{1,10}自(.{4,40}?)起(?:施行|实施|执行|生效)`)
	atOnce    = regexp.MustCompile(`^(?:公布|发布|颁布)之日$`)
)

// sameAct is how far apart, in days, the decision of a court or procuratorate and its promulgation
// may lie: both stand in a preamble and are one version.
const sameAct = 300

// adoptions returns the days on which the enactment was adopted and amended, ascending. What a
// preamble calls approval, discussion or effect is not adoption.
func adoptions(head, level string) []pufa.Day {
	head = titles.ReplaceAllString(strings.ReplaceAll(head, "\n", ""), "")
	act := ofDecree
	if level != "行政法规" {
		act = ofLaw
	}
	var days []pufa.Day
	at := dayText.FindAllStringSubmatchIndex(head, -1)
	for i, m := range at {
		end := len(head)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		says := head[m[1]:end]
		if d := dayOf(head[m[0]:m[1]]); d != "" && act.MatchString(says) && !starting.MatchString(says) {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	if level == "司法解释" {
		return lastOfEach(days)
	}
	return days
}

// lastOfEach joins days that belong to one version and keeps the last of each.
func lastOfEach(days []pufa.Day) []pufa.Day {
	var kept []pufa.Day
	for i, d := range days {
		if i+1 == len(days) || d.Add(sameAct) < days[i+1] {
			kept = append(kept, d)
		}
	}
	return kept
}

// beginning returns from when the text says that it is in force.
func beginning(head, body string) (d pufa.Day, fromPromulgation bool) {
	if m := inHead.FindString(head); m != "" {
		return dayOf(m), false
	}
	all := inArticle.FindAllStringSubmatch(body, -1)
	if len(all) == 0 {
		return "", false
	}
	says := all[len(all)-1][1]
	return dayOf(says), atOnce.MatchString(says)
}

// dayOf reads the first day in the text; "" where there is none.
func dayOf(text string) pufa.Day {
	m := dayText.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	var n [3]int
	for i := range n {
		v, ok := knowledge.ParseNumeral(m[i+1])
		if !ok {
			return ""
		}
		n[i] = v
	}
	d, err := pufa.ParseDay(fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2]))
	if err != nil {
		return "" // a misprint such as 13月 says nothing
	}
	return d
}
