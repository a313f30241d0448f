// Package clock gives the time. It is injected everywhere, so that a test or the
// demo history can live through a year in a second. Instants are UTC; business
// days and months are those of the agency's zone.
package clock

import (
	"sync"
	"time"

	"hengjian/internal/kernel/date"
)

// Clock tells the present instant and the agency's zone.
type Clock interface {
	Now() time.Time
	Zone() *time.Location
}

// Today is the present business day.
func Today(c Clock) date.Day { return date.DayOf(c.Now(), c.Zone()) }

// ThisMonth is the present business month.
func ThisMonth(c Clock) date.Month { return date.MonthOf(c.Now(), c.Zone()) }

type system struct{ zone *time.Location }

// System is the machine's clock with the agency's zone.
func System(zone *time.Location) Clock { return system{zone} }

// Now is truncated to the millisecond, which is what SQL keeps: what was written
// equals what is read.
func (s system) Now() time.Time       { return time.Now().UTC().Truncate(time.Millisecond) }
func (s system) Zone() *time.Location { return s.zone }

// Fake is a clock that stands still until it is moved. It is safe for concurrent
// use.
type Fake struct {
	mu   sync.Mutex
	now  time.Time
	zone *time.Location
}

// NewFake makes a clock that stands at now.
func NewFake(now time.Time, zone *time.Location) *Fake { return &Fake{now: now.UTC(), zone: zone} }

// Now is where the clock stands.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Zone is the agency's zone.
func (f *Fake) Zone() *time.Location { return f.zone }

// Set moves the clock to an instant.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	f.now = t.UTC().Truncate(time.Millisecond)
	f.mu.Unlock()
}

// Advance moves the clock on.
func (f *Fake) Advance(d time.Duration) { f.Set(f.Now().Add(d)) }
