package inspection_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// names authenticates by the people of the test agency.
type names map[string]context.Context

func (n names) Authenticate(_ context.Context, req *http.Request) (authz.Actor, error) {
	if ctx, ok := n[req.Header.Get("X-Test-User")]; ok {
		return authz.From(ctx), nil
	}
	return authz.Actor{}, nil
}

func serve(t *testing.T, w *inspectiontest.World) *httptest.Server {
	t.Helper()
	r := httpapi.New(httpapi.Options{DB: w.DB, Clock: w.Clock, Policy: testkit.Policy, Authenticator: names{
		"staffA": w.StaffA(), "staffB": w.StaffB(), "manager": w.Manager(), "inspector": w.Inspector(), "assessor": w.Assessor()}})
	for _, s := range []interface{ Routes(*httpapi.Router) }{w.Standards, w.Checklists, w.Checkpoints, w.Evidence, w.Inspections} {
		s.Routes(r)
	}
	w.Must(r.Err())
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return server
}

func call(t *testing.T, server *httptest.Server, user, method, path string, body any, headers ...string) (*http.Response, string) {
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Test-User", user)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(raw)
}

func (s *scene) body() map[string]any {
	now := s.Clock.Now()
	var observations []map[string]any
	for _, o := range s.pass().Observations {
		observations = append(observations, map[string]any{"itemId": o.ItemID, "result": "pass"})
	}
	return map[string]any{"code": s.point.Label.Code, "checklistVersionId": s.version.ID, "mode": "self",
		"startedAt": now.Add(-time.Minute).Format(time.RFC3339), "finishedAt": now.Format(time.RFC3339), "observations": observations}
}

func TestTheSameKeyTwentyTimesAtOnceIsOneRecordAndOneReceipt(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		server := serve(t, s.World)
		body, key := s.body(), id.New()
		var wg sync.WaitGroup
		receipts := make([]string, 20)
		for i := range receipts {
			wg.Go(func() {
				res, raw := call(t, server, "staffA", "POST", "/api/v1/inspections", body, "Idempotency-Key", key)
				if res.StatusCode != http.StatusCreated {
					t.Errorf("%d %s", res.StatusCode, raw)
				}
				receipts[i] = raw
			})
		}
		wg.Wait()
		for _, r := range receipts {
			if r != receipts[0] {
				t.Errorf("two receipts: %s and %s", r, receipts[0])
			}
		}
		if n := s.Count("inspections", "1 = 1"); n != 1 {
			t.Errorf("%d records", n)
		}
		body["note"] = "another"
		if res, raw := call(t, server, "staffA", "POST", "/api/v1/inspections", body, "Idempotency-Key", key); res.StatusCode != 422 || !strings.Contains(raw, "idempotency_key_reused") {
			t.Errorf("another body under the key: %d %s", res.StatusCode, raw)
		}
		if res, raw := call(t, server, "staffA", "POST", "/api/v1/inspections", body); res.StatusCode != 400 {
			t.Errorf("without a key: %d %s", res.StatusCode, raw)
		}
	})
}

func TestRefusalsOverHTTPCarryCodeAndFieldAndKeepTheKeyFree(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		server := serve(t, s.World)
		key := id.New()
		for _, c := range []struct {
			user   string
			change func(map[string]any)
			status int
			want   string
		}{
			{"staffB", func(map[string]any) {}, 404, `"code_unknown"`},
			{"manager", func(map[string]any) {}, 403, `"permission_denied"`},
			{"nobody", func(map[string]any) {}, 401, `"unauthenticated"`},
			{"staffA", func(b map[string]any) { b["supplierId"] = inspectiontest.SupplierB }, 422, `"unknown_field"`},
			{"staffA", func(b map[string]any) { b["inspectorId"] = "x" }, 422, `"unknown_field"`},
			{"staffA", func(b map[string]any) { b["receivedAt"] = "2026-01-01T00:00:00Z" }, 422, `"unknown_field"`},
			{"staffA", func(b map[string]any) { b["finishedAt"] = "2026-11-21 12:00" }, 422, `"finishedAt"`},
			{"staffA", func(b map[string]any) { b["mode"] = "spot" }, 422, `"mode"`},
			{"staffA", func(b map[string]any) { b["observations"] = []any{} }, 422, `"observation_missing"`},
			{"staffA", func(b map[string]any) { b["code"] = id.New() }, 404, `"code_unknown"`},
		} {
			b := s.body()
			c.change(b)
			if res, raw := call(t, server, c.user, "POST", "/api/v1/inspections", b, "Idempotency-Key", key); res.StatusCode != c.status || !strings.Contains(raw, c.want) {
				t.Errorf("want %d %s, got %d %s", c.status, c.want, res.StatusCode, raw)
			}
		}
		s.empty(t)
		if res, raw := call(t, server, "staffA", "POST", "/api/v1/inspections", s.body(), "Idempotency-Key", key); res.StatusCode != 201 {
			t.Errorf("after refusals: %d %s", res.StatusCode, raw)
		}
	})
}

func TestAForeignRecordAnswersByteForByteLikeAMissingOne(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		server := serve(t, s.World)
		r, err := s.Inspections.Submit(s.StaffA(), s.pass())
		s.Must(err)
		for foreign, missing := range map[string]string{
			"/api/v1/inspections/" + r.ID:                          "/api/v1/inspections/" + id.New(),
			"/api/v1/checkpoints/" + s.point.ID:                    "/api/v1/checkpoints/" + id.New(),
			"/api/v1/checkpoint-codes/" + s.point.Label.Code:       "/api/v1/checkpoint-codes/" + id.New(),
			"/api/v1/checkpoint-codes/" + s.point.Number:           "/api/v1/checkpoint-codes/DW-000000",
			"/api/v1/photos/" + s.Photo(s.StaffA()):                "/api/v1/photos/" + zeros,
			"/api/v1/photos/" + s.Photo(s.StaffA()) + "?size=full": "/api/v1/photos/" + zeros + "?size=full",
		} {
			a, rawA := call(t, server, "staffB", "GET", foreign, nil)
			b, rawB := call(t, server, "staffB", "GET", missing, nil)
			if a.StatusCode != 404 || b.StatusCode != 404 || rawA != rawB {
				t.Errorf("%s: %d %s / %d %s", foreign, a.StatusCode, rawA, b.StatusCode, rawB)
			}
		}
	})
}
