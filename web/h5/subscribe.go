package h5

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// Wishes is what a follower may choose to get. bot.Bot implements it.
type Wishes interface {
	// Wishes returns the topics and communities on offer, and the follower as they are.
	Wishes(ctx context.Context, key pufa.FollowerKey) (topics, communities []string, has bot.Person, err error)
	// Wish stores what the follower has chosen.
	Wish(ctx context.Context, key pufa.FollowerKey, w bot.Wish) error
}

type subscribePage struct {
	Pass        string
	Saved       bool
	Topics      []option
	Communities []option // none: the office has named none
	Trades      []option
	OptedOut    bool
}

// option is one thing that can be chosen.
type option struct {
	Name   string
	Chosen bool
}

func options(names []string, chosen ...string) []option {
	var list []option
	for _, name := range names {
		list = append(list, option{name, slices.Contains(chosen, name)})
	}
	return list
}

// subscribe shows a follower what they get. Who they are their pass says, which the chat hands out.
func (s *Site) subscribe(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	pass := r.URL.Query().Get("t")
	if pass == "" {
		return s.render(w, r, "subscribe", "订阅设置", subscribePage{})
	}
	key, err := s.Keyer.Holder(pass, s.Now())
	if err != nil {
		return err
	}
	topics, communities, has, err := s.Wishes.Wishes(r.Context(), key)
	if err != nil {
		return err
	}
	p := s.page(r, "订阅设置", subscribePage{
		Pass: pass, Saved: r.URL.Query().Has("saved"), Topics: options(topics, has.Topics...),
		Communities: options(communities, has.Community), Trades: options(pufa.Trades(), has.Trade), OptedOut: has.OptedOut,
	})
	p.Here = subscribeAddress(pass)
	p.Large = p.Large || has.LargePrint
	return p.send(w, s.pages["subscribe"])
}

// subscribed stores what a follower has chosen.
func (s *Site) subscribed(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	form := r.PostForm
	key, err := s.Keyer.Holder(form.Get("t"), s.Now())
	if err != nil {
		return err
	}
	err = s.Wishes.Wish(r.Context(), key, bot.Wish{
		Topics: form["topic"], OptedOut: form.Get("stop") != "",
		Told: bot.Told{Community: form.Get("community"), Trade: form.Get("trade")},
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, subscribeAddress(form.Get("t"))+"&saved=1", http.StatusSeeOther)
	return nil
}

func subscribeAddress(pass string) string { return bot.SettingsPath + "?t=" + url.QueryEscape(pass) }
