package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestEachConditionIsTakenAwayAloneAndSurvivorsAreCounted(t *testing.T) {
	before, err := os.ReadFile("testdata/small/small.go")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	survived, err := run(t.Context(), &out, "", []string{"testdata/small"}, "testdata/rights")
	if err != nil {
		t.Fatal(err)
	}
	const want = `testdata/small/small.go:11:9 open to suppliers TestASupplierIsHeldToItsOwn
testdata/small/small.go:16:14 open to suppliers TestASupplierIsHeldToItsOwn
testdata/small/small.go:22:14 open to assessors SURVIVED
testdata/small/small.go:22:14 open to suppliers TestASupplierIsHeldToItsOwn
testdata/small/small.go:27:48 not blind TestEveryOperationAnswersEveryRoleAsReviewed
testdata/small/small.go:30:46 may do all SURVIVED
testdata/small/small.go:33:9 unveiled TestWhoChecksAgainIsNotToldTheFirstResult
testdata/small/small.go:38:14 unveiled TestWhoChecksAgainIsNotToldTheFirstResult
testdata/small/small.go:44:14 unveiled SURVIVED
9 mutants, 3 survived, N s
`
	got := regexp.MustCompile(`\d+ s\n$`).ReplaceAllString(regexp.MustCompile(` +`).ReplaceAllString(out.String(), " "), "N s\n")
	if got != want || survived != 3 {
		t.Errorf("%d survived:\n%s", survived, got)
	}
	if after, err := os.ReadFile("testdata/small/small.go"); err != nil || string(after) != string(before) {
		t.Errorf("the tree was changed: %v", err)
	}
}

func TestAWrongPatternIsRefused(t *testing.T) {
	if _, err := run(t.Context(), &strings.Builder{}, "(", []string{"testdata/small"}, ""); err == nil {
		t.Error("accepted")
	}
}
