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

func TestWhoChecksAgainIsNotToldTheFirstResult(t *testing.T) {
	if small.First(testkit.As("u", "inspector")) == "(1 = 1)" {
		t.Error("told")
	}
}

func TestProofThatIsNotRun(t *testing.T) {
	if small.Facts(testkit.As("u", "inspector")) == "(1 = 1)" {
		t.Error("told")
	}
}
