package console

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/editing"
)

// EntryList is the knowledge base as lists show it.
type EntryList interface {
	// EntriesOf returns a page of the entries that the filter selects, without bodies, and how many there are.
	EntriesOf(ctx context.Context, f EntryFilter, skip, n int) ([]knowledge.Entry, int, error)
	// Manuscripts lists what is being written, the last stored first.
	Manuscripts(ctx context.Context) ([]editing.Manuscript, error)
}

// EntryFilter selects entries; what is zero selects all.
type EntryFilter struct {
	Kind  knowledge.EntryKind
	State knowledge.State
	Field string
	Text  string // in what lists show: the title, the ways to ask
}

// Statutes tells of articles.
type Statutes interface {
	// Cited tells what holds of a citation today, and the article's text; "" where it is not imported.
	Cited(ctx context.Context, c knowledge.Citation, on pufa.Day) (knowledge.Source, string, error)
	// Near finds entries that are asked in words like these, but for the words themselves; the nearest first.
	Near(ctx context.Context, question string) ([]knowledge.Hit, error)
}

// KnowledgeParts is what the pages of the knowledge base are wired to.
type KnowledgeParts struct {
	List     EntryList
	Desk     editing.Desk
	Statutes Statutes
}

func (s *Site) entryRoutes() []route {
	return []route{
		{pattern: "GET /entries", handle: s.entries},
		{pattern: "GET /entries/new", handle: s.newEntry, who: pufa.Role.Writes},
		{pattern: "POST /entries/preview", handle: s.previewEntry, who: pufa.Role.Writes},
		{pattern: "POST /entries/save", handle: s.saveEntry, who: pufa.Role.Writes},
		{pattern: "GET /entries/{slug}", handle: s.entry},
		{pattern: "GET /entries/{slug}/edit", handle: s.editEntry, who: pufa.Role.Writes},
		{pattern: "GET /entries/{slug}/versions/{number}", handle: s.entryVersion},
		{pattern: "POST /entries/{slug}/submit", handle: s.submitEntry, who: pufa.Role.Writes},
		{pattern: "POST /entries/{slug}/review", handle: s.reviewEntry, who: pufa.Role.Approves},
		{pattern: "POST /entries/{slug}/retire", handle: s.retireEntry, who: pufa.Role.Approves},
	}
}

const entriesMost = 50 // of a page

type entriesPage struct {
	Filter    EntryFilter
	Kinds     []choice
	States    []choice
	Count     int
	Lines     []entryLine
	Writing   []manuscriptLine // being written or waiting for a review
	Newer     string
	Older     string
	MayWrite  bool
	MayReview bool
}

type entryLine struct {
	Slug, Title, Kind, State, Field, Reviewed string
	Asks                                      int
	Off                                       bool // does not answer
}

type manuscriptLine struct {
	Slug, Title, Kind, By string
	At                    time.Time
	Submitted             bool
	Returned              string // why it was sent back
}

func (s *Site) entries(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := EntryFilter{Kind: knowledge.EntryKind(q.Get("kind")), State: knowledge.State(q.Get("state")), Field: q.Get("field"), Text: q.Get("q")}
	number, err := strconv.Atoi(q.Get("page"))
	if err != nil || number < 1 {
		number = 1
	}
	found, all, err := s.Knowledge.List.EntriesOf(r.Context(), f, (number-1)*entriesMost, entriesMost)
	if err != nil {
		return err
	}
	data := entriesPage{Filter: f, Count: all, MayWrite: staff(r).Role.Writes(), MayReview: staff(r).Role.Approves(),
		Kinds:  pick(string(f.Kind), "", "全部", "qa", "问答", "case", "以案释法", "material", "宣传资料"),
		States: pick(string(f.State), "", "全部", "reviewed", "已审", "starter", "起始库，待本单位审核", "draft", "导入的草稿", "retired", "停用")}
	for _, e := range found {
		data.Lines = append(data.Lines, entryLine{Slug: e.Slug, Title: e.Title, Kind: e.Kind.Chinese(), State: e.State.Chinese(), Field: e.Field,
			Reviewed: string(e.Reviewed), Asks: len(e.Asks), Off: !e.State.Answers()})
	}
	writing, err := s.Knowledge.List.Manuscripts(r.Context())
	if err != nil {
		return err
	}
	for _, m := range writing {
		data.Writing = append(data.Writing, manuscriptLine{m.Slug, m.Title, m.Kind.Chinese(), m.By, m.At, m.Submitted, m.Note})
	}
	if number > 1 {
		data.Newer = pagePath("/console/entries", q, number-1)
	}
	if number*entriesMost < all {
		data.Older = pagePath("/console/entries", q, number+1)
	}
	return s.render(w, r, "entries", "知识库", data)
}
