package bot

import (
	"context"
	"sync"

	"github.com/pufa/pufa"
)

// A keyedLock lets one holder at a time have each key, in the order of their coming. Keys that
// nobody holds or waits for take no memory.
type keyedLock struct {
	mu   sync.Mutex
	held map[string]*turnLock
}

type turnLock struct {
	free  chan struct{} // holds one token while nobody has the key
	users int           // holders and waiters
}

// lock waits for the key and returns what gives it back. The error is the context's.
func (l *keyedLock) lock(ctx context.Context, key pufa.FollowerKey) (unlock func(), err error) {
	l.mu.Lock()
	t := l.held[string(key)]
	if t == nil {
		t = &turnLock{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		l.held[string(key)] = t
	}
	t.users++
	l.mu.Unlock()
	select {
	case <-t.free:
		return func() { t.free <- struct{}{}; l.leave(key, t) }, nil
	case <-ctx.Done():
		l.leave(key, t)
		return nil, ctx.Err()
	}
}

func (l *keyedLock) leave(key pufa.FollowerKey, t *turnLock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(l.held, string(key))
	}
}
