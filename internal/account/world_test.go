package account

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

const right = "Right-Horse-77"

// world is two replicas of a server on one database, with an account for each of
// some roles, named like the role.
type world struct {
	t       *testing.T
	d       *db.DB
	clk     *clock.Fake
	log     *audit.Log
	s       *Service
	replica *Service
	hashes  *atomic.Int64
	ids     map[string]string
}

// cheap makes hashing quick, since these suites are not about its cost, and counts it.
func cheap(s *Service, count *atomic.Int64) {
	s.hasher.derive = func(password, salt []byte, _, _ uint32) []byte {
		count.Add(1)
		return argon2.IDKey(password, salt, 1, 64, 1, hashLength)
	}
}

func newWorld(t *testing.T, d *db.DB, set Settings) *world {
	t.Helper()
	w := &world{t: t, d: d, clk: testkit.Clock(), hashes: &atomic.Int64{}, ids: map[string]string{}}
	w.log = audit.New(d, w.clk)
	w.s, w.replica = w.service(set), w.service(set)
	for _, role := range []string{"sysadmin", "secadmin", "auditor", "manager"} {
		w.add(role, right, role)
	}
	return w
}

func (w *world) service(set Settings) *Service {
	w.t.Helper()
	s, err := New(w.d, w.clk, w.log, testkit.Policy, set)
	if err != nil {
		w.t.Fatal(err)
	}
	cheap(s, w.hashes)
	return s
}

func system() context.Context { return authz.AsSystem(context.Background(), "test") }

func (w *world) add(username, password string, roles ...string) string {
	w.t.Helper()
	u, _, err := w.s.EnsureUser(system(), Wanted{NewUser: NewUser{Username: username, DisplayName: "Name of " + username, OrgKind: authz.Agency}, Roles: roles, Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	w.ids[username] = u.ID
	return u.ID
}

// as acts as the user without HTTP.
func (w *world) as(username string) context.Context {
	w.t.Helper()
	row, err := w.s.userByName(system(), username)
	if err != nil {
		w.t.Fatal(err)
	}
	held, err := w.s.rolesOf(system(), row.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return authz.With(context.Background(), w.s.actorOf(row, held[row.ID], false))
}

func (w *world) signIn(username, password string) (Signed, error) {
	return w.s.SignIn(context.Background(), SignIn{Username: username, Password: password})
}

func (w *world) token(username string) string {
	w.t.Helper()
	x, err := w.signIn(username, right)
	if err != nil {
		w.t.Fatal(err)
	}
	return x.Token
}

// who tells whom a service takes the session token for: a user name or "".
func who(t *testing.T, s *Service, token string) string {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.AddCookie(&http.Cookie{Name: CookieName, Value: token})
	a, err := s.Authenticate(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return a.Username
}

func bearer(t *testing.T, s *Service, token string) authz.Actor {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	a, err := s.Authenticate(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if fault.Code(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// entries are the actions of the audit log, oldest first, after skipping the
// accounts that the world was made with.
func (w *world) entries() []audit.Recorded {
	w.t.Helper()
	var all []audit.Recorded
	p, err := w.log.List(system(), audit.Filter{}, pageOf(200))
	must(w.t, err)
	for i := len(p.Items) - 1; i >= 0; i-- {
		if p.Items[i].Action != "user.create" {
			all = append(all, p.Items[i])
		}
	}
	return all
}

// server answers over HTTP.
type server struct {
	t       *testing.T
	router  *httpapi.Router
	address string
}

func (w *world) server() *server {
	w.t.Helper()
	r := httpapi.New(httpapi.Options{DB: w.d, Clock: w.clk, Policy: testkit.Policy, Authenticator: w.s})
	w.s.Routes(r)
	must(w.t, r.Err())
	return &server{w.t, r, "192.0.2.1:5000"}
}

type reply struct {
	*httptest.ResponseRecorder
	Problem struct{ Code, Detail string }
	JSON    map[string]any
}

func (s *server) do(method, path string, body any, headers ...string) reply {
	s.t.Helper()
	var raw []byte
	if body != nil {
		raw, _ = json.Marshal(body)
	}
	req := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(raw))
	req.RemoteAddr = s.address
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	r := reply{ResponseRecorder: httptest.NewRecorder()}
	s.router.ServeHTTP(r, req)
	_ = json.Unmarshal(r.Body.Bytes(), &r.Problem)
	_ = json.Unmarshal(r.Body.Bytes(), &r.JSON)
	return r
}

func (s *server) signIn(username, password string, headers ...string) reply {
	s.t.Helper()
	return s.do("POST", "/session", map[string]string{"username": username, "password": password}, headers...)
}

func (r reply) cookie(t *testing.T) *http.Cookie {
	t.Helper()
	for _, c := range r.Result().Cookies() {
		if c.Name == CookieName {
			return c
		}
	}
	t.Fatalf("no session cookie: %d %s", r.Code, r.Body)
	return nil
}

func (r reply) want(t *testing.T, status int, code string) reply {
	t.Helper()
	if r.Code != status || code != "" && r.Problem.Code != code {
		t.Errorf("%d %s, want %d %s", r.Code, r.Body, status, code)
	}
	return r
}

const minute = time.Minute
