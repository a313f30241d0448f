package supplier_test

import (
	"fmt"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

func TestSupplierRequestsThatAreWrongAreRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		good := `{"code":"GYS-900","name":"新供应商","shortName":"新","creditCode":"91510100MA00000900","contactName":"李雷","contactPhone":"13800000000","categories":["security"]}`
		at := "/suppliers/" + w.SupplierA
		for _, r := range []struct {
			name, method, path, body, code string
			status                         int
		}{
			{"the state set by hand", "POST", "/suppliers", strings.Replace(good, "{", `{"state":"active",`, 1), "invalid", 422},
			{"an unknown category", "POST", "/suppliers", strings.Replace(good, `"security"`, `"gardening"`, 1), "invalid", 422},
			{"no category", "POST", "/suppliers", strings.Replace(good, `["security"]`, `[]`, 1), "required", 422},
			{"a credit code too short", "POST", "/suppliers", strings.Replace(good, "91510100MA00000900", "915", 1), "credit_code_malformed", 422},
			{"not JSON", "POST", "/suppliers", `{`, "malformed", 400},
			{"an unknown state", "POST", at + "/transitions", `{"to":"promoted","reason":"x"}`, "invalid", 422},
			{"a step that is none", "POST", at + "/transitions", `{"to":"candidate","reason":"x"}`, "transition_not_allowed", 409},
			{"no reason", "POST", at + "/transitions", `{"to":"suspended","reason":" "}`, "reason_required", 422},
			{"a month that is none", "GET", at + "/months?from=2026-13", "", "invalid", 422},
			{"a cursor of another list", "GET", at + "/timeline?cursor=abc", "", "cursor_unknown", 422},
			{"nobody", "GET", "/suppliers/" + id.New(), "", "not_found", 404},
			{"nobody in Chinese", "GET", "/suppliers/%E5%AE%89", "", "not_found", 404},
			{"no If-Match", "PATCH", at, `{"name":"x"}`, "if_match_required", 428},
			{"a paper until 30 February", "POST", at + "/qualifications", `{"name":"x","validFrom":"2026-01-01","validTo":"2027-02-30"}`, "invalid", 422},
			{"a paper of nobody", "DELETE", "/qualifications/" + id.New(), "", "if_match_required", 428},
		} {
			a := w.Call(Manager(), r.method, r.path, r.body)
			if a.Status != r.status || a.Code != r.code {
				t.Errorf("%s: %d %s", r.name, a.Status, a.Raw)
			}
		}
		for _, role := range []string{"leader", "finance", "inspector", "sysadmin", "assessor"} {
			if a := w.Call(testkit.As("u", role), "POST", "/suppliers", good); a.Status != 403 {
				t.Errorf("%s adds a supplier: %d", role, a.Status)
			}
		}
		made := w.Call(Manager(), "POST", "/suppliers", good)
		if made.Status != 201 || made.ETag != `"1"` || made.Text("state") != "candidate" {
			t.Errorf("%d %s", made.Status, made.Raw)
		}
		foreign, missing := w.Call(Own(w.SupplierA), "GET", "/suppliers/"+made.Text("id"), ""), w.Call(Own(w.SupplierA), "GET", "/suppliers/"+id.New(), "")
		if foreign.Status != 404 || foreign.Raw != missing.Raw {
			t.Errorf("another's %s, missing %s", foreign.Raw, missing.Raw)
		}
		paper := w.Call(Manager(), "POST", at+"/qualifications", `{"name":"许可证","validFrom":"2026-01-01","validTo":"2026-12-01"}`)
		if paper.Status != 201 || !strings.Contains(paper.Raw, `"daysLeft":10`) {
			t.Errorf("%d %s", paper.Status, paper.Raw)
		}
		if gone := w.Call(Manager(), "DELETE", fmt.Sprintf("/qualifications/%s", paper.Text("id")), "", "If-Match", paper.ETag); gone.Status != 204 {
			t.Errorf("%d %s", gone.Status, gone.Raw)
		}
	})
}
