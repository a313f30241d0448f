// Package db is the one way to the database. It opens SQLite or a server that
// speaks the MySQL protocol, runs migrations, and gives services one transaction
// form that travels in the context and joins.
//
// On SQLite, Tx is a group commit: one writer runs the waiting functions one
// after the other, each in a savepoint, and they share one durable COMMIT. Nobody
// is answered before that commit. Readers have their own pool.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Dialect names the SQL spoken.
type Dialect string

// The dialects.
const (
	SQLite Dialect = "sqlite"
	MySQL  Dialect = "mysql"
)

// DB is an open database.
type DB struct {
	dialect Dialect
	gorm    *gorm.DB
	pool    *sql.DB // readers on SQLite, everything on MySQL
	writer  *groupWriter
	health  *health  // of a server; nil for a file
	courier *courier // of a server; nil for a file
}

// Options tune Open. The zero value is what a server uses.
type Options struct {
	MaxConns int // connections to a MySQL server; 0 means 24
}

// Open connects to the database a URL names: sqlite:///path/file.db or
// mysql://user:password@host:port/name. It does not migrate.
func Open(ctx context.Context, url string, opt Options) (*DB, error) {
	target, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	if target.dialect == SQLite {
		return openSQLite(ctx, target)
	}
	return openMySQL(ctx, target, opt)
}

// Dialect tells which SQL the database speaks.
func (d *DB) Dialect() Dialect { return d.dialect }

// Ping answers within a second whether the database can be reached.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return d.pool.PingContext(ctx)
}

// Pool returns the pool for tools that need plain database/sql: migrations and
// the schema test. Services use Conn and Tx.
func (d *DB) Pool() *sql.DB { return d.pool }

// Close waits for what is being written and closes the pools.
func (d *DB) Close() error {
	var err error
	if d.writer != nil {
		err = d.writer.close()
	}
	if d.courier != nil {
		err = d.courier.pool.Close()
	}
	if d.health != nil {
		d.health.close()
	}
	return errors.Join(err, d.pool.Close())
}

// Conn returns the transaction in ctx, else the readers. Writing through the
// readers fails: changes belong in Tx.
func (d *DB) Conn(ctx context.Context) *gorm.DB {
	if tx := current(ctx); tx != nil {
		return tx.gorm.WithContext(ctx)
	}
	return d.gorm.WithContext(ctx)
}

// Direct returns the transaction of ctx below gorm, whose making of a statement costs
// as much as the database does for it. It is for the few statements that run with
// every submission; outside a transaction there is none, and calling it panics.
func (d *DB) Direct(ctx context.Context) gorm.ConnPool {
	return current(ctx).gorm.Statement.ConnPool
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 statementLog{},
	}
}

var errWriteOutsideTx = errors.New("db: change outside a transaction")

// guardWrites makes every change that does not run inside Tx fail, so that a
// forgotten transaction is found by the first test and not by a lost audit entry.
func guardWrites(g *gorm.DB) error {
	refuse := func(tx *gorm.DB) {
		if current(tx.Statement.Context) == nil {
			_ = tx.AddError(errWriteOutsideTx)
		}
	}
	cb := g.Callback()
	return errors.Join(
		cb.Create().Before("*").Register("hengjian:guard", refuse),
		cb.Update().Before("*").Register("hengjian:guard", refuse),
		cb.Delete().Before("*").Register("hengjian:guard", refuse),
		cb.Raw().Before("*").Register("hengjian:guard", refuse),
	)
}

func wrapOpen(d Dialect, err error) error {
	return fmt.Errorf("open %s database: %w", d, err)
}
