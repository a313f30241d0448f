package db

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the driver, known to this package alone
)

const driverName = "sqlite"

func openSQLite(ctx context.Context, t target) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(t.path), 0o750); err != nil {
		return nil, wrapOpen(SQLite, err)
	}
	dsn := sqliteDSN(t.path, "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-16000)", "wal_autocheckpoint(2000)")
	write, err := sql.Open(driverName, dsn)
	if err != nil {
		return nil, wrapOpen(SQLite, err)
	}
	write.SetMaxOpenConns(1)
	conn, err := write.Conn(ctx)
	if err != nil {
		_ = write.Close()
		return nil, wrapOpen(SQLite, err)
	}
	read, err := sql.Open(driverName, sqliteDSN(t.path, "query_only(1)", "cache_size(-4000)"))
	if err != nil {
		_ = write.Close()
		return nil, wrapOpen(SQLite, err)
	}
	readers := max(4, runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	g, err := gorm.Open(sqliteDialect{read}, gormConfig())
	if err == nil {
		err = guardWrites(g)
	}
	if err != nil {
		_ = write.Close()
		_ = read.Close()
		return nil, wrapOpen(SQLite, err)
	}
	return &DB{dialect: SQLite, gorm: g, pool: read, writer: newGroupWriter(g, write, conn, dsn)}, nil
}

func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{}
	for _, p := range append([]string{"busy_timeout(5000)", "foreign_keys(1)", "temp_store(2)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}
