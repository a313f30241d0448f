package db

// rows are the row types of all stores.
var rows []any

// Register notes the row types of a store, so that one test can hold every one of
// them against the schema of each dialect. Call it for a package variable:
//
//	var _ = db.Register(supplierRow{})
func Register(types ...any) bool {
	rows = append(rows, types...)
	return true
}

// Rows returns every registered row type.
func Rows() []any { return rows }
