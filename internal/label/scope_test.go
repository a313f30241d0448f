package label_test

import (
	"bytes"
	"context"
	"testing"

	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/label"
	"hengjian/internal/testkit"
)

// Supplier A's manager and the assessor of site one, each with every permission there is,
// at a place, a print and a report of supplier B at site two.
func TestLabelsOutOfReachAreMissingEvenWithEveryPermission(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a, b := w.point(inspectiontest.SupplierA), w.point(inspectiontest.SupplierB)
		run, err := w.print(w.Manager(), "50x30", label.Filter{})
		w.Must(err)
		own, foreign := w.report(w.StaffA(), a, label.Lost), w.report(w.StaffB(), b, label.Lost)
		for name, ctx := range map[string]context.Context{"supplier": testkit.Trusted(w.BossA()), "assessor": testkit.Trusted(w.Assessor())} {
			_, err := w.print(ctx, "50x30", label.Filter{CheckpointIDs: []string{b.ID}})
			refused(t, name+" prints", err, "not_found", "")
			_, err = w.Labels.PNG(ctx, b.ID)
			refused(t, name+" draws", err, "not_found", "")
			_, err = w.Labels.History(ctx, b.ID)
			refused(t, name+" reads the history", err, "not_found", "")
			if html, err := w.Labels.PrintPage(ctx, run.ID); err != nil || !bytes.Contains(html, []byte(a.Number)) || bytes.Contains(html, []byte(b.Number)) {
				t.Errorf("%s sees on the page of a run, %v:\n%s", name, err, html)
			}
			if p, err := w.Labels.Statuses(ctx, label.Filter{}, page.Request{}); err != nil || len(p.Items) != 1 || p.Items[0].CheckpointID != a.ID {
				t.Errorf("%s lists %+v, %v", name, p.Items, err)
			}
			_, err = w.Labels.Report(ctx, label.Report{CheckpointID: b.ID, Kind: label.Lost})
			refused(t, name+" reports", err, "not_found", "")
			_, err = w.Labels.Report(ctx, label.Report{Number: b.Number, Kind: label.Lost})
			refused(t, name+" reports by number", err, "code_unknown", "")
			if p, err := w.Labels.Reports(ctx, label.ReportFilter{}, page.Request{}); err != nil || len(p.Items) != 1 || p.Items[0].ID != own.ID {
				t.Errorf("%s reads the reports %+v, %v", name, p.Items, err)
			}
			for what, report := range map[string]string{"another's": foreign.ID, "a missing": id.New()} {
				for _, how := range []label.Resolution{label.Replace, label.Keep, label.Dismiss} {
					_, err = w.Labels.Resolve(ctx, report, how, "换新")
					refused(t, name+" resolves "+what+" report", err, "not_found", "")
				}
			}
		}
		if n := w.Count("label_reports", "state <> 'open'") + w.Count("checkpoint_codes", "label_version > 1"); n != 0 || w.Count("label_prints", "1 = 1") != 1 {
			t.Errorf("%d reports and labels were changed", n)
		}
	})
}

func TestWhoMayNotPrintIsNotToldOfRunsNorOfferedAResolution(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		a := w.point(inspectiontest.SupplierA)
		_, err := w.print(w.Manager(), "50x30", label.Filter{})
		w.Must(err)
		receipt := w.report(w.StaffA(), a, label.Lost)
		for name, ctx := range map[string]context.Context{"supplier's manager": w.BossA(), "staff": w.StaffA(), "inspector": w.Inspector(), "assessor": w.Assessor()} {
			_, err := w.Labels.Prints(ctx, page.Request{})
			refused(t, name+" lists runs", err, "permission_denied", "")
			// keeping is the agency's word alone: replacing is refused by the place as well
			for _, how := range []label.Resolution{label.Keep, label.Dismiss} {
				_, err = w.Labels.Resolve(ctx, receipt.ID, how, "不用换")
				refused(t, name+" resolves", err, "permission_denied", "")
			}
		}
		for name, ctx := range map[string]context.Context{"supplier's manager": w.BossA(), "inspector": w.Inspector()} {
			if p, err := w.Labels.Reports(ctx, label.ReportFilter{}, page.Request{}); err != nil || len(p.Items) != 1 || p.Items[0].MayResolve {
				t.Errorf("%s is offered a resolution: %+v, %v", name, p.Items, err)
			}
		}
		if n := w.Count("label_reports", "state <> 'open'"); n != 0 {
			t.Errorf("%d reports were resolved", n)
		}
	})
}
