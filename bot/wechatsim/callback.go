package wechatsim

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// callback is a message or an event on its way to the account's server.
type callback struct {
	openID  string
	what    string // text, image, event CLICK …: for the record
	fields  []field
	message bool // a person's message, not an event
	silent  bool // an answer would reach nobody: unsubscribe, finish events
}

// Delivery is one POST to the account's server.
type Delivery struct {
	At     time.Time     `json:"at"`   // virtual
	Took   time.Duration `json:"took"` // real, in nanoseconds
	Status int           `json:"status,omitempty"`
	Reply  Shown         `json:"reply"`
	Err    string        `json:"err,omitempty"` // no answer, or a broken rule
	body   []byte
	retry  bool // no answer: WeChat tries again
}

// Exchange is what became of a message or an event.
type Exchange struct {
	MsgID      string        `json:"msgid,omitempty"`
	Reply      Shown         `json:"reply"` // without Kind where the account said nothing
	Took       time.Duration `json:"took"`  // real, all deliveries together, in nanoseconds
	Attempts   int           `json:"attempts"`
	Violation  string        `json:"violation,omitempty"` // why the person saw Unavailable, in Chinese
	Deliveries []Delivery    `json:"deliveries"`          // every one, duplicates too
}

// CallbackRecord is a line of the developer's log: what was pushed and how it went.
type CallbackRecord struct {
	At       time.Time `json:"at"`
	OpenID   string    `json:"openid"`
	What     string    `json:"what"`
	Mode     Mode      `json:"mode"`
	Attempts int       `json:"attempts"`
	TookMS   int64     `json:"took_ms"`
	Outcome  string    `json:"outcome"`
	Failed   bool      `json:"failed"`
}

// envelope is a callback ready to be posted. Retries post the same bytes to the same address.
type envelope struct {
	address string
	body    []byte
}

// seal signs a callback and, by the mode, encrypts it.
func (p *Platform) seal(cb callback) (envelope, error) {
	p.mu.Lock()
	address := p.callback
	p.mu.Unlock()
	target, err := url.Parse(address)
	if err != nil {
		return envelope{}, fmt.Errorf("parse callback URL: %w", err)
	}
	plain := document(cb.fields...)
	stamp, nonce := strconv.FormatInt(p.Now().Unix(), 10), freshNonce()
	query := target.Query()
	query.Set("signature", sign(p.opts.Token, stamp, nonce))
	query.Set("timestamp", stamp)
	query.Set("nonce", nonce)
	query.Set("openid", cb.openID)
	body := plain
	if p.opts.Mode != Plain {
		c, err := newCipherer(p.opts.EncodingAESKey, p.opts.AppID)
		if err != nil {
			return envelope{}, err
		}
		sealed, err := c.encrypt(plain)
		if err != nil {
			return envelope{}, err
		}
		query.Set("encrypt_type", "aes")
		query.Set("msg_signature", sign(p.opts.Token, stamp, nonce, sealed))
		body = p.encrypted(cb, sealed)
	}
	target.RawQuery = query.Encode()
	return envelope{address: target.String(), body: body}, nil
}

// encrypted is the outer document: in Compatible mode the clear fields stand beside the ciphertext.
func (p *Platform) encrypted(cb callback, sealed string) []byte {
	if p.opts.Mode == Compatible {
		return document(append(append([]field{}, cb.fields...), text("Encrypt", sealed))...)
	}
	return document(text("ToUserName", p.opts.OriginalID), text("Encrypt", sealed))
}

func freshNonce() string {
	var raw [4]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand aborts the program instead
	return strconv.FormatUint(uint64(raw[0])<<24|uint64(raw[1])<<16|uint64(raw[2])<<8|uint64(raw[3]), 10)
}

// push delivers a callback as WeChat does, shows the answer and keeps the record.
func (p *Platform) push(ctx context.Context, cb callback) Exchange {
	p.mu.Lock()
	configured := p.callback != ""
	p.mu.Unlock()
	if !configured {
		return Exchange{}
	}
	began := p.realNow()
	ex := p.deliver(ctx, cb)
	ex.Took = p.since(began)
	p.settle(cb, &ex)
	p.releaseHeld()
	return ex
}

func (p *Platform) deliver(ctx context.Context, cb callback) Exchange {
	env, err := p.seal(cb)
	if err != nil {
		return Exchange{Violation: "没有发出：" + err.Error()}
	}
	switch p.takePushFault() {
	case FaultReorder:
		p.holdBack(ctx)
	case FaultDuplicate:
		ex := p.attempts(ctx, cb, env)
		ex.Deliveries = append(ex.Deliveries, p.post(ctx, cb, env))
		return ex
	case FaultConcurrent:
		return p.twice(ctx, cb, env)
	}
	return p.attempts(ctx, cb, env)
}

// attempts posts until there is an answer or the retries are used up.
func (p *Platform) attempts(ctx context.Context, cb callback, env envelope) Exchange {
	var ex Exchange
	for try := 0; ; try++ {
		d := p.post(ctx, cb, env)
		ex.Deliveries = append(ex.Deliveries, d)
		ex.Attempts++
		ex.Reply, ex.Violation = d.Reply, d.Err
		if !d.retry || ctx.Err() != nil || try >= p.opts.Limits.Retries {
			return ex
		}
		p.hub.tell(Update{Kind: "attempt", OpenID: cb.openID, Try: try + 2})
		if p.opts.Limits.SignRetries {
			if again, err := p.seal(cb); err == nil {
				env = again
			}
		}
	}
}

// twice delivers the same callback two times at once; the person sees the answer of the first.
func (p *Platform) twice(ctx context.Context, cb callback, env envelope) Exchange {
	var twin Delivery
	var wg sync.WaitGroup
	wg.Go(func() { twin = p.post(ctx, cb, env) })
	ex := p.attempts(ctx, cb, env)
	wg.Wait()
	ex.Deliveries = append(ex.Deliveries, twin)
	return ex
}

// post is one delivery: 5 seconds, at most 64 KiB of answer.
func (p *Platform) post(ctx context.Context, cb callback, env envelope) Delivery {
	began := p.realNow()
	d := p.exchange(ctx, env)
	d.Took = p.since(began)
	if d.Err != "" {
		return d
	}
	var err error
	if d.Reply, err = p.readReply(cb, d.body); err != nil {
		d.Reply, d.Err = Shown{}, err.Error()
	}
	return d
}

func (p *Platform) exchange(ctx context.Context, env envelope) Delivery {
	d := Delivery{At: p.Now()}
	ctx, cancel := context.WithTimeout(ctx, p.opts.Limits.ReplyTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, env.address, bytes.NewReader(env.body))
	if err != nil {
		d.Err = "回调地址不可用：" + err.Error()
		return d
	}
	request.Header.Set("Content-Type", "text/xml")
	request.Header.Set("User-Agent", "Mozilla/4.0")
	response, err := p.opts.Client.Do(request)
	if err != nil {
		return p.noAnswer(ctx, d)
	}
	defer response.Body.Close()
	d.Status = response.StatusCode
	if d.body, err = io.ReadAll(io.LimitReader(response.Body, 64<<10)); err != nil {
		return p.noAnswer(ctx, d)
	}
	if d.Status != http.StatusOK {
		d.Err, d.retry = fmt.Sprintf("服务器返回 HTTP %d", d.Status), d.Status >= 500
	}
	return d
}

func (p *Platform) noAnswer(ctx context.Context, d Delivery) Delivery {
	d.retry = true
	d.Err = "连接不上或中断"
	if ctx.Err() != nil {
		d.Err = fmt.Sprintf("%g 秒内没有回应", p.opts.Limits.ReplyTimeout.Seconds())
	}
	return d
}
