package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Question is a query for at most one row.
type Question struct {
	SQL   string
	Args  []any
	Into  []any // pointers, as for Scan
	Found bool  // set by Ask
}

// Ask answers questions in the transaction of ctx: on a server in one round trip, as
// plain lookups that it need not plan like a join. Like Direct it is below gorm.
func (d *DB) Ask(ctx context.Context, questions ...*Question) error {
	if current(ctx).batch != nil {
		return askTogether(ctx, d.Direct(ctx), questions)
	}
	for _, q := range questions {
		err := d.Direct(ctx).QueryRowContext(ctx, q.SQL, q.Args...).Scan(q.Into...)
		if q.Found = err == nil; err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return nil
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func askTogether(ctx context.Context, conn querier, questions []*Question) error {
	texts := make([]string, len(questions))
	var args []any
	for i, q := range questions {
		texts[i], args = q.SQL, append(args, q.Args...)
	}
	rows, err := conn.QueryContext(ctx, strings.Join(texts, ";"), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for i, q := range questions {
		if i > 0 && !rows.NextResultSet() {
			return errors.Join(errors.New("db: a question without an answer"), rows.Err())
		}
		if q.Found = rows.Next(); q.Found {
			if err := rows.Scan(q.Into...); err != nil {
				return err
			}
		}
	}
	for rows.NextResultSet() { // none is left: this reads to the end and its error
	}
	return rows.Err()
}
