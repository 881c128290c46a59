package h5

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/schedule/poster"
)

// Posters is what hangs on walls.
type Posters interface {
	// Shown returns the poster of the code. NotFound for a code that was never made.
	Shown(ctx context.Context, code string) (schedule.Shown, error)
	// PosterOf returns the poster of the campaign's entry, which is there where it is shown.
	PosterOf(ctx context.Context, campaign pufa.ID, entry string, now time.Time) (schedule.Poster, error)
	// Scan records a scan unless the device has just scanned the same poster.
	Scan(ctx context.Context, scan reach.Entry) (added bool, err error)
}

// scan is where the code of a poster leads: it counts and goes on to the entry.
func (s *Site) scan(w http.ResponseWriter, r *http.Request) error {
	shown, entry, err := s.poster(r)
	if err != nil {
		return err
	}
	s.scanned(w, r, shown)
	w.Header().Set("Cache-Control", "no-store") // or the next scan of this device would never come here
	http.Redirect(w, r, "/e/"+entry.Slug+"?from=qr", http.StatusSeeOther)
	return nil
}

// poster finds the poster of the address, and its entry as residents may read it.
func (s *Site) poster(r *http.Request) (shown schedule.Shown, e knowledge.Entry, err error) {
	code := strings.ToLower(r.PathValue("code"))
	if !schedule.IsCode(code) || s.Posters == nil {
		return shown, e, pufa.Errorf(pufa.NotFound, "没有这张海报，可能是网址抄错了。可以回首页提问或搜索。")
	}
	if shown, err = s.Posters.Shown(r.Context(), code); err != nil {
		return shown, e, err
	}
	e, err = s.Entries.Entry(r.Context(), shown.Entry)
	if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
		return shown, e, pufa.Errorf(pufa.NotFound, "这张海报的内容已经停用。可以回首页提问或搜索。")
	}
	return shown, e, err
}

// scanned records a scan. Programs that only look do not count, nor does what is tried before the poster
// is on display. The entry is shown even where this fails.
func (s *Site) scanned(w http.ResponseWriter, r *http.Request, shown schedule.Shown) {
	if r.Method != http.MethodGet || isProgram(r) || shown.Delivery == "" {
		return
	}
	key, _, err := s.who(w, r)
	if err != nil {
		s.Log.Error("reader not named", "error", err)
		return
	}
	if !s.scans.Allow(shown.Code, s.Now()) {
		s.Log.Warn("too many scans to be true: not counted", "code", shown.Code)
		return
	}
	_, err = s.Posters.Scan(r.Context(), schedule.ScanOf(shown, s.Keyer, key, s.Now()))
	if err != nil {
		s.Log.Error("scan not recorded", "error", err)
	}
}

// screen is the page for a screen on a wall. Where a campaign shows several, each leads to the next.
func (s *Site) screen(w http.ResponseWriter, r *http.Request) error {
	shown, _, err := s.poster(r)
	switch {
	case err != nil:
		return err
	case shown.Stopped:
		return pufa.Errorf(pufa.NotFound, "这张海报已经停用。")
	case shown.Delivery == "":
		return pufa.Errorf(pufa.NotFound, "还没到这张海报展示的时间，请先等它审核并到点。")
	case shown.Text.Title == "":
		return pufa.Errorf(pufa.NotFound, "这张海报已经换下来了。")
	}
	next, err := s.nextScreen(r, shown)
	if err != nil {
		return err
	}
	data, err := s.screenPage(shown, next)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "screen", shown.Text.Title, data)
}

// nextScreen returns the path of the screen that follows: the next of the campaign's, or the same again,
// so that what is taken down goes away.
func (s *Site) nextScreen(r *http.Request, shown schedule.Shown) (string, error) {
	i := slices.Index(shown.Others, shown.Entry)
	next, err := s.Posters.PosterOf(r.Context(), shown.Campaign, shown.Others[(i+1)%len(shown.Others)], s.Now())
	return "/screen/" + next.Code, err
}

type screenPage struct {
	Text    schedule.PosterText
	Basis   []string
	Month   string
	Next    string
	Seconds int
	Size    int           // of the code with the white around it, in modules
	Code    template.HTML // the path of its dark modules
}

func (s *Site) screenPage(shown schedule.Shown, next string) (screenPage, error) {
	link := shown.WeChat
	if link == "" {
		link = schedule.PosterLink(s.cfg.Base, shown.Code)
	}
	code, err := poster.NewCode(link)
	if err != nil {
		return screenPage{}, err
	}
	p := screenPage{
		Text: shown.Text, Month: shown.Since.In(pufa.Zone).Format("2006年1月"), Next: next, Seconds: 20,
		Size: len(code) + 2*quietZone, Code: modules(code),
	}
	for _, c := range shown.Basis[:min(2, len(shown.Basis))] {
		p.Basis = append(p.Basis, c.String())
	}
	return p, nil
}

// quietZone is how many modules of white a code needs around it.
const quietZone = 4

// modules writes the dark modules as an SVG path.
func modules(code poster.Code) template.HTML {
	var b strings.Builder
	b.WriteString(`<path d="`)
	for _, bar := range code.Bars() {
		b.WriteString("M" + strconv.Itoa(bar.X+quietZone) + " " + strconv.Itoa(bar.Y+quietZone) +
			"h" + strconv.Itoa(bar.Width) + "v1h-" + strconv.Itoa(bar.Width) + "z")
	}
	b.WriteString(`"/>`)
	return template.HTML(b.String()) //nolint:gosec // numbers only
}

// Scans come in bursts where a hall is asked to take out its phones, but no faster.
const (
	scansASecond = 5
	scansAtOnce  = 300
)
