package console

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/editing"
	"github.com/pufa/pufa/web"
)

// entryPage is one entry with its history and what can be done with it.
type entryPage struct {
	Slug    string
	Done    string
	Say     string
	Shown   *entryShown         // as it answers; nil where it never has
	Writing *editing.Manuscript // what is being written beside it
	Changes []diffLine          // from what answers to what is being written
	Steps   []versionLine

	MayWrite, MayReview, Confirms, Retires, Restores bool
	Own                                              bool // whoever looks has a hand in the manuscript
}

// entryShown is an entry as people read it.
type entryShown struct {
	Title, Kind, State, Field, Reviewer string
	Reviewed                            pufa.Day
	Check                               string
	Lead                                template.HTML
	Sections                            []sectionShown
	Asks, Topics                        []string
	Sources                             []sourceShown
	Public                              string // path of the page that people see; "" where there is none
}

type sectionShown struct {
	Heading string
	HTML    template.HTML
}

// sourceShown is a citation with what holds today and the article's text.
type sourceShown struct {
	Text, Since, Notice, Article string
}

type versionLine struct {
	Number           int
	Action, By, Note string
	At               time.Time
}

func (s *Site) entry(w http.ResponseWriter, r *http.Request) error {
	return s.showEntry(w, r, http.StatusOK, "", map[string]string{
		"saved": "存好了。别人还看不到，提交审核以后由法律顾问发布。", "submitted": "提交了，等法律顾问或管理员审核。", "approved": "发布了，现在就用它答复。",
		"rejected": "退回给写的人了。", "confirmed": "审核通过，是本单位的内容了。", "retired": "停用了，不再用它答复。", "restored": "恢复了，现在就用它答复。",
	}[r.URL.Query().Get("done")])
}

func (s *Site) showEntry(w http.ResponseWriter, r *http.Request, status int, say, done string) error {
	ctx, slug := r.Context(), r.PathValue("slug")
	data := entryPage{Slug: slug, Say: say, Done: done, MayWrite: staff(r).Role.Writes(), MayReview: staff(r).Role.Approves()}
	e, err := s.Knowledge.Desk.Entries.Entry(ctx, slug)
	stored := err == nil
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return err
	}
	m, none := s.Knowledge.Desk.Store.Manuscript(ctx, slug)
	if none != nil && (pufa.KindOf(none) != pufa.NotFound || !stored) {
		return none
	}
	title := m.Title
	if stored {
		title = e.Title
		if data.Shown, err = s.shown(r, e); err != nil {
			return err
		}
		data.Confirms = data.MayReview && e.State == knowledge.Starter
		data.Retires, data.Restores = data.MayReview && e.State.Answers(), data.MayReview && e.State == knowledge.Retired
	}
	if none == nil {
		data.Writing, data.Own = &m, slices.Contains(m.Authors, staff(r).Name)
		if stored {
			data.Changes = diffLines(entryText(e), m.Text)
		}
	}
	versions, err := s.Knowledge.Desk.Store.EntryVersions(ctx, slug)
	if err != nil {
		return err
	}
	for _, v := range versions {
		data.Steps = append(data.Steps, versionLine{v.Number, v.Action, v.By.Name, v.Note, v.At})
	}
	return s.renderAs(w, r, status, "entry", title, data)
}

func (s *Site) shown(r *http.Request, e knowledge.Entry) (*entryShown, error) {
	m := web.NewMarkdown()
	shown := &entryShown{Title: e.Title, Kind: e.Kind.Chinese(), State: e.State.Chinese(), Field: e.Field, Reviewer: e.Reviewer, Reviewed: e.Reviewed,
		Check: e.Check, Asks: e.Asks, Topics: e.Topics}
	var err error
	if shown.Lead, err = m.HTML(e.Body); err != nil {
		return nil, err
	}
	for _, part := range e.Sections {
		html, err := m.HTML(part.Text)
		if err != nil {
			return nil, err
		}
		shown.Sections = append(shown.Sections, sectionShown{part.Heading, html})
	}
	if e.State.Answers() {
		shown.Public = "/e/" + e.Slug
	}
	shown.Sources, _, err = s.sources(r, e.Cites)
	return shown, err
}

// sources tells of each citation what holds today, with the article's text.
func (s *Site) sources(r *http.Request, cites []knowledge.Citation) (list []sourceShown, resolved []knowledge.Source, err error) {
	today := pufa.DayOf(s.Now())
	for _, c := range cites {
		source, article, err := s.Knowledge.Statutes.Cited(r.Context(), c, today)
		if err != nil {
			return nil, nil, err
		}
		shown := sourceShown{Text: c.String(), Notice: source.Notice, Article: article}
		if source.Since != "" {
			shown.Since = source.Since.Chinese() + "起施行"
		}
		list, resolved = append(list, shown), append(resolved, source)
	}
	return list, resolved, nil
}

// versionPage is an entry as it once was.
type versionPage struct {
	Slug    string
	Version editing.Version
	Changes []diffLine // from the version before
	Restore bool
	Form    entryForm // what restoring it begins with
}

func (s *Site) entryVersion(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	versions, err := s.Knowledge.Desk.Store.EntryVersions(r.Context(), slug)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(versions, func(v editing.Version) bool { return strconv.Itoa(v.Number) == r.PathValue("number") })
	if at < 0 {
		return pufa.Errorf(pufa.NotFound, "没有这个版本。")
	}
	data := versionPage{Slug: slug, Version: versions[at], Restore: staff(r).Role.Writes()}
	before := ""
	if at+1 < len(versions) {
		before = versions[at+1].Text
	}
	data.Changes = diffLines(before, data.Version.Text)
	return s.render(w, r, "entry-version", "第 "+strconv.Itoa(data.Version.Number)+" 版", data)
}

// done leads back to the entry, or shows it again with what is wrong.
func (s *Site) settled(w http.ResponseWriter, r *http.Request, err error, done string) error {
	kind := pufa.KindOf(err)
	switch {
	case err == nil:
		return see(w, r, "/console/entries/"+r.PathValue("slug")+"?done="+done)
	case kind == pufa.Internal || kind == pufa.NotFound:
		return err
	default:
		return s.showEntry(w, r, web.StatusOf(kind), pufa.Say(err), "")
	}
}

func revisionIn(r *http.Request) int {
	n, err := strconv.Atoi(r.PostFormValue("revision"))
	if err != nil {
		return -1 // of no manuscript
	}
	return n
}

func (s *Site) submitEntry(w http.ResponseWriter, r *http.Request) error {
	err := s.Knowledge.Desk.Submit(r.Context(), r.PathValue("slug"), revisionIn(r), staff(r))
	return s.settled(w, r, err, "submitted")
}

// reviewEntry approves or rejects a manuscript, or takes an entry of the starter pack over.
func (s *Site) reviewEntry(w http.ResponseWriter, r *http.Request) error {
	slug, note := r.PathValue("slug"), strings.TrimSpace(r.PostFormValue("note"))
	switch r.PostFormValue("do") {
	case "approve":
		return s.settled(w, r, s.Knowledge.Desk.Approve(r.Context(), slug, revisionIn(r), staff(r), note), "approved")
	case "reject":
		return s.settled(w, r, s.Knowledge.Desk.Reject(r.Context(), slug, revisionIn(r), staff(r), note), "rejected")
	case "confirm":
		return s.settled(w, r, s.Knowledge.Desk.Confirm(r.Context(), slug, staff(r)), "confirmed")
	default:
		return pufa.Errorf(pufa.Invalid, "没有这个操作，请在页面上点按钮。")
	}
}

func (s *Site) retireEntry(w http.ResponseWriter, r *http.Request) error {
	retired := r.PostFormValue("do") == "retire"
	done := map[bool]string{true: "retired", false: "restored"}[retired]
	return s.settled(w, r, s.Knowledge.Desk.Retire(r.Context(), r.PathValue("slug"), staff(r), retired, r.PostFormValue("note")), done)
}
