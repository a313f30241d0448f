package account

import (
	"testing"

	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestNobodyListsAnothersTokens(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		_, _, err := w.s.CreateToken(w.as("manager"), "nightly", "2026-11-22")
		must(t, err)
		if list, err := w.s.Tokens(w.as("secadmin")); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// Whoever came by another's session token can use it, but not end it, nor put a
// session of their own in its place, in their own name.
func TestNobodyEndsOrTakesOverAnothersSession(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		token := w.token("manager")
		must(t, w.s.SignOut(w.as("auditor"), token))
		if got := who(t, w.s, token); got != "manager" {
			t.Errorf("the session is %q's", got)
		}
		_, err := w.s.ChangePassword(w.as("auditor"), token, right, "Another-2026-Phrase!")
		refused(t, err, "not_found")
	})
}
