package round_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
	"hengjian/internal/testkit"
)

// before is the newest schema without routes.
const before = 12

func TestPlansThatWereThereBecomeWalksOfOneStop(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "old.db") },
		"mysql":  func(t *testing.T) string { return testkit.MySQLURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), address(t), db.Options{})
			must(t, err)
			t.Cleanup(func() { _ = d.Close() })
			must(t, d.MigrateTo(t.Context(), before))
			start := date.Day("2026-11-21").At(testkit.Clock().Zone(), 8, 30).UnixMilli()
			must(t, d.Tx(authz.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
				return errors.Join(d.Conn(ctx).Exec("INSERT INTO checkpoints (id, number, name, site_id, supplier_id, contract_id, category, state, created_at) VALUES "+
					"('C', 'DW-1', '大厅', 'S', 'U', 'K', 'cleaning', 'active', 0)").Error,
					d.Conn(ctx).Exec("INSERT INTO inspection_plans (id, checkpoint_id, checklist_id, recurrence, weekdays, month_days, window_start, window_end, assignee, starts_on, state, changed_at) VALUES "+
						"('P1', 'C', 'L', 'daily', '', '', '08:30', '11:30', 'supplier', '2026-01-01', 'active', 5), ('P2', 'C', 'L', 'weekly', '1,3,7', '', '08:00', '09:00', 'agency', '2026-01-01', 'stopped', 5), "+
						"('P3', 'C', 'L', 'monthly', '', '15,31', '08:00', '09:00', 'supplier', '2026-01-01', 'active', 5), ('P4', 'C', 'L', 'monthly', '', '30', '08:00', '09:00', 'supplier', '2026-01-01', 'active', 5)").Error,
					d.Conn(ctx).Exec("INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state) VALUES "+
						"('T', 'P1', 'C', 'L', 'U', 'K', 'S', 'cleaning', 'supplier', '2026-11-21', ?, ?, 'open')", start, start+3*3600_000).Error)
			}))
			must(t, d.Migrate(t.Context()))
			for planID, want := range map[string]string{"P1": "FREQ=DAILY", "P2": "FREQ=WEEKLY;BYDAY=MO,WE,SU", "P3": "FREQ=MONTHLY;BYMONTHDAY=15,-1", "P4": "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"} {
				var p struct{ RouteID, Rrule, Windows, WhoKind string }
				must(t, d.Conn(t.Context()).Table("inspection_plans").Where("id = ?", planID).Take(&p).Error)
				if canonical, err := round.ParseRule(p.Rrule, "2026-01-01"); p.RouteID != planID || p.Rrule != want || canonical != want || err != nil || p.WhoKind != "anyone" {
					t.Errorf("%s: %+v, %v", planID, p, err)
				}
			}
			var windows, stop, state string
			must(t, d.Conn(t.Context()).Table("inspection_plans").Where("id = 'P1'").Pluck("windows", &windows).Error)
			must(t, d.Conn(t.Context()).Table("route_stops").Where("route_id = 'P1'").Pluck("checkpoint_id", &stop).Error)
			must(t, d.Conn(t.Context()).Table("routes").Where("id = 'P2'").Pluck("state", &state).Error)
			if windows != `[{"start":"08:30","end":"11:30"}]` || stop != "C" || state != "retired" {
				t.Errorf("windows %s, stop %s, the route of a stopped plan is %s", windows, stop, state)
			}
			var closes int64
			must(t, d.Conn(t.Context()).Table("tasks").Where("id = 'T' AND counted = 1 AND route_id = 'P1'").Pluck("closes_at", &closes).Error)
			if want := date.Day("2026-11-22").At(testkit.Clock().Zone(), 0, 0).UnixMilli(); closes != want {
				t.Errorf("the open task closes at %d, want midnight %d", closes, want)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
