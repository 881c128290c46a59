package h5

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type articlePage struct {
	Law        lawHead
	LawPath    string
	Number     string
	Heading    string
	Paragraphs []knowledge.Paragraph
	Versions   []versionLink
	CitedBy    []link
	Previous   link
	Next       link
}

// article shows one article with the entries that explain it.
func (s *Site) article(w http.ResponseWriter, r *http.Request) error {
	law, versions, err := s.findLaw(r)
	if err != nil {
		return err
	}
	number, ok := parsePath(r.PathValue("number"))
	if !ok {
		return pufa.Errorf(pufa.NotFound, "“%s”不是条号，请写数字，如 1079。", r.PathValue("number"))
	}
	i := slices.IndexFunc(law.Articles, func(a knowledge.Article) bool { return a.Number == number })
	if i < 0 {
		return pufa.Errorf(pufa.NotFound, "《%s》（%s版本）没有%s。", law.Name, orUnknown(law.Version), number)
	}
	citing, err := s.Entries.CitedBy(r.Context(), law.Name, number)
	if err != nil {
		return err
	}
	data := s.articlePage(r, law, i, versions)
	for _, e := range citing {
		data.CitedBy = append(data.CitedBy, entryLink(e))
	}
	s.read(w, r, "law:"+law.Name+"#"+number.String())
	return s.render(w, r, "article", law.Name+number.String(), data)
}

func (s *Site) articlePage(r *http.Request, law knowledge.Law, i int, versions []knowledge.Law) articlePage {
	a := law.Articles[i]
	p := articlePage{
		Law: s.head(law), LawPath: lawPageLink(law, i), Number: a.Number.String(),
		Heading: strings.Join(a.Headings, "　"), Paragraphs: a.Paragraphs, Versions: s.versionLinks(r, law, versions),
	}
	if i > 0 {
		p.Previous = neighbour(law, law.Articles[i-1])
	}
	if i+1 < len(law.Articles) {
		p.Next = neighbour(law, law.Articles[i+1])
	}
	return p
}

func neighbour(law knowledge.Law, a knowledge.Article) link {
	return link{Path: articlePath(law.Name, a.Number) + "?v=" + string(law.Version), Text: a.Number.String()}
}

func orUnknown(d pufa.Day) string {
	if d == "" {
		return "日期不明的"
	}
	return d.Chinese()
}
