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
	unsettled := func() (out struct {
		Unsettled []struct{ Reason, AssessmentID, SettlementID string }
	}) {
		t.Helper()
		if a := w.as(t, "finance", "GET", "/period-locks/"+month, nil); a.Status != 200 || json.Unmarshal(a.Body, &out) != nil {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return out
	}
	done := func(who, path string, body any) {
		t.Helper()
		if a := w.as(t, who, "POST", path, body); a.Status >= 300 {
			t.Fatalf("%s %s: %d %s", who, path, a.Status, a.Body)
		}
	}
	refused("closing over drafts", "month_not_settled", w.as(t, "finance", "POST", "/period-locks", body))
	// The list leads through all that is left: two scores of the demo wait for the leader.
	published := 0
	for _, u := range unsettled().Unsettled {
		if u.Reason == "assessment_not_published" {
			done("leader", "/assessments/"+u.AssessmentID+"/publish", nil)
			published++
		}
	}
	done("finance", "/settlements", body)
	for _, u := range unsettled().Unsettled {
		if u.Reason != "settlement_draft" {
			t.Errorf("%+v", u)
		}
		refused("closing over drafts", "month_not_settled", w.as(t, "finance", "POST", "/period-locks", body))
		done("leader", "/settlements/"+u.SettlementID+"/approve", nil)
	}
	if left := unsettled().Unsettled; len(left) != 0 || published != 2 {
		t.Errorf("%d published, left: %+v", published, left)
	}
	done("finance", "/period-locks", body)
	refused("settling a closed month", "month_locked", w.as(t, "finance", "POST", "/settlements", body))

	// What was closed too early is not lost: the leader opens it again.
	if a := w.as(t, "leader", "POST", "/period-locks/"+month+"/reopen", map[string]string{"reason": "补编一份结算单"}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := w.as(t, "finance", "POST", "/settlements", body); a.Status != 200 && a.Status != 201 {
		t.Errorf("settling a reopened month: %d %s", a.Status, a.Body)
	}
}
