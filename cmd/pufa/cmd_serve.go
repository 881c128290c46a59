package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/h5"
)

type serveCmd struct {
	Listen   string `help:"网页和回调监听的地址，代替设置里的 listen" placeholder:"地址"`
	SimPhone string `name:"simulator" help:"模拟微信监听的地址，代替设置里的 simulator.listen" placeholder:"地址"`
}

// Run serves until it is interrupted, then lets what is under way end.
func (c *serveCmd) Run(ctx context.Context, s *session) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300) // the live heap is small beside the index in the page cache: collect less often
	}
	if c.Listen != "" {
		s.cfg.Listen = c.Listen
	}
	if c.SimPhone != "" {
		s.cfg.Simulator.Listen = c.SimPhone
	}
	return s.withBase(ctx, func(b *base) error {
		ix, err := index.Open(ctx, s.indexDir(), b.laws, b.entries, b.feed, s.log)
		if index.IsLocked(err) {
			return pufa.Errorf(pufa.Conflict, "数据文件夹 %s 已经有一个 pufa 在用，请先停掉它，或用 --data 换一个文件夹", s.cfg.Data)
		}
		if err != nil {
			return err
		}
		return errors.Join(s.serve(ctx, b, ix), ix.Close())
	})
}

// serve wires the rooms and runs them until ctx ends.
func (s *session) serve(ctx context.Context, b *base, ix *index.Index) error {
	local, err := s.newBrain(ctx, b, ix)
	if err != nil {
		return err
	}
	front, err := s.listen(ctx, s.cfg.Listen, "listen")
	if err != nil {
		return err
	}
	account, err := s.account(ctx, front.Addr())
	if err != nil {
		return errors.Join(err, front.Close())
	}
	if account.platform != nil {
		s.now = account.platform.Now // the phone page can move this clock: all of us must follow
	}
	talk, err := s.conversation(ctx, b, local)
	if err != nil {
		return err
	}
	gateway, err := wechat.NewGateway(account.config, nil, s.log)
	if err != nil {
		return err
	}
	keyer, err := s.keyer(ctx, b)
	if err != nil {
		return err
	}
	engine := s.engine(b, gateway)
	handler, err := s.routes(b, local, s.ear(b, talk, engine, keyer), account, gateway)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { ix.Run(ctx, time.Duration(s.cfg.Index.Every)); return nil })
	group.Go(func() error { return talk.RunOutbox(ctx, b.outbox, gateway) })
	group.Go(func() error { return s.push(ctx, engine, s.tally(b, gateway)) })
	group.Go(func() error { return talk.RunBacklog(ctx, store.NewBacklog(b.db)) })
	group.Go(func() error {
		return serveControl(ctx, s.cfg.Data, s.baseURL(front.Addr()), local, s.courier(b, gateway, engine))
	})
	group.Go(func() error { return s.prune(ctx, b) })
	group.Go(func() error { return s.foldLedger(ctx, b) })
	group.Go(func() error { return serveHTTP(ctx, front, handler) })
	group.Go(func() error { return local.follow(ctx, time.Duration(s.cfg.Index.Every)) })
	account.run(ctx, group, gateway)
	built := s.awaitIndex(ctx, b, ix, indexAwaited)
	if !built {
		fmt.Fprintln(s.out, "正在建立检索索引，建好之前有些问题可能答不上来。")
	}
	s.greet(front.Addr(), account)
	if err := s.firstLink(ctx, b, s.baseURL(front.Addr())); err != nil {
		s.log.Error("no link for the first administrator", "error", err)
	}
	if !built && s.awaitIndex(ctx, b, ix, math.MaxInt) {
		fmt.Fprintln(s.out, "检索索引建好了。")
	}
	return errors.Join(group.Wait(), drain(talk))
}

// indexAwaited is for how many tenths of a second the index is awaited: the starter pack takes about three
// seconds on a first start, and half of it would answer wrongly.
const indexAwaited = 60

// awaitIndex gives the index some tenths of a second to catch up before people are invited, and reports whether
// it has: a small base is ready at once, a large one is built while the server answers with what is there.
func (s *session) awaitIndex(ctx context.Context, b *base, ix *index.Index, tenths int) bool {
	newest, err := b.feed.Revision(ctx)
	if err != nil {
		s.log.Error("revision not read", "error", err)
		return true // there is nothing to wait for
	}
	for range tenths {
		if status := ix.Status(); status.Revision >= newest && !status.Building {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
	return false
}

// drain waits for answers under way, at most ten seconds.
func drain(talk *bot.Bot) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return talk.Close(ctx)
}

func (s *session) listen(ctx context.Context, address, key string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &pufa.Error{Kind: pufa.Conflict, Err: err,
			Say: fmt.Sprintf("地址 %s 用不了，可能被别的程序占着。请换一个（设置里的 %s，或命令行选项）。", address, key)}
	}
	return listener, nil
}

// serveHTTP serves until ctx ends, then gives requests under way ten seconds.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	ended := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		quiet, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		ended <- server.Shutdown(quiet)
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

// routes puts the callback beside the pages.
func (s *session) routes(b *base, local *localBrain, talk ear, account account, gateway *wechat.Gateway) (http.Handler, error) {
	webhook, err := wechat.NewWebhook(account.config, talk, s.now, s.log)
	if err != nil {
		return nil, err
	}
	cal, err := s.calendar()
	if err != nil {
		return nil, err
	}
	site, err := h5.New(s.siteConfig(account), h5.Parts{
		Laws: b.laws, Entries: b.entries, Searcher: local, Resolver: local, Talker: talk.Bot, Wishes: talk.Bot,
		Ledger: b.ledger, Posters: b.posters, Events: b.events, SignIns: b.signIns, WeChat: account.pageOpenID(gateway), Keyer: talk.keyer, Calendar: cal, Now: s.now, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	staff, err := s.console(b, local, talk.Bot, account)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(s.cfg.WeChat.Path, webhook)
	mux.Handle("/console/", staff.Handler())
	mux.Handle("/", site.Handler())
	return mux, nil
}

func (s *session) siteConfig(account account) h5.Config {
	return h5.Config{
		Office: s.cfg.Office.Name, Phone: s.cfg.Office.Phone, Address: s.cfg.Office.Address, Hours: s.cfg.Office.Hours,
		Places: s.cfg.Office.Places, Base: account.config.Base, Frames: account.phone, Secure: s.overHTTPS(),
		Deadline: time.Duration(s.cfg.Answers.Deadline),
	}
}

// prune deletes what has been kept long enough, once an hour.
func (s *session) prune(ctx context.Context, b *base) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		now := s.now()
		err := b.db.Prune(ctx, now, now.Add(-time.Duration(s.cfg.Privacy.KeepReplies)))
		if err != nil && ctx.Err() == nil {
			s.log.Error("old records not deleted", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// greet says where to go next.
func (s *session) greet(front net.Addr, a account) {
	if a.phone != "" {
		fmt.Fprintf(s.out, "模拟手机  %s/   ← 在浏览器里打开它，像居民那样发一句话\n", a.phone)
	}
	fmt.Fprintf(s.out, "居民网页  http://%s/\n", front)
	fmt.Fprintf(s.out, "工作台    %s/console/\n", s.baseURL(front))
	fmt.Fprintf(s.out, "日历订阅  %s/calendar.ics\n", s.baseURL(front))
	if a.phone == "" {
		fmt.Fprintf(s.out, "微信回调  %s%s\n", s.baseURL(front), s.cfg.WeChat.Path)
	}
	fmt.Fprintf(s.out, "数据在    %s\n按 Ctrl-C 停止。\n", s.cfg.Data)
}

// baseURL is where people reach the pages.
func (s *session) baseURL(front net.Addr) string {
	if s.cfg.PublicURL != "" {
		return s.cfg.PublicURL
	}
	return "http://" + front.String()
}
