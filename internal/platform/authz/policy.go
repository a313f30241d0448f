package authz

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/casbin/casbin/v2/persist"
)

// Policy answers whether roles hold a permission. Casbin keeps the policy and is
// the authority on it; because one of its decisions takes some hundred
// microseconds, the policy is compiled into sets when it is loaded, and a test
// holds the sets against casbin's own answers.
type Policy struct {
	enforcer    *casbin.Enforcer
	sets        map[grant]map[string]bool
	permissions map[string]bool
}

type grant struct {
	role string
	org  OrgKind
}

// textAdapter reads a policy from text: the reviewed file is embedded, and
// casbin's adapters for databases need a newer major version.
type textAdapter string

// LoadPolicy reads every line into the model.
func (t textAdapter) LoadPolicy(m model.Model) error {
	for line := range strings.Lines(string(t)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := persist.LoadPolicyLine(line, m); err != nil {
			return fmt.Errorf("policy line %q: %w", line, err)
		}
	}
	return nil
}

func (textAdapter) SavePolicy(model.Model) error { return errReadOnly }

func (textAdapter) AddPolicy(string, string, []string) error { return errReadOnly }

func (textAdapter) RemovePolicy(string, string, []string) error { return errReadOnly }

func (textAdapter) RemoveFilteredPolicy(string, string, int, ...string) error { return errReadOnly }

var errReadOnly = fmt.Errorf("the policy is a reviewed file and cannot be changed at run time")

// NewPolicy loads and compiles a policy. A role, an organisation kind or a line
// it does not know is an error, so that a typing error in the file is found at
// start.
func NewPolicy(modelText, policyText string) (*Policy, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("authorization model: %w", err)
	}
	enforcer, err := casbin.NewEnforcer(m, textAdapter(policyText))
	if err != nil {
		return nil, fmt.Errorf("authorization policy: %w", err)
	}
	p := &Policy{enforcer: enforcer, sets: map[grant]map[string]bool{}, permissions: map[string]bool{}}
	lines, err := enforcer.GetPolicy()
	if err != nil {
		return nil, fmt.Errorf("authorization policy: %w", err)
	}
	for _, line := range lines {
		role, org, permission := line[0], OrgKind(line[1]), line[2]
		known, ok := Roles[role]
		if !ok || known.Org != org {
			return nil, fmt.Errorf("authorization policy: role %q does not belong to organisation kind %q", role, org)
		}
		key := grant{role, org}
		if p.sets[key] == nil {
			p.sets[key] = map[string]bool{}
		}
		p.sets[key][permission] = true
		p.permissions[permission] = true
	}
	return p, nil
}

// Known reports whether any line of the policy names the permission. A route
// whose permission is unknown stops the program at start.
func (p *Policy) Known(permission string) bool { return p.permissions[permission] }

// Of returns what the roles may do inside the kind of organisation.
func (p *Policy) Of(org OrgKind, roles []string) Permissions {
	out := Permissions{}
	for _, role := range roles {
		maps.Copy(out, p.sets[grant{role, org}])
	}
	return out
}

// Permissions is a set of permissions.
type Permissions map[string]bool

// List returns the permissions in order.
func (s Permissions) List() []string { return slices.Sorted(maps.Keys(s)) }
