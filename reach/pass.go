package reach

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"time"

	"github.com/pufa/pufa"
)

// PassLasts is for how long a pass opens the pages that it is for.
const PassLasts = 30 * time.Minute

const passBytes = 16 + 4 + 16 // key, end in seconds, seal

// Pass returns a text for an address that opens a follower's own page until the time. It holds the
// follower's key, which is a keyed hash, and no address; only who has the secret can make one.
func (k Keyer) Pass(key pufa.FollowerKey, until time.Time) string {
	return k.text("pass", key, until)
}

func (k Keyer) text(domain string, key pufa.FollowerKey, until time.Time) string {
	raw, err := hex.DecodeString(string(key))
	if err != nil || len(raw) != 16 {
		return ""
	}
	raw = binary.BigEndian.AppendUint32(raw, uint32(until.Unix())) //nolint:gosec // seconds fit until 2106
	return base64.RawURLEncoding.EncodeToString(append(raw, k.seal(domain, raw)...))
}

// sealed returns the key that the text holds, and until when; ok is false for what was not made here
// for the same purpose.
func (k Keyer) sealed(domain, text string) (key pufa.FollowerKey, until time.Time, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != passBytes || !hmac.Equal(raw[20:], k.seal(domain, raw[:20])) {
		return "", time.Time{}, false
	}
	return pufa.FollowerKey(hex.EncodeToString(raw[:16])), time.Unix(int64(binary.BigEndian.Uint32(raw[16:20])), 0), true
}

func (k Keyer) seal(domain string, raw []byte) []byte {
	sum, err := hex.DecodeString(k.Sum(domain, string(raw)))
	if err != nil {
		panic(err) // Sum returns hex digits
	}
	return sum
}

// Holder returns whose pass it is. The error is Denied for one that is over or was not made here.
func (k Keyer) Holder(pass string, now time.Time) (pufa.FollowerKey, error) {
	key, until, ok := k.sealed("pass", pass)
	switch {
	case !ok:
		return "", pufa.Errorf(pufa.Denied, "这个链接不完整，打不开。请在公众号里发“订阅”，用新的链接打开。")
	case now.After(until):
		return "", pufa.Errorf(pufa.Denied, "这个链接过了 30 分钟，已失效。请在公众号里再发一次“订阅”，用新的链接打开。")
	}
	return key, nil
}

// Badge returns a text for a cookie by which a browser is known as a follower's until the time. It is no
// Pass: it opens nothing.
func (k Keyer) Badge(key pufa.FollowerKey, until time.Time) string {
	return k.text("badge", key, until)
}

// Bearer returns who wears the badge; ok is false for one that is over or was not made here.
func (k Keyer) Bearer(badge string, now time.Time) (key pufa.FollowerKey, ok bool) {
	key, until, ok := k.sealed("badge", badge)
	if !ok || now.After(until) {
		return "", false
	}
	return key, true
}
