package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/store"
)

// localBrain is the index and the answers of this process.
type localBrain struct {
	*index.Index
	*knowledge.Answerer
	base     *base
	feed     store.Feed
	log      *slog.Logger
	revision int64  // as of which Answerer knows the base
	learned  string // the models in use, as they are kept; "" for those that ship
}

func (s *session) newBrain(ctx context.Context, b *base, ix *index.Index) (*localBrain, error) {
	revision, err := b.feed.Revision(ctx)
	if err != nil {
		return nil, err
	}
	shipped, err := knowledge.LoadCatalogue()
	if err != nil {
		return nil, err
	}
	answerer, err := knowledge.NewAnswerer(ctx, ix, b.laws, b.entries, shipped, knowledge.Costs(s.cfg.Answers.Costs))
	if err != nil {
		return nil, err
	}
	l := &localBrain{Index: ix, Answerer: answerer, base: b, feed: b.feed, log: s.log, revision: revision}
	return l, l.reload(ctx)
}

// reload orders and trusts by what was learned last.
func (l *localBrain) reload(ctx context.Context) error {
	learned, stored, err := l.base.models(ctx)
	if err != nil {
		return err
	}
	l.Index.Use(learned.Models)
	l.Answerer.Use(learned.Confidence)
	l.learned = stored
	return nil
}

// follow tells the answers of what is imported while this process runs, until ctx ends.
func (l *localBrain) follow(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := l.refresh(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("answers do not know of what was imported", "error", err)
		}
	}
}

func (l *localBrain) refresh(ctx context.Context) error {
	stored, err := l.base.settings.Setting(ctx, modelsKey)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return err
	}
	if stored != l.learned {
		if err := l.reload(ctx); err != nil {
			return err
		}
	}
	revision, err := l.feed.Revision(ctx)
	if err != nil || revision == l.revision {
		return err
	}
	if err := l.Refresh(ctx); err != nil {
		return err
	}
	l.revision = revision
	return nil
}

// Resolve tells what is in force, also of laws that an office imported.
func (l *localBrain) Resolve(c knowledge.Citation, on pufa.Day) knowledge.Source {
	return l.Catalogue().Resolve(c, on)
}

// conversation wires the bot with the follower keys of the base.
func (s *session) conversation(ctx context.Context, b *base, answers bot.Answerer) (*bot.Bot, error) {
	keyer, err := s.keyer(ctx, b)
	if err != nil {
		return nil, err
	}
	cfg := s.botConfig()
	cfg.Settings = true
	return bot.New(cfg, answers, b.inbox, keyer, s.now, s.log), nil
}

func (s *session) botConfig() bot.Config {
	office := pufa.Place{Name: s.cfg.Office.Name, Phone: s.cfg.Office.Phone, Address: s.cfg.Office.Address, Hours: s.cfg.Office.Hours}
	places := s.cfg.Office.Places
	if office.Phone != "" || office.Address != "" {
		places = append([]pufa.Place{office}, places...)
	}
	return bot.Config{
		Name: s.cfg.Office.Name, About: s.cfg.Office.About, Hours: s.cfg.Office.Hours, Places: places,
		Duty: s.cfg.Office.Duty, Topics: s.cfg.Answers.Topics, Communities: s.cfg.Office.Communities,
		Memory: time.Duration(s.cfg.Answers.Memory), Window: time.Duration(s.cfg.Answers.Window),
		Outside: asksOnPage,
	}
}
