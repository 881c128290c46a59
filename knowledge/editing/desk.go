// Package editing is how staff change the knowledge base: a manuscript is written beside the entry that answers,
// put before somebody who has no hand in it, and takes the entry's place when it is approved.
package editing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
)

// Manuscript is an entry as somebody writes it, in its canonical form (docs/entries.md).
type Manuscript struct {
	Slug      string
	Kind      knowledge.EntryKind
	Title     string
	Text      string
	Revision  int      // how often it was stored: who stores it anew names the one they have seen
	Submitted bool     // it waits for a review
	Authors   []string // who has a hand in it
	By        string   // who stored it last
	At        time.Time
	Note      string // why it was sent back
}

// Version is a step in an entry's history and what it said then.
type Version struct {
	Number int // from 1, filled by the store
	Action string
	By     pufa.Staff
	At     time.Time
	Note   string
	Text   string // in the canonical form
}

// Store keeps manuscripts and histories.
type Store interface {
	// Manuscript returns the one of the slug. NotFound where nobody writes on it.
	Manuscript(ctx context.Context, slug string) (Manuscript, error)
	// PutManuscript stores it with a step. Conflict where its revision does not follow the one that is there.
	PutManuscript(ctx context.Context, m Manuscript, v Version) error
	// PublishEntry puts the entry in the place of what is there, with a step, and takes the manuscript of that
	// revision away, 0 for none. Conflict where another is there.
	PublishEntry(ctx context.Context, e knowledge.Entry, revision int, v Version) error
	// EntryVersions lists an entry's history, the last step first.
	EntryVersions(ctx context.Context, slug string) ([]Version, error)
}

// Entries is the knowledge base.
type Entries interface {
	Entry(ctx context.Context, idOrSlug string) (knowledge.Entry, error)
}

// Desk is where staff work on entries.
type Desk struct {
	Store   Store
	Entries Entries
	Citer   func(ctx context.Context) (intake.Catalogue, error) // what is in force now
	Now     func() time.Time
}

// Read returns the entry that a text is, or every problem of it in one *intake.Error.
func (d Desk) Read(ctx context.Context, text string, state knowledge.State) (knowledge.Entry, error) {
	catalogue, err := d.Citer(ctx)
	if err != nil {
		return knowledge.Entry{}, err
	}
	return intake.ParseEntry("", []byte(text), state, catalogue)
}

// Findings returns what a person should look at in an entry.
func (d Desk) Findings(ctx context.Context, e knowledge.Entry) ([]intake.Finding, error) {
	catalogue, err := d.Citer(ctx)
	if err != nil {
		return nil, err
	}
	return intake.Check(e, catalogue, intake.Asks{}), nil
}

// Save stores a text beside the entry. seen is the revision of the manuscript that the writer has seen, 0 for
// none. Conflict where somebody has stored another since.
func (d Desk) Save(ctx context.Context, text string, seen int, by pufa.Staff) (Manuscript, error) {
	if !by.Role.Writes() {
		return Manuscript{}, pufa.Errorf(pufa.Denied, "%s不能写内容", by.Role.Chinese())
	}
	e, err := d.Read(ctx, text, knowledge.Draft)
	if err != nil {
		return Manuscript{}, err
	}
	is, err := d.manuscript(ctx, e.Slug)
	if err != nil {
		return Manuscript{}, err
	}
	switch is.Revision {
	case seen:
	case 0:
		return is, pufa.Errorf(pufa.Conflict, "您打开以后，这份稿子已经发布了")
	default:
		return is, pufa.Errorf(pufa.Conflict, "%s刚存过这一条", is.By)
	}
	action := "修改"
	if _, err := d.Entries.Entry(ctx, e.Slug); is.Revision == 0 && pufa.KindOf(err) == pufa.NotFound {
		action = "新写"
	}
	next := Manuscript{Slug: e.Slug, Kind: e.Kind, Title: e.Title, Text: text, Revision: seen + 1, Authors: is.Authors, By: by.Name, At: d.Now()}
	if !slices.Contains(next.Authors, by.Name) {
		next.Authors = append(slices.Clone(next.Authors), by.Name)
	}
	return next, d.Store.PutManuscript(ctx, next, d.step(action, by, "", text))
}

// manuscript returns an empty one where nobody writes on the entry.
func (d Desk) manuscript(ctx context.Context, slug string) (Manuscript, error) {
	m, err := d.Store.Manuscript(ctx, slug)
	if pufa.KindOf(err) == pufa.NotFound {
		return Manuscript{Slug: slug}, nil
	}
	return m, err
}

func (d Desk) step(action string, by pufa.Staff, note, text string) Version {
	return Version{Action: action, By: by, At: d.Now(), Note: strings.TrimSpace(note), Text: text}
}

// seen returns the manuscript where it is still the revision that somebody has seen.
func (d Desk) seen(ctx context.Context, slug string, revision int) (Manuscript, error) {
	m, err := d.Store.Manuscript(ctx, slug)
	if err == nil && m.Revision != revision {
		err = pufa.Errorf(pufa.Conflict, "%s刚改过这份稿子，请看过现在的再做", m.By)
	}
	return m, err
}

// Submit puts a manuscript before a reviewer. Invalid with all that is wrong with it.
func (d Desk) Submit(ctx context.Context, slug string, revision int, by pufa.Staff) error {
	m, err := d.seen(ctx, slug, revision)
	if err != nil {
		return err
	}
	if err := d.ready(ctx, m.Text); err != nil {
		return err
	}
	m.Submitted, m.Revision, m.Note = true, m.Revision+1, ""
	return d.Store.PutManuscript(ctx, m, d.step("提交审核", by, "", m.Text))
}

// ready refuses what must not be published: errors of the check.
func (d Desk) ready(ctx context.Context, text string) error {
	e, err := d.Read(ctx, text, knowledge.Draft)
	if err != nil {
		return err
	}
	findings, err := d.Findings(ctx, e)
	if err != nil {
		return err
	}
	var wrong []string
	if e.Check != "" {
		wrong = append(wrong, "待核的还没有核："+e.Check)
	}
	for _, f := range findings {
		if f.Level == intake.LevelError {
			wrong = append(wrong, f.Text)
		}
	}
	if len(wrong) > 0 {
		return pufa.Errorf(pufa.Invalid, "还不能提交：%s", strings.Join(wrong, "；"))
	}
	return nil
}

// reviewed returns the manuscript that waits for a review, for who may give one.
func (d Desk) reviewed(ctx context.Context, slug string, revision int, by pufa.Staff) (Manuscript, error) {
	m, err := d.seen(ctx, slug, revision)
	switch {
	case err != nil:
		return m, err
	case !by.Role.Approves():
		return m, pufa.Errorf(pufa.Denied, "%s不能审核", by.Role.Chinese())
	case !m.Submitted:
		return m, pufa.Errorf(pufa.Conflict, "这份稿子没有在等审核")
	default:
		return m, nil
	}
}

// Reject sends a manuscript back to its writers, with the reason.
func (d Desk) Reject(ctx context.Context, slug string, revision int, by pufa.Staff, why string) error {
	m, err := d.reviewed(ctx, slug, revision, by)
	if err != nil {
		return err
	}
	if strings.TrimSpace(why) == "" {
		return pufa.Errorf(pufa.Invalid, "退回要写原因，写的人才知道改哪里")
	}
	m.Submitted, m.Revision, m.Note = false, m.Revision+1, strings.TrimSpace(why)
	return d.Store.PutManuscript(ctx, m, d.step("退回", by, why, m.Text))
}

// Approve publishes a manuscript that somebody else has written: from now on it answers.
func (d Desk) Approve(ctx context.Context, slug string, revision int, by pufa.Staff, note string) error {
	m, err := d.reviewed(ctx, slug, revision, by)
	if err != nil {
		return err
	}
	if slices.Contains(m.Authors, by.Name) {
		return pufa.Errorf(pufa.Denied, "您写过这份稿子，要请另一位法律顾问或管理员审核")
	}
	if err := d.ready(ctx, m.Text); err != nil {
		return err
	}
	e, err := d.Read(ctx, m.Text, knowledge.Reviewed)
	if err != nil {
		return err
	}
	return d.publish(ctx, e, m.Revision, by, "审核通过，发布", note)
}

// publish stores the entry as reviewed today.
func (d Desk) publish(ctx context.Context, e knowledge.Entry, revision int, by pufa.Staff, action, note string) error {
	e.State, e.Reviewer, e.Reviewed = knowledge.Reviewed, by.Name, pufa.DayOf(d.Now())
	return d.put(ctx, e, revision, by, action, note)
}

// put stores an entry whose fields have changed; its Hash follows from the text.
func (d Desk) put(ctx context.Context, e knowledge.Entry, revision int, by pufa.Staff, action, note string) error {
	text := string(intake.FormatEntry(e))
	whole, err := d.Read(ctx, text, e.State)
	if err != nil {
		return fmt.Errorf("read %s as it was written: %w", e.Slug, err)
	}
	whole.State = e.State
	return d.Store.PublishEntry(ctx, whole, revision, d.step(action, by, note, text))
}

// Confirm takes an entry of the starter pack over as the office's own.
func (d Desk) Confirm(ctx context.Context, slug string, by pufa.Staff) error {
	e, err := d.Entries.Entry(ctx, slug)
	switch {
	case err != nil:
		return err
	case !by.Role.Approves():
		return pufa.Errorf(pufa.Denied, "%s不能审核", by.Role.Chinese())
	case e.State != knowledge.Starter:
		return pufa.Errorf(pufa.Conflict, "这一条不是起始库里等审核的")
	case e.Check != "":
		return pufa.Errorf(pufa.Conflict, "还有待核的：%s。先改好再审核。", e.Check)
	}
	return d.publish(ctx, e, 0, by, "本单位审核通过", "")
}

// Retire stops an entry from answering, or lets it answer again.
func (d Desk) Retire(ctx context.Context, slug string, by pufa.Staff, retired bool, note string) error {
	e, err := d.Entries.Entry(ctx, slug)
	switch {
	case err != nil:
		return err
	case !by.Role.Approves():
		return pufa.Errorf(pufa.Denied, "%s不能停用或恢复", by.Role.Chinese())
	case retired == (e.State == knowledge.Retired):
		return pufa.Errorf(pufa.Conflict, "这一条现在已经是“%s”", e.State.Chinese())
	case retired && strings.TrimSpace(note) == "":
		return pufa.Errorf(pufa.Invalid, "停用要写原因")
	}
	if retired {
		e.State = knowledge.Retired
		return d.put(ctx, e, 0, by, "停用", note)
	}
	return d.publish(ctx, e, 0, by, "恢复", note)
}
