package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// BenchmarkHundredThousandFollowers measures counting an audience, and choosing it with all that is
// stored when a delivery begins.
func BenchmarkHundredThousandFollowers(b *testing.B) {
	const many = 100_000
	for _, d := range databases {
		db := open(b, d.fresh(b))
		populate(b, db, many)
		followers := NewFollowers(db)
		plan := schedule.Campaign{Channel: schedule.Mass, Audience: pufa.Audience{
			Topics: []string{"婚姻家庭"}, Communities: []string{"幸福社区", "和平社区"}, Trades: []string{pufa.SmallTrades}, Tags: []string{"重点", "老人"}}}
		choose := func() []pufa.FollowerKey {
			chosen, err := schedule.Select(b.Context(), followers, plan, noon)
			if err != nil || len(chosen) != many {
				b.Fatalf("%d chosen, %v", len(chosen), err)
			}
			return chosen
		}
		b.Run(d.name+"/count", func(b *testing.B) {
			for b.Loop() {
				choose()
			}
		})
		b.Run(d.name+"/begin", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				_, claimed := claimedDelivery(b, db)
				b.StartTimer()
				chosen := choose()
				var parts []schedule.Part
				var people [][]pufa.FollowerKey
				for i := 0; i < many; i += 10_000 {
					parts = append(parts, schedule.Part{ID: pufa.NewID(), Channel: schedule.Mass, Size: 10_000, Due: claimed.Due})
					people = append(people, chosen[i:i+10_000])
				}
				if err := NewDeliveries(db).BeginDelivery(b.Context(), claimed, parts, people); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(d.name+"/notices", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				allow(b, db)
				_, claimed := claimedDelivery(b, db)
				claimed.Plan.Channel, claimed.Plan.Notice = schedule.Notice, template
				b.StartTimer()
				chosen, err := schedule.Select(b.Context(), followers, schedule.Campaign{Channel: schedule.Notice, Notice: template, Audience: plan.Audience}, noon)
				if err != nil || len(chosen) != many {
					b.Fatalf("%d chosen, %v", len(chosen), err)
				}
				var parts []schedule.Part
				var people [][]pufa.FollowerKey
				for i := range chosen {
					parts = append(parts, schedule.Part{ID: pufa.NewID(), Channel: schedule.Notice, Size: 1, Due: claimed.Due})
					people = append(people, chosen[i:i+1])
				}
				if err := NewDeliveries(db).BeginDelivery(b.Context(), claimed, parts, people); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(d.name+"/usage", func(b *testing.B) {
			for b.Loop() {
				if _, err := followers.MassUsage(b.Context(), noon.AddDate(0, 0, -30)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func populate(b *testing.B, db *DB, many int) {
	b.Helper()
	err := db.write(b.Context(), func(ctx context.Context, tx querier) error {
		var rows [][]any
		for i := range many {
			key := fmt.Sprintf("%08x%024x", uint32(i)*2654435761, i)
			rows = append(rows, []any{key, "o" + key[:27], pufa.Residents, true, "", false, `["婚姻家庭","劳动用工"]`, 0, micros(noon), 0, "{}", false,
				[]string{"幸福社区", "和平社区"}[i%2], []string{"餐饮", "小作坊", "小商店", "摊贩"}[i%4], `["重点"]`, `["老人","党员"]`})
		}
		_, err := insert(ctx, tx, `
			INSERT INTO followers (key, address, side, following, scene, large_print, topics, followed, last_heard, seen,
				memory, opted_out, community, trade, tags, wechat_tags)`, "", rows)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// allow lets everybody be sent one notification.
func allow(b *testing.B, db *DB) {
	b.Helper()
	err := db.write(b.Context(), func(ctx context.Context, tx querier) error {
		if _, err := exec(ctx, tx, `DELETE FROM notice_accepts`); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `INSERT INTO notice_accepts (follower, template, accepted) SELECT key, 'tmpl', 1 FROM followers`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
