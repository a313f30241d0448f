// Package draw makes random draws that anybody can repeat: everything comes from a
// seed and the digest of what was drawn from. docs/draws.md specifies it so that it can
// be written again in another language; a change here is another Algorithm.
package draw

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Algorithm names what this package does, version and all. It stands in every record.
const Algorithm = "hengjian-draw-1"

// Stream is a sequence of 64-bit numbers: number i is the first eight bytes, big-endian,
// of HMAC-SHA256 with the seed as the key over the digest followed by i as eight bytes.
type Stream struct {
	seed, digest []byte
	taken        uint64
}

// New returns the stream of a seed over the digest of a population, at its first number.
func New(seed, digest []byte) *Stream { return &Stream{seed: seed, digest: digest} }

// Next returns the next number.
func (s *Stream) Next() uint64 {
	mac := hmac.New(sha256.New, s.seed)
	mac.Write(s.digest)
	mac.Write(binary.BigEndian.AppendUint64(nil, s.taken))
	s.taken++
	return binary.BigEndian.Uint64(mac.Sum(nil))
}

// Below returns a number from 0 to n-1, each as likely as the other: numbers of the
// incomplete last run of n are passed over. n is at least 1; for 1 no number is taken.
func (s *Stream) Below(n int) int {
	if n <= 1 {
		return 0
	}
	size := uint64(n)
	over := (math.MaxUint64%size + 1) % size // how many numbers the last run has
	for {
		if x := s.Next(); x <= math.MaxUint64-over {
			return int(x % size)
		}
	}
}

// Sample returns k of the places 0 to n-1 in the order they were drawn: the first k
// steps of Fisher and Yates from the front.
func (s *Stream) Sample(n, k int) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	k = min(k, n)
	for i := range k {
		j := i + s.Below(n-i)
		places[i], places[j] = places[j], places[i]
	}
	return places[:k]
}

// Chance is true in bp of 10000 cases. It always takes one run of Below.
func (s *Stream) Chance(bp int) bool { return s.Below(10000) < bp }
