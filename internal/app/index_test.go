package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// byTime are lists of tables that grow without bound, as their stores ask for them,
// and the index that must carry each.
var byTime = map[string]struct{ sql, index string }{
	"the log": {"SELECT e.* FROM audit_entries e ORDER BY e.at DESC, e.id DESC LIMIT 51", "audit_entries_at"},
	"the log of a month, the second page": {"SELECT e.* FROM audit_entries e WHERE e.at >= 40000 AND e.at < 90000 AND e.at <= 80000 AND (e.at < 80000 OR e.id < 'Z') ORDER BY e.at DESC, e.id DESC LIMIT 51",
		"audit_entries_at"},
	"the log of a person": {"SELECT e.* FROM audit_entries e WHERE e.actor_id = 'U7' ORDER BY e.at DESC, e.id DESC LIMIT 51", "audit_entries_actor"},
	"the log of a record": {"SELECT e.* FROM audit_entries e WHERE e.target = 'site' AND e.target_id = 'T7' ORDER BY e.at DESC, e.id DESC LIMIT 51", "audit_entries_target"},
	"what waits for a seal": {"SELECT e.* FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id WHERE s.entry_id IS NULL AND e.at BETWEEN 399000 AND 500000 ORDER BY e.id LIMIT 500",
		"audit_entries_at"},
	"what is to be purged": {"SELECT COUNT(*) FROM audit_entries WHERE at < 1000", "audit_entries_at"},
	"the ledger of a month": {"SELECT * FROM ledger_facts f WHERE f.occurred_on BETWEEN '2026-03-01' AND '2026-03-31' AND f.kind IN ('self_pass', 'self_fail') ORDER BY f.occurred_on DESC, f.id DESC LIMIT 51",
		"ledger_facts_day"},
	"the ledger of a clause": {"SELECT * FROM ledger_facts f WHERE f.occurred_on BETWEEN '2026-01-01' AND '2026-12-31' AND f.kind IN ('self_pass') AND f.clause_id = 'C7' ORDER BY f.occurred_on DESC, f.id DESC LIMIT 51",
		"ledger_facts_clause"},
	"the ledger of a supplier": {"SELECT * FROM ledger_facts f WHERE f.occurred_on BETWEEN '2026-01-01' AND '2026-12-31' AND f.kind IN ('self_pass') AND f.supplier_id = 'S7' ORDER BY f.occurred_on DESC, f.id DESC LIMIT 51",
		"ledger_facts_supplier"},
}

func TestListsByTimeAreCarriedByAnIndex(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		grow(t, d)
		explain := "EXPLAIN "
		if d.Dialect() == db.SQLite {
			explain = "EXPLAIN QUERY PLAN "
		}
		for name, list := range byTime {
			var steps []map[string]any
			if err := d.Conn(context.Background()).Raw(explain + list.sql).Scan(&steps).Error; err != nil {
				t.Fatal(err)
			}
			if plan := fmt.Sprint(steps[0]); !strings.Contains(plan, list.index) {
				t.Errorf("%s is not read through %s: %s", name, list.index, plan)
			}
		}
	})
}

// grow fills the tables so far that an index is worth its way.
func grow(t *testing.T, d *db.DB) {
	t.Helper()
	const rows, batch = 10000, 500
	err := d.Tx(authz.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
		for n := 0; n < rows; n += batch {
			var entries, facts []string
			for i := n; i < n+batch; i++ {
				entries = append(entries, fmt.Sprintf("('%s', %d, 'U%d', '', 'test.create', 'site', 'T%d')", id.New(), i*100, i%200, i%200))
				facts = append(facts, fmt.Sprintf("('%s', 'self_pass', 'S%d', '', '', '', 'C%d', '2026-%02d-%02d', 1, 0, '', '', 0)", id.New(), i%200, i%200, 1+i*12/rows, 1+i%28))
			}
			for _, sql := range []string{
				"INSERT INTO audit_entries (id, at, actor_id, actor_name, action, target, target_id, before_json, after_json) VALUES " + withTexts(entries),
				"INSERT INTO ledger_facts (id, kind, supplier_id, contract_id, site_id, category, clause_id, occurred_on, count, amount, ref_type, ref_id, recorded_at) VALUES " + strings.Join(facts, ","),
			} {
				if err := d.Conn(ctx).Exec(sql).Error; err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil && d.Dialect() == db.MySQL {
		err = d.Tx(authz.AsSystem(t.Context(), "test"), func(ctx context.Context) error {
			return d.Conn(ctx).Exec("ANALYZE TABLE audit_entries, ledger_facts").Error
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func withTexts(entries []string) string {
	return strings.ReplaceAll(strings.Join(entries, ","), ")", ", '', '')")
}
