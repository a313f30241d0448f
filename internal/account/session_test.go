package account

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestTheCookieCannotBeReadByScriptsAndIsSecureOverHTTPS(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{BaseURL: "https://hj.example.gov.cn"})
		c := w.server().signIn("manager", right).cookie(t)
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 || c.MaxAge != 30*24*3600 {
			t.Errorf("%+v", c)
		}
		w.s = w.service(Settings{BaseURL: "http://localhost:8080"})
		if c := w.server().signIn("manager", right).cookie(t); c.Secure {
			t.Error("a secure cookie would never come back over http")
		}
	})
}

func TestASessionIsStoredOnlyAsAHash(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token := w.token("manager")
		var rows []sessionRow
		must(t, d.Conn(system()).Find(&rows).Error)
		if len(rows) != 1 || rows[0].TokenHash == token || rows[0].TokenHash != digestOf(token).String() {
			t.Errorf("%+v", rows)
		}
		if got := who(t, w.s, rows[0].TokenHash); got != "" {
			t.Error("the stored hash opens a session")
		}
	})
}

func TestATokenPlantedBeforeTheSignInIsWorthNothingAfterIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		planted := srv.signIn("sysadmin", right).cookie(t).Value
		got := srv.signIn("manager", right, "Cookie", CookieName+"="+planted).cookie(t).Value
		if got == planted {
			t.Error("the planted token was taken over")
		}
		if u := who(t, w.s, planted); u != "" {
			t.Errorf("the planted token is %s", u)
		}
		made := strings.Repeat("A", sessionTokenLen)
		if got := srv.signIn("manager", right, "Cookie", CookieName+"="+made).cookie(t).Value; got == made || who(t, w.s, made) != "" {
			t.Error("a token of the caller's own making was taken over")
		}
	})
}

func TestASessionEndsOnEveryReplicaWithinFiveSeconds(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		inactive := false
		for name, end := range map[string]func(id, token string) error{
			"role change": func(id, _ string) error {
				_, err := w.s.SetRoles(w.as("secadmin"), id, nil, []string{"finance"})
				return err
			},
			"deactivation": func(id, _ string) error {
				_, err := w.s.ChangeUser(w.as("sysadmin"), id, 1, UserChange{Active: &inactive})
				return err
			},
			"reset": func(id, _ string) error { _, err := w.s.ResetPassword(w.as("sysadmin"), id); return err },
			"sign-out": func(id, token string) error {
				return w.s.SignOut(authz.With(context.Background(), authz.Actor{UserID: id, OrgKind: authz.Agency}), token)
			},
		} {
			username := "user." + name[:4]
			id := w.add(strings.ReplaceAll(username, " ", ""), right, "manager")
			token := w.token(strings.ReplaceAll(username, " ", ""))
			if who(t, w.s, token) == "" || who(t, w.replica, token) == "" {
				t.Fatal("no session to end")
			}
			must(t, end(id, token))
			if who(t, w.s, token) != "" {
				t.Errorf("%s: the session goes on where it happened", name)
			}
			w.clk.Advance(5 * time.Second)
			if who(t, w.replica, token) != "" {
				t.Errorf("%s: the session goes on at another replica", name)
			}
		}
	})
}

func TestASessionEndsUnusedAndAtTheLatestAfterItsTime(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{PasswordProfile: "modern", Idle: time.Hour, Absolute: 3 * time.Hour, RememberIdle: 10 * time.Hour})
		unused, used := w.token("manager"), w.token("manager")
		phone, err := w.s.SignIn(context.Background(), SignIn{Username: "manager", Password: right, Remember: true})
		must(t, err)
		admin, err := w.s.SignIn(context.Background(), SignIn{Username: "sysadmin", Password: right, Remember: true})
		must(t, err)
		for range 5 {
			w.clk.Advance(30 * minute)
			if who(t, w.replica, used) == "" {
				t.Fatal("a session in use ended")
			}
		}
		if who(t, w.s, unused) != "" || who(t, w.s, admin.Token) != "" {
			t.Error("an unused session goes on")
		}
		w.clk.Advance(31 * minute)
		if who(t, w.s, used) != "" {
			t.Error("a session outlived its absolute time")
		}
		if who(t, w.s, phone.Token) == "" {
			t.Error("the phone did not stay signed in")
		}
		w.clk.Advance(11 * time.Hour)
		if who(t, w.s, phone.Token) != "" {
			t.Error("the phone stays signed in for ever")
		}
		if n, err := w.s.PurgeSessions(system()); err != nil || n != 4 {
			t.Errorf("%d %v", n, err)
		}
	})
}

func TestAKnownSessionIsAnsweredWithoutTheDatabase(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token := w.token("manager")
		if who(t, w.s, token) != "manager" {
			t.Fatal("no session")
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel() // any question to the database would fail
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		req.AddCookie(&http.Cookie{Name: CookieName, Value: token})
		if a, err := w.s.Authenticate(ended, req); err != nil || a.Username != "manager" {
			t.Errorf("%+v %v", a, err)
		}
		if _, err := w.replica.Authenticate(ended, req); err == nil {
			t.Error("a replica that has not seen it must ask")
		}
	})
}

func TestWhatWasReadBeforeAChangeIsNotRememberedAfterIt(t *testing.T) {
	c := newSessionCache()
	now := time.Now()
	g := c.generation()
	c.clear()
	c.put(digestOf("x"), cached{until: now.Add(time.Hour)}, now, g)
	if _, ok := c.get(digestOf("x"), now); ok {
		t.Error("it was")
	}
}

func TestNoHeaderFallsBackToTheCookie(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token := w.token("manager")
		for _, header := range []string{"Bearer hj_wrong", "Bearer " + token, "Basic eA==", "bearer", " "} {
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			req.AddCookie(&http.Cookie{Name: CookieName, Value: token})
			req.Header.Set("Authorization", header)
			if a, err := w.s.Authenticate(context.Background(), req); err != nil || a.UserID != "" {
				t.Errorf("%q: %+v %v", header, a, err)
			}
		}
	})
}

func TestAnUnreachableDatabaseIsNotASignOut(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t), Settings{})
	token := w.token("manager")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.AddCookie(&http.Cookie{Name: CookieName, Value: token})
	if _, err := w.replica.Authenticate(ctx, req); err == nil || errors.Is(err, http.ErrNoCookie) {
		t.Error("the phone would throw its session away")
	} else {
		refused(t, err, "unavailable")
	}
}

func TestASessionTellsWhoAndWhatItMay(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{AgencyName: "局", Version: "v1"})
		srv := w.server()
		srv.do("GET", "/session", nil).want(t, 401, "unauthenticated")
		in := srv.signIn("manager", right)
		cookie := CookieName + "=" + in.cookie(t).Value
		again := srv.do("GET", "/session", nil, "Cookie", cookie).want(t, 200, "")
		if in.Body.String() != again.Body.String() || strings.Contains(in.Body.String(), "argon2") {
			t.Errorf("%s\n%s", in.Body, again.Body)
		}
		srv.do("PUT", "/session/language", map[string]string{"language": "en"}, "Cookie", cookie).want(t, 204, "")
		srv.do("PUT", "/session/language", map[string]string{"language": "tlh"}, "Cookie", cookie).want(t, 422, "")
		if u := srv.do("GET", "/session", nil, "Cookie", cookie).JSON["user"].(map[string]any); u["language"] != "en" || u["mustChangePassword"] != false {
			t.Error(u)
		}
		out := srv.do("DELETE", "/session", nil, "Cookie", cookie).want(t, 204, "")
		if c := out.cookie(t); c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("%+v", c)
		}
		srv.do("GET", "/session", nil, "Cookie", cookie).want(t, 401, "unauthenticated")
		if got := srv.do("GET", "/settings", nil).want(t, 200, "").Body.String(); !strings.Contains(got, `"passwordProfile":{"name":"gb22239","minLength":10,"classes":3,"maxAgeDays":90}`) {
			t.Error(got)
		}
	})
}
