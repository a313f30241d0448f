package checkpoint_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// forge makes a code that was never given out: far from every real one, or near to
// the real one, different in its last characters only.
func forge(rng *rand.Rand, genuine string, near bool) string {
	code := []byte(genuine)
	from := 0
	if near {
		from = len(code) - 1 - rng.IntN(4)
	}
	for string(code) == genuine {
		for i := from; i < len(code); i++ {
			code[i] = crockford[rng.IntN(32)]
		}
	}
	if from == 0 {
		code[0] = crockford[rng.IntN(8)]
	}
	return string(code)
}

// A hundred thousand codes are tried: none opens anything, and near and far ones are
// looked for in the same single step, so that how long the answer takes does not tell how
// near a code was. `make bench ONLY=field.forged.` measures the time.
func TestProofThatForgedCodesOpenNothingAndAreAllLookedForInOneStep(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		tries := testkit.Proof(100_000, 4_000)
		version := w.Published(w.Items("")...)
		codes := []string{}
		for range 20 {
			codes = append(codes, w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID).Label.Code)
		}
		rng := rand.New(rand.NewPCG(1, 1))
		for n := range tries {
			code := forge(rng, codes[n%len(codes)], n%2 == 0)
			if _, err := w.Checkpoints.Lookup(w.StaffA(), code); fault.Code(err) != "code_unknown" {
				t.Fatalf("%s answers %v", code, err)
			}
			if n%100 == 0 {
				if _, err := w.Checkpoints.IDOfCode(w.StaffA(), code); fault.Code(err) != "code_unknown" {
					t.Fatalf("%s names a checkpoint", code)
				}
			}
		}
		plans := map[string]bool{}
		for _, code := range []string{codes[0], forge(rng, codes[0], true), forge(rng, codes[0], false)} {
			plans[plan(t, w, code)] = true
		}
		if len(plans) > 2 { // MariaDB names a row that exists "const" and any other "impossible"; both are one step in the key
			t.Errorf("the plans differ: %v", plans)
		}
		for _, code := range codes {
			if v, err := w.Checkpoints.Lookup(w.StaffA(), code); err != nil || v.Checkpoint.State != checkpoint.Active {
				t.Errorf("a genuine code answers %v", err)
			}
		}
	})
}

// plan is how the database looks for a code.
func plan(t *testing.T, w *inspectiontest.World, code string) string {
	t.Helper()
	explain := "EXPLAIN "
	if w.DB.Dialect() == db.SQLite {
		explain = "EXPLAIN QUERY PLAN "
	}
	var steps []map[string]any
	w.Must(w.DB.Conn(context.Background()).Raw(explain+"SELECT * FROM checkpoint_codes WHERE code = ? LIMIT 1", code).Scan(&steps).Error)
	if len(steps) != 1 {
		t.Errorf("%s is looked for in %d steps", code, len(steps))
	}
	text := fmt.Sprint(steps[0])
	if w.DB.Dialect() == db.SQLite && !strings.Contains(text, "PRIMARY KEY") {
		t.Errorf("%s is not looked for by its key: %s", code, text)
	}
	return text
}
