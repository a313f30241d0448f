package settlement_test

import (
	"testing"

	"hengjian/internal/testkit"
)

// Preparing is finance's; whoever else were let do it must not learn that a contract
// exists and its month is not judged yet.
func TestNobodyPreparesForAContractOutOfReach(t *testing.T) {
	each(t, func(w *world) {
		_, _, err := w.Prepare(testkit.Trusted(boss(supplierA)), october, contractB)
		w.refuses("another supplier's contract", "not_found", err)
	})
}
