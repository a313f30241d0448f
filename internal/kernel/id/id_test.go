package id

import (
	"slices"
	"sort"
	"sync"
	"testing"
	"time"
)

func TestIdentifiersAreUniqueAndSortByTime(t *testing.T) {
	seen := map[string]bool{}
	var ids []string
	for range 20000 {
		s := New()
		if seen[s] || !Valid(s) {
			t.Fatalf("bad or repeated identifier %q", s)
		}
		seen[s] = true
		ids = append(ids, s)
	}
	if !sort.StringsAreSorted(ids) {
		t.Error("identifiers of one process are not in order")
	}
	if early := At(time.UnixMilli(1000)); early >= ids[0] {
		t.Errorf("%q of 1970 sorts after %q", early, ids[0])
	}
}

func TestIdentifiersStayUniqueAcrossGoroutines(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]bool{}
	for range 16 {
		wg.Go(func() {
			for range 1000 {
				s := New()
				mu.Lock()
				if seen[s] {
					t.Errorf("repeated %q", s)
				}
				seen[s] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestValidRefusesForeignText(t *testing.T) {
	for _, s := range []string{"", "1", "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "01ARZ3NDEKTSV4RRFFQ69G5FA'", "01arz3ndektsv4rrffq69g5fav", "01ARZ3NDEKTSV4RRFFQ69G5FAU"} {
		if Valid(s) {
			t.Errorf("Valid(%q)", s)
		}
	}
}

func TestARepeatedSequenceIsTheSameForItsSeedAndEnds(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_000)
	sequence := func(seed byte) (out []string) {
		end := Repeat(at, [32]byte{seed})
		defer end()
		for range 5000 {
			out = append(out, New())
		}
		return out
	}
	first, again, other := sequence(1), sequence(1), sequence(2)
	if !slices.Equal(first, again) || first[0] == other[0] || first[4999] == other[4999] {
		t.Error("a seed does not decide the sequence")
	}
	if !sort.StringsAreSorted(first) || len(slices.Compact(slices.Clone(first))) != len(first) || !Valid(first[0]) {
		t.Error("repeated identifiers are not in order or not unique")
	}
	if first[0] <= At(at.Add(-time.Millisecond)) || first[4999] >= At(at.Add(time.Millisecond)) {
		t.Errorf("%s does not lie at its instant", first[0])
	}
	if a, b := New(), New(); slices.Contains(first, a) || a[:10] == first[0][:10] || a == b {
		t.Error("the sequence did not end")
	}
}

func TestEndingASequenceTwiceLeavesTheNextAlone(t *testing.T) {
	end := Repeat(time.UnixMilli(1), [32]byte{1})
	end()
	next := Repeat(time.UnixMilli(1), [32]byte{1})
	defer next()
	end()
	if New()[:10] != At(time.UnixMilli(1))[:10] {
		t.Error("the end of the first ended the second")
	}
}
