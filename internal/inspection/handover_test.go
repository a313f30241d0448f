package inspection_test

import (
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/clock"
)

// A place that changes hands takes its open rounds back from the supplier that leaves,
// and makes those that can still be done for the one that comes.
func TestTheRoundsOfAPlaceGoWithItToTheNewSupplier(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(checkpoint.BySupplier)
		s.handTo(inspectiontest.ContractB)
		if due := s.Facts(ledger.TaskDue); due != 0 || s.Count("tasks", "1 = 1") != 0 {
			t.Errorf("%d rounds are due after the place was handed over", due)
		}
		made, err := s.Checkpoints.MaterialiseDay(s.System(), clock.Today(s.Clock))
		s.Must(err)
		if made != 1 || s.Count("tasks", "supplier_id = ?", inspectiontest.SupplierB) != 1 {
			t.Fatalf("%d tasks were made for the new supplier", made)
		}
		b := s.pass()
		b.CheckpointID = s.point.ID
		r, err := s.Inspections.Submit(s.StaffB(), b)
		s.Must(err)
		if r.TaskID == "" || s.Facts(ledger.TaskDone) != 1 {
			t.Errorf("the new supplier's check did task %q", r.TaskID)
		}
	})
}

// A round that was missed before the move stays, and is nobody's but the former
// supplier's.
func TestTheFormerSuppliersRoundIsNotTheNewOnesToDo(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(checkpoint.BySupplier)
		task, b := s.task().ID, s.pass()
		s.Clock.Advance(48 * time.Hour)
		_, err := s.Checkpoints.CloseDay(s.System(), "2026-11-21")
		s.Must(err)
		s.handTo(inspectiontest.ContractB)
		r, err := s.Inspections.Submit(s.StaffB(), b)
		s.Must(err)
		if r.TaskID != "" {
			t.Errorf("the new supplier's check was booked on task %q", r.TaskID)
		}
		s.holds(t, 1, 0, 0, 1, checkpoint.TaskMissed)
		b.TaskID = task
		s.refused(s.StaffB(), t, b, "task_mismatch", "taskId")
	})
}

func (s *scene) handTo(contract string) {
	_, err := s.Checkpoints.Update(s.Manager(), s.point.ID, s.point.Version, checkpoint.Change{ContractID: &contract})
	s.Must(err)
}
