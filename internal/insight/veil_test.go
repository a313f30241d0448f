package insight_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"hengjian/internal/insight"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// Supplier B's finding comes of a check that inspector "again" is to make a second time.
func TestWhoChecksAgainIsToldNothingThatTheFirstCheckFound(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		reads, both := insight.NewReads(d, s.Assess), []string{s.SupplierA, s.SupplierB}
		first, task, again := id.New(), id.New(), id.New()
		s.Exec("UPDATE findings SET inspection_id = ?, severity = 'critical' WHERE id = ?", first, s.overdueB)
		s.Exec(`INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id)
			VALUES (?, ?, '', '', ?, '', ?, 'security', 'agency', '2026-11-21', 0, 0, 'open', '')`, task, id.New(), s.SupplierB, s.SiteB)
		s.Exec("INSERT INTO rechecks (task_id, first_id, first_inspector_id, second_inspector_id, chosen_at, veiled) VALUES (?, ?, 'first', ?, 0, 1)", task, first, again)
		told := func(ctx context.Context) map[string]int {
			b := Got(s.Insight.Workbench(ctx))(t)
			out := map[string]int{"open": b.Findings.Open, "overdue": b.Findings.Overdue, "to reinspect": b.Findings.AwaitingReinspection, "events of B": 0,
				"open of B": Got(reads.OpenFindings(ctx, both))(t)[s.SupplierB]}
			for _, a := range b.Attention {
				for _, i := range a.Items {
					if strings.HasSuffix(i.To, s.overdueB) {
						out[a.Kind]++
					}
				}
			}
			for _, e := range Got(reads.Events(ctx, s.SupplierB, time.Time{}, "", 20))(t) {
				if e.RefID == s.overdueB {
					out["events of B"]++
				}
			}
			return out
		}
		for state, want := range map[string]map[string]int{
			"open":      {"open": 4, "overdue": 2, "to reinspect": 1, "events of B": 1, "open of B": 1, "overdue_rectification": 1},
			"submitted": {"open": 4, "overdue": 1, "to reinspect": 2, "events of B": 1, "open of B": 1, "awaiting_reinspection": 1},
		} {
			s.Exec("UPDATE findings SET state = ? WHERE id = ?", state, s.overdueB)
			other, second := told(testkit.As("other", "inspector")), told(testkit.As(again, "inspector"))
			for what, n := range want {
				if other[what] != n {
					t.Errorf("%s: another inspector is told %d %s, want %d", state, other[what], what, n)
				}
			}
			for what, n := range map[string]int{"open": 3, "overdue": 1, "to reinspect": 1, "events of B": 0, "open of B": 0, "overdue_rectification": 0, "awaiting_reinspection": 0} {
				if second[what] != n {
					t.Errorf("%s: the second is told %d %s, want %d", state, second[what], what, n)
				}
			}
		}
		s.Exec("UPDATE rechecks SET veiled = 0 WHERE first_id = ?", first)
		if second := told(testkit.As(again, "inspector")); second["open"] != 4 || second["events of B"] != 1 {
			t.Errorf("with the veil lifted: %v", second)
		}
	})
}
