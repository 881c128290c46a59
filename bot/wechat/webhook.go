package wechat

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/pufa/pufa/bot"
)

const (
	maxBody = 64 << 10 // bytes of a callback; WeChat's own have under 4 KiB
	maxEcho = 1024     // bytes of echostr; WeChat's own has about 20

	// patience is how long a handler has from the arrival of a message, and grace how much longer
	// its last word is waited for: WeChat hangs up after 5 s.
	patience = 4500 * time.Millisecond
	grace    = 300 * time.Millisecond
)

// Handler answers messages. Handle returns by ctx's deadline, 4.5 s after the message arrived; what
// it can only say later it sends by other means, for the webhook then tells WeChat success and
// drops what comes back. The same message may be handed over again, with the same ID, and is to be
// answered as before. Of one message that comes twice at the same time to one node, one is handed
// over and the other waits for its reply.
type Handler interface {
	Handle(ctx context.Context, m bot.Message) (bot.Reply, error)
}

// Webhook is the address that WeChat calls. Give its server a ReadTimeout: a body that dribbles in
// is bounded here in size, not in time.
type Webhook struct {
	handler  Handler
	clock    func() time.Time
	log      *slog.Logger
	appID    string
	base     string
	mode     Mode
	tokens   []string    // the current and, during a rotation, the previous
	keys     []secretKey // likewise
	replays  *replays
	flights  singleflight.Group
	warnings *rate.Limiter
}

// NewWebhook returns the callback endpoint of an account. The errors are Invalid, for whoever
// configures it.
func NewWebhook(cfg Config, handler Handler, clock func() time.Time, log *slog.Logger) (*Webhook, error) {
	if err := cfg.checkCallback(); err != nil {
		return nil, err
	}
	h := &Webhook{
		handler: handler, clock: clock, log: log,
		appID: cfg.AppID, base: cfg.Base, mode: cfg.mode(),
		tokens:  present(cfg.Token, cfg.PreviousToken),
		replays: newReplays(),
		// Strangers can knock as often as they like; the log hears of it now and then.
		warnings: rate.NewLimiter(rate.Every(10*time.Second), 5),
	}
	for _, encoded := range present(cfg.AESKey, cfg.PreviousAESKey) {
		key, err := newSecretKey(encoded)
		if err != nil {
			return nil, err
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// ServeHTTP answers WeChat: GET when the address is registered, POST for every message.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A message is settled also where WeChat hangs up in between: its retry finds the answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience+grace)
	defer cancel()
	var err error
	switch r.Method {
	case http.MethodGet:
		err = h.register(w, r)
	case http.MethodPost:
		err = h.receive(ctx, w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		err = errMethod
	}
	if err != nil {
		h.refuse(w, err)
	}
}

// register echoes what WeChat sends to check the address, which it does in clear in every mode.
func (h *Webhook) register(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if _, err := h.authenticate(q); err != nil {
		return err
	}
	echo := q.Get("echostr")
	if echo == "" || len(echo) > maxEcho {
		return errMalformed
	}
	write(w, plainText, echo)
	return nil
}

// receive takes one message in and answers it.
func (h *Webhook) receive(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	in, with, err := h.read(w, r)
	if err != nil {
		return err
	}
	now := h.clock()
	m, talk := in.message(now)
	if !talk {
		h.notify(ctx, in.event(now))
		write(w, plainText, success)
		return nil
	}
	content := h.answer(ctx, m)
	if content == "" {
		// In the encrypted modes too: an encrypted nothing would show the sender an error.
		write(w, plainText, success)
		return nil
	}
	reply := textMessage(in.FromUserName, in.ToUserName, h.clock(), content)
	if with != nil {
		reply = with.wrap(reply, h.appID, h.clock())
	}
	write(w, xmlText, reply)
	return nil
}
