package account

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestEachProfileRefusesWhatItsRulesRefuse(t *testing.T) {
	for _, c := range []struct{ profile, password, code string }{
		{"gb22239", "Ab1-5678", "password_too_short"},
		{"gb22239", "Äb1-56789", "password_too_short"}, // nine characters, ten bytes
		{"gb22239", strings.Repeat("Ab1-", 33), "password_too_long"},
		{"gb22239", "abcdefghijkl-mno", "password_composition"},
		{"gb22239", "ABCDEF0123456", "password_composition"},
		{"gb22239", "my-Wang.Wei-7", "password_contains_name"},
		{"gb22239", "My-wang.WEI-7x", "password_contains_name"},
		{"gb22239", "Password123!", "password_common"},
		{"gb22239", "P@ssw0rd2026", "password_common"},
		{"gb22239", "Admin@123456", "password_common"},
		{"gb22239", "!QAZ2wsx2026", "password_common"},
		{"gb22239", "Qwertyuiop1!", "password_common"},
		{"gb22239", "Woaini1314!!", "password_common"},
		{"gb22239", "Sunshine-2026", "password_common"},
		{"gb22239", right, ""},
		{"gb22239", "三只Horse跳过3栏", ""},
		{"modern", "Short-pass1", "password_too_short"},
		{"modern", "password1234", "password_common"},
		{"modern", "1234567890123", ""}, // not on the list; length is its rule
		{"modern", "123456123456", "password_common"},
		{"modern", "i am wang.wei here", "password_contains_name"},
		{"modern", "correct horse battery", ""},
	} {
		err := profiles[c.profile].Check(c.password, "wang.wei")
		if code := codeOf(err); code != c.code {
			t.Errorf("%s %q: %q, want %q", c.profile, c.password, code, c.code)
		}
		if err != nil && strings.Contains(err.Error(), c.password) {
			t.Errorf("the refusal repeats the password: %v", err)
		}
	}
	if n := len(commonList()); n < 400 {
		t.Errorf("only %d common passwords", n)
	}
}

func TestGeneratedPasswordsAreAcceptedByEveryProfileAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 300 {
		p := generate()
		for name, profile := range profiles {
			if err := profile.Check(p, "somebody"); err != nil {
				t.Errorf("%s refuses %s: %v", name, p, err)
			}
		}
		if seen[p] {
			t.Error("twice the same")
		}
		seen[p] = true
	}
}

func TestHashesAreSaltedAndMalformedOnesOpenNothing(t *testing.T) {
	h := newHasher()
	one, err := h.hash(t.Context(), right)
	must(t, err)
	two, err := h.hash(t.Context(), right)
	must(t, err)
	if one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(one, two)
	}
	for password, want := range map[string]bool{right: true, right + " ": false, "": false, strings.Repeat(right, 1000): false} {
		if ok, err := h.verify(t.Context(), one, password); ok != want || err != nil {
			t.Errorf("%.20q: %v %v", password, ok, err)
		}
	}
	for _, stored := range []string{"", "plain", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", strings.Replace(one, "argon2id", "argon2i", 1)} {
		if ok, err := h.verify(t.Context(), stored, ""); ok || err == nil {
			t.Errorf("%q: %v %v", stored, ok, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.slots <- struct{}{}
	h.slots <- struct{}{}
	if _, err := h.hash(ctx, right); codeOf(err) != "unavailable" {
		t.Errorf("a third hash at once: %v", err)
	}
}

func TestAnUnknownProfileIsRefusedAtStart(t *testing.T) {
	if _, err := New(nil, testkit.Clock(), nil, testkit.Policy, Settings{PasswordProfile: "none"}); err == nil {
		t.Error("it was accepted")
	}
}

func TestAnInitialPasswordOpensNothingButItsChange(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		srv := w.server()
		u, initial, err := w.s.CreateUser(w.as("sysadmin"), NewUser{Username: "new.clerk", DisplayName: "New", OrgKind: authz.Agency})
		must(t, err)
		_, err = w.s.SetRoles(w.as("secadmin"), u.ID, nil, []string{"manager", "finance"})
		must(t, err)
		in := srv.signIn("new.clerk", initial).want(t, 200, "")
		if user := in.JSON["user"].(map[string]any); user["mustChangePassword"] != true {
			t.Error(user)
		}
		cookie := CookieName + "=" + in.cookie(t).Value
		srv.do("GET", "/session", nil, "Cookie", cookie).want(t, 200, "")
		srv.do("GET", "/users", nil, "Cookie", cookie).want(t, 403, "password_change_required")
		srv.do("POST", "/tokens", map[string]string{"name": "x", "expiresOn": "2026-12-01"}, "Cookie", cookie).want(t, 403, "password_change_required")
		change := func(current, next string) reply {
			return srv.do("PUT", "/session/password", map[string]string{"currentPassword": current, "newPassword": next}, "Cookie", cookie)
		}
		change("wrong", "Another-Horse-78").want(t, 422, "current_password_wrong")
		change(initial, initial).want(t, 422, "password_reused")
		change(initial, "short").want(t, 422, "password_too_short")
		change(initial, "My-new.clerk-99").want(t, 422, "password_contains_name")
		ok := change(initial, "Another-Horse-78").want(t, 204, "")
		fresh := CookieName + "=" + ok.cookie(t).Value
		srv.do("GET", "/session", nil, "Cookie", cookie).want(t, 401, "") // the old token ended
		srv.do("GET", "/session", nil, "Cookie", fresh).want(t, 200, "")
		srv.do("GET", "/users", nil, "Cookie", fresh).want(t, 403, "permission_denied")
		srv.signIn("new.clerk", initial).want(t, 401, "credentials_invalid")
		srv.signIn("new.clerk", "Another-Horse-78").want(t, 200, "")
	})
}

func TestAChangedPasswordEndsEveryOtherSession(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		mine, stolen := w.token("manager"), w.token("manager")
		if who(t, w.replica, stolen) == "" {
			t.Fatal("no session")
		}
		x, err := w.s.ChangePassword(w.as("manager"), mine, right, "Another-Horse-78")
		must(t, err)
		w.clk.Advance(5 * time.Second)
		if who(t, w.replica, stolen) != "" || who(t, w.s, mine) != "" || who(t, w.replica, x.Token) != "manager" {
			t.Error("the wrong sessions ended")
		}
	})
}

func TestGuessingTheCurrentPasswordLocksToo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token := w.token("manager")
		for range 5 {
			_, err := w.s.ChangePassword(w.as("manager"), token, "guess", "Another-Horse-78")
			refused(t, err, "current_password_wrong")
		}
		_, err := w.s.ChangePassword(w.as("manager"), token, right, "Another-Horse-78")
		refused(t, err, "account_locked")
	})
}

func TestTheLastFivePasswordsDoNotComeBackAndNinetyDaysEndOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		words := []string{"Brown-Horse-01", "Brown-Horse-02", "Brown-Horse-03", "Brown-Horse-04", "Brown-Horse-05"}
		current, token := right, w.token("manager")
		for _, next := range words {
			_, err := w.s.ChangePassword(w.as("manager"), token, current, current)
			refused(t, err, "password_reused")
			if current != right {
				_, err = w.s.ChangePassword(w.as("manager"), token, current, right)
				refused(t, err, "password_reused")
			}
			x, err := w.s.ChangePassword(w.as("manager"), token, current, next)
			must(t, err)
			current, token = next, x.Token
		}
		_, err := w.s.ChangePassword(w.as("manager"), token, current, right) // the sixth before is free again
		must(t, err)
		w.clk.Advance(91 * 24 * time.Hour)
		x, err := w.signIn("manager", right)
		must(t, err)
		if !x.Session.MustChangePassword || len(x.Session.Permissions) < 5 {
			t.Errorf("%+v", x.Session)
		}
		a := w.as("manager")
		if got := authz.From(a); !got.PasswordExpired || !slices.Equal(got.Permissions.List(), []string{"session.self"}) {
			t.Errorf("%+v", got)
		}
		modern := w.service(Settings{PasswordProfile: "modern"})
		if y, err := modern.SignIn(context.Background(), SignIn{Username: "manager", Password: right}); err != nil || y.Session.MustChangePassword {
			t.Errorf("modern rotates: %+v %v", y.Session, err)
		}
	})
}
