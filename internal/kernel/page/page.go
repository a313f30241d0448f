// Package page is the one list envelope: a bounded slice of items and an opaque
// cursor to the next. Cursors carry the sort key of the last item, so that page
// 20,000 costs what page 1 costs; there is no offset and no total.
package page

import (
	"encoding/base64"
	"encoding/json"
	"errors"
)

// Sizes of a page.
const (
	Default = 50
	Max     = 200
)

// ErrCursor is returned for a cursor this list did not make.
var ErrCursor = errors.New("unknown cursor")

// Request asks for one page. Limit 0 means Default.
type Request struct {
	Limit  int
	Cursor string
}

// Size returns the limit inside its bounds.
func (r Request) Size() int {
	if r.Limit <= 0 {
		return Default
	}
	return min(r.Limit, Max)
}

// Of is one page of items.
type Of[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty"`
}

// Encode makes a cursor from the sort key of the last item.
func Encode(key ...string) string {
	raw, _ := json.Marshal(key) // strings always marshal
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Decode reads a cursor of n key parts. An empty cursor returns nil: the start.
func Decode(cursor string, n int) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrCursor
	}
	var key []string
	if json.Unmarshal(raw, &key) != nil || len(key) != n {
		return nil, ErrCursor
	}
	return key, nil
}

// Cut makes a page of rows that were read with one more than size: the extra row
// tells that there is a next page. key returns the sort key of a row.
func Cut[T any](rows []T, size int, key func(T) []string) Of[T] {
	if rows == nil {
		rows = []T{}
	}
	if len(rows) <= size {
		return Of[T]{Items: rows}
	}
	rows = rows[:size]
	return Of[T]{Items: rows, NextCursor: Encode(key(rows[size-1])...)}
}

// Map turns a page of rows into a page of another type.
func Map[A, B any](in Of[A], f func(A) B) Of[B] {
	out := Of[B]{Items: make([]B, len(in.Items)), NextCursor: in.NextCursor}
	for i, item := range in.Items {
		out.Items[i] = f(item)
	}
	return out
}
