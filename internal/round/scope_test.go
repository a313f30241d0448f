package round_test

import (
	"context"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

func TestAnAssessorReachesTheAssignedSitesOnly(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID), w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)
		for _, c := range []checkpoint.Detail{a, b} {
			p := daily(c)
			p.Assignee = round.ByAgency
			_, err := w.Rounds.CreatePlan(w.Manager(), p)
			w.Must(err)
		}
		_, err := w.Rounds.MaterialiseDay(w.System(), "2026-11-21")
		w.Must(err)
		plans, err := w.Rounds.Plans(w.Assessor(), round.PlanFilter{}, page.Request{})
		if err != nil || len(plans.Items) != 1 || plans.Items[0].CheckpointID != a.ID {
			t.Errorf("plans %+v %v", plans.Items, err)
		}
		tasks, err := w.Rounds.Tasks(w.Assessor(), round.TaskFilter{}, page.Request{})
		if err != nil || len(tasks.Items) != 1 || tasks.Items[0].CheckpointID != a.ID {
			t.Errorf("tasks %+v %v", tasks.Items, err)
		}
		_, err = w.Checkpoints.Retire(testkit.Trusted(w.Assessor()), b.ID, "停用")
		refused(t, "a change elsewhere", err, "not_found", "")
	})
}

// Whoever judges without knowing whose work it is must not learn it by asking for a
// supplier and seeing whether anything comes.
func TestABlindAssessorWhoAsksForASupplierIsToldNothing(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		a := place(w)
		p := daily(a)
		p.Assignee = round.ByAgency
		_, err := w.Rounds.CreatePlan(w.Manager(), p)
		w.Must(err)
		_, err = w.Rounds.MaterialiseDay(w.System(), "2026-11-21")
		w.Must(err)
		for name, f := range map[string]checkpoint.Filter{"supplier": {SupplierID: inspectiontest.SupplierA}, "contract": {ContractID: inspectiontest.ContractA}} {
			if got, err := w.Checkpoints.List(w.Assessor(), f, page.Request{}); err != nil || len(got.Items) != 0 {
				t.Errorf("checkpoints by %s: %d %v", name, len(got.Items), err)
			}
		}
		if got, err := w.Rounds.Tasks(w.Assessor(), round.TaskFilter{SupplierID: inspectiontest.SupplierA}, page.Request{}); err != nil || len(got.Items) != 0 {
			t.Errorf("tasks by supplier: %d %v", len(got.Items), err)
		}
	})
}

func TestTheFirstScreenCountsTheFindingsInReachOnly(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID), w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)
		submit := func(ctx context.Context, c checkpoint.Detail, failed int) {
			s := w.Pass(list, c, inspection.Self)
			for i := range failed {
				s.Observations[2*i].Result = vocab.Fail
			}
			_, err := w.Inspections.Submit(ctx, s)
			w.Must(err)
		}
		submit(w.StaffA(), a, 1)
		submit(w.StaffB(), b, 2)
		for want, ctx := range map[int]context.Context{1: w.StaffA(), 2: w.StaffB(), 3: w.Manager()} {
			if got, err := w.Rounds.Today(ctx); err != nil || got.OpenFindings != want {
				t.Errorf("%d open findings, not %d: %v", got.OpenFindings, want, err)
			}
		}
		if got, err := w.Rounds.Today(w.Assessor()); err != nil || got.OpenFindings != 1 {
			t.Errorf("the assessor at A's site counts %d: %v", got.OpenFindings, err)
		}
	})
}
