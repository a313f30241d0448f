package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func put(ctx context.Context, d *db.DB, name string, slot int64) error {
	return d.Conn(ctx).Exec("INSERT INTO job_slots (name, slot, owner, started_at, error) VALUES (?, ?, 'test', 0, '')", name, slot).Error
}

func count(t *testing.T, d *db.DB, name string) (n int64) {
	t.Helper()
	if err := d.Conn(context.Background()).Raw("SELECT COUNT(*) FROM job_slots WHERE name = ?", name).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			if err := put(ctx, d, "a", 1); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || count(t, d, "a") != 0 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

func TestAnInnerTransactionJoinsTheOuter(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		ran := 0
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			inner := d.Tx(ctx, func(ctx context.Context) error {
				d.AfterCommit(ctx, func() { ran++ })
				return put(ctx, d, "a", 1)
			})
			if inner != nil || ran != 0 {
				return fmt.Errorf("inner %w, hook ran %d times before the commit", inner, ran)
			}
			return errors.New("outer fails")
		})
		if err == nil || ran != 0 || count(t, d, "a") != 0 {
			t.Errorf("err %v, hook ran %d, rows %d", err, ran, count(t, d, "a"))
		}
	})
}

func TestChangingOutsideATransactionIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		if err := put(t.Context(), d, "a", 1); err == nil || count(t, d, "a") != 0 {
			t.Errorf("err %v", err)
		}
	})
}

func TestAPanicUndoesItsOwnWorkOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				defer func() { _ = recover() }()
				_ = d.Tx(context.Background(), func(ctx context.Context) error {
					if err := put(ctx, d, "a", int64(i)); err != nil {
						return err
					}
					if i%2 == 0 {
						panic("half of them")
					}
					return nil
				})
			})
		}
		wg.Wait()
		if n := count(t, d, "a"); n != 10 {
			t.Errorf("%d rows, want the 10 that did not panic", n)
		}
	})
}

// Whoever leaves early must not undo the work of those who share the commit.
func TestACallerWhoLeavesDoesNotHarmTheOthers(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		var kept atomic.Int64
		for i := range 64 {
			wg.Go(func() {
				ctx, cancel := context.WithCancel(context.Background())
				err := d.Tx(ctx, func(ctx context.Context) error {
					if i%4 == 0 {
						cancel()
					}
					return put(ctx, d, "a", int64(i))
				})
				cancel()
				if err == nil {
					kept.Add(1)
				}
			})
		}
		wg.Wait()
		if n := count(t, d, "a"); n != kept.Load() || n < 48 {
			t.Errorf("%d rows, %d callers were told so", n, kept.Load())
		}
	})
}

func TestADuplicateIsRecognisedAndTheTransactionGoesOn(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			if err := put(ctx, d, "a", 1); err != nil {
				return err
			}
			if err := put(ctx, d, "a", 1); !db.IsDuplicate(err) {
				return fmt.Errorf("not recognised: %w", err)
			}
			return put(ctx, d, "a", 2)
		})
		if err != nil || count(t, d, "a") != 2 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

func TestAClosedDatabaseIsUnavailableAndNotAFailure(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		_ = d.Close()
		err := d.Tx(t.Context(), func(ctx context.Context) error { return put(ctx, d, "a", 1) })
		if err == nil {
			t.Fatal("a closed database took a change")
		}
		if d.Dialect() == db.SQLite && fault.Code(db.Fault(err)) != "unavailable" {
			t.Errorf("got %v", db.Fault(err))
		}
	})
}

func TestDatabaseURLsThatNameNothingAreRefused(t *testing.T) {
	for _, url := range []string{"", "sqlite://", "mysql://", "mysql://h/db", "mysql://u:p@h", "postgres://u:p@h/db", "file.db", "sqlite:///a?mode=ro"} {
		if d, err := db.Open(t.Context(), url, db.Options{}); err == nil {
			_ = d.Close()
			t.Errorf("%q was accepted", url)
		}
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			return d.Conn(ctx).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err == nil {
			t.Error("an older program took a newer schema")
		}
	})
}
