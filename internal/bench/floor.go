package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hengjian/internal/kernel/id"
)

// floor writes the rows of one submission with prepared statements and plain
// database/sql, one transaction each: what the database itself costs, without
// HTTP, sessions, rights, validation or audit rules. Rows of one table go in one
// statement, so that the floor is not a straw man.
type floor struct {
	pool       *sql.DB
	mysql      bool
	mu         sync.Mutex // SQLite takes one writer
	statements []*sql.Stmt
	shape      []floorTable
	day        string
	checkpoint floorKeys
	serial     atomic.Int64
}

// floorKeys are what the rows of a submission at one checkpoint have in common.
type floorKeys struct{ supplier, contract, site, checkpoint, category, version, user string }

type floorTable struct {
	query string
	args  func(f *floor, inspection string) []any
}

func values(columns, rows int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + "),"
	return strings.TrimSuffix(strings.Repeat(one, rows), ",")
}

const floorItems = 10

func newFloor(ctx context.Context, pool *sql.DB, mysql bool, keys floorKeys, day string) (*floor, error) {
	f := &floor{pool: pool, mysql: mysql, checkpoint: keys, day: day}
	f.shape = f.tables()
	for _, t := range f.shape {
		st, err := pool.PrepareContext(ctx, t.query)
		if err != nil {
			return nil, fmt.Errorf("floor: %w: %s", err, t.query)
		}
		f.statements = append(f.statements, st)
	}
	return f, nil
}

// submit writes one submission durably.
func (f *floor) submit(ctx context.Context) error {
	if !f.mysql {
		f.mu.Lock()
		defer f.mu.Unlock()
	}
	tx, err := f.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	inspection := id.New()
	for i, t := range f.shape {
		if _, err := tx.StmtContext(ctx, f.statements[i]).ExecContext(ctx, t.args(f, inspection)...); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

func nowMillis() int64 { return time.Now().UnixMilli() }
