package inspection_test

import (
	"context"
	"testing"
	"time"

	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

func pageOf(cursor string) page.Request { return page.Request{Limit: 2, Cursor: cursor} }

func TestACheckMakesItsRecordFactsFindingsAndReceipt(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		clause := w.Clause("5.1")
		version := w.Published(w.Items(clause)...)
		point := w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID)
		b := w.Pass(version, point, inspection.Self)
		photo := w.Photo(w.StaffA())
		b.Observations[1].Result, b.Observations[1].Note, b.Observations[1].Photos = vocab.Fail, "两处", []string{photo}
		b.Observations[2].Result = vocab.NotApplicable
		r, err := w.Inspections.Submit(w.StaffA(), b)
		w.Must(err)
		if r.Pass != 1 || r.Fail != 1 || r.NA != 1 || r.Points != 4000 || r.TotalPoints != 7500 || r.OccurredOn != "2026-11-21" ||
			r.CheckpointName != "大厅" || r.SiteName != "一号楼" || len(r.Findings) != 1 || r.Findings[0].Severity != vocab.Critical || r.Findings[0].ItemText != "无垃圾" {
			t.Errorf("receipt %+v", r)
		}
		for kind, want := range map[ledger.Kind]int64{ledger.SelfPass: 1, ledger.SelfFail: 1, ledger.SelfNA: 1, ledger.InspectionSelf: 1,
			ledger.FindingCritical: 1, ledger.CheckPass: 0, ledger.InspectionSupervision: 0} {
			if n := w.Facts(kind); n != want {
				t.Errorf("%d facts of %s, want %d", n, kind, want)
			}
		}
		d, err := w.Inspections.Get(w.StaffA(), r.ID)
		w.Must(err)
		o := d.Observations
		if len(o) != 3 || o[0].Clause == nil || o[0].Clause.Number != "5.1" || o[1].FindingID != r.Findings[0].ID || o[1].Note != "两处" ||
			len(o[1].Photos) != 1 || o[1].Photos[0] != photo || o[2].Result != vocab.NotApplicable || d.FindingCount != 1 || d.CodeScanned {
			t.Errorf("detail %+v", d)
		}
		clauseView, err := w.Standards.Clause(w.StaffA(), clause)
		w.Must(err)
		if len(clauseView.Items) != 1 || clauseView.Last90.Pass != 1 || clauseView.Last90.Fail != 0 {
			t.Errorf("clause %+v", clauseView)
		}
		if n := w.Count("audit_entries", "action = 'inspection.submit' AND target_id = ?", r.ID); n != 1 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func TestSupervisionCountsAsTheAgencysCheckAndTheAssessorSeesNoSupplier(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		b := s.Pass(s.version, s.point, inspection.Supervision)
		b.CheckpointID, b.Code = "", s.point.Label.Code
		r, err := s.Inspections.Submit(s.Assessor(), b)
		s.Must(err)
		if s.Facts(ledger.CheckPass) != 3 || s.Facts(ledger.InspectionSupervision) != 1 || s.Facts(ledger.SelfPass) != 0 {
			t.Error("the facts are not those of a supervision")
		}
		blind, err := s.Inspections.Get(s.Assessor(), r.ID)
		s.Must(err)
		if blind.SupplierID != "" || blind.SupplierName != "" || !blind.CodeScanned {
			t.Errorf("the assessor sees %+v", blind.Row)
		}
		if p, err := s.Inspections.List(s.Assessor(), inspection.Filter{SupplierID: inspectiontest.SupplierA}, pageOf("")); err != nil || len(p.Items) != 0 {
			t.Error("the assessor can ask by supplier")
		}
		open, err := s.Inspections.Get(s.Manager(), r.ID)
		s.Must(err)
		if open.SupplierName != "供应商A" {
			t.Errorf("the manager sees %+v", open.Row)
		}
	})
}

func TestAFollowingVersionLeavesEarlierRecordsTheirWords(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		r, err := s.Inspections.Submit(s.StaffA(), s.pass())
		s.Must(err)
		items := s.Items("")
		items[0].Text, items[0].Points, items[1].Points = "没有积水和油污", 5000, 2500
		s.Clock.Advance(time.Hour)
		second := s.NextVersion(s.version.ChecklistID, items...)
		r2, err := s.Inspections.Submit(s.StaffA(), s.Pass(second, s.point, inspection.Self))
		s.Must(err)
		one, err := s.Inspections.Get(s.StaffA(), r.ID)
		s.Must(err)
		two, err := s.Inspections.Get(s.StaffA(), r2.ID)
		s.Must(err)
		if one.Observations[0].Text != "无积水" || one.Observations[0].Points != 4000 || one.VersionNumber != 1 ||
			two.Observations[0].Text != "没有积水和油污" || two.VersionNumber != 2 {
			t.Errorf("version 1 says %q, version 2 %q", one.Observations[0].Text, two.Observations[0].Text)
		}
	})
}

func TestALateRecordLandsOnItsDayAndAFastClockDoesNotReachTomorrow(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		old := s.pass()
		old.FinishedAt = s.Clock.Now().Add(-29 * 24 * time.Hour)
		old.StartedAt = old.FinishedAt.Add(-time.Minute)
		r, err := s.Inspections.Submit(s.StaffA(), old)
		s.Must(err)
		if r.OccurredOn != "2026-10-23" || !r.ReceivedAt.Equal(s.Clock.Now()) {
			t.Errorf("receipt %+v", r)
		}
		s.Clock.Set(time.Date(2026, 11, 30, 23, 58, 0, 0, s.Clock.Zone()))
		fast := s.pass()
		fast.FinishedAt = fast.FinishedAt.Add(4 * time.Minute)
		r, err = s.Inspections.Submit(s.StaffA(), fast)
		s.Must(err)
		if r.OccurredOn != "2026-11-30" {
			t.Errorf("a clock four minutes fast moved the check to %s", r.OccurredOn)
		}
	})
}

func TestTheListShowsExactlyWhatItsFilterAsksNewestFirstPageByPage(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		theirs := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		numbers := map[string]string{} // what → number
		submit := func(name string, ctx context.Context, b inspection.Submission) {
			r, err := s.Inspections.Submit(ctx, b)
			s.Must(err)
			numbers[r.Number] = name
			s.Clock.Advance(time.Hour)
		}
		submit("a1", s.StaffA(), s.pass())
		submit("b1", s.StaffB(), s.Pass(s.version, theirs, inspection.Self))
		failed := s.pass()
		failed.Observations[0].Result = vocab.Fail
		submit("a2", s.StaffA(), failed)
		submit("a3", s.Inspector(), s.Pass(s.version, s.point, inspection.Supervision))
		s.Clock.Advance(24 * time.Hour)
		submit("a4", s.StaffA(), s.pass())
		for name, c := range map[string]struct {
			ctx  context.Context
			f    inspection.Filter
			want string
		}{
			"all":        {s.Manager(), inspection.Filter{}, "a4 a3 a2 b1 a1"},
			"own":        {s.StaffA(), inspection.Filter{}, "a4 a3 a2 a1"},
			"other":      {s.StaffB(), inspection.Filter{}, "b1"},
			"assigned":   {s.Assessor(), inspection.Filter{}, "a4 a3 a2 a1"},
			"supplier":   {s.Manager(), inspection.Filter{SupplierID: inspectiontest.SupplierB}, "b1"},
			"contract":   {s.Manager(), inspection.Filter{ContractID: inspectiontest.ContractA}, "a4 a3 a2 a1"},
			"no such":    {s.Manager(), inspection.Filter{ContractID: "x"}, ""},
			"site":       {s.Manager(), inspection.Filter{SiteID: inspectiontest.SiteTwo}, "b1"},
			"checkpoint": {s.Manager(), inspection.Filter{CheckpointID: s.point.ID}, "a4 a3 a2 a1"},
			"mode":       {s.Manager(), inspection.Filter{Mode: inspection.Supervision}, "a3"},
			"failed":     {s.Manager(), inspection.Filter{Result: "fail"}, "a2"},
			"passed":     {s.Manager(), inspection.Filter{Result: "pass"}, "a4 a3 b1 a1"},
			"category":   {s.Manager(), inspection.Filter{Category: vocab.Canteen}, ""},
			"days":       {s.Manager(), inspection.Filter{From: "2026-11-21", To: "2026-11-21"}, "a3 a2 b1 a1"},
			"since":      {s.Manager(), inspection.Filter{From: "2026-11-22"}, "a4"},
			"admin":      {context.Background(), inspection.Filter{}, ""},
		} {
			got := ""
			for cursor := ""; ; {
				p, err := s.Inspections.List(c.ctx, c.f, pageOf(cursor))
				s.Must(err)
				for _, r := range p.Items {
					got += " " + numbers[r.Number]
				}
				if cursor = p.NextCursor; cursor == "" {
					break
				}
			}
			if got != "" {
				got = got[1:]
			}
			if got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if _, err := s.Inspections.List(s.Manager(), inspection.Filter{}, pageOf("forged")); fault.Code(err) != "cursor_unknown" {
			t.Errorf("forged cursor: %v", err)
		}
	})
}

func (s *scene) plan(assignee round.Assignee) {
	s.Planned(s.Daily("11:00", "14:00", assignee, s.point))
	s.Tick()
}

func (s *scene) task() round.TaskView {
	p, err := s.Rounds.Tasks(s.Manager(), round.TaskFilter{From: "2026-11-21", To: "2026-11-21"}, page.Request{})
	s.Must(err)
	return p.Items[len(p.Items)-1]
}
