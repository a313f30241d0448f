package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// spare holds the addresses of migrated databases that no test uses now.
var spare struct {
	sync.Mutex
	addresses []string
}

func spareMySQL(t testing.TB) string {
	t.Helper()
	mysqlServer(t)
	spare.Lock()
	defer spare.Unlock()
	if n := len(spare.addresses); n > 0 {
		address := spare.addresses[n-1]
		spare.addresses = spare.addresses[:n-1]
		return address
	}
	return MySQLURL(t)
}

// emptied deletes every row but those the schema brings itself, and keeps the database for the
// next test. One that cannot be emptied is not used again.
func emptied(t testing.TB, address string) {
	t.Helper()
	pool, err := sql.Open("mysql", mysqlDSN(address))
	if err != nil {
		return
	}
	defer pool.Close()
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return
	}
	defer conn.Close()
	rows, err := conn.QueryContext(context.Background(), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ('goose_db_version', 'cost_subjects')")
	if err != nil {
		return
	}
	statements := []string{"SET FOREIGN_KEY_CHECKS = 0", fmt.Sprintf("DELETE FROM goose_db_version WHERE version_id > %d", 9000)}
	for rows.Next() {
		var table string
		if rows.Scan(&table) != nil {
			return
		}
		statements = append(statements, "DELETE FROM "+table)
	}
	if rows.Err() != nil || rows.Close() != nil {
		return
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			return
		}
	}
	spare.Lock()
	spare.addresses = append(spare.addresses, address)
	spare.Unlock()
}

// mysqlDSN turns mysql://user:password@host:port/name into the driver's form.
func mysqlDSN(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	password, _ := u.User.Password()
	return fmt.Sprintf("%s:%s@tcp(%s)/%s", u.User.Username(), password, u.Host, strings.TrimPrefix(u.Path, "/"))
}
