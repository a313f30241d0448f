// Package authz answers two questions in one place each: may this role do that
// (Policy), and which rows may it see (Rows). Whether it is the right person for
// the right state of one record is a rule of that record's domain.
package authz

import (
	"maps"
	"slices"
)

// OrgKind is the kind of organisation an account belongs to.
type OrgKind string

// The kinds of organisation.
const (
	Agency   OrgKind = "agency"
	Supplier OrgKind = "supplier"
	system   OrgKind = "system" // jobs and commands; cannot be given to an account
)

// reach says which rows a role sees where a table has a supplier.
type reach int

const (
	reachNothing  reach = iota
	reachAssigned       // the sites assigned to the user
	reachOwn            // the user's own supplier
	reachAll
)

// Role is one entry of the closed list of roles.
type Role struct {
	Org   OrgKind
	Admin bool // one of the three administrators, who hold no business data
	reach reach
}

// Roles lists every role. The three administrators are disjoint by law of their
// duties (三员分立): nobody holds two of them, or one of them and a business role.
var Roles = map[string]Role{
	"sysadmin":         {Org: Agency, Admin: true},
	"secadmin":         {Org: Agency, Admin: true},
	"auditor":          {Org: Agency, Admin: true},
	"leader":           {Org: Agency, reach: reachAll},
	"manager":          {Org: Agency, reach: reachAll},
	"standards":        {Org: Agency, reach: reachAll},
	"inspector":        {Org: Agency, reach: reachAll},
	"finance":          {Org: Agency, reach: reachAll},
	"desk":             {Org: Agency, reach: reachAll},
	"assessor":         {Org: Agency, reach: reachAssigned},
	"supplier_manager": {Org: Supplier, reach: reachOwn},
	"supplier_staff":   {Org: Supplier, reach: reachOwn},
}

// RoleCodes returns every role in order.
func RoleCodes() []string { return slices.Sorted(maps.Keys(Roles)) }

// Conflict reports whether one person may not hold all these roles at once.
func Conflict(roles []string) bool {
	admins := 0
	for _, r := range roles {
		if Roles[r].Admin {
			admins++
		}
	}
	return admins > 1 || admins == 1 && len(roles) > 1 ||
		// a third party that judges must not also take part
		slices.Contains(roles, "assessor") && len(roles) > 1
}
