package db

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowStatement is when a statement is worth a line in the log.
const slowStatement = 500 * time.Millisecond

// statementLog writes a line for a statement that was slow. It builds the text only
// then, and never with its values, which may be personal data. Failures are logged
// where they are answered.
type statementLog struct{}

// LogMode keeps the level: there is one.
func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info says nothing.
func (statementLog) Info(context.Context, string, ...any) {}

// Warn passes gorm's own warnings on.
func (statementLog) Warn(ctx context.Context, msg string, _ ...any) { slog.WarnContext(ctx, msg) }

// Error passes gorm's own errors on.
func (statementLog) Error(ctx context.Context, msg string, _ ...any) { slog.ErrorContext(ctx, msg) }

// Trace notes a slow statement.
func (statementLog) Trace(ctx context.Context, begin time.Time, text func() (string, int64), err error) {
	took := time.Since(begin)
	if took < slowStatement || err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return
	}
	statement, rows := text()
	slog.WarnContext(ctx, "slow statement", "ms", took.Milliseconds(), "rows", rows, "sql", statement)
}

// ParamsFilter leaves the values out.
func (statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
