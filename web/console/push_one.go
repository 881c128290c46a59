package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// pushPage is one plan with what keeps it from being sent and what became of it.
type pushPage struct {
	ID       pufa.ID
	Revision int
	Title    string
	Facts    []reach.Fact
	Pieces   []pieceShown
	People   int
	Counts   bool // People is counted
	Faults   []string
	Next     []time.Time
	Sent     []deliveryLine
	Totals   []string
	Steps    []stepLine
	Do       []choice // steps that whoever looks may take
	Reasons  bool     // one of them asks for a reason
	MayEdit  bool
	Say      string
	Done     string
}

type pieceShown struct{ Kind, Title, Says, Path string }

type deliveryLine struct {
	At       time.Time
	State    string
	Selected int
	Why      string
}

type stepLine struct {
	Action, By, Note string
	At               time.Time
}

func (s *Site) push(w http.ResponseWriter, r *http.Request) error {
	done := ""
	if r.URL.Query().Get("done") != "" {
		done = "做好了。"
	}
	return s.showPush(w, r, http.StatusOK, pushPage{Done: done})
}

func (s *Site) showPush(w http.ResponseWriter, r *http.Request, status int, data pushPage) error {
	ctx := r.Context()
	c, err := s.Push.Campaigns.Campaign(ctx, pufa.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	data.ID, data.Revision, data.Title, data.MayEdit = c.ID, c.Revision, c.Title, staff(r).Role.Writes() && c.State != schedule.Cancelled
	data.Facts = planFacts(c)
	for _, p := range c.Pieces {
		data.Pieces = append(data.Pieces, shownPiece(p))
	}
	if c.Channel != schedule.Offline && c.State != schedule.Cancelled {
		data.Counts = true
		if data.People, err = s.Push.Planner.Reaches(ctx, c); err != nil {
			return err
		}
	}
	if c.State == schedule.Draft || c.State == schedule.Submitted {
		faults, err := s.Push.Desk.Faults(ctx, c, s.Now())
		if err != nil {
			return err
		}
		for _, f := range faults {
			data.Faults = append(data.Faults, f.Say)
		}
	}
	if c.State != schedule.Cancelled {
		data.Next = c.Rule.Occurrences(s.Now(), 5)
	}
	if err := s.pushHistory(ctx, c, &data); err != nil {
		return err
	}
	data.Do, data.Reasons = stepsFor(c, staff(r))
	return s.renderAs(w, r, status, "push", c.Title, data)
}

func planFacts(c schedule.Campaign) (facts []reach.Fact) {
	for _, f := range []reach.Fact{{Name: "状态", Says: c.State.Chinese()}, {Name: "渠道", Says: c.Channel.Chinese()}, {Name: "什么时候", Says: c.Rule.Chinese()},
		{Name: "发给谁", Says: c.Audience.Chinese()}, {Name: "目的", Says: c.Purpose}, {Name: "写的人", Says: strings.Join(c.Authors, "、")}, {Name: "审核", Says: c.Approver}} {
		if f.Says != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

func shownPiece(p schedule.Piece) pieceShown {
	shown := pieceShown{Title: p.Title, Says: p.Digest, Kind: map[schedule.PieceKind]string{schedule.Article: "图文", schedule.Text: "文字", schedule.Image: "图片"}[p.Kind]}
	if p.Kind == schedule.Text {
		shown.Says = p.Body
	}
	if p.Entry != "" {
		shown.Path = "/console/entries/" + p.Entry
	}
	return shown
}

func (s *Site) pushHistory(ctx context.Context, c schedule.Campaign, data *pushPage) error {
	deliveries, err := s.Push.Campaigns.Deliveries(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		data.Sent = append(data.Sent, deliveryLine{d.Occurrence, d.State.Chinese(), d.Selected, d.Why})
	}
	totals, err := s.Totals.Subject(ctx, "campaign:"+string(c.ID))
	if err != nil {
		return err
	}
	for _, t := range totals {
		data.Totals = append(data.Totals, t.Kind.Chinese()+" "+digits(t.Times)+" 人次（"+t.Basis.Chinese()+"）")
	}
	steps, err := s.Push.Campaigns.Steps(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, st := range steps {
		data.Steps = append(data.Steps, stepLine{st.Action.Chinese(), st.By + "（" + st.Role.Chinese() + "）", st.Note, st.At})
	}
	return nil
}

// stepsFor lists the steps of the review that somebody may take on a plan as it stands.
func stepsFor(c schedule.Campaign, by pufa.Staff) (list []choice, reasons bool) {
	if !by.Role.Writes() {
		return nil, false
	}
	for _, a := range []schedule.Action{schedule.Submit, schedule.Approve, schedule.Reject, schedule.Withdraw, schedule.Pause, schedule.Resume, schedule.Cancel} {
		if !c.May(a, by) {
			continue
		}
		list = append(list, choice{string(a), a.Chinese(), a == schedule.Submit || a == schedule.Approve})
		reasons = reasons || a == schedule.Reject
	}
	return list, reasons
}

// stepPush takes a step of the review.
func (s *Site) stepPush(w http.ResponseWriter, r *http.Request) error {
	id, a := pufa.ID(r.PathValue("id")), schedule.Action(r.PostFormValue("do"))
	if a.Chinese() == "" {
		return pufa.Errorf(pufa.Invalid, "没有这个操作，请在页面上点按钮。")
	}
	c, err := s.Push.Campaigns.Campaign(r.Context(), id)
	if err != nil {
		return err
	}
	if revisionIn(r) != c.Revision {
		return s.showPush(w, r, http.StatusConflict, pushPage{Say: "这个计划刚被别人动过，下面是现在的样子，请看过再做。"})
	}
	_, err = s.Push.Desk.Take(r.Context(), id, a, staff(r), s.Now(), strings.TrimSpace(r.PostFormValue("note")))
	if kind := pufa.KindOf(err); err != nil && kind != pufa.Internal && kind != pufa.NotFound {
		return s.showPush(w, r, statusOf(err), pushPage{Say: pufa.Say(err)})
	}
	if err != nil {
		return err
	}
	return see(w, r, pushPath(id)+"?done=1")
}
