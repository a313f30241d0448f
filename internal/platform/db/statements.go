package db

import (
	"context"
	"database/sql"
)

// statementsKept bounds the prepared statements of the writer. Multi-row inserts
// have one text per number of rows, so there are some hundreds at most.
const statementsKept = 400

// statements is the writer's connection with its prepared statements kept: one
// goroutine uses it, so it needs no lock, and a statement is parsed once.
type statements struct {
	conn *sql.Conn
	kept map[string]*sql.Stmt
}

func newStatements(conn *sql.Conn) *statements {
	return &statements{conn: conn, kept: map[string]*sql.Stmt{}}
}

func (s *statements) stmt(query string) (*sql.Stmt, error) {
	if st, ok := s.kept[query]; ok {
		return st, nil
	}
	if len(s.kept) >= statementsKept {
		s.close()
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err == nil {
		s.kept[query] = st
	}
	return st, err
}

func (s *statements) close() {
	for _, st := range s.kept {
		_ = st.Close()
	}
	clear(s.kept)
}

// PrepareContext prepares a statement that the caller closes.
func (s *statements) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return s.conn.PrepareContext(ctx, query)
}

// ExecContext runs a change.
func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := s.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// QueryContext runs a query.
func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := s.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext runs a query for one row.
func (s *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	st, err := s.stmt(query)
	if err != nil {
		return s.conn.QueryRowContext(ctx, query, args...) // reports the same error through Row
	}
	return st.QueryRowContext(ctx, args...)
}
