package store

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// waitingInquiries stores n waiting inquiries, a minute apart.
func waitingInquiries(t *testing.T, db *DB, n int) (ids []pufa.ID) {
	t.Helper()
	for i := range n {
		id := pufa.NewID()
		err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
			return putInquiry(ctx, tx, bot.Inquiry{ID: id, Follower: "f", Question: "楼上漏水 100% 赔吗", Group: pufa.Residents, Asked: noon.Add(time.Duration(i) * time.Minute)})
		})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func TestAnInquiryIsClaimedByOne(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			s, id := NewInquiries(db), waitingInquiries(t, db, 1)[0]
			var all sync.WaitGroup
			var won, lost sync.Map
			for _, who := range []string{"小李", "小王", "小张"} {
				all.Go(func() {
					if err := s.ClaimInquiry(t.Context(), id, "", who, noon); err == nil {
						won.Store(who, true)
					} else if pufa.KindOf(err) == pufa.Conflict && strings.Contains(pufa.Say(err), "认领") {
						lost.Store(who, true)
					} else {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if marked(&won) != 1 || marked(&lost) != 2 {
				t.Fatalf("%d claimed it, %d were told so", marked(&won), marked(&lost))
			}
			q, err := s.Inquiry(t.Context(), id)
			if _, ok := won.Load(q.ClaimedBy); err != nil || !ok {
				t.Fatalf("it is of %q, %v", q.ClaimedBy, err)
			}
			if err := s.ClaimInquiry(t.Context(), id, q.ClaimedBy, "", noon); err != nil {
				t.Errorf("given back: %v", err)
			}
			row := reach.Entry{ID: pufa.NewID(), Key: "replied:x", At: noon, Day: "2026-11-22", Kind: reach.Replied, Basis: reach.System, People: 1, Times: 1}
			if err := s.AnswerInquiry(t.Context(), id, "要赔。", "小李", noon, nil, row); err != nil {
				t.Fatal(err)
			}
			if err := s.ClaimInquiry(t.Context(), id, "", "小王", noon); pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "小李答复") {
				t.Errorf("claimed after the answer: %v", err)
			}
			if err := s.ClaimInquiry(t.Context(), pufa.NewID(), "", "小王", noon); pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("one that is not there: %v", err)
			}
		})
	}
}

func marked(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}

func TestTheInboxIsFilteredAndPaged(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			s, ids := NewInquiries(db), waitingInquiries(t, db, 5)
			if err := s.ClaimInquiry(t.Context(), ids[3], "", "小李", noon); err != nil {
				t.Fatal(err)
			}
			row := reach.Entry{ID: pufa.NewID(), Key: "replied:x", At: noon, Day: "2026-11-22", Kind: reach.Replied, Basis: reach.System, People: 1, Times: 1}
			if err := s.AnswerInquiry(t.Context(), ids[0], "要赔。", "小王", noon.Add(time.Hour), nil, row); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				name string
				f    InquiryFilter
				skip int
				want []pufa.ID
				all  int
			}{
				{"all, those that wait first", InquiryFilter{}, 0, []pufa.ID{ids[1], ids[2], ids[3]}, 5},
				{"the second page", InquiryFilter{}, 3, []pufa.ID{ids[4], ids[0]}, 5},
				{"answered", InquiryFilter{Answered: true}, 0, []pufa.ID{ids[0]}, 1},
				{"claimed or answered by", InquiryFilter{ClaimedBy: "小李"}, 0, []pufa.ID{ids[3]}, 1},
				{"a percent sign is itself", InquiryFilter{Waiting: true, Text: "100%"}, 0, []pufa.ID{ids[1], ids[2], ids[3]}, 4},
				{"an underline stands for nothing else", InquiryFilter{Text: "_"}, 0, nil, 0},
				{"enterprises", InquiryFilter{Group: pufa.Enterprises}, 0, nil, 0},
			} {
				page, all, err := s.InquiriesOf(t.Context(), c.f, c.skip, 3)
				var got []pufa.ID
				for _, q := range page {
					got = append(got, q.ID)
				}
				if err != nil || all != c.all || strings.Join(texts(got), " ") != strings.Join(texts(c.want), " ") {
					t.Errorf("%s: %v of %d, %v", c.name, got, all, err)
				}
			}
			n, oldest, err := s.WaitingInquiries(t.Context())
			if err != nil || n != 4 || !oldest.Equal(noon.Add(time.Minute)) {
				t.Errorf("%d wait since %s, %v", n, oldest, err)
			}
			times, err := s.AnswerTimes(t.Context(), noon)
			if err != nil || len(times) != 5 || times[0].Answered.Sub(times[0].Asked) != time.Hour || !times[1].Answered.IsZero() {
				t.Errorf("%v %v", times, err)
			}
		})
	}
}

func texts(ids []pufa.ID) (list []string) {
	for _, id := range ids {
		list = append(list, string(id))
	}
	return list
}

// What staff do is in the trail with it, and nowhere where it was refused.
func TestWhatStaffDoIsInTheTrailOrNotAtAll(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			s, id := NewInquiries(db), waitingInquiries(t, db, 1)[0]
			as := pufa.WithAct(t.Context(), pufa.Act{By: pufa.Staff{Name: "小李", Role: pufa.Duty}, At: noon})
			var all sync.WaitGroup
			for range 8 { // on PostgreSQL at once
				all.Go(func() {
					if err := s.PutCanned(as, Canned{Title: string(pufa.NewID()), Text: "请来所里"}); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if err := s.ClaimInquiry(as, id, "", "小李", noon); err != nil {
				t.Fatal(err)
			}
			if err := s.ClaimInquiry(as, id, "", "小王", noon); pufa.KindOf(err) != pufa.Conflict {
				t.Fatal(err)
			}
			if err := s.PutCanned(t.Context(), Canned{Title: "没有人名", Text: "x"}); err != nil {
				t.Fatal(err)
			}
			trail := NewAudit(db)
			rows, err := trail.Rows(t.Context(), AuditFilter{}, 100)
			if err != nil || len(rows) != 9 || rows[0].Action != "分派咨询" || rows[0].By.Name != "小李" {
				t.Fatalf("%d rows %+v %v", len(rows), rows, err)
			}
			last, err := trail.Verify(t.Context())
			if err != nil || last.Seq != 9 {
				t.Fatalf("%d %v", last.Seq, err)
			}
			found, err := trail.Rows(t.Context(), AuditFilter{Subject: "inquiry:" + string(id), Who: "小李", Text: "分派", From: "2026-11-22", To: "2026-11-22"}, 10)
			if err != nil || len(found) != 1 {
				t.Errorf("%d of the inquiry, %v", len(found), err)
			}
			for _, tamper := range []string{`UPDATE audit SET who = '小王' WHERE seq = 3`, `DELETE FROM audit WHERE seq = 5`} {
				err := db.write(t.Context(), func(ctx context.Context, tx querier) error { _, err := exec(ctx, tx, tamper); return err })
				if err != nil {
					t.Fatal(err)
				}
				if _, err := trail.Verify(t.Context()); pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "接不上") {
					t.Errorf("%s: %v", tamper, err)
				}
			}
		})
	}
}
