package page

import (
	"strconv"
	"testing"
)

func TestForgedCursorsAreRefused(t *testing.T) {
	for _, c := range []string{"x", "!!!", "bnVsbA", Encode("a"), Encode("a", "b", "c"), "eyJhIjoxfQ"} {
		if _, err := Decode(c, 2); err == nil {
			t.Errorf("Decode(%q) was accepted", c)
		}
	}
	if key, err := Decode(Encode("2026-11-21", "01A"), 2); err != nil || key[1] != "01A" {
		t.Errorf("own cursor: %v %v", key, err)
	}
}

func TestCutTellsWhetherThereIsMore(t *testing.T) {
	key := func(i int) []string { return []string{strconv.Itoa(i)} }
	if p := Cut([]int{1, 2, 3}, 2, key); len(p.Items) != 2 || p.NextCursor != Encode("2") {
		t.Errorf("%+v", p)
	}
	if p := Cut([]int{1, 2}, 2, key); len(p.Items) != 2 || p.NextCursor != "" {
		t.Errorf("%+v", p)
	}
	if p := Cut(nil, 2, key); p.Items == nil {
		t.Error("an empty page must be [] in JSON, not null")
	}
}

func TestSizeStaysInBounds(t *testing.T) {
	for in, want := range map[int]int{-1: Default, 0: Default, 1: 1, Max: Max, 100000: Max} {
		if got := (Request{Limit: in}).Size(); got != want {
			t.Errorf("Size(%d) = %d", in, got)
		}
	}
}
