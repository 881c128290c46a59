package wechat

import (
	"errors"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
)

func TestCodesWithAScene(t *testing.T) {
	p, _, _ := stage(t, wechatsim.Service, 0)
	address, err := p.gateway.SceneCode(t.Context(), "poster-abcd2345")
	if err != nil || !strings.HasPrefix(address, "http://weixin.qq.com/q/") {
		t.Errorf("%q, %v", address, err)
	}
	if _, err := p.gateway.SceneCode(t.Context(), strings.Repeat("x", 65)); pufa.KindOf(err) != pufa.Denied {
		t.Errorf("a scene of 65: %v", err)
	}
	p, _, _ = stage(t, wechatsim.Subscription, 0)
	_, err = p.gateway.SceneCode(t.Context(), "poster-abcd2345")
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != 48001 {
		t.Errorf("a subscription account: %v", err)
	}
}
