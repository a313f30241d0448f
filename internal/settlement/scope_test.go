package settlement_test

import (
	"testing"

	"hengjian/internal/testkit"
)

// Preparing is finance's; whoever else were let do it must not learn which contracts
// there are.
func TestNobodyPreparesForAContractOutOfReach(t *testing.T) {
	each(t, func(w *world) {
		_, _, err := w.Prepare(testkit.Trusted(boss(supplierB)), october, contractA)
		w.refuses("another supplier's contract", "not_found", err)
	})
}
