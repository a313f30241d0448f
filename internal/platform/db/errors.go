package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"hengjian/internal/kernel/fault"
)

// Error numbers of the engines, from their reference manuals.
const (
	mysqlDuplicate   = 1062
	mysqlLockTimeout = 1205
	mysqlDeadlock    = 1213
	mysqlCollations  = 1267

	sqliteConstraintUnique     = 2067
	sqliteConstraintPrimaryKey = 1555
	sqliteBusy                 = 5
)

// IsDuplicate reports whether err is a violated unique or primary key.
func IsDuplicate(err error) bool {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return true
	}
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return e.Number == mysqlDuplicate
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqliteConstraintUnique || e.Code() == sqliteConstraintPrimaryKey
	}
	return false
}

func retryable(err error) bool {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && (e.Number == mysqlDeadlock || e.Number == mysqlLockTimeout)
}

// Fault turns an error of the database into the fault a caller gets: a missing
// row is not found, an unreachable or overloaded database is unavailable, all
// else is internal. A fault passes unchanged.
func Fault(err error) error {
	switch {
	case err == nil:
		return nil
	case fault.As(err) != nil:
		return err
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows), foreignText(err):
		return fault.NotFound()
	case unreachable(err):
		return fault.Unavailable(err)
	default:
		return fault.Internal(err)
	}
}

// foreignText reports that a text of other letters was compared with an ASCII
// column, which the MySQL protocol refuses and SQLite answers with no row: there is
// no such identifier.
func foreignText(err error) bool {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && e.Number == mysqlCollations
}

func unreachable(err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, errClosed) || errors.Is(err, ErrDown) || retryable(err) {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return e.Number == 1040 || e.Number == 1053 || e.Number == 1129 // too many connections, shutting down, host blocked
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqliteBusy, 6, 8, 10, 13, 14: // busy, locked, read-only, I/O error, full, cannot open
			return true
		}
	}
	return false
}

// First reads one row into row. A missing row is fault.NotFound.
func First(q *gorm.DB, row any) error { return Fault(q.Take(row).Error) }

// Changed checks that a guarded UPDATE found its row: zero rows mean that the
// version the caller saw is outdated.
func Changed(result *gorm.DB) error {
	if result.Error != nil {
		return Fault(result.Error)
	}
	if result.RowsAffected == 0 {
		return fault.Stale()
	}
	return nil
}
