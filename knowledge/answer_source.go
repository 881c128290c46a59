package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
)

// NotImported is the Notice of a source that is all right but for its text, which is not in the base.
const NotImported = "原文未导入"

// source resolves a citation as of the day and says whether its text is in the base.
func (s *shelf) source(c Citation, on pufa.Day) Source {
	src := s.catalogue.Resolve(c, on)
	law, ok := s.version(src.Citation.Law, src.InForce, on)
	if !ok {
		if src.Notice == "" {
			src.Notice = NotImported
		}
		return src
	}
	src.Imported, src.LawID = true, law.ID
	if src.Title == "" {
		src.Title = law.Title
	}
	return src
}

// sources resolves citations, each article once.
func (s *shelf) sources(cites []Citation, on pufa.Day) (found []Source) {
	for _, c := range cites {
		src := s.source(c, on)
		if !slices.ContainsFunc(found, func(o Source) bool { return o.Citation.String() == src.Citation.String() }) {
			found = append(found, src)
		}
	}
	return found
}

// missing says that the text of a law is not in the base, and what to do about it.
func missing(c Citation) string {
	return fmt.Sprintf("%s：原文未导入。管理员可用 pufa import 导入《%s》的文本，之后这里会显示原文。", c, c.Law)
}

// timeNotices says which law governs what happened at the time that the question speaks of, as far as
// it differs from today's.
func (q question) timeNotices(sources []Source) (notices []string) {
	if q.then == "" {
		return nil
	}
	said := map[string]bool{}
	for _, src := range sources {
		name := src.Citation.Law
		if said[name] {
			continue
		}
		said[name] = true
		if notice := q.timeNotice(src); notice != "" {
			notices = append(notices, notice)
		}
	}
	return notices
}

func (q question) timeNotice(src Source) string {
	name, when := src.Citation.Law, q.said
	e, ok := q.shelf.catalogue.Find(name)
	if !ok {
		return ""
	}
	if version, ok := e.AsOf(q.then); ok {
		if version.Version == src.InForce || version.Version == "" {
			return ""
		}
		return fmt.Sprintf("您说的是%s的事：当时施行的是《%s》%s的版本，可能与现行版本不同，一般按当时的规定处理。", when, name, version.Version.Chinese())
	}
	if old := q.predecessors(name); old != "" {
		return fmt.Sprintf("您说的是%s的事：当时《%s》尚未施行，一般适用当时的%s；持续到施行以后的，可能适用新法。", when, name, old)
	}
	return ""
}

// predecessors names the laws that were in force then and that the law replaced: those whose matter the
// question mentions, else the first ones.
func (q question) predecessors(name string) string {
	var meant, all []string
	for _, e := range q.shelf.catalogue.Enactments() {
		if e.Successor != name || !e.Repealed {
			continue
		}
		if _, ok := e.AsOf(q.then); !ok {
			continue
		}
		all = append(all, "《"+e.Name+"》")
		if strings.Contains(q.words, strings.TrimSuffix(e.Name, "法")) {
			meant = append(meant, "《"+e.Name+"》")
		}
	}
	switch {
	case len(meant) > 0:
		return strings.Join(meant, "")
	case len(all) > 2:
		return strings.Join(all[:2], "") + "等法律"
	default:
		return strings.Join(all, "")
	}
}
