package httpapi_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

// headerAuth signs in the role that the request names, and the user if it names one.
type headerAuth struct{}

func (headerAuth) Authenticate(_ context.Context, req *http.Request) (authz.Actor, error) {
	role := req.Header.Get("Test-Role")
	if role == "" {
		return authz.Actor{}, nil
	}
	if role == "down" {
		return authz.Actor{}, fault.Unavailable(context.DeadlineExceeded)
	}
	org := authz.Roles[role].Org
	return authz.Actor{UserID: cmp.Or(req.Header.Get("Test-User"), "01USER00000000000000000000"), OrgKind: org, SupplierID: "S", Roles: []string{role},
		Permissions: testkit.Policy.Of(org, []string{role})}, nil
}

type thing struct {
	Name   string       `json:"name" minLength:"1" maxLength:"10"`
	Amount money.Fen    `json:"amount"`
	Month  date.Month   `json:"month"`
	Parts  []thingPart  `json:"parts,omitempty" maxItems:"3"`
	Note   *string      `json:"note,omitempty"`
	Points money.Points `json:"points,omitempty"`
}

type thingPart struct {
	Day date.Day `json:"day"`
}

type fixture struct {
	*httpapi.Router
	d       *db.DB
	created atomic.Int64
	fail    atomic.Bool
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	r := httpapi.New(httpapi.Options{DB: d, Clock: testkit.Clock(), Policy: testkit.Policy, Authenticator: headerAuth{}, Version: "test", BodyBytes: 4096})
	f := &fixture{Router: r, d: d}
	httpapi.Handle(r, httpapi.Op{ID: "createThing", Method: "POST", Path: "/things", Tag: "t", Permission: "supplier.write", Idempotent: true, Status: 201},
		func(ctx context.Context, in *struct{ Body thing }) (*httpapi.OK[thing], error) {
			err := d.Conn(ctx).Exec("INSERT INTO job_slots (name, slot, owner, started_at, error) VALUES (?, ?, 'o', 0, '')", id.New(), f.created.Add(1)).Error
			if err == nil && f.fail.Load() {
				err = fault.Conflict("refused", "no")
			}
			return httpapi.Reply(in.Body), err
		})
	httpapi.Handle(r, httpapi.Op{ID: "getThing", Method: "GET", Path: "/things/{id}", Tag: "t", Permission: "supplier.read"},
		func(_ context.Context, in *struct {
			httpapi.ByID
			Sort string `query:"sort" enum:"name,amount"`
		},
		) (*httpapi.Tagged[thing], error) {
			switch in.ID {
			case "panic":
				panic("secret detail")
			case "secret":
				return nil, fmt.Errorf("password=hunter2")
			case "here":
				return httpapi.ReplyVersion(thing{Name: "a", Month: "2026-11"}, 3), nil
			}
			return nil, fault.NotFound()
		})
	httpapi.Handle(r, httpapi.Op{ID: "hello", Method: "GET", Path: "/hello", Tag: "t", Public: true},
		func(context.Context, *struct{}) (*httpapi.OK[string], error) { return httpapi.Reply("hi"), nil })
	httpapi.Raw(r, httpapi.Op{ID: "upload", Method: "POST", Path: "/upload/{name}", Tag: "t", Permission: "supplier.write", MaxBody: 10},
		func(w http.ResponseWriter, req *http.Request) error {
			raw, err := io.ReadAll(req.Body)
			if err != nil {
				return fault.New(fault.KindTooLarge, "too_large", "")
			}
			_, err = fmt.Fprintf(w, "%s:%s", req.PathValue("name"), raw)
			return err
		})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) do(method, path, role, body string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if role != "" {
		req.Header.Set("Test-Role", role)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, req)
	return w
}

func problem(t *testing.T, w *httptest.ResponseRecorder) httpapi.Problem {
	t.Helper()
	var p httpapi.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("content type %q", ct)
	}
	return p
}

// effects counts what stayed in the database.
func (f *fixture) effects(t *testing.T) (n int64) {
	t.Helper()
	if err := f.d.Conn(t.Context()).Raw("SELECT COUNT(*) FROM job_slots").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

const good = `{"name":"a","amount":"1.50","month":"2026-11"}`

func TestRequestsAreRefusedWithAStableCodeAndTheField(t *testing.T) {
	f := newFixture(t, testkit.SQLite(t))
	for name, c := range map[string]struct {
		method, path, role, body string
		status                   int
		code, field, fieldCode   string
	}{
		"not signed in":         {"POST", "/api/v1/things", "", good, 401, "unauthenticated", "", ""},
		"wrong role":            {"POST", "/api/v1/things", "finance", good, 403, "permission_denied", "", ""},
		"wrong role, bad body":  {"POST", "/api/v1/things", "finance", `{`, 403, "permission_denied", "", ""},
		"supplier":              {"POST", "/api/v1/things", "supplier_manager", good, 403, "permission_denied", "", ""},
		"database down":         {"POST", "/api/v1/things", "down", good, 503, "unavailable", "", ""},
		"no JSON":               {"POST", "/api/v1/things", "manager", `{`, 400, "malformed", "", ""},
		"missing field":         {"POST", "/api/v1/things", "manager", `{"name":"a","amount":"1"}`, 422, "invalid", "month", "required"},
		"field of others":       {"POST", "/api/v1/things", "manager", `{"name":"a","amount":"1","month":"2026-11","supplierId":"x"}`, 422, "invalid", "supplierId", "unknown_field"},
		"fraction of a fen":     {"POST", "/api/v1/things", "manager", `{"name":"a","amount":"1.005","month":"2026-11"}`, 422, "invalid", "amount", "malformed_value"},
		"amount as number":      {"POST", "/api/v1/things", "manager", `{"name":"a","amount":1.5,"month":"2026-11"}`, 422, "invalid", "amount", "invalid_value"},
		"month 13":              {"POST", "/api/v1/things", "manager", `{"name":"a","amount":"1","month":"2026-13"}`, 422, "invalid", "month", "malformed_value"},
		"30 February":           {"POST", "/api/v1/things", "manager", `{"name":"a","amount":"1","month":"2026-11","parts":[{"day":"2026-02-30"}]}`, 422, "invalid", "parts[0].day", "malformed_value"},
		"too long":              {"POST", "/api/v1/things", "manager", `{"name":"abcdefghijk","amount":"1","month":"2026-11"}`, 422, "invalid", "name", "too_long"},
		"too large":             {"POST", "/api/v1/things", "manager", `{"name":"` + strings.Repeat("x", 5000) + `"}`, 413, "body_too_large", "", ""},
		"unknown sort":          {"GET", "/api/v1/things/here?sort=price", "manager", "", 422, "invalid", "sort", "not_allowed"},
		"unknown filter":        {"GET", "/api/v1/things/here?supplier=1", "manager", "", 422, "invalid", "supplier", "unknown_parameter"},
		"missing":               {"GET", "/api/v1/things/none", "manager", "", 404, "not_found", "", ""},
		"no such route":         {"GET", "/api/v1/nothing", "manager", "", 404, "not_found", "", ""},
		"unexpected error":      {"GET", "/api/v1/things/secret", "manager", "", 500, "internal", "", ""},
		"panic":                 {"GET", "/api/v1/things/panic", "manager", "", 500, "internal", "", ""},
		"upload without a role": {"POST", "/api/v1/upload/x", "", "x", 401, "unauthenticated", "", ""},
		"upload too large":      {"POST", "/api/v1/upload/x", "manager", "12345678901", 413, "too_large", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := f.do(c.method, c.path, c.role, c.body, "Idempotency-Key", "k-"+strings.ReplaceAll(name, " ", "-"))
			p := problem(t, w)
			if w.Code != c.status || p.Code != c.code {
				t.Fatalf("%d %s, want %d %s: %s", w.Code, p.Code, c.status, c.code, w.Body)
			}
			if c.field != "" && (len(p.Fields) != 1 || p.Fields[0].Field != c.field || p.Fields[0].Code != c.fieldCode) {
				t.Errorf("fields %+v, want %s %s", p.Fields, c.field, c.fieldCode)
			}
			if strings.Contains(w.Body.String(), "hunter2") || strings.Contains(w.Body.String(), "secret detail") {
				t.Errorf("the cause reached the caller: %s", w.Body)
			}
		})
	}
	if f.created.Load() != 0 {
		t.Errorf("%d refused requests had an effect", f.created.Load())
	}
}

func TestMissingAnswersTheSameBytesEveryTime(t *testing.T) {
	f := newFixture(t, testkit.SQLite(t))
	a, b := f.do("GET", "/api/v1/things/none", "manager", ""), f.do("GET", "/api/v1/things/other", "supplier_staff", "")
	if a.Code != 404 || a.Body.String() != b.Body.String() {
		t.Errorf("%s | %s", a.Body, b.Body)
	}
}

func TestARequestFromAnotherSiteIsRefused(t *testing.T) {
	f := newFixture(t, testkit.SQLite(t))
	w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", "k", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	if w.Code != 403 || problem(t, w).Code != "cross_origin" || f.created.Load() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	f := newFixture(t, testkit.SQLite(t))
	for _, path := range []string{"/api/v1/hello", "/api/v1/things/none", "/nothing"} {
		h := f.do("GET", path, "", "").Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "script-src 'self' 'unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestIdempotencyKeysThatAreMissingMalformedOrReusedAreRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for key, code := range map[string]string{"": "idempotency_key_required", strings.Repeat("k", 129): "idempotency_key_malformed", "钥匙": "idempotency_key_malformed", "a b": "idempotency_key_malformed"} {
			if w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", key); w.Code != 400 || problem(t, w).Code != code {
				t.Errorf("key %q: %d %s", key, w.Code, w.Body)
			}
		}
		if w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", "one"); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		other := strings.Replace(good, "1.50", "1.51", 1)
		if w := f.do("POST", "/api/v1/things", "manager", other, "Idempotency-Key", "one"); w.Code != 422 || problem(t, w).Code != "idempotency_key_reused" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if n := f.effects(t); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestOneKeyHasOneEffectHoweverOftenItIsSent(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", "same"); w.Code != 201 || !strings.Contains(w.Body.String(), `"amount":"1.50"`) {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		wg.Wait()
		if n := f.effects(t); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// A key is its sender's own: who guesses or shares one neither reads the other's
// answer nor is refused because of it, at the first sending or a later one.
func TestAKeyOfAnotherPersonAnswersNothingOfTheirs(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for range 2 {
			for user, amount := range map[string]string{"01USERA0000000000000000000": "1.50", "01USERB0000000000000000000": "1.51"} {
				w := f.do("POST", "/api/v1/things", "manager", strings.Replace(good, "1.50", amount, 1), "Idempotency-Key", "same", "Test-User", user)
				if w.Code != 201 || !strings.Contains(w.Body.String(), `"amount":"`+amount+`"`) {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			}
		}
		if n := f.effects(t); n != 2 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestARefusedRequestDoesNotUseUpItsKey(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.fail.Store(true)
		if w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", "k"); w.Code != 409 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		f.fail.Store(false)
		if w := f.do("POST", "/api/v1/things", "manager", good, "Idempotency-Key", "k"); w.Code != 201 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestAnOperationWithoutAPermissionStopsTheProgram(t *testing.T) {
	for _, op := range []httpapi.Op{
		{ID: "a", Method: "GET", Path: "/a"},
		{ID: "b", Method: "GET", Path: "/b", Permission: "supplier.raed"},
		{ID: "c", Method: "GET", Path: "/c", Permission: "supplier.read", Public: true},
		{Method: "GET", Path: "/d", Permission: "supplier.read"},
	} {
		r := httpapi.New(httpapi.Options{DB: testkit.SQLite(t), Clock: testkit.Clock(), Policy: testkit.Policy, Authenticator: headerAuth{}})
		httpapi.Handle(r, op, func(context.Context, *struct{}) (*httpapi.None, error) { return nil, nil })
		if r.Err() == nil {
			t.Errorf("%+v was accepted", op)
		}
	}
}

func TestAForwardedAddressCountsOnlyFromATrustedProxy(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		want    string
	}{"nobody is trusted": {nil, "192.0.2.1"}, "the proxy is trusted": {[]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, "203.0.113.9"}} {
		r := httpapi.New(httpapi.Options{DB: testkit.SQLite(t), Clock: testkit.Clock(), Policy: testkit.Policy, Authenticator: headerAuth{}, TrustedProxies: c.proxies})
		var got string
		httpapi.Handle(r, httpapi.Op{ID: "a", Method: "GET", Path: "/a", Public: true}, func(ctx context.Context, _ *struct{}) (*httpapi.None, error) {
			got = httpapi.Address(ctx)
			return nil, nil
		})
		req := httptest.NewRequest("GET", "/api/v1/a", nil)
		req.Header.Set("X-Forwarded-For", "203.0.113.9")
		r.ServeHTTP(httptest.NewRecorder(), req)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTheDocumentNamesThePermissionOfEveryOperation(t *testing.T) {
	f := newFixture(t, testkit.SQLite(t))
	raw, err := f.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]map[string]any
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) != 4 {
		t.Fatalf("%s %v", doc.OpenAPI, doc.Paths)
	}
	if doc.Paths["/api/v1/upload/{name}"]["post"]["x-permission"] != "supplier.write" || doc.Paths["/api/v1/hello"]["get"]["x-public"] != true {
		t.Errorf("%s", raw)
	}
}
