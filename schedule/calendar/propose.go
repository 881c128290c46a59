package calendar

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// Shelf is what proposals choose from. The store and the index implement it together.
type Shelf interface {
	// List returns entries without bodies of a kind ("" all) and state ("" all).
	List(ctx context.Context, kind knowledge.EntryKind, state knowledge.State) ([]knowledge.Entry, error)
	// Search returns what fits the words, best first.
	Search(ctx context.Context, q knowledge.Query) ([]knowledge.Hit, error)
}

// Proposal is a campaign as it might be: a draft for staff to change.
type Proposal struct {
	Occurrence Occurrence
	Title      string
	Purpose    string
	Pieces     []Piece  // best first; none where the knowledge base holds nothing that fits
	Missing    []string // topics for which nothing was found
}

// Piece is an entry that a proposal would send, and why.
type Piece struct {
	Slug    string
	Title   string
	Kind    knowledge.EntryKind
	State   knowledge.State
	Reasons []string
	Heed    []string // what is to be looked at before it is sent
}

// MostPieces is how many pieces a proposal has at most: a WeChat message takes eight, people read fewer.
const MostPieces = 5

// Propose drafts a campaign for an occurrence from what answers in the knowledge base. An entry is chosen only
// where its own words say that it belongs: its topics, field, title, ways of asking, or that it cites the law
// on which the day rests; the search orders what is left. Several topics are served before one is served
// twice, and a case is among the pieces where one fits.
func Propose(ctx context.Context, shelf Shelf, o Occurrence) (Proposal, error) {
	entries, err := shelf.List(ctx, "", "")
	if err != nil {
		return Proposal{}, fmt.Errorf("propose %s: %w", o.Entry.ID, err)
	}
	pool := newPool(o, entries)
	for i, topic := range o.Entry.Topics {
		hits, err := shelf.Search(ctx, knowledge.Query{Text: topic, Scope: knowledge.ScopeEntries, Limit: deep, Day: o.First})
		if err != nil {
			return Proposal{}, fmt.Errorf("propose %s: %w", o.Entry.ID, err)
		}
		pool.found(i, hits)
	}
	pool.settle()
	p := Proposal{Occurrence: o, Pieces: pool.choose(), Missing: pool.missing()}
	p.Title = fmt.Sprintf("%d年%s普法", o.Year, o.Entry.Name)
	p.Purpose = purpose(p)
	return p, nil
}

// deep is how many hits of a topic are looked at.
const deep = 20

func purpose(p Proposal) string {
	o := p.Occurrence
	days := o.First.ChineseWeekday()
	if o.Last != o.First {
		days += "至" + o.Last.ChineseWeekday()
	}
	text := fmt.Sprintf("%s是%s（依据：%s）。", days, o.Entry.Name, o.Entry.Basis)
	if o.Entry.Check != "" {
		text += o.Entry.Check + "。"
	}
	topics := slices.DeleteFunc(slices.Clone(o.Entry.Topics), func(t string) bool { return slices.Contains(p.Missing, t) })
	if about := cmp.Or(strings.Join(topics, "、"), o.Entry.Name); len(p.Pieces) > 0 {
		text += fmt.Sprintf("围绕%s，选了知识库里的 %d 篇。", about, len(p.Pieces))
	}
	if len(o.Entry.Stock) > 0 {
		text += "线下同时准备：" + strings.Join(o.Entry.Stock, "、") + "。"
	}
	return text
}

// choose takes the best candidates one by one; what a topic has given already counts for less.
func (p *pool) choose() []Piece {
	var chosen []*candidate
	served := map[int]int{}
	for len(chosen) < MostPieces {
		best := p.best(chosen, served, len(chosen) == MostPieces-1 && !hasCase(chosen))
		if best == nil {
			break
		}
		chosen = append(chosen, best)
		served[best.topic]++
	}
	pieces := make([]Piece, len(chosen))
	for i, c := range chosen {
		pieces[i] = c.piece(p.occurrence)
	}
	return pieces
}

// best returns the candidate that adds most, nil where there is none. Where wantCase is set, a case that is
// about the matter itself goes first.
func (p *pool) best(chosen []*candidate, served map[int]int, wantCase bool) *candidate {
	var left []*candidate
	for _, c := range p.fitting {
		if !slices.Contains(chosen, c) {
			left = append(left, c)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return slices.MaxFunc(left, func(a, b *candidate) int {
		if wantCase && a.apt() != b.apt() {
			return cmp.Compare(asInt(a.apt()), asInt(b.apt()))
		}
		return cmp.Or(cmp.Compare(a.worth(served), b.worth(served)), cmp.Compare(b.entry.Slug, a.entry.Slug))
	})
}

// apt reports a case whose topics, title or citations say that it is about the matter.
func (c *candidate) apt() bool { return c.isCase() && c.most >= byTitle }

func hasCase(chosen []*candidate) bool { return slices.ContainsFunc(chosen, (*candidate).isCase) }

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *candidate) piece(o Occurrence) Piece {
	e := c.entry
	p := Piece{Slug: e.Slug, Title: e.Title, Kind: e.Kind, State: e.State, Reasons: c.reasons}
	if e.State == knowledge.Starter {
		p.Heed = append(p.Heed, "起始库的内容，发之前请本单位审核")
	}
	if e.Check != "" {
		p.Heed = append(p.Heed, "待核："+e.Check)
	}
	if e.Review != "" && e.Review < o.First {
		p.Heed = append(p.Heed, "到时已过复核日（"+e.Review.Chinese()+"）")
	}
	return p
}
