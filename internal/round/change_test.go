package round_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

// shape writes the tasks that stand as "day start-end" in the agency's zone.
func shape(w *inspectiontest.World) string {
	p, err := w.Rounds.Tasks(w.Manager(), round.TaskFilter{From: "2026-11-01", To: "2026-12-31"}, page.Request{Limit: page.Max})
	w.Must(err)
	var out []string
	for _, x := range p.Items {
		zone := w.Clock.Zone()
		out = append(out, fmt.Sprintf("%s %s-%s %s", x.DueOn[8:], x.WindowStartAt.In(zone).Format("15"), x.WindowEndAt.In(zone).Format("15"), x.State))
	}
	return strings.Join(out, ", ")
}

func TestChangingAPlanChangesOnlyWhatHasNotBegun(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		p := w.Daily("08:00", "13:00", round.BySupplier, place(w))
		p.Windows = append(p.Windows, round.Window{Start: "14:00", End: "16:00"})
		p.EndsOn = "2026-11-22"
		v := w.Planned(p)
		w.Tick()
		if got := shape(w); got != "21 08-13 open, 21 14-16 open, 22 08-13 open, 22 14-16 open" {
			t.Fatal(got)
		}
		begun := w.Count("tasks", "window_start_at <= ?", w.Clock.Now().UnixMilli())
		windows := []round.Window{{Start: "09:00", End: "13:00"}, {Start: "14:00", End: "18:00"}}
		_, err := w.Rounds.UpdatePlan(w.Manager(), v.ID, 9, round.PlanChange{Windows: windows})
		refused(t, "stale", err, "version_stale", "")
		_, err = w.Rounds.UpdatePlan(w.StaffB(), v.ID, 1, round.PlanChange{Windows: windows})
		refused(t, "another supplier's", err, "not_found", "")
		hourly := "FREQ=HOURLY"
		_, err = w.Rounds.UpdatePlan(w.Manager(), v.ID, 1, round.PlanChange{RRule: &hourly})
		refused(t, "hourly", err, "rrule_invalid", "rrule")
		var afternoon string
		w.Must(w.DB.Conn(t.Context()).Table("tasks").Where("due_on = '2026-11-21' AND window_start_at > ?", w.Clock.Now().UnixMilli()).Pluck("id", &afternoon).Error)

		_, err = w.Rounds.UpdatePlan(w.Manager(), v.ID, 1, round.PlanChange{Windows: windows})
		w.Must(err)
		// today's morning had begun: it stays as it was, and 09:00 makes no second one
		if got := shape(w); got != "21 08-13 open, 21 14-18 open, 22 09-13 open, 22 14-18 open" || begun != 1 {
			t.Error(got)
		}
		if w.Count("tasks", "id = ? AND state = 'open'", afternoon) != 1 {
			t.Error("a task that only ends later lost the id a phone may hold")
		}
		w.Tick()
		if due := w.Facts(ledger.TaskDue); due != 2 {
			t.Errorf("%d due", due)
		}
		_, err = w.Rounds.StopPlan(w.Manager(), v.ID)
		w.Must(err)
		if got := shape(w); got != "21 08-13 open" || w.Facts(ledger.TaskDue) != 1 {
			t.Errorf("%s; %d due", got, w.Facts(ledger.TaskDue))
		}
		_, err = w.Rounds.StopPlan(w.Manager(), v.ID)
		refused(t, "stopped twice", err, "plan_stopped", "")
		w.Clock.Advance(24 * time.Hour)
		w.Tick()
		if got := shape(w); got != "21 08-13 missed" {
			t.Error(got)
		}
	})
}

func TestAWithdrawnTaskThatComesBackIsDueOnce(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		p := w.Daily("14:00", "16:00", round.BySupplier, place(w))
		p.EndsOn = "2026-11-21"
		v := w.Planned(p)
		for i := range 3 {
			w.Tick()
			if due := w.Facts(ledger.TaskDue); due != 1 {
				t.Fatalf("turn %d: %d due", i, due)
			}
			rule := "FREQ=WEEKLY;BYDAY=MO" // today is Saturday
			_, err := w.Rounds.UpdatePlan(w.Manager(), v.ID, 1+2*i, round.PlanChange{RRule: &rule})
			w.Must(err)
			if due := w.Facts(ledger.TaskDue); due != 0 || shape(w) != "" {
				t.Fatalf("turn %d: %d due, %s", i, due, shape(w))
			}
			rule = "FREQ=DAILY"
			_, err = w.Rounds.UpdatePlan(w.Manager(), v.ID, 2+2*i, round.PlanChange{RRule: &rule})
			w.Must(err)
		}
	})
}

func TestATaskDoneBeforeItWasCountedIsDueAndDone(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		c := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		w.Planned(w.Daily("08:00", "18:00", round.BySupplier, c))
		r, err := w.Inspections.Submit(w.StaffA(), w.Pass(list, c, inspection.Self))
		w.Must(err)
		for range 2 {
			if due, done := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskDone); due != 1 || done != 1 || r.TaskID == "" {
				t.Errorf("%d due, %d done", due, done)
			}
			w.Tick()
		}
	})
}

func TestAPhoneThatHoldsAWithdrawnTaskIsHeard(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		c := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		v := w.Planned(w.Daily("14:00", "16:00", round.BySupplier, c))
		tasks, err := w.Rounds.Tasks(w.StaffA(), round.TaskFilter{}, page.Request{})
		w.Must(err)
		_, err = w.Rounds.UpdatePlan(w.Manager(), v.ID, 1, round.PlanChange{Windows: []round.Window{{Start: "14:30", End: "16:00"}}})
		w.Must(err)
		w.Clock.Advance(3 * time.Hour)
		s := w.Pass(list, c, inspection.Self)
		s.TaskID = tasks.Items[0].ID
		r, err := w.Inspections.Submit(w.StaffA(), s)
		if err != nil || r.TaskID == "" || r.TaskID == s.TaskID {
			t.Errorf("did task %q, %v; want the one that took its place", r.TaskID, err)
		}
		_, err = w.Rounds.StopPlan(w.Manager(), v.ID)
		w.Must(err)
		r, err = w.Inspections.Submit(w.StaffA(), s)
		if err != nil || r.TaskID != "" {
			t.Errorf("did task %q, %v; want a record without a task", r.TaskID, err)
		}
	})
}

func TestAChangedRouteChangesOnlyWhatHasNotBegun(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		a, b, c := w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierA, list)
		other, foreign := w.Checkpoint(inspectiontest.SupplierB, list), w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
		p := w.Daily("08:00", "18:00", round.BySupplier, a, b)
		p.EndsOn, p.ChecklistID = "2026-11-22", list
		w.Planned(p)
		r, err := w.Rounds.Route(w.Manager(), p.RouteID)
		w.Must(err)
		for name, x := range map[string]struct {
			stops []string
			code  string
		}{
			"another site": {[]string{a.ID, other.ID}, "site_mismatch"}, "twice": {[]string{a.ID, a.ID}, "stop_duplicate"}, "nowhere": {[]string{a.ID, r.ID}, "checkpoint_unknown"},
			"none": {[]string{}, "stops_count"}, "not by this list": {[]string{a.ID, foreign.ID}, "checklist_mismatch"},
		} {
			_, err := w.Rounds.UpdateRoute(w.Manager(), r.ID, 1, round.RouteChange{Stops: x.stops})
			refused(t, name, err, x.code, "")
		}
		_, err = w.Rounds.UpdateRoute(w.Manager(), r.ID, 2, round.RouteChange{Stops: []string{c.ID}})
		refused(t, "stale", err, "version_stale", "")
		_, err = w.Rounds.UpdateRoute(w.StaffB(), r.ID, 1, round.RouteChange{Stops: []string{c.ID}})
		refused(t, "another supplier's", err, "not_found", "")

		_, err = w.Rounds.UpdateRoute(w.Manager(), r.ID, 1, round.RouteChange{Stops: []string{c.ID, a.ID}})
		w.Must(err)
		w.Tick()
		names := map[string]string{a.ID: "a", b.ID: "b", c.ID: "c"}
		got := map[string]string{}
		list2, err := w.Rounds.Tasks(w.Manager(), round.TaskFilter{From: "2026-11-21", To: "2026-11-22"}, page.Request{})
		w.Must(err)
		for _, x := range list2.Items {
			got[string(x.DueOn)] += fmt.Sprint(names[x.CheckpointID], x.Position)
		}
		if today, tomorrow := got["2026-11-21"], got["2026-11-22"]; !same(today, "a1b2") || !same(tomorrow, "c1a2") {
			t.Errorf("today %s, tomorrow %s", today, tomorrow)
		}
		_, err = w.Rounds.RetireRoute(w.Manager(), r.ID)
		w.Must(err)
		if n := w.Count("tasks", "state = 'open'"); n != 2 {
			t.Errorf("%d tasks stand after the route was retired, want today's two", n)
		}
		_, err = w.Rounds.RetireRoute(w.Manager(), r.ID)
		refused(t, "retired twice", err, "route_retired", "")
		_, err = w.Rounds.UpdateRoute(w.Manager(), r.ID, 3, round.RouteChange{Stops: []string{c.ID}})
		refused(t, "retired", err, "route_retired", "")
	})
}

// same compares the two-letter words of two texts without their order.
func same(a, b string) bool {
	return a == b || len(a) == 4 && a[2:]+a[:2] == b
}

func TestARetiredCheckpointLeavesItsRoutesAndTheOthersStay(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		a, b := w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierA, list)
		p := w.Daily("08:00", "18:00", round.BySupplier, a, b)
		w.Planned(p)
		w.Tick()
		_, err := w.Checkpoints.Retire(w.Manager(), a.ID, "停用")
		w.Must(err)
		r, err := w.Rounds.Route(w.StaffA(), p.RouteID)
		w.Must(err)
		if len(r.Stops) != 1 || r.Stops[0].CheckpointID != b.ID || r.Stops[0].Position != 1 || r.Version != 2 || r.State != round.Active {
			t.Errorf("route %+v", r)
		}
		if w.Count("tasks", "checkpoint_id = ? AND state <> 'withdrawn'", a.ID) != 0 || w.Count("tasks", "checkpoint_id = ? AND state = 'open'", b.ID) != 8 || w.Facts(ledger.TaskDue) != 1 {
			t.Errorf("%d, %d tasks, %d due", w.Count("tasks", "checkpoint_id = ? AND state <> 'withdrawn'", a.ID), w.Count("tasks", "checkpoint_id = ? AND state = 'open'", b.ID), w.Facts(ledger.TaskDue))
		}
	})
}

// At a change of contractor checkpoints go over one by one; the round goes on.
func TestACheckpointThatGoesToAnotherSupplierTakesItsComingTasksAlong(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		a, b := w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierA, list)
		p := w.Daily("08:00", "18:00", round.BySupplier, a, b)
		p.EndsOn = "2026-11-22"
		w.Planned(p)
		contract := inspectiontest.ContractB
		_, err := w.Checkpoints.Update(w.Manager(), a.ID, 1, checkpoint.Change{ContractID: &contract})
		w.Must(err)
		mine, err := w.Rounds.Tasks(w.StaffB(), round.TaskFilter{From: "2026-11-21", To: "2026-11-22"}, page.Request{})
		w.Must(err)
		if len(mine.Items) != 1 || mine.Items[0].DueOn != "2026-11-22" {
			t.Errorf("the new supplier has %+v", mine.Items)
		}
		for name, ctx := range map[string]func() (round.RouteDetail, error){
			"the old supplier": func() (round.RouteDetail, error) { return w.Rounds.Route(w.StaffA(), p.RouteID) },
			"the new supplier": func() (round.RouteDetail, error) { return w.Rounds.Route(w.StaffB(), p.RouteID) },
		} {
			_, err := ctx()
			refused(t, name+" reads a route of two", err, "not_found", "")
		}
		_, err = w.Checkpoints.Update(w.Manager(), b.ID, 1, checkpoint.Change{ContractID: &contract})
		w.Must(err)
		if r, err := w.Rounds.Route(w.StaffB(), p.RouteID); err != nil || r.SupplierID != inspectiontest.SupplierB {
			t.Errorf("the route belongs to %q, %v", r.SupplierID, err)
		}
	})
}

func TestAHolidayThatIsDeclaredTakesItsTasksAway(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		p := w.Daily("08:00", "18:00", round.BySupplier, place(w))
		p.Calendar, p.OnRestDay = round.WorkingDays, round.NextWork
		w.Planned(p) // Saturday; tasks from Monday 23 to Friday 27
		if got := w.Count("tasks", "state = 'open'"); got != 5 {
			t.Fatalf("%d tasks", got)
		}
		w.Must(w.Org.SetDay(w.Manager(), restDay("2026-11-23")))
		w.Tick()
		if n := w.Count("tasks", "state = 'open'"); n != 4 || w.Count("tasks", "due_on = '2026-11-23' AND state = 'withdrawn'") != 1 {
			t.Errorf("%d tasks", n)
		}
		w.Must(w.Org.ClearDay(w.Manager(), "2026-11-23"))
		w.Tick()
		if n := w.Count("tasks", "state = 'open'"); n != 5 {
			t.Errorf("%d tasks after the holiday was taken back", n)
		}
	})
}

// Whatever is planned, changed and done in whatever order: every counted task is due
// once, every task that stands ended at most once, and the jobs find nothing twice.
func TestRandomDaysKeepTheLedgerEqualToTheTasks(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		rng := rand.New(rand.NewPCG(11, 22))
		list := w.Published(w.Items("")...)
		var points []checkpoint.Detail
		for range 4 {
			points = append(points, w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID))
		}
		plans := []round.PlanView{}
		windows := func() []round.Window {
			return [][]round.Window{{{Start: "06:00", End: "09:00"}, {Start: "13:00", End: "15:00"}}, {{Start: "22:00", End: "05:00"}}, {{Start: "00:00", End: "00:00"}}}[rng.IntN(3)]
		}
		for range 60 {
			switch n := rng.IntN(10); {
			case n == 0 && len(plans) < 6:
				i := rng.IntN(3)
				p := w.Daily("08:00", "09:00", round.BySupplier, points[i:i+1+rng.IntN(2)]...)
				p.Windows = windows()
				plans = append(plans, w.Planned(p))
			case n == 1 && len(plans) > 0:
				i := rng.IntN(len(plans))
				v, err := w.Rounds.UpdatePlan(w.Manager(), plans[i].ID, plans[i].Version, round.PlanChange{Windows: windows()})
				w.Must(err)
				plans[i] = v
			case n < 5:
				_, err := w.Inspections.Submit(w.StaffA(), w.Pass(list, points[rng.IntN(4)], inspection.Self))
				w.Must(err)
			case n < 7:
				w.Tick()
			default:
				w.Clock.Advance(time.Duration(rng.IntN(400)) * time.Minute)
			}
		}
		w.Tick()
		for kind, where := range map[ledger.Kind]string{ledger.TaskDue: "counted = 1 AND state <> 'withdrawn'", ledger.TaskDone: "state = 'done'", ledger.TaskLate: "state = 'late'", ledger.TaskMissed: "state = 'missed'"} {
			if facts, tasks := w.Facts(kind), w.Count("tasks", where); facts != tasks {
				t.Errorf("%s: %d facts, %d tasks", kind, facts, tasks)
			}
		}
		if n := w.Count("tasks", "counted = 0 AND state NOT IN ('open', 'withdrawn')"); n != 0 {
			t.Errorf("%d tasks ended without being due", n)
		}
	})
}
