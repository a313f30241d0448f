package db

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"time"

	"gorm.io/gorm"
)

// batchArgs bounds what waits in a batch, far below the packet a server accepts.
const batchArgs = 4000

// begin opens a transaction of a server.
const begin = "START TRANSACTION;"

// batch is the connection of one transaction on a server. Changes whose result nobody
// reads wait in it. They go out with the next statement or with the COMMIT, in one
// round trip; so the rows that many transactions share are locked only for as long as
// the server itself needs, not while an answer travels to us and back.
//
// The transaction begins with its first change or lock. What is read before is read as
// inside: at READ COMMITTED every statement has a view of its own.
type batch struct {
	conn    *sql.Conn
	begun   bool
	waiting strings.Builder
	args    []any
	failed  error // of a statement that waited; nothing runs after it
}

func (b *batch) queue(ctx context.Context, query string, args []any) error {
	if b.failed != nil {
		return b.failed
	}
	if len(b.args) > 0 && len(b.args)+len(args) > batchArgs {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	if !b.begun {
		b.begun = true
		b.waiting.WriteString(begin)
	}
	b.waiting.WriteString(query)
	b.waiting.WriteByte(';')
	b.args = append(b.args, args...)
	return nil
}

// flush sends what waits.
func (b *batch) flush(ctx context.Context) error {
	if b.failed != nil || b.waiting.Len() == 0 {
		return b.failed
	}
	query, args := strings.TrimSuffix(b.waiting.String(), ";"), b.args
	b.waiting.Reset()
	b.args = nil
	_, b.failed = b.conn.ExecContext(ctx, query, args...)
	return b.failed
}

// beforeQuery sends what waits, and begins the transaction for a query that locks.
func (b *batch) beforeQuery(ctx context.Context, query string) error {
	if !b.begun && strings.Contains(query, "FOR UPDATE") {
		b.begun = true
		b.waiting.WriteString(begin)
	}
	return b.flush(ctx)
}

// commit ends the transaction with all that waits before it.
func (b *batch) commit(ctx context.Context) error {
	if !b.begun {
		return nil
	}
	if err := b.queue(ctx, "COMMIT", nil); err != nil {
		return err
	}
	return b.flush(ctx)
}

// rollback gives up a connection that cannot roll back: the server then does it.
func (b *batch) rollback() {
	if !b.begun {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := b.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		_ = b.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// ExecContext runs a change after all that waits.
func (b *batch) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := b.flush(ctx); err != nil {
		return nil, err
	}
	if !b.begun {
		b.begun = true
		query = begin + query
	}
	return b.conn.ExecContext(ctx, query, args...)
}

// QueryContext runs a query after all that waits.
func (b *batch) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := b.beforeQuery(ctx, query); err != nil {
		return nil, err
	}
	return b.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row after all that waits.
func (b *batch) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := b.beforeQuery(ctx, query); err != nil {
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
	if err := b.beforeQuery(ctx, query); err != nil {
		return nil, err
	}
	return b.conn.PrepareContext(ctx, query)
}

// once runs fn in one transaction of a server.
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
		if !done { // fn failed or panicked, or the server refused
			b.rollback()
		}
	}()
	err = tx.perform(ctx, fn)
	if err == nil {
		err = b.commit(ctx)
	}
	if err != nil {
		return cmp.Or(b.failed, err)
	}
	done = true
	tx.committed()
	return nil
}
