package store

import (
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

func TestAPosterKeepsItsCodeWhoeverAsksForIt(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			c, other := putPlan(t, db), putPlan(t, db)
			codes := make([]string, 8)
			var all sync.WaitGroup
			for i := range codes {
				all.Go(func() {
					p, err := NewPosters(db).PosterOf(t.Context(), c.ID, "xianfa", noon)
					if err != nil {
						t.Error(err)
					}
					codes[i] = p.Code
				})
			}
			all.Wait()
			for _, code := range codes {
				if code != codes[0] || !schedule.IsCode(code) {
					t.Errorf("codes %q", codes)
				}
			}
			if p, err := NewPosters(db).PosterOf(t.Context(), other.ID, "xianfa", noon); err != nil || p.Code == codes[0] {
				t.Errorf("another campaign's poster %+v, %v", p, err)
			}
			if err := NewPosters(db).PutWeChat(t.Context(), codes[0], "http://weixin.qq.com/q/1"); err != nil {
				t.Fatal(err)
			}
			if p, err := NewPosters(db).PosterOf(t.Context(), c.ID, "xianfa", noon); err != nil || p.WeChat != "http://weixin.qq.com/q/1" {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

func TestAPosterIsShownAsItWasApprovedFromItsDeliveryOn(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			c, delivery := claimedDelivery(t, db)
			posters := NewPosters(db)
			p, err := posters.PosterOf(t.Context(), c.ID, "xianfa", noon)
			if err != nil {
				t.Fatal(err)
			}
			if shown, err := posters.Shown(t.Context(), p.Code); err != nil || shown.Delivery != "" {
				t.Errorf("before its moment: %+v, %v", shown, err)
			}
			delivery.State, delivery.Ended = schedule.Sent, c.Next
			if err := NewDeliveries(db).SettleDelivery(t.Context(), delivery); err != nil {
				t.Fatal(err)
			}
			shown, err := posters.Shown(t.Context(), p.Code)
			if err != nil || shown.Delivery != delivery.ID || !shown.Since.Equal(delivery.Occurrence) || len(shown.Others) != 1 || len(shown.Basis) != 1 || shown.Stopped {
				t.Errorf("%+v, %v", shown, err)
			}
			stopped, step, err := c.Take(schedule.Cancel, approver, noon, "")
			if err != nil {
				t.Fatal(err)
			}
			if err := NewCampaigns(db).PutCampaign(t.Context(), stopped, step); err != nil {
				t.Fatal(err)
			}
			if shown, err := posters.Shown(t.Context(), p.Code); err != nil || !shown.Stopped || shown.Delivery == "" {
				t.Errorf("a cancelled one: %+v, %v", shown, err)
			}
			if _, err := posters.Shown(t.Context(), "zzzzzzzz"); pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("an unknown code: %v", err)
			}
		})
	}
}

func TestTheSameDeviceWithinHalfAnHourIsOneScan(t *testing.T) {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			posters := NewPosters(db)
			shown := schedule.Shown{Poster: schedule.Poster{Code: "abcd2345", Campaign: "c"}, Delivery: "d"}
			at := noon.Truncate(time.Hour)
			scan := func(who string, after time.Duration, want bool) {
				t.Helper()
				added, err := posters.Scan(t.Context(), schedule.ScanOf(shown, keyer, keyer.Key(who), at.Add(after)))
				if err != nil || added != want {
					t.Errorf("%s after %s: counted %v, %v", who, after, added, err)
				}
			}
			scan("a", 25*time.Minute, true)
			scan("a", 25*time.Minute, false)
			scan("a", 35*time.Minute, false) // in the next half of the hour, ten minutes later
			scan("b", 35*time.Minute, true)
			scan("a", 56*time.Minute, true)
			times, devices, err := posters.Scans(t.Context(), "c", at, at.Add(time.Hour))
			if err != nil || times != 3 || devices != 2 {
				t.Errorf("%d times, %d devices, %v", times, devices, err)
			}
			if times, _, err := posters.Scans(t.Context(), "c", at.Add(30*time.Minute), at.Add(40*time.Minute)); err != nil || times != 1 {
				t.Errorf("%d times in ten minutes, %v", times, err)
			}
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if _, err := posters.Scan(t.Context(), schedule.ScanOf(shown, keyer, keyer.Key("c"), at.Add(2*time.Hour))); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if times, _, err := posters.Scans(t.Context(), "c", at.Add(2*time.Hour), at.Add(3*time.Hour)); err != nil || times != 1 {
				t.Errorf("eight at the same moment are %d, %v", times, err)
			}
		})
	}
}
