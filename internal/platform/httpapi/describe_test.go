package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// Everybody comes at once to a router that has described nothing yet: each is held
// against the rules of the operation that was asked for, and the document is whole.
func TestRequestsAreAnsweredByTheRulesWhileOperationsAreBeingDescribed(t *testing.T) {
	for range 4 {
		f := newFixture(t, testkit.SQLite(t))
		for n := range 30 {
			httpapi.Handle(f.Router, httpapi.Op{ID: fmt.Sprintf("add%d", n), Method: "POST", Path: fmt.Sprintf("/other/%d", n), Tag: "t", Public: true},
				func(_ context.Context, in *struct {
					Body struct {
						Thing thing `json:"thing"`
					}
				},
				) (*httpapi.OK[thing], error) {
					return httpapi.Reply(in.Body.Thing), nil
				})
		}
		var wg sync.WaitGroup
		wg.Go(f.Describe)
		for n := range 30 {
			for body, want := range map[string]int{
				`{"thing":{"name":"a","amount":"1.00","month":"2026-11"}}`:  http.StatusOK,
				`{"thing":{"name":"a","amount":"1.001","month":"2026-11"}}`: http.StatusUnprocessableEntity,
			} {
				wg.Go(func() {
					req := httptest.NewRequest("POST", fmt.Sprintf("/api/v1/other/%d", n), strings.NewReader(body))
					req.Header.Set("Content-Type", "application/json")
					res := httptest.NewRecorder()
					f.ServeHTTP(res, req)
					if res.Code != want {
						t.Errorf("%s: %d %s", body, res.Code, res.Body)
					}
				})
			}
		}
		wg.Go(func() {
			res := httptest.NewRecorder()
			f.ServeHTTP(res, httptest.NewRequest("GET", "/api/v1/openapi.json", nil))
			if res.Code != http.StatusOK || strings.Count(res.Body.String(), `"operationId"`) != 34 {
				t.Errorf("the document has %d operations", strings.Count(res.Body.String(), `"operationId"`))
			}
		})
		wg.Wait()
	}
}
