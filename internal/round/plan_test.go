package round_test

import (
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

func place(w *inspectiontest.World) checkpoint.Detail {
	return w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
}

func TestAPlanThatMeansNothingIsRefused(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		a := place(w)
		list := a.Checklists[0].ID
		b := w.Checkpoint(inspectiontest.SupplierB, list)
		own, mixed := w.Route(a), ""
		// at one site two suppliers
		c, err := w.Checkpoints.Create(w.Manager(), checkpoint.Checkpoint{Name: "二号楼大厅", SiteID: inspectiontest.SiteTwo, ContractID: inspectiontest.ContractA, Category: "cleaning", ChecklistIDs: []string{list}})
		w.Must(err)
		mixed = w.Route(b, c).ID
		retired := w.Route(a)
		_, err = w.Rounds.RetireRoute(w.Manager(), retired.ID)
		w.Must(err)
		team, err := w.Rounds.CreateTeam(w.BossB(), round.Team{Name: "乙班", MemberIDs: []string{inspectiontest.StaffBID}})
		w.Must(err)
		for name, r := range map[string]struct {
			change      func(*round.Plan)
			code, field string
		}{
			"no name":               {func(p *round.Plan) { p.Name = " " }, "required", "name"},
			"unknown route":         {func(p *round.Plan) { p.RouteID = id.New() }, "route_unknown", "routeId"},
			"retired route":         {func(p *round.Plan) { p.RouteID = retired.ID }, "route_retired", ""},
			"a route of two":        {func(p *round.Plan) { p.RouteID = mixed }, "route_mixed", "routeId"},
			"a list nobody uses":    {func(p *round.Plan) { p.ChecklistID = id.New() }, "checklist_mismatch", "checklistId"},
			"hourly":                {func(p *round.Plan) { p.RRule = "FREQ=HOURLY" }, "rrule_invalid", "rrule"},
			"never":                 {func(p *round.Plan) { p.RRule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }, "rrule_invalid", "rrule"},
			"no window":             {func(p *round.Plan) { p.Windows = nil }, "windows_count", "windows"},
			"windows meet":          {func(p *round.Plan) { p.Windows = append(p.Windows, round.Window{Start: "09:00", End: "10:00"}) }, "windows_overlap", "windows"},
			"calendar":              {func(p *round.Plan) { p.Calendar = "lunar" }, "not_allowed", "calendar"},
			"on rest day":           {func(p *round.Plan) { p.Calendar, p.OnRestDay = round.WorkingDays, "before" }, "not_allowed", "onRestDay"},
			"assignee":              {func(p *round.Plan) { p.Assignee = "public" }, "not_allowed", "assignee"},
			"ends before":           {func(p *round.Plan) { p.StartsOn, p.EndsOn = "2026-12-02", "2026-12-01" }, "period_invalid", "endsOn"},
			"who":                   {func(p *round.Plan) { p.Who.Kind = "robot" }, "not_allowed", "who.kind"},
			"anyone by name":        {func(p *round.Plan) { p.Who = round.Who{Kind: round.Anyone, ID: inspectiontest.StaffAID} }, "who_unknown", "who.id"},
			"the agency's role":     {func(p *round.Plan) { p.Who = round.Who{Kind: round.ByRole, ID: "inspector"} }, "who_unknown", "who.id"},
			"a manager does not":    {func(p *round.Plan) { p.Assignee, p.Who = round.ByAgency, round.Who{Kind: round.ByRole, ID: "manager"} }, "who_unknown", "who.id"},
			"another's team":        {func(p *round.Plan) { p.Who = round.Who{Kind: round.ByTeam, ID: team.ID} }, "who_unknown", "who.id"},
			"no such team":          {func(p *round.Plan) { p.Who = round.Who{Kind: round.ByTeam, ID: id.New()} }, "who_unknown", "who.id"},
			"another's person":      {func(p *round.Plan) { p.Who = round.Who{Kind: round.ByPerson, ID: inspectiontest.StaffBID} }, "who_unknown", "who.id"},
			"an inspector as staff": {func(p *round.Plan) { p.Who = round.Who{Kind: round.ByPerson, ID: inspectiontest.InspectorID} }, "who_unknown", "who.id"},
			"staff as the agency": {func(p *round.Plan) {
				p.Assignee, p.Who = round.ByAgency, round.Who{Kind: round.ByPerson, ID: inspectiontest.StaffAID}
			}, "who_unknown", "who.id"},
			"an agency's mixed duty": {func(p *round.Plan) { p.Who = round.Who{Kind: round.OnDuty, ID: "x"} }, "who_unknown", "who.id"},
		} {
			p := round.Plan{Name: "早巡", RouteID: own.ID, RRule: "FREQ=DAILY", Windows: []round.Window{{Start: "08:00", End: "18:00"}}, Assignee: round.BySupplier}
			r.change(&p)
			_, err := w.Rounds.CreatePlan(w.Manager(), p)
			refused(t, name, err, r.code, r.field)
		}
		_, err = w.Rounds.CreatePlan(testkit.Trusted(w.StaffB()), round.Plan{Name: "x", RouteID: own.ID, RRule: "FREQ=DAILY", Windows: []round.Window{{Start: "08:00", End: "18:00"}}, Assignee: round.BySupplier})
		refused(t, "another supplier's route", err, "route_unknown", "routeId")
		if n := w.Count("inspection_plans", "1 = 1") + w.Count("tasks", "1 = 1"); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
		w.Planned(round.Plan{Name: "督查", RouteID: mixed, RRule: "FREQ=DAILY", Windows: []round.Window{{Start: "13:00", End: "18:00"}}, Assignee: round.ByAgency})
	})
}

// It is noon of Saturday 21 November 2026, and tasks are made a week ahead.
func TestTasksAreMadeAheadAndCountedWhenTheirDayBegins(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		p := w.Daily("08:00", "10:00", round.BySupplier, place(w))
		p.Windows = append(p.Windows, round.Window{Name: "午巡", Start: "11:00", End: "13:00"}, round.Window{Name: "夜巡", Start: "22:00", End: "06:00"})
		w.Planned(p)
		if n := w.Count("tasks", "1 = 1"); n != 2+7*3 {
			t.Errorf("%d tasks; the morning's window was over", n)
		}
		if n := w.Facts(ledger.TaskDue); n != 0 {
			t.Errorf("%d facts before the job ran", n)
		}
		w.Tick()
		w.Tick()
		if due, missed := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskMissed); due != 2 || missed != 0 {
			t.Errorf("%d due, %d missed; tomorrow is no fact", due, missed)
		}
		w.Clock.Set(time.Date(2026, 11, 22, 5, 59, 59, 999e6, w.Clock.Zone()))
		w.Tick()
		if due, missed := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskMissed); due != 5 || missed != 1 {
			t.Errorf("%d due, %d missed; the night's round still counts", due, missed)
		}
		w.Clock.Advance(time.Millisecond)
		w.Tick()
		if missed := w.Facts(ledger.TaskMissed); missed != 2 {
			t.Errorf("%d missed; the night is over", missed)
		}
		if n := w.Count("ledger_facts", "kind = 'task_missed' AND occurred_on = '2026-11-21'"); n != 2 {
			t.Errorf("%d misses stand on the day their windows began", n)
		}
	})
}

func TestAServerThatStoodStillCountsWhatWasPlannedAndNothingElse(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		w.Planned(w.Daily("08:00", "18:00", round.BySupplier, place(w)))
		w.Clock.Advance(48 * time.Hour)
		w.Tick()
		w.Tick()
		if due, missed := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskMissed); due != 3 || missed != 2 {
			t.Errorf("%d due, %d missed; want 21, 22, 23 due and two missed", due, missed)
		}
		w.Clock.Advance(10 * 24 * time.Hour) // past what had been made ahead, to 3 December
		w.Tick()
		if n := w.Count("tasks", "due_on IN ('2026-12-01', '2026-12-02')"); n != 0 {
			t.Errorf("%d tasks were made after their windows were over", n)
		}
		if n := w.Count("tasks", "due_on = '2026-12-03' AND state = 'open'"); n != 1 {
			t.Errorf("%d tasks today", n)
		}
	})
}

func TestEightReplicasMakeCountAndCloseEachTaskOnce(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		for range 12 {
			w.Planned(w.Daily("08:00", "18:00", round.BySupplier, c))
		}
		made := w.Count("tasks", "1 = 1")
		w.Clock.Advance(5 * 24 * time.Hour)
		at(8, func(int) {
			if _, err := w.Rounds.Materialise(w.System()); err != nil {
				t.Error(err)
			}
		})
		if n := w.Count("tasks", "1 = 1"); made != 12*8 || n != 12*13 {
			t.Errorf("%d tasks, then %d", made, n)
		}
		at(8, func(i int) {
			run := w.Rounds.CountDue
			if i%2 == 0 {
				run = w.Rounds.CloseMissed
			}
			if _, err := run(w.System()); err != nil {
				t.Error(err)
			}
		})
		if due, missed := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskMissed); due != 12*6 || missed != 12*5 {
			t.Errorf("%d due, %d missed", due, missed)
		}
	})
}

func TestNobodyMissesWhatCouldNotBeDone(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		late := w.Daily("08:00", "18:00", round.BySupplier, c)
		late.StartsOn = "2027-12-30"
		w.Planned(late)
		w.Clock.Set(time.Date(2027, 12, 28, 12, 0, 0, 0, w.Clock.Zone()))
		w.Tick()
		if n := w.Count("tasks", "due_on > '2027-12-31'"); n != 0 || w.Count("tasks", "1 = 1") != 2 {
			t.Errorf("%d tasks after the contract's end, %d in all", n, w.Count("tasks", "1 = 1"))
		}
		w.Clock.Set(time.Date(2027, 12, 30, 9, 0, 0, 0, w.Clock.Zone()))
		w.Tick()
		_, err := w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		w.Must(err)
		if w.Facts(ledger.TaskDue) != 0 || w.Count("tasks", "state <> 'withdrawn'") != 0 {
			t.Error("the open tasks of a retired checkpoint were not taken back")
		}
		if w.Count("routes", "state = 'active'") != 0 || w.Count("inspection_plans", "state = 'active'") != 0 {
			t.Error("a route without stops is still walked")
		}
		w.Tick()
		if w.Count("tasks", "state <> 'withdrawn'") != 0 {
			t.Error("a retired checkpoint has tasks")
		}
	})
}

func TestThePreviewSaysWhatTheCalendarMovesAndTakesAway(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		_, err := w.Org.LoadHolidays(w.System())
		w.Must(err)
		w.Clock.Set(time.Date(2026, 9, 29, 12, 0, 0, 0, w.Clock.Zone()))
		p := round.Plan{RRule: "FREQ=MONTHLY;BYMONTHDAY=1,2", Windows: []round.Window{{Start: "22:00", End: "06:00"}}, Calendar: round.WorkingDays, OnRestDay: round.NextWork}
		got, err := w.Rounds.Preview(w.Manager(), p)
		w.Must(err)
		first := got.Items[0]
		if len(got.Items) != 14 || first.Day != "2026-10-08" || len(first.MovedFrom) != 2 || first.MovedFrom[0] != "2026-10-01" || !first.Working ||
			!first.Windows[0].EndAt.Equal(time.Date(2026, 10, 9, 6, 0, 0, 0, w.Clock.Zone())) {
			t.Errorf("%d days, the first %+v", len(got.Items), first)
		}
		p.OnRestDay = round.SkipRest
		got, err = w.Rounds.Preview(w.Manager(), p)
		w.Must(err)
		if len(got.Skipped) == 0 || got.Skipped[0] != "2026-10-01" || got.Items[0].Day != "2026-11-02" {
			t.Errorf("skipped %v, first %v", got.Skipped, got.Items[0].Day)
		}
		p.RRule = "FREQ=MINUTELY"
		_, err = w.Rounds.Preview(w.Manager(), p)
		refused(t, "minutely", err, "rrule_invalid", "rrule")
		if w.Count("inspection_plans", "1 = 1") != 0 {
			t.Error("a preview was kept")
		}
	})
}
