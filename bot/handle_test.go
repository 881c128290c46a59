package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func ask(id, text string) Message {
	return Message{ID: id, From: "openid-1", Type: TypeText, Text: text}
}

// within returns what Handle says within the time.
func within(t *testing.T, s *stage, d time.Duration, m Message) (Reply, error) {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	return s.Handle(ctx, m)
}

func TestARetryGetsTheFirstReplyAgain(t *testing.T) {
	s := newStage(t, Config{})
	first, err := s.Handle(t.Context(), ask("same", wages))
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(time.Hour)
	again, err := s.Handle(t.Context(), ask("same", wages))
	if err != nil || !cmp.Equal(first, again) || s.box.settled != 1 || len(s.box.rows) != 1 || len(s.library.asked) != 1 {
		t.Errorf("again %+v %v; settled %d, rows %d, asked %d", again, err, s.box.settled, len(s.box.rows), len(s.library.asked))
	}
}

func TestConcurrentCopiesAreAnsweredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = time.Second
		replies := make([]Reply, 20)
		var group sync.WaitGroup
		for i := range replies {
			group.Go(func() {
				var err error
				if replies[i], err = within(t, s, 4*time.Second, ask("same", wages)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for _, r := range replies {
			if !cmp.Equal(r, replies[0]) || r.Verdict != VerdictAnswer {
				t.Errorf("reply %+v", r)
			}
		}
		if s.box.settled != 1 || len(s.library.asked) != 1 {
			t.Errorf("settled %d, asked %d", s.box.settled, len(s.library.asked))
		}
	})
}

func TestALateAnswerGoesOutOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = 10 * time.Second
		r, err := within(t, s, 4500*time.Millisecond, ask("slow", wages))
		if r.Verdict != VerdictSilent || r.Text != "" || !errors.Is(err, ErrLate) {
			t.Fatalf("at the deadline: %+v %v", r, err)
		}
		copied, err := within(t, s, 4500*time.Millisecond, ask("slow", wages))
		if copied.Verdict != VerdictSilent || !errors.Is(err, ErrLate) {
			t.Errorf("a copy after the deadline: %+v %v", copied, err)
		}
		s.Wait()
		if len(s.box.out) != 1 || s.box.out[0].Purpose != PurposeLate || s.box.out[0].Reply.Entry != "tuoqian" || s.box.out[0].To != s.person().Key {
			t.Errorf("outgoing %+v", s.box.out)
		}
		again, err := within(t, s, time.Second, ask("slow", wages))
		if again.Verdict != VerdictSilent || err != nil || len(s.box.out) != 1 || len(s.box.rows) != 1 {
			t.Errorf("a copy after all: %+v %v, outgoing %d, rows %d", again, err, len(s.box.out), len(s.box.rows))
		}
	})
}

func TestAMessageAcknowledgedByAProcessThatDiedIsAnsweredByTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = 10 * time.Second
		if _, err := within(t, s, 4500*time.Millisecond, ask("slow", wages+"，电话13800138000")); !errors.Is(err, ErrLate) {
			t.Fatalf("at the deadline: %v", err)
		}
		dead, err := s.box.Held(t.Context(), s.now.Add(time.Hour)) // as the next process would find it
		if err != nil || len(dead) != 1 || strings.Contains(dead[0].Text, "13800138000") {
			t.Fatalf("held %+v, want the message with its telephone number masked", dead)
		}
		s.Wait()
		if len(s.box.held) != 0 {
			t.Errorf("held after the answer: %+v", s.box.held)
		}

		next := newStage(t, Config{})
		next.box.held = dead
		if err := next.Resume(t.Context(), next.box); err != nil || len(next.box.out) != 0 {
			t.Errorf("resumed while the first may still be at it: %v %+v", err, next.box.out)
		}
		next.now = next.now.Add(2 * time.Minute)
		for range 2 {
			if err := next.Resume(t.Context(), next.box); err != nil {
				t.Fatal(err)
			}
		}
		if len(next.box.out) != 1 || next.box.out[0].Purpose != PurposeLate || len(next.box.held) != 0 {
			t.Errorf("outgoing %+v, held %+v", next.box.out, next.box.held)
		}
	})
}

func TestAWebReaderFindsTheLateAnswerByAskingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{Outside: func(address string) bool { return strings.HasPrefix(address, "web:") }})
		s.library.delay = 10 * time.Second
		m := Message{ID: "w", From: "web:reader", Type: TypeText, Text: wages}
		if _, err := within(t, s, time.Second, m); !errors.Is(err, ErrLate) {
			t.Errorf("at the deadline: %v", err)
		}
		s.Wait()
		if r, err := within(t, s, time.Second, m); r.Entry != "tuoqian" || err != nil || len(s.box.out) != 0 {
			t.Errorf("again: %+v %v, outgoing %+v", r, err, s.box.out)
		}
		if s.box.people[s.keyer.Key("web:reader")].Following {
			t.Error("who asks on a page is taken for a follower")
		}
	})
}

func TestACallerWhoHangsUpFindsTheReplyLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = time.Second
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		if _, err := s.Handle(ctx, ask("m", wages)); !errors.Is(err, context.Canceled) {
			t.Errorf("hung up: %v", err)
		}
		if r, err := within(t, s, 4*time.Second, ask("m", wages)); r.Entry != "tuoqian" || err != nil || len(s.box.out) != 0 {
			t.Errorf("the copy: %+v %v %+v", r, err, s.box.out)
		}
	})
}

func TestWorkThatNeverEndsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = time.Hour
		if _, err := within(t, s, time.Second, ask("m", wages)); !errors.Is(err, ErrLate) {
			t.Error(err)
		}
		start := time.Now()
		s.Wait()
		if took := time.Since(start); took > time.Minute {
			t.Errorf("took %v", took)
		}
		s.library.delay = 0
		if r, err := within(t, s, time.Second, ask("m", wages)); r.Entry != "tuoqian" || err != nil {
			t.Errorf("the message can be answered yet: %+v %v", r, err)
		}
	})
}

func TestMessagesOfOneFollowerTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = time.Second
		start := time.Now()
		var group sync.WaitGroup
		for i := range 6 {
			m := ask(fmt.Sprint("m", i), wages)
			if i >= 3 {
				m.From = fmt.Sprint("other", i)
			}
			group.Go(func() {
				if _, err := s.Handle(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("three messages of one and three of others took %v, want 3s", took)
		}
		if len(s.turns.held) != 0 || len(s.flights) != 0 {
			t.Errorf("left behind: %d locks, %d flights", len(s.turns.held), len(s.flights))
		}
	})
}

func TestAFailedSettlingIsTriedAgainByTheRetry(t *testing.T) {
	s := newStage(t, Config{})
	s.box.err = errors.New("disk is full")
	if _, err := s.Handle(t.Context(), ask("m", wages)); err == nil {
		t.Fatal("no error")
	}
	s.box.err = nil
	if r, err := s.Handle(t.Context(), ask("m", wages)); err != nil || r.Entry != "tuoqian" {
		t.Errorf("the retry: %+v %v", r, err)
	}
}

type panicking struct{}

func (panicking) Answer(context.Context, knowledge.Asked) (knowledge.Answer, error) {
	panic("我的身份证")
}

func TestAPanicEndsOnlyItsMessage(t *testing.T) {
	s := newStage(t, Config{})
	s.answers = panicking{}
	_, err := s.Handle(t.Context(), ask("m", wages))
	if err == nil || strings.Contains(err.Error(), "身份证") {
		t.Errorf("error %v", err)
	}
	if r := s.hear("你好"); r.Verdict != VerdictGreeting {
		t.Errorf("the next message: %+v", r)
	}
}

func TestCloseWaitsForTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, Config{})
		s.library.delay = 10 * time.Second
		if _, err := within(t, s, time.Second, ask("m", wages)); !errors.Is(err, ErrLate) {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("closed while work goes on: %v", err)
		}
		if err := s.Close(t.Context()); err != nil || len(s.box.out) != 1 {
			t.Errorf("close: %v, outgoing %d", err, len(s.box.out))
		}
		if _, err := s.Handle(t.Context(), ask("n", wages)); pufa.KindOf(err) != pufa.Limited {
			t.Errorf("a message after the end: %v", err)
		}
	})
}
