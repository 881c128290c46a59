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
	raw, err := hex.DecodeString(string(key))
	if err != nil || len(raw) != 16 {
		return ""
	}
	raw = binary.BigEndian.AppendUint32(raw, uint32(until.Unix())) //nolint:gosec // seconds fit until 2106
	return base64.RawURLEncoding.EncodeToString(append(raw, k.seal(raw)...))
}

func (k Keyer) seal(raw []byte) []byte {
	sum, err := hex.DecodeString(k.Sum("pass", string(raw)))
	if err != nil {
		panic(err) // Sum returns hex digits
	}
	return sum
}

// Holder returns whose pass it is. The error is Denied for one that is over or was not made here.
func (k Keyer) Holder(pass string, now time.Time) (pufa.FollowerKey, error) {
	raw, err := base64.RawURLEncoding.DecodeString(pass)
	if err != nil || len(raw) != passBytes || !hmac.Equal(raw[20:], k.seal(raw[:20])) {
		return "", pufa.Errorf(pufa.Denied, "这个链接不完整，打不开。请在公众号里发“订阅”，用新的链接打开。")
	}
	if until := time.Unix(int64(binary.BigEndian.Uint32(raw[16:20])), 0); now.After(until) {
		return "", pufa.Errorf(pufa.Denied, "这个链接过了 30 分钟，已失效。请在公众号里再发一次“订阅”，用新的链接打开。")
	}
	return pufa.FollowerKey(hex.EncodeToString(raw[:16])), nil
}
