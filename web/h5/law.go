package h5

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// perPage bounds the articles on one page of a law, to keep the page small on a phone.
const perPage = 40

type lawPage struct {
	Law      lawHead
	Versions []versionLink
	Contents []link // the headings, each leading to its first article
	Preface  []knowledge.Paragraph
	Articles []articleShown
	Annexes  []knowledge.Annex
	Previous string
	Next     string
}

// lawHead is a law version as pages name it.
type lawHead struct {
	Name    string
	Title   string
	Version pufa.Day
	Since   pufa.Day
	Level   string
	InForce bool
	Notice  string
	History []string
}

type versionLink struct {
	Path    string
	Version pufa.Day
	Since   pufa.Day
	InForce bool
	Shown   bool
}

type articleShown struct {
	Number     string
	Path       string
	Heading    string // the headings above, where they differ from the article before
	Paragraphs []knowledge.Paragraph
}

// law shows a law's articles, a page at a time, with its contents and versions.
func (s *Site) law(w http.ResponseWriter, r *http.Request) error {
	law, versions, err := s.findLaw(r)
	if err != nil {
		return err
	}
	from := firstShown(law, r.URL.Query().Get("from"))
	to := min(from+perPage, len(law.Articles))
	data := lawPage{
		Law: s.head(law), Versions: s.versionLinks(r, law, versions), Contents: contents(law),
		Articles: shown(law, from, to),
	}
	if from == 0 {
		data.Preface = law.Preface
	} else {
		data.Previous = lawPageLink(law, max(0, from-perPage))
	}
	if to < len(law.Articles) {
		data.Next = lawPageLink(law, to)
	} else {
		data.Annexes = law.Annexes
	}
	s.read(w, r, "law:"+law.Name)
	return s.render(w, r, "law", law.Name, data)
}

// findLaw returns the version that the request names, else the one in force, else the newest.
func (s *Site) findLaw(r *http.Request) (knowledge.Law, []knowledge.Law, error) {
	name, version := r.PathValue("name"), pufa.Day(r.URL.Query().Get("v"))
	versions, err := s.Laws.Versions(r.Context(), name)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return knowledge.Law{}, nil, err
	}
	if len(versions) == 0 {
		resolved := s.Resolver.Resolve(knowledge.Citation{Law: name}, pufa.DayOf(s.Now()))
		return knowledge.Law{}, nil, pufa.Errorf(pufa.NotFound, "《%s》的原文未导入。%s", name, resolved.Notice)
	}
	if !r.URL.Query().Has("v") {
		version = current(versions, pufa.DayOf(s.Now())).Version
	}
	law, err := s.Laws.Law(r.Context(), name, version)
	if pufa.KindOf(err) == pufa.NotFound {
		return law, nil, pufa.Errorf(pufa.NotFound, "《%s》没有这个版本，请从法律页面选择版本。", name)
	}
	return law, versions, err
}

// current returns the version in force on the day, the newest where none is. Versions come oldest first.
func current(versions []knowledge.Law, on pufa.Day) knowledge.Law {
	for _, l := range slices.Backward(versions) {
		if l.InForce(on) {
			return l
		}
	}
	return versions[len(versions)-1]
}

func (s *Site) head(l knowledge.Law) lawHead {
	today := pufa.DayOf(s.Now())
	source := s.Resolver.Resolve(knowledge.Citation{Law: l.Name, Version: l.Version}, today)
	return lawHead{l.Name, l.Title, l.Version, l.Effective, l.Level, source.Governs(l.Version), source.Notice, l.History}
}

func (s *Site) versionLinks(r *http.Request, shown knowledge.Law, versions []knowledge.Law) []versionLink {
	if len(versions) < 2 {
		return nil
	}
	source := s.Resolver.Resolve(knowledge.Citation{Law: shown.Name}, pufa.DayOf(s.Now()))
	var out []versionLink
	for _, v := range slices.Backward(versions) {
		path := r.URL.Path + "?v=" + string(v.Version)
		out = append(out, versionLink{path, v.Version, v.Effective, source.Governs(v.Version), v.Version == shown.Version})
	}
	return out
}

// firstShown returns the position of the article with the number, 0 where there is none.
func firstShown(law knowledge.Law, number string) int {
	n, ok := parsePath(number)
	if !ok {
		return 0
	}
	return max(0, slices.IndexFunc(law.Articles, func(a knowledge.Article) bool { return a.Number == n }))
}

func contents(law knowledge.Law) []link {
	var out []link
	last := ""
	for i, a := range law.Articles {
		if h := strings.Join(a.Headings, "　"); h != "" && h != last {
			last = h
			out = append(out, link{Path: lawPageLink(law, i), Text: h})
		}
	}
	return out
}

func lawPageLink(law knowledge.Law, i int) string {
	query := url.Values{"v": {string(law.Version)}, "from": {pathNumber(law.Articles[i].Number)}}
	return lawPath(law.Name) + "?" + query.Encode()
}

func shown(law knowledge.Law, from, to int) []articleShown {
	var out []articleShown
	last := ""
	for _, a := range law.Articles[from:to] {
		view := articleShown{Number: a.Number.String(), Path: articlePath(law.Name, a.Number) + "?v=" + string(law.Version), Paragraphs: a.Paragraphs}
		if h := strings.Join(a.Headings, "　"); h != last {
			view.Heading, last = h, h
		}
		out = append(out, view)
	}
	return out
}

func lawPath(name string) string { return "/law/" + url.PathEscape(name) }

func articlePath(law string, n knowledge.Number) string {
	if n.Main == 0 {
		return lawPath(law)
	}
	return lawPath(law) + "/" + pathNumber(n)
}

// pathNumber writes a number for addresses: 287-2 for 第二百八十七条之二.
func pathNumber(n knowledge.Number) string {
	s := strconv.Itoa(n.Main)
	if n.Sub > 0 {
		s += "-" + strconv.Itoa(n.Sub)
	}
	return s
}

// parsePath reads 287-2, and any form that people write: 第二百八十七条之二.
func parsePath(s string) (knowledge.Number, bool) {
	return knowledge.ParseNumber(strings.Replace(s, "-", "之", 1))
}
