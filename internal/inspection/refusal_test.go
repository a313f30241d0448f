package inspection_test

import (
	"context"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/round"
)

// scene is a checkpoint of supplier A with a published checklist.
type scene struct {
	*inspectiontest.World
	version checklist.VersionView
	point   checkpoint.Detail
}

func each(t *testing.T, test func(t *testing.T, s *scene)) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		s := &scene{World: w}
		s.version = w.Published(w.Items("")...)
		s.point = w.Checkpoint(inspectiontest.SupplierA, s.version.ChecklistID)
		test(t, s)
	})
}

func (s *scene) pass() inspection.Submission { return s.Pass(s.version, s.point, inspection.Self) }

// refused submits and insists on the code, the field, and that nothing stayed.
func (s *scene) refused(ctx context.Context, t *testing.T, sub inspection.Submission, code, field string) {
	t.Helper()
	_, err := s.Inspections.Submit(ctx, sub)
	if fault.Code(err) != code {
		t.Errorf("got %v, want %s", err, code)
		return
	}
	if f := fault.As(err); field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
		t.Errorf("%s: fields %v, want %s", code, f.Fields, field)
	}
}

func (s *scene) empty(t *testing.T) {
	t.Helper()
	for _, table := range []string{"inspections", "observations", "evidence", "findings", "inspection_evidence", "doubts"} {
		if n := s.Count(table, "1 = 1"); n != 0 {
			t.Errorf("%d rows of %s stayed after refusals", n, table)
		}
	}
	if n := s.Count("ledger_facts", "1 = 1"); n != 0 {
		t.Errorf("%d facts stayed after refusals", n)
	}
}

func TestASubmissionThatIsWrongIsRefusedWithItsCodeAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		staff, now := s.StaffA(), s.Clock.Now()
		other := s.Published(s.Items("")...)
		draft, err := s.Checklists.Draft(s.Officer(), s.version.ChecklistID)
		s.Must(err)
		for name, c := range map[string]struct {
			change func(*inspection.Submission)
			code   string
			field  string
		}{
			"unknown code":       {func(b *inspection.Submission) { b.CheckpointID, b.Code = "", id.New() }, "code_unknown", ""},
			"forged code":        {func(b *inspection.Submission) { b.CheckpointID, b.Code = "", "' OR 1=1 --" }, "code_unknown", ""},
			"unknown checkpoint": {func(b *inspection.Submission) { b.CheckpointID = id.New() }, "not_found", ""},
			"no place":           {func(b *inspection.Submission) { b.CheckpointID = "" }, "required", "code"},
			"two places":         {func(b *inspection.Submission) { b.Code = s.point.Label.Code }, "not_allowed", "checkpointId"},
			"wrong mode":         {func(b *inspection.Submission) { b.Mode = inspection.Supervision }, "mode_mismatch", "mode"},
			"no mode":            {func(b *inspection.Submission) { b.Mode = "" }, "mode_mismatch", "mode"},
			"unknown version":    {func(b *inspection.Submission) { b.ChecklistVersionID = id.New() }, "checklist_version_unknown", "checklistVersionId"},
			"draft version":      {func(b *inspection.Submission) { b.ChecklistVersionID = draft.ID }, "checklist_version_unknown", "checklistVersionId"},
			"another checklist":  {func(b *inspection.Submission) { b.ChecklistVersionID = other.ID }, "checklist_mismatch", "checklistVersionId"},
			"future":             {func(b *inspection.Submission) { b.FinishedAt = now.Add(6 * time.Minute) }, "time_in_future", "finishedAt"},
			"too old": {func(b *inspection.Submission) {
				b.StartedAt, b.FinishedAt = now.Add(-31*24*time.Hour), now.Add(-31*24*time.Hour)
			}, "time_too_old", "finishedAt"},
			"begun in another life": {func(b *inspection.Submission) { b.StartedAt = time.Time{} }, "time_too_old", "startedAt"},
			"ends before it begins": {func(b *inspection.Submission) { b.StartedAt = now.Add(time.Minute) }, "time_order", "startedAt"},
			"nothing answered":      {func(b *inspection.Submission) { b.Observations = nil }, "observation_missing", "observations"},
			"an answer missing":     {func(b *inspection.Submission) { b.Observations = b.Observations[:2] }, "observation_missing", "observations"},
			"an answer twice":       {func(b *inspection.Submission) { b.Observations[2] = b.Observations[0] }, "observation_duplicate", "observations[2].itemId"},
			"an answer too many":    {func(b *inspection.Submission) { b.Observations = append(b.Observations, b.Observations[0]) }, "observation_duplicate", "observations[3].itemId"},
			"unknown item":          {func(b *inspection.Submission) { b.Observations[1].ItemID = id.New() }, "item_unknown", "observations[1].itemId"},
			"item of another list":  {func(b *inspection.Submission) { b.Observations[1].ItemID = other.Sections[0].Items[0].ID }, "item_unknown", "observations[1].itemId"},
			"unknown result":        {func(b *inspection.Submission) { b.Observations[0].Result = "good" }, "not_allowed", "observations[0].result"},
			"na where it applies":   {func(b *inspection.Submission) { b.Observations[0].Result = vocab.NotApplicable }, "na_not_allowed", "observations[0].result"},
			"fail without photo":    {func(b *inspection.Submission) { b.Observations[1].Result = vocab.Fail }, "photo_required", "observations[1].photos"},
			"photo never sent":      {func(b *inspection.Submission) { b.Observations[0].Photos = []string{zeros} }, "photo_unknown", "observations[0].photos[0]"},
			"not a photo's name":    {func(b *inspection.Submission) { b.Observations[0].Photos = []string{"../../etc/passwd"} }, "photo_unknown", "observations[0].photos[0]"},
			"too many photos":       {func(b *inspection.Submission) { b.Observations[0].Photos = make([]string, 10) }, "too_many_photos", "observations[0].photos"},
			"unknown task":          {func(b *inspection.Submission) { b.TaskID = id.New() }, "task_mismatch", "taskId"},
		} {
			t.Run(name, func(t *testing.T) {
				b := s.pass()
				c.change(&b)
				s.refused(staff, t, b, c.code, c.field)
			})
		}
		s.empty(t)
	})
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestNobodyChecksWhereHeHasNoBusiness(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		theirs := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		byID, byCode := s.Pass(s.version, theirs, inspection.Self), s.Pass(s.version, theirs, inspection.Self)
		byCode.CheckpointID, byCode.Code = "", theirs.Label.Code
		s.refused(s.StaffA(), t, byID, "not_found", "")
		s.refused(s.StaffA(), t, byCode, "code_unknown", "") // as a forged code
		byID.Mode, byCode.Mode = inspection.Supervision, inspection.Supervision
		s.refused(s.Assessor(), t, byID, "not_found", "") // site two is not assigned
		s.refused(s.Assessor(), t, byCode, "code_unknown", "")
		s.refused(s.Manager(), t, byID, "permission_denied", "") // a manager does not check
		s.refused(context.Background(), t, byID, "permission_denied", "")
		s.empty(t)
	})
}

func TestWhatBelongsToAnotherSupplierCannotBeNamedAnywhere(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		theirs := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		s.Planned(s.Daily("08:00", "18:00", round.BySupplier, theirs))
		var task string
		s.Must(s.DB.Conn(context.Background()).Table("tasks").Pluck("id", &task).Error)
		b := s.pass()
		b.TaskID = task
		s.refused(s.StaffA(), t, b, "task_mismatch", "taskId")
		b = s.pass()
		b.Observations[0].Photos = []string{s.Photo(s.StaffB())}
		s.refused(s.StaffA(), t, b, "photo_unknown", "observations[0].photos[0]")

		r, err := s.Inspections.Submit(s.StaffB(), s.Pass(s.version, theirs, inspection.Self))
		s.Must(err)
		if _, err := s.Inspections.Get(s.StaffA(), r.ID); fault.Code(err) != "not_found" {
			t.Errorf("another supplier's record: %v", err)
		}
		if _, err := s.Inspections.Get(s.StaffA(), id.New()); fault.Code(err) != "not_found" {
			t.Errorf("a missing record: %v", err)
		}
		for _, f := range []inspection.Filter{{}, {SupplierID: inspectiontest.SupplierB}, {CheckpointID: theirs.ID}, {ContractID: inspectiontest.ContractB}, {SiteID: inspectiontest.SiteTwo}} {
			if p, err := s.Inspections.List(s.StaffA(), f, pageOf("")); err != nil || len(p.Items) != 0 {
				t.Errorf("filter %+v shows %v %v", f, p.Items, err)
			}
		}
	})
}

func TestWhatWasWithdrawnIsRefusedUnlessTheCheckWasMadeBefore(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		byCode := s.pass()
		byCode.CheckpointID, byCode.Code = "", s.point.Label.Code
		offline := byCode // made before everything below, sent after it
		s.Clock.Advance(time.Hour)
		// a label that was taken away and has no successor
		s.Must(s.DB.Tx(s.System(), func(ctx context.Context) error {
			return s.DB.Conn(ctx).Table("checkpoint_codes").Where("code = ?", byCode.Code).
				Updates(map[string]any{"state": "revoked", "revoked_at": s.Clock.Now().UnixMilli()}).Error
		}))
		second := s.NextVersion(s.version.ChecklistID, s.Items("")...)

		late := s.pass()
		late.CheckpointID, late.Code = "", byCode.Code
		s.refused(s.StaffA(), t, late, "code_revoked", "")
		late.CheckpointID, late.Code = s.point.ID, ""
		s.refused(s.StaffA(), t, late, "checklist_version_superseded", "")
		s.empty(t)
		if _, err := s.Inspections.Submit(s.StaffA(), offline); err != nil {
			t.Errorf("a check made before the label and the version were replaced: %v", err)
		}

		offline.FinishedAt = s.Clock.Now() // under the new version, before the retirement
		again := s.Pass(second, s.point, inspection.Self)
		s.Clock.Advance(time.Hour)
		_, err := s.Checkpoints.Retire(s.Manager(), s.point.ID, "停用")
		s.Must(err)
		s.refused(s.StaffA(), t, s.Pass(second, s.point, inspection.Self), "checkpoint_retired", "")
		if _, err := s.Inspections.Submit(s.StaffA(), again); err != nil {
			t.Errorf("a check made before the checkpoint was retired: %v", err)
		}
		if n := s.Facts(ledger.InspectionSelf); n != 2 {
			t.Errorf("%d inspections on the ledger, want 2", n)
		}
	})
}
