// Package small has a condition of each kind; the tests of two of them are missing.
package small

import (
	"context"

	"hengjian/internal/platform/authz"
)

func own(ctx context.Context) (string, []any) {
	return authz.Condition(ctx, authz.Columns{Supplier: "o.supplier_id"})
}

// Own is restricted by the package's own scope.
func Own(ctx context.Context) string {
	where, _ := own(ctx)
	return where
}

// Half is tested for suppliers and not for assessors.
func Half(ctx context.Context) string {
	where, _ := authz.Condition(ctx, authz.Columns{Supplier: "h.supplier_id", Site: "h.site_id"})
	return where
}

// Named is tested from outside only.
func Named(ctx context.Context) bool { return !authz.From(ctx).Blind() }

// Told is tested nowhere.
func Told(ctx context.Context) bool { return authz.From(ctx).Can("secret.read") }

func first(ctx context.Context) (string, []any) {
	return authz.Veil(ctx, "i.id")
}

// First is withheld from who checks again.
func First(ctx context.Context) string {
	where, _ := first(ctx)
	return where
}

// Facts are said to be withheld and nobody tries.
func Facts(ctx context.Context) string {
	where, _ := authz.VeilFacts(ctx, "f.ref_id")
	return where
}
