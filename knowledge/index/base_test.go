package index_test

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// base is a knowledge base in memory: laws, entries and their feed.
type base struct {
	mu       sync.Mutex
	laws     map[pufa.ID]knowledge.Law
	entries  map[pufa.ID]knowledge.Entry
	changes  map[knowledge.Change]int64
	revision int64
}

func newBase() *base {
	return &base{
		laws: map[pufa.ID]knowledge.Law{}, entries: map[pufa.ID]knowledge.Entry{},
		changes: map[knowledge.Change]int64{},
	}
}

func (b *base) touch(subject knowledge.Subject, id pufa.ID) {
	b.revision++
	b.changes[knowledge.Change{Subject: subject, ID: id}] = b.revision
}

// law adds or replaces a law version; its ID and its articles' are made of name, version and number.
func (b *base) law(l knowledge.Law) pufa.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	l.ID = pufa.ID(l.Name + "@" + string(l.Version))
	if l.Part != "" {
		l.Articles = append(slices.Clone(b.laws[l.ID].Articles), l.Articles...)
	}
	for i := range l.Articles {
		l.Articles[i].ID = pufa.ID(string(l.ID) + l.Articles[i].Number.String() + string(rune('a'+i%26)) + string(rune('a'+i/26)))
	}
	b.laws[l.ID] = l
	b.touch(knowledge.SubjectLaw, l.ID)
	return l.ID
}

func (b *base) removeLaw(id pufa.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.laws, id)
	b.touch(knowledge.SubjectLaw, id)
}

func (b *base) entry(e knowledge.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e.ID = pufa.ID("id-" + e.Slug)
	b.entries[e.ID] = e
	b.touch(knowledge.SubjectEntry, e.ID)
}

func (b *base) Revision(context.Context) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.revision, nil
}

func (b *base) Changes(_ context.Context, after int64, limit int) ([]knowledge.Change, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []knowledge.Change
	for c, revision := range b.changes {
		if revision > after {
			c.Revision = revision
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b knowledge.Change) int { return cmp.Compare(a.Revision, b.Revision) })
	return found[:min(limit, len(found))], nil
}

func (b *base) Article(_ context.Context, id pufa.ID) (knowledge.Article, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.laws {
		for _, a := range l.Articles {
			if a.ID == id {
				return a, nil
			}
		}
	}
	return knowledge.Article{}, pufa.Errorf(pufa.NotFound, "没有这一条")
}

func (b *base) LawByID(_ context.Context, id pufa.ID) (knowledge.Law, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.laws[id]
	if !ok {
		return l, pufa.Errorf(pufa.NotFound, "没有这部法律")
	}
	return l, nil
}

func (b *base) Entry(_ context.Context, id string) (knowledge.Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.entries[pufa.ID(id)]
	if !ok {
		return e, pufa.Errorf(pufa.NotFound, "没有这个条目")
	}
	return e, nil
}

// What the index does not ask for.
func (b *base) PutLaw(context.Context, knowledge.Law) (bool, error)     { panic("not asked for") }
func (b *base) PutEntry(context.Context, knowledge.Entry) (bool, error) { panic("not asked for") }
func (b *base) Law(context.Context, string, pufa.Day) (knowledge.Law, error) {
	panic("not asked for")
}
func (b *base) Versions(context.Context, string) ([]knowledge.Law, error) { panic("not asked for") }
func (b *base) List(context.Context, knowledge.EntryKind, knowledge.State) ([]knowledge.Entry, error) {
	panic("not asked for")
}
func (b *base) CitedBy(context.Context, string, knowledge.Number) ([]knowledge.Entry, error) {
	panic("not asked for")
}
