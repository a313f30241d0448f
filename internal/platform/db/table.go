package db

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Table is what Insert adds rows to. The statement is not gorm's, whose making costs as
// much as the database does for it: it is for the rows of every submission.
type Table struct {
	insert, row string
	columns     int
}

// NewTable describes a table by the columns that a row gives, in that order, parted by
// commas. A reserved word stands in backquotes, which both dialects read.
func NewTable(name, columns string) *Table {
	n := strings.Count(columns, ",") + 1
	return &Table{"INSERT INTO " + name + " (" + columns + ") VALUES ", "(" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")", n}
}

// statementValues bounds the values of one statement.
const statementValues = 2800

// Insert adds rows, the values of one after those of another, in the transaction of
// ctx. On a server they wait for the next other statement or the commit and share that
// round trip; then an error of theirs ends the transaction, whatever the caller makes
// of that statement. Outside a transaction it panics.
func (d *DB) Insert(ctx context.Context, t *Table, values ...any) error {
	return d.write(ctx, func(l *load) { l.insert(t, values) }, len(values))
}

// Sums is a table of sums which many transactions add to, a row a key.
type Sums struct {
	table *Table
	same  map[Dialect]string // what becomes of the row that is there
}

// NewSums describes a table of sums by its key and its sums, parted by commas.
func NewSums(name, key, sums string) *Sums {
	var server, file []string
	for column := range strings.SplitSeq(sums, ", ") {
		server = append(server, column+" = "+column+" + VALUES("+column+")")
		file = append(file, column+" = "+column+" + excluded."+column)
	}
	return &Sums{NewTable(name, key+", "+sums), map[Dialect]string{
		MySQL:  " ON DUPLICATE KEY UPDATE " + strings.Join(server, ", "),
		SQLite: " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(file, ", "),
	}}
}

// Addend is what is added to the sums of a key.
type Addend struct {
	Key []string
	By  []int64
}

// Add adds to sums in the transaction of ctx, as Insert adds rows. The rows are shared
// with other transactions and locked until the commit, so it belongs at the end.
func (d *DB) Add(ctx context.Context, s *Sums, addends ...Addend) error {
	return d.write(ctx, func(l *load) { l.add(s, addends) }, len(addends)*s.table.columns)
}

func (d *DB) write(ctx context.Context, put func(*load), size int) error {
	tx := current(ctx)
	if tx.batch != nil {
		return tx.batch.wait(ctx, put, size)
	}
	var l load
	put(&l)
	for _, st := range l.statements(d.dialect) {
		if tx.failed == nil {
			_, tx.failed = tx.gorm.Statement.ConnPool.ExecContext(ctx, st.text, st.args...)
		}
	}
	return tx.failed
}

// load is what waits to be written.
type load struct {
	inserts []insert
	sums    map[slot]Addend
	size    int // how many values there are
}

type insert struct {
	into   *Table
	values []any
}

// slot is a row of a table of sums.
type slot struct {
	sums *Sums
	key  string
}

func (s slot) compare(o slot) int {
	return cmp.Or(strings.Compare(s.sums.table.insert, o.sums.table.insert), strings.Compare(s.key, o.key))
}

func (l *load) insert(t *Table, values []any) {
	l.size += len(values)
	if last := len(l.inserts) - 1; last >= 0 && l.inserts[last].into == t {
		l.inserts[last].values = append(l.inserts[last].values, values...)
		return
	}
	l.inserts = append(l.inserts, insert{t, slices.Clone(values)})
}

func (l *load) add(s *Sums, addends []Addend) {
	if l.sums == nil {
		l.sums = map[slot]Addend{}
	}
	for _, a := range addends {
		at := slot{s, strings.Join(a.Key, "\x00")}
		have, ok := l.sums[at]
		if !ok {
			l.sums[at] = Addend{a.Key, slices.Clone(a.By)}
			l.size += s.table.columns
		}
		for i := range have.By {
			have.By[i] += a.By[i]
		}
	}
}

// join puts the loads of several transactions together. Rows of one table go side by
// side; what a transaction wrote before other rows stays before them, because one row
// may refer to another.
func join(loads []load) load {
	if len(loads) == 1 {
		return loads[0]
	}
	var all load
	for _, l := range loads {
		at := 0
		for _, in := range l.inserts {
			if i := slices.IndexFunc(all.inserts[at:], func(have insert) bool { return have.into == in.into }); i >= 0 {
				at += i
				all.inserts[at].values = append(all.inserts[at].values, in.values...)
			} else {
				all.inserts = slices.Insert(all.inserts, at, insert{in.into, slices.Clone(in.values)})
			}
			at++
		}
		for s, a := range l.sums {
			all.add(s.sums, []Addend{a})
		}
	}
	return all
}

type statement struct {
	text string
	args []any
}

// statements writes a load down. The sums come last and in one order whoever adds to
// them, so that two transactions never wait for each other's rows.
func (l *load) statements(d Dialect) (out []statement) {
	for _, in := range l.inserts {
		out = in.into.statements(out, in.values, "")
	}
	slots := make([]slot, 0, len(l.sums))
	for s := range l.sums {
		slots = append(slots, s)
	}
	slices.SortFunc(slots, slot.compare)
	for len(slots) > 0 {
		s, n := slots[0].sums, 0
		var values []any
		for n < len(slots) && slots[n].sums == s {
			for _, k := range l.sums[slots[n]].Key {
				values = append(values, k)
			}
			for _, by := range l.sums[slots[n]].By {
				values = append(values, by)
			}
			n++
		}
		out, slots = s.table.statements(out, values, s.same[d]), slots[n:]
	}
	return out
}

func (t *Table) statements(out []statement, values []any, end string) []statement {
	for chunk := range slices.Chunk(values, t.columns*max(1, statementValues/t.columns)) {
		var b strings.Builder
		rows := len(chunk) / t.columns
		b.Grow(len(t.insert) + rows*(len(t.row)+1) + len(end))
		b.WriteString(t.insert)
		for i := range rows {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(t.row)
		}
		b.WriteString(end)
		out = append(out, statement{b.String(), chunk})
	}
	return out
}
