package db

import (
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
)

// sqliteDialect teaches gorm the little of SQLite's grammar that the stores use.
// The published dialects bring a driver of their own, and with it a second engine
// or one that parses every statement again; the schema is goose's, so gorm's
// migrator has no part here.
type sqliteDialect struct{ pool gorm.ConnPool }

// Name is the name of the dialect.
func (sqliteDialect) Name() string { return "sqlite" }

// Initialize registers the usual callbacks on the pool.
func (d sqliteDialect) Initialize(g *gorm.DB) error {
	g.ConnPool = d.pool
	// One writer holds the file, so a row needs no lock of its own: FOR UPDATE is
	// written for the other dialect and says nothing here.
	g.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	callbacks.RegisterDefaultCallbacks(g, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT"},
		UpdateClauses: []string{"UPDATE", "SET", "WHERE"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE"},
	})
	return nil
}

// Migrator satisfies the interface; migrations are goose's.
func (d sqliteDialect) Migrator(g *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: g, Dialector: d}}
}

// DataTypeOf is asked by gorm's migrator only.
func (sqliteDialect) DataTypeOf(*schema.Field) string { return "" }

// DefaultValueOf lets the column's own default stand.
func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo writes a placeholder.
func (sqliteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

// QuoteTo quotes a name and each part of a dotted one. A quote inside is doubled.
func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	_ = w.WriteByte('"')
	for i := range len(name) {
		switch name[i] {
		case '.':
			_, _ = w.WriteString(`"."`)
		case '"':
			_, _ = w.WriteString(`""`)
		default:
			_ = w.WriteByte(name[i])
		}
	}
	_ = w.WriteByte('"')
}

// Explain writes a statement for the log.
func (sqliteDialect) Explain(sql string, vars ...any) string {
	return logger.ExplainSQL(sql, nil, `'`, vars...)
}
