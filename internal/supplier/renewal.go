package supplier

import (
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
)

// RenewedBy tells whether next already takes the place of q: a paper of the same name
// that is valid for longer and begins before q leaves a day uncovered that is still to
// come. A gap that is over harms nobody any more.
func (q Qualification) RenewedBy(next Qualification, today date.Day) bool {
	return next.SupplierID == q.SupplierID && next.Name == q.Name && next.ValidTo > q.ValidTo && next.ValidFrom <= max(q.ValidTo.AddDays(1), today)
}

// renewedTo is the last day of the paper among papers that takes the place of q, ""
// if there is none.
func (q Qualification) renewedTo(papers []Qualification, today date.Day) (last date.Day) {
	for _, next := range papers {
		if q.RenewedBy(next, today) {
			last = max(last, next.ValidTo)
		}
	}
	return last
}

// NotRenewed is RenewedBy as SQL, denied, about the row q of qualifications: the
// condition of whatever warns of a paper that ends. Both rows are one supplier's, so
// who may see q may know of the other.
func NotRenewed(dialect db.Dialect, today date.Day) (where string, args []any) {
	dayAfter := "date(q.valid_to, '+1 day')"
	if dialect == db.MySQL {
		dayAfter = "DATE_ADD(q.valid_to, INTERVAL 1 DAY)"
	}
	return "NOT EXISTS (SELECT 1 FROM qualifications n WHERE n.supplier_id = q.supplier_id AND n.name = q.name AND n.valid_to > q.valid_to AND " +
		"(n.valid_from <= ? OR n.valid_from <= " + dayAfter + "))", []any{string(today)}
}
