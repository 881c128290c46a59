package schedule_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

func (h *house) desk() schedule.Desk {
	return schedule.NewDesk(h.account, h.campaigns, store.NewFollowers(h.db), h.law)
}

// review takes a plan through the desk, and returns what the first refusal says.
func (h *house) review(c schedule.Campaign) (schedule.Campaign, string) {
	h.tb.Helper()
	c.Title = "普法"
	if c.Pieces == nil {
		c.Pieces = []schedule.Piece{{Kind: schedule.Text, Body: "普法"}}
	}
	desk := h.desk()
	c, err := desk.Create(context.Background(), c, editor, h.now)
	if err != nil {
		h.tb.Fatal(err)
	}
	for _, step := range []struct {
		a  schedule.Action
		by pufa.Staff
	}{{schedule.Submit, editor}, {schedule.Approve, adviser}} {
		next, err := desk.Take(context.Background(), c.ID, step.a, step.by, h.now, "")
		if err != nil {
			return c, pufa.Say(err)
		}
		c = next
	}
	return c, ""
}

func mass(cron string) schedule.Campaign {
	return schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{Cron: cron}}
}

func on(day string) schedule.Campaign {
	return schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{At: pufa.Day(day).Time().Add(9 * time.Hour)}}
}

func residents(c schedule.Campaign) schedule.Campaign {
	c.Audience.Group = pufa.Residents
	return c
}

func enterprises(c schedule.Campaign) schedule.Campaign {
	c.Audience.Group = pufa.Enterprises
	return c
}

func TestQuotasOfAnAccount(t *testing.T) {
	subscription, service := schedule.Account{Verified: true}, schedule.Account{Service: true, Verified: true}
	for name, test := range map[string]struct {
		account  schedule.Account
		approved []schedule.Campaign
		plan     schedule.Campaign
		want     []string // in what is said; none: approved
	}{
		"a day with a mass send already":       {subscription, []schedule.Campaign{on("2026-12-04")}, on("2026-12-04"), []string{"2026-12-04 09:00", "一天只能群发一次", "2026年12月5日（周六）"}},
		"for others, and the day is the same":  {subscription, []schedule.Campaign{residents(on("2026-12-04"))}, enterprises(on("2026-12-04")), []string{"一天只能群发一次"}},
		"a day between two":                    {subscription, []schedule.Campaign{on("2026-12-03"), on("2026-12-05")}, on("2026-12-04"), nil},
		"the nearest day, before":              {subscription, []schedule.Campaign{on("2026-12-04"), on("2026-12-05"), on("2026-12-06")}, on("2026-12-04"), []string{"2026年12月3日"}},
		"a day that a weekly plan has taken":   {subscription, []schedule.Campaign{mass("0 9 * * 1")}, on("2026-12-07"), []string{"2026年12月8日"}},
		"a weekly plan over single days":       {subscription, []schedule.Campaign{on("2026-12-07"), on("2026-12-21")}, mass("30 10 * * 1"), []string{"2026-12-07 10:30", "2026-12-21 10:30"}},
		"a page beside a mass send":            {subscription, []schedule.Campaign{on("2026-12-04")}, schedule.Campaign{Channel: schedule.Customer, Rule: on("2026-12-04").Rule}, nil},
		"four in a month":                      {service, []schedule.Campaign{on("2026-12-01"), on("2026-12-02"), on("2026-12-03")}, on("2026-12-04"), nil},
		"a fifth in a month":                   {service, []schedule.Campaign{on("2026-12-01"), on("2026-12-02"), on("2026-12-03"), on("2026-12-29")}, on("2026-12-04"), []string{"2026-12-04 09:00", "最多群发 4 次", "5 人超出", "2026年11月30日（周一）"}},
		"a fifth, for people who had none":     {service, []schedule.Campaign{residents(on("2026-12-01")), residents(on("2026-12-02")), residents(on("2026-12-03")), residents(on("2026-12-04"))}, enterprises(on("2026-12-04")), nil},
		"a fifth for some of them":             {service, []schedule.Campaign{enterprises(on("2026-12-01")), enterprises(on("2026-12-02")), enterprises(on("2026-12-03")), enterprises(on("2026-12-04"))}, on("2026-12-20"), []string{"有 2 人超出"}},
		"weekly, where a month has five weeks": {service, nil, mass("0 9 * * 2"), []string{"2026-12-29 09:00", "2027年1月"}},
		"twice in a month":                     {service, nil, mass("0 9 1,15 * *"), nil},
		"every day":                            {service, nil, mass("0 9 * * *"), []string{"2026-12-05 09:00", "还有更多"}},
		"months in a year's time":              {service, []schedule.Campaign{mass("0 9 1,8,15,22 * *")}, on("2027-12-04"), []string{"2027-12-04 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 3)
			h.account = test.account
			h.person("shop", func(f *pufa.Follower) { f.Group = pufa.Enterprises })
			h.person("stall", func(f *pufa.Follower) { f.Group = pufa.Enterprises })
			for _, c := range test.approved {
				if _, said := h.review(c); said != "" {
					t.Fatalf("an earlier plan is refused: %s", said)
				}
			}
			_, said := h.review(test.plan)
			if (said == "") != (test.want == nil) {
				t.Fatalf("refused: %q", said)
			}
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("said %q, want %q in it", said, want)
				}
			}
		})
	}
}

func TestWhatWasSentThisMonthCounts(t *testing.T) {
	h := newHouse(t, 3)
	if _, said := h.review(mass("0 9 25-28 11 *")); said != "" {
		t.Fatal(said)
	}
	h.run(80*time.Hour, 10*time.Minute) // four have been sent
	if _, said := h.review(on("2026-11-30")); !strings.Contains(said, "3 人超出") || !strings.Contains(said, "2026年12月1日") {
		t.Errorf("a fifth is refused with %q", said)
	}
	h.person("new", func(f *pufa.Follower) { f.Group = pufa.Enterprises })
	if _, said := h.review(enterprises(on("2026-11-30"))); said != "" {
		t.Errorf("to one who had none: %q", said)
	}
}

func TestTheDeskRefusesBeforeApproval(t *testing.T) {
	h := newHouse(t, 3)
	long := on("2026-12-04")
	long.Pieces = []schedule.Piece{{Kind: schedule.Article, Title: strings.Repeat("法", 40), Body: "b", File: "f"}}
	if _, said := h.review(long); !strings.Contains(said, "pieces[1].title：标题有 40 个字") {
		t.Errorf("said %q", said)
	}
	if _, said := h.review(enterprises(on("2026-12-04"))); !strings.Contains(said, "一个人也没有") {
		t.Errorf("an empty audience: %q", said)
	}
	h.law = changedLaw{}
	cites := on("2026-12-04")
	cites.Pieces = []schedule.Piece{{Kind: schedule.Text, Body: "b", Cites: []knowledge.Citation{{Law: "合同法", Article: knowledge.Number{Main: 5}}}}}
	if _, said := h.review(cites); !strings.Contains(said, "《合同法》第五条") {
		t.Errorf("a changed article: %q", said)
	}
}

func TestTheDeskChangesAndStores(t *testing.T) {
	h := newHouse(t, 3)
	c, said := h.review(on("2026-12-04"))
	if said != "" {
		t.Fatal(said)
	}
	to := c
	to.Title = "宪法宣传月"
	if _, err := h.desk().Change(t.Context(), c.ID, to, adviser, h.now); err != nil {
		t.Fatal(err)
	}
	got, err := h.campaigns.Campaign(t.Context(), c.ID)
	if err != nil || got.State != schedule.Draft || got.Title != "宪法宣传月" {
		t.Errorf("%+v, %v", got, err)
	}
	h.run(24*time.Hour, time.Hour)
	if h.platform.calls != 0 {
		t.Error("what is not approved any more is sent")
	}
}

func TestTheForecastListsWhatIsToCome(t *testing.T) {
	h := newHouse(t, 3)
	h.review(mass("0 9 1,15 * *"))
	h.review(on("2026-12-04"))
	planner := schedule.NewPlanner(h.account, h.campaigns, store.NewFollowers(h.db))
	planned, err := planner.Forecast(t.Context(), h.now, pufa.Day("2027-01-01").Time())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range planned {
		got = append(got, p.At.In(pufa.Zone).Format("01-02 15:04"))
		if p.People != 3 {
			t.Errorf("%d people", p.People)
		}
	}
	if diff := cmp.Diff([]string{"12-01 09:00", "12-04 09:00", "12-15 09:00"}, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever the desk lets through can be delivered, by a count of its own; and a nearest day it names works.
func TestWhatIsApprovedBreaksNoQuota(t *testing.T) {
	h := newHouse(t, 2)
	h.person("shop", func(f *pufa.Follower) { f.Group = pufa.Enterprises })
	rapid.Check(t, func(t *rapid.T) {
		h.tb = t
		h.account = schedule.Account{Verified: true, Service: rapid.Bool().Draw(t, "service")}
		var approved []schedule.Campaign
		for range rapid.IntRange(1, 12).Draw(t, "plans") {
			day := pufa.Day("2026-11-26").Add(rapid.IntRange(0, 40).Draw(t, "day"))
			c := on(string(day))
			if rapid.Bool().Draw(t, "recurring") {
				c = mass(rapid.SampledFrom([]string{"0 9 1 * *", "0 9 * * 1", "0 9 15,30 * *", "0 9 4 12 *"}).Draw(t, "cron"))
			}
			c.Audience.Group = rapid.SampledFrom([]pufa.Group{"", pufa.Residents, pufa.Enterprises}).Draw(t, "group")
			c, said := h.review(c)
			if said == "" {
				approved = append(approved, c)
			}
		}
		days, months := map[string]int{}, map[string]int{}
		for _, c := range approved {
			for _, at := range c.Rule.Occurrences(h.now, 40) {
				if at.After(h.now.AddDate(0, 0, 90)) {
					break
				}
				days[at.In(pufa.Zone).Format(time.DateOnly)]++
				for _, g := range []pufa.Group{pufa.Residents, pufa.Enterprises} {
					if c.Audience.Group == "" || c.Audience.Group == g {
						months[at.In(pufa.Zone).Format("2006-01")+string(g)]++
					}
				}
			}
		}
		for day, n := range days {
			if !h.account.Service && n > 1 {
				t.Errorf("%d on %s", n, day)
			}
		}
		for month, n := range months {
			if h.account.Service && n > 4 {
				t.Errorf("%d in %s", n, month)
			}
		}
		for _, c := range approved {
			h.take(c, schedule.Cancel)
		}
	})
}
