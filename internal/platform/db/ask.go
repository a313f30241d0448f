package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Question is a query for one row, or with Each for a few.
type Question struct {
	SQL   string
	Args  []any
	Into  []any // pointers, as for Scan; the first row goes there
	Found bool  // set by Ask: there was a row
	Each  func(scan func(...any) error) error
}

func (q *Question) read(rows *sql.Rows) error {
	for rows.Next() {
		q.Found = true
		if q.Each == nil {
			return rows.Scan(q.Into...)
		}
		if err := q.Each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Ask answers questions in the transaction of ctx: on a server in one round trip, as
// plain lookups that it need not plan like a join. Like Direct it is below gorm.
func (d *DB) Ask(ctx context.Context, questions ...*Question) error {
	if current(ctx).batch != nil {
		return askTogether(ctx, d.Direct(ctx), questions)
	}
	for _, q := range questions {
		if err := q.ask(ctx, d.Direct(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func (q *Question) ask(ctx context.Context, conn querier) error {
	rows, err := conn.QueryContext(ctx, q.SQL, q.Args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to the end, or to an error that says more
	return q.read(rows)
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
	defer rows.Close() //nolint:errcheck // read to the end, or to an error that says more
	for i, q := range questions {
		if i > 0 && !rows.NextResultSet() {
			return errors.Join(errors.New("db: a question without an answer"), rows.Err())
		}
		if err := q.read(rows); err != nil {
			return err
		}
	}
	for rows.NextResultSet() { // none is left: this reads to the end and its error
	}
	return rows.Err()
}
