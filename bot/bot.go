package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// Answerer is the knowledge base as the bot needs it.
type Answerer interface {
	// Answer returns what the base has to say to a question; VerdictNothing is no error.
	Answer(ctx context.Context, q knowledge.Asked) (knowledge.Answer, error)
}

// Bot holds the conversations of one account. Its methods may be called from many goroutines.
type Bot struct {
	cfg     Config
	answers Answerer
	inbox   Inbox
	keyer   reach.Keyer
	clock   func() time.Time
	log     *slog.Logger

	dangers   ruleset
	commands  ruleset
	greetings ruleset
	elsewhere ruleset
	judges    ruleset

	turns   keyedLock
	mu      sync.Mutex
	flights map[string]*flight // by message id: what is being worked on
	recent  recent
	closed  bool
	work    sync.WaitGroup
}

// New returns a Bot. inbox may be nil where only Respond is called.
func New(cfg Config, answers Answerer, inbox Inbox, keyer reach.Keyer, clock func() time.Time, log *slog.Logger) *Bot {
	return &Bot{
		cfg: cfg.withDefaults(), answers: answers, inbox: inbox, keyer: keyer, clock: clock, log: log,
		dangers:   mustWeigh("danger", dangerRules, dangerWeights),
		commands:  mustRules("command", commandRules),
		greetings: mustRules("greeting", greetingRules),
		elsewhere: mustWeigh("elsewhere", elsewhereRules, elsewhereWeights),
		judges:    mustRules("feedback", feedbackRules),
		turns:     keyedLock{held: map[string]*turnLock{}},
		flights:   map[string]*flight{},
	}
}
