package authz

import (
	"context"
	"slices"

	"hengjian/internal/kernel/fault"
)

// Actor is who acts: the signed-in user of a request, or the system in a job.
type Actor struct {
	UserID      string
	Username    string
	DisplayName string
	OrgKind     OrgKind
	SupplierID  string // set for accounts of a supplier
	Roles       []string
	Permissions Permissions
	Token       bool // signed in with an API token, not with a session
	// PasswordExpired: the account holds only the permission to change its password
	// until it did.
	PasswordExpired bool
	// Carrier brought what this actor did to the server for it; the zero Carrier if it
	// came by itself.
	Carrier Carrier
}

// Carrier is somebody who brings another's acts.
type Carrier struct{ UserID, DisplayName string }

// Can reports whether the actor holds the permission. The system may do all.
func (a Actor) Can(permission string) bool {
	return a.OrgKind == system || a.Permissions[permission]
}

// Is reports whether the actor holds the role.
func (a Actor) Is(role string) bool { return slices.Contains(a.Roles, role) }

// IsSupplier reports whether the actor belongs to a supplier.
func (a Actor) IsSupplier() bool { return a.OrgKind == Supplier }

// IsSystem reports whether a job or a command acts, not a person.
func (a Actor) IsSystem() bool { return a.OrgKind == system }

// Blind reports whether supplier names are withheld from the actor, as they are
// from a third party who must judge without knowing whose work it is.
func (a Actor) Blind() bool { return a.Is("assessor") }

func (a Actor) reach() reach {
	if a.OrgKind == system {
		return reachAll
	}
	widest := reachNothing
	for _, code := range a.Roles {
		if r := Roles[code]; r.Org == a.OrgKind {
			widest = max(widest, r.reach)
		}
	}
	if widest == reachOwn && a.SupplierID == "" {
		return reachNothing
	}
	return widest
}

type actorKey struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns who acts in ctx. Nobody is an actor without any right.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// May refuses an actor without the permission: 403 permission_denied. Routes check it
// too; services are also called without a route.
func May(ctx context.Context, permission string) error {
	if !From(ctx).Can(permission) {
		return fault.Forbidden("permission_denied", "This account may not do that.")
	}
	return nil
}

// AsSystem returns a context in which the system acts, under the name of a job or
// a command. A request may call it only for what it has been let see by other means:
// the public page by the label's code, a place by the scoped question before it.
func AsSystem(ctx context.Context, name string) context.Context {
	return With(ctx, Actor{UserID: "system", Username: name, DisplayName: name, OrgKind: system})
}
