package knowledge

import "sync"

// memo keeps what was read last. It is thrown away whole when the base moves on, so that nothing in it
// goes stale.
type memo[V any] struct {
	most int // how many are kept

	mu   sync.Mutex
	kept map[string]V
}

func newMemo[V any](most int) *memo[V] {
	return &memo[V]{most: most, kept: map[string]V{}}
}

// have is get for what is made of something at hand, which never fails.
func (m *memo[V]) have(key string, make func() V) V {
	v, _ := m.get(key, func() (V, error) { return make(), nil })
	return v
}

// get returns what is kept under the key, else what load returns, which it keeps. Failures are not kept.
func (m *memo[V]) get(key string, load func() (V, error)) (V, error) {
	m.mu.Lock()
	v, ok := m.kept[key]
	m.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) >= m.most {
		for other := range m.kept { // any: what is asked for often comes back at once
			delete(m.kept, other)
			break
		}
	}
	m.kept[key] = v
	return v, nil
}
