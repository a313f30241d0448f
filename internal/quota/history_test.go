package quota_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

func TestWhoClosedAndReopenedAMonthOutlivesTheAuditLog(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		if p := Got(w.Quotas.Period(Finance(), "2026-10"))(t); len(p.History) != 0 {
			t.Errorf("a month nobody closed has a history: %+v", p.History)
		}
		Got(w.Quotas.ClosePeriod(Finance(), "2026-10", ""))(t)
		// What is refused leaves no trace.
		if _, err := w.Quotas.ClosePeriod(Finance(), "2026-10", ""); !fault.Is(err, "month_locked") {
			t.Errorf("closed twice: %v", err)
		}
		if err := w.Quotas.ReopenPeriod(Finance(), "2026-10", "补结算"); !fault.Is(err, "permission_denied") {
			t.Errorf("reopened by finance: %v", err)
		}
		w.Clock.Advance(time.Hour)
		if err := w.Quotas.ReopenPeriod(Leader(), "2026-10", "补结算"); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(2 * audit.MinimumRetention)
		if n, err := w.Log.Purge(authz.AsSystem(context.Background(), "test"), 0); err != nil || n == 0 {
			t.Fatalf("%d purged, %v", n, err)
		}
		h := Got(w.Quotas.Period(Finance(), "2026-10"))(t).History
		if len(h) != 2 || !h[0].Reopened || h[0].Reason != "补结算" || h[1].Reopened || h[1].ActorName != "01FNANCE000000000000000000" || !h[0].At.After(h[1].At) {
			t.Errorf("the newest first, both: %+v", h)
		}
		if other := Got(w.Quotas.Period(Finance(), "2026-09"))(t); len(other.History) != 0 {
			t.Errorf("another month's: %+v", other.History)
		}
	})
}

// before is the newest schema that had the history in the audit log only.
const before = 17

func TestAHistoryThatIsStillInTheAuditLogMovesOver(t *testing.T) {
	const reopened, closed = "01AAAAAAAAAAAAAAAAAAAAAAA2", "01AAAAAAAAAAAAAAAAAAAAAAA1"
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "old.db") },
		"mysql":  func(t *testing.T) string { return testkit.MySQLURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			d := Got(db.Open(t.Context(), address(t), db.Options{}))(t)
			t.Cleanup(func() { _ = d.Close() })
			if err := d.MigrateTo(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			err := d.Tx(authz.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
				// As an argument: MariaDB reads a backslash in a text as its own.
				err := d.Conn(ctx).Exec(`INSERT INTO audit_entries (id, at, actor_id, actor_name, action, target, target_id, before_json, after_json) VALUES
						('`+closed+`', 1000, 'F', '财务', 'period.lock', 'period', '2026-09', '', '{"reason":"另行结算","unsettled":["HT-1"]}'),
						('`+reopened+`', 2000, 'L', '局领导', 'period.reopen', 'period', '2026-09', '{}', ?),
						('01AAAAAAAAAAAAAAAAAAAAAAA3', 3000, 'F', '财务', 'period.lock', 'period', '2026-09', '', ''),
						('01AAAAAAAAAAAAAAAAAAAAAAA4', 4000, 'x', 'x', 'period.accrue', 'period', '2026-09', '', '{"lines":3}')`, `{"reason":"补\"结算\""}`).Error
				if err != nil {
					return err
				}
				return d.Conn(ctx).Exec("INSERT INTO period_locks (month, locked_by, locked_by_name, locked_at) VALUES ('2026-09', 'F', '财务', 3000), ('2025-12', 'F', '财务', 500)").Error
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			var rows []struct{ Month, Kind, ActorName, Reason, Unsettled string }
			if err := d.Conn(t.Context()).Table("period_events").Order("at").Scan(&rows).Error; err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, r := range rows {
				got = append(got, strings.Join([]string{r.Month, r.Kind, r.ActorName, r.Reason, r.Unsettled}, " "))
			}
			want := []string{"2025-12 closed 财务  []", `2026-09 closed 财务 另行结算 ["HT-1"]`, `2026-09 reopened 局领导 补"结算" []`, "2026-09 closed 财务  []"}
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}
