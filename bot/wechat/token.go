package wechat

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/credential"
)

// TokenCache shares the access token between the nodes of one account, so that they do not fetch
// one each. It is asked before every call and may be slow or fail: a node keeps a copy.
type TokenCache interface {
	// Get returns what is stored under the key; "" where nothing is, or its time is over.
	Get(key string) string
	// Set stores a token for a time.
	Set(key, token string, ttl time.Duration) error
	// Delete removes what is stored under the key, if anything is.
	Delete(key string) error
}

// tokens is the cache that the SDK sees. Its Set never fails: where it did, every call would fetch
// a token of its own and soon use up the day's quota.
type tokens struct {
	shared TokenCache // nil for a single node
	local  *cache.Memory
	log    *slog.Logger
	mu     sync.Mutex // guards drop
}

func newTokens(shared TokenCache, log *slog.Logger) *tokens {
	return &tokens{shared: shared, local: cache.NewMemory(), log: log}
}

// Get implements cache.Cache. The SDK panics on what is not a string.
func (t *tokens) Get(key string) any {
	if t.shared != nil {
		if token := t.shared.Get(key); token != "" {
			return token
		}
	}
	return t.local.Get(key)
}

// Set implements cache.Cache.
func (t *tokens) Set(key string, value any, ttl time.Duration) error {
	token, ok := value.(string)
	if !ok {
		return fmt.Errorf("cache %T as a token", value)
	}
	if token == "" || ttl <= 0 {
		return nil
	}
	if t.shared != nil {
		if err := t.shared.Set(key, token, ttl); err != nil {
			t.log.Warn("the access token cannot be shared with other nodes", "err", err)
		}
	}
	return t.local.Set(key, token, ttl)
}

// IsExist implements cache.Cache.
func (t *tokens) IsExist(key string) bool { return t.Get(key) != nil }

// Delete implements cache.Cache.
func (t *tokens) Delete(key string) error {
	if t.shared != nil {
		if err := t.shared.Delete(key); err != nil {
			t.log.Warn("a stale access token cannot be taken from the shared cache", "err", err)
		}
	}
	return t.local.Delete(key)
}

// drop forgets a token that WeChat refused, unless another call has replaced it already.
func (t *tokens) drop(appID, refused string) {
	// The SDK's key for stable tokens, which it does not export.
	key := fmt.Sprintf("%s_stable_access_token_%s", credential.CacheKeyOfficialAccountPrefix, appID)
	t.mu.Lock()
	defer t.mu.Unlock()
	if current, _ := t.Get(key).(string); current != refused {
		return
	}
	if err := t.Delete(key); err != nil {
		t.log.Warn("a stale access token cannot be forgotten", "err", err)
	}
}
