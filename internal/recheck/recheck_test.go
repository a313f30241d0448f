package recheck_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/finding"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/setting"
	"hengjian/internal/recheck"
	"hengjian/internal/spotcheck"
	"hengjian/internal/testkit"
)

const secondID = "01JNSPECT20000000000000000"

type world struct {
	*inspectiontest.World
	Settings *setting.Store
	Rechecks *recheck.Service
	Draws    *spotcheck.Service
	list     checklist.VersionView
	at       checkpoint.Detail
}

// each is the small agency with a second inspector; every check is made again.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	inspectiontest.Each(t, func(t *testing.T, base *inspectiontest.World) {
		log := audit.New(base.DB, base.Clock)
		w := &world{World: base, Settings: setting.New(base.DB, base.Clock, log), Draws: spotcheck.New(base.DB, base.Clock, log, base.Rounds, rand.Reader)}
		w.Rechecks = recheck.New(w.DB, w.Clock, log, w.Settings, w.Draws)
		w.Insert("users", map[string]any{"id": secondID, "username": secondID, "display_name": "第二检查员", "phone": "", "org_kind": "agency", "supplier_id": "",
			"password_hash": "", "password_set_at": 0, "must_change_password": false, "active": true, "language": "zh-CN", "authz_epoch": 0, "failed_count": 0, "version": 1, "created_at": 0})
		w.Insert("user_roles", map[string]any{"user_id": secondID, "role": "inspector"})
		w.list = w.Published(w.Items("")...)
		w.at = w.Checkpoint(inspectiontest.SupplierB, w.list.ChecklistID) // where the assessor has no site
		w.always()
		test(t, w)
	})
}

// always makes every check be made again: the product's own bound is half of them.
func (w *world) always() {
	w.Must(w.Settings.Leave(w.System(), "recheck.share", `{"shareBp":10000,"floor":10}`))
}

func second() context.Context { return testkit.As(secondID, "inspector") }

func (w *world) check(ctx context.Context, fails ...int) inspection.Receipt {
	w.T.Helper()
	sub := w.Pass(w.list, w.at, inspection.Supervision)
	for _, n := range fails {
		sub.Observations[n].Result = vocab.Fail
	}
	r, err := w.Inspections.Submit(ctx, sub)
	w.Must(err)
	return r
}

func (w *world) nextDay() int {
	w.T.Helper()
	w.Clock.Advance(24 * 3600e9)
	n, err := w.Rechecks.Choose(w.System())
	w.Must(err)
	return n
}

func TestTheSecondIsNeverTheFirstAndIsChosenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 6 {
			w.check(w.Inspector())
		}
		if n := w.nextDay(); n != 6 {
			t.Fatalf("%d chosen, want all 6", n)
		}
		if n, err := w.Rechecks.Choose(w.System()); n != 0 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		if n := w.Count("rechecks", "second_inspector_id = ? AND first_inspector_id = ?", secondID, inspectiontest.InspectorID); n != 6 {
			t.Errorf("%d of 6 go to the other inspector", n)
		}
		rows, err := w.Draws.Records(w.Manager(), page.Request{})
		w.Must(err)
		if got, err := w.Draws.Repeat(w.Manager(), rows.Items[0].ID); err != nil || !got.Matches || len(got.Result) != 6 {
			t.Errorf("the draw repeated: %+v, %v", got, err)
		}
		for range 6 { // a recheck is not checked a third time
			w.check(second())
		}
		if n := w.nextDay(); n != 0 {
			t.Errorf("%d rechecks are checked again", n)
		}
	})
}

func TestWithNobodyElseThereIsNoRecheck(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.check(w.Inspector())
		w.Must(w.DB.Tx(w.System(), func(ctx context.Context) error {
			return w.DB.Conn(ctx).Table("users").Where("id = ?", secondID).Updates(map[string]any{"active": false}).Error
		}))
		if n := w.nextDay(); n != 0 || w.Count("spot_checks", "1 = 1") != 0 {
			t.Errorf("%d chosen", n)
		}
	})
}

// Every way in which the second inspector could read the first result.
func TestTheSecondInspectorReadsNothingOfTheFirstResultBeforeTheOwnIsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.check(w.Inspector(), 0)
		_, err := w.Findings.Rectify(w.BossB(), first.Findings[0].ID, finding.Answer{Cause: "下雨", Action: "已拖干"})
		w.Must(err)
		if n := w.nextDay(); n != 1 {
			t.Fatalf("%d chosen", n)
		}
		reads := func(ctx context.Context) map[string]int {
			out := map[string]int{}
			list, err := w.Inspections.List(ctx, inspection.Filter{}, page.Request{})
			w.Must(err)
			out["records"] = len(list.Items)
			byPlace, err := w.Inspections.List(ctx, inspection.Filter{CheckpointID: w.at.ID, Result: "fail"}, page.Request{})
			w.Must(err)
			out["failed records of the place"] = len(byPlace.Items)
			if _, err := w.Inspections.Get(ctx, first.ID); err == nil {
				out["the record"] = 1
			} else if !fault.Is(err, "not_found") {
				t.Error(err)
			}
			findings, err := w.Findings.List(ctx, finding.Filter{}, page.Request{})
			w.Must(err)
			out["findings"] = len(findings.Items)
			if _, err := w.Findings.Get(ctx, first.Findings[0].ID); err == nil {
				out["the finding"] = 1
			}
			facts, err := w.Ledger.Facts(ctx, "2026-11-01", "2026-12-31", ledger.Filter{Kinds: []ledger.Kind{ledger.CheckPass, ledger.CheckFail, ledger.InspectionSupervision, ledger.FindingMinor}}, page.Request{})
			w.Must(err)
			out["facts"] = len(facts.Items)
			facts, err = w.Ledger.Facts(ctx, "2026-11-01", "2026-12-31", ledger.Filter{Kinds: []ledger.Kind{ledger.RectificationOnTime}}, page.Request{})
			w.Must(err)
			out["answers to its findings"] = len(facts.Items)
			of, err := w.Ledger.OfRecord(ctx, "inspection", first.ID)
			w.Must(err)
			out["facts of the record"] = len(of)
			place, err := w.Checkpoints.Get(ctx, w.at.ID)
			w.Must(err)
			out["findings of the place"] = place.OpenFindings
			today, err := w.Rounds.Today(ctx)
			w.Must(err)
			out["findings today"] = today.OpenFindings
			return out
		}
		for what, n := range reads(second()) {
			if n != 0 {
				t.Errorf("the second inspector reads %d %s", n, what)
			}
		}
		for name, ctx := range map[string]context.Context{"the first inspector": w.Inspector(), "the manager": w.Manager()} {
			for what, n := range reads(ctx) {
				if n == 0 {
					t.Errorf("%s reads no %s", name, what)
				}
			}
		}
		today, err := w.Rounds.Today(second())
		w.Must(err)
		if len(today.Tasks) != 1 || today.Tasks[0].Source != "spot" || today.Tasks[0].InspectorName != "" || today.Tasks[0].InspectionID != "" {
			t.Fatalf("the task: %+v", today.Tasks)
		}
		if tasks, err := w.Rounds.Today(w.Inspector()); err != nil || len(tasks.Tasks) != 0 {
			t.Errorf("the first inspector is told: %+v, %v", tasks.Tasks, err)
		}
		for _, ctx := range []context.Context{second(), w.Inspector(), w.BossB(), w.Assessor()} {
			_, err := w.Rechecks.Pairs(ctx, "", page.Request{})
			refused(t, err, "permission_denied")
			_, err = w.Rechecks.Report(ctx, "", "")
			refused(t, err, "permission_denied")
		}
		w.check(second())
		for what, n := range reads(second()) {
			if n == 0 {
				t.Errorf("after the own record, no %s", what)
			}
		}
	})
}

func TestTheVeilIsLiftedWhenNoSecondRecordCanComeAnyMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.check(w.Inspector(), 0)
		w.nextDay()
		for days, want := range map[int]string{5: "not_found", 40: ""} {
			w.Clock.Set(testkit.Clock().Now().AddDate(0, 0, days))
			w.Tick()
			w.Must(w.Rechecks.Unveil(w.System()))
			if _, err := w.Inspections.Get(second(), first.ID); days == 40 && err != nil || days == 5 && w.Count("rechecks", "veiled = ?", true) == 1 && !fault.Is(err, want) {
				t.Errorf("after %d days: %v", days, err)
			}
		}
	})
}

func TestAgreementAndLeniencyAreThoseOfTheTwoRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 4 { // each day three items: the first passes all, the second fails one
			w.check(w.Inspector())
			w.nextDay()
			w.check(second(), 0)
			w.Clock.Advance(24 * 3600e9)
		}
		r, err := w.Rechecks.Report(w.Manager(), "", "")
		w.Must(err)
		if len(r.Items) != 1 {
			t.Fatalf("%+v", r.Items)
		}
		// 12 items, 8 the same, 4 passed first and failed then; the first always said
		// pass: M = 12·8, kappa = (8·12 − 96) / (144 − 96) = 0
		one := r.Items[0]
		if one.InspectorID != inspectiontest.InspectorID || one.Rechecks != 4 || one.Items != 12 || !one.Enough || *one.AgreementBp != 6667 || *one.KappaBp != 0 || *one.LeniencyBp != 3333 {
			t.Errorf("%+v: agreement %d, kappa %d, leniency %d", one, *one.AgreementBp, *one.KappaBp, *one.LeniencyBp)
		}
		w.Must(w.Settings.Leave(w.System(), "recheck.share", `{"shareBp":500,"floor":13}`))
		w.Clock.Advance(time.Minute) // this replica still works with the old ones
		if r, err = w.Rechecks.Report(w.Manager(), "", ""); err != nil || r.Items[0].Enough || r.Items[0].AgreementBp != nil || r.Items[0].Items != 12 {
			t.Errorf("below the floor: %+v, %v", r.Items[0], err)
		}
	})
}

func TestSettingsOutsideTheirRangeAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, s := range []recheck.Settings{{ShareBp: -1, Floor: 50}, {ShareBp: 5001, Floor: 50}, {ShareBp: 500, Floor: 9}, {ShareBp: 500, Floor: 1001}} {
			_, err := w.Rechecks.Set(w.Manager(), s, 0)
			refused(t, err, "out_of_range")
		}
		_, err := w.Rechecks.Set(testkit.As("x", "leader"), recheck.DefaultSettings, 0)
		refused(t, err, "permission_denied")
	})
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("answered %v, want %s", err, code)
	}
}
