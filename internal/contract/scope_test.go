package contract_test

import (
	"testing"

	"hengjian/internal/contract"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// The job acts for the system. In a supplier's hands it reaches no further than the
// supplier does.
func TestNobodyExpiresAnothersContract(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, _ := w.Contract(w.SupplierB, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "2"))
		w.Clock.Set(w.Clock.Now().AddDate(0, 3, 0))
		if n := Got(w.Contracts.ExpireDue(Own(w.SupplierA)))(t); n != 0 {
			t.Errorf("A expired %d contracts", n)
		}
		if got, _, err := w.Contracts.Get(Own(w.SupplierB), c.ID); err != nil || got.State != contract.Active {
			t.Errorf("%s %v", got.State, err)
		}
		if n := Got(w.Contracts.ExpireDue(Own(w.SupplierB)))(t); n != 1 {
			t.Errorf("the job found %d contracts", n)
		}
	})
}
