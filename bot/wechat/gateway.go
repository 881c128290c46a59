package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

const opSend = "custom/send"

// Gateway calls WeChat's API for one account. It is safe for concurrent use. Every error of a call
// is, or wraps, an *Error.
//
// It uses the SDK's access token and its calls that take a context, none of its lazy getters,
// which race.
type Gateway struct {
	account *officialaccount.OfficialAccount
	tokens  *tokens
	base    *url.URL
	appID   string
	secret  string
	pages   string // base of our pages
	open    string // base of another host than openHost; "" for none
}

// NewGateway returns the gateway of an account. shared holds the access token where several nodes
// serve the account; nil for a single one. The first gateway of a process replaces the SDK's HTTP
// client, which is process-wide. The error is Invalid, for whoever configures it.
func NewGateway(cfg Config, shared TokenCache, log *slog.Logger) (*Gateway, error) {
	base, err := cfg.checkGateway()
	if err != nil {
		return nil, err
	}
	installClient()
	kept := newTokens(shared, log)
	return &Gateway{
		account: officialaccount.NewOfficialAccount(&config.Config{
			AppID: cfg.AppID, AppSecret: cfg.AppSecret, Cache: kept, UseStableAK: true,
		}),
		tokens: kept, base: base, appID: cfg.AppID, secret: cfg.AppSecret, pages: cfg.Base, open: cfg.Open,
	}, nil
}

// Send sends a reply as a customer message, which WeChat takes for 48 hours after the receiver's
// last message. It is sent at most once: after an Error with Unknown it may have arrived.
func (g *Gateway) Send(ctx context.Context, address string, reply bot.Reply) error {
	m := customerMessage(address, reply, g.pages)
	if m == nil {
		return &Error{Op: opSend, cause: &pufa.Error{Kind: pufa.Invalid, Say: "没有可发送的内容。"}}
	}
	return g.post(ctx, opSend, "/cgi-bin/message/custom/send", m, address)
}

// Typing shows the receiver “对方正在输入…” for some seconds.
func (g *Gateway) Typing(ctx context.Context, address string) error {
	return g.post(ctx, "custom/typing", "/cgi-bin/message/custom/typing",
		map[string]string{"touser": address, "command": "Typing"}, address)
}

// CheckToken asks WeChat for an access token, past the cache: it fails where the AppID, the
// AppSecret, the IP whitelist or the network is not right.
func (g *Gateway) CheckToken(ctx context.Context) error {
	stable, ok := g.account.GetContext().AccessTokenHandle.(*credential.StableAccessToken)
	if !ok {
		return fmt.Errorf("check the access token: the SDK uses a %T", g.account.GetContext().AccessTokenHandle)
	}
	_, err := g.fetch(func() (string, error) {
		answer, err := stable.GetAccessTokenDirectly(withBase(ctx, g.base), false)
		return answer.AccessToken, err
	})
	return err
}

// fetch returns an access token. Of an Error it is always known that nothing was done.
func (g *Gateway) fetch(ask func() (string, error)) (string, error) {
	token, err := guarded(ask)
	if err == nil && token == "" {
		err = errors.New("an answer without a token")
	}
	if err != nil {
		return "", g.failed("stable_token", err, false)
	}
	return token, nil
}

// post makes a call that answers with nothing but an errcode. secrets are kept out of errors.
func (g *Gateway) post(ctx context.Context, op, path string, body any, secrets ...string) error {
	return g.retried(ctx, func(token string) *Error {
		return g.call(ctx, op, path, token, body, nil, append(secrets, token)...)
	})
}

// ask makes a call and reads its answer, also that which comes with an errcode.
func (g *Gateway) ask(ctx context.Context, op, path string, body, into any, secrets ...string) error {
	return g.retried(ctx, func(token string) *Error {
		return g.call(ctx, op, path, token, body, into, append(secrets, token)...)
	})
}

// retried makes a call with an access token. Where WeChat does not take it, which another program of
// the same account may have replaced, it makes the call once more with a fresh one.
func (g *Gateway) retried(ctx context.Context, call func(token string) *Error) error {
	for again := false; ; again = true {
		token, err := g.fetch(func() (string, error) {
			return g.account.GetAccessTokenContext(withBase(ctx, g.base))
		})
		if err != nil {
			return err
		}
		failure := call(token)
		if failure == nil {
			return nil
		}
		if again || !staleToken(failure.Code) {
			return failure
		}
		g.tokens.drop(g.appID, token)
	}
}

func staleToken(code int) bool {
	return code == 40001 || code == 40014 || code == 42001
}

// call makes one call with one token. into, unless nil, takes the answer; such answers may come
// without an errcode.
func (g *Gateway) call(ctx context.Context, op, path, token string, body, into any, secrets ...string) *Error {
	uri := "https://" + apiHost + path + "?access_token=" + url.QueryEscape(token)
	return g.exchange(ctx, op, into, secrets, func(ctx context.Context) ([]byte, error) {
		return util.PostJSONContext(ctx, uri, body)
	})
}

// exchange makes one call and reads its answer.
func (g *Gateway) exchange(ctx context.Context, op string, into any, secrets []string, do func(context.Context) ([]byte, error)) *Error {
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(withBase(ctx, g.base), &httptrace.ClientTrace{
		WroteHeaders: func() { sent.Store(true) },
	})
	raw, err := guarded(func() ([]byte, error) { return do(ctx) })
	if err != nil {
		return g.failed(op, err, sent.Load(), secrets...)
	}
	var answer struct {
		Code    *int   `json:"errcode"`
		Message string `json:"errmsg"`
	}
	err = json.Unmarshal(raw, &answer)
	if err == nil && into != nil {
		err = json.Unmarshal(raw, into)
	}
	switch {
	case err != nil:
		return g.failed(op, fmt.Errorf("read the answer: %w", err), true, secrets...)
	case answer.Code == nil && into == nil:
		return g.failed(op, errors.New("an answer without errcode"), true, secrets...)
	case answer.Code != nil && *answer.Code != 0:
		return g.refused(op, *answer.Code, answer.Message, secrets...)
	}
	return nil
}

// guarded turns a panic of the SDK into an error.
func guarded[T any](call func() (T, error)) (result T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the WeChat SDK panicked: %v", v)
		}
	}()
	return call()
}

// customerMessage writes a reply as a customer message: its choices, where it has any, as a menu
// of WeChat's. nil for a reply without words.
func customerMessage(address string, reply bot.Reply, pages string) *message.CustomerMessage {
	text := Render(bot.Reply{Text: reply.Text, Path: reply.Path, Large: reply.Large}, pages)
	if len(reply.Choices) == 0 {
		if text == "" {
			return nil
		}
		return message.NewCustomerTextMessage(address, text)
	}
	menu := &message.MediaMsgmenu{HeadContent: text, TailContent: "点选一项，或回复它的序号（从上往下数）"}
	for i, c := range reply.Choices {
		menu.List = append(menu.List, message.MsgmenuItem{ID: choiceID(i+1, c), Content: label(c)})
	}
	return &message.CustomerMessage{ToUser: address, Msgtype: "msgmenu", Msgmenu: menu}
}
