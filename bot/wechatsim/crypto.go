package wechatsim

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The platform pads to blocks of 32 bytes, twice AES's own.
const padBlock = 32

// sign is the platform's signature: the SHA-1 of the sorted parts, in hex.
func sign(parts ...string) string {
	sorted := slices.Sorted(slices.Values(parts))
	sum := sha1.Sum([]byte(strings.Join(sorted, "")))
	return hex.EncodeToString(sum[:])
}

// cipherer encrypts and decrypts for one account.
type cipherer struct {
	key   []byte
	appID string
}

// newCipherer takes the 43 characters of an EncodingAESKey.
func newCipherer(encodingKey, appID string) (cipherer, error) {
	if len(encodingKey) != 43 {
		return cipherer{}, fmt.Errorf("EncodingAESKey has %d characters, not 43", len(encodingKey))
	}
	key, err := base64.StdEncoding.DecodeString(encodingKey + "=")
	if err != nil {
		return cipherer{}, fmt.Errorf("decode EncodingAESKey: %w", err)
	}
	return cipherer{key: key, appID: appID}, nil
}

func (c cipherer) encrypt(text []byte) (string, error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("read random bytes: %w", err)
	}
	return c.encryptWith(random, text)
}

// encryptWith lays out random (16 bytes), the length of text in four bytes, text and the AppID.
func (c cipherer) encryptWith(random, text []byte) (string, error) {
	block, err := aes.NewCipher(c.key)
	if err != nil {
		return "", fmt.Errorf("use EncodingAESKey: %w", err)
	}
	var plain bytes.Buffer
	plain.Write(random)
	plain.Write(binary.BigEndian.AppendUint32(nil, uint32(len(text))))
	plain.Write(text)
	plain.WriteString(c.appID)
	padding := padBlock - plain.Len()%padBlock
	plain.Write(bytes.Repeat([]byte{byte(padding)}, padding))
	sealed := plain.Bytes()
	cipher.NewCBCEncrypter(block, c.key[:aes.BlockSize]).CryptBlocks(sealed, sealed)
	return base64.StdEncoding.EncodeToString(sealed), nil
}

func (c cipherer) decrypt(sealed string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, fmt.Errorf("decode base64: %w", err)
	}
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("ciphertext of %d bytes is no whole number of blocks", len(data))
	}
	block, err := aes.NewCipher(c.key)
	if err != nil {
		return nil, fmt.Errorf("use EncodingAESKey: %w", err)
	}
	cipher.NewCBCDecrypter(block, c.key[:aes.BlockSize]).CryptBlocks(data, data)
	return c.unwrap(data)
}

func (c cipherer) unwrap(data []byte) ([]byte, error) {
	padding := int(data[len(data)-1])
	if padding < 1 || padding > padBlock || padding > len(data) {
		return nil, errors.New("the padding is wrong")
	}
	data = data[:len(data)-padding]
	if len(data) < 20 {
		return nil, errors.New("the plaintext is too short")
	}
	size := int64(binary.BigEndian.Uint32(data[16:20]))
	if size > int64(len(data)-20) {
		return nil, errors.New("the length does not fit the plaintext")
	}
	if got := string(data[20+size:]); got != c.appID {
		return nil, fmt.Errorf("the AppID inside is %q", got)
	}
	return data[20 : 20+size], nil
}
