package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// columns returns table → columns as the database itself tells them.
func columns(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	query := `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`
	if d.Dialect() == db.MySQL {
		query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2"
	}
	return pairs(t, d.Pool(), query)
}

// indexes returns table → columns of every index, in order.
func indexes(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	query := `SELECT m.name, CASE WHEN i."unique" THEN 'unique ' ELSE '' END || (SELECT group_concat(name) FROM pragma_index_info(i.name))
		FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk' AND m.name <> 'goose_db_version' ORDER BY 1, 2`
	if d.Dialect() == db.MySQL {
		query = `SELECT table_name, CONCAT(IF(MIN(non_unique) = 0, 'unique ', ''), GROUP_CONCAT(column_name ORDER BY seq_in_index))
			FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name <> 'goose_db_version'
			GROUP BY table_name, index_name ORDER BY 1, 2`
	}
	return pairs(t, d.Pool(), query)
}

func pairs(t *testing.T, pool *sql.DB, query string) map[string][]string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			t.Fatal(err)
		}
		out[a] = append(out[a], b)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASchemaUpgradedStepByStepEqualsAFreshOne(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": sqliteURL, "mysql": func(t *testing.T) string { return testkit.MySQLURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), address(t), db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			last, err := db.Version(d.Dialect())
			if err != nil {
				t.Fatal(err)
			}
			for version := range last {
				if err := d.MigrateTo(t.Context(), version+1); err != nil {
					t.Fatal(err)
				}
			}
			fresh := testkit.SQLite(t)
			if d.Dialect() == db.MySQL {
				fresh = testkit.MySQL(t)
			}
			if diff := difference(columns(t, d), columns(t, fresh)); diff != "" {
				t.Error(diff)
			}
			if diff := difference(indexes(t, d), indexes(t, fresh)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBothDialectsHaveTheSameTablesColumnsAndIndexes(t *testing.T) {
	a, b := testkit.SQLite(t), testkit.MySQL(t)
	ca, cb := columns(t, a), columns(t, b)
	delete(ca, "goose_db_version")
	delete(cb, "goose_db_version")
	if diff := difference(ca, cb); diff != "" {
		t.Error(diff)
	}
	if diff := difference(indexes(t, a), indexes(t, b)); diff != "" {
		t.Error(diff)
	}
}

func TestEveryRowTypeMatchesTheSchemaOfBothDialects(t *testing.T) {
	if len(db.Rows()) < 30 {
		t.Fatalf("only %d row types are registered", len(db.Rows()))
	}
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		have := columns(t, d)
		for _, row := range db.Rows() {
			s, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
			if err != nil {
				t.Errorf("%T: %v", row, err)
				continue
			}
			var want []string
			for _, f := range s.Fields {
				if f.DBName != "" {
					want = append(want, f.DBName)
				}
			}
			slices.Sort(want)
			if diff := difference(map[string][]string{s.Table: want}, map[string][]string{s.Table: have[s.Table]}); diff != "" {
				t.Errorf("%T: %s", row, diff)
			}
		}
	})
}

func TestMigratingTwiceAtOnceIsSafe(t *testing.T) {
	address := testkit.MySQLURL(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			d, err := db.Open(context.Background(), address, db.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if err := d.Migrate(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// difference says in words what a has that b has not, and the other way round.
func difference(a, b map[string][]string) string {
	var out []string
	for _, table := range slices.Sorted(maps.Keys(merge(a, b))) {
		for _, c := range a[table] {
			if !slices.Contains(b[table], c) {
				out = append(out, fmt.Sprintf("%s(%s) is in the first only", table, c))
			}
		}
		for _, c := range b[table] {
			if !slices.Contains(a[table], c) {
				out = append(out, fmt.Sprintf("%s(%s) is in the second only", table, c))
			}
		}
	}
	return strings.Join(out, "\n")
}

func merge(a, b map[string][]string) map[string]bool {
	out := map[string]bool{}
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}
