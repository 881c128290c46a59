package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa/reach"
)

// demand is what people of one place or trade asked about a topic.
type demand struct {
	topic     string
	community string // either
	trade     string // or; both "" for everybody
	asked     reach.Sum
	open      reach.Sum // what the bot could not answer and handed over
}

// demands is what people asked, by topic, community and trade.
type demands map[[3]string]*demand

// add adds what was asked of a subject to each of its topics.
func (all demands) add(topics []string, c reach.Cell) {
	for _, topic := range topics {
		key := [3]string{topic, c.Community, c.Trade}
		if all[key] == nil {
			all[key] = &demand{topic: topic, community: c.Community, trade: c.Trade}
		}
		all[key].asked.Add(c.Sum)
		if c.Kind == reach.HandedOver {
			all[key].open.Add(c.Sum)
		}
	}
}

func (all demands) list() []demand {
	list := make([]demand, 0, len(all))
	for _, d := range all {
		if d.asked.Rows > 0 {
			list = append(list, *d)
		}
	}
	slices.SortFunc(list, func(a, b demand) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.community, b.community), cmp.Compare(a.trade, b.trade))
	})
	return list
}

// readSubjects reads the period's sums by subject, of which there are many.
func (b *builder) readSubjects(ctx context.Context, source Source) error {
	return source.Cells(ctx, []reach.Cube{reach.BySubject}, b.period.From, b.period.To, func(_ reach.Cube, c reach.Cell) {
		in(b.now.subjects, b.told(c.Subject)).add(c.Kind, c.Sum)
	})
}

// readDemands reads what people asked about each topic, where their community or trade is known.
func (b *builder) readDemands(ctx context.Context, source Source) (demands, error) {
	found := demands{}
	cubes := []reach.Cube{reach.AskedByCommunity, reach.AskedByTrade}
	err := source.Cells(ctx, cubes, b.period.From, b.period.To, func(_ reach.Cube, c reach.Cell) {
		found.add(b.known[c.Subject].Topics, c)
	})
	return found, err
}

// askedByAll adds what everybody asked, wherever they are.
func (b *builder) askedByAll(found demands) []demand {
	for subject, kinds := range b.now.subjects {
		for _, kind := range []reach.Kind{reach.Answered, reach.HandedOver} {
			found.add(b.known[subject].Topics, reach.Cell{Kind: kind, Sum: kinds.of(kind)})
		}
	}
	return found.list()
}

// told is the subject as reports tell it apart: thousands of articles of which nothing more is known are one.
func (b *builder) told(subject string) string {
	if _, known := b.known[subject]; !known && strings.HasPrefix(subject, lawSubject) {
		return lawSubject
	}
	return subject
}

const lawSubject = "law:"

// suggestion is one line of what to do next.
type suggestion struct {
	demand
	held int // events on the topic there
	need float64
}

// What a suggestion weighs. A question that nobody could answer says more than one that was answered, and
// a place where the topic was taught already needs it less.
const (
	openWeight      = 2
	mostSuggestions = 6
	perTopic        = 2
	perPlace        = 2
)

// suggestions are the topics and places with most questions for what was done there, at most mostSuggestions.
// Fewer than FewPeople askers suggest nothing: that would tell who asked.
func (b *builder) suggestions() (list []suggestion) {
	for _, d := range b.asked {
		if d.asked.People() < FewPeople || d.community == "" && d.trade == "" {
			continue
		}
		s := suggestion{demand: d, held: b.heldOn(d)}
		s.need = float64(d.asked.Times+openWeight*d.open.Times) / float64(1+s.held)
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, c suggestion) int { return cmp.Compare(c.need, a.need) })
	topics, places := map[string]int{}, map[string]int{}
	return slices.DeleteFunc(list, func(s suggestion) bool {
		place := s.community + s.trade
		if topics[s.topic] >= perTopic || places[place] >= perPlace || len(topics) > 0 && total(topics) >= mostSuggestions {
			return true
		}
		topics[s.topic]++
		places[place]++
		return false
	})
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// heldOn counts the events on the topic in the community or for the trade.
func (b *builder) heldOn(d demand) (n int) {
	for _, e := range b.events {
		if slices.Contains(e.Topics, d.topic) && (d.community == "" || e.Community == d.community) && (d.trade == "" || e.Trade == d.trade) {
			n++
		}
	}
	return n
}

// place is where a suggestion leads.
func (s suggestion) place() string { return cmp.Or(s.community, s.trade+"行业") }

// reason is the figures that speak for a suggestion.
func (s suggestion) reason() string {
	why := fmt.Sprintf("%d人问过%d次", s.asked.People(), s.asked.Times)
	switch n := s.open.People(); {
	case n >= FewPeople:
		why += fmt.Sprintf("，其中%d次没答好、转了人工", s.open.Times)
	case n > 0:
		why += "，其中有转人工的"
	}
	if s.held == 0 {
		return why + "，还没有办过这个主题的活动"
	}
	return why + fmt.Sprintf("，办过%d场这个主题的活动", s.held)
}

// next is the table of what to teach next, and where.
func (b *builder) next() (Table, bool) {
	t := Table{Key: "next", Title: "下一场讲什么、去哪里", Columns: []Column{{Name: "去哪里", Kind: Text}, {Name: "讲什么", Kind: Text},
		{Name: "问过的人", Kind: Number, Unit: "人"}, {Name: "问的次数", Kind: Number, Unit: "次"}, {Name: "转人工", Kind: Number, Unit: "次"},
		{Name: "办过的活动", Kind: Number, Unit: "场"}},
		Note: "按线上的提问排：问得越多、没答好的越多、办过的活动越少，越靠前。社区和行业是本人登记的。"}
	for _, s := range b.suggestions() {
		f := b.filter()
		f.Kinds, f.Community, f.Trade = []reach.Kind{reach.Answered, reach.HandedOver}, s.community, s.trade
		f.Facet = reach.Facet{Name: reach.FacetTopic, Value: s.topic}
		where := f.Query().Encode()
		f.Kinds = []reach.Kind{reach.HandedOver}
		open := Cell{Number: s.open.Times, Where: f.Query().Encode(), Hidden: s.open.People() > 0 && s.open.People() < FewPeople}
		t.Rows = append(t.Rows, []Cell{{Text: s.place()}, {Text: s.topic}, {Number: s.asked.People(), Where: where}, {Number: s.asked.Times, Where: where},
			open, {Number: s.held}})
	}
	return t, len(t.Rows) > 0
}

// unvisited lists the office's communities in which no event was held, where there were events at all.
func (b *builder) unvisited() (names []string) {
	if len(b.events) == 0 {
		return nil
	}
	for _, name := range b.office.Communities {
		if !slices.ContainsFunc(b.events, func(e reach.Event) bool { return e.Community == name }) {
			names = append(names, name)
		}
	}
	return names
}
