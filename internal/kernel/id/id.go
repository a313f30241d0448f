// Package id makes the identifiers of records: 26 characters of Crockford base 32
// (the ULID layout: 48 bits of milliseconds, 80 random bits). They sort by the
// time they were made, so that primary keys grow at the end of the index, and
// cannot be guessed.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Len is the length of every identifier.
const Len = 26

var last struct {
	sync.Mutex
	ms   uint64
	high uint16
	low  uint64
}

// New makes an identifier for now. Two calls of one process never return the same
// identifier and later calls sort after earlier ones.
func New() string {
	if s := repeated.Load(); s != nil {
		return s.next()
	}
	return At(time.Now())
}

// At makes an identifier that sorts at the instant t. Within one millisecond the
// random part is counted up, so order is kept.
func At(t time.Time) string {
	ms := uint64(t.UnixMilli())
	last.Lock()
	if ms == last.ms {
		last.low++
		if last.low == 0 {
			last.high++
		}
	} else {
		var b [10]byte
		_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program instead
		last.ms, last.high, last.low = ms, binary.BigEndian.Uint16(b[:2]), binary.BigEndian.Uint64(b[2:])
	}
	high, low := last.high, last.low
	last.Unlock()
	return encode(ms, high, low)
}

func encode(ms uint64, high uint16, low uint64) string {
	var out [Len]byte
	// 130 bits for 128: the two topmost bits are zero.
	hi := ms<<16 | uint64(high)
	for i := Len - 1; i >= 0; i-- {
		out[i] = alphabet[low&31]
		low = low>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}

// Valid reports whether s has the form of an identifier.
func Valid(s string) bool {
	if len(s) != Len {
		return false
	}
	for i := range s {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z' || c == 'I' || c == 'L' || c == 'O' || c == 'U') {
			return false
		}
	}
	return true
}
