// Package caller calls a webhook as WeChat does in safe mode: it seals messages and opens answers. It is
// written apart from bot/wechat, so that an error there is not made here as well.
package caller

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // WeChat signs with SHA-1
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Account is one official account with its secrets.
type Account struct {
	AppID, Token, AESKey string

	next atomic.Int64
}

// NewAccount invents an account. Its message ids begin at the first one given, so that two runs on one
// database do not repeat them.
func NewAccount(first int64) *Account {
	a := &Account{AppID: "wx0123456789abcdef", Token: "callertoken", AESKey: rand.Text()[:26] + "ABCDEFGHIJKLMNOPQ"}
	a.next.Store(first)
	return a
}

// Environ returns the account's secrets as the product reads them.
func (a *Account) Environ() []string {
	return []string{"PUFA_WECHAT_TOKEN=" + a.Token, "PUFA_WECHAT_AES_KEY=" + a.AESKey, "PUFA_WECHAT_SECRET=nobody-asks-for-it"}
}

// Settings returns a config.yaml for the account. Nobody listens where its API should be.
func (a *Account) Settings() []byte {
	return []byte("wechat:\n  app_id: " + a.AppID + "\n  api: http://127.0.0.1:1\n")
}

// NextID returns a message id that no message had before.
func (a *Account) NextID() int64 { return a.next.Add(1) }

func (a *Account) block() (cipher.Block, []byte, error) {
	key, err := base64.StdEncoding.DecodeString(a.AESKey + "=")
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(key)
	return block, key[:aes.BlockSize], err
}

// Seal returns the query and body of one text message sent now.
func (a *Account) Seal(now time.Time, id int64, from, text string) (query string, body []byte, err error) {
	message := fmt.Sprintf("<xml><ToUserName><![CDATA[gh_load]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>",
		from, now.Unix(), text, id)
	block, iv, err := a.block()
	if err != nil {
		return "", nil, err
	}
	plain := binary.BigEndian.AppendUint32([]byte(rand.Text()[:16]), uint32(len(message)))
	plain = append(append(plain, message...), a.AppID...)
	pad := 32 - len(plain)%32
	plain = append(plain, slices.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(plain, plain)
	sealed := base64.StdEncoding.EncodeToString(plain)
	stamp, nonce := strconv.FormatInt(now.Unix(), 10), strconv.FormatInt(a.NextID(), 10)
	values := url.Values{"timestamp": {stamp}, "nonce": {nonce}, "openid": {from}, "encrypt_type": {"aes"},
		"signature": {sign(a.Token, stamp, nonce)}, "msg_signature": {sign(a.Token, stamp, nonce, sealed)}}
	body = []byte("<xml><ToUserName><![CDATA[gh_load]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>")
	return "?" + values.Encode(), body, nil
}

func sign(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // WeChat signs with SHA-1
	return hex.EncodeToString(sum[:])
}

// ErrLate is what Open returns for success: the message is acknowledged and the answer comes later.
var ErrLate = errors.New("acknowledged, to be answered later")

// Open returns the words of an answer. It fails where the answer is not a sealed text for this follower.
func (a *Account) Open(answer []byte, to string) (string, error) {
	if string(answer) == "success" {
		return "", ErrLate
	}
	var envelope struct {
		Encrypt string
	}
	if err := xml.Unmarshal(answer, &envelope); err != nil {
		return "", fmt.Errorf("not an envelope: %w", err)
	}
	plain, err := a.open(envelope.Encrypt)
	if err != nil {
		return "", err
	}
	var message struct {
		ToUserName, MsgType, Content string
	}
	if err := xml.Unmarshal(plain, &message); err != nil {
		return "", fmt.Errorf("not a message: %w", err)
	}
	if message.ToUserName != to || message.Content == "" {
		return "", errors.New("an answer for somebody else, or an empty one")
	}
	return message.Content, nil
}

func (a *Account) open(sealed string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(data) < 32 || len(data)%aes.BlockSize != 0 {
		return nil, errors.New("not sealed as it should be")
	}
	block, iv, err := a.block()
	if err != nil {
		return nil, err
	}
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(data, data)
	size := int(binary.BigEndian.Uint32(data[16:20]))
	if size < 0 || 20+size > len(data) {
		return nil, errors.New("a wrong length inside")
	}
	return data[20 : 20+size], nil
}
