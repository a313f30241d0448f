package testkit

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
)

// API is the operations of some services, with the product's own policy.
type API struct {
	t      testing.TB
	router *httpapi.Router
}

// Serve makes an API of services. It believes the actor of a request's context.
func Serve(t testing.TB, d *db.DB, clk clock.Clock, services ...interface{ Routes(*httpapi.Router) }) *API {
	t.Helper()
	r := httpapi.New(httpapi.Options{DB: d, Clock: clk, Policy: Policy, Authenticator: asActor{}})
	for _, s := range services {
		s.Routes(r)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return &API{t, r}
}

type actorKey struct{}

type asActor struct{}

func (asActor) Authenticate(ctx context.Context, _ *http.Request) (authz.Actor, error) {
	a, _ := ctx.Value(actorKey{}).(authz.Actor)
	return a, nil
}

// Call sends a request as the actor of ctx, or as nobody. headers are pairs; one
// with an empty value is left out, even the Idempotency-Key that every request has.
func (a *API) Call(ctx context.Context, method, path, body string, headers ...string) Answer {
	a.t.Helper()
	req := httptest.NewRequestWithContext(context.WithValue(a.t.Context(), actorKey{}, authz.From(ctx)), method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Idempotency-Key", id.New())
	for i := 0; i+1 < len(headers); i += 2 {
		if req.Header.Del(headers[i]); headers[i+1] != "" {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	rec := httptest.NewRecorder()
	a.router.ServeHTTP(rec, req)
	out := Answer{Status: rec.Code, Header: rec.Header(), ETag: rec.Header().Get("ETag"), Raw: rec.Body.String()}
	_ = json.Unmarshal(rec.Body.Bytes(), &out.Body)
	out.Code = out.Text("code")
	return out
}

// Answer is what the API said.
type Answer struct {
	Status int
	Code   string // the problem's
	Header http.Header
	ETag   string
	Raw    string
	Body   map[string]any
}

// Text returns a text of the body's top level.
func (a Answer) Text(name string) string {
	text, _ := a.Body[name].(string)
	return text
}

// Items returns the items of a list.
func (a Answer) Items() []map[string]any {
	list, _ := a.Body["items"].([]any)
	out := make([]map[string]any, len(list))
	for i, item := range list {
		out[i], _ = item.(map[string]any)
	}
	return out
}

// Wants names an answer that is not as expected; an empty code is not looked at.
func (a Answer) Wants(t testing.TB, what string, status int, code string) {
	t.Helper()
	if a.Status != status || code != "" && a.Code != code {
		t.Errorf("%s: %d %s, want %d %s", what, a.Status, a.Raw, status, code)
	}
}
