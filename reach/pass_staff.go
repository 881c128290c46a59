package reach

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// StaffPassLasts is for how long a pass of staff opens the staff pages, unless somebody says otherwise.
const StaffPassLasts = 12 * time.Hour

const (
	staffPassMost = 512    // characters of a pass that are looked at
	staffPassRest = 4 + 16 // end in seconds, seal
)

// StaffPass returns a text for an address that opens the staff pages to who until the time. Only who has
// the secret can make one.
func (k Keyer) StaffPass(who pufa.Staff, until time.Time) string {
	raw := binary.BigEndian.AppendUint32(nil, uint32(until.Unix())) //nolint:gosec // seconds fit until 2106
	raw = append(raw, string(who.Role)+"\x00"+who.Name...)
	return base64.RawURLEncoding.EncodeToString(append(raw, k.sealStaff(raw)...))
}

// StaffHolder returns whose pass it is and when it ends. The error is Denied for one that is over or was
// not made here.
func (k Keyer) StaffHolder(pass string, now time.Time) (pufa.Staff, time.Time, error) {
	broken := pufa.Errorf(pufa.Denied, "这个链接不完整，打不开。请重新要一个链接。")
	if len(pass) > staffPassMost {
		return pufa.Staff{}, time.Time{}, broken
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(pass)
	if err != nil || len(raw) <= staffPassRest {
		return pufa.Staff{}, time.Time{}, broken
	}
	body, seal := raw[:len(raw)-16], raw[len(raw)-16:]
	role, name, ok := strings.Cut(string(body[4:]), "\x00")
	if !hmac.Equal(seal, k.sealStaff(body)) || !ok || name == "" {
		return pufa.Staff{}, time.Time{}, broken
	}
	until := time.Unix(int64(binary.BigEndian.Uint32(body)), 0)
	if !now.Before(until) {
		return pufa.Staff{}, time.Time{}, pufa.Errorf(pufa.Denied, "这个链接已经过期。请重新要一个链接。")
	}
	return pufa.Staff{Name: name, Role: pufa.Role(role)}, until, nil
}

func (k Keyer) sealStaff(raw []byte) []byte {
	sum, err := hex.DecodeString(k.Sum("staff", string(raw)))
	if err != nil {
		panic(err) // Sum returns hex digits
	}
	return sum
}
