package db

import (
	"gorm.io/gorm"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
)

// Page reads one page of q in the order of one text column, whose value no two rows
// share; of is that value in a row. A cursor that no list made is refused: 422
// cursor_unknown.
func Page[R any](q *gorm.DB, p page.Request, column string, of func(R) string) (page.Of[R], error) {
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return page.Of[R]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where(column+" > ?", after[0])
	}
	var rows []R
	if err := q.Order(column).Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[R]{}, Fault(err)
	}
	return page.Cut(rows, p.Size(), func(r R) []string { return []string{of(r)} }), nil
}
