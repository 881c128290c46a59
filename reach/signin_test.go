package reach

import (
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
)

func testKeyer(t *testing.T) Keyer {
	t.Helper()
	keyer, err := NewKeyer([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return keyer
}

func TestSigningInOpensAndCloses(t *testing.T) {
	start := time.Date(2026, 12, 4, 14, 0, 0, 0, pufa.Zone)
	e := Event{ID: "e", Name: "宪法讲座", Start: start, State: EventPlanned}
	long := e
	long.End = start.Add(2 * time.Hour)
	gone := e
	gone.State = EventCancelled
	for _, c := range []struct {
		name  string
		event Event
		after time.Duration
		want  string
	}{
		{"two hours before", e, -2 * time.Hour, ""},
		{"a minute earlier", e, -2*time.Hour - time.Minute, "还没有开始签到。请在 2026年12月4日 12:00 以后再来"},
		{"no end noted, ten hours after the start", e, 10*time.Hour - time.Second, ""},
		{"no end noted, over", e, 10 * time.Hour, "签到已经在 2026年12月5日 00:00 结束"},
		{"six hours after its end", long, 8*time.Hour - time.Second, ""},
		{"over", long, 8 * time.Hour, "已经在 2026年12月4日 22:00 结束"},
		{"cancelled", gone, 0, "已经取消"},
	} {
		err := c.event.SignInRefused(start.Add(c.after))
		if (c.want == "") != (err == nil) || err != nil && (pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestASignInCountsForTheEventAndHidesWhoItWas(t *testing.T) {
	keyer, start := testKeyer(t), time.Date(2026, 12, 4, 20, 0, 0, 0, pufa.Zone)
	e := Event{ID: "e1", Name: "讲座", Start: start, Community: "幸福社区", Trade: "餐饮"}
	who := keyer.Key("o-somebody")
	late := e.SignIn(keyer, who, SignedByWeChat, start.Add(5*time.Hour)) // after midnight
	if late.Day != "2026-12-04" || late.Subject != "event:e1" || late.Community != "幸福社区" || late.Trade != "餐饮" || late.People != 1 || late.Times != 1 || late.Basis != CheckedIn {
		t.Errorf("%+v", late)
	}
	if again := e.SignIn(keyer, who, SignedByBrowser, start); again.Key != late.Key || strings.Contains(late.Key, string(who)) {
		t.Errorf("keys %q and %q", late.Key, again.Key)
	}
	other := e
	other.ID = "e2"
	if other.SignIn(keyer, who, "", start).Key == late.Key || e.SignIn(keyer, keyer.Key("o-other"), "", start).Key == late.Key {
		t.Error("another event or person has the same key")
	}
	e.End = start.AddDate(0, 0, 6) // an exhibition of a week
	if got := e.SignIn(keyer, who, "", start.AddDate(0, 0, 2)).Day; got != "2026-12-06" {
		t.Errorf("the third day counts on %s", got)
	}
}

func TestScenesOfEvents(t *testing.T) {
	for scene, want := range map[string]string{SceneOf("abcd2345"): "abcd2345", "poster-abcd2345": "", "event-": "", "event-ABCD2345": "", "event-abcd23456": "", "": ""} {
		if got := EventCodeOf(scene); got != want {
			t.Errorf("%q is %q", scene, got)
		}
	}
}

func TestABadgeIsNoPassAndEnds(t *testing.T) {
	keyer, now := testKeyer(t), time.Unix(1795320000, 0)
	key := keyer.Key("o-somebody")
	badge := keyer.Badge(key, now.Add(time.Hour))
	if got, ok := keyer.Bearer(badge, now); !ok || got != key {
		t.Errorf("bearer %q, %t", got, ok)
	}
	if _, ok := keyer.Bearer(badge, now.Add(2*time.Hour)); ok {
		t.Error("a badge that is over is worn")
	}
	if _, err := keyer.Holder(badge, now); err == nil {
		t.Error("a badge opens a page")
	}
	for _, bad := range []string{"", "x", keyer.Pass(key, now.Add(time.Hour)), badge[:len(badge)-1] + "A"} {
		if got, ok := keyer.Bearer(bad, now); ok && (got != key || bad != badge) {
			t.Errorf("%q is worn", bad)
		}
	}
}
