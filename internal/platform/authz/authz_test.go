package authz

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"hengjian/configs"
)

func policy(t *testing.T) *Policy {
	t.Helper()
	p, err := NewPolicy(configs.Model, configs.Policy)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The compiled sets must answer what casbin answers, for any mix of roles.
func TestCompiledSetsAgreeWithCasbin(t *testing.T) {
	p := policy(t)
	p.enforcer.EnableAutoSave(false) // memberships of the trial stay in memory
	rng := rand.New(rand.NewPCG(7, 7))
	codes := RoleCodes()
	for trial := range 60 {
		org := []OrgKind{Agency, Supplier}[rng.IntN(2)]
		user := "user" + string(rune('a'+trial%26)) + string(rune('a'+trial/26))
		var roles []string
		for range rng.IntN(4) {
			role := codes[rng.IntN(len(codes))]
			roles = append(roles, role)
			if _, err := p.enforcer.AddNamedGroupingPolicy("g", user, role, string(org)); err != nil {
				t.Fatal(err)
			}
		}
		set := p.Of(org, roles)
		for permission := range p.permissions {
			want, err := p.enforcer.Enforce(user, string(org), permission)
			if err != nil {
				t.Fatal(err)
			}
			if set[permission] != want {
				t.Fatalf("%v in %s: %s compiled=%v casbin=%v", roles, org, permission, set[permission], want)
			}
		}
	}
}

func TestAnAgencyRoleOpensNothingForASupplierAccount(t *testing.T) {
	if got := policy(t).Of(Supplier, []string{"manager", "leader", "sysadmin"}); len(got) != 0 {
		t.Errorf("got %v", got.List())
	}
}

func TestAdministratorsHoldNoBusinessPermission(t *testing.T) {
	p := policy(t)
	for _, role := range []string{"sysadmin", "secadmin", "auditor"} {
		for permission := range p.Of(Agency, []string{role}) {
			area, _, _ := strings.Cut(permission, ".")
			switch area {
			case "session", "account", "audit", "system", "setting":
			default:
				t.Errorf("%s holds %s", role, permission)
			}
		}
	}
}

func TestAPolicyWithATypingErrorIsRefused(t *testing.T) {
	for _, text := range []string{"p, mananger, agency, x.read", "p, manager, supplier, x.read", "p, supplier_staff, agency, x.read"} {
		if _, err := NewPolicy(configs.Model, text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

func TestRowsFailClosed(t *testing.T) {
	both := Columns{Supplier: "s", Site: "p"}
	for name, c := range map[string]struct {
		actor Actor
		cols  Columns
		want  string
	}{
		"nobody":                          {Actor{}, both, "(1 = 0)"},
		"administrator":                   {Actor{OrgKind: Agency, Roles: []string{"sysadmin"}}, both, "(1 = 0)"},
		"supplier without supplier":       {Actor{OrgKind: Supplier, Roles: []string{"supplier_staff"}}, both, "(1 = 0)"},
		"supplier with an agency role":    {Actor{OrgKind: Supplier, SupplierID: "x", Roles: []string{"manager"}}, both, "(1 = 0)"},
		"agency account, supplier role":   {Actor{OrgKind: Agency, Roles: []string{"supplier_staff"}}, both, "(1 = 0)"},
		"supplier, table has no supplier": {Actor{OrgKind: Supplier, SupplierID: "x", Roles: []string{"supplier_staff"}}, Columns{Site: "p"}, "(1 = 0)"},
		"assessor, table has no site":     {Actor{OrgKind: Agency, Roles: []string{"assessor"}}, Columns{Supplier: "s"}, "(1 = 0)"},
		"supplier":                        {Actor{OrgKind: Supplier, SupplierID: "x", Roles: []string{"supplier_staff"}}, both, "(s = ?)"},
		"manager":                         {Actor{OrgKind: Agency, Roles: []string{"manager"}}, both, "(1 = 1)"},
	} {
		if got, _ := Condition(With(context.Background(), c.actor), c.cols); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestNobodyHoldsTwoAdministratorRoles(t *testing.T) {
	for _, roles := range [][]string{{"sysadmin", "secadmin"}, {"auditor", "manager"}, {"assessor", "inspector"}} {
		if !Conflict(roles) {
			t.Errorf("%v was accepted", roles)
		}
	}
	if Conflict([]string{"manager", "finance"}) || Conflict([]string{"auditor"}) || Conflict(nil) {
		t.Error("harmless roles were refused")
	}
}
