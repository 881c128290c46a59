package wechat

import (
	"hash/maphash"
	"sync"
	"time"
)

const (
	freshness = 5 * time.Minute // how far a request's timestamp may be off
	// generation is how long one signature can be fresh: from five minutes ahead to five behind.
	generation = 2 * freshness
	// generationSize bounds the memory: two generations of it are about 8 MB.
	generationSize = 1 << 16
)

// replays remembers which message each signature came with, and so tells a retry from a replay.
//
// WeChat repeats a request that was not answered, at times with the very same timestamp, nonce and
// signature: with the same message id that is a retry, and is served. Somebody who captured a
// request can repeat it whole, which is the same thing and harmless, because the inbox answers one
// message id once. What they must not do is put a captured signature on another message, which
// they could in plain mode, where the signature does not cover the body: the same signature with
// another message id is a replay. In the encrypted modes the signature covers the ciphertext.
// Older captures are refused as stale.
type replays struct {
	mu         sync.Mutex
	seed       maphash.Seed
	young, old map[string]uint64 // signature → hash of the message id
	turned     time.Time
}

func newReplays() *replays {
	return &replays{seed: maphash.MakeSeed(), young: map[string]uint64{}}
}

// admit remembers the pair and reports whether the signature came with this message id only.
func (r *replays) admit(signature, messageID string, now time.Time) bool {
	id := maphash.String(r.seed, messageID)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.young) >= generationSize || now.Sub(r.turned) >= generation {
		r.old, r.young, r.turned = r.young, map[string]uint64{}, now
	}
	if known, seen := r.old[signature]; seen && known != id {
		return false
	}
	known, seen := r.young[signature]
	if !seen {
		r.young[signature] = id
	}
	return !seen || known == id
}
