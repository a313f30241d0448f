package quotatest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// Answer is what the API said.
type Answer struct {
	Status int
	ETag   string
	Raw    []byte
	Header http.Header
}

// Code is the problem's code.
func (a Answer) Code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.Raw, &p)
	return p.Code
}

// Text returns a text of the body's top level.
func (a Answer) Text(name string) string {
	var body map[string]any
	_ = json.Unmarshal(a.Raw, &body)
	text, _ := body[name].(string)
	return text
}

type actorKey struct{}

// asActor believes the context of the test request.
type asActor struct{}

func (asActor) Authenticate(ctx context.Context, _ *http.Request) (authz.Actor, error) {
	a, _ := ctx.Value(actorKey{}).(authz.Actor)
	return a, nil
}

// Call sends a request as the actor of ctx to an API with all the world's routes.
// headers are pairs.
func (w *World) Call(ctx context.Context, method, path, body string, headers ...string) Answer {
	w.T.Helper()
	if w.router == nil {
		w.router = httpapi.New(httpapi.Options{DB: w.DB, Clock: w.Clock, Policy: testkit.Policy, Authenticator: asActor{}})
		for _, routes := range []func(*httpapi.Router){w.Suppliers.Routes, w.Contracts.Routes, w.Quotas.Routes, w.Insight.Routes} {
			routes(w.router)
		}
		if err := w.router.Err(); err != nil {
			w.T.Fatal(err)
		}
	}
	req := httptest.NewRequestWithContext(context.WithValue(w.T.Context(), actorKey{}, authz.From(ctx)), method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.router.ServeHTTP(rec, req)
	return Answer{rec.Code, rec.Header().Get("ETag"), rec.Body.Bytes(), rec.Header()}
}
