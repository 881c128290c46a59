package wechatsim

import "time"

// counters count calls by API: for the day in Beijing, and for the running minute.
type counters struct {
	today   string
	daily   map[string]int
	minutes map[string]minuteCount
	clears  map[string]int // clear_quota by month
}

type minuteCount struct {
	minute int64
	n      int
}

func newCounters() counters {
	return counters{daily: map[string]int{}, minutes: map[string]minuteCount{}, clears: map[string]int{}}
}

// take counts one call, or refuses it: 45009 for the day, 45011 for the minute.
func (c *counters) take(path string, daily, perMinute int, now time.Time) error {
	if today := day(now); c.today != today {
		c.today = today
		clear(c.daily)
	}
	if daily > 0 && c.daily[path] >= daily {
		return fail(45009)
	}
	minute := c.minutes[path]
	if at := now.Unix() / 60; minute.minute != at {
		minute = minuteCount{minute: at}
	}
	if perMinute > 0 && minute.n >= perMinute {
		return fail(45011)
	}
	minute.n++
	c.minutes[path] = minute
	c.daily[path]++
	return nil
}

// reset forgets the day's counts, ten times a calendar month at most.
func (c *counters) reset(now time.Time) error {
	const most = 10
	if c.clears[month(now)] >= most {
		return fail(48006)
	}
	c.clears[month(now)]++
	clear(c.daily)
	return nil
}
