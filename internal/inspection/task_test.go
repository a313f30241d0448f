package inspection_test

import (
	"sync"
	"testing"
	"time"

	"hengjian/internal/inspection"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

func (s *scene) holds(t *testing.T, due, done, late, missed int64, state round.TaskState) {
	t.Helper()
	for kind, want := range map[ledger.Kind]int64{ledger.TaskDue: due, ledger.TaskDone: done, ledger.TaskLate: late, ledger.TaskMissed: missed} {
		if n := s.Facts(kind); n != want {
			t.Errorf("%s adds up to %d, want %d", kind, n, want)
		}
	}
	if got := s.task(); got.State != state {
		t.Errorf("the task is %s, want %s", got.State, state)
	}
}

func TestATaskIsDoneInItsWindowLateAfterItAndNeverBefore(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		b := s.pass()
		b.TaskID = s.task().ID
		early := b
		early.FinishedAt = s.Clock.Now().Add(-61 * time.Minute)
		early.StartedAt = early.FinishedAt
		s.refused(s.StaffA(), t, early, "task_mismatch", "taskId")
		yesterday := b
		yesterday.FinishedAt = s.Clock.Now().Add(-24 * time.Hour)
		yesterday.StartedAt = yesterday.FinishedAt
		s.refused(s.StaffA(), t, yesterday, "task_mismatch", "taskId")
		b.Mode = inspection.Supervision
		s.refused(s.Inspector(), t, b, "task_mismatch", "taskId") // the supplier's round
		b.Mode = inspection.Self
		s.holds(t, 1, 0, 0, 0, round.TaskOpen)

		s.Clock.Set(time.Date(2026, 11, 21, 14, 0, 1, 0, s.Clock.Zone()))
		b.FinishedAt = s.Clock.Now()
		r, err := s.Inspections.Submit(s.StaffA(), b)
		s.Must(err)
		s.holds(t, 1, 0, 1, 0, round.TaskLate)
		if r.TaskID != b.TaskID {
			t.Errorf("the receipt names task %q", r.TaskID)
		}
		s.refused(s.StaffA(), t, b, "task_already_done", "")
	})
}

func TestWhoeverScansAndChecksHasDoneTheRoundWithoutNamingIt(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		r, err := s.Inspections.Submit(s.Inspector(), s.Pass(s.version, s.point, inspection.Supervision))
		s.Must(err)
		if r.TaskID != "" {
			t.Error("an inspector did the supplier's round")
		}
		s.holds(t, 1, 0, 0, 0, round.TaskOpen)
		r, err = s.Inspections.Submit(s.StaffA(), s.pass())
		s.Must(err)
		if r.TaskID != s.task().ID {
			t.Errorf("the receipt names task %q", r.TaskID)
		}
		s.holds(t, 1, 1, 0, 0, round.TaskDone)
		r, err = s.Inspections.Submit(s.StaffA(), s.pass()) // a second look is welcome and does no task
		s.Must(err)
		if r.TaskID != "" {
			t.Error("a task was done twice")
		}
		s.holds(t, 1, 1, 0, 0, round.TaskDone)
	})
}

func TestAMissIsTakenBackWhenARecordFromADeadSpotArrives(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		b := s.pass()
		b.TaskID = s.task().ID
		s.Clock.Advance(48 * time.Hour)
		s.Tick()
		s.holds(t, 3, 0, 0, 2, round.TaskMissed)
		if _, err := s.Inspections.Submit(s.StaffA(), b); err != nil {
			t.Fatal(err)
		}
		s.holds(t, 3, 1, 0, 1, round.TaskDone)
		s.Tick()
		s.holds(t, 3, 1, 0, 1, round.TaskDone)
	})
}

func TestARoundOfTheAgencyIsNoFactAboutTheSupplier(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.ByAgency)
		_, err := s.Inspections.Submit(s.Inspector(), s.Pass(s.version, s.point, inspection.Supervision))
		s.Must(err)
		s.holds(t, 0, 0, 0, 0, round.TaskDone)
	})
}

func TestOfTwoChecksForOneTaskAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		b := s.pass()
		b.TaskID = s.task().ID
		var wg sync.WaitGroup
		codes := make([]string, 8)
		for i := range codes {
			wg.Go(func() {
				_, err := s.Inspections.Submit(s.StaffA(), b)
				codes[i] = fault.Code(err)
			})
		}
		wg.Wait()
		won := 0
		for _, code := range codes {
			switch code {
			case "":
				won++
			case "task_already_done":
			default:
				t.Errorf("a loser got %q", code)
			}
		}
		if won != 1 || s.Count("inspections", "1 = 1") != 1 {
			t.Errorf("%d won, %d records", won, s.Count("inspections", "1 = 1"))
		}
		s.holds(t, 1, 1, 0, 0, round.TaskDone)
	})
}
