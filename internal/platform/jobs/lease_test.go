package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
	"hengjian/internal/testkit"
)

func TestARunThatOutlivedItsLeaseDoesNotFinishItsSuccessor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		c := testkit.Clock()
		var successor *jobs.Runner
		var runs atomic.Int64
		slow := jobs.Job{Name: "slow", Every: 24 * time.Hour}
		slow.Run = func(context.Context, time.Time) error {
			if runs.Add(1) == 1 { // the first outlives its lease; the second fails meanwhile
				c.Advance(jobs.Lease + time.Second)
				return successor.RunDue(t.Context(), c.Now())
			}
			return errors.New("the successor's outcome")
		}
		successor = replica(d, c, slow)
		first := replica(d, c, slow)
		if err := first.RunDue(t.Context(), c.Now()); err != nil {
			t.Fatal(err)
		}
		list, err := first.List(t.Context())
		if err != nil || runs.Load() != 2 || list[0].LastError != "the successor's outcome" {
			t.Errorf("%d runs, %+v, %v", runs.Load(), list, err)
		}
	})
}

func TestALongFailureInChineseIsNotedWithoutHalfACharacter(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		c := testkit.Clock()
		r := replica(d, c, jobs.Job{Name: "wordy", Every: time.Minute, Run: func(context.Context, time.Time) error {
			return errors.New("\xff" + strings.Repeat("\u8bef", 1000)) // 3 bytes each: 2000 falls inside one
		}})
		if err := r.RunDue(t.Context(), c.Now()); err != nil {
			t.Fatal(err)
		}
		list, err := r.List(t.Context())
		if err != nil || list[0].LastFinished == nil || !utf8.ValidString(list[0].LastError) || len(list[0].LastError) != 1998 {
			t.Errorf("%d bytes, finished %v, %v", len(list[0].LastError), list[0].LastFinished, err)
		}
	})
}
