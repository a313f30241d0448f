package ledger

import (
	"context"

	"hengjian/internal/platform/db"
)

// The GROUP BY names the expression and not its alias: an alias that is also a column's
// name would be taken for the column.
const (
	rebuildDays = `INSERT INTO ledger_days (day, supplier_id, contract_id, site_id, category, kind, count, amount)
		SELECT occurred_on, supplier_id, contract_id, site_id, category, kind, SUM(count), SUM(amount) FROM ledger_facts
		WHERE supplier_id = ? AND kind = ? GROUP BY occurred_on, supplier_id, contract_id, site_id, category, kind`
	rebuildMonths = `INSERT INTO ledger_months (month, supplier_id, contract_id, site_id, category, kind, count, amount)
		SELECT SUBSTR(occurred_on, 1, 7), supplier_id, contract_id, site_id, category, kind, SUM(count), SUM(amount) FROM ledger_facts
		WHERE supplier_id = ? AND kind = ? GROUP BY SUBSTR(occurred_on, 1, 7), supplier_id, contract_id, site_id, category, kind`
)

// Rebuild computes both rollups from the facts, in one transaction. The facts of one
// supplier and kind lie together in their index; statements about one such part stay
// short however long the history grows.
func (l *Ledger) Rebuild(ctx context.Context) error {
	return db.Fault(l.db.Tx(ctx, func(ctx context.Context) error {
		for _, sql := range []string{"DELETE FROM ledger_months", "DELETE FROM ledger_days"} {
			if err := l.db.Conn(ctx).Exec(sql).Error; err != nil {
				return err
			}
		}
		var parts []struct{ SupplierID, Kind string }
		if err := l.db.Conn(ctx).Raw("SELECT DISTINCT supplier_id, kind FROM ledger_facts").Scan(&parts).Error; err != nil {
			return err
		}
		for _, p := range parts {
			for _, sql := range []string{rebuildDays, rebuildMonths} {
				if err := l.db.Conn(ctx).Exec(sql, p.SupplierID, p.Kind).Error; err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// Difference is a rollup row that is not what the facts add up to.
type Difference struct {
	TableName string
	Span      string
	Kind      Kind
	Stored    int64
	Facts     int64
}

const compareDays = `SELECT 'ledger_days' AS table_name, span, kind, SUM(stored) AS stored, SUM(facts) AS facts FROM (
	SELECT day AS span, supplier_id, contract_id, site_id, category, kind, count AS stored, 0 AS facts, amount AS a, 0 AS b FROM ledger_days
	UNION ALL
	SELECT occurred_on, supplier_id, contract_id, site_id, category, kind, 0, count, 0, amount FROM ledger_facts) x
	GROUP BY span, supplier_id, contract_id, site_id, category, kind HAVING SUM(stored) <> SUM(facts) OR SUM(a) <> SUM(b) LIMIT 20`

const compareMonths = `SELECT 'ledger_months' AS table_name, span, kind, SUM(stored) AS stored, SUM(facts) AS facts FROM (
	SELECT month AS span, supplier_id, contract_id, site_id, category, kind, count AS stored, 0 AS facts, amount AS a, 0 AS b FROM ledger_months
	UNION ALL
	SELECT SUBSTR(day, 1, 7), supplier_id, contract_id, site_id, category, kind, 0, count, 0, amount FROM ledger_days) x
	GROUP BY span, supplier_id, contract_id, site_id, category, kind HAVING SUM(stored) <> SUM(facts) OR SUM(a) <> SUM(b) LIMIT 20`

// Verify compares the rollups with the facts and returns up to twenty differences
// of each table; none means that every reading is exact.
func (l *Ledger) Verify(ctx context.Context) ([]Difference, error) {
	var out []Difference
	for _, sql := range []string{compareDays, compareMonths} {
		var part []Difference
		if err := l.db.Conn(ctx).Raw(sql).Scan(&part).Error; err != nil {
			return nil, db.Fault(err)
		}
		out = append(out, part...)
	}
	return out, nil
}
