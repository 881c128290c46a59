package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// exchange returns what a question with a reviewed answer changes: the shape of nearly all traffic.
func exchange(message string, follower pufa.FollowerKey) bot.Exchange {
	return bot.Exchange{
		MessageID: message,
		At:        noon,
		Reply: bot.Reply{Verdict: bot.VerdictAnswer, Entry: "laodong-qianxin", Path: "/e/laodong-qianxin",
			Text:      strings.Repeat("先打12333，带上劳动合同和工资记录。", 12),
			Citations: []knowledge.Citation{{Law: "示例邻里互助促进法", Article: knowledge.Number{Main: 7}, Version: "2024-06-28"}}},
		Person: bot.Person{
			Follower: pufa.Follower{Key: follower, Address: "address-of-" + string(follower), Following: true, LastHeard: noon},
			Memory:   bot.Memory{Question: "老板拖欠工资怎么办", Entry: "laodong-qianxin", At: noon},
		},
		Rows: []reach.Entry{{Key: "answered:" + message, At: noon, Kind: reach.Answered, Basis: reach.System,
			People: 1, Times: 1, Subject: "entry:laodong-qianxin", Follower: follower}},
	}
}

// BenchmarkSettle measures durable exchanges, beside bare inserts one by one into the same database.
func BenchmarkSettle(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name+"/bare", func(b *testing.B) {
			db := open(b, d.fresh(b))
			b.ResetTimer()
			for i := range b.N {
				if _, err := db.schema.Exec(`INSERT INTO inbox (id, settled, reply) VALUES ($1, 0, '')`, fmt.Sprint(i)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
		for _, callers := range []int{1, 10, 100} {
			b.Run(fmt.Sprintf("%s/%d", d.name, callers), func(b *testing.B) {
				benchmarkSettle(b, NewInbox(open(b, d.fresh(b))), callers)
			})
		}
	}
}

func benchmarkSettle(b *testing.B, inbox Inbox, callers int) {
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				x := exchange(fmt.Sprint("message", i), pufa.FollowerKey(fmt.Sprintf("%032x", i%1000)))
				if _, _, err := inbox.Settle(context.Background(), x); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
}

// BenchmarkPutLaw measures a law of 1,260 articles, and reading it.
func BenchmarkPutLaw(b *testing.B) {
	for _, d := range databases {
		db := open(b, d.fresh(b))
		l := longLaw(1260)
		b.Run(d.name+"/put", func(b *testing.B) {
			for i := range b.N {
				l.Hash = fmt.Sprint(i, b.N)
				if _, err := NewLaws(db).PutLaw(b.Context(), l); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(d.name+"/new", func(b *testing.B) {
			for i := range b.N {
				l.Name = fmt.Sprint("示例法", b.N, i)
				if _, err := NewLaws(db).PutLaw(b.Context(), l); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(d.name+"/read", func(b *testing.B) {
			for range b.N {
				if _, err := NewLaws(db).Law(b.Context(), l.Name, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// longLaw returns a made-up law of n articles of the usual length.
func longLaw(n int) knowledge.Law {
	l := knowledge.Law{Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律",
		Version: "2024-06-28", Effective: "2025-01-01", Hash: "first"}
	for i := range n {
		l.Articles = append(l.Articles, knowledge.Article{
			Number:   knowledge.Number{Main: i + 1},
			Headings: []string{"第一章　总　　则", "第一节　一般规定"},
			Paragraphs: []knowledge.Paragraph{{Text: strings.Repeat("邻里之间应当互相帮助。", 8),
				Items: []knowledge.Item{{Label: "（一）", Text: "照看老人；"}, {Label: "（二）", Text: "代收物品。"}}}},
		})
	}
	return l
}

// BenchmarkTotals measures a year's and a day's totals over a ledger of 100,000 rows.
func BenchmarkTotals(b *testing.B) {
	const days, rowsADay = 365, 274
	for _, d := range databases {
		ledger := NewLedger(open(b, d.fresh(b)))
		first := pufa.Day("2026-01-01")
		for i := range days {
			var rows []reach.Entry
			for j := range rowsADay {
				follower := pufa.FollowerKey(fmt.Sprintf("%032x", (i*7919+j*104729)%20000))
				rows = append(rows, rowOf(fmt.Sprint(i, "-", j), first.Add(i), follower))
			}
			if _, err := ledger.Append(b.Context(), rows...); err != nil {
				b.Fatal(err)
			}
		}
		for name, last := range map[string]pufa.Day{"day": first, "year": "2026-12-31"} {
			b.Run(d.name+"/"+name, func(b *testing.B) {
				for range b.N {
					if _, err := ledger.Totals(b.Context(), first, last); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
