package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func codeOf(err error) string { return fault.Code(err) }

func exec(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	must(t, d.Tx(system(), func(ctx context.Context) error { return d.Conn(ctx).Exec(sql, args...).Error }))
}

func supplier(t *testing.T, d *db.DB) string {
	t.Helper()
	key := id.New()
	exec(t, d, `INSERT INTO suppliers (id, code, name, short_name, credit_code, contact_name, contact_phone, state, categories, version, created_at)
		VALUES (?, ?, 'Cleaning Ltd', 'CL', ?, '', '', 'active', 'cleaning', 1, 0)`, key, key, key[8:])
	return key
}

func TestAnAccountWithWrongFieldsIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		good := NewUser{Username: "clerk", DisplayName: "Clerk", OrgKind: authz.Agency}
		with := func(change func(*NewUser)) NewUser { n := good; change(&n); return n }
		for name, c := range map[string]struct {
			n    NewUser
			code string
		}{
			"short name":                 {with(func(n *NewUser) { n.Username = "ab" }), "username_malformed"},
			"capitals":                   {with(func(n *NewUser) { n.Username = "Clerk" }), "username_malformed"},
			"chinese":                    {with(func(n *NewUser) { n.Username = "王小明" }), "username_malformed"},
			"taken":                      {with(func(n *NewUser) { n.Username = "manager" }), "username_taken"},
			"nameless":                   {with(func(n *NewUser) { n.DisplayName = "  " }), "invalid_value"},
			"control":                    {with(func(n *NewUser) { n.DisplayName = "a\nb" }), "invalid_value"},
			"phone":                      {with(func(n *NewUser) { n.Phone = "call me" }), "invalid_value"},
			"system":                     {with(func(n *NewUser) { n.OrgKind = "system" }), "not_allowed"},
			"supplier without one":       {with(func(n *NewUser) { n.OrgKind = authz.Supplier }), "supplier_mismatch"},
			"agency with a supplier":     {with(func(n *NewUser) { n.SupplierID = id.New() }), "supplier_mismatch"},
			"unknown supplier":           {with(func(n *NewUser) { n.OrgKind, n.SupplierID = authz.Supplier, id.New() }), "supplier_unknown"},
			"supplier that cannot exist": {with(func(n *NewUser) { n.OrgKind, n.SupplierID = authz.Supplier, "供应商" }), "supplier_unknown"},
		} {
			if _, _, err := w.s.CreateUser(w.as("sysadmin"), c.n); codeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		u, password, err := w.s.CreateUser(w.as("sysadmin"), NewUser{Username: "sup.staff", DisplayName: "S", OrgKind: authz.Supplier, SupplierID: supplier(t, d)})
		if err != nil || u.SupplierName != "Cleaning Ltd" || len(u.Roles) != 0 || !u.MustChangePassword || len(password) != 19 {
			t.Errorf("%+v %v", u, err)
		}
	})
}

func TestRolesThatOnePersonMayNotHoldAreRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		sup, _, err := w.s.CreateUser(w.as("sysadmin"), NewUser{Username: "sup.staff", DisplayName: "S", OrgKind: authz.Supplier, SupplierID: supplier(t, d)})
		must(t, err)
		sec := w.as("secadmin")
		for _, c := range []struct {
			user  string
			roles []string
			code  string
		}{
			{w.ids["manager"], []string{"sysadmin", "secadmin"}, "roles_conflict"},
			{w.ids["manager"], []string{"auditor", "manager"}, "roles_conflict"},
			{w.ids["manager"], []string{"assessor", "inspector"}, "roles_conflict"},
			{w.ids["manager"], []string{"emperor"}, "role_unknown"},
			{w.ids["manager"], []string{"supplier_staff"}, "role_of_other_organisation"},
			{sup.ID, []string{"manager"}, "role_of_other_organisation"},
			{sup.ID, []string{"sysadmin"}, "role_of_other_organisation"},
			{w.ids["secadmin"], []string{"secadmin", "manager"}, "own_roles"},
			{w.ids["secadmin"], nil, "own_roles"},
			{w.ids["sysadmin"], nil, "last_administrator"},
			{w.ids["sysadmin"], []string{"manager"}, "last_administrator"},
			{id.New(), nil, "not_found"},
			{"用户", nil, "not_found"},
		} {
			if _, err := w.s.SetRoles(sec, c.user, nil, c.roles); codeOf(err) != c.code {
				t.Errorf("%v: %v, want %s", c.roles, err, c.code)
			}
		}
		stale := 7
		_, err = w.s.SetRoles(sec, w.ids["manager"], &stale, nil)
		refused(t, err, "version_stale")
		u, err := w.s.SetRoles(sec, w.ids["manager"], nil, []string{"manager", "finance", "manager"})
		if err != nil || !slices.Equal(u.Roles, []string{"finance", "manager"}) || u.Version != 2 {
			t.Errorf("%+v %v", u, err)
		}
	})
}

func TestTheLastAdministratorsCannotRemoveEachOther(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		for round := range 5 {
			name := fmt.Sprintf("second%d", round)
			w.add(name, right, "secadmin")
			var wg sync.WaitGroup
			var errs [2]error
			one, two := w.as("secadmin"), w.as(name)
			wg.Go(func() { _, errs[0] = w.s.SetRoles(one, w.ids[name], nil, nil) })
			wg.Go(func() { _, errs[1] = w.replica.SetRoles(two, w.ids["secadmin"], nil, []string{"desk"}) })
			wg.Wait()
			var left []string
			must(t, d.Conn(system()).Table("user_roles").Where("role = 'secadmin'").Pluck("user_id", &left).Error)
			if len(left) != 1 {
				t.Fatalf("%d are left: %v", len(left), errs)
			}
			exec(t, d, "DELETE FROM user_roles WHERE role IN ('secadmin', 'desk')")
			exec(t, d, "INSERT INTO user_roles (user_id, role) VALUES (?, 'secadmin')", w.ids["secadmin"])
		}
		inactive := false
		_, err := w.s.ChangeUser(w.as("sysadmin"), w.ids["secadmin"], 6, UserChange{Active: &inactive})
		if code := codeOf(err); code != "last_administrator" && code != "version_stale" {
			t.Error(err)
		}
	})
}

func TestNobodyDeactivatesOrResetsTheOwnAccountNorTheLastAdministrator(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		inactive := false
		for user, code := range map[string]string{"sysadmin": "own_account", "secadmin": "last_administrator"} {
			_, err := w.s.ChangeUser(w.as("sysadmin"), w.ids[user], 1, UserChange{Active: &inactive})
			refused(t, err, code)
		}
		for user, code := range map[string]string{"sysadmin": "own_account", "secadmin": "admin_account", "auditor": "admin_account"} {
			_, err := w.s.ResetPassword(w.as("sysadmin"), w.ids[user])
			refused(t, err, code)
		}
		_, err := w.s.ResetPassword(w.as("sysadmin"), id.New())
		refused(t, err, "not_found")
		if _, err := w.s.ResetByName(context.Background(), "secadmin"); err != nil {
			t.Errorf("the command on the server: %v", err)
		}
	})
}

func TestALockIsEndedByTheSecurityAdministratorOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		for range 5 {
			_, _ = w.signIn("manager", "wrong")
		}
		srv := w.server()
		path := "/users/" + w.ids["manager"] + "/unlock"
		cookie := func(user string) string { return CookieName + "=" + srv.signIn(user, right).cookie(t).Value }
		srv.do("POST", path, nil, "Cookie", cookie("sysadmin")).want(t, 403, "permission_denied")
		srv.do("POST", path, nil).want(t, 401, "unauthenticated")
		if got := srv.do("POST", path, nil, "Cookie", cookie("secadmin")).want(t, 200, ""); got.JSON["locked"] != false {
			t.Error(got.Body)
		}
		srv.signIn("manager", right).want(t, 200, "")
	})
}

func TestTheListShowsExactlyTheAccountsAskedFor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		w.add("clerk_1", right)
		inactive, yes := false, true
		_, err := w.s.ChangeUser(w.as("sysadmin"), w.ids["manager"], 1, UserChange{Active: &inactive})
		must(t, err)
		for _, c := range []struct {
			f    UserFilter
			want string
		}{
			{UserFilter{}, "auditor clerk_1 manager secadmin sysadmin"},
			{UserFilter{Q: "admin"}, "secadmin sysadmin"},
			{UserFilter{Q: "_"}, "clerk_1"},
			{UserFilter{Q: "用户"}, ""},
			{UserFilter{Role: "manager"}, "manager"},
			{UserFilter{Active: &inactive}, "manager"},
			{UserFilter{Active: &yes, Q: "Name of"}, "auditor clerk_1 secadmin sysadmin"},
		} {
			got := []string{}
			for cursor := ""; ; {
				request := pageOf(2)
				request.Cursor = cursor
				p, err := w.s.Users(w.as("sysadmin"), c.f, request)
				must(t, err)
				for _, u := range p.Items {
					got = append(got, u.Username)
				}
				if cursor = p.NextCursor; cursor == "" {
					break
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v: %v", c.f, got)
			}
		}
		_, err = w.s.Users(w.as("sysadmin"), UserFilter{Role: "皇帝"}, pageOf(5))
		refused(t, err, "role_unknown")
		request := pageOf(5)
		request.Cursor = "WyLnlKjmiLciXQ" // ["用户"]
		_, err = w.s.Users(w.as("sysadmin"), UserFilter{}, request)
		refused(t, err, "cursor_unknown")
	})
}

func TestSitesAreAssignedToAssessorsAndGoWithTheRole(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		site := id.New()
		exec(t, d, "INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, 'S1', 'Site', '', 0, 'active', 1)", site)
		w.add("assessor", right, "assessor")
		sec := w.as("secadmin")
		_, err := w.s.SetSites(sec, w.ids["manager"], nil, []string{site})
		refused(t, err, "not_an_assessor")
		for _, odd := range []string{id.New(), "场所", ""} {
			_, err = w.s.SetSites(sec, w.ids["assessor"], nil, []string{site, odd})
			refused(t, err, "site_unknown")
		}
		u, err := w.s.SetSites(sec, w.ids["assessor"], nil, []string{site, site})
		if err != nil || !slices.Equal(u.SiteIDs, []string{site}) {
			t.Errorf("%+v %v", u, err)
		}
		u, err = w.s.SetRoles(sec, w.ids["assessor"], nil, []string{"inspector"})
		if err != nil || len(u.SiteIDs) != 0 {
			t.Errorf("%+v %v", u, err)
		}
	})
}

func TestANewInstallationGetsItsThreeAdministratorsOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{t: t, d: d, clk: testkit.Clock()}
		full := newWorld(t, d, Settings{})
		if got, err := full.s.CreateInitialAdmins(system()); err != nil || len(got) != 0 {
			t.Errorf("where accounts exist: %v %v", got, err)
		}
		for _, table := range []string{"user_roles", "password_history", "sessions", "users"} {
			exec(t, d, "DELETE FROM "+table)
		}
		w.s = full.s
		got, err := w.s.CreateInitialAdmins(system())
		if err != nil || len(got) != 3 {
			t.Fatalf("%v %v", got, err)
		}
		for _, a := range got {
			x, err := w.signIn(a.Username, a.Password)
			if err != nil || !x.Session.MustChangePassword || !slices.Equal(x.Session.User.Roles, []string{a.Username}) {
				t.Errorf("%s: %+v %v", a.Username, x.Session, err)
			}
		}
	})
}

func TestTheLogOfAnAccountHoldsNoSecret(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, Settings{})
		u, initial, err := w.s.CreateUser(w.as("sysadmin"), NewUser{Username: "clerk", DisplayName: "Clerk", OrgKind: authz.Agency})
		must(t, err)
		reset, err := w.s.ResetPassword(w.as("sysadmin"), u.ID)
		must(t, err)
		_, secret, err := w.s.CreateToken(w.as("manager"), "job", "2026-12-01")
		must(t, err)
		_, err = w.s.ChangePassword(w.as("manager"), w.token("manager"), right, "Another-Horse-78")
		must(t, err)
		var all []string
		must(t, d.Conn(system()).Raw("SELECT before_json FROM audit_entries UNION ALL SELECT after_json FROM audit_entries").Scan(&all).Error)
		text := strings.Join(all, "\n")
		for _, word := range []string{initial, reset, secret, right, "Another-Horse-78", "argon2", digestOf(secret).String(), "assword_hash"} {
			if strings.Contains(text, word) {
				t.Errorf("the log holds %s", word)
			}
		}
		actions := ""
		for _, e := range w.entries() {
			actions += e.Action + " "
		}
		if actions != "user.password_reset token.create session.create user.password " {
			t.Error(actions)
		}
	})
}
