// Package testkit gives tests a real database, a clock that stands still and a
// server to talk to. Every behaviour suite runs on each engine.
package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// EnvMySQL names the variable that holds the address of a MySQL-protocol server
// with the right to create databases, as mysql://user:password@host:port/. The
// test target starts a private MariaDB and sets it.
const EnvMySQL = "HENGJIAN_TEST_MYSQL"

// EnvRequire makes a missing server or tool a failure: make test sets it, so that no
// run passes by testing half.
const EnvRequire = "HENGJIAN_TEST_REQUIRE"

// Shanghai is the default zone of an agency.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Each runs the test on SQLite and, where a server is given, on MySQL's protocol.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mysql", func(t *testing.T) { test(t, MySQL(t)) })
}

// SQLite returns an empty migrated database in a file of its own. Migrating once
// and copying the file keeps a suite of hundreds of databases quick.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	copyTemplate(t, path)
	return open(t, "sqlite://"+path)
}

// MySQL returns an empty migrated database on the test server. Databases are kept
// and emptied between the tests of a package: making thirty tables takes longer
// than most tests.
func MySQL(t testing.TB) *db.DB {
	t.Helper()
	address := spareMySQL(t)
	d := open(t, address)
	t.Cleanup(func() { emptied(t, address) })
	return d
}

// MySQLURL makes an empty database on the test server and returns its address.
func MySQLURL(t testing.TB) string {
	t.Helper()
	return newDatabase(t, mysqlServer(t))
}

func newDatabase(t testing.TB, base string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	admin, err := sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s)/", u.User.Username(), password, u.Host))
	if err != nil {
		t.Fatal(err)
	}
	name := "hj_" + strings.ToLower(id.New())
	exec := func(q string) {
		if _, err := admin.ExecContext(context.Background(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	// Left for the server's end: dropping thirty tables costs what making them does.
	_ = admin.Close()
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, address, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return d
}

// Clock stands at noon of Saturday 21 November 2026 in Shanghai.
func Clock() *clock.Fake {
	return clock.NewFake(time.Date(2026, 11, 21, 12, 0, 0, 0, Shanghai), Shanghai)
}

// mysqlServer returns the address of the test server, or ends the test.
func mysqlServer(t testing.TB) string {
	t.Helper()
	base := os.Getenv(EnvMySQL)
	if base == "" {
		Missing(t, EnvMySQL+" is not set: `make test` starts a MySQL-protocol server and tests on it")
	}
	return base
}

// Missing ends a test that lacks something outside this repository: it is skipped, or
// fails where EnvRequire asks for everything.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(EnvRequire) != "" {
		t.Fatal(what)
	}
	t.Skip("SKIPPED: " + what)
}
