package main

import (
	"context"
	"testing"

	"hengjian/configs"
	"hengjian/internal/platform/authz"
)

// authorization measures what a request pays for its rights: the permission and
// the scope condition.
func authorization(ctx context.Context, r *report) error {
	policy, err := authz.NewPolicy(configs.Model, configs.Policy)
	if err != nil {
		return err
	}
	roles := []string{"supplier_manager"}
	ctx = authz.With(ctx, authz.Actor{UserID: "u", OrgKind: authz.Supplier, SupplierID: "s", Roles: roles, Permissions: policy.Of(authz.Supplier, roles)})
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			if !authz.From(ctx).Can("inspection.read") {
				b.Fatal("refused")
			}
			if where, _ := authz.Condition(ctx, authz.Columns{Supplier: "i.supplier_id", Site: "i.site_id"}); where == "" {
				b.Fatal("no condition")
			}
		}
	})
	r.atMost("authz.request", float64(result.NsPerOp())/1000, "us", 5)
	return nil
}
