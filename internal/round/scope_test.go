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
			w.Planned(w.Daily("08:00", "18:00", round.ByAgency, c))
		}
		person := w.Daily("08:00", "18:00", round.BySupplier, a)
		person.Who = round.Who{Kind: round.ByPerson, ID: inspectiontest.StaffAID}
		w.Planned(person)
		assessor := testkit.Trusted(w.Assessor())
		plans, err := w.Rounds.Plans(assessor, round.PlanFilter{}, page.Request{})
		if err != nil || len(plans.Items) != 2 || plans.Items[1].SupplierName+plans.Items[1].SupplierID+plans.Items[1].Who.Name+plans.Items[1].Who.ID != "" {
			t.Errorf("plans %+v %v", plans.Items, err)
		}
		routes, err := w.Rounds.ListRoutes(assessor, round.RouteFilter{}, page.Request{})
		if err != nil || len(routes.Items) != 2 || routes.Items[0].SupplierID+routes.Items[0].SupplierName != "" {
			t.Errorf("routes %+v %v", routes.Items, err)
		}
		tasks, err := w.Rounds.Tasks(assessor, round.TaskFilter{}, page.Request{})
		if err != nil || len(tasks.Items) != 2 || tasks.Items[0].CheckpointID != a.ID {
			t.Errorf("tasks %+v %v", tasks.Items, err)
		}
		rounds, err := w.Rounds.Rounds(assessor, round.RoundFilter{})
		if err != nil || len(rounds) != 2 || rounds[0].SupplierName+rounds[1].SupplierName+rounds[0].Who.Name+rounds[1].Who.Name != "" {
			t.Errorf("rounds %+v %v", rounds, err)
		}
		_, err = w.Checkpoints.Retire(assessor, b.ID, "停用")
		refused(t, "a change elsewhere", err, "not_found", "")
	})
}

// Whoever judges without knowing whose work it is must not learn it by asking for a
// supplier and seeing whether anything comes.
func TestABlindAssessorWhoAsksForASupplierIsToldNothing(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		w.Planned(w.Daily("08:00", "18:00", round.ByAgency, place(w)))
		if got, err := w.Rounds.Tasks(w.Assessor(), round.TaskFilter{SupplierID: inspectiontest.SupplierA}, page.Request{}); err != nil || len(got.Items) != 0 {
			t.Errorf("tasks by supplier: %d %v", len(got.Items), err)
		}
		if got, err := w.Rounds.Rounds(w.Assessor(), round.RoundFilter{SupplierID: inspectiontest.SupplierA}); err != nil || len(got) != 0 {
			t.Errorf("rounds by supplier: %d %v", len(got), err)
		}
		if got, err := w.Rounds.Plans(w.Assessor(), round.PlanFilter{SupplierID: inspectiontest.SupplierA}, page.Request{}); err != nil || len(got.Items) != 0 {
			t.Errorf("plans by supplier: %d %v", len(got.Items), err)
		}
		if got, err := w.Rounds.ListRoutes(w.Assessor(), round.RouteFilter{SupplierID: inspectiontest.SupplierA}, page.Request{}); err != nil || len(got.Items) != 0 {
			t.Errorf("routes by supplier: %d %v", len(got.Items), err)
		}
	})
}

func TestEveryoneSeesExactlyTheirRoutesAndPlans(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a := w.Planned(w.Daily("08:00", "18:00", round.BySupplier, w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)))
		w.Planned(w.Daily("08:00", "18:00", round.BySupplier, w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)))
		for name, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"manager": {w.Manager(), 2}, "A": {w.StaffA(), 1}, "B": {w.StaffB(), 1}, "nobody": {context.Background(), 0}} {
			plans, err := w.Rounds.Plans(c.ctx, round.PlanFilter{}, page.Request{})
			w.Must(err)
			routes, err := w.Rounds.ListRoutes(c.ctx, round.RouteFilter{}, page.Request{})
			w.Must(err)
			if len(plans.Items) != c.want || len(routes.Items) != c.want {
				t.Errorf("%s sees %d plans, %d routes", name, len(plans.Items), len(routes.Items))
			}
		}
		b := testkit.Trusted(w.StaffB())
		_, err := w.Rounds.Plan(b, a.ID)
		refused(t, "read another's plan", err, "not_found", "")
		_, err = w.Rounds.StopPlan(b, a.ID)
		refused(t, "stop another's plan", err, "not_found", "")
		_, err = w.Rounds.Route(b, a.RouteID)
		refused(t, "read another's route", err, "not_found", "")
		_, err = w.Rounds.RetireRoute(b, a.RouteID)
		refused(t, "retire another's route", err, "not_found", "")
		route, err := w.Rounds.Route(w.Manager(), a.RouteID)
		w.Must(err)
		_, err = w.Rounds.CreateRoute(b, round.Route{Name: "x", Stops: []string{route.Stops[0].CheckpointID}})
		refused(t, "walk another's checkpoint", err, "checkpoint_unknown", "checkpointIds[0]")
		for _, f := range []round.PlanFilter{{SupplierID: inspectiontest.SupplierA}, {RouteID: a.RouteID}, {SiteID: inspectiontest.SiteOne}, {CheckpointID: route.Stops[0].CheckpointID}} {
			if got, err := w.Rounds.Plans(b, f, page.Request{}); err != nil || len(got.Items) != 0 {
				t.Errorf("filter %+v shows %d, %v", f, len(got.Items), err)
			}
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

func TestWhoChecksAgainDoesNotSeeTheFirstFindingsOnTheFirstScreen(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		at := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		sub := w.Pass(list, at, inspection.Supervision)
		sub.Observations[0].Result = vocab.Fail
		first, err := w.Inspections.Submit(w.Inspector(), sub)
		w.Must(err)
		w.Again(first.ID, "second")
		for user, want := range map[string]int{"second": 0, "third": 1} {
			if got, err := w.Rounds.Today(testkit.As(user, "inspector")); err != nil || got.OpenFindings != want {
				t.Errorf("the %s inspector counts %d open findings, want %d: %v", user, got.OpenFindings, want, err)
			}
		}
	})
}
