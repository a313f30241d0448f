// Package account keeps the users, their roles, their sign-ins and their tokens.
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
)

// User is an account as administrators see it.
type User struct {
	ID                 string
	Username           string
	DisplayName        string
	Phone              string
	OrgKind            authz.OrgKind
	SupplierID         string
	SupplierName       string
	Roles              []string
	SiteIDs            []string // sites assigned to an assessor; filled for a single user
	Active             bool
	Locked             bool
	MustChangePassword bool
	Language           string
	LastSeenAt         *time.Time
	Version            int
}

// NewUser is what an account is made from.
type NewUser struct {
	Username    string // 3 to 32 of a-z 0-9 . _ -, a letter first
	DisplayName string
	Phone       string
	OrgKind     authz.OrgKind
	SupplierID  string // exactly for OrgKind supplier
}

// UserChange changes the fields that are not nil.
type UserChange struct {
	DisplayName *string
	Phone       *string
	Active      *bool
}

// Languages of the screens.
const (
	Chinese = "zh-CN"
	English = "en"
)

var usernameForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

var phoneForm = regexp.MustCompile(`^\+?[0-9 ()-]{0,31}$`)

func (n *NewUser) check() error {
	n.Username = strings.TrimSpace(n.Username)
	n.DisplayName = strings.TrimSpace(n.DisplayName)
	n.Phone = strings.TrimSpace(n.Phone)
	if !usernameForm.MatchString(n.Username) {
		return fault.Invalid("username_malformed", "username", "A user name has 3 to 32 of a-z 0-9 . _ - and starts with a letter.")
	}
	if n.OrgKind != authz.Agency && n.OrgKind != authz.Supplier {
		return fault.Invalid("not_allowed", "orgKind", "An account belongs to the agency or to a supplier.")
	}
	if (n.OrgKind == authz.Supplier) != (n.SupplierID != "") {
		return fault.Invalid("supplier_mismatch", "supplierId", "An account of a supplier names it, an account of the agency names none.")
	}
	return checkPerson(n.DisplayName, n.Phone)
}

func checkPerson(displayName, phone string) error {
	if n := utf8.RuneCountInString(displayName); n == 0 || n > 64 ||
		strings.ContainsFunc(displayName, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }) {
		return fault.Invalid("invalid_value", "displayName", "A name has 1 to 64 characters.")
	}
	if !phoneForm.MatchString(phone) {
		return fault.Invalid("invalid_value", "phone", "A telephone number has digits, spaces and +-() only.")
	}
	return nil
}

// checkRoles refuses roles that are unknown, that belong to another kind of
// organisation, or that one person may not hold together (三员分立).
func checkRoles(org authz.OrgKind, roles []string) ([]string, error) {
	roles = slices.Clone(roles)
	slices.Sort(roles)
	roles = slices.Compact(roles)
	for _, code := range roles {
		role, ok := authz.Roles[code]
		if !ok {
			return nil, fault.Invalid("role_unknown", "roles", "There is no such role.")
		}
		if role.Org != org {
			return nil, fault.Invalid("role_of_other_organisation", "roles", "The role belongs to another kind of organisation.")
		}
	}
	if authz.Conflict(roles) {
		return nil, fault.Conflict("roles_conflict", "One person may not hold these roles together.")
	}
	return roles, nil
}

// isAdmin reports whether one of the roles is an administrator's.
func isAdmin(roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return authz.Roles[r].Admin })
}

// kept are the roles of which one active holder must always remain: without a
// sysadmin nobody can make accounts, without a secadmin nobody can give roles.
var kept = []string{"sysadmin", "secadmin"}
