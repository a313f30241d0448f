package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
)

// The vector of docs/draws.md: every number there was made with openssl, and the draw
// was done by hand.
func TestTheVectorOfTheSpecification(t *testing.T) {
	seed, digest := sha256.Sum256([]byte("seed")), sha256.Sum256([]byte("population\n"))
	s := New(seed[:], digest[:])
	var got []string
	for range 4 {
		got = append(got, hex.EncodeToString(be(s.Next())))
	}
	if want := vector; !slices.Equal(got, want) {
		t.Fatalf("numbers %v, want %v", got, want)
	}
	if got := New(seed[:], digest[:]).Sample(10, 4); !slices.Equal(got, sampled) {
		t.Errorf("drew %v, want %v", got, sampled)
	}
}

func be(x uint64) []byte {
	out := make([]byte, 8)
	for i := range out {
		out[i] = byte(x >> (56 - 8*i))
	}
	return out
}

func TestOneOfOneTakesNoNumber(t *testing.T) {
	s := New([]byte("k"), []byte("d"))
	if s.Below(1) != 0 || s.taken != 0 {
		t.Errorf("took %d numbers", s.taken)
	}
}

func TestNumbersOfTheIncompleteRunArePassedOver(t *testing.T) {
	for n, over := range map[uint64]uint64{2: 0, 3: 1, 10: 6, 1 << 63: 0, math.MaxUint64: 1} {
		if got := (math.MaxUint64%n + 1) % n; got != over {
			t.Errorf("of runs of %d, %d numbers are left over, want %d", n, got, over)
		}
	}
}

func TestAnotherSeedOrPopulationIsAnotherDraw(t *testing.T) {
	base := New([]byte("k"), []byte("d")).Sample(50, 10)
	for name, s := range map[string]*Stream{"seed": New([]byte("l"), []byte("d")), "population": New([]byte("k"), []byte("e"))} {
		if slices.Equal(base, s.Sample(50, 10)) {
			t.Errorf("another %s drew the same", name)
		}
	}
}

// With 20,000 draws of 3 of 10, each place is expected 6,000 times with a standard
// deviation of 65; five of those is what an honest draw never leaves.
func TestEveryPlaceIsDrawnAsOftenAsTheOthers(t *testing.T) {
	counts := make([]int, 10)
	s := New([]byte(strings.Repeat("s", 32)), []byte("d"))
	for range 20_000 {
		drawn := s.Sample(10, 3)
		for _, p := range drawn {
			counts[p]++
		}
		slices.Sort(drawn)
		if len(slices.Compact(drawn)) != 3 {
			t.Fatal("a place was drawn twice")
		}
	}
	for place, n := range counts {
		if n < 6000-325 || n > 6000+325 {
			t.Errorf("place %d was drawn %d times", place, n)
		}
	}
}

var (
	vector  = []string{"bc6de194be3968b6", "a20977d24def1a06", "5a75eb875f498e5d", "cc362b27a19087a6"}
	sampled = []int{8, 6, 7, 9}
)
