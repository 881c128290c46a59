package console

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule/poster"
)

type eventPage struct {
	ID       pufa.ID
	Number   string
	State    string
	Revision int
	Off      bool // cancelled: counts nothing
	Planned  bool
	Checked  string // by whom; "" nobody has
	MayCheck bool
	MayWrite bool
	Facts    []reach.Fact
	Heads    []headsShown
	SignedIn string // people who signed in by the code
	SignIns  string // path of their rows
	RowsPath string // all rows of the event
	Photos   []reach.Photo
	Link     string // of the sign-in page; "" where nobody can sign in any more
	OnlyHere bool   // the address opens on this machine only
	Steps    []stepShown
}

type headsShown struct {
	Basis, People, Times string
	Counts               bool // in reports
}

type stepShown struct {
	Action, By, At, Note string
	Changes              []reach.Change
}

// event shows all that is known of an event.
func (s *Site) event(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Register.Event(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	steps, err := s.Register.EventSteps(r.Context(), e.ID)
	if err != nil {
		return err
	}
	signedIn := reach.Filter{Kinds: []reach.Kind{reach.SignedIn}, Subject: e.Subject()}
	totals, err := s.Totals.Subject(r.Context(), e.Subject())
	if err != nil {
		return err
	}
	data := eventPage{ID: e.ID, Number: e.Number, State: e.State.Chinese(), Revision: e.Revision,
		Off: e.State == reach.EventCancelled, Planned: e.State == reach.EventPlanned, Checked: e.CheckedBy.Name,
		MayWrite: staff(r).Role.Writes(),
		MayCheck: e.State == reach.EventDone && e.CheckedBy.Name == "" && staff(r).Role.Approves(),
		Facts:    factsShown(e), Heads: showHeads(e), Photos: e.Photos, Steps: showSteps(steps),
		SignedIn: digits(peopleOf(totals, reach.SignedIn)), SignIns: "/console/reach/rows?" + signedIn.Query().Encode(),
		RowsPath: "/console/reach/rows?" + reach.Filter{Subject: e.Subject()}.Query().Encode()}
	if !data.Off {
		data.Link, data.OnlyHere = s.signInLink(e), onlyHere(s.cfg.Base)
	}
	return s.render(w, r, "event", e.Name, data)
}

// signInLink is the page on which people sign in.
func (s *Site) signInLink(e reach.Event) string {
	return reach.SignInLink(s.cfg.Base, e.Code)
}

// onlyHere reports whether an address means the machine itself, which no telephone can open.
func onlyHere(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// peopleOf adds up the people of a kind: its bases are of different rows.
func peopleOf(totals []reach.Total, kind reach.Kind) (people int) {
	for _, t := range totals {
		if t.Kind == kind {
			people += t.People
		}
	}
	return people
}

// check stores that staff have checked the event as they saw it.
func (s *Site) check(w http.ResponseWriter, r *http.Request) error {
	revision, err := seen(r)
	if err != nil {
		return err
	}
	e, err := s.Clerk.Check(r.Context(), pufa.ID(r.PathValue("id")), revision, staff(r), s.Now())
	if err != nil {
		return err
	}
	return see(w, r, eventPath(e.ID))
}

// cancel takes an event back that was entered by mistake.
func (s *Site) cancel(w http.ResponseWriter, r *http.Request) error {
	revision, err := seen(r)
	if err != nil {
		return err
	}
	e, err := s.Clerk.Cancel(r.Context(), pufa.ID(r.PathValue("id")), revision, staff(r), s.Now(), r.PostForm.Get("note"))
	if err != nil {
		return err
	}
	return see(w, r, eventPath(e.ID))
}

// seen returns the revision of the event that its form showed.
func seen(r *http.Request) (int, error) {
	if err := r.ParseForm(); err != nil {
		return 0, &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	revision, err := strconv.Atoi(r.PostForm.Get("revision"))
	if err != nil {
		return 0, pufa.Errorf(pufa.Invalid, "这个页面不完整，请重新打开活动再做。")
	}
	return revision, nil
}

// quiet is the light border that a code needs, in modules.
const quiet = 4

// code draws the code of the event's sign-in page.
func (s *Site) code(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Register.Event(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	code, err := poster.NewCode(s.signInLink(e))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Write([]byte(drawCode(code))) //nolint:errcheck // the reader has gone away: there is nobody to tell
	return nil
}

func drawCode(code poster.Code) string {
	var b strings.Builder
	size := strconv.Itoa(len(code) + 2*quiet)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + ` ` + size + `" shape-rendering="crispEdges">` +
		`<rect width="100%" height="100%" fill="#fff"/><path d="`)
	for _, bar := range code.Bars() {
		b.WriteString("M" + strconv.Itoa(bar.X+quiet) + " " + strconv.Itoa(bar.Y+quiet) + "h" + strconv.Itoa(bar.Width) + "v1h-" + strconv.Itoa(bar.Width) + "z")
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
