package tests

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	root "github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// year is an office's year of pushes: engines on one database, the simulated platform and its clock.
type year struct {
	t         *testing.T
	sim       *wechatsim.Platform
	db        *store.DB
	campaigns store.Campaigns
	engines   []*schedule.Engine
	account   schedule.Account
	gateway   *wechat.Gateway
	wechat    wechat.Config
	people    []*resident
	plans     []yearPlan
	rand      *rand.Rand
	cover     string
}

// resident is a follower and how they change over the year, by days after its first.
type resident struct {
	openID   string
	group    root.Group
	topics   []string
	joins    int // subscribes to 婚姻家庭
	optsOut  int
	unfollow int
	heard    time.Time
	answers  int                // customer messages since they were heard
	accepts  int                // of notifications, each good for one
	had      map[time.Month]int // mass messages
}

// yearPlan is a campaign as this test knows it, with a calculation of its own of when it is due.
type yearPlan struct {
	code     string
	campaign schedule.Campaign
	due      func(day time.Time) bool
	minute   int
}

const never = 1 << 20

var yearBegins = time.Date(2028, 1, 1, 0, 0, 0, 0, root.Zone) // a leap year

// wants reports whether the resident is to get what goes out now.
func (r *resident) wants(c schedule.Campaign, day int) bool {
	if day >= r.optsOut || day >= r.unfollow || c.Audience.Group != "" && c.Audience.Group != r.group {
		return false
	}
	if len(c.Audience.Topics) > 0 && day < r.joins {
		return false
	}
	return true
}

// takes reports whether the platform lets it through, and counts it: 5 customer messages within 48 hours of
// what somebody wrote, and for each follower of a service account 4 mass messages a month.
func (y *year) takes(r *resident, c schedule.Campaign, now time.Time) bool {
	switch {
	case c.Channel == schedule.Customer && (now.Sub(r.heard) > 47*time.Hour || r.answers == 5):
		return false
	case c.Channel == schedule.Customer:
		r.answers++
	case c.Channel == schedule.Notice && r.accepts == 0:
		return false
	case c.Channel == schedule.Notice:
		r.accepts--
	case y.account.Service && r.had[now.Month()] == 4:
		return false
	default:
		r.had[now.Month()]++
	}
	return true
}

// deaf hears the platform for the engines; nobody says anything in this test.
type deaf struct{ y *year }

func (d deaf) Handle(context.Context, bot.Message) (bot.Reply, error) {
	return bot.Reply{Verdict: bot.VerdictSilent}, nil
}

func (d deaf) HandleEvent(ctx context.Context, e wechat.Event) error {
	if e.Name != "MASSSENDJOBFINISH" {
		return nil
	}
	return d.y.engines[0].Finished(ctx, e.JobID, e.Outcome())
}

// Display implements schedule.Printer.
func (y *year) Display(ctx context.Context, c schedule.Campaign) (string, error) {
	made, err := store.NewPosters(y.db).PosterOf(ctx, c.ID, c.Pieces[0].Entry, y.sim.Now())
	return made.Code, err
}

func newYear(t *testing.T, url string, nodes int, account wechatsim.Account) *year {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	y := &year{t: t, db: db, campaigns: store.NewCampaigns(db), rand: rand.New(rand.NewPCG(4, 2028)),
		account: schedule.Account{Service: account == wechatsim.Service, Verified: true, PartSize: 7, Pages: "https://pufa.example.cn"}}
	y.sim = wechatsim.New(wechatsim.Options{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Token: "AAAAA",
		Account: account, Verified: true, Start: yearBegins.Add(7 * time.Hour)})
	api := httptest.NewServer(y.sim.Handler())
	t.Cleanup(api.Close)
	t.Cleanup(y.sim.Close)
	config := wechat.Config{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Token: "AAAAA", Mode: wechat.Plain, API: api.URL}
	hook, err := wechat.NewWebhook(config, deaf{y}, y.sim.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	office := httptest.NewServer(hook)
	t.Cleanup(office.Close)
	y.sim.SetCallbackURL(office.URL)
	gateway, err := wechat.NewGateway(config, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	y.gateway, y.wechat = gateway, config
	if y.account.Service {
		y.account.Notices = []schedule.Notification{{Template: noticeTemplate, Name: "普法通知"}}
	}
	for range nodes {
		parts := store.NewDeliveries(db)
		y.engines = append(y.engines, schedule.NewEngine(schedule.Wiring{
			Account: y.account, Grace: 2 * time.Hour, Agenda: y.campaigns, Deliveries: parts, Parts: parts,
			Followers: store.NewFollowers(db), Gateway: wechat.NewPusher(gateway, y.campaigns), Now: y.sim.Now,
			Printer: y, Almanac: y, Accepts: store.NewNotices(db), Jitter: func(most time.Duration) time.Duration { return most / 2 }, Log: slog.New(slog.DiscardHandler),
		}))
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 4))); err != nil {
		t.Fatal(err)
	}
	if y.cover, err = y.campaigns.PutFile(t.Context(), b.Bytes()); err != nil {
		t.Fatal(err)
	}
	return y
}

func (y *year) populate(n int) {
	for i := range n {
		r := &resident{group: root.Residents, joins: never, optsOut: never, unfollow: never, had: map[time.Month]int{}}
		if i%3 == 0 {
			r.group = root.Enterprises
		}
		if i%2 == 0 {
			r.joins = i * 8
		}
		if i%5 == 4 {
			r.optsOut = 20 + i*9
		}
		if i%7 == 6 {
			r.unfollow = 30 + i*9
		}
		r.openID = y.sim.Introduce(fmt.Sprintf("人%02d", i), wechatsim.Resident)
		if _, err := y.sim.FollowAs(y.t.Context(), r.openID, ""); err != nil {
			y.t.Fatal(err)
		}
		y.people = append(y.people, r)
	}
}

// morning is what people do before eight: some write, some join, some leave.
func (y *year) morning(day int) {
	now := y.sim.Now()
	for i, r := range y.people {
		if day == r.unfollow {
			if _, err := y.sim.Unfollow(y.t.Context(), r.openID); err != nil {
				y.t.Fatal(err)
			}
		}
		if day < r.unfollow && (day+i)%4 == 0 {
			if _, err := y.sim.Say(y.t.Context(), r.openID, "你好"); err != nil {
				y.t.Fatal(err)
			}
			r.heard, r.answers = now, 0
		}
		if y.account.Service && day < r.unfollow && (day+2*i)%9 == 0 {
			y.accept(r)
		}
		if day >= r.joins {
			r.topics = []string{"婚姻家庭"}
		}
		if day > 0 && day != r.unfollow && day != r.optsOut && day != r.joins && r.heard != now {
			continue
		}
		f := root.Follower{Key: root.FollowerKey(r.openID), Address: r.openID, Following: day < r.unfollow, Group: r.group,
			Topics: r.topics, OptedOut: day >= r.optsOut, LastHeard: r.heard}
		x := bot.Exchange{MessageID: string(root.NewID()), At: now, Person: bot.Person{Follower: f}}
		if _, _, err := store.NewInbox(y.db).Settle(y.t.Context(), x); err != nil {
			y.t.Fatal(err)
		}
	}
}

// plan makes campaigns of all rules and channels until so many are approved. The desk refuses those
// that the quotas do not allow.
func (y *year) plan(n int) {
	writer, adviser := root.Staff{Name: "小李", Role: root.Editor}, root.Staff{Name: "王律师", Role: root.Adviser}
	desk := schedule.NewDesk(y.account, y.campaigns, store.NewFollowers(y.db), nil)
	for try := 0; len(y.plans) < n; try++ {
		if try > 40*n {
			y.t.Fatalf("only %d plans are approved", len(y.plans))
		}
		p := y.draw(fmt.Sprintf("计划%04d号", try))
		c, err := desk.Create(y.t.Context(), p.campaign, writer, y.sim.Now())
		for _, a := range []schedule.Action{schedule.Submit, schedule.Approve} {
			by := writer
			if a == schedule.Approve {
				by = adviser
			}
			if err == nil {
				c, err = desk.Take(y.t.Context(), c.ID, a, by, y.sim.Now(), "")
			}
		}
		switch {
		case err == nil:
			p.campaign = c
			y.plans = append(y.plans, p)
		case root.KindOf(err) != root.Invalid:
			y.t.Fatal(err)
		}
	}
}

func (y *year) draw(code string) yearPlan {
	channels := []schedule.Channel{schedule.Mass, schedule.Mass, schedule.Publish, schedule.Customer, schedule.Offline}
	if y.account.Service {
		channels = append(channels, schedule.Notice)
	}
	channel := channels[y.rand.IntN(len(channels))]
	p := yearPlan{code: code, minute: 8*60 + y.rand.IntN(12*60)}
	c := schedule.Campaign{Title: code, Channel: channel, Pieces: []schedule.Piece{{Kind: schedule.Text, Body: code}}}
	if channel == schedule.Publish || channel == schedule.Mass && y.rand.IntN(2) == 0 {
		c.Pieces = []schedule.Piece{{Kind: schedule.Article, Title: code, Body: "<p>正文</p>", File: y.cover}}
	}
	if channel == schedule.Offline {
		c.Pieces = []schedule.Piece{{Kind: schedule.Article, Entry: code, Poster: schedule.PosterText{
			Title: code, Gist: "有话好好说。", Points: []string{"先问一问", "再说别的"}}}}
	}
	if channel == schedule.Notice {
		c.Pieces = []schedule.Piece{{Kind: schedule.Article, Entry: code, Title: code, Body: "<p>正文</p>", File: y.cover}}
		c.Notice = schedule.Notification{Template: noticeTemplate, Words: []schedule.Word{{Key: "thing1", Says: code}}}
	}
	if channel != schedule.Publish && channel != schedule.Offline {
		c.Audience.Group = []root.Group{"", root.Residents, root.Enterprises}[y.rand.IntN(3)]
		if y.rand.IntN(3) == 0 {
			c.Audience.Topics = []string{"婚姻家庭"}
		}
	}
	c.Rule, p.due = y.rule(p.minute, channel)
	var err error
	if c.Rule, err = c.Rule.Resolve(y, yearBegins); err != nil {
		y.t.Fatal(err)
	}
	p.campaign = c
	return p
}

func (y *year) rule(minute int, channel schedule.Channel) (schedule.Rule, func(time.Time) bool) {
	clock := fmt.Sprintf("%d %d ", minute%60, minute/60)
	kind := y.rand.IntN(10)
	switch {
	case kind == 0: // a day of the month, which not all months have
		dom := 27 + y.rand.IntN(5)
		return schedule.Rule{Cron: fmt.Sprintf("%s%d * *", clock, dom)}, func(d time.Time) bool { return d.Day() == dom }
	case kind == 1 && channel != schedule.Mass: // a weekday, but not on some days
		w, skip := time.Weekday(y.rand.IntN(7)), root.Day("2028-05-01").Add(y.rand.IntN(7))
		return schedule.Rule{Cron: fmt.Sprintf("%s* * %d", clock, w), Skip: []root.Day{skip}},
			func(d time.Time) bool { return d.Weekday() == w && root.DayOf(d) != skip }
	case kind == 2: // some months, from and to
		from, to := root.Day("2028-03-01"), root.Day("2028-10-31")
		return schedule.Rule{Cron: clock + "29 2-11/3 *", Start: from, End: to},
			func(d time.Time) bool {
				return d.Day() == 29 && (d.Month()-2)%3 == 0 && d.Month() >= 5 && d.Month() <= 8
			}
	case kind == 4: // days before one of the publicity calendar's
		ahead := y.rand.IntN(20)
		return schedule.Rule{Tied: schedule.Tie{Entry: "xianfa-ri", Ahead: ahead, Minute: minute}},
			func(d time.Time) bool {
				return d.AddDate(0, 0, ahead).Equal(time.Date(2028, 12, 4, 0, 0, 0, 0, root.Zone))
			}
	case kind == 5: // some days of the month, but not on holidays
		return schedule.Rule{Cron: clock + "2,4,27 * *", Rest: schedule.Rest{Holidays: true}},
			func(d time.Time) bool {
				return (d.Day() == 2 || d.Day() == 4 || d.Day() == 27) && !slices.Contains(daysOff2028, root.DayOf(d))
			}
	case kind == 3: // 29 February
		return schedule.Rule{Cron: clock + "29 2 *"}, func(d time.Time) bool { return d.Month() == 2 && d.Day() == 29 }
	}
	day := yearBegins.AddDate(0, 0, 1+y.rand.IntN(360))
	return schedule.Rule{At: day.Add(time.Duration(minute) * time.Minute)}, func(d time.Time) bool { return d.Equal(day) }
}

// live goes through the year and returns what everybody is to receive, counted without the engine's help.
func (y *year) live() map[string]int {
	expected := map[string]int{}
	for day := range 366 {
		midnight := yearBegins.AddDate(0, 0, day)
		y.advanceTo(midnight.Add(7*time.Hour + 30*time.Minute))
		y.morning(day)
		var moments []int
		due := slices.DeleteFunc(slices.Clone(y.plans), func(p yearPlan) bool { return !p.due(midnight) })
		slices.SortStableFunc(due, func(a, b yearPlan) int { return a.minute - b.minute })
		for _, p := range due {
			moments = append(moments, p.minute)
			if p.campaign.Channel == schedule.Publish || p.campaign.Channel == schedule.Offline {
				continue
			}
			at := midnight.Add(time.Duration(p.minute) * time.Minute)
			for _, r := range y.people {
				if r.wants(p.campaign, day) && y.takes(r, p.campaign, at) {
					expected[r.openID+" "+p.code+" "+string(root.DayOf(at))]++
				}
			}
		}
		for _, m := range slices.Compact(moments) {
			at := midnight.Add(time.Duration(m) * time.Minute)
			y.advanceTo(at.Add(-time.Minute))
			y.tick()
			y.misbehave()
			for _, later := range []time.Duration{0, 2, 5, 9, 20, 29, 50} {
				y.advanceTo(at.Add(later * time.Minute))
				y.tick()
			}
			y.sim.ClearFaults()
		}
	}
	for range 6 { // until what is under way has ended; the year is over
		y.advanceTo(y.sim.Now().Add(10 * time.Minute))
		y.tick()
	}
	return expected
}

// misbehave lets every third push meet the platform's faults.
func (y *year) misbehave() {
	if y.rand.IntN(3) > 0 {
		return
	}
	// The gateway's clock for tokens is the real one, so that its token has ended with every jump of the
	// virtual one. A refusal of the token whose answer is lost cannot be told from a message that was sent.
	if err := y.gateway.Typing(y.t.Context(), y.people[0].openID); err != nil {
		var refused *wechat.Error
		if !errors.As(err, &refused) {
			y.t.Fatal(err)
		}
	}
	kind := []wechatsim.FaultKind{
		wechatsim.FaultBusy, wechatsim.FaultCut, wechatsim.FaultTruncate, wechatsim.FaultToken, wechatsim.FaultLostFinish, wechatsim.FaultCode,
	}[y.rand.IntN(6)]
	f := wechatsim.Fault{Kind: kind, Code: 45011, Times: 1 + y.rand.IntN(2), After: y.rand.IntN(3)}
	if kind == wechatsim.FaultCut || kind == wechatsim.FaultTruncate {
		f.Path = []string{"cgi-bin/message/", "cgi-bin/tags/", "cgi-bin/freepublish/", "cgi-bin/draft/"}[y.rand.IntN(4)]
	}
	if kind != wechatsim.FaultLostFinish && f.Path == "" {
		f.Path = []string{"cgi-bin/message/", "cgi-bin/tags/", "cgi-bin/draft/"}[y.rand.IntN(3)]
	}
	y.sim.InjectFault(f)
}

func (y *year) advanceTo(at time.Time) {
	if d := at.Sub(y.sim.Now()); d > 0 {
		y.sim.Advance(y.t.Context(), d)
	}
}

// tick lets all nodes work at once.
func (y *year) tick() {
	var all sync.WaitGroup
	for _, e := range y.engines {
		all.Go(func() {
			if err := e.Tick(y.t.Context()); err != nil {
				y.t.Errorf("at %s: %v", y.sim.Now(), err)
			}
		})
	}
	all.Wait()
}

var planCode = regexp.MustCompile(`计划\d+号`)

// received is what came to every phone.
func (y *year) received() map[string]int {
	got := map[string]int{}
	for _, r := range y.people {
		for _, s := range y.sim.Conversation(r.openID) {
			if s.Via != "mass" && s.Via != "custom" && s.Via != "subscribe" {
				continue
			}
			code := s.Text
			if len(s.Articles) > 0 {
				code = s.Articles[0].Title
			}
			if s.Via == "subscribe" {
				code = planCode.FindString(s.Text)
			}
			got[r.openID+" "+code+" "+string(root.DayOf(s.At))]++
		}
	}
	return got
}

// settled holds the deliveries against the occurrences: a row for each, each in a state that tells the truth.
func (y *year) settled(received map[string]int) map[schedule.DeliveryState]int {
	states := map[schedule.DeliveryState]int{}
	for _, p := range y.plans {
		found, err := y.campaigns.Deliveries(y.t.Context(), p.campaign.ID)
		if err != nil {
			y.t.Fatal(err)
		}
		rows := map[root.Day]schedule.Delivery{}
		for _, d := range found {
			rows[root.DayOf(d.Occurrence)] = d
			states[d.State]++
		}
		for day := range 366 {
			midnight := yearBegins.AddDate(0, 0, day)
			d, there := rows[root.DayOf(midnight)]
			if there != p.due(midnight) {
				y.t.Errorf("%s on %s: a delivery is there: %v", p.code, midnight, there)
			}
			if there && p.campaign.Channel == schedule.Mass {
				y.truthful(p, d, received)
			}
			if there && p.campaign.Channel == schedule.Offline && (d.State != schedule.Sent || d.Selected > 0) {
				y.t.Errorf("poster %s of %s is %s (%s)", p.code, d.Occurrence, d.State.Chinese(), d.Why)
			}
		}
	}
	return states
}

func (y *year) truthful(p yearPlan, d schedule.Delivery, received map[string]int) {
	n := 0
	for _, r := range y.people {
		n += received[r.openID+" "+p.code+" "+string(root.DayOf(d.Occurrence))]
	}
	if d.State == schedule.Sent && n != d.Selected || d.State == schedule.Failed && n > 0 || d.State == schedule.Sending || d.State == schedule.Waiting {
		y.t.Errorf("%s of %s is %s (%s), and %d of %d got it", p.code, d.Occurrence, d.State.Chinese(), d.Why, n, d.Selected)
	}
}

// 120 campaigns of all rules and channels over a whole year, with the platform's faults: what people
// received is what an independent count says, no double, no loss, no quota broken.
func TestAYearOfPushes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	for _, test := range []struct {
		name    string
		account wechatsim.Account
		nodes   int
	}{
		{"one node on SQLite, a subscription account", wechatsim.Subscription, 1},
		{"two nodes on PostgreSQL, a service account", wechatsim.Service, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			url := "sqlite:" + filepath.Join(t.TempDir(), "pufa.db")
			if test.nodes > 1 {
				onPostgres(t)
				url = os.Getenv("PUFA_DATABASE_URL")
			}
			y := newYear(t, url, test.nodes, test.account)
			y.populate(30)
			y.morning(0)
			y.plan(120)
			want := y.live()
			got := y.received()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("received (-expected +got):\n%.6000s", diff)
			}
			t.Logf("%d messages, %d of them notifications; deliveries %v", len(got), y.notified(), y.settled(got))
			if y.account.Service && y.notified() == 0 {
				t.Error("no notification was sent")
			}
		})
	}
}
