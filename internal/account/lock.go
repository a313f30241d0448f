package account

import (
	"net/netip"
	"strconv"
	"sync"
	"time"

	"hengjian/internal/kernel/fault"
)

// The lock-out belongs to the account and not to an address, which anybody can
// forge or change.
const (
	lockAfter  = 5
	lockFirst  = 15 * time.Minute
	lockMost   = 24 * time.Hour
	lockForget = 24 * time.Hour // after the end of the last lock
)

// lock counts the failed sign-ins of one account since the last success.
type lock struct {
	failed int
	until  time.Time // zero if never locked
}

func (l lock) locked(now time.Time) bool { return now.Before(l.until) }

// fail counts one more failure. From the fifth on each one locks, for 15 minutes,
// 30 minutes, one hour, up to a day.
func (l lock) fail(now time.Time) lock {
	if !l.until.IsZero() && now.After(l.until.Add(lockForget)) {
		l = lock{}
	}
	l.failed++
	if over := l.failed - lockAfter; over >= 0 {
		span := lockMost
		if over < 7 {
			span = lockFirst << over
		}
		l.until = now.Add(min(span, lockMost))
	}
	return l
}

// waiting is a refusal that ends by itself.
type waiting struct {
	fault *fault.Error
	after time.Duration
}

func (w *waiting) Error() string { return w.fault.Error() }

// Unwrap gives the fault that decides the answer.
func (w *waiting) Unwrap() error { return w.fault }

// RetryAfter is how long the caller has to wait; httpapi may send it as a header.
func (w *waiting) RetryAfter() time.Duration { return w.after }

func errLocked(until, now time.Time) error {
	after := until.Sub(now).Round(time.Second)
	return &waiting{fault.New(fault.KindLocked, "account_locked",
		"Too many failed sign-ins; the account is locked for "+strconv.Itoa(int(after.Seconds()))+" more seconds."), after}
}

// strangers counts failures in memory, where there is no account to count them on.
// It is bounded: an attacker who fills it only makes it forget.
type strangers struct {
	mu    sync.Mutex
	locks map[string]lock
}

const strangersKept = 20_000

func newStrangers() *strangers {
	return &strangers{locks: map[string]lock{}}
}

func (s *strangers) get(key string) lock {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.locks[key]
}

func (s *strangers) fail(key string, now time.Time) lock {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.locks) >= strangersKept {
		clear(s.locks)
	}
	l := s.locks[key].fail(now)
	s.locks[key] = l
	return l
}

// Failures that one address may cause before it has to wait. A whole building may
// share one address, so it is generous: the account's own lock does the work.
const (
	addressFailures = 60
	addressWindow   = 10 * time.Minute
)

// addresses counts failures by address, in memory.
type addresses struct {
	mu     sync.Mutex
	counts map[string]window
}

type window struct {
	failures int
	ends     time.Time
}

func newAddresses() *addresses { return &addresses{counts: map[string]window{}} }

// check refuses an address that failed too often.
func (a *addresses) check(address string, now time.Time) error {
	a.mu.Lock()
	w := a.counts[network(address)]
	a.mu.Unlock()
	if w.failures < addressFailures || !now.Before(w.ends) {
		return nil
	}
	return &waiting{fault.New(fault.KindTooMany, "rate_limited", "Too many failed sign-ins from this address."), w.ends.Sub(now).Round(time.Second)}
}

func (a *addresses) fail(address string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.counts) >= strangersKept {
		clear(a.counts)
	}
	key := network(address)
	w := a.counts[key]
	if !now.Before(w.ends) {
		w = window{ends: now.Add(addressWindow)}
	}
	w.failures++
	a.counts[key] = w
}

// network is the unit that one subscriber holds: an IPv4 address, an IPv6 /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() || ip.Is4In6() {
		return address
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
