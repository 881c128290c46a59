package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/pufa/pufa"
)

const (
	totpPeriod    = 30 // seconds of a code, as every telephone program expects
	recoveryCodes = 8
)

// NewTOTP returns a fresh secret in base32 and the address that telephones read from a QR code.
func NewTOTP(office, name string) (secret, address string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: office, AccountName: name, Period: totpPeriod})
	if err != nil {
		return "", "", fmt.Errorf("generate a TOTP secret: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// TOTPAddress returns the address of a secret that was made before.
func TOTPAddress(office, name, secret string) string {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return ""
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: office, AccountName: name, Period: totpPeriod, Secret: raw})
	if err != nil {
		return ""
	}
	return key.URL()
}

// takeCode uses a code up: one of the telephone, of this half minute or one beside it and of none before the
// last one taken; or a recovery code. It reports whether it was right.
func (a *Account) takeCode(code string, now time.Time) bool {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(code))
	step := now.Unix() / totpPeriod
	for _, try := range []int64{step, step - 1, step + 1} {
		want, err := hotp.GenerateCode(a.TOTP, uint64(try)) //nolint:gosec // the time is after 1970
		if err == nil && len(code) == otp.DigitsSix.Length() && want == code && try > a.TOTPStep {
			a.TOTPStep = try
			return true
		}
	}
	if at := slices.Index(a.Recovery, hashOf(code)); code != "" && at >= 0 {
		a.Recovery = slices.Delete(slices.Clone(a.Recovery), at, at+1)
		return true
	}
	return false
}

// newRecovery returns fresh codes to be written down and their hashes.
func newRecovery() (codes, hashes []string) {
	for range recoveryCodes {
		raw := make([]byte, 10)
		rand.Read(raw) //nolint:errcheck // never fails (crypto/rand)
		code := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		codes = append(codes, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		hashes = append(hashes, hashOf(code))
	}
	return codes, hashes
}

// hashOf returns the SHA-256 of a random text, in hex: enough for what nobody can guess.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// BeginTOTP keeps the secret and returns recovery codes once the telephone has shown that it knows it.
func (d Desk) BeginTOTP(ctx context.Context, id pufa.ID, secret, code string) (recovery []string, err error) {
	_, err = d.accounts.ChangeAccount(ctx, id, func(a *Account) error {
		trial := Account{TOTP: secret}
		if a.TOTP != "" {
			return pufa.Errorf(pufa.Conflict, "已经开了动态码。要换手机，先关掉再开。")
		}
		if !trial.takeCode(code, d.now()) {
			return pufa.Errorf(pufa.Invalid, "动态码不对。请看手机上现在的六位数；手机时间不准也会不对。")
		}
		a.TOTP, a.TOTPStep = secret, trial.TOTPStep
		recovery, a.Recovery = newRecovery()
		return nil
	})
	return recovery, err
}

// EndTOTP takes the second factor away from whoever still has it.
func (d Desk) EndTOTP(ctx context.Context, id pufa.ID, code string) error {
	if _, err := d.count(ctx, id); err != nil {
		return err
	}
	_, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error {
		if a.TOTP == "" || !a.takeCode(code, d.now()) {
			return pufa.Errorf(pufa.Invalid, "动态码不对。请看手机上现在的六位数，或者填一个备用码。")
		}
		a.TOTP, a.TOTPStep, a.Recovery = "", 0, nil
		a.Fails, a.Locked = 0, time.Time{}
		return nil
	})
	return err
}

// ResetTOTP takes the second factor away from whoever has lost it.
func (d Desk) ResetTOTP(ctx context.Context, id pufa.ID) error {
	_, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error {
		a.TOTP, a.TOTPStep, a.Recovery = "", 0, nil
		return nil
	})
	return err
}
