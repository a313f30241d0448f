// Package rights stands in for the tests of the whole program.
package rights

import (
	"testing"

	"hengjian/internal/testkit"
	"hengjian/internal/testkit/mutants/testdata/small"
)

func TestEveryOperationAnswersEveryRoleAsReviewed(t *testing.T) {
	if small.Named(testkit.As("u", "assessor")) {
		t.Error("the assessor reads a name")
	}
}
