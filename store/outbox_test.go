package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// ask settles an exchange that leaves an inquiry.
func ask(t *testing.T, db *DB, message string, at time.Time) bot.Inquiry {
	t.Helper()
	x := exchange(message, asker)
	x.Inquiry = &bot.Inquiry{ID: pufa.NewID(), Follower: asker, Question: "押金不退怎么办", Group: pufa.Residents, Asked: at}
	settle(t, db, x)
	return *x.Inquiry
}

func answer(t *testing.T, db *DB, id pufa.ID, out *bot.Outgoing) error {
	t.Helper()
	row := reach.Entry{Key: "replied:" + string(id), At: noon, Kind: reach.Replied, Basis: reach.System, People: 1, Times: 1}
	return NewInquiries(db).AnswerInquiry(t.Context(), id, "先协商", "王", noon, out, row)
}

func claimed(t *testing.T, db *DB, now time.Time) []bot.Outgoing {
	t.Helper()
	found, err := NewOutbox(db).ClaimOutgoing(t.Context(), now, 10)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestInquiriesAreListedOldestFirst(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		later, earlier := ask(t, db, "m1", noon), ask(t, db, "m2", noon.Add(-time.Minute))
		if err := answer(t, db, earlier.ID, nil); err != nil {
			t.Fatal(err)
		}
		answered := earlier
		answered.Answer, answered.By, answered.Answered = "先协商", "王", noon
		for all, want := range map[bool][]bot.Inquiry{false: {later}, true: {answered, later}} {
			got, err := NewInquiries(db).Inquiries(t.Context(), all)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("all %v: %v %s", all, err, diff)
			}
		}
		got, err := NewInquiries(db).Inquiry(t.Context(), earlier.ID)
		if diff := cmp.Diff(answered, got); err != nil || diff != "" {
			t.Error(err, diff)
		}
		if _, err := NewInquiries(db).Inquiry(t.Context(), "none"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("%v is not NotFound", err)
		}
	})
}

func TestAnInquiryIsAnsweredOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		q := ask(t, db, "m1", noon)
		if err := answer(t, db, q.ID, &bot.Outgoing{Purpose: "inquiry", Due: noon}); err != nil {
			t.Fatal(err)
		}
		if err := answer(t, db, q.ID, &bot.Outgoing{Purpose: "inquiry", Due: noon}); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("the second answer = %v, want a Conflict", err)
		}
		if err := answer(t, db, "none", nil); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("an answer to nothing = %v, want NotFound", err)
		}
		n := count(t, db, `SELECT COUNT(*) FROM outbox`)
		rows := count(t, db, `SELECT COUNT(*) FROM ledger WHERE kind = 'replied'`)
		if n != 1 || rows != 1 {
			t.Errorf("%d messages and %d rows, want one of each", n, rows)
		}
	})
}

func TestAnAnswerReachesTheAskerByMessage(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		q := ask(t, db, "m1", noon)
		if err := answer(t, db, q.ID, &bot.Outgoing{ID: "out", Purpose: "inquiry", Reply: bot.Reply{Text: "先协商"}, Due: noon}); err != nil {
			t.Fatal(err)
		}
		if p := personOf(t, db, asker); len(p.Pending) != 1 {
			t.Errorf("%d answers are pending before the message is sent, want 1", len(p.Pending))
		}
		want := []bot.Outgoing{{ID: "out", To: asker, Address: "address-of-" + string(asker), Purpose: "inquiry",
			Inquiry: q.ID, Reply: bot.Reply{Text: "先协商"}, Due: noon, Attempts: 1}}
		if diff := cmp.Diff(want, claimed(t, db, noon)); diff != "" {
			t.Error(diff)
		}
		if p := personOf(t, db, asker); len(p.Pending) != 0 {
			t.Error("an answer is pending while its message is under way")
		}
		if err := NewOutbox(db).SettleOutgoing(t.Context(), "out", bot.Sent, time.Time{}, ""); err != nil {
			t.Fatal(err)
		}
		if got, err := NewInquiries(db).Inquiry(t.Context(), q.ID); err != nil || !got.Reached.Equal(noon) {
			t.Errorf("reached at %v, %v", got.Reached, err)
		}
		if again := claimed(t, db, noon.Add(time.Hour)); again != nil {
			t.Errorf("a sent message is claimed again: %v", again)
		}
	})
}

func TestAnAnswerShownInAReplyIsNotSentAsWell(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		q := ask(t, db, "m1", noon)
		if err := answer(t, db, q.ID, &bot.Outgoing{Purpose: "inquiry", Due: noon}); err != nil {
			t.Fatal(err)
		}
		x := exchange("m2", asker)
		x.At, x.Shown = noon.Add(time.Minute), []pufa.ID{q.ID}
		settle(t, db, x)
		if p := personOf(t, db, asker); len(p.Pending) != 0 {
			t.Errorf("still pending: %v", p.Pending)
		}
		if got := claimed(t, db, noon.Add(time.Hour)); got != nil {
			t.Errorf("still sent: %v", got)
		}
	})
}

func TestEachMessageIsClaimedByOneNode(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		for i := range 40 {
			x.Outbox = append(x.Outbox, bot.Outgoing{ID: pufa.ID(fmt.Sprint("out", i)), To: asker, Due: noon})
		}
		settle(t, db, x)
		var mu sync.Mutex
		seen := map[pufa.ID]int{}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 8 {
					found, err := NewOutbox(db).ClaimOutgoing(t.Context(), noon, 7)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, out := range found {
						seen[out.ID]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s was claimed %d times", id, n)
			}
		}
		if len(seen) != 40 {
			t.Errorf("%d messages were claimed, want 40", len(seen))
		}
	})
}

func TestOutgoingMessagesThroughTheirStates(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Outbox = []bot.Outgoing{{ID: "staff", Address: "duty-officer", Purpose: "duty", Due: noon}, {ID: "later", To: asker, Due: noon.Add(time.Hour)}}
		settle(t, db, x)
		outbox := NewOutbox(db)

		first := claimed(t, db, noon)
		if len(first) != 1 || first[0].Address != "duty-officer" {
			t.Fatalf("claimed %v, want the message to staff", first)
		}
		if err := outbox.SettleOutgoing(t.Context(), "staff", bot.Waiting, noon.Add(time.Minute), "busy"); err != nil {
			t.Fatal(err)
		}
		if early := claimed(t, db, noon); early != nil {
			t.Errorf("claimed before it is due: %v", early)
		}
		if second := claimed(t, db, noon.Add(time.Minute)); len(second) != 1 || second[0].Attempts != 2 {
			t.Errorf("the retry is %v, want the second attempt", second)
		}
		if lost := claimed(t, db, noon.Add(3*time.Minute)); lost != nil {
			t.Errorf("a message whose fate is unknown is sent again: %v", lost)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM outbox WHERE id = 'staff' AND state = 'unknown'`); n != 1 {
			t.Error("the message is not marked as unknown")
		}
		if err := outbox.SettleOutgoing(t.Context(), "staff", bot.Failed, time.Time{}, "late report"); err != nil {
			t.Errorf("a late report is refused: %v", err)
		}
		for id, state := range map[pufa.ID]bot.OutgoingState{"staff": bot.Waiting, "later": bot.Sent, "none": bot.Sent} {
			if err := outbox.SettleOutgoing(t.Context(), id, state, noon, ""); pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("settling %s, which is not under way, = %v, want NotFound", id, err)
			}
		}
	})
}

func TestAMessageOfNoExchangeIsSentOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		out := bot.Outgoing{Address: "o-duty", Purpose: bot.PurposeDuty, Due: noon, Reply: bot.Reply{Text: "推送没有发出"}}
		if err := NewOutbox(db).Queue(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		found := claimed(t, db, noon)
		if len(found) != 1 || found[0].Address != "o-duty" || found[0].Reply.Text != "推送没有发出" {
			t.Errorf("queued %+v", found)
		}
		if again := claimed(t, db, noon); len(again) != 0 {
			t.Errorf("claimed twice: %+v", again)
		}
	})
}
