package wechat

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// refusal is why a request is turned away. It is for the log: strangers learn only the status.
type refusal string

// The refusals.
const (
	errForged    refusal = "forged: the signature does not fit"
	errStale     refusal = "stale: the timestamp is more than five minutes off, check this machine's clock"
	errReplayed  refusal = "replayed: the signature came with another message before"
	errPlaintext refusal = "plaintext in safe mode: choose 安全模式 in WeChat's console too"
	errNoKey     refusal = "encrypted, but no EncodingAESKey is configured"
	errSealed    refusal = "cannot be decrypted: compare EncodingAESKey and AppID with WeChat's console"
	errMalformed refusal = "malformed"
	errTooLarge  refusal = "too large"
	errMethod    refusal = "neither GET nor POST"
)

// Error returns the reason.
func (r refusal) Error() string { return string(r) }

// status is the same for everything that a forger could learn from.
func (r refusal) status() int {
	switch r {
	case errMalformed:
		return http.StatusBadRequest
	case errTooLarge:
		return http.StatusRequestEntityTooLarge
	case errMethod:
		return http.StatusMethodNotAllowed
	default:
		return http.StatusForbidden
	}
}

// refuse turns a request away.
func (h *Webhook) refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var reason refusal
	if errors.As(err, &reason) {
		status = reason.status()
	}
	if h.warnings.AllowN(h.clock(), 1) {
		h.log.Warn("a callback was refused", "status", status, "err", err)
	}
	http.Error(w, http.StatusText(status), status)
}

// authenticate checks that the query is signed and fresh, and returns the token that signed it.
func (h *Webhook) authenticate(q url.Values) (token string, err error) {
	timestamp, nonce := q.Get("timestamp"), q.Get("nonce")
	for _, candidate := range h.tokens {
		if same(signature(candidate, timestamp, nonce), q.Get("signature")) {
			token = candidate
		}
	}
	if token == "" {
		return "", errForged
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return "", errStale
	}
	if off := h.clock().Sub(time.Unix(seconds, 0)); off > freshness || off < -freshness {
		return "", errStale
	}
	return token, nil
}

// read verifies, decrypts and decodes a message. with is what the reply is to be encrypted with,
// nil for a message in clear.
func (h *Webhook) read(w http.ResponseWriter, r *http.Request) (in received, with *seal, err error) {
	q := r.URL.Query()
	token, err := h.authenticate(q)
	if err != nil {
		return received{}, nil, err
	}
	raw, err := readBody(w, r)
	if err != nil {
		return received{}, nil, err
	}
	signed := q.Get("signature")
	switch encrypted := q.Get("encrypt_type") == "aes"; {
	case encrypted && len(h.keys) == 0:
		return received{}, nil, errNoKey
	case encrypted:
		signed = q.Get("msg_signature")
		if raw, with, err = h.open(raw, q, token); err != nil {
			return received{}, nil, err
		}
	case h.mode == Safe:
		// Anybody may leave encrypt_type out; in clear the signature does not cover the body.
		return received{}, nil, errPlaintext
	}
	if in, err = decode(raw); err != nil {
		return received{}, nil, err
	}
	if !h.replays.admit(signed, in.id(), h.clock()) {
		return received{}, nil, errReplayed
	}
	return in, with, nil
}

// open decrypts a message with the key that fits.
func (h *Webhook) open(raw []byte, q url.Values, token string) ([]byte, *seal, error) {
	text, err := ciphertext(raw)
	if err != nil {
		return nil, nil, err
	}
	if !same(signature(token, q.Get("timestamp"), q.Get("nonce"), text), q.Get("msg_signature")) {
		return nil, nil, errForged
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, nil, errSealed
	}
	for _, key := range h.keys {
		if message, ok := key.open(sealed, h.appID); ok {
			return message, &seal{key: key, token: token}, nil
		}
	}
	return nil, nil, errSealed
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), maxBody)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errMalformed
	}
	return body.Bytes(), nil
}
