package wechatsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// VerifyURL does what saving the server settings does: a signed GET whose echostr must come back,
// as it is and nothing else.
func (p *Platform) VerifyURL(ctx context.Context) error {
	p.mu.Lock()
	address := p.callback
	p.mu.Unlock()
	target, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("parse callback URL: %w", err)
	}
	stamp, nonce, echo := strconv.FormatInt(p.Now().Unix(), 10), freshNonce(), freshNonce()
	query := target.Query()
	query.Set("signature", sign(p.opts.Token, stamp, nonce))
	query.Set("timestamp", stamp)
	query.Set("nonce", nonce)
	query.Set("echostr", echo)
	target.RawQuery = query.Encode()
	ctx, cancel := context.WithTimeout(ctx, p.opts.Limits.ReplyTimeout)
	defer cancel()
	got, err := p.fetch(ctx, target.String())
	if err != nil {
		return fmt.Errorf("verify callback URL: %w", err)
	}
	if got != echo {
		return errors.New("verify callback URL: the echostr did not come back")
	}
	return nil
}

func (p *Platform) fetch(ctx context.Context, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	response, err := p.opts.Client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	return string(body), err
}
