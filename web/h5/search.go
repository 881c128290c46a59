package h5

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// maxQuery bounds what a reader may search for or ask, in characters.
const maxQuery = 2000

type searchPage struct {
	Query    string
	Entries  []link
	Articles []articleFound
}

type articleFound struct {
	Path string
	Text string
	Body string
}

// search finds entries and articles. What was searched for is not kept.
func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if utf8.RuneCountInString(query) > maxQuery {
		return pufa.Errorf(pufa.Invalid, "太长了，请用一两句话搜索。")
	}
	data := searchPage{Query: query}
	if query != "" {
		hits, err := s.Searcher.Search(r.Context(), knowledge.Query{Text: query, Limit: 40, Day: pufa.DayOf(s.Now())})
		if err != nil {
			return err
		}
		if err := s.fill(r, &data, hits); err != nil {
			return err
		}
	}
	return s.render(w, r, "search", "搜索", data)
}

func (s *Site) fill(r *http.Request, p *searchPage, hits []knowledge.Hit) error {
	for _, h := range hits {
		if h.Scope == knowledge.ScopeEntries && len(p.Entries) < 10 {
			p.Entries = append(p.Entries, link{Path: "/e/" + h.Slug + "?from=search", Text: h.Title, Note: h.Kind.Chinese()})
		}
		if h.Scope != knowledge.ScopeArticles || len(p.Articles) == 10 {
			continue
		}
		found := articleFound{Path: articlePath(h.Law, h.Article) + "?from=search", Text: "《" + h.Law + "》" + h.Article.String()}
		body, err := s.excerpt(r, h)
		if err != nil {
			return err
		}
		found.Body = body
		p.Articles = append(p.Articles, found)
	}
	return nil
}

// excerpt returns the beginning of a found article; "" where it has gone in between.
func (s *Site) excerpt(r *http.Request, h knowledge.Hit) (string, error) {
	article, err := s.Laws.Article(r.Context(), h.ID)
	if pufa.KindOf(err) == pufa.NotFound {
		return "", nil
	}
	return firstRunes(article.Text(), 120), err
}

func firstRunes(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "…"
}
