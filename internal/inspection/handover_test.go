package inspection_test

import (
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

// A place that changes hands takes its open rounds back from the supplier that leaves,
// also one that had begun; the supplier that comes owes those that begin from then on.
func TestTheRoundsOfAPlaceGoWithItToTheNewSupplier(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		s.handTo(inspectiontest.ContractB)
		if due, open := s.Facts(ledger.TaskDue), s.Count("tasks", "state = 'open' AND supplier_id = ?", inspectiontest.SupplierA); due != 0 || open != 0 {
			t.Errorf("after the place was handed over %d rounds are due and %d open for who left", due, open)
		}
		s.Tick()
		r, err := s.Inspections.Submit(s.StaffB(), s.pass())
		s.Must(err)
		if r.TaskID != "" || s.Facts(ledger.TaskDone) != 0 {
			t.Errorf("today's round had begun, and was given to the new supplier: %q", r.TaskID)
		}
		s.Clock.Advance(24 * time.Hour)
		s.Tick()
		r, err = s.Inspections.Submit(s.StaffB(), s.pass())
		s.Must(err)
		if r.TaskID == "" || s.Facts(ledger.TaskDue) != 1 || s.Facts(ledger.TaskDone) != 1 || s.Facts(ledger.TaskMissed) != 0 {
			t.Errorf("tomorrow's round: task %q", r.TaskID)
		}
	})
}

// A round that was missed before the move stays, and is nobody's but the former
// supplier's.
func TestTheFormerSuppliersRoundIsNotTheNewOnesToDo(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		s.plan(round.BySupplier)
		task, b := s.task().ID, s.pass()
		s.Clock.Advance(48 * time.Hour)
		s.Tick()
		s.handTo(inspectiontest.ContractB)
		due, missed := s.Facts(ledger.TaskDue), s.Facts(ledger.TaskMissed)
		r, err := s.Inspections.Submit(s.StaffB(), b)
		s.Must(err)
		if r.TaskID != "" {
			t.Errorf("the new supplier's check was booked on task %q", r.TaskID)
		}
		s.holds(t, due, 0, 0, missed, round.TaskMissed)
		b.TaskID = task
		s.refused(s.StaffB(), t, b, "task_mismatch", "taskId")
	})
}

func (s *scene) handTo(contract string) {
	_, err := s.Checkpoints.Update(s.Manager(), s.point.ID, s.point.Version, checkpoint.Change{ContractID: &contract})
	s.Must(err)
}
