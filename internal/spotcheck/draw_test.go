package spotcheck_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/round"
	"hengjian/internal/spotcheck"
	"hengjian/internal/testkit"
)

func (w *world) set(table string, values map[string]any, where string, args ...any) {
	w.T.Helper()
	w.Must(w.DB.Tx(context.Background(), func(ctx context.Context) error {
		return w.DB.Conn(ctx).Table(table).Where(where, args...).Updates(values).Error
	}))
}

func (w *world) inspectorID() string { return inspectiontest.InspectorID }

func (w *world) asInspector(userID string) context.Context { return testkit.As(userID, "inspector") }

func TestThePopulationIsFixedBeforeThereIsASeed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.prepared(order())
		if d.State != spotcheck.Prepared || d.Seed != "" || len(d.Objects) != 0 || d.PopulationSize != 9 || len(d.PopulationDigest) != 64 {
			t.Errorf("prepared: %+v", d)
		}
		if n := w.Count("tasks", "source = 'spot'"); n != 0 {
			t.Errorf("%d tasks before the draw", n)
		}
		_, err := w.Draws.Repeat(w.Manager(), d.ID)
		refused(t, err, "spot_check_undrawn")
		after, err := w.Draws.Draw(w.Manager(), d.ID)
		w.Must(err)
		if after.PopulationDigest != d.PopulationDigest || len(after.Seed) != 64 || len(after.Objects) != 4 || w.Count("tasks", "source = 'spot'") != 4 {
			t.Errorf("drawn: %+v", after)
		}
		entries := w.Count("audit_entries", "target_id = ? AND action IN ('spot_check.prepare', 'spot_check.draw')", d.ID)
		if entries != 2 {
			t.Errorf("%d audit entries", entries)
		}
	})
}

func TestADrawIsMadeOnceHoweverManyAskAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.prepared(order())
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 20 {
			wait.Go(func() {
				_, err := w.Draws.Draw(w.Manager(), d.ID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else {
					refused(t, err, "spot_check_decided")
				}
			})
		}
		wait.Wait()
		if n := w.Count("tasks", "source = 'spot'"); won != 1 || n != 4 {
			t.Errorf("%d draws made %d tasks", won, n)
		}
	})
}

func TestADrawIsRefusedOnceItsPopulationIsNotWhatItWas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []struct { // in this order: the conflict of who is gone would change nothing
			name   string
			change func()
		}{
			{"a place more", func() { w.Checkpoint(inspectiontest.SupplierA, w.list.ChecklistID) }},
			{"a place less", func() { w.Must(second2(w.Checkpoints.Retire(w.Manager(), w.a[0].ID, "不再使用"))) }},
			{"a conflict declared", func() { w.against(secondID, inspectiontest.SupplierA) }},
			{"an inspector less", func() { w.set("users", map[string]any{"active": false}, "id = ?", secondID) }},
			{"the first day is over", func() { w.Clock.Advance(24 * 3600e9) }},
		} {
			d := w.prepared(func() spotcheck.Order {
				o := order()
				o.From, o.To = w.today(), w.today().AddDays(2)
				return o
			}())
			c.change()
			_, err := w.Draws.Draw(w.Manager(), d.ID)
			if t.Run(c.name, func(t *testing.T) { refused(t, err, "population_changed") }); err == nil {
				t.Fatal("it was drawn")
			}
		}
	})
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			change func(*spotcheck.Order)
			code   string
		}{
			"no title":              {func(o *spotcheck.Order) { o.Title = " " }, "required"},
			"more than there are":   {func(o *spotcheck.Order) { o.Count = 10 }, "population_too_small"},
			"none":                  {func(o *spotcheck.Order) { o.Count = 0 }, "out_of_range"},
			"yesterday":             {func(o *spotcheck.Order) { o.From = "2026-11-20" }, "day_past"},
			"back in time":          {func(o *spotcheck.Order) { o.To = "2026-11-20" }, "period_order"},
			"two months":            {func(o *spotcheck.Order) { o.To = "2027-01-21" }, "period_too_long"},
			"beyond the contract":   {func(o *spotcheck.Order) { o.From, o.To = "2027-12-30", "2028-01-02" }, "population_too_small"},
			"a site without places": {func(o *spotcheck.Order) { o.SiteIDs = []string{"01N0WHERE00000000000000000"} }, "population_too_small"},
			"another unit":          {func(o *spotcheck.Order) { o.Unit = "site" }, "not_allowed"},
		} {
			o := order()
			c.change(&o)
			_, err := w.Draws.Prepare(w.Manager(), o)
			if !t.Run(name, func(t *testing.T) { refused(t, err, c.code) }) {
				continue
			}
		}
		if n := w.Count("spot_checks", "1 = 1"); n != 0 {
			t.Errorf("%d draws were kept", n)
		}
	})
}

func TestWhoHasAConflictOfInterestIsNeverDrawn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.against(secondID, inspectiontest.SupplierA)
		for range 12 {
			d := w.drawn(order())
			for _, o := range w.result(d.ID) {
				if o.InspectorID == secondID && slices.ContainsFunc(w.a, same(o.CheckpointID)) {
					t.Fatal("an inspector with a conflict was drawn")
				}
			}
		}
		w.against(w.inspectorID(), inspectiontest.SupplierA)
		_, err := w.Draws.Prepare(w.Manager(), order())
		refused(t, err, "no_inspector_left")
		o := order()
		o.SupplierIDs, o.Count = []string{inspectiontest.SupplierB}, 3
		w.drawn(o) // of the other supplier there is no conflict
		p, err := w.Draws.Preview(w.Manager(), order())
		if err != nil || p.Unmanned != "A" || p.Size != 9 {
			t.Errorf("the preview: %+v, %v", p, err)
		}
	})
}

func TestAConflictThatEndedOrLiesElsewhereInTimeDoesNotBar(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ended := w.against(secondID, inspectiontest.SupplierA)
		_, err := w.Draws.End(w.Manager(), ended.ID, "亲属已经离职")
		w.Must(err)
		for _, d := range []spotcheck.Declaration{{From: "2026-01-01", Until: "2026-11-20"}, {From: "2026-11-24"}} {
			d.UserID, d.SupplierID, d.Reason = secondID, inspectiontest.SupplierA, "曾在该单位任职"
			_, err := w.Draws.Declare(w.Manager(), d)
			w.Must(err)
		}
		o := order()
		o.SupplierIDs, o.Count = []string{inspectiontest.SupplierA}, 6
		drawn := map[string]int{}
		for _, r := range w.result(w.drawn(o).ID) {
			drawn[r.InspectorID]++
		}
		if drawn[secondID] != 3 || drawn[w.inspectorID()] != 3 { // the work is shared evenly
			t.Errorf("drawn: %v", drawn)
		}
	})
}

func TestWhoDrawsIsNotDrawnAndWhoMayBeDrawnDoesNotDraw(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person(dualID, "检查科长", "inspector", "manager")
		dual := testkit.As(dualID, "inspector", "manager")
		d, err := w.Draws.Prepare(dual, order())
		w.Must(err)
		if d.InspectorCount != 2 {
			t.Errorf("%d people may be drawn, want the two others", d.InspectorCount)
		}
		byOther := w.prepared(order())
		_, err = w.Draws.Draw(dual, byOther.ID)
		refused(t, err, "drawer_is_candidate")
	})
}

func TestADrawnCheckWaitsOnThePhoneOfItsInspectorAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.drawn(order())
		mine := map[string]int{}
		for _, r := range w.result(d.ID) {
			mine[r.InspectorID]++
		}
		for _, day := range []int{0, 1, 2, 3} { // in the middle and on the last day of the period too
			for _, who := range []string{w.inspectorID(), secondID} {
				today, err := w.Rounds.Today(w.asInspector(who))
				w.Must(err)
				want := mine[who]
				if day == 3 {
					want = 0
				}
				if len(today.Tasks) != want {
					t.Errorf("day %d: %d tasks, want %d", day, len(today.Tasks), want)
				}
				for _, task := range today.Tasks {
					if task.Source != round.FromDraw || !task.Mine {
						t.Errorf("task %+v", task)
					}
				}
			}
			w.Clock.Advance(24 * 3600e9)
		}
	})
}

func TestOnlyTheDrawnInspectorDoesTheCheck(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.drawn(order())
		r := w.result(d.ID)[0]
		i := slices.IndexFunc(append(slices.Clone(w.a), w.b...), same(r.CheckpointID))
		at := append(slices.Clone(w.a), w.b...)[i]
		other := secondID
		if r.InspectorID == secondID {
			other = w.inspectorID()
		}
		task := w.taskOf(d.ID, 1)
		w.Clock.Advance(30 * 3600e9) // the second day, in its middle
		sub := w.Pass(w.list, at, inspection.Supervision)
		sub.TaskID = task
		_, err := w.Inspections.Submit(w.asInspector(other), sub)
		refused(t, err, "task_mismatch")
		sub.TaskID = ""
		receipt, err := w.Inspections.Submit(w.asInspector(other), sub) // a check of one's own accord
		w.Must(err)
		if receipt.TaskID != "" || w.Count("tasks", "id = ? AND state = 'open'", task) != 1 {
			t.Error("another inspector's check did the drawn one")
		}
		receipt, err = w.Inspections.Submit(w.asInspector(r.InspectorID), sub) // by the label alone
		w.Must(err)
		if receipt.TaskID != task {
			t.Errorf("the drawn check is done by %q, want %q", receipt.TaskID, task)
		}
		got, err := w.Draws.Get(w.Manager(), d.ID)
		w.Must(err)
		if got.Done != 1 || got.Objects[0].TaskState != "done" || got.Objects[0].Fail == nil || *got.Objects[0].Fail != 0 {
			t.Errorf("the draw: %+v", got.Objects[0])
		}
		_, err = w.Draws.Cancel(w.Manager(), d.ID, "改期进行")
		refused(t, err, "reason_too_short")
		_, err = w.Draws.Cancel(w.Manager(), d.ID, "改到下周再进行")
		refused(t, err, "spot_check_begun")
	})
}

func TestACancelledDrawLeavesNoTaskAndStaysOnRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.drawn(order())
		after, err := w.Draws.Cancel(w.Manager(), d.ID, "当天有重要会议保障")
		w.Must(err)
		if after.State != spotcheck.Cancelled || after.Seed != d.Seed || len(after.Objects) != 4 || w.Count("tasks", "source = 'spot' AND state = 'open'") != 0 {
			t.Errorf("cancelled: %+v", after)
		}
		_, err = w.Draws.Cancel(w.Manager(), d.ID, "当天有重要会议保障")
		refused(t, err, "spot_check_decided")
		_, err = w.Draws.Draw(w.Manager(), d.ID)
		refused(t, err, "spot_check_decided")
		if r, err := w.Draws.Repeat(w.Manager(), d.ID); err != nil || !r.Matches {
			t.Errorf("a cancelled draw is repeated all the same: %+v, %v", r, err)
		}
	})
}

// Every way in which a supplier, an assessor or a colleague could hear of a draw.
func TestNobodyHearsOfADrawnCheckInAdvance(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := order()
		o.SupplierIDs, o.Count = []string{inspectiontest.SupplierA}, 6
		w.against(secondID, inspectiontest.SupplierA)
		d := w.drawn(o) // all six fall to the first inspector
		window := round.TaskFilter{From: "2026-11-20", To: "2026-11-30"}
		for name, ctx := range map[string]context.Context{"staff": w.StaffA(), "boss": w.BossA(), "the other supplier": w.BossB(), "assessor": w.Assessor(), "colleague": second()} {
			tasks, err := w.Rounds.Tasks(ctx, window, page.Request{})
			w.Must(err)
			today, err := w.Rounds.Today(ctx)
			w.Must(err)
			rounds, err := w.Rounds.Rounds(ctx, round.RoundFilter{})
			w.Must(err)
			at, err := w.Rounds.Lookup(ctx, w.a[0].Label.Code)
			if name == "the other supplier" {
				refused(t, err, "code_unknown")
			} else {
				w.Must(err)
			}
			if len(tasks.Items)+len(today.Tasks)+len(rounds)+len(at.Tasks) != 0 {
				t.Errorf("%s: %d tasks, %d today, %d rounds, %d behind the label", name, len(tasks.Items), len(today.Tasks), len(rounds), len(at.Tasks))
			}
			for what, err := range map[string]error{
				"list": errOf(w.Draws.List(ctx, spotcheck.ListFilter{}, page.Request{})), "get": errOf(w.Draws.Get(ctx, d.ID)),
				"record": errOf(w.Draws.Record(ctx, d.ID)), "records": errOf(w.Draws.Records(ctx, page.Request{})), "repeat": errOf(w.Draws.Repeat(ctx, d.ID)),
				"preview": errOf(w.Draws.Preview(ctx, o)), "prepare": errOf(w.Draws.Prepare(ctx, o)), "draw": errOf(w.Draws.Draw(ctx, d.ID)),
				"cancel": errOf(w.Draws.Cancel(ctx, d.ID, "不想被查到了")),
			} {
				t.Run(name+" "+what, func(t *testing.T) { refused(t, err, "permission_denied") })
			}
		}
		if tasks, err := w.Rounds.Tasks(w.Manager(), window, page.Request{}); err != nil || len(tasks.Items) != 6 {
			t.Errorf("the manager sees %d, %v", len(tasks.Items), err)
		}
		task, sub := w.taskOf(d.ID, 1), w.Pass(w.list, w.a[0], inspection.Self)
		sub.TaskID = task
		_, known := w.Inspections.Submit(w.StaffA(), sub)
		sub.TaskID = "01N0SUCHTASK00000000000000"
		_, unknown := w.Inspections.Submit(w.StaffA(), sub)
		if known == nil || unknown == nil || known.Error() != unknown.Error() {
			t.Errorf("a drawn task answers %v, a missing one %v", known, unknown)
		}
	})
}

// A leader reads draws and makes none.
func TestWhoOnlyReadsDrawsNeitherMakesThemNorIsOfferedTo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		leader := testkit.As("leader", "leader")
		prepared, err := w.Draws.Prepare(w.Manager(), order())
		w.Must(err)
		for who, c := range map[string]struct {
			ctx     context.Context
			offered bool
		}{"manager": {w.Manager(), true}, "leader": {leader, false}} {
			if got, err := w.Draws.Get(c.ctx, prepared.ID); err != nil || got.MayDraw != c.offered || got.MayCancel != c.offered {
				t.Errorf("%s may draw %v, cancel %v: %v", who, got.MayDraw, got.MayCancel, err)
			}
		}
		for what, err := range map[string]error{"prepare": errOf(w.Draws.Prepare(leader, order())), "preview": errOf(w.Draws.Preview(leader, order())),
			"draw": errOf(w.Draws.Draw(leader, prepared.ID)), "cancel": errOf(w.Draws.Cancel(leader, prepared.ID, "不想被查到了"))} {
			t.Run(what, func(t *testing.T) { refused(t, err, "permission_denied") })
		}
		if n := w.Count("spot_checks", "1 = 1"); n != 1 || w.Count("spot_checks", "state = ?", string(spotcheck.Prepared)) != 1 {
			t.Errorf("%d draws stayed, or one was changed", n)
		}
	})
}

func TestADrawnCheckNobodyMadeIsMissedAndNoFactAboutTheSupplier(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.drawn(order())
		before := w.Count("ledger_facts", "1 = 1")
		w.Clock.Advance(4 * 24 * 3600e9)
		w.Tick()
		if got, err := w.Draws.Get(w.Manager(), d.ID); err != nil || got.Missed != 4 || w.Count("ledger_facts", "1 = 1") != before {
			t.Errorf("missed %d, facts %d → %d, %v", got.Missed, before, w.Count("ledger_facts", "1 = 1"), err)
		}
	})
}

func TestAnAssessorIsDrawnOnlyForItsSites(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := order()
		o.ThirdParty, o.Count = true, 9
		assessor := authz.From(w.Assessor()).UserID
		drawn := 0
		for _, r := range w.result(w.drawn(o).ID) {
			if r.InspectorID == assessor {
				drawn++
				if !slices.ContainsFunc(w.a, same(r.CheckpointID)) {
					t.Error("an assessor was drawn for a site of another")
				}
			}
		}
		// an even share, one less when the places of others come last
		if drawn < 2 || drawn > 3 {
			t.Errorf("the assessor got %d of 9 objects, want an even share", drawn)
		}
		today, err := w.Rounds.Today(w.Assessor())
		w.Must(err)
		for _, task := range today.Tasks {
			if task.SupplierName != "" {
				t.Error("an assessor is told the supplier")
			}
		}
	})
}
