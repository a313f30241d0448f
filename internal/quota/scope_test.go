package quota_test

import (
	"context"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// Costs and the report are the agency's. Were they opened to suppliers or assessors,
// the scope would still show each what is its own.
func TestCostsAndReportLinesOfAnotherSupplierAreNotThere(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		Got(w.Quotas.AccrueMonth(Finance(), "2026-10"))(t)
		entry := Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: money.MustFen("90300.00")}))(t)
		elsewhere := id.New()
		w.Exec(`INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
			VALUES (?, ?, '', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`, elsewhere, elsewhere)
		w.Exec("INSERT INTO assessor_sites (user_id, site_id) VALUES (?, ?)", elsewhere, w.SiteB)
		report := quota.ReportQuery{From: "2026-10", To: "2026-10", GroupBy: quota.BySupplier}
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"A": {Own(w.SupplierA), 1}, "B": {Own(w.SupplierB), 0}, "an assessor elsewhere": {testkit.As(elsewhere, "assessor"), 0}} {
			ctx := testkit.Trusted(c.ctx)
			if got := Got(w.Quotas.Costs(ctx, quota.CostQuery{}, page.Request{}))(t); len(got.Items) != c.want {
				t.Errorf("%s lists %d costs", who, len(got.Items))
			}
			if _, err := w.Quotas.Cost(ctx, entry.ID); (err == nil) != (c.want == 1) {
				t.Errorf("%s opens the cost: %v", who, err)
			}
			if got := Got(w.Quotas.ReportLines(ctx, report, page.Request{}))(t); len(got.Items) != c.want {
				t.Errorf("%s reads %d lines of the report", who, len(got.Items))
			}
			if got := Got(w.Quotas.Report(ctx, report))(t); len(got.Rows) != c.want {
				t.Errorf("%s reads %d rows of the report", who, len(got.Rows))
			}
		}
	})
}
