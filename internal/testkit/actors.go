package testkit

import (
	"context"
	"maps"

	"hengjian/configs"
	"hengjian/internal/platform/authz"
)

// Policy is the product's own policy.
var Policy = func() *authz.Policy {
	p, err := authz.NewPolicy(configs.Model, configs.Policy)
	if err != nil {
		panic(err)
	}
	return p
}()

// As returns a context in which an agency user with the roles acts.
func As(userID string, roles ...string) context.Context {
	return authz.With(context.Background(), authz.Actor{UserID: userID, Username: userID, DisplayName: userID, OrgKind: authz.Agency,
		Roles: roles, Permissions: Policy.Of(authz.Agency, roles)})
}

// AsSupplier returns a context in which a user of a supplier acts.
func AsSupplier(userID, supplierID string, roles ...string) context.Context {
	return authz.With(context.Background(), authz.Actor{UserID: userID, Username: userID, DisplayName: userID, OrgKind: authz.Supplier,
		SupplierID: supplierID, Roles: roles, Permissions: Policy.Of(authz.Supplier, roles)})
}

// Trusted returns a context in which the actor of ctx holds every permission there
// is, as after an error in the policy: the scope alone must keep what is another's.
func Trusted(ctx context.Context) context.Context {
	a := authz.From(ctx)
	a.Permissions = authz.Permissions{}
	for _, role := range authz.RoleCodes() {
		maps.Copy(a.Permissions, Policy.Of(authz.Roles[role].Org, []string{role}))
	}
	return authz.With(ctx, a)
}
