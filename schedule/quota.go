package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Planner simulates what approved campaigns will use of the account's quotas.
type Planner struct {
	account   Account
	campaigns Campaigns
	followers Followers
}

// NewPlanner returns a planner.
func NewPlanner(a Account, c Campaigns, f Followers) Planner {
	return Planner{account: a, campaigns: c, followers: f}
}

// Short is an occurrence that cannot be delivered.
type Short struct {
	At      time.Time
	Why     string
	Nearest pufa.Day // a day near it on which it can be, at the same time of day; "" where none was found
}

// Chinese returns it as staff read it.
func (s Short) Chinese() string {
	text := clockOf(s.At) + "：" + s.Why
	if s.Nearest == "" {
		return text + "；前后两个月都排不下，请减少次数或受众"
	}
	return text + "；最近可以改到" + s.Nearest.ChineseWeekday()
}

func clockOf(t time.Time) string { return t.In(pufa.Zone).Format("2006-01-02 15:04") }

// class is a number of followers who are alike as far as quotas and audiences go.
type class struct {
	follower pufa.Follower // one of them
	had      int           // mass messages in the current month
	count    int
}

// book is what is taken of the quotas.
type book struct {
	account Account
	now     time.Time
	classes []class
	sends   map[pufa.Day]int         // mass sends
	calls   map[pufa.Day]int         // calls for them
	pages   map[pufa.Day]int         // publications
	months  map[string]map[int]int   // mass messages by month and class
	fits    map[pufa.ID]map[int]bool // classes in each campaign's audience
	sizes   map[pufa.ID]int          // people in it
}

// foreseen is how far recurring plans are followed: every month and weekday comes up in it.
const foreseen = 400 * 24 * time.Hour

// Check returns which occurrences of the campaign cannot be delivered beside all that is approved:
// those of the coming 400 days, or the single one wherever it is.
func (p Planner) Check(ctx context.Context, c Campaign, now time.Time) ([]Short, error) {
	until := now.Add(foreseen)
	if c.Rule.At.After(until) {
		until = c.Rule.At.AddDate(0, 3, 0)
	}
	b, _, err := p.reserve(ctx, c.ID, now, until)
	if err != nil {
		return nil, err
	}
	b.knows(c)
	var short []Short
	for _, at := range c.Rule.within(now, until, searched) {
		why := b.refuses(c, at)
		if why == "" {
			b.take(c, at)
			continue
		}
		short = append(short, Short{At: at, Why: why, Nearest: b.nearest(c, at)})
	}
	return short, nil
}

// Planned is one occurrence that is to come.
type Planned struct {
	At       time.Time
	Campaign Campaign
	People   int // who would be chosen now
}

// Forecast lists what approved campaigns will send from now to the moment, in order.
func (p Planner) Forecast(ctx context.Context, now, until time.Time) ([]Planned, error) {
	_, planned, err := p.reserve(ctx, "", now, until)
	if err != nil {
		return nil, err
	}
	accepted := map[pufa.ID]int{} // of notifications only those who have accepted are reached
	for i, next := range planned {
		c := next.Campaign
		if c.Channel != Notice {
			continue
		}
		if _, known := accepted[c.ID]; !known {
			accepted[c.ID] = 0
			if err := EachSelected(ctx, p.followers, c, now, func(pufa.Follower) { accepted[c.ID]++ }); err != nil {
				return nil, err
			}
		}
		planned[i].People = accepted[c.ID]
	}
	return planned, nil
}

// reserve books what approved campaigns other than the one will send.
func (p Planner) reserve(ctx context.Context, other pufa.ID, now, until time.Time) (*book, []Planned, error) {
	b, err := p.open(ctx, now)
	if err != nil {
		return nil, nil, err
	}
	approved, err := p.campaigns.Campaigns(ctx, Approved)
	if err != nil {
		return nil, nil, err
	}
	var planned []Planned
	for _, c := range approved {
		if c.ID == other || c.Next.IsZero() {
			continue
		}
		b.knows(c)
		for _, at := range c.Rule.within(c.Next.Add(-time.Second), until, searched) {
			b.take(c, at)
			planned = append(planned, Planned{At: at, Campaign: c, People: b.sizes[c.ID]})
		}
	}
	slices.SortFunc(planned, func(x, y Planned) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Campaign.ID, y.Campaign.ID))
	})
	return b, planned, nil
}

// open returns the book with what is used already.
func (p Planner) open(ctx context.Context, now time.Time) (*book, error) {
	usage, err := p.followers.MassUsage(ctx, monthBegins(now))
	if err != nil {
		return nil, err
	}
	b := &book{
		account: p.account, now: now, sends: usage.Days, calls: map[pufa.Day]int{}, pages: map[pufa.Day]int{},
		months: map[string]map[int]int{}, fits: map[pufa.ID]map[int]bool{}, sizes: map[pufa.ID]int{},
	}
	index := map[string]int{}
	err = p.followers.EachFollower(ctx, func(f pufa.Follower) bool {
		had := usage.People[f.Key]
		key := classOf(f, had)
		at, ok := index[key]
		if !ok {
			at = len(b.classes)
			index[key] = at
			b.classes = append(b.classes, class{follower: f, had: had})
		}
		b.classes[at].count++
		return true
	})
	return b, err
}

// classOf names what audiences and quotas see of a follower.
func classOf(f pufa.Follower, had int) string {
	return strings.Join([]string{string(f.Group), f.Community, f.Trade, strings.Join(f.Tags, "\x01"), strings.Join(f.Topics, "\x01"), strconv.Itoa(had)}, "\x00")
}

// knows finds out whom the campaign reaches.
func (b *book) knows(c Campaign) {
	fits := map[int]bool{}
	for i, k := range b.classes {
		if c.Channel != Offline && c.Audience.Selects(k.follower) {
			fits[i] = true
			b.sizes[c.ID] += k.count
		}
	}
	b.fits[c.ID] = fits
}

func (b *book) take(c Campaign, at time.Time) {
	day := pufa.DayOf(at)
	switch c.Channel {
	case Publish:
		b.pages[day]++
	case Mass:
		b.sends[day]++
		b.calls[day] += len(b.account.parts(Mass, b.sizes[c.ID]))
		month := monthOf(day)
		if b.months[month] == nil {
			b.months[month] = map[int]int{}
		}
		for i := range b.fits[c.ID] {
			b.months[month][i]++
		}
	}
}

// refuses says in Chinese why one more send at that moment is too many; "" where it is not.
func (b *book) refuses(c Campaign, at time.Time) string {
	day := pufa.DayOf(at)
	switch {
	case c.Channel == Publish && b.pages[day]+1 > publishADay:
		return fmt.Sprintf("这一天的发布已排满 %d 次", publishADay)
	case c.Channel != Mass:
		return ""
	case !b.account.Service && b.sends[day]+1 > massADay:
		return "订阅号一天只能群发一次，这一天已排了别的群发"
	case b.calls[day]+len(b.account.parts(Mass, b.sizes[c.ID])) > massCallsADay:
		return fmt.Sprintf("微信一天最多接受 %d 次群发调用，这一天已排满", massCallsADay)
	case b.account.Service:
		if n := b.full(c, day); n > 0 {
			return fmt.Sprintf("服务号给每个粉丝一个月最多群发 %d 次，到这一次有 %d 人超出", massAMonth, n)
		}
	}
	return ""
}

// full returns how many of the campaign's audience have no mass message left in the month.
func (b *book) full(c Campaign, day pufa.Day) (people int) {
	month := monthOf(day)
	for i := range b.fits[c.ID] {
		used := b.months[month][i]
		if month == monthOf(pufa.DayOf(b.now)) {
			used += b.classes[i].had
		}
		if used+1 > massAMonth {
			people += b.classes[i].count
		}
	}
	return people
}

// nearest finds the day closest to the occurrence on which it can be sent, later before earlier.
func (b *book) nearest(c Campaign, at time.Time) pufa.Day {
	for n := 1; n <= 62; n++ {
		for _, t := range []time.Time{at.AddDate(0, 0, n), at.AddDate(0, 0, -n)} {
			if t.After(b.now) && c.Rule.allows(t) && b.refuses(c, t) == "" {
				return pufa.DayOf(t)
			}
		}
	}
	return ""
}

// monthBegins returns the first moment of the calendar month in China.
func monthBegins(t time.Time) time.Time {
	local := t.In(pufa.Zone)
	return time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, pufa.Zone)
}

func monthOf(d pufa.Day) string { return string(d)[:len("2006-01")] }
