package small_test

import (
	"testing"

	"hengjian/internal/testkit"
	"hengjian/internal/testkit/mutants/testdata/small"
)

func TestASupplierIsHeldToItsOwn(t *testing.T) {
	ctx := testkit.AsSupplier("u", "s", "supplier_staff")
	if small.Own(ctx) != "(o.supplier_id = ?)" || small.Half(ctx) != "(h.supplier_id = ?)" {
		t.Error("not held")
	}
}
