package db_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/clause"

	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

var slots = db.NewTable("job_slots", "name, slot, owner, started_at, error")

func add(ctx context.Context, d *db.DB, name string, slot int64) error {
	return d.Insert(ctx, slots, name, slot, "test", 0, "")
}

func TestWaitingChangesAreThereForTheNextQueryAndAfterTheCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			for i := range 3 {
				if err := add(ctx, d, "a", int64(i)); err != nil {
					return err
				}
			}
			var seen int
			if err := d.Direct(ctx).QueryRowContext(ctx, "SELECT COUNT(*) FROM job_slots").Scan(&seen); err != nil || seen != 3 {
				return fmt.Errorf("the query saw %d, err %w", seen, err)
			}
			return add(ctx, d, "a", 3)
		})
		if err != nil || count(t, d, "a") != 4 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

// The failure may show only with a later statement; whoever takes that statement's
// error for its own and goes on must not commit half.
func TestAWaitingChangeThatFailsEndsTheTransactionWhateverTheCallerMakesOfIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			for range 2 {
				_ = add(ctx, d, "a", 1) // the second has the first one's key
			}
			_ = put(ctx, d, "a", 2)
			_ = add(ctx, d, "a", 3)
			var n int
			_ = d.Direct(ctx).QueryRowContext(ctx, "SELECT COUNT(*) FROM job_slots").Scan(&n)
			return nil
		})
		if !db.IsDuplicate(err) || count(t, d, "a") != 0 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
		if err := d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, "a", 1) }); err != nil || count(t, d, "a") != 1 {
			t.Errorf("the next transaction on the connection: %v, rows %d", err, count(t, d, "a"))
		}
	})
}

func TestATransactionThatFailsTakesItsWaitingChangesWithIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			if err := add(ctx, d, "a", 1); err != nil {
				return err
			}
			return context.DeadlineExceeded
		})
		if err == nil || count(t, d, "a") != 0 {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

// Statements wait side by side in one text, so a value must never end one of them.
func TestAValueInAWaitingChangeCannotBecomeAStatement(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		hostile := []string{`'; DELETE FROM job_slots; --`, `\'; DELETE FROM job_slots; --`, `"; DROP TABLE job_slots; #`, "a\x00b;c", "?;?", `\`, "衡鉴；'"}
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			for i, text := range hostile {
				if err := d.Insert(ctx, slots, "a", i, "test", 0, text); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var back []string
		if err := d.Conn(t.Context()).Raw("SELECT error FROM job_slots ORDER BY slot").Scan(&back).Error; err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(back, "|"), strings.Join(hostile, "|"); got != want {
			t.Errorf("got %q", got)
		}
	})
}

func TestMoreWaitingChangesThanOnePacketHoldsAreAllWritten(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		const rows = 3000
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			for i := range rows {
				if err := add(ctx, d, "a", int64(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || count(t, d, "a") != rows {
			t.Errorf("err %v, rows %d", err, count(t, d, "a"))
		}
	})
}

func TestATakenNumberIsDrawnAgainByWhoeverBeganTheTransaction(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		numbers := []int64{1, 1, 2}
		drawn := 0
		draw := func(ctx context.Context) error {
			return db.Redraw(ctx, func() error {
				return d.Tx(ctx, func(ctx context.Context) error {
					drawn++
					return add(ctx, d, "a", numbers[drawn-1])
				})
			})
		}
		if err := draw(ctx); err != nil || drawn != 1 {
			t.Fatalf("err %v after %d draws", err, drawn)
		}
		outer := 0
		err := db.Redraw(ctx, func() error {
			return d.Tx(ctx, func(ctx context.Context) error {
				outer++
				return draw(ctx)
			})
		})
		if err != nil || outer != 2 || drawn != 3 || count(t, d, "a") != 2 {
			t.Errorf("err %v, begun %d times, %d draws, %d rows", err, outer, drawn, count(t, d, "a"))
		}
	})
}

func TestWhoNeverDrawsAFreeNumberIsToldSo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		draws := 0
		err := db.Redraw(t.Context(), func() error {
			return d.Tx(t.Context(), func(ctx context.Context) error {
				draws++
				_ = add(ctx, d, "a", 1)
				return add(ctx, d, "a", 1)
			})
		})
		if !db.IsDuplicate(err) || draws != 3 || count(t, d, "a") != 0 {
			t.Errorf("err %v after %d draws, %d rows", err, draws, count(t, d, "a"))
		}
	})
}

// A lock begins the transaction: without it the lock would end with its statement.
func TestALockHoldsFromTheFirstStatement(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, "a", 0) }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				err := d.Tx(context.Background(), func(ctx context.Context) error {
					var at int64
					q := d.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Table("job_slots").Select("started_at").Where("name = 'a'")
					if err := q.Scan(&at).Error; err != nil {
						return err
					}
					return d.Conn(ctx).Exec("UPDATE job_slots SET started_at = ? WHERE name = 'a'", at+1).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var at int64
		if err := d.Conn(t.Context()).Raw("SELECT started_at FROM job_slots WHERE name = 'a'").Scan(&at).Error; err != nil || at != 16 {
			t.Errorf("counted to %d, err %v", at, err)
		}
	})
}
