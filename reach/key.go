// Package reach keeps the ledger: what reached whom, on which basis each number is known.
package reach

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/pufa/pufa"
)

// Keyer turns a channel's address into the key under which a follower is counted and remembered.
// When its secret is destroyed nobody can be traced back.
type Keyer struct{ secret []byte }

// NewKeyer returns a Keyer over a secret of at least 32 bytes.
func NewKeyer(secret []byte) (Keyer, error) {
	if len(secret) < 32 {
		return Keyer{}, errors.New("the follower key needs at least 32 bytes")
	}
	return Keyer{secret: secret}, nil
}

// Key returns the HMAC-SHA-256 of the address, as 32 hex digits.
func (k Keyer) Key(address string) pufa.FollowerKey {
	return pufa.FollowerKey(k.Sum("follower", address))
}

// Sum returns a keyed hash of the value within a domain, as 32 hex digits: for message ids that hold
// an address, and for the fingerprint that tells two nodes with different secrets apart.
func (k Keyer) Sum(domain, value string) string {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte(domain))
	mac.Write([]byte{0})
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
