package db

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"
)

// batchArgs bounds the values of what waits, far below the packet a server accepts.
const batchArgs = 4000

// begin opens a transaction of a server.
const begin = "START TRANSACTION"

// batch is the connection of one transaction on a server. Rows that it writes wait in
// it. They go out with the next other statement, or with those of other transactions
// that end at the same time; so the rows that many transactions share are locked only
// for as long as the server itself needs, not while an answer travels to us and back.
//
// The transaction begins with its first change or lock. What is read before is read as
// inside: at READ COMMITTED every statement has a view of its own.
type batch struct {
	conn    *sql.Conn
	begun   bool
	waiting load
	failed  error // of rows that waited; nothing runs after it
}

// wait puts rows to what waits.
func (b *batch) wait(ctx context.Context, put func(*load), size int) error {
	if b.failed == nil && b.waiting.size > 0 && b.waiting.size+size > batchArgs {
		b.failed = b.send(ctx)
	}
	if b.failed == nil {
		put(&b.waiting)
	}
	return b.failed
}

// send sends what waits, in the transaction, which it begins if nothing has.
func (b *batch) send(ctx context.Context, end ...string) error {
	var start []string
	if !b.begun {
		start = []string{begin}
	}
	b.begun = true
	text, args := packet(start, b.waiting, end)
	b.waiting = load{}
	_, b.failed = b.conn.ExecContext(ctx, text, args...)
	return b.failed
}

// packet is what goes to a server in one round trip.
func packet(start []string, l load, end []string) (text string, args []any) {
	for _, st := range l.statements(MySQL) {
		start, args = append(start, st.text), append(args, st.args...)
	}
	return strings.Join(append(start, end...), ";"), args
}

// before sends what waits, and begins the transaction for a query that locks.
func (b *batch) before(ctx context.Context, query string) error {
	if b.failed == nil && (b.waiting.size > 0 || !b.begun && strings.Contains(query, "FOR UPDATE")) {
		return b.send(ctx)
	}
	return b.failed
}

// commit ends the transaction with all that waits before it.
func (b *batch) commit(ctx context.Context) error {
	if b.failed != nil {
		return b.failed
	}
	return b.send(ctx, "COMMIT")
}

// ExecContext runs a change after all that waits.
func (b *batch) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := b.before(ctx, query); err != nil {
		return nil, err
	}
	if !b.begun {
		b.begun = true
		query = begin + ";" + query
	}
	return b.conn.ExecContext(ctx, query, args...)
}

// QueryContext runs a query after all that waits.
func (b *batch) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := b.before(ctx, query); err != nil {
		return nil, err
	}
	return b.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row after all that waits.
func (b *batch) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := b.before(ctx, query); err != nil {
		// A Row cannot be made with an error: one of a context that has ended carries
		// one, and the transaction ends with what failed.
		gone, cancel := context.WithCancelCause(ctx)
		cancel(err)
		ctx = gone
	}
	return b.conn.QueryRowContext(ctx, query, args...)
}

// PrepareContext prepares a statement, after all that waits.
func (b *batch) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := b.before(ctx, query); err != nil {
		return nil, err
	}
	return b.conn.PrepareContext(ctx, query)
}

// once runs fn in one transaction of a server. What only wrote rows has no need of a
// connection any more when it ends: the courier takes the rows.
func (d *DB) once(ctx context.Context, fn func(context.Context) error) error {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // gives the connection back to the pool
	b := &batch{conn: conn}
	session := d.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	session.Statement.ConnPool = b
	tx := &transaction{gorm: session, batch: b}
	done := false
	defer func() {
		if !done && b.begun { // fn failed or panicked, or the server refused
			rollback(conn)
		}
	}()
	err = tx.perform(ctx, fn)
	switch {
	case err != nil:
	case b.begun:
		err = b.commit(ctx)
	case b.waiting.size > 0:
		if err = ctx.Err(); err == nil {
			err = d.courier.deliver(b.waiting, conn)
		}
	}
	if err != nil {
		return cmp.Or(b.failed, err)
	}
	done = true
	tx.committed()
	return nil
}
