package settlement_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// acting signs in the actor of a context.
type acting struct{ ctx context.Context }

func (a *acting) Authenticate(context.Context, *http.Request) (authz.Actor, error) {
	return authz.From(a.ctx), nil
}

type answer struct {
	status int
	code   string
	raw    string
	body   map[string]any
}

type server struct {
	who  *acting
	http http.Handler
}

func serve(w *world) *server {
	w.t.Helper()
	who := &acting{context.Background()}
	r := httpapi.New(httpapi.Options{DB: w.db, Clock: testkit.Clock(), Policy: testkit.Policy, Authenticator: who})
	w.Routes(r)
	if err := r.Err(); err != nil {
		w.t.Fatal(err)
	}
	return &server{who, r}
}

func (s *server) do(ctx context.Context, method, path, body string) answer {
	s.who.ctx = ctx
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	s.http.ServeHTTP(rec, req)
	a := answer{status: rec.Code, raw: rec.Body.String()}
	_ = json.Unmarshal(rec.Body.Bytes(), &a.body)
	a.code, _ = a.body["code"].(string)
	return a
}

func TestTheStatementHasTheAgreedForm(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		made := s.do(finance(), "POST", "/settlements", `{"month":"2026-10"}`)
		if made.status != 200 || len(made.body["items"].([]any)) != 1 || len(made.body["skipped"].([]any)) != 1 {
			w.t.Fatalf("%d %s", made.status, made.raw)
		}
		id := made.body["items"].([]any)[0].(map[string]any)["id"].(string)
		got := s.do(finance(), "GET", "/settlements/"+id, "")
		want := map[string]any{"base": "3000.06", "deduction": "300.01", "payable": "2700.05", "points": "85.20", "grade": "good", "coefficientBp": 9000.0,
			"state": "draft", "number": "", "insufficient": false}
		for field, value := range want {
			if got.body[field] != value {
				w.t.Errorf("%s is %v, want %v", field, got.body[field], value)
			}
		}
		rule := got.body["rule"].(map[string]any)
		if second := rule["bands"].([]any)[1].(map[string]any); second["min"] != "80.00" || second["max"] != "89.99" || rule["sourceId"] != "S13" {
			w.t.Errorf("%v", rule)
		}
		if l := got.body["lines"].([]any)[1].(map[string]any); l["deduction"] != "200.01" || !strings.Contains(l["formula"].(string), "300.01 × 2,000.02 ÷ 3,000.06") {
			w.t.Errorf("%v", l)
		}
		w.exec("UPDATE settlement_lines SET formula = '旧句子'") // what an older version wrote: the figures say the same in today's words
		if l := s.do(finance(), "GET", "/settlements/"+id, "").body["lines"].([]any)[1].(map[string]any); !strings.HasPrefix(l["formula"].(string), "合同扣款按本行金额占比分摊：") {
			w.t.Errorf("%v", l)
		}
		if again := got.body["recomputed"].(map[string]any); again["matches"] != true || again["deduction"] != "300.01" {
			w.t.Errorf("%v", again)
		}
		if a := s.do(leader(), "POST", "/settlements/"+id+"/approve", ""); a.status != 200 || a.body["state"] != "approved" || a.body["number"] == "" {
			w.t.Errorf("%d %s", a.status, a.raw)
		}
		if rules := s.do(finance(), "GET", "/payment-rules", ""); len(rules.body["items"].([]any)) != 1 {
			w.t.Errorf("%s", rules.raw)
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
			got := s.do(c.who, c.method, c.path, c.body)
			if got.status != c.status || c.code != "" && got.code != c.code {
				w.t.Errorf("%s %s %s: %d %s, want %d %s", c.method, c.path, c.body, got.status, got.raw, c.status, c.code)
			}
		}
		hidden, missing := s.do(boss(supplierB), "GET", "/settlements/"+d.ID, ""), s.do(boss(supplierB), "GET", "/settlements/01NVTHERE00000000000000000", "")
		if hidden.raw != missing.raw {
			w.t.Errorf("hidden %s, missing %s", hidden.raw, missing.raw)
		}
		if n, _ := w.deductions(); n != 0 {
			w.t.Error("a refused request booked a deduction")
		}
	})
}
