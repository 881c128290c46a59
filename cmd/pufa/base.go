package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

// base is the data that a command works on.
type base struct {
	db         *store.DB
	laws       store.Laws
	entries    store.Entries
	feed       store.Feed
	inbox      store.Inbox
	inquiries  store.Inquiries
	judgements store.Judgements
	outbox     store.Outbox
	ledger     store.Ledger
	settings   store.Settings
	campaigns  store.Campaigns
	followers  store.Followers
	posters    store.Posters
	events     store.Events
	stock      store.Stock
	signIns    store.SignIns
	accounts   store.Accounts
	audit      store.Audit
}

// withBase opens the data folder's database for f, brings the starter pack in where it is new, and
// closes it after.
func (s *session) withBase(ctx context.Context, f func(*base) error) error {
	b, err := s.openBase(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(b), b.db.Close())
}

func (s *session) openBase(ctx context.Context) (*base, error) {
	if err := os.MkdirAll(s.cfg.Data, 0o700); err != nil {
		return nil, &pufa.Error{Kind: pufa.Invalid, Err: err,
			Say: fmt.Sprintf("数据文件夹 %s 建不了，请检查路径和权限", s.cfg.Data)}
	}
	db, err := store.Open(ctx, s.databaseURL())
	if err != nil {
		return nil, err
	}
	b := &base{
		db: db, laws: store.NewLaws(db), entries: store.NewEntries(db), feed: store.NewFeed(db),
		inbox: store.NewInbox(db), inquiries: store.NewInquiries(db),
		judgements: store.NewJudgements(db), outbox: store.NewOutbox(db),
		ledger: store.NewLedger(db), settings: store.NewSettings(db),
		campaigns: store.NewCampaigns(db), followers: store.NewFollowers(db),
		posters: store.NewPosters(db), events: store.NewEvents(db), stock: store.NewStock(db),
		signIns: store.NewSignIns(db), accounts: store.NewAccounts(db), audit: store.NewAudit(db),
	}
	if err := b.seed(pufa.WithAct(ctx, pufa.Act{})); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

func (s *session) databaseURL() string {
	if s.cfg.Database.URL != "" {
		return s.cfg.Database.URL
	}
	return "sqlite:" + filepath.Join(s.cfg.Data, "pufa.db")
}

// findLaw returns a law by any of its names: the version asked for, else the one in force today,
// else the newest.
func (b *base) findLaw(ctx context.Context, name string, version, today pufa.Day) (knowledge.Law, error) {
	catalogue, err := b.resolver(ctx)
	if err != nil {
		return knowledge.Law{}, err
	}
	if known, ok := catalogue.Find(name); ok {
		name = known.Name
	}
	if version == "" {
		if version, err = b.versionInForce(ctx, name, today); err != nil {
			return knowledge.Law{}, err
		}
	}
	law, err := b.laws.Law(ctx, name, version)
	if pufa.KindOf(err) == pufa.NotFound {
		return knowledge.Law{}, pufa.Errorf(pufa.NotFound,
			"没有导入《%s》%s的原文。用 pufa law list 查看已导入的法律，用 pufa import 导入。", name, version)
	}
	return law, err
}

func (b *base) versionInForce(ctx context.Context, name string, today pufa.Day) (pufa.Day, error) {
	versions, err := b.laws.Versions(ctx, name)
	if err != nil {
		return "", err
	}
	newest := pufa.Day("")
	for _, l := range versions {
		if l.InForce(today) {
			newest = l.Version
		}
	}
	return newest, nil
}

// resolver knows what is in force, by the catalogue and by what was imported.
func (b *base) resolver(ctx context.Context) (*knowledge.Catalogue, error) {
	shipped, err := knowledge.LoadCatalogue()
	if err != nil {
		return nil, err
	}
	laws, err := b.laws.Versions(ctx, "")
	return shipped.With(laws), err
}

// hasBase reports whether there is a base to look into, so that looking does not make one.
func (s *session) hasBase() bool {
	_, err := os.Stat(filepath.Join(s.cfg.Data, "pufa.db"))
	return !errors.Is(err, fs.ErrNotExist) || s.cfg.Database.URL != ""
}

// catalogue returns the shipped catalogue together with the laws in the data folder, where there is one.
func (s *session) catalogue(ctx context.Context) (*knowledge.Catalogue, error) {
	if !s.hasBase() {
		return knowledge.LoadCatalogue()
	}
	var catalogue *knowledge.Catalogue
	err := s.withBase(ctx, func(b *base) (err error) {
		catalogue, err = b.resolver(ctx)
		return err
	})
	return catalogue, err
}

// withBrain opens the data folder's database and index for f. Where pufa serve holds the index, the
// running server is asked instead.
func (s *session) withBrain(ctx context.Context, f func(*base, brain) error) error {
	return s.withBase(ctx, func(b *base) error {
		ix, err := index.Open(ctx, s.indexDir(), b.laws, b.entries, b.feed, s.log)
		if index.IsLocked(err) {
			remote, err := dialControl(s.cfg.Data)
			if pufa.KindOf(err) == pufa.NotFound {
				return pufa.Errorf(pufa.Conflict, "检索索引正被另一个 pufa 命令占用，请等它结束再试")
			}
			if err != nil {
				return err
			}
			return f(b, remote)
		}
		if err != nil {
			return err
		}
		return errors.Join(s.withLocalIndex(ctx, b, ix, f), ix.Close())
	})
}

func (s *session) withLocalIndex(ctx context.Context, b *base, ix *index.Index, f func(*base, brain) error) error {
	if err := s.catchUp(ctx, ix); err != nil {
		return err
	}
	local, err := s.newBrain(ctx, b, ix)
	if err != nil {
		return err
	}
	return f(b, local)
}

// catchUp brings the index up to date and shows how far it is.
func (s *session) catchUp(ctx context.Context, ix *index.Index) error {
	progress := s.newProgress("更新索引")
	defer progress.Finish()
	return ix.CatchUp(ctx, progress.Update)
}

func (s *session) indexDir() string { return filepath.Join(s.cfg.Data, "index") }

// throwawayKeyer serves conversations that store nothing.
func (s *session) throwawayKeyer() reach.Keyer {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		panic(err) // 32 bytes are what NewKeyer asks for
	}
	return keyer
}

// asksOnPage reports that an address is a browser's, to which nothing can be sent.
func asksOnPage(address string) bool { return strings.HasPrefix(address, "web:") }
