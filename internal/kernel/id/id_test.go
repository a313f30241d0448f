package id

import (
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
