package authz

import (
	"context"
	"strings"

	"gorm.io/gorm"
)

// Columns names the columns of a query that decide who may see a row. An empty
// name means that the table has no such column.
type Columns struct {
	Supplier string // compared with the actor's own supplier
	Site     string // compared with the sites assigned to an assessor
}

// Rows is the one scope condition. Every list, lookup, count, export, file and
// autocomplete over rows that belong to somebody applies it with gorm's Scopes.
// It is parenthesised as a whole, and fails closed: an actor without a reach, or a
// reach without a column to hold it against, sees nothing.
func Rows(ctx context.Context, c Columns) func(*gorm.DB) *gorm.DB {
	where, args := Condition(ctx, c)
	return func(q *gorm.DB) *gorm.DB { return q.Where(where, args...) }
}

// Condition is Rows for statements that are written as SQL.
func Condition(ctx context.Context, c Columns) (where string, args []any) {
	a := From(ctx)
	switch a.reach() {
	case reachAll:
		return "(1 = 1)", nil
	case reachOwn:
		if c.Supplier != "" {
			return "(" + c.Supplier + " = ?)", []any{a.SupplierID}
		}
	case reachAssigned:
		if c.Site != "" {
			return "(" + c.Site + " IN (SELECT assigned.site_id FROM assessor_sites assigned WHERE assigned.user_id = ?))", []any{a.UserID}
		}
	case reachNothing:
	}
	return "(1 = 0)", nil
}

// Like makes a search text safe for LIKE ... ESCAPE '!': what a person typed is
// never a pattern.
func Like(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}
