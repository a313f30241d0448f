package org_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// byHeader signs in whom the header X-Role names.
type byHeader struct{}

func (byHeader) Authenticate(_ context.Context, req *http.Request) (authz.Actor, error) {
	role := req.Header.Get("X-Role")
	if role == "" {
		return authz.Actor{}, nil
	}
	if authz.Roles[role].Org == authz.Supplier {
		return authz.From(testkit.AsSupplier("u", supplierA, role)), nil
	}
	return authz.From(testkit.As("u", role)), nil
}

func TestTheOperationsRefuseWhatTheyShouldAndAnswerInTheContractsForm(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, clk := newService(d)
		r := httpapi.New(httpapi.Options{DB: d, Clock: clk, Policy: testkit.Policy, Authenticator: byHeader{}})
		s.Routes(r)
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		one := site(t, s, "A1")
		path := "/sites/" + one.ID
		for _, c := range []struct {
			role, method, path, body, match string
			status                          int
			holds                           string
		}{
			{"", "GET", "/sites", "", "", 401, `"unauthenticated"`},
			{"sysadmin", "GET", "/sites", "", "", 403, `"permission_denied"`},
			{"finance", "POST", "/sites", `{"code":"B","name":"B"}`, "", 403, `"permission_denied"`},
			{"supplier_manager", "PATCH", path, `{"name":"mine"}`, "1", 403, `"permission_denied"`},
			{"supplier_manager", "GET", path, "", "", 404, `"not_found"`},
			{"manager", "GET", "/sites/%E5%9C%BA%E6%89%80", "", "", 404, `"not_found"`},
			{"manager", "PATCH", "/areas/%E5%8C%BA", `{}`, "1", 404, `"not_found"`},
			{"manager", "POST", "/sites", `{"code":"B","name":"B","state":"closed"}`, "", 422, `"unknown_field"`},
			{"manager", "POST", "/sites", `{"code":"B","name":"B","areaM2":"1.0001"}`, "", 422, `"areaM2"`},
			{"manager", "POST", "/sites", `{"code":"B","name":"B","areaM2":"-1"}`, "", 422, `"areaM2"`},
			{"manager", "POST", "/sites", `{"code":"A1","name":"B"}`, "", 409, `"code_taken"`},
			{"manager", "POST", "/sites", `{"code":"B1","name":"B","areaM2":"16324.5"}`, "", 201, `"areaM2":"16324.5","state":"active","version":1,"checkpointCount":0`},
			{"manager", "PATCH", path, `{"name":"x"}`, "", 428, `"if_match_required"`},
			{"manager", "PATCH", path, `{"state":"gone"}`, "1", 422, `"not_allowed"`},
			{"manager", "PATCH", path, `{"name":"New"}`, "1", 200, `"name":"New"`},
			{"manager", "PATCH", path, `{"name":"New"}`, "1", 412, `"version_stale"`},
			{"manager", "GET", "/sites?state=open", "", "", 422, `"not_allowed"`},
			{"manager", "GET", "/sites?sort=name", "", "", 422, `"unknown_parameter"`},
			{"manager", "GET", "/sites?limit=1&q=1", "", "", 200, `"nextCursor"`},
			{"manager", "GET", path + "/areas", "", "", 200, `{"items":[]}`},
			{"manager", "POST", path + "/areas", `{"name":"Hall","floor":"1F"}`, "", 201, `"floor":"1F"`},
			{"finance", "PUT", "/working-calendar/2026-12-25", `{"kind":"rest"}`, "", 403, `"permission_denied"`},
			{"manager", "PUT", "/working-calendar/2026-02-30", `{"kind":"rest"}`, "", 422, `"day"`},
			{"manager", "PUT", "/working-calendar/2026-12-25", `{"kind":"party"}`, "", 422, `"not_allowed"`},
			{"manager", "PUT", "/working-calendar/2026-12-25", `{"kind":"rest","note":"本地"}`, "", 200, `"note":"本地"`},
			{"finance", "GET", "/working-calendar", "", "", 200, `{"year":2026,"days":[{"day":"2026-12-25","kind":"rest","note":"本地"}]}`},
			{"finance", "GET", "/working-calendar?year=2027", "", "", 200, `{"year":2027,"days":[]}`},
			{"finance", "GET", "/working-calendar?year=soon", "", "", 422, `"year"`},
			{"manager", "DELETE", "/working-calendar/2026-12-25", "", "", 204, ""},
			{"manager", "DELETE", "/working-calendar/2026-12-25", "", "", 404, `"not_found"`},
		} {
			req := httptest.NewRequest(c.method, "/api/v1"+c.path, strings.NewReader(c.body))
			if c.body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			if c.match != "" {
				req.Header.Set("If-Match", `"`+c.match+`"`)
			}
			req.Header.Set("X-Role", c.role)
			rec := httptest.NewRecorder()
			r.ServeHTTP(rec, req)
			if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.holds) {
				t.Errorf("%s %s %s as %q: %d %s, want %d %s", c.method, c.path, c.body, c.role, rec.Code, rec.Body, c.status, c.holds)
			}
		}
	})
}
