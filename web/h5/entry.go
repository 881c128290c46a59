package h5

import (
	"html/template"
	"net/http"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/web"
)

// entryPage is one entry with all that belongs to it.
type entryPage struct {
	Kind     string
	Title    string
	Lead     template.HTML
	Sections []section
	Sources  []sourceShown
	Related  []link
	Phones   []string
	Places   []pufa.Place
	State    string
	Reviewer string
	Check    string // what is still to be checked
	Reviewed pufa.Day
}

type section struct {
	Heading string
	HTML    template.HTML
}

// sourceShown is one citation with what holds today.
type sourceShown struct {
	Text   string // 《民法典》第一千零七十九条
	Path   string // the article's page; "" where its text is not imported
	Since  string
	Notice string
}

type link struct {
	Path string
	Text string
	Note string
}

// entry shows a question with its answer, a case or a material.
func (s *Site) entry(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Entries.Entry(r.Context(), r.PathValue("slug"))
	if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
		return pufa.Errorf(pufa.NotFound, "没有这篇内容，它可能已经停用。可以回首页搜索。")
	}
	if err != nil {
		return err
	}
	data, err := s.entryPage(r, e)
	if err != nil {
		return err
	}
	s.read(w, r, "entry:"+e.Slug)
	return s.render(w, r, "entry", e.Title, data)
}

func (s *Site) entryPage(r *http.Request, e knowledge.Entry) (entryPage, error) {
	p := entryPage{
		Kind: e.Kind.Chinese(), Title: e.Title, Phones: e.Phones, Places: s.cfg.Places,
		State: e.State.Chinese(), Check: e.Check, Reviewer: e.Reviewer, Reviewed: e.Reviewed,
	}
	var err error
	if p.Lead, err = s.markdown.HTML(e.Body); err != nil {
		return p, err
	}
	if p.Sections, err = sections(s.markdown, e.Sections); err != nil {
		return p, err
	}
	for _, c := range e.Cites {
		shown, err := s.cited(r, c)
		if err != nil {
			return p, err
		}
		p.Sources = append(p.Sources, shown)
	}
	p.Related, err = s.related(r, e.Related)
	return p, err
}

func sections(m web.Markdown, list []knowledge.Section) ([]section, error) {
	var out []section
	for _, sec := range list {
		body, err := m.HTML(sec.Text)
		if err != nil {
			return nil, err
		}
		out = append(out, section{sec.Heading, body})
	}
	return out, nil
}

// cited tells what holds of a citation today, and where its text stands.
func (s *Site) cited(r *http.Request, c knowledge.Citation) (sourceShown, error) {
	today := pufa.DayOf(s.Now())
	resolved := s.Resolver.Resolve(c, today)
	shown := sourceShown{Text: c.String(), Notice: resolved.Notice}
	if resolved.Since != "" {
		shown.Since = resolved.Since.Chinese() + "起施行"
	}
	versions, err := s.Laws.Versions(r.Context(), c.Law)
	switch {
	case err != nil && pufa.KindOf(err) != pufa.NotFound:
		return shown, err
	case len(versions) == 0 && shown.Notice == "":
		shown.Notice = "原文未导入"
	case len(versions) > 0 && c.Article.Main > 0:
		shown.Path = articlePath(c.Law, c.Article)
	case len(versions) > 0:
		shown.Path = lawPath(c.Law)
	}
	return shown, nil
}

// related lists the entries with these slugs that may be shown; others are left out.
func (s *Site) related(r *http.Request, slugs []string) ([]link, error) {
	var out []link
	for _, slug := range slugs {
		e, err := s.Entries.Entry(r.Context(), slug)
		if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, entryLink(e))
	}
	return out, nil
}

func entryLink(e knowledge.Entry) link {
	return link{Path: "/e/" + e.Slug, Text: e.Title, Note: e.Kind.Chinese()}
}
