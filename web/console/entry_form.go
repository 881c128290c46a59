package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/web"
)

// entryForm is an entry as a form has it: one text for each field, as it was typed.
type entryForm struct {
	Slug, Kind, Title, Asks, Field, Topics, Cites, Related, Phones, Check, Review, Source, Body string
	Residents, Enterprises                                                                      bool
	Revision                                                                                    int // of the manuscript that the writer has seen
}

// entryFormPage is the form with what is wrong, and with what it would look like.
type entryFormPage struct {
	Form    entryForm
	New     bool
	Kinds   []choice
	Fields  []string
	Wrong   []string
	Theirs  []diffLine // what somebody else has stored meanwhile, against what is in the form
	Preview *previewShown
}

// previewShown is what an entry would look like.
type previewShown struct {
	Reply   string // in WeChat
	Page    *entryShown
	Remarks []string
	Near    []nearLine
}

type nearLine struct{ Ask, Slug, Title string }

// fields of law that the starter pack has; others may be written.
func entryFields() []string {
	return []string{"劳动用工", "婚姻家庭", "继承养老", "邻里物业", "房产租赁", "消费维权", "借贷债务", "防范诈骗", "交通出行", "未成年人", "侵权纠纷", "治安刑事", "行政事务", "诉讼办事", "企业合规"}
}

func (s *Site) newEntry(w http.ResponseWriter, r *http.Request) error {
	form := entryForm{Slug: "xin-" + strings.ToLower(string(pufa.NewID())[24:]), Kind: "qa", Source: s.cfg.Office}
	if id := r.URL.Query().Get("inquiry"); id != "" {
		q, err := s.Inbox.Book.Inquiry(r.Context(), pufa.ID(id))
		if err != nil {
			return err
		}
		form.Title, form.Asks, form.Body, form.Check = q.Question, q.Question, q.Answer, "由咨询整理，答案和依据待核"
		form.Residents, form.Enterprises = q.Group == pufa.Residents, q.Group == pufa.Enterprises
	}
	return s.showEntryForm(w, r, http.StatusOK, entryFormPage{Form: form, New: true})
}

func (s *Site) showEntryForm(w http.ResponseWriter, r *http.Request, status int, data entryFormPage) error {
	data.Kinds = pick(data.Form.Kind, "qa", "问答", "case", "以案释法", "material", "宣传资料")
	data.Fields = entryFields()
	title := "修改"
	if data.New {
		title = "新写一条"
	}
	return s.renderAs(w, r, status, "entry-form", title, data)
}

// editEntry begins with the manuscript, where there is one, else with a version that is to be restored or with
// what answers.
func (s *Site) editEntry(w http.ResponseWriter, r *http.Request) error {
	ctx, slug := r.Context(), r.PathValue("slug")
	m, err := s.Knowledge.Desk.Store.Manuscript(ctx, slug)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return err
	}
	text := m.Text
	if number := r.URL.Query().Get("version"); number != "" {
		versions, err := s.Knowledge.Desk.Store.EntryVersions(ctx, slug)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if strconv.Itoa(v.Number) == number {
				text = v.Text
			}
		}
	}
	if text == "" {
		e, err := s.Knowledge.Desk.Entries.Entry(ctx, slug)
		if err != nil {
			return err
		}
		text = entryText(e)
	}
	form, err := s.formOf(r, text)
	if err != nil {
		return err
	}
	form.Revision = m.Revision
	return s.showEntryForm(w, r, http.StatusOK, entryFormPage{Form: form})
}

func entryText(e knowledge.Entry) string { return string(intake.FormatEntry(e)) }

// formOf fills the form from a text in the canonical form.
func (s *Site) formOf(r *http.Request, text string) (entryForm, error) {
	e, err := s.Knowledge.Desk.Read(r.Context(), text, knowledge.Draft)
	if err != nil {
		return entryForm{}, err
	}
	lines := func(list []string) string { return strings.Join(list, "\n") }
	var cites []string
	for _, c := range e.Cites {
		name := c.String()
		if c.Version != "" {
			name = strings.Replace(name, "》", "》（"+string(c.Version)+"）", 1)
		}
		cites = append(cites, name)
	}
	_, body, _ := strings.Cut(strings.TrimPrefix(entryText(e), "---\n"), "\n---\n")
	return entryForm{Slug: e.Slug, Kind: string(e.Kind), Title: e.Title, Asks: lines(e.Asks), Field: e.Field, Topics: strings.Join(e.Topics, "、"),
		Cites: lines(cites), Related: strings.Join(e.Related, "、"), Phones: strings.Join(e.Phones, "、"), Check: e.Check, Review: string(e.Review),
		Source: e.Source, Body: body, Residents: slices.Contains(e.For, pufa.Residents), Enterprises: slices.Contains(e.For, pufa.Enterprises)}, nil
}

func readEntryForm(r *http.Request) entryForm {
	v := func(name string) string {
		return strings.ReplaceAll(strings.TrimSpace(r.PostFormValue(name)), "\r\n", "\n")
	}
	return entryForm{Slug: v("slug"), Kind: v("kind"), Title: v("title"), Asks: v("asks"), Field: v("field"), Topics: v("topics"), Cites: v("cites"),
		Related: v("related"), Phones: v("phones"), Check: v("check"), Review: v("review"), Source: v("source"), Body: v("body"),
		Residents: r.PostFormValue("residents") != "", Enterprises: r.PostFormValue("enterprises") != "", Revision: max(revisionIn(r), 0)}
}

// text writes the form in the canonical form, as it was typed: what is wrong with it is told by whoever reads it.
func (f entryForm) text() string {
	var b strings.Builder
	one := func(key, value string) {
		if value != "" {
			b.WriteString(key + ": " + strconv.Quote(strings.ReplaceAll(value, "\n", " ")) + "\n")
		}
	}
	many := func(key string, values []string) {
		if len(values) > 0 {
			b.WriteString(key + ":\n")
		}
		for _, value := range values {
			b.WriteString("  - " + strconv.Quote(value) + "\n")
		}
	}
	title, kind := "标题", knowledge.EntryKind(f.Kind)
	if kind == knowledge.KindQA {
		title = "问题"
	}
	b.WriteString("---\n")
	one("编号", f.Slug)
	one("类型", cmp.Or(kind.Chinese(), f.Kind))
	one(title, f.Title)
	many("问法", items(f.Asks, "\n"))
	one("领域", f.Field)
	many("主题", items(f.Topics, "、，,\n"))
	var who []string
	if f.Residents {
		who = append(who, "居民")
	}
	if f.Enterprises {
		who = append(who, "企业")
	}
	many("对象", who)
	many("依据", items(f.Cites, "\n"))
	many("相关", items(f.Related, "、，,\n "))
	many("电话", items(f.Phones, "、，,\n "))
	one("复核日", f.Review)
	one("待核", f.Check)
	one("来源", f.Source)
	b.WriteString("---\n" + f.Body + "\n")
	return b.String()
}

// items splits a text at any of the marks and leaves empty ones out.
func items(text, marks string) (list []string) {
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// wrongIn lists what is wrong with a form, in words of the form.
func wrongIn(err error, text string) (list []string) {
	var all *intake.Error
	if !errors.As(err, &all) {
		return []string{pufa.Say(err)}
	}
	head := strings.Count(text[:strings.Index(text, "\n---\n")+1], "\n") + 1
	for _, refusal := range all.Refusals {
		if refusal.Line > head {
			list = append(list, fmt.Sprintf("正文第 %d 行：%s", refusal.Line-head, refusal.Reason))
			continue
		}
		list = append(list, refusal.Reason)
	}
	return list
}

// saveEntry stores what was typed beside the entry. Where somebody else has stored another meanwhile, both are
// shown and nothing is overwritten.
func (s *Site) saveEntry(w http.ResponseWriter, r *http.Request) error {
	data := entryFormPage{Form: readEntryForm(r), New: r.PostFormValue("new") != ""}
	if r.PostFormValue("do") == "preview" {
		return s.previewInForm(w, r, data)
	}
	text := data.Form.text()
	theirs, err := s.Knowledge.Desk.Save(r.Context(), text, data.Form.Revision, staff(r))
	switch pufa.KindOf(err) {
	case pufa.Invalid:
		data.Wrong = wrongIn(err, text)
		return s.showEntryForm(w, r, http.StatusBadRequest, data)
	case pufa.Conflict:
		data.Wrong = []string{pufa.Say(err) + "。下面标出了两份的不同：删掉的是对方的，加上的是您的。对照着改好，再存就以您的为准。"}
		data.Theirs, data.Form.Revision = diffLines(theirs.Text, text), theirs.Revision
		return s.showEntryForm(w, r, http.StatusConflict, data)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/console/entries/"+data.Form.Slug+"?done=saved")
}

func (s *Site) previewInForm(w http.ResponseWriter, r *http.Request, data entryFormPage) error {
	shown, err := s.preview(r, data.Form)
	if pufa.KindOf(err) == pufa.Invalid {
		data.Wrong = wrongIn(err, data.Form.text())
		return s.showEntryForm(w, r, http.StatusBadRequest, data)
	}
	if err != nil {
		return err
	}
	data.Preview = shown
	return s.showEntryForm(w, r, http.StatusOK, data)
}

// previewEntry answers the form's script with the preview alone.
func (s *Site) previewEntry(w http.ResponseWriter, r *http.Request) error {
	form := readEntryForm(r)
	data := entryFormPage{Form: form}
	shown, err := s.preview(r, form)
	if pufa.KindOf(err) == pufa.Invalid {
		data.Wrong = wrongIn(err, form.text())
	} else if err != nil {
		return err
	}
	data.Preview = shown
	t := s.pages["entry-form"].Lookup("preview")
	return web.Render(w, http.StatusOK, t, data)
}

// preview shows a form as WeChat and the page would, with what a person should look at, and which other entries
// are asked in words like its own.
func (s *Site) preview(r *http.Request, form entryForm) (*previewShown, error) {
	e, err := s.Knowledge.Desk.Read(r.Context(), form.text(), knowledge.Draft)
	if err != nil {
		return nil, err
	}
	findings, err := s.Knowledge.Desk.Findings(r.Context(), e)
	if err != nil {
		return nil, err
	}
	p := &previewShown{}
	for _, f := range findings {
		p.Remarks = append(p.Remarks, f.Text)
	}
	if p.Page, err = s.shown(r, e); err != nil {
		return nil, err
	}
	_, resolved, err := s.sources(r, e.Cites)
	if err != nil {
		return nil, err
	}
	p.Reply = bot.Preview(e, resolved)
	for _, ask := range e.Asks[:min(len(e.Asks), 6)] {
		near, err := s.Knowledge.Statutes.Near(r.Context(), ask)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(near, func(n knowledge.Hit) bool { return n.Slug != e.Slug })
		if at >= 0 {
			p.Near = append(p.Near, nearLine{ask, near[at].Slug, near[at].Title})
		}
	}
	return p, nil
}
