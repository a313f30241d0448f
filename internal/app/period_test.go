package app_test

import (
	"encoding/json"
	"testing"
)

// Closing a month, settling it and booking costs in it meet in different domains;
// this is how they are wired together.
func TestAMonthIsClosedBehindItsSettlements(t *testing.T) {
	w := newDemo(t)
	const month = "2026-10"
	body := map[string]string{"month": month}
	refused := func(what, code string, a answer) {
		t.Helper()
		if a.Status != 409 || a.code() != code {
			t.Errorf("%s: %d %s, want %s", what, a.Status, a.Body, code)
		}
	}
	refused("closing over drafts", "settlement_not_approved", w.as(t, "finance", "POST", "/period-locks", body))
	var drafts struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(w.as(t, "leader", "GET", "/settlements?limit=200&state=draft&month="+month, nil).Body, &drafts); err != nil || len(drafts.Items) == 0 {
		t.Fatalf("%d drafts: %v", len(drafts.Items), err)
	}
	for _, s := range drafts.Items {
		if a := w.as(t, "leader", "POST", "/settlements/"+s.ID+"/approve", nil); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if a := w.as(t, "finance", "POST", "/period-locks", body); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	refused("settling a closed month", "month_locked", w.as(t, "finance", "POST", "/settlements", body))
}
