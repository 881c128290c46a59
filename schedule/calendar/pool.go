package calendar

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// What speaks for an entry, by how much. Words that a writer chose for it say most; being found says little
// by itself, because something is always found.
const (
	byTopic = 3.0 // one of its topics is the topic
	byPart  = 2.0 // one of its topics has the word in it
	byTitle = 2.0 // its title has the word
	byField = 1.5 // it belongs to the field
	byAsk   = 1.0 // somebody asks it with the word
	byLaw   = 3.0 // it cites the law on which the day rests
	byFind  = 2.0 // times how likely the search takes it
	byStaff = 0.5 // somebody of the office has reviewed it

	least = 2.0 // what is proposed at all: a field or a way of asking is not enough alone
)

// candidate is an entry that may be proposed.
type candidate struct {
	entry   knowledge.Entry
	topic   int // the topic that speaks most for it; -1 for the law
	score   float64
	most    float64 // what topic says
	topics  []int   // all that speak for it
	reasons []string
}

func (c *candidate) isCase() bool { return c.entry.Kind == knowledge.KindCase }

// worth is the score, halved for each piece that its topic has given already.
func (c *candidate) worth(served map[int]int) float64 {
	return c.score * math.Pow(0.5, float64(served[c.topic]))
}

// pool holds the candidates for an occurrence.
type pool struct {
	occurrence Occurrence
	fitting    []*candidate
	by         map[string]*candidate // by slug
}

var lawPattern = regexp.MustCompile(`《([^》]+)》`)

// newPool takes what answers and says itself that it belongs.
func newPool(o Occurrence, entries []knowledge.Entry) *pool {
	p := &pool{occurrence: o, by: map[string]*candidate{}}
	var law string
	if m := lawPattern.FindStringSubmatch(o.Entry.Basis); m != nil {
		law = m[1]
	}
	for _, e := range entries {
		if !e.State.Answers() {
			continue
		}
		c := &candidate{entry: e, topic: -1}
		for i, topic := range o.Entry.Topics {
			if points, reason := speaks(e, topic); points > 0 {
				c.add(i, points, reason)
			}
		}
		if law != "" && slices.ContainsFunc(e.Cites, func(cite knowledge.Citation) bool { return cite.Law == law }) {
			c.add(-1, byLaw, "引用《"+law+"》")
		}
		if c.score == 0 {
			continue
		}
		if e.State == knowledge.Reviewed {
			c.score += byStaff
		}
		p.fitting = append(p.fitting, c)
		p.by[e.Slug] = c
	}
	return p
}

// add counts a reason once: one word of an entry may speak for two topics.
func (c *candidate) add(topic int, points float64, reason string) {
	if slices.Contains(c.reasons, reason) {
		return
	}
	c.topics = append(c.topics, topic)
	c.score += points
	c.reasons = append(c.reasons, reason)
	if points > c.most {
		c.most, c.topic = points, topic
	}
}

// speaks says how much, and how, an entry itself belongs to a topic: by the best of its words only.
func speaks(e knowledge.Entry, topic string) (points float64, reason string) {
	part := slices.IndexFunc(e.Topics, func(own string) bool { return strings.Contains(own, topic) })
	switch {
	case slices.Contains(e.Topics, topic):
		return byTopic, "主题“" + topic + "”"
	case part >= 0:
		return byPart, "主题“" + e.Topics[part] + "”"
	case strings.Contains(e.Title, topic):
		return byTitle, "标题写到“" + topic + "”"
	case e.Field == topic || strings.Contains(e.Field, topic):
		return byField, "属于“" + e.Field + "”"
	case slices.ContainsFunc(e.Asks, func(ask string) bool { return strings.Contains(ask, topic) }):
		return byAsk, "有人问到“" + topic + "”"
	default:
		return 0, ""
	}
}

// found adds what the search makes of a topic to the candidates; others are not taken in by it.
func (p *pool) found(topic int, hits []knowledge.Hit) {
	for i, hit := range hits {
		c := p.by[hit.Slug]
		if c == nil {
			continue
		}
		c.score += byFind * hit.Score
		if i < 3 {
			c.reasons = append(c.reasons, fmt.Sprintf("检索“%s”排第 %d", p.occurrence.Entry.Topics[topic], i+1))
		}
	}
}

// settle drops what has too little to say for itself.
func (p *pool) settle() {
	p.fitting = slices.DeleteFunc(p.fitting, func(c *candidate) bool { return c.score < least })
}

// missing returns the topics for which nothing that fits speaks.
func (p *pool) missing() []string {
	var found []string
	for i, topic := range p.occurrence.Entry.Topics {
		if !slices.ContainsFunc(p.fitting, func(c *candidate) bool { return slices.Contains(c.topics, i) }) {
			found = append(found, topic)
		}
	}
	return found
}
