package settlement_test

import (
	"context"
	"strings"
	"testing"

	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

func serve(w *world) *testkit.API {
	w.t.Helper()
	return testkit.Serve(w.t, w.db, testkit.Clock(), w)
}

func TestTheStatementHasTheAgreedForm(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		w.exec("INSERT INTO sources (id, title, document_no, issuer, issued, credibility) VALUES ('S13', '考核办法', '', '采购人', '', '')")
		made := s.Call(finance(), "POST", "/settlements", `{"month":"2026-10"}`)
		if made.Status != 200 || len(made.Body["items"].([]any)) != 1 || len(made.Body["skipped"].([]any)) != 1 {
			w.t.Fatalf("%d %s", made.Status, made.Raw)
		}
		id := made.Body["items"].([]any)[0].(map[string]any)["id"].(string)
		got := s.Call(finance(), "GET", "/settlements/"+id, "")
		want := map[string]any{"base": "3000.06", "deduction": "300.01", "payable": "2700.05", "points": "85.20", "grade": "good", "coefficientBp": 9000.0,
			"state": "draft", "number": "", "insufficient": false}
		for field, value := range want {
			if got.Body[field] != value {
				w.t.Errorf("%s is %v, want %v", field, got.Body[field], value)
			}
		}
		if got.Body["own"] != true || s.Call(leader(), "GET", "/settlements/"+id, "").Body["own"] != false {
			w.t.Error("who prepared it is not told so, or another is")
		}
		rule := got.Body["rule"].(map[string]any)
		if second := rule["bands"].([]any)[1].(map[string]any); second["min"] != "80.00" || second["max"] != "89.99" || rule["sourceId"] != "S13" {
			w.t.Errorf("%v", rule)
		}
		if l := got.Body["lines"].([]any)[1].(map[string]any); l["deduction"] != "200.01" || !strings.Contains(l["formula"].(string), "300.01 × 2,000.02 ÷ 3,000.06") {
			w.t.Errorf("%v", l)
		}
		w.exec("UPDATE settlement_lines SET formula = '旧句子'") // what an older version wrote: the figures say the same in today's words
		if l := s.Call(finance(), "GET", "/settlements/"+id, "").Body["lines"].([]any)[1].(map[string]any); !strings.HasPrefix(l["formula"].(string), "合同扣款按本行金额占比分摊：") {
			w.t.Errorf("%v", l)
		}
		if again := got.Body["recomputed"].(map[string]any); again["matches"] != true || again["deduction"] != "300.01" {
			w.t.Errorf("%v", again)
		}
		if a := s.Call(leader(), "POST", "/settlements/"+id+"/approve", ""); a.Status != 200 || a.Body["state"] != "approved" || a.Body["number"] == "" {
			w.t.Errorf("%d %s", a.Status, a.Raw)
		}
		rules := s.Call(finance(), "GET", "/payment-rules", "").Items()
		if source, _ := rules[0]["source"].(map[string]any); len(rules) != 1 || source["title"] != "考核办法" || source["issuer"] != "采购人" {
			w.t.Errorf("%v", rules)
		}
		if source, _ := rule["source"].(map[string]any); source["id"] != "S13" || source["title"] != "考核办法" {
			w.t.Errorf("%v", rule)
		}
	})
}

func TestSettlementRequestsThatAreRefusedOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		d := w.draft()
		for _, c := range []struct {
			who                context.Context
			method, path, body string
			status             int
			code               string
		}{
			{context.Background(), "GET", "/settlements", "", 401, "unauthenticated"},
			{testkit.As("x", "inspector"), "GET", "/settlements", "", 403, "permission_denied"},
			{testkit.As("x", "sysadmin"), "GET", "/settlements/" + d.ID, "", 403, "permission_denied"},
			{testkit.AsSupplier("x", supplierA, "supplier_staff"), "GET", "/settlements", "", 403, "permission_denied"},
			{testkit.As("x", "desk"), "GET", "/payment-rules", "", 403, "permission_denied"},
			{leader(), "POST", "/settlements", `{"month":"2026-10"}`, 403, "permission_denied"},
			{finance(), "POST", "/settlements/" + d.ID + "/approve", "", 403, "permission_denied"},
			{testkit.As(authz.From(finance()).UserID, "leader"), "POST", "/settlements/" + d.ID + "/approve", "", 403, "approver_is_preparer"},
			{finance(), "POST", "/settlements", `{"month":"2026-10","contractId":"` + contractB + `"}`, 409, "assessment_not_published"},
			{finance(), "POST", "/settlements", `{"month":"2026-09"}`, 409, "no_contract_in_month"},
			{finance(), "POST", "/settlements", `{"month":"2026-10","contractId":"01NVTHERE00000000000000000"}`, 404, "not_found"},
			{finance(), "POST", "/settlements", `{"month":"2026-1"}`, 422, ""},
			{finance(), "POST", "/settlements", `{"month":"2026-10","deduction":"0.00"}`, 422, ""},
			{finance(), "POST", "/settlements", `{}`, 422, ""},
			{finance(), "GET", "/settlements?state=paid", "", 422, ""},
			{finance(), "GET", "/settlements?order=payable", "", 422, ""},
			{finance(), "GET", "/settlements?cursor=abc", "", 422, "cursor_unknown"},
			{boss(supplierA), "GET", "/settlements/" + d.ID, "", 404, "not_found"},
			{boss(supplierB), "GET", "/settlements/" + d.ID, "", 404, "not_found"},
			{leader(), "POST", "/settlements/01NVTHERE00000000000000000/approve", "", 404, "not_found"},
		} {
			got := s.Call(c.who, c.method, c.path, c.body)
			got.Wants(w.t, c.method+" "+c.path+" "+c.body, c.status, c.code)
		}
		hidden, missing := s.Call(boss(supplierB), "GET", "/settlements/"+d.ID, ""), s.Call(boss(supplierB), "GET", "/settlements/01NVTHERE00000000000000000", "")
		if hidden.Raw != missing.Raw {
			w.t.Errorf("hidden %s, missing %s", hidden.Raw, missing.Raw)
		}
		if n, _ := w.deductions(); n != 0 {
			w.t.Error("a refused request booked a deduction")
		}
	})
}
