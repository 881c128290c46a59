package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pufa/pufa/schedule"
)

// BenchmarkIdle is one look for what is due among approved campaigns that recur, while nothing is.
func BenchmarkIdle(b *testing.B) {
	for _, plans := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprintf("%dCampaigns", plans), func(b *testing.B) {
			h := newHouse(b, 1)
			for i := range plans {
				h.approved(schedule.Campaign{Channel: schedule.Customer, Rule: schedule.Rule{Cron: fmt.Sprintf("%d 9 %d * *", i%60, 1+i%28)}})
			}
			e := h.engine()
			h.now = time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC) // at night
			h.tick(e)
			for b.Loop() {
				h.tick(e)
			}
		})
	}
}
