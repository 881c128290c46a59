package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
)

// localBrain is the index and the answers of this process. The catalogue behind them follows the laws
// that are imported while it runs.
type localBrain struct {
	*index.Index
	state atomic.Pointer[brainState]
	b     *base
	log   *slog.Logger
}

type brainState struct {
	catalogue *knowledge.Catalogue
	answerer  *knowledge.Answerer
	revision  int64
}

func (s *session) newBrain(ctx context.Context, b *base, ix *index.Index) (*localBrain, error) {
	l := &localBrain{Index: ix, b: b, log: s.log}
	return l, l.load(ctx)
}

// load makes the answers anew where the base has moved on.
func (l *localBrain) load(ctx context.Context) error {
	revision, err := l.b.feed.Revision(ctx)
	if err != nil {
		return err
	}
	if now := l.state.Load(); now != nil && now.revision == revision {
		return nil
	}
	shipped, err := knowledge.LoadCatalogue()
	if err != nil {
		return err
	}
	laws, err := l.b.laws.Versions(ctx, "")
	if err != nil {
		return err
	}
	catalogue := shipped.With(laws)
	answerer := knowledge.NewAnswerer(l.Index, l.b.laws, l.b.entries, catalogue)
	l.state.Store(&brainState{catalogue: catalogue, answerer: answerer, revision: revision})
	return nil
}

// refresh follows the base until ctx ends.
func (l *localBrain) refresh(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := l.load(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("catalogue not refreshed", "error", err)
		}
	}
}

// Answer answers from what the base holds now.
func (l *localBrain) Answer(ctx context.Context, q knowledge.Asked) (knowledge.Answer, error) {
	return l.state.Load().answerer.Answer(ctx, q)
}

// Resolve tells what is in force, also of laws that an office imported.
func (l *localBrain) Resolve(c knowledge.Citation, on pufa.Day) knowledge.Source {
	return l.state.Load().catalogue.Resolve(c, on)
}

// conversation wires the bot. b may hold nothing where only Respond is called.
func (s *session) conversation(ctx context.Context, b *base, answers bot.Answerer) (*bot.Bot, error) {
	keyer, err := s.keyer(ctx, b)
	if err != nil {
		return nil, err
	}
	return bot.New(s.botConfig(), answers, b.inbox, keyer, s.now, s.log), nil
}

func (s *session) botConfig() bot.Config {
	office := pufa.Place{Name: s.cfg.Office.Name, Phone: s.cfg.Office.Phone, Address: s.cfg.Office.Address, Hours: s.cfg.Office.Hours}
	places := s.cfg.Office.Places
	if office.Phone != "" || office.Address != "" {
		places = append([]pufa.Place{office}, places...)
	}
	return bot.Config{
		Name: s.cfg.Office.Name, About: s.cfg.Office.About, Hours: s.cfg.Office.Hours, Places: places,
		Duty: s.cfg.Office.Duty, Topics: s.cfg.Answers.Topics,
		Memory: time.Duration(s.cfg.Answers.Memory), Window: time.Duration(s.cfg.Answers.Window),
		Outside: asksOnPage,
	}
}
