package wechatsim

import (
	"fmt"
	"testing"
	"time"
)

func (w *world) stable(force bool) map[string]any {
	w.t.Helper()
	return w.raw("POST", "cgi-bin/stable_token", object{
		"grant_type": "client_credential", "appid": testAppID, "secret": "secret", "force_refresh": force,
	})
}

func (w *world) use(token any) int {
	w.t.Helper()
	return errcode(w.raw("GET", fmt.Sprintf("cgi-bin/getcallbackip?access_token=%v", token), nil))
}

func TestWhoMayHaveAToken(t *testing.T) {
	w := newWorld(t)
	const grant = "cgi-bin/token?grant_type=client_credential"
	for name, test := range map[string]struct {
		query string
		want  int
	}{
		"a good secret": {grant + "&appid=" + testAppID + "&secret=secret", 0},
		"another grant": {"cgi-bin/token?grant_type=x", 40002},
		"no appid":      {grant, 41002},
		"another appid": {grant + "&appid=wx1&secret=secret", 40013},
		"no secret":     {grant + "&appid=" + testAppID, 41004},
		"a bad secret":  {grant + "&appid=" + testAppID + "&secret=x", 40125},
	} {
		w.wantCode(name, w.raw("GET", test.query, nil), test.want)
	}
	guarded := newWorld(t, func(o *Options) { o.IPWhitelist = []string{"10.0.0.1"} })
	guarded.wantCode("an address not on the list", guarded.stable(false), 40164)
	w.wantCode("no token", w.raw("GET", "cgi-bin/getcallbackip", nil), 41001)
	w.wantCode("no such token", w.raw("GET", "cgi-bin/getcallbackip?access_token="+longToken, nil), 40001)
	w.wantCode("not even a token", w.raw("GET", "cgi-bin/getcallbackip?access_token=x", nil), 40014)
}

const longToken = "86_0123456789012345678901234567890123456789"

func TestAReplacedTokenIsGoodForFiveMinutesMore(t *testing.T) {
	w := newWorld(t)
	const path = "cgi-bin/token?grant_type=client_credential&appid=" + testAppID + "&secret=secret"
	old := w.raw("GET", path, nil)["access_token"]
	fresh := w.raw("GET", path, nil)["access_token"]
	if old == fresh {
		t.Fatal("the classic call repeats the token")
	}
	w.pass(5*time.Minute - time.Second)
	if got := w.use(old); got != 0 {
		t.Errorf("within five minutes the old token gets %d", got)
	}
	w.pass(time.Second)
	if got := w.use(old); got != 40001 {
		t.Errorf("after five minutes the old token gets %d, want 40001", got)
	}
	if got := w.use(fresh); got != 0 {
		t.Errorf("the new token gets %d", got)
	}
	w.pass(2 * time.Hour)
	if got := w.use(fresh); got != 42001 {
		t.Errorf("after two hours the token gets %d, want 42001", got)
	}
}

func TestTheStableTokenStaysUntilItsLastFiveMinutes(t *testing.T) {
	w := newWorld(t)
	first := w.stable(false)
	w.pass(115*time.Minute - time.Second)
	if again := w.stable(false); again["access_token"] != first["access_token"] || again["expires_in"].(float64) != 301 {
		t.Errorf("before its last five minutes the token changed: %v", again)
	}
	w.pass(time.Second)
	if next := w.stable(false); next["access_token"] == first["access_token"] {
		t.Error("in its last five minutes the token is repeated")
	}
	if got := w.use(first["access_token"]); got != 0 {
		t.Errorf("the old token gets %d in its last five minutes", got)
	}
}

func TestForcedRefreshesAreThirtySecondsApartAndTwentyADay(t *testing.T) {
	w := newWorld(t)
	last := w.stable(false)["access_token"]
	for n := range 20 {
		w.pass(30 * time.Second)
		fresh := w.stable(true)["access_token"]
		if fresh == last {
			t.Fatalf("refresh %d changed nothing", n+1)
		}
		if again := w.stable(true)["access_token"]; again != fresh {
			t.Fatalf("a refresh at once after the %dth changed the token", n+1)
		}
		last = fresh
	}
	w.pass(30 * time.Second)
	w.wantCode("the 21st of the day", w.stable(true), 45009)
	w.pass(15 * time.Hour)
	w.wantCode("the next day", w.stable(true), 0)
}

func TestDailyQuotasEndAtMidnightInBeijing(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Start = time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC) // 23:00 in Beijing
		o.Limits.Daily = map[string]int{"tags/get": 2}
	})
	w.wantCode("first", w.get("cgi-bin/tags/get?"), 0)
	w.wantCode("second", w.get("cgi-bin/tags/get?"), 0)
	w.wantCode("third", w.get("cgi-bin/tags/get?"), 45009)
	w.pass(59 * time.Minute)
	w.wantCode("at 23:59", w.get("cgi-bin/tags/get?"), 45009)
	w.pass(time.Minute)
	w.wantCode("at midnight", w.get("cgi-bin/tags/get?"), 0)
}

func TestClearQuotaWorksTenTimesAMonth(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Limits.Daily = map[string]int{"tags/get": 1} })
	w.wantCode("first", w.get("cgi-bin/tags/get?"), 0)
	w.wantCode("second", w.get("cgi-bin/tags/get?"), 45009)
	for n := range 10 {
		w.wantCode(fmt.Sprint("clear ", n+1), w.post("cgi-bin/clear_quota", object{"appid": testAppID}), 0)
	}
	w.wantCode("after the clearing", w.get("cgi-bin/tags/get?"), 0)
	w.wantCode("the 11th clearing", w.post("cgi-bin/clear_quota", object{"appid": testAppID}), 48006)
	w.pass(27 * 24 * time.Hour)
	w.wantCode("next month", w.post("cgi-bin/clear_quota", object{"appid": testAppID}), 0)
}

func TestMethodsAndBodiesAreChecked(t *testing.T) {
	w := newWorld(t)
	w.wantCode("POST where GET is due", w.post("cgi-bin/getcallbackip", object{}), 43001)
	w.wantCode("GET where POST is due", w.get("cgi-bin/tags/create?"), 43002)
	w.wantCode("no body", w.post("cgi-bin/tags/create", []byte("")), 44002)
	w.wantCode("no JSON", w.post("cgi-bin/tags/create", []byte("{")), 47001)
}

func TestWhatEachKindOfAccountMayCall(t *testing.T) {
	calls := []struct {
		path                                          string
		plainSub, plainService, verifiedSub, verified bool
	}{
		{"cgi-bin/message/custom/send", false, false, true, true},
		{"cgi-bin/message/mass/sendall", false, false, true, true},
		{"cgi-bin/message/mass/send", false, false, false, true},
		{"cgi-bin/tags/create", false, false, true, true},
		{"cgi-bin/user/info/batchget", false, false, true, true},
		{"cgi-bin/qrcode/create", false, false, false, true},
		{"cgi-bin/message/template/send", false, false, false, true},
		{"cgi-bin/message/subscribe/bizsend", false, false, false, true},
		{"cgi-bin/freepublish/submit", false, false, true, true},
		{"cgi-bin/menu/create", true, true, true, true},
		{"cgi-bin/menu/addconditional", false, false, true, true},
		{"cgi-bin/draft/add", true, true, true, true},
		{"datacube/getarticleread", false, false, true, true},
	}
	for _, kind := range []struct {
		account  Account
		verified bool
	}{{Subscription, false}, {Service, false}, {Subscription, true}, {Service, true}} {
		w := newWorld(t, func(o *Options) { o.Account, o.Verified = kind.account, kind.verified })
		for _, call := range calls {
			may := []bool{call.plainSub, call.verifiedSub, call.plainService, call.verified}[index(kind.account == Service)*2+index(kind.verified)]
			if got := errcode(w.post(call.path, object{})); (got == 48001) == may {
				t.Errorf("%s, verified %t: %s gets %d", kind.account, kind.verified, call.path, got)
			}
		}
	}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}
