package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"gorm.io/gorm"
)

// groupLimit bounds how many functions share one commit, so that the first of a
// group is not kept waiting for ever under load.
const groupLimit = 64

// groupWriter is the only writer of a SQLite file.
type groupWriter struct {
	gorm *gorm.DB
	pool *sql.DB
	conn *sql.Conn
	stmt *statements
	jobs chan *groupJob
	stop chan struct{}
	done chan struct{}
	once sync.Once
	rest sync.Mutex // held while a group is written, and by exclusively
	dsn  string
}

type groupJob struct {
	ctx      context.Context
	fn       func(context.Context) error
	tx       *transaction
	err      error
	panicked any
	answer   chan struct{}
}

func newGroupWriter(g *gorm.DB, pool *sql.DB, conn *sql.Conn, dsn string) *groupWriter {
	w := &groupWriter{gorm: g, pool: pool, conn: conn, stmt: newStatements(conn), dsn: dsn,
		jobs: make(chan *groupJob, groupLimit), stop: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

var errClosed = errors.New("db: closed")

// run hands fn to the writer and waits for the commit. It waits even when ctx
// ends: fn may have been committed by then, and saying otherwise would be a lie.
func (w *groupWriter) run(ctx context.Context, fn func(context.Context) error) error {
	job := &groupJob{ctx: ctx, fn: fn, answer: make(chan struct{})}
	select {
	case w.jobs <- job:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return errClosed
	}
	select {
	case <-job.answer:
	case <-w.done: // closed while the job was queued
		select {
		case <-job.answer:
		default:
			return errClosed
		}
	}
	if job.panicked != nil {
		panic(job.panicked)
	}
	if job.err == nil {
		job.tx.committed()
	}
	return job.err
}

func (w *groupWriter) loop() {
	defer close(w.done)
	for {
		select {
		case job := <-w.jobs:
			w.group(job)
		case <-w.stop:
			return
		}
	}
}

// group runs the first job and all that are waiting, then commits once.
func (w *groupWriter) group(first *groupJob) {
	w.rest.Lock()
	defer w.rest.Unlock()
	group := append(make([]*groupJob, 0, 8), first)
	err := w.exec("BEGIN IMMEDIATE")
	for next := first; err == nil && next != nil; {
		err = w.perform(next)
		next = nil
		if err == nil && len(group) < groupLimit {
			select {
			case next = <-w.jobs:
				group = append(group, next)
			default:
			}
		}
	}
	if err == nil {
		if err = w.exec("COMMIT"); err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
	}
	if err != nil {
		_ = w.exec("ROLLBACK") // fails when SQLite has rolled back already
	}
	for _, job := range group {
		if err != nil {
			job.err, job.panicked = err, nil
		}
		close(job.answer)
	}
}

// perform runs one job in a savepoint. The error it returns is the connection's,
// and ends the group; the job's own error only ends the job.
func (w *groupWriter) perform(job *groupJob) error {
	if job.err = job.ctx.Err(); job.err != nil {
		return nil
	}
	if err := w.exec("SAVEPOINT job"); err != nil {
		return err
	}
	session := w.gorm.Session(&gorm.Session{NewDB: true, Context: job.ctx})
	session.Statement.ConnPool = w.stmt
	job.tx = &transaction{gorm: session}
	func() {
		defer func() {
			if job.panicked = recover(); job.panicked != nil {
				job.err = errors.New("db: panic in transaction")
			}
		}()
		// An interrupted statement makes SQLite roll back the whole transaction, the
		// others' work included, so a caller who leaves does not cancel it.
		job.err = job.tx.perform(context.WithoutCancel(job.ctx), job.fn)
	}()
	if job.err != nil {
		if err := w.exec("ROLLBACK TO job"); err != nil {
			return fmt.Errorf("%w (after: %w)", err, job.err)
		}
	}
	return w.exec("RELEASE job")
}

func (w *groupWriter) exec(query string) error {
	_, err := w.stmt.ExecContext(context.Background(), query)
	return err
}

func (w *groupWriter) close() error {
	w.once.Do(func() { close(w.stop) })
	<-w.done
	w.stmt.close()
	return errors.Join(w.conn.Close(), w.pool.Close())
}

// exclusively gives f the file alone, for migrations: it opens its own writing
// pool while the group writer rests.
func (w *groupWriter) exclusively(f func(*sql.DB) error) error {
	w.rest.Lock()
	defer w.rest.Unlock()
	pool, err := sql.Open(driverName, w.dsn)
	if err != nil {
		return wrapOpen(SQLite, err)
	}
	defer pool.Close() //nolint:errcheck // nothing is buffered
	pool.SetMaxOpenConns(1)
	return f(pool)
}
