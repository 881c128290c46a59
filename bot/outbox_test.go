package bot

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

// A postman delivers or fails as told and notes to whom.
type postman struct {
	errs []error // of the sendings to come; then none
	sent []string
}

func (p *postman) Send(_ context.Context, address string, r Reply) error {
	p.sent = append(p.sent, address+": "+r.Text)
	if len(p.errs) == 0 {
		return nil
	}
	err := p.errs[0]
	p.errs = p.errs[1:]
	return err
}

func TestWhatBecomesOfAnOutgoingMessage(t *testing.T) {
	limited, denied := pufa.Errorf(pufa.Limited, "忙"), pufa.Errorf(pufa.Denied, "过了 48 小时")
	for name, c := range map[string]struct {
		errs  []error
		state OutgoingState
		sends int
	}{
		"delivered":                 {nil, Sent, 1},
		"busy twice, then it works": {[]error{limited, limited}, Sent, 3},
		"always busy":               {[]error{limited, limited, limited, limited, limited, limited, limited, limited}, Failed, 6},
		"the window is closed":      {[]error{denied}, Failed, 1},
		"nobody knows":              {[]error{errors.New("timeout")}, Unknown, 1},
	} {
		s, p := newStage(t, Config{}), &postman{errs: c.errs}
		s.box.out = []Outgoing{{ID: "o1", Address: "openid-1", Due: s.now, Reply: Reply{Text: "晚到的答复"}}}
		for range 20 {
			if _, err := s.DeliverDue(t.Context(), s.box, p); err != nil {
				t.Fatal(err)
			}
			s.now = s.now.Add(20 * time.Minute)
		}
		if got := s.box.states["o1"]; got != c.state || len(p.sent) != c.sends {
			t.Errorf("%s: %s after %d sendings, want %s after %d", name, got, len(p.sent), c.state, c.sends)
		}
	}
}

func TestRetriesKeepTheirDistance(t *testing.T) {
	for attempts, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 3: 20 * time.Second, 50: 10 * time.Minute} {
		for range 100 {
			if got := backOff(attempts); got < want*4/5 || got > want*6/5 {
				t.Errorf("after %d attempts %v, want about %v", attempts, got, want)
			}
		}
	}
}

func TestAnInquiryIsAnsweredWhileTheWindowIsOpen(t *testing.T) {
	s, p := newStage(t, Config{Name: "示例街道"}), &postman{}
	s.hear("邻居的树遮了光")
	s.now = s.now.Add(47 * time.Hour)
	queued, err := s.AnswerInquiry(t.Context(), s.box, s.box.inquiries[0].ID, "可以请社区调解。", "小李")
	if err != nil || !queued {
		t.Fatalf("queued %v, %v", queued, err)
	}
	if sent, err := s.DeliverDue(t.Context(), s.box, p); sent != 1 || err != nil {
		t.Fatalf("sent %d, %v", sent, err)
	}
	want := []string{"openid-1: 您问的“邻居的树遮了光”，示例街道答复：\n可以请社区调解。"}
	if diff := cmp.Diff(want, p.sent); diff != "" {
		t.Error(diff)
	}
	if row := s.box.rows[len(s.box.rows)-1]; row.Key != "replied:"+string(s.box.inquiries[0].ID) {
		t.Errorf("ledger %+v", row)
	}
	if r := s.hear("你好"); len(r.Text) == 0 || r.Text[0:6] == "您问" {
		t.Errorf("what was sent is shown again: %q", r.Text)
	}
}

func TestAnAnswerThatCouldNotBeSentIsShownNextTime(t *testing.T) {
	s, p := newStage(t, Config{}), &postman{errs: []error{pufa.Errorf(pufa.Denied, "过了 48 小时")}}
	s.hear("邻居的树遮了光")
	if queued, err := s.AnswerInquiry(t.Context(), s.box, s.box.inquiries[0].ID, "可以请社区调解。", "小李"); err != nil || !queued {
		t.Fatal(queued, err)
	}
	if _, err := s.DeliverDue(t.Context(), s.box, p); err != nil {
		t.Fatal(err)
	}
	if r := s.hear("你好"); r.Text[0:6] != "您问" {
		t.Errorf("reply %q", r.Text)
	}
}

func TestWhoLeftIsNotWrittenTo(t *testing.T) {
	s := newStage(t, Config{})
	s.hear("邻居的树遮了光")
	s.send(Message{Type: TypeUnfollow})
	if queued, err := s.AnswerInquiry(t.Context(), s.box, s.box.inquiries[0].ID, "可以。", "小李"); queued || err != nil {
		t.Errorf("queued %v, %v", queued, err)
	}
	if _, err := s.AnswerInquiry(t.Context(), s.box, "nothing", "可以。", "小李"); pufa.KindOf(err) != pufa.NotFound {
		t.Errorf("an inquiry that is not there: %v", err)
	}
}

type counting struct{ count atomic.Int32 }

func (c *counting) Send(context.Context, string, Reply) error {
	c.count.Add(1)
	return nil
}

func TestTheOutboxIsWatchedUntilTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := newStage(t, Config{}), &counting{}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- s.RunOutbox(ctx, s.box, c) }()
		time.Sleep(time.Minute)
		s.box.mu.Lock()
		s.box.out = []Outgoing{{ID: "o1", Due: s.now}}
		s.box.mu.Unlock()
		time.Sleep(3 * time.Second)
		cancel()
		if err := <-done; err != nil || c.count.Load() != 1 {
			t.Errorf("sent %d, %v", c.count.Load(), err)
		}
	})
}
