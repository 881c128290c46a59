package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

type followerUnlinkCmd struct {
	Yes bool   `help:"确定要换：以前的台账从此对不上任何人，不能反悔"`
	Key string `help:"密钥在 PUFA_FOLLOWER_KEY 里的（多台机器共用数据库）：写着新密钥的文件" placeholder:"文件" type:"path"`
}

// Run gives all followers new keys and destroys the old secret: what the ledger counted stays, and can be
// traced back to nobody.
func (c *followerUnlinkCmd) Run(ctx context.Context, s *session) error {
	if !c.Yes {
		return usageError{pufa.Errorf(pufa.Invalid, "这一步会销毁现在的粉丝标识密钥：以前的台账从此对不上任何人，各项合计不变，不能反悔。\n"+
			"换了以后，同一个人在今年里会算成两个人，最好在年初、上年报表锁定以后做。确定就加 --yes。")}
	}
	if _, err := dialControl(s.cfg.Data); pufa.KindOf(err) != pufa.NotFound {
		return pufa.Errorf(pufa.Conflict, "pufa serve 正在运行，请先停掉它再做（多台机器的，每台都停掉）")
	}
	return s.withBase(ctx, func(b *base) error {
		if _, err := s.keyer(ctx, b); err != nil { // the old secret must fit, and an earlier change be whole
			return err
		}
		n, err := c.change(ctx, s, b)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已换新密钥，%d 个粉丝的订阅、咨询都还在；以前的台账合计不变，对不上任何人了。\n", n)
		if s.cfg.Secrets.FollowerKey != "" {
			fmt.Fprintln(s.out, "请在每台机器上把 PUFA_FOLLOWER_KEY 改成新密钥，再启动。")
		}
		fmt.Fprintln(s.out, "备份里的旧密钥（follower.key）也要删掉，才真的追不回来。")
		return nil
	})
}

// change makes the new secret last before the database takes it, and puts it in the old one's place after.
func (c *followerUnlinkCmd) change(ctx context.Context, s *session, b *base) (int, error) {
	secret, err := c.secret(s)
	if err != nil {
		return 0, err
	}
	keyer, err := reach.NewKeyer(secret)
	if err != nil {
		return 0, err
	}
	n, err := b.followers.Rekey(ctx, func(address string) (pufa.FollowerKey, error) {
		if address == "" { // nothing leads to them: they stay nobody
			return keyer.Key(string(pufa.NewID())), nil
		}
		return keyer.Key(address), nil
	}, fingerprintKey, fingerprint(keyer))
	if err != nil || s.cfg.Secrets.FollowerKey != "" {
		return n, err
	}
	if err := os.Rename(s.nextKeyPath(), s.keyPath()); err != nil {
		return n, fmt.Errorf("put the new follower key in place: %w", err)
	}
	return n, nil
}

// secret returns the new secret, which stands in a file by then.
func (c *followerUnlinkCmd) secret(s *session) ([]byte, error) {
	if s.cfg.Secrets.FollowerKey != "" {
		if c.Key == "" {
			return nil, usageError{pufa.Errorf(pufa.Invalid, "密钥在 PUFA_FOLLOWER_KEY 里：请用 openssl rand -hex 32 生成新密钥存成文件，再用 --key 文件 给出")}
		}
		data, err := os.ReadFile(c.Key)
		if err != nil {
			return nil, &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("读不了文件 %s，请检查路径和权限", c.Key), Err: err}
		}
		return decodeKey(c.Key, string(data))
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make the follower key: %w", err)
	}
	if err := os.Remove(s.nextKeyPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove an unused follower key: %w", err)
	}
	return secret, s.writeSecret(s.nextKeyPath(), secret)
}
