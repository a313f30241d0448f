package db

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestJoinedLoadsKeepTheOrderOfEachAndLoseNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	tables := []*Table{NewTable("a", "x"), NewTable("b", "x"), NewTable("c", "x"), NewTable("d", "x")}
	for range 300 {
		loads := make([]load, 1+rng.IntN(6))
		var written [][]string // by load
		for i := range loads {
			var mine []string
			for n := range rng.IntN(7) {
				row := fmt.Sprintf("%d.%d", i, n)
				loads[i].insert(tables[rng.IntN(len(tables))], []any{row})
				mine = append(mine, row)
			}
			written = append(written, mine)
		}
		all := join(loads)
		at, rows := map[any]int{}, 0
		for _, in := range all.inserts {
			for _, row := range in.values {
				at[row] = rows
				rows++
			}
		}
		for _, mine := range written {
			last := -1
			for _, row := range mine {
				place, ok := at[row]
				if !ok || place < last {
					t.Fatalf("row %s is at %d (there: %v), the one before it at %d", row, place, ok, last)
				}
				last = place
				rows--
			}
		}
		if rows != 0 {
			t.Fatalf("%d rows that nobody wrote", rows)
		}
	}
}

func TestAlikeTransactionsBecomeOneStatementATable(t *testing.T) {
	a, b, sums := NewTable("a", "x, y"), NewTable("b", "x"), NewSums("s", "k, l", "n, m")
	loads := make([]load, 3)
	for i := range loads {
		loads[i].insert(a, []any{i, "p", i, "q"})
		loads[i].insert(b, []any{i})
		loads[i].add(sums, []Addend{{[]string{"z", "1"}, []int64{1, 10}}, {[]string{"y", "1"}, []int64{int64(i), 0}}})
	}
	all := join(loads)
	got := all.statements(MySQL)
	want := []statement{
		{"INSERT INTO a (x, y) VALUES (?,?),(?,?),(?,?),(?,?),(?,?),(?,?)", []any{0, "p", 0, "q", 1, "p", 1, "q", 2, "p", 2, "q"}},
		{"INSERT INTO b (x) VALUES (?),(?),(?)", []any{0, 1, 2}},
		{"INSERT INTO s (k, l, n, m) VALUES (?,?,?,?),(?,?,?,?) ON DUPLICATE KEY UPDATE n = n + VALUES(n), m = m + VALUES(m)",
			[]any{"y", "1", int64(3), int64(0), "z", "1", int64(3), int64(30)}},
	}
	if !slices.EqualFunc(got, want, func(g, w statement) bool { return g.text == w.text && slices.Equal(g.args, w.args) }) {
		t.Errorf("got %v", got)
	}
	if first := loads[0].sums[slot{sums, "z\x001"}].By[1]; first != 10 {
		t.Errorf("joining changed a load, which may yet be written by itself: %d", first)
	}
}

func TestALongLoadIsSeveralStatements(t *testing.T) {
	var l load
	table := NewTable("a", "x, y, z")
	const rows = 2*(statementValues/3) + 1
	for i := range rows {
		l.insert(table, []any{i, i, i})
	}
	got := l.statements(SQLite)
	if len(got) != 3 || len(got[2].args) != 3 || l.size != 3*rows {
		t.Errorf("%d statements of %d values", len(got), l.size)
	}
}
