package schedule

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Figure is what the platform counted of one article on one day.
type Figure struct {
	Article string     // its statistics key: the send's Data, "_", the article's place from 1
	Kind    reach.Kind // PushRead or PushShared
	People  int        // distinct on that day
}

// Statistics is the platform's counting.
type Statistics interface {
	// Figures returns all of the day. Limited where the platform has not counted it yet.
	Figures(ctx context.Context, day pufa.Day) ([]Figure, error)
}

// Counts is what is kept of the platform's counting. The store implements it.
type Counts interface {
	// CountedUntil returns the last day that was counted; "" for none.
	CountedUntil(ctx context.Context) (pufa.Day, error)
	// Articles returns the parts that the platform has a statistics key of, begun since the moment.
	Articles(ctx context.Context, since time.Time) ([]Part, error)
	// Count adds the rows and remembers the day, both or neither. Done twice it changes nothing.
	Count(ctx context.Context, day pufa.Day, rows []reach.Entry) error
}

// Tally brings the platform's counts of what was pushed to the ledger, once a day for the day before.
// Nodes need not agree who does it: a row has its name.
type Tally struct {
	Platform Statistics
	Counts   Counts
	Now      func() time.Time
	Log      *slog.Logger

	rest time.Time // the platform is not asked again before
}

// WeChat has yesterday's figures after 08:00, and those of the last 30 days.
const (
	countedFrom  = 8*time.Hour + 30*time.Minute
	countedDays  = 30
	articlesLive = 366 * 24 * time.Hour // how long what was sent is looked after
	tallyRest    = time.Hour
)

// Tick counts the days that are over and not counted yet.
func (t *Tally) Tick(ctx context.Context) error {
	now := t.Now()
	if now.Before(t.rest) || now.In(pufa.Zone).Sub(pufa.DayOf(now).Time()) < countedFrom {
		return nil
	}
	t.rest = now.Add(tallyRest)
	counted, err := t.Counts.CountedUntil(ctx)
	if err != nil {
		return err
	}
	sent, err := t.Counts.Articles(ctx, now.Add(-articlesLive))
	if err != nil || len(sent) == 0 {
		return err
	}
	campaigns, first, today := map[string]pufa.ID{}, pufa.DayOf(now), pufa.DayOf(now)
	for _, p := range sent {
		campaigns[p.Data] = p.Campaign
		first = min(first, pufa.DayOf(p.First))
	}
	for day := max(counted.Add(1), today.Add(-countedDays), first); day < today; day = day.Add(1) {
		if err := t.count(ctx, day, campaigns); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tally) count(ctx context.Context, day pufa.Day, campaigns map[string]pufa.ID) error {
	figures, err := t.Platform.Figures(ctx, day)
	if err != nil {
		return fmt.Errorf("figures of %s: %w", day, err)
	}
	var rows []reach.Entry
	for _, f := range figures {
		campaign, ours := campaigns[f.sent()]
		if !ours || f.People <= 0 { // sent by hand on the platform's own page
			continue
		}
		e := row(fmt.Sprintf("figure:%s:%s:%s", f.Kind, f.Article, day), campaign, f.Kind, reach.Platform, f.People, t.Now())
		e.Day = day
		rows = append(rows, e)
	}
	if err := t.Counts.Count(ctx, day, rows); err != nil {
		return err
	}
	t.Log.Info("the platform's counts are in the ledger", "day", day, "rows", len(rows))
	return nil
}

// sent returns the key of the send that the article was in.
func (f Figure) sent() string {
	data, _, _ := strings.Cut(f.Article, "_")
	return data
}
