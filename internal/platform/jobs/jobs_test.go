package jobs_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
	"hengjian/internal/testkit"
)

func counting(n *atomic.Int64, err error) jobs.Job {
	return jobs.Job{Name: "count", Every: time.Minute, Run: func(ctx context.Context, _ time.Time) error {
		if !authz.From(ctx).IsSystem() {
			return errors.New("not the system")
		}
		n.Add(1)
		return err
	}}
}

func replica(d *db.DB, c clock.Clock, j ...jobs.Job) *jobs.Runner {
	r := jobs.New(d, c)
	r.Add(j...)
	return r
}

func TestManyReplicasRunASlotOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		c := testkit.Clock()
		var wg sync.WaitGroup
		for range 8 {
			r := replica(d, c, counting(&n, nil))
			wg.Go(func() {
				for range 3 {
					if err := r.RunDue(t.Context(), c.Now()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n.Load() != 1 {
			t.Errorf("ran %d times", n.Load())
		}
	})
}

func TestTheNextSlotRunsAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		c := testkit.Clock()
		r := replica(d, c, counting(&n, nil))
		_ = r.RunDue(t.Context(), c.Now())
		c.Advance(59 * time.Second)
		_ = r.RunDue(t.Context(), c.Now())
		if n.Load() != 1 {
			t.Errorf("ran %d times in one minute", n.Load())
		}
		c.Advance(time.Second)
		_ = r.RunDue(t.Context(), c.Now())
		if n.Load() != 2 {
			t.Errorf("ran %d times in two minutes", n.Load())
		}
	})
}

func TestAFailureOrAPanicIsNotedAndKeepsNobodyFromRunning(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		c := testkit.Clock()
		r := replica(d, c,
			jobs.Job{Name: "fails", Every: time.Minute, Run: func(context.Context, time.Time) error { return errors.New("no luck") }},
			jobs.Job{Name: "panics", Every: time.Minute, Run: func(context.Context, time.Time) error { panic("dropped") }},
			counting(&n, nil))
		if err := r.RunDue(t.Context(), c.Now()); err != nil {
			t.Fatal(err)
		}
		list, err := r.List(t.Context())
		if err != nil || len(list) != 3 {
			t.Fatal(list, err)
		}
		if list[0].LastError != "no luck" || list[0].LastFinished == nil || list[1].LastError == "" || list[2].LastError != "" || n.Load() != 1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestARunThatDiedIsTakenOverAfterItsLease(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		c := testkit.Clock()
		day := counting(&n, nil)
		day.Every = 24 * time.Hour
		err := d.Tx(t.Context(), func(ctx context.Context) error {
			return d.Conn(ctx).Exec("INSERT INTO job_slots (name, slot, owner, started_at, error) VALUES ('count', ?, 'dead', ?, '')",
				c.Now().Truncate(day.Every).UnixMilli(), c.Now().UnixMilli()).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		r := replica(d, c, day)
		_ = r.RunDue(t.Context(), c.Now())
		if n.Load() != 0 {
			t.Error("a running slot was taken over")
		}
		c.Advance(jobs.Lease + time.Second)
		_ = r.RunDue(t.Context(), c.Now())
		if n.Load() != 1 {
			t.Error("a dead run was not taken over")
		}
	})
}

func TestARunThatAStopCutsShortIsRunAgainAtOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		c := testkit.Clock()
		var n atomic.Int64
		stopping, stop := context.WithCancel(t.Context())
		first := replica(d, c, jobs.Job{Name: "count", Every: 24 * time.Hour, Run: func(ctx context.Context, _ time.Time) error {
			stop()
			return ctx.Err()
		}})
		_ = first.RunDue(stopping, c.Now())
		day := counting(&n, nil)
		day.Every = 24 * time.Hour
		if err := replica(d, c, day).RunDue(t.Context(), c.Now()); err != nil || n.Load() != 1 {
			t.Errorf("ran %d times, %v", n.Load(), err)
		}
	})
}
