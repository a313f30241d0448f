package label_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/evidence"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/label"
	"hengjian/internal/testkit"
)

func (w world) report(ctx context.Context, c checkpoint.Detail, kind label.Kind) label.Receipt {
	w.T.Helper()
	r, err := w.Labels.Report(ctx, label.Report{CheckpointID: c.ID, Kind: kind})
	w.Must(err)
	return r
}

func TestAReportThatNamesNothingRealIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, b := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierB)
		gone := w.point(inspectiontest.SupplierA)
		_, err := w.Checkpoints.Retire(w.Manager(), gone.ID, "停用")
		w.Must(err)
		foreign := w.Photo(w.StaffB())
		now := w.Clock.Now()
		for name, c := range map[string]struct {
			report      label.Report
			code, field string
		}{
			"no place":           {label.Report{Kind: label.Lost}, "required", "checkpointId"},
			"two names":          {label.Report{CheckpointID: a.ID, Number: a.Number, Kind: label.Lost}, "required", "checkpointId"},
			"no kind":            {label.Report{CheckpointID: a.ID}, "not_allowed", "kind"},
			"unknown place":      {label.Report{CheckpointID: id.New(), Kind: label.Lost}, "not_found", ""},
			"another supplier's": {label.Report{CheckpointID: b.ID, Kind: label.Lost}, "not_found", ""},
			"another's number":   {label.Report{Number: b.Number, Kind: label.Lost}, "code_unknown", ""},
			"no such number":     {label.Report{Number: "DW-ZZZZZZ", Kind: label.Lost}, "code_unknown", ""},
			"no number at all":   {label.Report{Number: "%", Kind: label.Lost}, "code_unknown", ""},
			"retired place":      {label.Report{CheckpointID: gone.ID, Kind: label.Lost}, "checkpoint_retired", ""},
			"a novel":            {label.Report{CheckpointID: a.ID, Kind: label.Lost, Note: strings.Repeat("长", 501)}, "too_long", "note"},
			"four photos":        {label.Report{CheckpointID: a.ID, Kind: label.Lost, Photos: []string{"a", "b", "c", "d"}}, "too_many_photos", "photos"},
			"another's photo":    {label.Report{CheckpointID: a.ID, Kind: label.Lost, Photos: []string{foreign}}, "photo_unknown", "photos[0]"},
			"from tomorrow":      {label.Report{CheckpointID: a.ID, Kind: label.Lost, ReportedAt: now.Add(24 * time.Hour)}, "time_in_future", "reportedAt"},
			"from six weeks ago": {label.Report{CheckpointID: a.ID, Kind: label.Lost, ReportedAt: now.Add(-42 * 24 * time.Hour)}, "time_too_old", "reportedAt"},
		} {
			_, err := w.Labels.Report(w.StaffA(), c.report)
			refused(t, name, err, c.code, c.field)
		}
		_, err = w.Labels.Report(testkit.As("01LEADER000000000000000000", "leader"), label.Report{CheckpointID: a.ID, Kind: label.Lost})
		refused(t, "leader", err, "permission_denied", "")
		if n := w.Count("label_reports", "1 = 1") + w.Count("evidence", "owner_type = ?", string(evidence.LabelReport)); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

func TestAReportWithItsPhotoIsSeenByTheManagerAndTheOwnSupplierOnly(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, b := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierB)
		photo := w.Photo(w.StaffA())
		receipt, err := w.Labels.Report(w.StaffA(), label.Report{Number: strings.ToLower(a.Number), Kind: label.Damaged, Note: " 被水泡坏 ", Photos: []string{photo}})
		w.Must(err)
		if receipt.State != label.Open || receipt.CheckpointName != "大厅" {
			t.Errorf("receipt %+v", receipt)
		}
		w.report(w.StaffB(), b, label.Lost)
		w.report(w.Assessor(), a, label.Misplaced)
		see := func(ctx context.Context, f label.ReportFilter) string {
			p, err := w.Labels.Reports(ctx, f, page.Request{})
			w.Must(err)
			var out []string
			for _, v := range p.Items {
				out = append(out, string(v.Kind))
			}
			return strings.Join(out, " ")
		}
		for name, got := range map[string]string{
			"misplaced lost damaged,manager": see(w.Manager(), label.ReportFilter{}),
			"misplaced damaged,boss a":       see(w.BossA(), label.ReportFilter{}),
			"lost,boss b":                    see(w.BossB(), label.ReportFilter{}),
			",boss b asks for a":             see(w.BossB(), label.ReportFilter{CheckpointID: a.ID}),
			"damaged,kind":                   see(w.Inspector(), label.ReportFilter{Kind: label.Damaged}),
			"lost,site":                      see(w.Manager(), label.ReportFilter{SiteID: inspectiontest.SiteTwo}),
			",resolved":                      see(w.Manager(), label.ReportFilter{State: label.Dismissed}),
		} {
			if want, _, _ := strings.Cut(name, ","); got != want {
				t.Errorf("%s sees %q", name, got)
			}
		}
		for name, ctx := range map[string]context.Context{"staff": w.StaffA(), "assessor": w.Assessor()} {
			_, err := w.Labels.Reports(ctx, label.ReportFilter{}, page.Request{})
			refused(t, name, err, "permission_denied", "")
		}
		p, err := w.Labels.Reports(w.Manager(), label.ReportFilter{Kind: label.Damaged}, page.Request{})
		w.Must(err)
		v := p.Items[0]
		if v.Note != "被水泡坏" || len(v.Photos) != 1 || v.Photos[0] != photo || v.ReportedBy != "甲员工" || v.SupplierName != "供应商A" || !v.MayResolve || v.LabelVersion != 1 {
			t.Errorf("%+v", v)
		}
		if _, _, _, err := w.Evidence.Open(w.StaffB(), photo, evidence.Thumb); fault.Code(err) != "not_found" {
			t.Errorf("another supplier opens the photo: %v", err)
		}
		if _, body, _, err := w.Evidence.Open(w.Manager(), photo, evidence.Thumb); err != nil {
			t.Error(err)
		} else {
			body.Close()
		}
		if got := w.status(label.Filter{Status: "reported"}); got != "never_printed never_printed" {
			t.Errorf("reported: %q", got)
		}
	})
}

func TestReplacingAnswersEveryOpenReportAboutTheLabelAndNoOther(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, other := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierA)
		first, _, elsewhere := w.report(w.StaffA(), a, label.Lost), w.report(w.Colleague(), a, label.Damaged), w.report(w.StaffA(), other, label.Lost)
		_, err := w.Labels.Resolve(w.BossA(), first.ID, label.Replace, "换新")
		refused(t, "supplier's manager", err, "permission_denied", "")
		_, err = w.Labels.Replace(w.BossA(), a.ID, 1, "换新")
		refused(t, "supplier's manager replaces", err, "permission_denied", "")
		_, err = w.Labels.Resolve(w.Manager(), first.ID, label.Replace, " ")
		refused(t, "no reason", err, "required", "reason")
		_, err = w.Labels.Resolve(w.Manager(), first.ID, "burn", "换新")
		refused(t, "unknown resolution", err, "not_allowed", "resolution")
		_, err = w.Labels.Resolve(w.Manager(), id.New(), label.Keep, "换新")
		refused(t, "unknown report", err, "not_found", "")
		v, err := w.Labels.Resolve(w.Manager(), first.ID, label.Replace, "换新")
		w.Must(err)
		if v.State != label.Replaced || v.ResolvedBy != "主管" || v.Reason != "换新" || v.MayResolve {
			t.Errorf("%+v", v)
		}
		if n := w.Count("label_reports", "state = 'replaced'"); n != 2 {
			t.Errorf("%d reports are answered", n)
		}
		_, err = w.Labels.Resolve(w.Manager(), first.ID, label.Dismiss, "换新")
		refused(t, "twice", err, "label_report_resolved", "")
		kept, err := w.Labels.Resolve(w.Manager(), elsewhere.ID, label.Keep, "已补印张贴")
		w.Must(err)
		if kept.State != label.Kept {
			t.Errorf("%+v", kept)
		}
		_, err = w.Rounds.Lookup(w.StaffA(), other.Label.Code)
		w.Must(err) // the code of a label that was kept opens as before
		_, err = w.Rounds.Lookup(w.StaffA(), a.Label.Code)
		refused(t, "old label", err, "code_revoked", "")
	})
}

// A phone was in a basement for days: its report is about the label that hung there then.
func TestRetiringACheckpointEndsWhatIsOpenAboutItsLabelForTheSameReason(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		gone, other := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierA)
		lost, damaged := w.report(w.StaffA(), gone, label.Lost), w.report(w.Colleague(), gone, label.Damaged)
		unfounded, elsewhere := w.report(w.StaffA(), gone, label.Misplaced), w.report(w.StaffA(), other, label.Lost)
		_, err := w.Labels.Resolve(w.Manager(), unfounded.ID, label.Dismiss, "贴在原处")
		w.Must(err)
		_, err = w.Checkpoints.Retire(w.BossB(), gone.ID, "拆除")
		refused(t, "a stranger retires it", err, "not_found", "")
		_, err = w.Checkpoints.Retire(w.Manager(), gone.ID, " ")
		refused(t, "without a reason", err, "required", "reason")
		if n := w.Count("label_reports", "state = 'open'"); n != 3 {
			t.Fatalf("%d open reports after refusals", n)
		}
		w.Clock.Advance(time.Hour)
		_, err = w.Checkpoints.Retire(w.Manager(), gone.ID, "会议室拆除")
		w.Must(err)
		p, err := w.Labels.Reports(w.Manager(), label.ReportFilter{CheckpointID: gone.ID, State: label.Moot}, page.Request{})
		w.Must(err)
		if len(p.Items) != 2 || p.Items[0].ID != damaged.ID || p.Items[1].ID != lost.ID {
			t.Fatalf("%+v", p.Items)
		}
		for _, v := range p.Items {
			if v.Reason != "会议室拆除" || v.ResolvedBy != "主管" || v.ResolvedAt == nil || !v.ResolvedAt.Equal(w.Clock.Now()) || v.MayResolve {
				t.Errorf("%+v", v)
			}
		}
		if n := w.Count("label_reports", "id = ? AND state = 'dismissed' AND reason = '贴在原处'", unfounded.ID); n != 1 {
			t.Error("a report that was dealt with before has changed")
		}
		if n := w.Count("label_reports", "id = ? AND state = 'open'", elsewhere.ID); n != 1 {
			t.Error("a report about another place was ended")
		}
		_, err = w.Labels.Resolve(w.Manager(), lost.ID, label.Keep, "补印")
		refused(t, "decided afterwards", err, "label_report_resolved", "")
		_, err = w.Labels.Report(w.StaffA(), label.Report{CheckpointID: gone.ID, Kind: label.Lost})
		refused(t, "reported afterwards", err, "checkpoint_retired", "")
	})
}

// What fails while a checkpoint is retired leaves both as they were.
func TestAReportStaysOpenWhenItsCheckpointCouldNotBeRetired(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		w.report(w.StaffA(), a, label.Lost)
		failed := errors.New("the power went")
		err := w.DB.Tx(w.Manager(), func(ctx context.Context) error {
			_, err := w.Checkpoints.Retire(ctx, a.ID, "拆除")
			return errors.Join(err, failed)
		})
		if fault.As(err) != nil || !errors.Is(err, failed) || w.Count("label_reports", "state = 'open'") != 1 || w.Count("checkpoints", "state = 'active'") != 1 {
			t.Errorf("%v: %d open reports", err, w.Count("label_reports", "state = 'open'"))
		}
	})
}

func TestALateReportAboutALabelReplacedSinceIsAnsweredAlready(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		w.Clock.Advance(time.Hour)
		seen := w.Clock.Now()
		w.Clock.Advance(time.Hour)
		_, err := w.Labels.Replace(w.Manager(), a.ID, 0, "磨损")
		w.Must(err)
		w.Clock.Advance(48 * time.Hour)
		late, err := w.Labels.Report(w.StaffA(), label.Report{CheckpointID: a.ID, Kind: label.Damaged, ReportedAt: seen})
		w.Must(err)
		fresh, err := w.Labels.Report(w.StaffA(), label.Report{CheckpointID: a.ID, Kind: label.Lost})
		w.Must(err)
		if late.State != label.Replaced || fresh.State != label.Open {
			t.Errorf("late %s, fresh %s", late.State, fresh.State)
		}
		p, err := w.Labels.Reports(w.Manager(), label.ReportFilter{}, page.Request{})
		w.Must(err)
		if p.Items[0].LabelVersion != 2 || p.Items[1].LabelVersion != 1 || p.Items[1].ResolvedAt == nil {
			t.Errorf("%+v", p.Items)
		}
	})
}

func TestOfTwentyWhoReplaceTheSameLabelOneDoes(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Labels.Replace(w.Manager(), a.ID, 1, "同时") })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if fault.Code(err) != "version_stale" {
				t.Errorf("%v", err)
			}
		}
		if n := w.Count("checkpoint_codes", "checkpoint_id = ?", a.ID); done != 1 || n != 2 {
			t.Errorf("%d replaced it, %d labels", done, n)
		}
	})
}

func TestWhatBecameOfALabelIsToldToWhoMaySeeThePlace(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		_, err := w.Labels.Retired(w.StaffA(), a.Label.Code)
		refused(t, "in force", err, "code_unknown", "")
		_, err = w.Labels.Replace(w.Manager(), a.ID, 0, "磨损")
		w.Must(err)
		got, err := w.Labels.Retired(w.StaffA(), strings.ToLower(a.Label.Code))
		w.Must(err)
		if got.CheckpointID != a.ID || got.Number != a.Number || !got.RetiredAt.Equal(w.Clock.Now()) {
			t.Errorf("%+v", got)
		}
		for name, code := range map[string]string{"another supplier's": a.Label.Code, "never given": id.New(), "no code": "x"} {
			_, err := w.Labels.Retired(w.StaffB(), code)
			refused(t, name, err, "code_unknown", "")
		}
		_, err = w.Checkpoints.Retire(w.Manager(), a.ID, "停用")
		w.Must(err)
		_, err = w.Labels.Retired(w.StaffA(), a.Label.Code)
		refused(t, "retired place", err, "code_unknown", "")
	})
}

// Whatever host is printed on it, and however it is typed, the code is what counts.
func TestAMoveOfTheServerLeavesEveryLabelAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		if a.Label.URL != "https://hengjian.example/q/"+a.Label.Code {
			t.Errorf("label opens %s", a.Label.URL)
		}
		moved := checkpoint.New(w.DB, w.Clock, nil, w.Checklists, checkpoint.Options{BaseURL: "https://new.example/sub"})
		if moved.URL(a.Label.Code) != "https://new.example/sub/q/"+a.Label.Code {
			t.Error("the new host is not printed")
		}
		opened, err := moved.Lookup(w.StaffA(), a.Label.Code)
		if err != nil || opened.Checkpoint.ID != a.ID {
			t.Errorf("after the move: %+v, %v", opened, err)
		}
	})
}
