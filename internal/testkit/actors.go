package testkit

import (
	"context"

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
