package round_test

import (
	"context"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

func TestAnAssessorReachesTheAssignedSitesOnly(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID), w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)
		w.Planned(w.Daily("08:00", "18:00", round.ByAgency, a))
		elsewhere := w.Planned(w.Daily("08:00", "18:00", round.ByAgency, b))
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
		_, err = w.Inspections.Submit(w.StaffA(), w.Pass(list, a, inspection.Self))
		w.Must(err)
		for names, ctx := range map[string]context.Context{"": assessor, "供应商A供应商A甲员工": w.StaffA()} {
			tasks, err := w.Rounds.Tasks(ctx, round.TaskFilter{SiteID: inspectiontest.SiteOne}, page.Request{})
			if err != nil || len(tasks.Items) != 2 {
				t.Fatalf("tasks %+v %v", tasks.Items, err)
			}
			one, two := tasks.Items[0], tasks.Items[1]
			if got := one.SupplierName + two.SupplierName + one.InspectorName + two.InspectorName; got != names {
				t.Errorf("the names %q are told, want %q", got, names)
			}
		}
		if tasks, err := w.Rounds.Tasks(assessor, round.TaskFilter{}, page.Request{}); err != nil || len(tasks.Items) != 2 {
			t.Errorf("tasks %+v %v", tasks.Items, err)
		}
		rounds, err := w.Rounds.Rounds(assessor, round.RoundFilter{})
		if err != nil || len(rounds) != 2 || rounds[0].SupplierName+rounds[1].SupplierName+rounds[0].Who.Name+rounds[1].Who.Name != "" {
			t.Errorf("rounds %+v %v", rounds, err)
		}
		_, err = w.Rounds.Plan(assessor, elsewhere.ID)
		refused(t, "read a plan elsewhere", err, "not_found", "")
		_, err = w.Rounds.StopPlan(assessor, elsewhere.ID)
		refused(t, "stop a plan elsewhere", err, "not_found", "")
		_, err = w.Rounds.Route(assessor, elsewhere.RouteID)
		refused(t, "read a route elsewhere", err, "not_found", "")
		_, err = w.Rounds.RetireRoute(assessor, elsewhere.RouteID)
		refused(t, "retire a route elsewhere", err, "not_found", "")
		_, err = w.Rounds.CreateRoute(assessor, round.Route{Name: "x", Stops: []string{b.ID}})
		refused(t, "walk a checkpoint elsewhere", err, "checkpoint_unknown", "checkpointIds[0]")
		if n := w.Count("inspection_plans", "state <> 'active'") + w.Count("routes", "state <> 'active'"); n != 0 {
			t.Errorf("%d plans and routes were stopped", n)
		}
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

func TestASpotCheckIsKnownToItsInspectorAndWhoKeepsTheDrawsAndToNoSupplier(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		at := w.Checkpoint(inspectiontest.SupplierA, list)
		drawn := func(position int, inspector string) {
			w.Must(w.DB.Tx(w.System(), func(ctx context.Context) error {
				_, err := w.Rounds.Assign(ctx, []round.Spot{{ID: id.New(), DrawID: id.New(), Position: position, CheckpointID: at.ID, ChecklistID: list,
					SupplierID: inspectiontest.SupplierA, ContractID: inspectiontest.ContractA, SiteID: inspectiontest.SiteOne, Category: vocab.Cleaning, InspectorID: inspector,
					From: "2026-11-18", To: "2026-11-22"}})
				return err
			}))
		}
		drawn(1, inspectiontest.InspectorID)
		drawn(2, inspectiontest.StaffAID) // no draw names a supplier's people; if one did, they would not be told
		for who, c := range map[string]struct {
			ctx         context.Context
			list, today int
		}{"its inspector": {w.Inspector(), 1, 1}, "the manager": {w.Manager(), 2, 0}, "another inspector": {testkit.As("other", "inspector"), 0, 0},
			"the assessor of the site": {w.Assessor(), 0, 0}, "the supplier": {w.BossA(), 0, 0}, "who is named": {w.StaffA(), 0, 0},
			"the supplier with every permission": {testkit.Trusted(w.StaffA()), 0, 0}, "another supplier": {testkit.Trusted(w.BossB()), 0, 0}} {
			if got, err := w.Rounds.Tasks(c.ctx, round.TaskFilter{From: "2026-11-01", To: "2026-11-30"}, page.Request{}); err != nil || len(got.Items) != c.list {
				t.Errorf("%s lists %+v, %v", who, got.Items, err)
			}
			if got, err := w.Rounds.Today(c.ctx); err != nil || len(got.Tasks) != c.today {
				t.Errorf("%s has today %+v, %v", who, got.Tasks, err)
			}
		}
	})
}
