package account

import (
	"fmt"
	"testing"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestATokenActsAsItsOwnerUntilItEnds(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token, secret, err := w.s.CreateToken(w.as("manager"), "nightly", "2026-11-22")
		must(t, err)
		a := bearer(t, w.s, secret)
		if a.Username != "manager" || !a.Token || !a.Can("supplier.write") || token.ExpiresOn != "2026-11-22" {
			t.Errorf("%+v %+v", a, token)
		}
		_, err = w.s.SetRoles(w.as("secadmin"), w.ids["manager"], nil, []string{"desk"})
		must(t, err)
		w.clk.Advance(5 * time.Second)
		if a := bearer(t, w.replica, secret); a.Can("supplier.write") || !a.Can("rating.write") {
			t.Error("a token keeps what its owner may no longer do")
		}
		list, err := w.s.Tokens(w.as("manager"))
		if err != nil || len(list) != 1 || list[0].LastUsedAt == nil {
			t.Errorf("%+v %v", list, err)
		}
		w.clk.Set(time.Date(2026, 11, 22, 23, 59, 0, 0, testkit.Shanghai))
		if bearer(t, w.s, secret).UserID == "" {
			t.Error("it does not work on its last day")
		}
		w.clk.Advance(time.Minute)
		if bearer(t, w.s, secret).UserID != "" {
			t.Error("it works after its last day")
		}
	})
}

func TestARevokedTokenAndThatOfADeactivatedOwnerOpenNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		w.add("finance", right, "finance")
		w.add("desk", right, "desk")
		make := func(user string) (string, string) {
			token, secret, err := w.s.CreateToken(w.as(user), "x", "2026-12-01")
			must(t, err)
			if bearer(t, w.s, secret).Username != user || bearer(t, w.replica, secret).Username != user {
				t.Fatal("the token does not work")
			}
			return token.ID, secret
		}
		tokenID, one := make("manager")
		_, two := make("finance")
		_, three := make("desk")
		refused(t, w.s.RevokeToken(w.as("finance"), tokenID), "not_found")
		refused(t, w.s.RevokeToken(w.as("finance"), "令牌"), "not_found")
		must(t, w.s.RevokeToken(w.as("manager"), tokenID))
		refused(t, w.s.RevokeToken(w.as("manager"), tokenID), "not_found")
		inactive, active := false, true
		_, err := w.s.ChangeUser(w.as("sysadmin"), w.ids["finance"], 1, UserChange{Active: &inactive})
		must(t, err)
		_, err = w.s.ChangeUser(w.as("sysadmin"), w.ids["finance"], 2, UserChange{Active: &active})
		must(t, err)
		_, err = w.s.ResetPassword(w.as("sysadmin"), w.ids["desk"])
		must(t, err)
		w.clk.Advance(5 * time.Second)
		for name, secret := range map[string]string{"revoked": one, "owner deactivated and back": two, "owner's password reset": three, "made up": "hj_" + newToken(), "empty": "hj_"} {
			if bearer(t, w.s, secret).UserID != "" || bearer(t, w.replica, secret).UserID != "" {
				t.Errorf("%s: it works", name)
			}
		}
	})
}

func TestAProgramCannotMakeItselfMoreLasting(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token, secret, err := w.s.CreateToken(w.as("manager"), "x", "2026-12-01")
		must(t, err)
		srv := w.server()
		auth := "Bearer " + secret
		srv.do("GET", "/session", nil, "Authorization", auth).want(t, 200, "")
		srv.do("POST", "/tokens", map[string]string{"name": "y", "expiresOn": "2027-01-01"}, "Authorization", auth).want(t, 403, "session_required")
		srv.do("GET", "/tokens", nil, "Authorization", auth).want(t, 403, "session_required")
		srv.do("DELETE", "/tokens/"+token.ID, nil, "Authorization", auth).want(t, 403, "session_required")
		srv.do("PUT", "/session/password", map[string]string{"currentPassword": right, "newPassword": "Another-Horse-78"}, "Authorization", auth).want(t, 403, "session_required")
		srv.do("DELETE", "/session", nil, "Authorization", auth).want(t, 403, "session_required")
	})
}

func TestATokenHasAnEndWithinAYearAndThereAreNotTooMany(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		for _, day := range []date.Day{"", "2026-11-20", "2027-11-23", "2026-02-30", "tomorrow"} {
			_, _, err := w.s.CreateToken(w.as("manager"), "x", day)
			refused(t, err, "expiry_out_of_range")
		}
		_, _, err := w.s.CreateToken(w.as("manager"), " ", "2026-12-01")
		refused(t, err, "invalid_value")
		_, _, err = w.s.CreateToken(authz.With(t.Context(), authz.Actor{}), "x", "2026-12-01")
		refused(t, err, "unauthenticated")
		for i := range tokensOfUser {
			_, _, err := w.s.CreateToken(w.as("manager"), fmt.Sprint(i), "2026-11-21")
			must(t, err)
		}
		_, _, err = w.s.CreateToken(w.as("manager"), "one more", "2026-12-01")
		refused(t, err, "too_many_tokens")
		w.clk.Advance(24 * time.Hour) // those ended
		_, _, err = w.s.CreateToken(w.as("manager"), "one more", "2026-12-01")
		must(t, err)
		var rows []tokenRow
		must(t, d.Conn(system()).Find(&rows).Error)
		for _, r := range rows {
			if len(r.TokenHash) != 64 {
				t.Errorf("%+v", r)
			}
		}
	})
}
