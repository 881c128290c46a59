package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/pufa/pufa"
)

// The cost of a password's hash, as OWASP advises for argon2id: about 25 ms on one core.
const (
	hashMemory  = 19 << 10 // KiB
	hashPasses  = 2
	hashThreads = 1
	hashBytes   = 32
	saltBytes   = 16
)

// A password's length. Long ones are easier to keep in mind than strange ones, so nothing is asked of its
// characters.
const (
	PasswordLeast = 10   // characters
	passwordMost  = 1024 // bytes
)

// atOnce bounds how many hashes are computed at a time, and so how much memory strangers can take.
var atOnce = make(chan struct{}, 4) //nolint:gochecknoglobals // a limit of the whole process

// hashPassword returns the password's hash with its salt and cost, in the PHC string format.
func hashPassword(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // never fails (crypto/rand)
	sum := derive(password, salt, hashPasses, hashMemory, hashThreads)
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashThreads, text(salt), text(sum))
}

func derive(password string, salt []byte, passes, memory uint32, threads uint8) []byte {
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, hashBytes)
}

// nobody is the hash that a password is compared with where there is no account, so that it takes as long.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// samePassword reports whether the hash is the password's. It takes the same time for any password.
func samePassword(hash, password string) bool {
	if hash == "" || len(password) > passwordMost {
		hash, password = nobody, ""
	}
	var version int
	var memory, passes uint32
	var threads uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(want, derive(password, salt, passes, memory, threads)) == 1
}

// CheckPassword refuses a password that others would guess, and says what would do.
func CheckPassword(password, name string) error {
	const instead = "可以用几个互不相关的词连起来，例如一句只有自己知道的话。"
	lower := strings.ToLower(strings.TrimSpace(password))
	switch {
	case utf8.RuneCountInString(lower) < PasswordLeast:
		return pufa.Errorf(pufa.Invalid, "密码太短，至少 %d 个字（字母、数字、汉字都可以）。%s", PasswordLeast, instead)
	case len(password) > passwordMost:
		return pufa.Errorf(pufa.Invalid, "密码太长，最多约 %d 个字", passwordMost/4)
	case kinds(lower) < 5 || runs(lower):
		return pufa.Errorf(pufa.Invalid, "密码是连着的或者重复的字，别人很容易猜到。%s", instead)
	case guessed(lower, name):
		return pufa.Errorf(pufa.Invalid, "密码里主要是姓名、单位或者人人都在用的词，别人很容易猜到。%s", instead)
	default:
		return nil
	}
}

// kinds counts the different characters.
func kinds(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// runs reports whether most characters follow from the one before: 123456, abcdef, aaaa, 987654.
func runs(s string) bool {
	before, follows, all := rune(-1), 0, 0
	for _, r := range s {
		if d := r - before; d >= -1 && d <= 1 {
			follows++
		}
		before = r
		all++
	}
	return follows*3 > all*2
}

// guessed reports whether less than six characters are left without what everybody tries first.
func guessed(s, name string) bool {
	for _, known := range []string{strings.ToLower(name), "password", "passwd", "qwertyuiop", "qwerty", "asdfgh", "zxcvbn", "1qaz2wsx", "1q2w3e4r",
		"iloveyou", "woaini", "admin", "administrator", "welcome", "letmein", "123456789", "12345678", "123456", "888888", "666666", "000000",
		"5201314", "pufa", "sifasuo", "司法所", "司法局", "普法", "密码", "街道办", "街道", "2024", "2025", "2026", "2027", "abc"} {
		if known != "" {
			s = strings.ReplaceAll(s, known, "")
		}
	}
	return utf8.RuneCountInString(s) < 6
}
