package db_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// Transactions that end together share a commit; each must be told only what concerns it.
func TestAmongManyAtOnceOnlyWhoWritesATakenKeyIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		const clients, keys = 64, 150
		var drawn [keys]atomic.Bool
		var taken [keys]atomic.Int64
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(c), 3))
				for range 10 {
					key := rng.IntN(keys)
					drawn[key].Store(true)
					err := d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, "a", int64(key)) })
					if err == nil {
						taken[key].Add(1)
					} else if !db.IsDuplicate(err) {
						t.Errorf("key %d: %v", key, err)
					}
				}
			})
		}
		wg.Wait()
		var sum int64
		for key := range taken {
			n := taken[key].Load()
			if n > 1 || drawn[key].Load() != (n == 1) {
				t.Errorf("key %d was given to %d, asked for: %v", key, n, drawn[key].Load())
			}
			sum += n
		}
		if rows := count(t, d, "a"); rows != sum || sum < keys/2 {
			t.Errorf("%d rows, %d were told they are there", rows, sum)
		}
	})
}

func TestWhoLeavesEarlyIsToldTheTruth(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var there [200]atomic.Bool
		var wg sync.WaitGroup
		for i := range there {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(4000))*time.Microsecond)
				defer cancel()
				err := d.Tx(ctx, func(ctx context.Context) error { return add(ctx, d, "a", int64(i)) })
				there[i].Store(err == nil)
			})
		}
		wg.Wait()
		var slots []int
		if err := d.Conn(t.Context()).Raw("SELECT slot FROM job_slots").Scan(&slots).Error; err != nil {
			t.Fatal(err)
		}
		kept := map[int]bool{}
		for _, s := range slots {
			kept[s] = true
		}
		for i := range there {
			if told := there[i].Load(); told != kept[i] {
				t.Errorf("transaction %d was told %v, its row is there: %v", i, told, kept[i])
			}
		}
	})
}

func TestClosingLeavesNobodyWaiting(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				for n := range 20 {
					if d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, fmt.Sprint(i), int64(n)) }) != nil {
						return
					}
				}
			})
		}
		time.Sleep(time.Millisecond)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
		if err := d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, "late", 1) }); err == nil {
			t.Error("a closed database took a row")
		}
	})
}

func TestRowsOnTheirWayToAServerThatHangsAreGivenUpInTime(t *testing.T) {
	testkit.MySQLURL(t) // skips where there is no server to be had
	server, err := testkit.StartMariaDB(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	d, err := db.Open(t.Context(), server.Database(t), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var at time.Time
	err = d.Tx(t.Context(), func(ctx context.Context) error {
		server.Freeze()
		at = time.Now()
		return add(ctx, d, "a", 1)
	})
	if took := time.Since(at); took > 4*time.Second || fault.Code(db.Fault(err)) != "unavailable" {
		t.Errorf("answered after %s: %v", took, err)
	}
	server.Thaw()
	for start := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err := d.Tx(t.Context(), func(ctx context.Context) error { return add(ctx, d, "b", time.Now().UnixNano()) })
		if err == nil {
			break
		}
		if time.Since(start) > 10*time.Second {
			t.Fatal(err)
		}
	}
	if count(t, d, "b") != 1 {
		t.Errorf("%d rows after the server came back", count(t, d, "b"))
	}
}
