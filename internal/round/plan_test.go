package round_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

func daily(c checkpoint.Detail) round.Plan {
	return round.Plan{CheckpointID: c.ID, ChecklistID: c.Checklists[0].ID, Recurrence: round.Daily, WindowStart: "08:00", WindowEnd: "18:00", Assignee: round.BySupplier}
}

func place(w *inspectiontest.World) checkpoint.Detail {
	return w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
}

func TestAPlanThatMeansNothingIsRefused(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		for name, r := range map[string]struct {
			change      func(*round.Plan)
			code, field string
		}{
			"unknown checkpoint": {func(p *round.Plan) { p.CheckpointID = id.New() }, "checkpoint_unknown", "checkpointId"},
			"other checklist":    {func(p *round.Plan) { p.ChecklistID = id.New() }, "checklist_unknown", "checklistId"},
			"recurrence":         {func(p *round.Plan) { p.Recurrence = "yearly" }, "not_allowed", "recurrence"},
			"no weekday":         {func(p *round.Plan) { p.Recurrence = round.Weekly }, "required", "weekdays"},
			"weekday 8":          {func(p *round.Plan) { p.Recurrence, p.Weekdays = round.Weekly, []int{8} }, "not_allowed", "weekdays"},
			"no day":             {func(p *round.Plan) { p.Recurrence = round.Monthly }, "required", "monthDays"},
			"day 32":             {func(p *round.Plan) { p.Recurrence, p.MonthDays = round.Monthly, []int{32} }, "not_allowed", "monthDays"},
			"not a time":         {func(p *round.Plan) { p.WindowStart = "8:00" }, "malformed_value", "windowStart"},
			"24:00":              {func(p *round.Plan) { p.WindowEnd = "24:00" }, "malformed_value", "windowEnd"},
			"over midnight":      {func(p *round.Plan) { p.WindowStart, p.WindowEnd = "22:00", "06:00" }, "window_invalid", "windowEnd"},
			"assignee":           {func(p *round.Plan) { p.Assignee = "public" }, "not_allowed", "assignee"},
			"ends before":        {func(p *round.Plan) { p.StartsOn, p.EndsOn = "2026-12-02", "2026-12-01" }, "period_invalid", "endsOn"},
		} {
			p := daily(c)
			r.change(&p)
			_, err := w.Rounds.CreatePlan(w.Manager(), p)
			refused(t, name, err, r.code, r.field)
		}
		_, err := w.Rounds.CreatePlan(w.StaffB(), daily(c))
		refused(t, "another supplier's checkpoint", err, "checkpoint_unknown", "checkpointId")
		if n := w.Count("inspection_plans", "1 = 1"); n != 0 {
			t.Errorf("%d plans stayed", n)
		}
	})
}

// Worked by hand: November 2026 begins on a Sunday; February 2027 has 28 days.
func TestPlansFallDueOnTheirDays(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		plan := func(change func(*round.Plan)) string {
			p := daily(c)
			change(&p)
			v, err := w.Rounds.CreatePlan(w.Manager(), p)
			w.Must(err)
			return v.ID
		}
		names := map[string]string{
			plan(func(p *round.Plan) { p.StartsOn, p.EndsOn = "2026-11-23", "2026-11-25" }):            "daily",
			plan(func(p *round.Plan) { p.Recurrence, p.Weekdays = round.Weekly, []int{5, 1, 1} }):      "weekly",
			plan(func(p *round.Plan) { p.Recurrence, p.MonthDays = round.Monthly, []int{31, 15} }):     "monthly",
			plan(func(p *round.Plan) { p.Recurrence, p.MonthDays = round.Monthly, []int{29, 30, 31} }): "ends",
		}
		for day, want := range map[date.Day]string{
			"2026-11-22": "", "2026-11-23": "daily weekly", "2026-11-25": "daily", "2026-11-26": "", "2026-11-27": "weekly",
			"2026-11-29": "ends", "2026-11-30": "ends monthly weekly", "2026-12-15": "monthly", "2027-02-27": "", "2027-02-28": "ends monthly", "2027-01-31": "ends monthly",
		} {
			n, err := w.Rounds.MaterialiseDay(w.System(), day)
			w.Must(err)
			got := map[string]bool{}
			list, err := w.Rounds.Tasks(w.Manager(), round.TaskFilter{From: day, To: day}, page.Request{})
			w.Must(err)
			var rows []struct{ PlanID string }
			w.Must(w.DB.Conn(t.Context()).Table("tasks").Where("due_on = ?", string(day)).Scan(&rows).Error)
			for _, r := range rows {
				got[names[r.PlanID]] = true
			}
			text := ""
			for _, name := range []string{"daily", "ends", "monthly", "weekly"} {
				if got[name] {
					text += " " + name
				}
			}
			if text != "" {
				text = text[1:]
			}
			if text != want || n != len(list.Items) {
				t.Errorf("%s: %q, want %q (%d made, %d listed)", day, text, want, n, len(list.Items))
			}
		}
	})
}

func TestADayIsMaterialisedOnceAndMissedOnce(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		for range 5 {
			_, err := w.Rounds.CreatePlan(w.Manager(), daily(c))
			w.Must(err)
		}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if _, err := w.Rounds.MaterialiseDay(w.System(), "2026-11-21"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if w.Count("tasks", "1 = 1") != 5 || w.Facts(ledger.TaskDue) != 5 {
			t.Errorf("%d tasks, %d facts", w.Count("tasks", "1 = 1"), w.Facts(ledger.TaskDue))
		}
		_, err := w.Rounds.CloseDay(w.System(), "2026-11-21")
		refused(t, "the day is not over", err, "day_not_over", "")
		w.Clock.Set(time.Date(2026, 11, 22, 0, 0, 1, 0, w.Clock.Zone()))
		for range 6 {
			wg.Go(func() {
				if _, err := w.Rounds.CloseDay(w.System(), "2026-11-21"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if w.Count("tasks", "state = 'missed'") != 5 || w.Facts(ledger.TaskMissed) != 5 {
			t.Errorf("%d missed, %d facts", w.Count("tasks", "state = 'missed'"), w.Facts(ledger.TaskMissed))
		}
	})
}

func TestTheJobsMakeTheDayAndCloseTheOnesThatAreOver(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		_, err := w.Rounds.CreatePlan(w.Manager(), daily(c))
		w.Must(err)
		run := func() {
			for _, j := range w.Rounds.Jobs() {
				w.Must(j.Run(w.System(), w.Clock.Now()))
			}
		}
		run()
		w.Clock.Advance(48 * time.Hour) // the server stood still on the 22nd
		run()
		run()
		if due, missed := w.Facts(ledger.TaskDue), w.Facts(ledger.TaskMissed); due != 3 || missed != 2 {
			t.Errorf("%d due, %d missed; want 21, 22, 23 due and two missed", due, missed)
		}
	})
}

func TestChangingAPlanChangesFutureTasksOnly(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		p, err := w.Rounds.CreatePlan(w.Manager(), daily(c))
		w.Must(err)
		_, err = w.Rounds.MaterialiseDay(w.System(), "2026-11-21")
		w.Must(err)
		end := "20:00"
		_, err = w.Rounds.UpdatePlan(w.Manager(), p.ID, 9, round.PlanChange{WindowEnd: &end})
		refused(t, "stale", err, "version_stale", "")
		_, err = w.Rounds.UpdatePlan(w.StaffB(), p.ID, 1, round.PlanChange{WindowEnd: &end})
		refused(t, "another supplier's", err, "not_found", "")
		_, err = w.Rounds.UpdatePlan(w.Manager(), p.ID, 1, round.PlanChange{WindowEnd: &end})
		w.Must(err)
		for _, day := range []date.Day{"2026-11-21", "2026-11-22"} {
			_, err = w.Rounds.MaterialiseDay(w.System(), day)
			w.Must(err)
		}
		list, err := w.Rounds.Tasks(w.StaffA(), round.TaskFilter{From: "2026-11-21", To: "2026-11-22"}, page.Request{})
		w.Must(err)
		hours := ""
		for _, task := range list.Items {
			hours += fmt.Sprint(task.WindowEndAt.In(w.Clock.Zone()).Hour(), " ")
		}
		if hours != "18 20 " {
			t.Errorf("windows end at %s", hours)
		}
		_, err = w.Rounds.StopPlan(w.Manager(), p.ID)
		w.Must(err)
		_, err = w.Rounds.StopPlan(w.Manager(), p.ID)
		refused(t, "stopped twice", err, "plan_stopped", "")
		if n, err := w.Rounds.MaterialiseDay(w.System(), "2026-11-23"); n != 0 || err != nil {
			t.Errorf("a stopped plan made %d tasks, %v", n, err)
		}
	})
}

func TestNobodyMissesWhatCouldNotBeDone(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := place(w)
		over := daily(c)
		over.WindowEnd = "12:00" // it is noon: the window was over when the plan was made
		_, err := w.Rounds.CreatePlan(w.Manager(), over)
		w.Must(err)
		_, err = w.Rounds.CreatePlan(w.Manager(), daily(c))
		w.Must(err)
		n, err := w.Rounds.MaterialiseDay(w.System(), "2026-11-21")
		w.Must(err)
		if n != 1 {
			t.Errorf("%d tasks, want only the one whose window is open", n)
		}
		if n, err := w.Rounds.MaterialiseDay(w.System(), "2028-01-01"); n != 0 || err != nil {
			t.Errorf("after the contract's end: %d tasks, %v", n, err)
		}
		_, err = w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		w.Must(err)
		if w.Facts(ledger.TaskDue) != 0 || w.Count("tasks", "1 = 1") != 0 {
			t.Error("the open task of a retired checkpoint was not taken back")
		}
		if n, err := w.Rounds.MaterialiseDay(w.System(), "2026-11-22"); n != 0 || err != nil {
			t.Errorf("a retired checkpoint: %d tasks, %v", n, err)
		}
	})
}

func TestTodayShowsTheRoundsOfTheOwnSide(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID), w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)
		for _, c := range []checkpoint.Detail{a, b} {
			_, err := w.Rounds.CreatePlan(w.Manager(), daily(c))
			w.Must(err)
		}
		supervised := daily(a)
		supervised.Assignee = round.ByAgency
		_, err := w.Rounds.CreatePlan(w.Manager(), supervised)
		w.Must(err)
		_, err = w.Rounds.MaterialiseDay(w.System(), "2026-11-21")
		w.Must(err)
		mine, err := w.Rounds.Today(w.StaffA())
		w.Must(err)
		if len(mine.Tasks) != 1 || mine.Tasks[0].CheckpointID != a.ID || mine.Tasks[0].Assignee != round.BySupplier ||
			mine.Tasks[0].ChecklistVersionID != list.ID || mine.Day != "2026-11-21" {
			t.Errorf("staff: %+v", mine)
		}
		blind, err := w.Rounds.Today(w.Assessor())
		w.Must(err)
		if len(blind.Tasks) != 1 || blind.Tasks[0].SupplierName != "" || blind.Tasks[0].Assignee != round.ByAgency {
			t.Errorf("assessor: %+v", blind)
		}
		next, err := w.Rounds.NextTask(w.StaffB())
		w.Must(err)
		if next == nil || next.CheckpointID != b.ID {
			t.Errorf("next %+v", next)
		}
		p, err := w.Rounds.Tasks(w.StaffA(), round.TaskFilter{SupplierID: inspectiontest.SupplierB}, page.Request{})
		if err != nil || len(p.Items) != 0 {
			t.Errorf("another supplier's tasks: %+v %v", p, err)
		}
	})
}
