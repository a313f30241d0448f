package round_test

import (
	"context"
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

func TestASideKeepsItsOwnTeamsAndSeesNoOther(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		for name, m := range map[string]string{"another supplier's": inspectiontest.StaffBID, "the agency's": inspectiontest.InspectorID, "nobody": id.New()} {
			_, err := w.Rounds.CreateTeam(w.BossA(), round.Team{Name: "甲班", MemberIDs: []string{inspectiontest.StaffAID, m}})
			refused(t, name, err, "person_unknown", "")
		}
		_, err := w.Rounds.CreateTeam(w.BossA(), round.Team{Name: " "})
		refused(t, "no name", err, "required", "name")
		mine, err := w.Rounds.CreateTeam(w.BossA(), round.Team{Name: "甲班", MemberIDs: []string{inspectiontest.StaffAID}})
		w.Must(err)
		_, err = w.Rounds.CreateTeam(w.BossA(), round.Team{Name: "甲班"})
		refused(t, "a name twice", err, "name_taken", "")
		theirs, err := w.Rounds.CreateTeam(w.BossB(), round.Team{Name: "甲班", MemberIDs: []string{inspectiontest.StaffBID}})
		w.Must(err)
		agency, err := w.Rounds.CreateTeam(w.Manager(), round.Team{Name: "督查组", MemberIDs: []string{inspectiontest.InspectorID}})
		w.Must(err)
		see := func(ctx context.Context, side string) (n int) {
			p, err := w.Rounds.Teams(ctx, side, "", page.Request{})
			w.Must(err)
			return len(p.Items)
		}
		for i, x := range []struct{ got, want int }{{see(w.Manager(), ""), 3}, {see(w.Manager(), "agency"), 1}, {see(w.Manager(), inspectiontest.SupplierB), 1}, {see(w.BossA(), ""), 1},
			{see(w.BossA(), inspectiontest.SupplierB), 0}, {see(w.BossA(), "agency"), 0}, {see(testkit.Trusted(w.Assessor()), ""), 0}} {
			if x.got != x.want {
				t.Errorf("case %d: %d teams, want %d", i, x.got, x.want)
			}
		}
		name := "乙"
		change := round.TeamChange{Name: &name}
		_, err = w.Rounds.UpdateTeam(w.BossA(), theirs.ID, 1, change)
		refused(t, "another supplier's", err, "not_found", "")
		_, err = w.Rounds.UpdateTeam(w.BossA(), agency.ID, 1, change)
		refused(t, "the agency's", err, "not_found", "")
		_, err = w.Rounds.RetireTeam(w.BossA(), theirs.ID)
		refused(t, "dissolve another's", err, "not_found", "")
		_, err = w.Rounds.UpdateTeam(w.Manager(), mine.ID, 1, change)
		refused(t, "the agency changes a supplier's", err, "not_own_side", "")
		_, err = w.Rounds.UpdateTeam(w.BossA(), mine.ID, 2, change)
		refused(t, "stale", err, "version_stale", "")
		others := []string{inspectiontest.StaffBID}
		_, err = w.Rounds.UpdateTeam(w.BossA(), mine.ID, 1, round.TeamChange{MemberIDs: &others})
		refused(t, "a member of another", err, "person_unknown", "memberIds[0]")

		p := w.Daily("08:00", "18:00", round.BySupplier, place(w))
		p.Who = round.Who{Kind: round.ByTeam, ID: mine.ID}
		v := w.Planned(p)
		if v.Who.Name != "甲班" {
			t.Errorf("who %+v", v.Who)
		}
		_, err = w.Rounds.RetireTeam(w.BossA(), mine.ID)
		refused(t, "a team that a plan asks", err, "team_in_use", "")
		_, err = w.Rounds.StopPlan(w.Manager(), v.ID)
		w.Must(err)
		_, err = w.Rounds.RetireTeam(w.BossA(), mine.ID)
		w.Must(err)
		_, err = w.Rounds.UpdateTeam(w.BossA(), mine.ID, 2, change)
		refused(t, "dissolved", err, "team_retired", "")
	})
}

func TestPeopleOfAnotherSideAreNotToldOf(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		for name, c := range map[string]struct {
			ctx  context.Context
			side string
			want int
		}{
			"own": {w.BossA(), "", 3}, "own by id": {w.BossA(), inspectiontest.SupplierA, 3}, "another supplier": {w.BossA(), inspectiontest.SupplierB, 0},
			"the agency": {w.BossA(), "agency", 0}, "manager: own": {w.Manager(), "", 2}, "manager: agency": {w.Manager(), "agency", 2},
			"manager: supplier": {w.Manager(), inspectiontest.SupplierB, 2}, "manager: nobody": {w.Manager(), id.New(), 0},
		} {
			if got, err := w.Rounds.People(c.ctx, c.side); err != nil || len(got) != c.want {
				t.Errorf("%s: %+v %v, want %d", name, got, err, c.want)
			}
		}
	})
}

func TestTheRosterIsKeptByItsOwnSide(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		shift := round.Shift{Day: "2026-11-21", Start: "20:00", End: "08:00", UserID: inspectiontest.StaffAID}
		for name, c := range map[string]struct {
			site        string
			change      func(*round.Shift)
			code, field string
		}{
			"unknown site":     {id.New(), func(*round.Shift) {}, "site_unknown", "siteId"},
			"another supplier": {inspectiontest.SiteOne, func(s *round.Shift) { s.UserID = inspectiontest.StaffBID }, "person_unknown", "shifts[1].userId"},
			"the agency":       {inspectiontest.SiteOne, func(s *round.Shift) { s.UserID = inspectiontest.InspectorID }, "person_unknown", "shifts[1].userId"},
			"no time":          {inspectiontest.SiteOne, func(s *round.Shift) { s.End = "24:00" }, "malformed_value", "shifts[1]"},
		} {
			wrong := shift
			c.change(&wrong)
			_, err := w.Rounds.AddDuties(w.BossA(), c.site, []round.Shift{shift, wrong})
			refused(t, name, err, c.code, c.field)
		}
		if n := w.Count("duties", "1 = 1"); n != 0 {
			t.Errorf("%d shifts stayed", n)
		}
		for _, want := range []int{1, 0} { // sent twice
			if n, err := w.Rounds.AddDuties(w.BossA(), inspectiontest.SiteOne, []round.Shift{shift}); err != nil || n != want {
				t.Errorf("%d new, %v", n, err)
			}
		}
		week := round.DutyFilter{From: "2026-11-16", To: "2026-11-22"}
		for name, c := range map[string]struct {
			ctx  context.Context
			side string
			want int
		}{"own": {w.BossA(), "", 1}, "other": {w.BossB(), "", 0}, "other by id": {w.BossB(), inspectiontest.SupplierA, 0}, "manager": {w.Manager(), "", 1}, "manager: agency": {w.Manager(), "agency", 0}} {
			f := week
			f.Side = c.side
			if got, err := w.Rounds.Duties(c.ctx, f); err != nil || len(got) != c.want {
				t.Errorf("%s sees %d, %v", name, len(got), err)
			}
		}
		_, err := w.Rounds.Duties(w.BossA(), round.DutyFilter{From: "2026-11-22", To: "2026-11-16"})
		refused(t, "backwards", err, "period_invalid", "to")
		list, err := w.Rounds.Duties(w.BossA(), week)
		w.Must(err)
		if list[0].EndAt.Sub(list[0].StartAt) != 12*time.Hour {
			t.Errorf("a night is %s long", list[0].EndAt.Sub(list[0].StartAt))
		}
		refused(t, "another's shift", w.Rounds.RemoveDuty(w.BossB(), list[0].ID), "not_found", "")
		refused(t, "the agency removes a supplier's", w.Rounds.RemoveDuty(w.Manager(), list[0].ID), "not_own_side", "")
		w.Must(w.Rounds.RemoveDuty(w.BossA(), list[0].ID))
		refused(t, "removed twice", w.Rounds.RemoveDuty(w.BossA(), list[0].ID), "not_found", "")
	})
}

// asked reports for each person whether the first task of today asks them.
func asked(t *testing.T, w *inspectiontest.World, who round.Who, staff, colleague bool) {
	t.Helper()
	for name, c := range map[string]struct {
		ctx  context.Context
		want bool
	}{"staff": {w.StaffA(), staff}, "colleague": {w.Colleague(), colleague}} {
		today, err := w.Rounds.Today(c.ctx)
		w.Must(err)
		if len(today.Tasks) != 1 || today.Tasks[0].Mine != c.want {
			t.Errorf("%s %s: %d tasks, mine %v", who.Kind, name, len(today.Tasks), len(today.Tasks) > 0 && today.Tasks[0].Mine)
		}
	}
}

func TestATaskAsksWhomItsPlanNames(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		team, err := w.Rounds.CreateTeam(w.BossA(), round.Team{Name: "甲班", MemberIDs: []string{inspectiontest.ColleagueID}})
		w.Must(err)
		v := w.Planned(w.Daily("13:00", "18:00", round.BySupplier, place(w)))
		for i, c := range []struct {
			who              round.Who
			staff, colleague bool
		}{
			{round.Who{Kind: round.Anyone}, true, true},
			{round.Who{Kind: round.ByRole, ID: "supplier_staff"}, true, true},
			{round.Who{Kind: round.ByRole, ID: "supplier_manager"}, false, false},
			{round.Who{Kind: round.ByPerson, ID: inspectiontest.StaffAID}, true, false},
			{round.Who{Kind: round.ByTeam, ID: team.ID}, false, true},
			{round.Who{Kind: round.OnDuty}, false, false},
		} {
			_, err := w.Rounds.UpdatePlan(w.Manager(), v.ID, 1+i, round.PlanChange{Who: &c.who})
			w.Must(err)
			asked(t, w, c.who, c.staff, c.colleague)
		}
		duty := round.Who{Kind: round.OnDuty}
		_, err = w.Rounds.AddDuties(w.BossA(), inspectiontest.SiteTwo, []round.Shift{{Day: "2026-11-21", Start: "08:00", End: "20:00", UserID: inspectiontest.StaffAID}})
		w.Must(err)
		asked(t, w, duty, false, false) // on duty elsewhere
		_, err = w.Rounds.AddDuties(w.BossA(), inspectiontest.SiteOne, []round.Shift{{Day: "2026-11-21", Start: "08:00", End: "14:00", UserID: inspectiontest.StaffAID},
			{Day: "2026-11-21", Start: "18:00", End: "06:00", UserID: inspectiontest.ColleagueID}})
		w.Must(err)
		asked(t, w, duty, true, false)
		w.Clock.Set(time.Date(2026, 11, 21, 18, 0, 0, 0, w.Clock.Zone()))
		asked(t, w, duty, true, true) // the next shift takes over what is left
	})
}

func TestAColleagueMayDoItAndTheTaskNamesWhoDid(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		c := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		p := w.Daily("08:00", "18:00", round.BySupplier, c)
		p.Who = round.Who{Kind: round.ByPerson, ID: inspectiontest.StaffAID}
		w.Planned(p)
		_, err := w.Inspections.Submit(w.Colleague(), w.Pass(list, c, inspection.Self))
		w.Must(err)
		today, err := w.Rounds.Today(w.StaffA())
		w.Must(err)
		if x := today.Tasks[0]; x.State != round.TaskDone || x.InspectorName != "甲同事" || x.Who.Name != "甲员工" || x.CompletedAt == nil || w.Facts(ledger.TaskDone) != 1 {
			t.Errorf("%+v", x)
		}
	})
}

func TestTheNextStopOfTheRoundComesNext(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		var points []checkpoint.Detail
		for range 3 {
			points = append(points, w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID))
		}
		sooner := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		w.Planned(w.Daily("11:00", "18:00", round.BySupplier, points[2], points[0], points[1])) // the order of the walk
		w.Planned(w.Daily("11:00", "12:30", round.BySupplier, sooner))
		step := func(at checkpoint.Detail, want string) {
			t.Helper()
			r, err := w.Inspections.Submit(w.StaffA(), w.Pass(list, at, inspection.Self))
			w.Must(err)
			got := ""
			if r.NextTask != nil {
				got = r.NextTask.CheckpointID
			}
			if got != want {
				t.Errorf("next %q, want %q", got, want)
			}
		}
		step(points[0], points[1].ID) // the second stop: on to the third
		step(points[1], points[2].ID) // then the first, which was passed by
		step(points[2], sooner.ID)
		step(sooner, "")
	})
}

func TestTodayIsInWalkingOrderWithTheNightThatStillCounts(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		a, b, c := w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierB, list)
		w.Planned(w.Daily("22:00", "06:00", round.BySupplier, b, a))
		w.Planned(w.Daily("22:00", "06:00", round.BySupplier, c))
		w.Clock.Set(time.Date(2026, 11, 22, 5, 0, 0, 0, w.Clock.Zone()))
		today, err := w.Rounds.Today(w.StaffA())
		w.Must(err)
		got := ""
		for _, x := range today.Tasks {
			got += string(x.DueOn[8:]) + map[string]string{a.ID: "a", b.ID: "b", c.ID: "c"}[x.CheckpointID] + " "
		}
		if got != "21b 21a 22b 22a " {
			t.Errorf("today is %s", got)
		}
		w.Clock.Advance(time.Hour)
		if today, err = w.Rounds.Today(w.StaffA()); err != nil || len(today.Tasks) != 2 {
			t.Errorf("%d tasks when the night is over, %v", len(today.Tasks), err)
		}
		rounds, err := w.Rounds.Rounds(w.Manager(), round.RoundFilter{})
		w.Must(err)
		if len(rounds) != 2 || rounds[0].Due+rounds[1].Due != 3 || rounds[0].NextName == "" {
			t.Errorf("rounds %+v", rounds)
		}
		if own, err := w.Rounds.Rounds(w.StaffB(), round.RoundFilter{}); err != nil || len(own) != 1 || own[0].Due != 1 {
			t.Errorf("supplier B sees %+v %v", own, err)
		}
		if own, err := w.Rounds.Rounds(w.StaffB(), round.RoundFilter{SupplierID: inspectiontest.SupplierA}); err != nil || len(own) != 0 {
			t.Errorf("supplier B asks for A and sees %+v %v", own, err)
		}
	})
}
