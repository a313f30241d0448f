package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"hengjian/migrations"
)

// Version is the newest schema this program knows.
func Version(d Dialect) (int64, error) {
	dir, err := migrations.Dir(string(d))
	if err != nil {
		return 0, err
	}
	files, err := fs.Glob(dir, "*.sql")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("no migrations for %s", d)
	}
	return goose.NumericComponent(files[len(files)-1])
}

// Migrate brings the schema to the newest version. A schema that is newer than
// this program is refused: an old binary must not write to tables it misreads.
// Several programs may call it at once; one migrates, the others wait.
func (d *DB) Migrate(ctx context.Context) error {
	return d.MigrateTo(ctx, 0)
}

// MigrateTo is Migrate up to a version; 0 means the newest.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	if version == 0 && d.current(ctx) {
		return nil
	}
	pool := d.pool
	if d.writer != nil {
		// The writer's pool has one connection, which the writer holds.
		return d.writer.exclusively(func(conn *sql.DB) error { return d.migrate(ctx, conn, version) })
	}
	lock, err := pool.Conn(ctx)
	if err != nil {
		return wrapOpen(d.dialect, err)
	}
	defer lock.Close() //nolint:errcheck // returning a connection to its pool
	var got sql.NullInt64
	if err := lock.QueryRowContext(ctx, "SELECT GET_LOCK('hengjian_migrate', 120)").Scan(&got); err != nil {
		return fmt.Errorf("migration lock: %w", err)
	}
	if got.Int64 != 1 {
		return errors.New("another program has been migrating for two minutes")
	}
	defer lock.ExecContext(context.WithoutCancel(ctx), "SELECT RELEASE_LOCK('hengjian_migrate')") //nolint:errcheck // closing the session frees it too
	return d.migrate(ctx, pool, version)
}

// current tells at the cost of one query that there is nothing to migrate, which is
// so at nearly every start. In doubt it says no.
func (d *DB) current(ctx context.Context) bool {
	known, err := Version(d.dialect)
	if err != nil {
		return false
	}
	var at sql.NullInt64
	err = d.pool.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied").Scan(&at)
	return err == nil && at.Valid && at.Int64 == known
}

func (d *DB) migrate(ctx context.Context, pool *sql.DB, version int64) error {
	dir, err := migrations.Dir(string(d.dialect))
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d.dialect == MySQL {
		dialect = goose.DialectMySQL
	}
	provider, err := goose.NewProvider(dialect, pool, dir, goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	known, err := Version(d.dialect)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	defer cancel()
	at, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if at > known {
		return fmt.Errorf("the database has schema %d, this program knows %d: run the newer program", at, known)
	}
	if version == 0 {
		_, err = provider.Up(ctx)
	} else {
		_, err = provider.UpTo(ctx, version)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
