package schedule_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// press prints posters of a house, or says what keeps it from that.
type press struct {
	h       *house
	refuses error
	printed int
}

func (p *press) Display(ctx context.Context, c schedule.Campaign) (string, error) {
	if p.refuses != nil {
		return "", p.refuses
	}
	p.printed++
	made, err := store.NewPosters(p.h.db).PosterOf(ctx, c.ID, c.Pieces[0].Entry, p.h.now)
	return "在 /screen/" + made.Code, err
}

func wall(hours time.Duration) schedule.Campaign {
	return schedule.Campaign{
		Channel: schedule.Offline, Rule: once(hours).Rule,
		Pieces: []schedule.Piece{{Kind: schedule.Article, Entry: "jie-tizi", Title: "借梯子", Poster: schedule.PosterText{
			Title: "借梯子", Gist: "有话好好说。", Points: []string{"先问一问邻居", "再说别的办法"}}}},
	}
}

func TestAPosterIsOnDisplayFromItsMomentOnceAndStaffAreTold(t *testing.T) {
	h := newHouse(t, 3)
	p := &press{h: h}
	h.printer = p
	c := h.approved(wall(1))
	h.run(50*time.Minute, 10*time.Minute)
	if len(h.deliveries(c)) > 0 {
		t.Fatal("it is on display before its moment")
	}
	first, second := h.engine(), h.engine()
	h.now = start.Add(time.Hour)
	h.tick(first)
	h.tick(second)
	d := h.only(c, schedule.Sent)
	if p.printed != 1 || len(h.told) != 1 || !strings.Contains(h.told[0].Why, "/screen/") || d.Why != h.told[0].Why || d.Selected != 0 {
		t.Errorf("printed %d times; told %+v; stored %+v", p.printed, h.told, d)
	}
	totals, err := store.NewLedger(h.db).Totals(t.Context(), "2026-01-01", "2027-01-01")
	if err != nil || len(totals) > 0 {
		t.Errorf("nobody has scanned it, and the ledger has %+v, %v", totals, err)
	}
	if len(h.platform.received) > 0 {
		t.Error("somebody was written to")
	}
}

func TestPostersWaitForTheProgramButNotForEver(t *testing.T) {
	for name, test := range map[string]struct {
		absent time.Duration
		want   schedule.DeliveryState
	}{
		"a night later":    {14 * time.Hour, schedule.Sent},
		"six days later":   {6 * 24 * time.Hour, schedule.Sent},
		"eight days later": {8 * 24 * time.Hour, schedule.Missed},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 0)
			h.printer = &press{h: h}
			c := h.approved(wall(1))
			h.now = start.Add(time.Hour + test.absent)
			h.tick(h.engine())
			h.only(c, test.want)
		})
	}
}

func TestAPosterThatCannotBeShownSaysWhy(t *testing.T) {
	h := newHouse(t, 0)
	h.printer = &press{h: h, refuses: pufa.Errorf(pufa.Invalid, "条目已停用")}
	c := h.approved(wall(1))
	h.now = start.Add(time.Hour)
	h.tick(h.engine())
	if d := h.only(c, schedule.Failed); d.Why != "条目已停用" {
		t.Errorf("it says %q", d.Why)
	}
}

// shelfOf holds one entry in a state.
type shelfOf knowledge.State

func (s shelfOf) Entry(_ context.Context, slug string) (knowledge.Entry, error) {
	if slug != "jie-tizi" {
		return knowledge.Entry{}, pufa.Errorf(pufa.NotFound, "没有")
	}
	return knowledge.Entry{Slug: slug, State: knowledge.State(s)}, nil
}

func TestWhatAPosterLacksIsSaidBeforeItIsApproved(t *testing.T) {
	long := strings.Repeat("法", 33)
	for name, test := range map[string]struct {
		edit  func(*schedule.Campaign)
		pages string
		state knowledge.State
		want  string // "" for nothing
	}{
		"all is there":          {func(*schedule.Campaign) {}, "https://a.cn", knowledge.Reviewed, ""},
		"no public_url":         {func(*schedule.Campaign) {}, "", knowledge.Reviewed, "public_url："},
		"no piece":              {func(c *schedule.Campaign) { c.Pieces = []schedule.Piece{} }, "https://a.cn", knowledge.Reviewed, "pieces：还没有内容"},
		"a text":                {func(c *schedule.Campaign) { c.Pieces = []schedule.Piece{{Kind: schedule.Text, Body: "普法"}} }, "https://a.cn", knowledge.Reviewed, "pieces[1]：海报要用"},
		"a title of 33":         {func(c *schedule.Campaign) { c.Pieces[0].Poster.Title = long }, "https://a.cn", knowledge.Reviewed, "--headline"},
		"one point":             {func(c *schedule.Campaign) { c.Pieces[0].Poster.Points = []string{"一条"} }, "https://a.cn", knowledge.Reviewed, "--point"},
		"an entry twice":        {func(c *schedule.Campaign) { c.Pieces = append(c.Pieces, c.Pieces[0]) }, "https://a.cn", knowledge.Reviewed, "写了两次"},
		"an audience":           {func(c *schedule.Campaign) { c.Audience.Group = pufa.Residents }, "https://a.cn", knowledge.Reviewed, "audience："},
		"an entry withdrawn":    {func(*schedule.Campaign) {}, "https://a.cn", knowledge.Retired, "已停用"},
		"an entry that is gone": {func(c *schedule.Campaign) { c.Pieces[0].Entry = "wang" }, "https://a.cn", knowledge.Reviewed, "“wang”已停用"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 0) // paper needs no audience
			h.account = schedule.Account{Pages: test.pages}
			c := wall(1)
			c.Title = "海报"
			test.edit(&c)
			desk := h.desk()
			desk.Shelf = shelfOf(test.state)
			faults, err := desk.Faults(t.Context(), c, h.now)
			if err != nil {
				t.Fatal(err)
			}
			said := pufa.Say(schedule.Refusal(faults))
			if test.want == "" && len(faults) > 0 || test.want != "" && !strings.Contains(said, test.want) {
				t.Errorf("it says %q, want %q in it", said, test.want)
			}
		})
	}
}

func TestPostersCostNoQuota(t *testing.T) {
	h := newHouse(t, 3)
	h.account = schedule.Account{Verified: true, Pages: "https://a.cn"}
	day := wall(25)
	h.approved(day)
	if _, said := h.review(schedule.Campaign{Channel: schedule.Mass, Rule: day.Rule}); said != "" {
		t.Errorf("a mass send beside a poster is refused: %s", said)
	}
}

func TestScansAreKeyedAndNameNobody(t *testing.T) {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	shown := schedule.Shown{Poster: schedule.Poster{Code: "abcd2345", Campaign: "c"}, Delivery: "d"}
	row := schedule.ScanOf(shown, keyer, keyer.Key("o-secret"), start)
	for _, text := range []string{row.Key, row.Subject, row.Source, string(row.Follower)} {
		if strings.Contains(text, "secret") {
			t.Errorf("%q names who scanned", text)
		}
	}
	if row.Basis != reach.Scanned || row.Subject != "campaign:c" || !strings.HasPrefix(row.Key, "delivery:d:scan:") || row.Times != 1 {
		t.Errorf("%+v", row)
	}
	for scene, want := range map[string]string{schedule.SceneOf("abcd2345"): "abcd2345", "poster-x": "", "shequ-01": "", "": ""} {
		if got := schedule.CodeOf(scene); got != want {
			t.Errorf("CodeOf(%q) = %q, want %q", scene, got, want)
		}
	}
}

// Wherever the program stops, there is one delivery in the end, and it is on display.
func TestACrashAtAnyStepLosesNoPoster(t *testing.T) {
	for at, steps := 0, 0; at <= steps; at++ {
		h := newHouse(t, 0)
		h.printer = &press{h: h}
		c := h.approved(wall(1))
		h.now = start.Add(time.Hour)
		h.crash.at = at
		h.run(40*time.Minute, 4*time.Minute)
		if at == 0 {
			steps = min(h.crash.step, 30)
		}
		h.only(c, schedule.Sent)
	}
}
