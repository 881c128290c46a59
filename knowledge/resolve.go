package knowledge

import (
	"fmt"

	"github.com/pufa/pufa"
)

// Resolve tells how the citation stands on the day ("" for what is newest): the full title, the
// version in force, and what a reader must know. Imported and LawID are for who has the texts. Of a
// law or a time that the catalogue does not know nothing is said.
func (c *Catalogue) Resolve(cite Citation, on pufa.Day) Source {
	src := Source{Citation: cite, Title: cite.Law}
	e, ok := c.Find(cite.Law)
	if !ok {
		return src
	}
	if on == "" {
		on = latest
	}
	src.Title = e.Title
	src.Citation.Law = e.Name
	src.Citation.Repealed, src.Citation.Successor = false, ""
	e.date(&src.Citation, on)
	src.Citation.Version = cite.Version
	if v, ok := e.AsOf(on); ok {
		src.InForce, src.Since = v.Version, v.Effective
	}
	src.Notice = c.notice(e, src, on)
	return src
}

// Governs reports whether s, resolved as of a day, says that this version of its law is in force then: one
// version ends where the next begins. A law whose version is unknown is in force until it is repealed.
func (s Source) Governs(version pufa.Day) bool {
	if version == "" {
		return !s.Citation.Repealed
	}
	return version == s.InForce
}

func (c *Catalogue) notice(e Enactment, src Source, on pufa.Day) string {
	switch {
	case src.Citation.Repealed:
		return c.repealNotice(e)
	case src.InForce == "":
		return notYetNotice(e, on)
	case src.Citation.Version != "" && src.Citation.Version < src.InForce:
		return newerNotice(e, src)
	case src.Citation.Version > src.InForce:
		return earlyNotice(e, src)
	default:
		return comingNotice(e, on)
	}
}

// repealNotice names what is in force now: a successor may itself have been replaced.
func (c *Catalogue) repealNotice(e Enactment) string {
	s := "《" + e.Name + "》已废止"
	if e.Expired != "" {
		s = "《" + e.Name + "》已于" + e.Expired.Chinese() + "废止"
	}
	next, ok := c.laws[e.Successor]
	for range 5 {
		if !ok || !next.Repealed {
			break
		}
		next, ok = c.laws[next.Successor]
	}
	if ok && !next.Repealed {
		s += "，现适用《" + next.Name + "》"
	}
	return s
}

// notYetNotice speaks only of a law that is known to be adopted and waiting.
func notYetNotice(e Enactment, on pufa.Day) string {
	for _, v := range e.Versions {
		if v.Version != "" && v.Version <= on && on < v.Effective {
			return fmt.Sprintf("《%s》自%s起施行，目前尚未施行", e.Name, v.Effective.Chinese())
		}
	}
	return ""
}

// newerNotice: the text was checked against a version that another one has replaced since.
func newerNotice(e Enactment, src Source) string {
	if src.Since == "" {
		return fmt.Sprintf("《%s》有%s的新版本，本内容依据旧版本，待核", e.Name, src.InForce.Chinese())
	}
	return fmt.Sprintf("《%s》有%s的新版本，自%s起施行，本内容依据旧版本，待核", e.Name, src.InForce.Chinese(), src.Since.Chinese())
}

// earlyNotice: the citation means a version that is not in force yet.
func earlyNotice(e Enactment, src Source) string {
	for _, v := range e.Versions {
		if v.Version == src.Citation.Version && v.Effective != "" {
			return fmt.Sprintf("《%s》%s的版本自%s起施行，目前仍适用原版本", e.Name, v.Version.Chinese(), v.Effective.Chinese())
		}
	}
	return ""
}

// comingNotice: a version is adopted that will replace the one in force.
func comingNotice(e Enactment, on pufa.Day) string {
	for _, v := range e.Versions {
		if v.Version != "" && v.Version <= on && on < v.Effective {
			return fmt.Sprintf("《%s》的新版本将自%s起施行", e.Name, v.Effective.Chinese())
		}
	}
	return ""
}
