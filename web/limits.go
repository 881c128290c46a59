package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bounds how fast things of one name come: the scans of a poster, the sign-ins from an address.
type Limits struct {
	aSecond rate.Limit
	atOnce  int

	mu     sync.Mutex
	byName map[string]*rate.Limiter
}

// mostNames bounds what Limits remembers; beyond it, names go that have been quiet.
const mostNames = 10_000

// NewLimits returns limits of so many a second, and so many at once after a pause.
func NewLimits(aSecond rate.Limit, atOnce int) *Limits {
	return &Limits{aSecond: aSecond, atOnce: atOnce, byName: map[string]*rate.Limiter{}}
}

// Allow reports whether one more of the name may come now.
func (l *Limits) Allow(name string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	limit := l.byName[name]
	if limit == nil {
		if len(l.byName) >= mostNames {
			l.sweep(now)
		}
		limit = rate.NewLimiter(l.aSecond, l.atOnce)
		l.byName[name] = limit
	}
	return limit.AllowN(now, 1)
}

// sweep forgets names whose limit is whole again; where none is, all: a flood from so many addresses is
// bounded by the event's own limit.
func (l *Limits) sweep(now time.Time) {
	for name, limit := range l.byName {
		if limit.TokensAt(now) >= float64(l.atOnce) {
			delete(l.byName, name)
		}
	}
	if len(l.byName) >= mostNames {
		clear(l.byName)
	}
}

// Address is where a request comes from: of IPv6 the /64, which one household has. Behind a proxy on this
// machine or in the same house it is what the proxy has added.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if given := r.Header.Values("X-Forwarded-For"); len(given) > 0 && (ip.IsLoopback() || ip.IsPrivate()) {
		all := strings.Split(given[len(given)-1], ",")
		if said, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			ip = said
		}
	}
	if ip = ip.Unmap(); ip.Is6() {
		if house, err := ip.Prefix(64); err == nil {
			return house.String()
		}
	}
	return ip.String()
}
