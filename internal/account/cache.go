package account

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"

	"hengjian/internal/platform/authz"
)

// cacheTTL bounds how long a replica believes what it read: a role change, a
// deactivation or a sign-out elsewhere ends a session here within it.
const cacheTTL = 2 * time.Second

// cacheMost bounds the memory of the cache.
const cacheMost = 20_000

type digest [sha256.Size]byte

func digestOf(token string) digest { return sha256.Sum256([]byte(token)) }

func (d digest) String() string { return hex.EncodeToString(d[:]) }

type cached struct {
	actor authz.Actor
	until time.Time
}

// sessionCache remembers for a moment who a token belongs to. Unknown tokens are
// not remembered: strangers could fill it with them.
type sessionCache struct {
	mu      sync.RWMutex
	entries map[digest]cached
	cleared int
}

func newSessionCache() *sessionCache { return &sessionCache{entries: map[digest]cached{}} }

func (c *sessionCache) get(key digest, now time.Time) (authz.Actor, bool) {
	c.mu.RLock()
	e, ok := c.entries[key]
	c.mu.RUnlock()
	if !ok || !now.Before(e.until) {
		return authz.Actor{}, false
	}
	return e.actor, true
}

// generation changes with every clear. What was read before a clear must not be
// put in after it.
func (c *sessionCache) generation() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.cleared
}

func (c *sessionCache) put(key digest, e cached, now time.Time, generation int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cleared != generation {
		return
	}
	if len(c.entries) >= cacheMost {
		for k, old := range c.entries {
			if !now.Before(old.until) {
				delete(c.entries, k)
			}
		}
		if len(c.entries) >= cacheMost {
			clear(c.entries)
		}
	}
	c.entries[key] = e
}

// clear forgets everybody: on this replica a change counts at once.
func (c *sessionCache) clear() {
	c.mu.Lock()
	clear(c.entries)
	c.cleared++
	c.mu.Unlock()
}
