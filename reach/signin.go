package reach

import (
	"regexp"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// When people may sign in: from some time before the event begins until some time after it ends, for
// those who scan the code on the way out.
const (
	SignInBefore = 2 * time.Hour
	SignInAfter  = 6 * time.Hour
	usualLength  = 4 * time.Hour // of an event whose end is not noted
)

// How a person signed in, as the row's Source says. What the platform vouches for is one person; a
// browser is only one browser.
const (
	SignedByWeChat  = "wechat"  // by the openid of a verified service account
	SignedByBrowser = "browser" // by a cookie
)

// SignInOpen returns from when until when people may sign in.
func (e Event) SignInOpen() (from, until time.Time) {
	end := e.End
	if end.Before(e.Start) {
		end = e.Start.Add(usualLength)
	}
	return e.Start.Add(-SignInBefore), end.Add(SignInAfter)
}

// SignInRefused says in Chinese why nobody can sign in now; nil where people can.
func (e Event) SignInRefused(now time.Time) error {
	from, until := e.SignInOpen()
	switch {
	case e.State == EventCancelled:
		return pufa.Errorf(pufa.Conflict, "这个活动已经取消，不用签到。")
	case now.Before(from):
		return pufa.Errorf(pufa.Conflict, "这个活动还没有开始签到。请在 %s以后再来。", civilMinute(from))
	case !now.Before(until):
		return pufa.Errorf(pufa.Conflict, "这个活动的签到已经在 %s结束。", civilMinute(until))
	}
	return nil
}

func civilMinute(t time.Time) string { return t.In(pufa.Zone).Format("2006年1月2日 15:04 ") }

// When says in Chinese when the event is: 2026年12月4日（周五）14:00–16:00.
func (e Event) When() string {
	if e.untimed() {
		return e.Day().ChineseWeekday()
	}
	first := e.Day().ChineseWeekday() + e.Start.In(pufa.Zone).Format("15:04")
	switch {
	case !e.End.After(e.Start):
		return first
	case pufa.DayOf(e.End) == e.Day():
		return first + "–" + e.End.In(pufa.Zone).Format("15:04")
	}
	return first + " 至 " + pufa.DayOf(e.End).ChineseWeekday() + e.End.In(pufa.Zone).Format("15:04")
}

// untimed reports whether only the day is known, as of events from old tables: nothing begins at midnight.
func (e Event) untimed() bool {
	at := e.Start.In(pufa.Zone)
	return at.Hour() == 0 && at.Minute() == 0 && !e.End.After(e.Start)
}

// SignIn returns the ledger's row of a person's sign-in, which counts on the event's day; of an event of
// several days, on the day of the sign-in. Its key is the same for all tries of one person.
func (e Event) SignIn(keyer Keyer, who pufa.FollowerKey, source string, now time.Time) Entry {
	first, last := e.Day(), e.Day()
	if e.End.After(e.Start) {
		last = pufa.DayOf(e.End)
	}
	return Entry{
		ID: pufa.NewID(), Key: e.SignInKey(keyer, who), At: now, Day: min(max(pufa.DayOf(now), first), last),
		Kind: SignedIn, Basis: CheckedIn, People: 1, Times: 1,
		Subject: e.Subject(), Follower: who, Community: e.Community, Trade: e.Trade, Source: source,
	}
}

// SignInKey is the key of the row of a person's sign-in.
func (e Event) SignInKey(keyer Keyer, who pufa.FollowerKey) string {
	return "signin:" + keyer.Sum("signin", e.Subject()+"|"+string(who))
}

// SignInLink is what the code of an event's sign-in page says.
func SignInLink(base, code string) string { return strings.TrimRight(base, "/") + "/i/" + code }

const scenePrefix = "event-"

var eventCode = regexp.MustCompile(`^[a-z0-9]{8}$`)

// IsEventCode reports whether text may be an event's code.
func IsEventCode(text string) bool { return eventCode.MatchString(text) }

// SceneOf is the scene of WeChat's code of an event.
func SceneOf(code string) string { return scenePrefix + code }

// EventCodeOf returns the code of the event that a scene stands for; "" where it is none.
func EventCodeOf(scene string) string {
	code, ok := strings.CutPrefix(scene, scenePrefix)
	if !ok || !IsEventCode(code) {
		return ""
	}
	return code
}

// ReadAgain is how long a page that the same reader opens again counts as the read before. It runs from
// the last read that was counted, so that who reads on for hours counts once in each half hour.
const ReadAgain = 30 * time.Minute

// SignInAt is one sign-in of an event, without a name.
type SignInAt struct {
	At     time.Time
	Source string // SignedByWeChat or SignedByBrowser
}

// Strike is what staff take back of an event's sign-ins because it was forged. Nobody has a name there,
// so that it is a stretch of time.
type Strike struct {
	Subject string
	From    time.Time
	Until   time.Time // not included
	By      pufa.Staff
	Why     string
	At      time.Time
	Struck  int // how many it took back, as the store says
}
