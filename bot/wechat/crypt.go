package wechat

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/pufa/pufa"
)

const (
	padBlock   = 32 // WeChat pads by PKCS#7 to 32 bytes, not to AES's 16
	headLength = 20 // 16 random bytes and the message's length
)

// signature is WeChat's: hex(sha1(the parts, sorted and joined)).
func signature(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// same compares in a time that tells nothing about where the two differ.
func same(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// secretKey encrypts and decrypts messages: AES-256-CBC with the key's first half as IV.
type secretKey struct {
	block cipher.Block
	iv    []byte
}

func newSecretKey(encoded string) (secretKey, error) {
	key, err := base64.StdEncoding.DecodeString(encoded + "=")
	if err != nil || len(encoded) != 43 {
		// The cause would quote a byte of the key: it is left out.
		return secretKey{}, pufa.Errorf(pufa.Invalid, "消息加解密密钥（EncodingAESKey）应为 43 个字母和数字，现有 %d 个字符", len(encoded))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return secretKey{}, err
	}
	return secretKey{block: block, iv: key[:aes.BlockSize]}, nil
}

// open decrypts a message and checks that it was meant for appID. All failures look the same, so
// that nobody learns from an answer how far a forged text got.
func (k secretKey) open(sealed []byte, appID string) (message []byte, ok bool) {
	if len(sealed) < padBlock || len(sealed)%padBlock != 0 {
		return nil, false
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(k.block, k.iv).CryptBlocks(plain, sealed)
	pad, good := padding(plain)
	end := len(plain) - pad
	if end < headLength {
		return nil, false
	}
	length := int64(binary.BigEndian.Uint32(plain[16:headLength]))
	if length > int64(end-headLength) {
		return nil, false
	}
	body := plain[headLength : headLength+length]
	good &= subtle.ConstantTimeCompare(plain[headLength+len(body):end], []byte(appID))
	return body, good == 1
}

// padding returns how many bytes of PKCS#7 padding the text ends in, and 1 where every one of them
// is right, in a time that does not depend on them.
func padding(plain []byte) (n, good int) {
	last := plain[len(plain)-1]
	good = subtle.ConstantTimeLessOrEq(1, int(last)) & subtle.ConstantTimeLessOrEq(int(last), padBlock)
	for i := 1; i <= padBlock; i++ {
		inside := subtle.ConstantTimeLessOrEq(i, int(last))
		equal := subtle.ConstantTimeByteEq(plain[len(plain)-i], last)
		good &= equal | (1 - inside)
	}
	return subtle.ConstantTimeSelect(good, int(last), 0), good
}

// seal encrypts a message for appID and returns it in base64.
func (k secretKey) seal(random [16]byte, message []byte, appID string) string {
	length := headLength + len(message) + len(appID)
	pad := padBlock - length%padBlock
	plain := make([]byte, 0, length+pad)
	plain = append(plain, random[:]...)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(message)))
	plain = append(plain, message...)
	plain = append(plain, appID...)
	for range pad {
		plain = append(plain, byte(pad))
	}
	cipher.NewCBCEncrypter(k.block, k.iv).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}
