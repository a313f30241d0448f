package doubt_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

// doubted submits a check far from its place and returns its doubt.
func (s *scene) doubted(t *testing.T) (inspection.Receipt, doubt.View) {
	t.Helper()
	sub := s.check(s.point, centre.Moved(3000, 0), 10)
	photo := s.Photo(s.StaffA())
	sub.Observations[1].Result, sub.Observations[1].Photos = vocab.Fail, []string{photo}
	r := s.submit(s.StaffA(), sub)
	wants(t, "far away", r, doubt.OutsideFence)
	return r, s.list(s.Manager(), doubt.Filter{InspectionID: r.ID})[0]
}

func (s *scene) plan(t *testing.T) round.TaskView {
	t.Helper()
	s.Planned(s.Daily("11:00", "14:00", round.BySupplier, s.point))
	s.Tick()
	return s.task(t)
}

func (s *scene) task(t *testing.T) round.TaskView {
	t.Helper()
	p, err := s.Rounds.Tasks(s.Manager(), round.TaskFilter{From: "2026-11-21", To: "2026-11-21"}, pageAll)
	s.Must(err)
	return p.Items[0]
}

func (s *scene) adds(t *testing.T, what string, want map[ledger.Kind]int64) {
	t.Helper()
	for kind, n := range want {
		if got := s.Facts(kind); got != n {
			t.Errorf("%s: %s adds up to %d, want %d", what, kind, got, n)
		}
	}
}

func TestAnUpheldDoubtTakesTheRecordBackDownToTheRollupAndLeavesItsFindings(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		s.plan(t)
		r, d := s.doubted(t)
		counted := map[ledger.Kind]int64{ledger.SelfPass: 2, ledger.SelfFail: 1, ledger.InspectionSelf: 1, ledger.TaskDone: 1, ledger.TaskMissed: 0,
			ledger.FindingCritical: 1, ledger.DoubtRaised: 1, ledger.DoubtUpheld: 0}
		s.adds(t, "while it is open", counted)
		s.Clock.Advance(48 * time.Hour)
		out, err := s.Doubts.Decide(s.Manager(), d.ID, doubt.Uphold, why)
		s.Must(err)
		if out.State != doubt.Upheld || out.DecidedBy != "主管" || out.Reason != why || out.MayDecide {
			t.Errorf("%+v", out.View)
		}
		s.adds(t, "upheld", map[ledger.Kind]int64{ledger.SelfPass: 0, ledger.SelfFail: 0, ledger.InspectionSelf: 0, ledger.TaskDone: 0, ledger.TaskMissed: 1,
			ledger.TaskDue: 1, ledger.FindingCritical: 1, ledger.DoubtRaised: 1, ledger.DoubtUpheld: 1})
		if task := s.task(t); task.State != round.TaskMissed {
			t.Errorf("the task is %s", task.State)
		}
		got, err := s.Inspections.Get(s.StaffA(), r.ID)
		s.Must(err)
		if !got.Withdrawn || len(got.Observations) != 3 {
			t.Errorf("the record reads %+v", got.Row)
		}
		if n := s.Count("findings", "state = 'open'"); n != 1 {
			t.Errorf("%d findings are open", n)
		}
		// a true record of the day does the task after all
		true1 := s.check(s.point, centre.Moved(1, 1), 8)
		true1.StartedAt, true1.FinishedAt = s.Clock.Now().Add(-48*time.Hour+10*time.Minute), s.Clock.Now().Add(-48*time.Hour+20*time.Minute)
		true1.Evidence.Position.TakenAt = true1.FinishedAt
		true1.Evidence.Position.AccuracyM = 3000 // found nowhere near, so that only the task is looked at
		s.submit(s.StaffA(), true1)
		s.adds(t, "done again", map[ledger.Kind]int64{ledger.TaskDone: 1, ledger.TaskMissed: 0, ledger.InspectionSelf: 1, ledger.SelfPass: 3})
	})
}

func TestATaskWhoseDayLastsIsOpenAgain(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		s.plan(t)
		_, d := s.doubted(t)
		_, err := s.Doubts.Decide(s.Manager(), d.ID, doubt.Uphold, why)
		s.Must(err)
		if task := s.task(t); task.State != round.TaskOpen {
			t.Errorf("the task is %s", task.State)
		}
		s.adds(t, "the same day", map[ledger.Kind]int64{ledger.TaskDone: 0, ledger.TaskMissed: 0, ledger.TaskDue: 1})
		s.Clock.Advance(24 * time.Hour)
		_, err = s.Rounds.CloseMissed(s.System())
		s.Must(err)
		s.adds(t, "the day after", map[ledger.Kind]int64{ledger.TaskDone: 0, ledger.TaskMissed: 1})
	})
}

func TestADismissedDoubtChangesNothingButItself(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		s.plan(t)
		r, d := s.doubted(t)
		_, err := s.Doubts.Decide(s.Manager(), d.ID, doubt.Dismiss, why)
		s.Must(err)
		s.adds(t, "dismissed", map[ledger.Kind]int64{ledger.SelfPass: 2, ledger.InspectionSelf: 1, ledger.TaskDone: 1, ledger.DoubtDismissed: 1, ledger.DoubtUpheld: 0})
		if got, _ := s.Inspections.Get(s.Manager(), r.ID); got.Withdrawn {
			t.Error("the record was withdrawn")
		}
	})
}

func TestOnlyAManagerWhoDidNotMakeTheRecordDecidesOnceAndWithAReason(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		_, d := s.doubted(t)
		for name, c := range map[string]struct {
			ctx    context.Context
			id     string
			reason string
			code   string
		}{
			"staff":      {s.StaffA(), d.ID, why, "permission_denied"},
			"their boss": {managerA(), d.ID, why, "permission_denied"},
			"inspector":  {s.Inspector(), d.ID, why, "permission_denied"},
			"nobody":     {context.Background(), d.ID, why, "permission_denied"},
			"no reason":  {s.Manager(), d.ID, "    ", "reason_too_short"},
			"a word":     {s.Manager(), d.ID, "假的", "reason_too_short"},
			"missing":    {s.Manager(), id.New(), why, "not_found"},
		} {
			if _, err := s.Doubts.Decide(c.ctx, c.id, doubt.Uphold, c.reason); fault.Code(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if _, err := s.Doubts.Decide(s.Manager(), d.ID, "maybe", why); fault.Code(err) != "not_allowed" {
			t.Errorf("maybe: %v", err)
		}
		// an inspector who is a manager too does not judge the own record
		both := withRole(s.Inspector(), "manager")
		_, err := s.Presence.Give(both, 1)
		s.Must(err)
		own := s.check(s.point, centre.Moved(3000, 50), 10)
		own.Mode = inspection.Supervision
		r := s.submit(both, own)
		mine := s.list(s.Manager(), doubt.Filter{InspectionID: r.ID})[0]
		if _, err := s.Doubts.Decide(both, mine.ID, doubt.Dismiss, why); fault.Code(err) != "decider_is_author" {
			t.Errorf("the own record: %v", err)
		}
		if s.Facts(ledger.DoubtRaised) != 1 {
			t.Error("a doubt about the agency's own record is a fact about the supplier")
		}
		_, err = s.Doubts.Decide(s.Manager(), d.ID, doubt.Dismiss, why)
		s.Must(err)
		for _, again := range []doubt.Decision{doubt.Dismiss, doubt.Uphold} {
			if _, err := s.Doubts.Decide(s.Manager(), d.ID, again, why); fault.Code(err) != "doubt_decided" {
				t.Errorf("again: %v", err)
			}
		}
	})
}

func TestOfManyManagersAtOnceOneDecidesAndTheRecordIsTakenBackOnce(t *testing.T) {
	each(t, checklist.Demands{PhotoAlways: true, MinDwellSeconds: 600}, func(t *testing.T, s *scene) {
		r := s.submit(s.StaffA(), s.check(s.point, centre.Moved(3000, 0), 10))
		list := s.list(s.Manager(), doubt.Filter{InspectionID: r.ID})
		if len(list) != 3 {
			t.Fatalf("%d doubts", len(list))
		}
		var wg sync.WaitGroup
		codes := make([]string, 24)
		for i := range codes {
			wg.Go(func() {
				_, err := s.Doubts.Decide(testkit.As(id.New(), "manager"), list[i%3].ID, doubt.Uphold, why)
				codes[i] = fault.Code(err)
			})
		}
		wg.Wait()
		n := map[string]int{}
		for _, c := range codes {
			n[c]++
		}
		if n[""] != 3 || n["doubt_decided"] != 21 {
			t.Errorf("answers %v", n)
		}
		s.adds(t, "upheld three times", map[ledger.Kind]int64{ledger.SelfPass: 0, ledger.InspectionSelf: 0, ledger.DoubtUpheld: 3})
	})
}

func TestEachSeesTheDoubtsThatConcernThem(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		_, d := s.doubted(t)
		colleague := testkit.AsSupplier("01C0LLEAGVE000000000000000", inspectiontest.SupplierA, "supplier_staff")
		otherBoss := testkit.AsSupplier("01BBBB00000000000000000000", inspectiontest.SupplierB, "supplier_manager")
		for name, c := range map[string]struct {
			ctx  context.Context
			sees bool
		}{"manager": {s.Manager(), true}, "leader": {testkit.As("l", "leader"), true}, "author": {s.StaffA(), true}, "the author's boss": {managerA(), true},
			"colleague": {colleague, false}, "another supplier": {otherBoss, false}, "another's staff": {s.StaffB(), false}, "inspector": {s.Inspector(), false},
			"assessor": {s.Assessor(), false}, "administrator": {testkit.As("a", "sysadmin"), false}, "nobody": {context.Background(), false},
			"a wrong policy": {testkit.Trusted(otherBoss), false}} {
			if got := len(s.list(c.ctx, doubt.Filter{})); (got == 1) != c.sees {
				t.Errorf("%s lists %d", name, got)
			}
			_, err := s.Doubts.Get(c.ctx, d.ID)
			if c.sees && err != nil || !c.sees && fault.Code(err) != "not_found" {
				t.Errorf("%s reads %v", name, err)
			}
		}
	})
}

// A supplier whose photo came up in another supplier's record must not learn whose.
func TestTheOtherRecordIsNamedOnlyToWhoMaySeeIt(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		raw := inspectiontest.Picture()
		theirs := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		one := s.Pass(s.version, theirs, inspection.Self)
		one.Observations[0].Photos = []string{s.photo(s.StaffB(), raw)}
		s.submit(s.StaffB(), one)
		two := s.Pass(s.version, s.point, inspection.Self)
		two.Observations[0].Photos = []string{s.photo(s.StaffA(), raw)}
		wants(t, "the photo of another supplier", s.submit(s.StaffA(), two), doubt.PhotoIdentical)
		if d := s.list(managerA(), doubt.Filter{})[0]; d.Other != nil {
			t.Errorf("supplier A reads of %+v", d.Other)
		}
		if d := s.list(s.Manager(), doubt.Filter{})[0]; d.Other == nil {
			t.Error("the manager does not see the other record")
		}
	})
}

func TestTheQueueShowsExactlyWhatItsFilterAsksPageByPage(t *testing.T) {
	each(t, checklist.Demands{PhotoAlways: true}, func(t *testing.T, s *scene) {
		theirs := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		a := s.submit(s.StaffA(), s.Pass(s.version, s.point, inspection.Self))
		b := s.submit(s.StaffB(), s.Pass(s.version, theirs, inspection.Self))
		s.Clock.Advance(time.Hour)
		c := s.submit(s.StaffA(), s.check(s.point, centre.Moved(900, 0), 1))
		first := s.list(s.Manager(), doubt.Filter{InspectionID: a.ID})[0]
		_, err := s.Doubts.Decide(s.Manager(), first.ID, doubt.Dismiss, why)
		s.Must(err)
		names := map[string]string{a.ID: "a", b.ID: "b", c.ID: "c"}
		for name, x := range map[string]struct {
			f    doubt.Filter
			want string
		}{
			"all": {doubt.Filter{}, "ccba"}, "open": {doubt.Filter{State: doubt.Open}, "ccb"}, "dismissed": {doubt.Filter{State: doubt.Dismissed}, "a"},
			"kind": {doubt.Filter{Kind: doubt.OutsideFence}, "c"}, "supplier": {doubt.Filter{SupplierID: inspectiontest.SupplierB}, "b"},
			"person": {doubt.Filter{PersonID: first.PersonID}, "cca"}, "record": {doubt.Filter{InspectionID: b.ID}, "b"}, "none": {doubt.Filter{State: doubt.Upheld}, ""},
		} {
			got := ""
			for cursor := ""; ; {
				p, err := s.Doubts.List(s.Manager(), x.f, pageOf(cursor))
				s.Must(err)
				for _, d := range p.Items {
					got += names[d.Record.ID]
				}
				if cursor = p.NextCursor; cursor == "" {
					break
				}
			}
			if got != x.want {
				t.Errorf("%s: %q, want %q", name, got, x.want)
			}
		}
		if _, err := s.Doubts.List(s.Manager(), doubt.Filter{}, pageOf("forged")); fault.Code(err) != "cursor_unknown" {
			t.Errorf("forged cursor: %v", err)
		}
		d, err := s.Doubts.Get(s.Manager(), s.list(s.Manager(), doubt.Filter{Kind: doubt.OutsideFence})[0].ID)
		s.Must(err)
		if len(d.Siblings) != 1 || d.Scene == nil || d.Scene.Record == nil || d.Scene.Record.EastM < 890 || d.Scene.RadiusM != 100 {
			t.Errorf("detail %+v", d)
		}
	})
}
