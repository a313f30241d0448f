package account

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// in signs in and returns the cookie header.
func (s *server) in(username string) string {
	s.t.Helper()
	return CookieName + "=" + s.signIn(username, right).want(s.t, 200, "").cookie(s.t).Value
}

func TestEachAdministratorMayDoOnlyTheOwnDuty(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		who := map[string]string{"": ""}
		for _, user := range []string{"sysadmin", "secadmin", "auditor", "manager"} {
			who[user] = srv.in(user)
		}
		one := "/users/" + w.ids["manager"]
		for _, c := range []struct {
			method, path string
			body         any
			allowed      string
		}{
			{"GET", "/users", nil, "sysadmin secadmin"},
			{"GET", one, nil, "sysadmin secadmin"},
			{"GET", "/roles", nil, "sysadmin secadmin"},
			{"POST", "/users", map[string]string{"username": "a", "displayName": "b", "orgKind": "agency"}, "sysadmin"},
			{"PATCH", one, map[string]string{}, "sysadmin"},
			{"PUT", one + "/roles", map[string]any{"roles": []string{"manager", "auditor"}}, "secadmin"},
			{"PUT", one + "/sites", map[string]any{"siteIds": []string{}}, "secadmin"},
			{"GET", "/audit-entries", nil, "auditor"},
			{"POST", "/audit-verifications", nil, "auditor"},
			{"GET", "/jobs", nil, "sysadmin"},
		} {
			for user, cookie := range who {
				got := srv.do(c.method, c.path, c.body, "Cookie", cookie)
				switch {
				case user == "":
					got.want(t, 401, "unauthenticated")
				case !strings.Contains(c.allowed, user):
					got.want(t, 403, "permission_denied")
				case got.Code == 401 || got.Code == 403 || got.Code >= 500:
					t.Errorf("%s %s as %s: %d %s", c.method, c.path, user, got.Code, got.Body)
				}
			}
		}
	})
}

func TestFieldsThatAreNotTheCallersToSetAreRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		sys, sec := srv.in("sysadmin"), srv.in("secadmin")
		one := "/users/" + w.ids["manager"]
		for name, c := range map[string]struct {
			method, path, cookie string
			body                 any
			status               int
		}{
			"roles of a new account":    {"POST", "/users", sys, map[string]any{"username": "clerk", "displayName": "x", "orgKind": "agency", "roles": []string{"secadmin"}}, 422},
			"a password of one's own":   {"POST", "/users", sys, map[string]any{"username": "clerk", "displayName": "x", "orgKind": "agency", "password": right}, 422},
			"roles with other fields":   {"PATCH", one, sys, map[string]any{"roles": []string{"secadmin"}}, 422},
			"another organisation":      {"PATCH", one, sys, map[string]any{"orgKind": "supplier"}, 422},
			"no roles at all":           {"PUT", one + "/roles", sec, map[string]any{}, 422},
			"null":                      {"PUT", one + "/roles", sec, map[string]any{"roles": nil}, 422},
			"another's session":         {"POST", "/session", "", map[string]any{"username": "manager", "password": right, "userId": "x"}, 422},
			"an unknown filter":         {"GET", "/users?admin=true", sys, nil, 422},
			"a flag that is none":       {"GET", "/users?active=maybe", sys, nil, 422},
			"too large a page":          {"GET", "/users?limit=100000", sys, nil, 422},
			"a cursor of one's own":     {"GET", "/users?cursor=abc", sys, nil, 422},
			"a missing account":         {"GET", "/users/" + id.New(), sys, nil, 404},
			"an id in other characters": {"GET", "/users/%E7%94%A8%E6%88%B7", sys, nil, 404},
		} {
			got := srv.do(c.method, c.path, c.body, "Cookie", c.cookie, "If-Match", `"1"`)
			if got.Code != c.status {
				t.Errorf("%s: %d %s", name, got.Code, got.Body)
			}
			if strings.Contains(got.Body.String(), right) {
				t.Errorf("%s: the refusal repeats the password", name)
			}
		}
		srv.do("PATCH", one, map[string]any{"phone": "1"}, "Cookie", sys).want(t, 428, "if_match_required")
		srv.do("PATCH", one, map[string]any{"phone": "1"}, "Cookie", sys, "If-Match", `"9"`).want(t, 412, "version_stale")
		got := srv.do("PATCH", one, map[string]any{"phone": "+86 10 1234"}, "Cookie", sys, "If-Match", `"1"`).want(t, 200, "")
		if got.Header().Get("ETag") != `"2"` || got.JSON["phone"] != "+86 10 1234" {
			t.Errorf("%v %s", got.Header(), got.Body)
		}
		srv.do("PUT", one+"/roles", map[string]any{"roles": []string{}}, "Cookie", sec, "If-Match", `"1"`).want(t, 412, "version_stale")
		srv.do("PUT", one+"/roles", map[string]any{"roles": []string{}}, "Cookie", sec, "If-Match", `"2"`).want(t, 200, "")
	})
}

func TestAPasswordIsToldOnceAndNoHashEver(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		sys := srv.in("sysadmin")
		made := srv.do("POST", "/users", map[string]any{"username": "clerk", "displayName": "职员", "orgKind": "agency"}, "Cookie", sys).want(t, 201, "")
		password, _ := made.JSON["initialPassword"].(string)
		userID, _ := made.JSON["user"].(map[string]any)["id"].(string)
		reset := srv.do("POST", "/users/"+userID+"/password-reset", nil, "Cookie", sys).want(t, 200, "")
		if password == "" || reset.JSON["initialPassword"] == password {
			t.Errorf("%s %s", made.Body, reset.Body)
		}
		srv.signIn("clerk", password).want(t, 401, "credentials_invalid")
		all := srv.do("GET", "/users", nil, "Cookie", sys).Body.String() + srv.do("GET", "/users/"+userID, nil, "Cookie", sys).Body.String() +
			srv.do("GET", "/audit-entries", nil, "Cookie", srv.in("auditor")).Body.String()
		for _, secret := range []string{password, reset.JSON["initialPassword"].(string), "argon2", "Hash"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s is told again", secret)
			}
		}
	})
}

func TestTheAuditorReadsAndVerifiesTheLog(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		cookie := srv.in("auditor")
		list := srv.do("GET", "/audit-entries?action=user.&target=user/"+w.ids["manager"]+"&from=2026-11-21&to=2026-11-21", nil, "Cookie", cookie).want(t, 200, "")
		items := list.JSON["items"].([]any)
		if len(items) != 1 {
			t.Fatal(list.Body)
		}
		e := items[0].(map[string]any)
		if after, _ := e["after"].(map[string]any); e["action"] != "user.create" || e["before"] != nil || after["username"] != "manager" || e["sealed"] != false {
			t.Error(e)
		}
		srv.do("GET", "/audit-entries?from=2026-02-30", nil, "Cookie", cookie).want(t, 422, "")
		w.clk.Advance(10 * time.Second)
		if _, err := w.log.Seal(system()); err != nil {
			t.Fatal(err)
		}
		v := srv.do("POST", "/audit-verifications", nil, "Cookie", cookie).want(t, 200, "")
		if v.JSON["intact"] != true || v.JSON["sealed"].(float64) < 5 || v.JSON["firstBreak"] != nil {
			t.Error(v.Body)
		}
		exec(t, d, "UPDATE audit_entries SET actor_name = 'x' WHERE id = ?", e["id"])
		v = srv.do("POST", "/audit-verifications", nil, "Cookie", cookie).want(t, 200, "")
		if first, _ := v.JSON["firstBreak"].(map[string]any); v.JSON["intact"] != false || first["id"] != e["id"] || first["reason"] != "changed" {
			t.Error(v.Body)
		}
		var done []string
		for _, x := range w.entries() {
			if x.Action == "audit.verify" {
				done = append(done, string(x.After))
			}
		}
		if len(done) != 2 || !strings.Contains(done[1], `"intact":false`) {
			t.Errorf("the verifications are not written down: %v", done)
		}
	})
}

type fixedJobs struct{ err error }

func (f fixedJobs) ListJobs(context.Context) ([]JobStatus, error) {
	return []JobStatus{{Name: "seal", EverySeconds: 60}}, f.err
}

func TestJobsAreListedAndTheirListersFailureIsTold(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t), Settings{})
	srv := w.server()
	cookie := srv.in("sysadmin")
	if got := srv.do("GET", "/jobs", nil, "Cookie", cookie).want(t, 200, ""); strings.TrimSpace(got.Body.String()) != `{"items":[]}` {
		t.Error(got.Body)
	}
	w.s.UseJobs(fixedJobs{})
	if got := srv.do("GET", "/jobs", nil, "Cookie", cookie).want(t, 200, ""); strings.TrimSpace(got.Body.String()) != `{"items":[{"name":"seal","description":"","everySeconds":60}]}` {
		t.Error(got.Body)
	}
	w.s.UseJobs(fixedJobs{errors.New("secret cause")})
	if got := srv.do("GET", "/jobs", nil, "Cookie", cookie).want(t, 500, "internal"); strings.Contains(got.Body.String(), "secret cause") {
		t.Error(got.Body)
	}
}

func TestAnAccountWithoutARoleMaySeeItselfAndNothingElse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		w.add("newcomer", right)
		srv := w.server()
		cookie := srv.in("newcomer")
		got := srv.do("GET", "/session", nil, "Cookie", cookie).want(t, 200, "")
		if len(got.JSON["roles"].([]any)) != 0 || len(got.JSON["permissions"].([]any)) != 1 {
			t.Error(got.Body)
		}
		for _, path := range []string{"/users", "/roles", "/jobs", "/audit-entries"} {
			srv.do("GET", path, nil, "Cookie", cookie).want(t, 403, "permission_denied")
		}
	})
}

func BenchmarkAuthenticateAKnownSession(b *testing.B) {
	d := testkit.SQLite(b)
	clk := testkit.Clock()
	s, err := New(d, clk, nil, testkit.Policy, Settings{})
	if err != nil {
		b.Fatal(err)
	}
	token := newToken()
	s.sessions.put(digestOf(token), cached{until: clk.Now().Add(time.Hour)}, clk.Now(), 0)
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.AddCookie(&http.Cookie{Name: CookieName, Value: token})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Authenticate(context.Background(), req); err != nil {
			b.Fatal(err)
		}
	}
}
