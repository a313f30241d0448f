package app_test

import (
	"context"
	"testing"
	"time"

	"hengjian/internal/platform/authz"
)

// Sealing looks back from the newest seal only so far, so a history that was written
// in days must still be sealed without a gap.
func TestTheLogOfTheDemosHistoryIsSealedWhole(t *testing.T) {
	w := newDemo(t)
	ctx := authz.AsSystem(t.Context(), "test")
	err := w.DB.Tx(ctx, func(ctx context.Context) error { return w.DB.Conn(ctx).Exec("DELETE FROM audit_seals").Error })
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(time.Minute)
	sealed, err := w.Audit.Seal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Audit.Verify(ctx)
	if err != nil || !v.Intact || v.Unsealed != 0 || v.Sealed != sealed || sealed < 500 {
		t.Errorf("%d sealed: %+v %v", sealed, v, err)
	}
}
