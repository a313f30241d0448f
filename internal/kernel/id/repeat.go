package id

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// sequence is a row of identifiers that a seed decides.
type sequence struct {
	sync.Mutex
	random    *rand.ChaCha8
	ms        uint64
	high, low uint64
}

// repeated is the sequence that New follows, while there is one.
var repeated atomic.Pointer[sequence]

// repeating is held by who has set one: two would run into each other.
var repeating sync.Mutex

// Repeat makes New return the same identifiers for the same instant and seed until end
// is called. They sort in the order of their making, all at that instant.
//
// Whoever knows the seed knows the identifiers, so this is for the demo's history alone,
// which is the same for one seed; a test holds that nothing else calls it. A second
// caller waits for the first to end.
func Repeat(at time.Time, seed [32]byte) (end func()) {
	repeating.Lock()
	random := rand.NewChaCha8(seed)
	// The first lies in the lower half of the instant, which leaves room for the rest.
	repeated.Store(&sequence{random: random, ms: uint64(at.UnixMilli()), high: random.Uint64() >> 49, low: random.Uint64()})
	return sync.OnceFunc(func() {
		repeated.Store(nil)
		repeating.Unlock()
	})
}

// next steps on by up to 2^40, so that the ends of neighbours, of which some numbers
// that people read are made, do not look alike.
func (s *sequence) next() string {
	s.Lock()
	defer s.Unlock()
	before := s.low
	if s.low += 1 + s.random.Uint64()>>24; s.low < before {
		s.high++
	}
	return encode(s.ms, uint16(s.high), s.low)
}
