package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// keyer returns the Keyer under whose keys followers are remembered. Its secret comes from the
// environment, else from a file in the data folder that is made at first use. A database that was
// begun with another secret is refused: everybody would be counted twice.
func (s *session) keyer(ctx context.Context, b *base) (reach.Keyer, error) {
	secret, err := s.followerSecret()
	if err != nil {
		return reach.Keyer{}, err
	}
	keyer, err := reach.NewKeyer(secret)
	if err != nil {
		return reach.Keyer{}, err
	}
	print := fingerprint(keyer)
	stored, err := b.settings.Setting(ctx, fingerprintKey)
	switch {
	case pufa.KindOf(err) == pufa.NotFound:
		return keyer, b.settings.PutSetting(ctx, fingerprintKey, print)
	case err != nil:
		return reach.Keyer{}, err
	case stored != print && s.finishUnlink(stored):
		return s.keyer(ctx, b)
	case stored != print:
		return reach.Keyer{}, pufa.Errorf(pufa.Conflict,
			"粉丝标识密钥和这个数据库不是一套，会把同一个人算成两个人。请从备份找回 %s，或设置 PUFA_FOLLOWER_KEY。", s.keyPath())
	}
	return keyer, nil
}

// fingerprint tells two secrets apart and neither of them.
func fingerprint(k reach.Keyer) string { return k.Sum("fingerprint", "pufa") }

const fingerprintKey = "follower_key_fingerprint"

func (s *session) keyPath() string { return filepath.Join(s.cfg.Data, "follower.key") }

func (s *session) followerSecret() ([]byte, error) {
	if given := s.cfg.Secrets.FollowerKey.Reveal(); given != "" {
		return decodeKey("PUFA_FOLLOWER_KEY", given)
	}
	data, err := os.ReadFile(s.keyPath())
	if errors.Is(err, fs.ErrNotExist) {
		return s.makeSecret()
	}
	if err != nil {
		return nil, fmt.Errorf("read the follower key: %w", err)
	}
	return decodeKey(s.keyPath(), string(data))
}

func decodeKey(name, text string) ([]byte, error) {
	secret, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, pufa.Errorf(pufa.Invalid, "%s 不是十六进制密钥，可用 openssl rand -hex 32 生成", name)
	}
	return secret, nil
}

// makeSecret makes the secret of a new data folder.
func (s *session) makeSecret() ([]byte, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make the follower key: %w", err)
	}
	err := s.writeSecret(s.keyPath(), secret)
	if errors.Is(err, fs.ErrExist) { // another process was first
		return s.followerSecret()
	}
	if err != nil {
		return nil, err
	}
	return secret, nil
}

// writeSecret writes a secret whole or not at all: a half one after a power cut would lock the data out. A
// file that is there already is an fs.ErrExist.
func (s *session) writeSecret(path string, secret []byte) error {
	draft, err := os.CreateTemp(s.cfg.Data, "follower-*.new")
	if err != nil {
		return fmt.Errorf("write the follower key: %w", err)
	}
	_, err = draft.WriteString(hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the follower key: %w", err), os.Remove(draft.Name()))
	}
	err = os.Link(draft.Name(), path) // fails where there is one
	if err := errors.Join(err, os.Remove(draft.Name())); err != nil {
		return fmt.Errorf("put the follower key in place: %w", err)
	}
	return nil
}

// nextKeyPath is where a new secret waits while followers are given their new keys.
func (s *session) nextKeyPath() string { return s.keyPath() + ".next" }

// finishUnlink puts a new secret in place where the database has taken it already and the program was cut
// off before; false where there is none.
func (s *session) finishUnlink(stored string) bool {
	data, err := os.ReadFile(s.nextKeyPath())
	if err != nil || s.cfg.Secrets.FollowerKey != "" {
		return false
	}
	secret, err := decodeKey(s.nextKeyPath(), string(data))
	if err != nil {
		return false
	}
	keyer, err := reach.NewKeyer(secret)
	if err != nil || fingerprint(keyer) != stored {
		return false
	}
	return os.Rename(s.nextKeyPath(), s.keyPath()) == nil
}
