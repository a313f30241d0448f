package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// bulk writes rows straight into tables, many at a time: history of a size that
// would take an hour through the services.
type bulk struct {
	tx      *sql.Tx
	columns int
	head    string
	args    []any
	rows    int
}

const bulkRows = 200

func (b *bulk) add(ctx context.Context, args ...any) error {
	b.args = append(b.args, args...)
	b.rows++
	if b.rows < bulkRows {
		return nil
	}
	return b.flush(ctx)
}

func (b *bulk) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	_, err := b.tx.ExecContext(ctx, b.head+values(b.columns, b.rows), b.args...)
	b.args, b.rows = b.args[:0], 0
	return err
}

func bulkPool(url string) (*sql.DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		return sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_txlock=immediate")
	}
	return sql.Open("mysql", dsn(url))
}

// subject is one contract with its supplier and site.
type subject struct{ supplier, contract, site, category string }

func subjects(ctx context.Context, pool *sql.DB) ([]subject, error) {
	rows, err := pool.QueryContext(ctx, "SELECT DISTINCT supplier_id, contract_id, site_id, category FROM checkpoints ORDER BY 1, 2, 3, 4")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []subject
	for rows.Next() {
		var s subject
		if err := rows.Scan(&s.supplier, &s.contract, &s.site, &s.category); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// history adds the facts of the months that end with last, and rebuilds the
// rollups from them.
func history(ctx context.Context, url string, last date.Month, months, factsAMonth int) error {
	pool, err := bulkPool(url)
	if err != nil {
		return err
	}
	defer pool.Close()
	about, err := subjects(ctx, pool)
	if err != nil {
		return err
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	b := &bulk{tx: tx, columns: 14, head: "INSERT INTO ledger_facts (id, kind, supplier_id, contract_id, site_id, category, clause_id, occurred_on, count, amount, ref_type, ref_id, reverses, recorded_at) VALUES "}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range months {
		month := last.Add(i - months + 1)
		for range factsAMonth {
			s := about[rng.IntN(len(about))]
			kind := ledger.Kinds[rng.IntN(len(ledger.Kinds))]
			day := month.First().AddDays(rng.IntN(month.Days()))
			if err := b.add(ctx, id.New(), string(kind), s.supplier, s.contract, s.site, s.category, "", string(day), 1, rng.Int64N(10000), "bench", id.New(), "", int64(0)); err != nil {
				_ = tx.Rollback()
				return err
			}
		}
	}
	if err := b.flush(ctx); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	return ledger.New(d, clock.System(testkit.Shanghai)).Rebuild(authz.AsSystem(ctx, "bench"))
}

// inspections adds n inspection records at the checkpoints there are.
func inspections(ctx context.Context, url string, n int) error {
	pool, err := bulkPool(url)
	if err != nil {
		return err
	}
	defer pool.Close()
	var s subject
	var checkpoint, version, inspector string
	err = pool.QueryRowContext(ctx, `SELECT c.supplier_id, c.contract_id, c.site_id, c.category, c.id,
		(SELECT MIN(id) FROM checklist_versions WHERE state = 'published'), (SELECT MIN(id) FROM users WHERE username = 'sup1.staff')
		FROM checkpoints c ORDER BY c.id LIMIT 1`).Scan(&s.supplier, &s.contract, &s.site, &s.category, &checkpoint, &version, &inspector)
	if err != nil {
		return err
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	b := &bulk{tx: tx, columns: 23, head: "INSERT INTO inspections (id, number, mode, supplier_id, contract_id, site_id, area_id, checkpoint_id, category, checklist_version_id, task_id, inspector_id, started_at, finished_at, received_at, occurred_on, pass_count, fail_count, na_count, points, total_points, note, code_scanned) VALUES "}
	start := date.Day("2025-01-01").At(testkit.Shanghai, 8, 0)
	for i := range n {
		at := start.UnixMilli() + int64(i)*120_000
		day := date.DayOf(date.FromMillis(at), testkit.Shanghai)
		err := b.add(ctx, id.New(), fmt.Sprintf("BENCH-%d", i), "self", s.supplier, s.contract, s.site, "", checkpoint, s.category, version, "", inspector, at, at, at, string(day), 10, 0, 0, 10000, 10000, "", 1)
		if err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	if err := b.flush(ctx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
