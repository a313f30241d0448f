package finding_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
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
	header http.Header
	body   map[string]any
}

type server struct {
	w    *world
	who  *acting
	http http.Handler
}

func serve(w *world) *server {
	w.t.Helper()
	who := &acting{context.Background()}
	r := httpapi.New(httpapi.Options{DB: w.db, Clock: w.clock, Policy: testkit.Policy, Authenticator: who})
	w.Routes(r)
	if err := r.Err(); err != nil {
		w.t.Fatal(err)
	}
	return &server{w, who, r}
}

func (s *server) do(ctx context.Context, method, path, body string) answer {
	s.w.t.Helper()
	s.who.ctx = ctx
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Idempotency-Key", id.New())
	rec := httptest.NewRecorder()
	s.http.ServeHTTP(rec, req)
	a := answer{status: rec.Code, raw: rec.Body.String(), header: rec.Header()}
	_ = json.Unmarshal(rec.Body.Bytes(), &a.body)
	a.code, _ = a.body["code"].(string)
	return a
}

func TestTheListAndTheSheetHaveTheAgreedForm(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f, r := w.answered(vocab.Major)
		list := s.do(manager(), "GET", "/findings?state=submitted&limit=10", "")
		item, _ := list.body["items"].([]any)
		if list.status != 200 || len(item) != 1 {
			w.t.Fatalf("%d %s", list.status, list.raw)
		}
		row := item[0].(map[string]any)
		for _, field := range []string{"id", "number", "supplierId", "supplierName", "siteName", "checkpointName", "category", "itemText", "severity",
			"state", "openedAt", "dueOn", "overdue", "daysLeft", "waitingFor", "version"} {
			if _, ok := row[field]; !ok {
				w.t.Errorf("%s is missing: %v", field, row)
			}
		}
		got := s.do(boss(supplierA), "GET", "/findings/"+f.ID, "")
		if got.status != 200 || got.header.Get("ETag") != `"2"` || got.body["waitingFor"] != "inspector" {
			w.t.Errorf("%d %s", got.status, got.raw)
		}
		for _, field := range []string{"photos", "rectifications", "history"} {
			if _, ok := got.body[field].([]any); !ok {
				w.t.Errorf("%s is not a list: %v", field, got.body[field])
			}
		}
		closed := s.do(inspector(colleague), "POST", "/rectifications/"+r.ID+"/reinspection", `{"result":"closed","note":"","photos":[]}`)
		if closed.status != 200 || closed.body["state"] != "closed" {
			w.t.Errorf("%d %s", closed.status, closed.raw)
		}
		if empty := s.do(manager(), "GET", "/findings?overdue=true", ""); !strings.Contains(empty.raw, `"items":[]`) {
			w.t.Errorf("an empty list is %s", empty.raw)
		}
	})
}

func TestDaysLeftAreWorkingDays(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f := w.openOne(vocab.Major) // due on Wednesday 25 November
		for day, want := range map[string]float64{"2026-11-21": 3, "2026-11-23": 2, "2026-11-25": 0, "2026-11-26": -1, "2026-11-28": -2, "2026-11-30": -3} {
			w.clock.Set(noon(day))
			got := s.do(manager(), "GET", "/findings/"+f.ID, "")
			if got.body["daysLeft"] != want || got.body["overdue"] != (want < 0) {
				w.t.Errorf("on %s: %v left, overdue %v, want %v", day, got.body["daysLeft"], got.body["overdue"], want)
			}
		}
	})
}

func TestRequestsThatAreRefusedOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f := w.openOne(vocab.Minor)
		other := w.open(opening(supplierB, vocab.Minor))[0]
		good := `{"cause":"拖布未拧干","action":"已重新擦拭"}`
		for _, c := range []struct {
			who          context.Context
			method, path string
			body         string
			status       int
			code         string
		}{
			{context.Background(), "GET", "/findings", "", 401, "unauthenticated"},
			{testkit.As("x", "finance"), "GET", "/findings", "", 403, "permission_denied"},
			{testkit.As("x", "assessor"), "GET", "/findings/" + f.ID, "", 403, "permission_denied"},
			{manager(), "POST", "/findings/" + f.ID + "/rectifications", good, 403, "permission_denied"},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/cancel", `{"reason":"x"}`, 403, "permission_denied"},
			{boss(supplierA), "GET", "/findings/" + other.ID, "", 404, "not_found"},
			{boss(supplierA), "POST", "/findings/" + other.ID + "/rectifications", good, 404, "not_found"},
			{manager(), "GET", "/findings?state=guess", "", 422, ""},
			{manager(), "GET", "/findings?sort=x", "", 422, ""},
			{manager(), "GET", "/findings?from=2026-02-30", "", 422, ""},
			{manager(), "GET", "/findings?limit=1000", "", 422, ""},
			{manager(), "GET", "/findings?cursor=x", "", 422, "cursor_unknown"},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x"}`, 422, ""},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x","action":"y","state":"closed"}`, 422, ""},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x","action":"y","submittedBy":"me"}`, 422, ""},
			{inspector(colleague), "POST", "/rectifications/" + f.ID + "/reinspection", `{"result":"cancelled"}`, 422, ""},
			{inspector(colleague), "POST", "/rectifications/" + f.ID + "/reinspection", `{"result":"closed"}`, 404, "not_found"},
		} {
			got := s.do(c.who, c.method, c.path, c.body)
			if got.status != c.status || c.code != "" && got.code != c.code {
				w.t.Errorf("%s %s %s: %d %s, want %d %s", c.method, c.path, c.body, got.status, got.raw, c.status, c.code)
			}
		}
		hidden, missing := s.do(boss(supplierA), "GET", "/findings/"+other.ID, ""), s.do(boss(supplierA), "GET", "/findings/01NVTHERE00000000000000000", "")
		if hidden.raw != missing.raw {
			w.t.Errorf("hidden %s, missing %s", hidden.raw, missing.raw)
		}
		if d := w.get(f.ID); d.State != finding.Open || d.Version != 1 {
			w.t.Errorf("a refused request left a trace: %+v", d)
		}
	})
}

func TestSuppliersSeeTheirOwnFindingsOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		own := w.openOne(vocab.Minor)
		w.open(opening(supplierB, vocab.Minor))
		for _, query := range []string{"", "?supplierId=" + supplierA, "?state=open", "?state=active"} {
			got := s.do(boss(supplierA), "GET", "/findings"+query, "")
			var ids []string
			for _, item := range got.body["items"].([]any) {
				ids = append(ids, item.(map[string]any)["id"].(string))
			}
			if !slices.Equal(ids, []string{own.ID}) {
				w.t.Errorf("%s shows %v", query, ids)
			}
		}
		if got := s.do(boss(supplierA), "GET", "/findings?supplierId="+supplierB, ""); len(got.body["items"].([]any)) != 0 {
			w.t.Errorf("asking for another supplier shows %s", got.raw)
		}
	})
}
