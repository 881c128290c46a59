package wechatsim

import (
	"fmt"
	"time"
)

// issue is one publication of one or more articles, by mass send or freepublish.
type issue struct {
	dataID   int64
	at       time.Time
	notified bool // reached followers by push
	origin   string
	articles []draftArticle
	deleted  map[int]bool // by index from 1; 0: all
	stats    map[int]*readings
}

// readings are who read and shared one article, by day.
type readings struct {
	readers map[string]map[string]bool
	sharers map[string]map[string]bool
	reads   map[string]int
	shares  map[string]int
}

type issues struct {
	byID   map[int64]*issue
	byJob  map[int64]*publishJob
	latest []*issue
}

func newIssues() issues {
	return issues{byID: map[int64]*issue{}, byJob: map[int64]*publishJob{}}
}

// publishIssue gives an issue its id. The caller holds mu; nil is no issue.
func (p *Platform) publishIssue(i *issue, dataID int64, at time.Time) {
	if i == nil {
		return
	}
	i.dataID, i.at = dataID, at
	i.deleted = map[int]bool{}
	i.stats = map[int]*readings{}
	p.issues.byID[dataID] = i
	p.issues.latest = append(p.issues.latest, i)
}

func (i *issue) delete(idx int) {
	if i.deleted == nil {
		i.deleted = map[int]bool{}
	}
	i.deleted[idx] = true
}

func (i *issue) url(idx int) string { return fmt.Sprintf("%s/s/%d/%d", i.origin, i.dataID, idx) }

func (i *issue) cards() []NewsArticle {
	cards := make([]NewsArticle, 0, len(i.articles))
	for n, a := range i.articles {
		cards = append(cards, NewsArticle{Title: a.Title, Description: a.Digest, Picture: i.picture(a), URL: i.url(n + 1)})
	}
	return cards
}

func (i *issue) picture(a draftArticle) string {
	if a.ThumbMediaID == "" {
		return ""
	}
	return i.origin + "/mmbiz/" + a.ThumbMediaID
}

// urlField is the ArticleUrlResult of a finish event.
func (i *issue) urlField() field {
	list := []field{}
	for n := range i.articles {
		list = append(list, nest("item", number("ArticleIdx", int64(n+1)), text("ArticleUrl", i.url(n+1))))
	}
	return nest("ArticleUrlResult", number("Count", int64(len(i.articles))), nest("ResultList", list...))
}

func newReadings() *readings {
	return &readings{
		readers: map[string]map[string]bool{}, sharers: map[string]map[string]bool{},
		reads: map[string]int{}, shares: map[string]int{},
	}
}

// Read counts that a person read an article, named by msg_data_id and its index from 1.
func (p *Platform) Read(openID string, dataID int64, idx int) error {
	return p.count(dataID, idx, func(r *readings, today string) {
		note(r.readers, today, openID)
		r.reads[today]++
	})
}

// Share counts that a person passed an article on.
func (p *Platform) Share(openID string, dataID int64, idx int) error {
	return p.count(dataID, idx, func(r *readings, today string) {
		note(r.sharers, today, openID)
		r.shares[today]++
	})
}

func (p *Platform) count(dataID int64, idx int, do func(*readings, string)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, ok := p.issues.byID[dataID]
	if !ok || idx < 1 || idx > len(i.articles) {
		return fmt.Errorf("no article %d_%d", dataID, idx)
	}
	if i.stats[idx] == nil {
		i.stats[idx] = newReadings()
	}
	do(i.stats[idx], day(p.Now()))
	return nil
}

func note(byDay map[string]map[string]bool, today, openID string) {
	if byDay[today] == nil {
		byDay[today] = map[string]bool{}
	}
	byDay[today][openID] = true
}
