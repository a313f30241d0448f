package httpapi

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
)

// OK is an answer with a body.
type OK[T any] struct{ Body T }

// Tagged is an answer with a body whose version is its ETag.
type Tagged[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// None is an answer without a body (204).
type None struct{}

// Reply makes an OK.
func Reply[T any](body T) *OK[T] { return &OK[T]{Body: body} }

// ReplyVersion makes a Tagged.
func ReplyVersion[T any](body T, version int) *Tagged[T] {
	return &Tagged[T]{ETag: `"` + strconv.Itoa(version) + `"`, Body: body}
}

// ByID is the input of operations on one record.
type ByID struct {
	ID string `path:"id" maxLength:"64" doc:"identifier of the record"`
}

// Paging is the part of a list's input that asks for one page.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"items on a page"`
	Cursor string `query:"cursor" maxLength:"500" doc:"nextCursor of the page before"`
}

// Page returns the request for the store.
func (p Paging) Page() page.Request { return page.Request{Limit: p.Limit, Cursor: p.Cursor} }

// IfMatch is the part of a change's input that names the version it was made from.
type IfMatch struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"ETag of the version that was changed"`
}

// Expect returns the version. A missing or malformed If-Match is refused: without
// it two people would overwrite each other.
func (m IfMatch) Expect() (int, error) {
	if m.IfMatch == "" {
		return 0, fault.New(fault.KindPreconditionRequired, "if_match_required", "Send the ETag of the version you changed in If-Match.")
	}
	v, err := strconv.Atoi(strings.Trim(m.IfMatch, `"`))
	if err != nil {
		return 0, fault.Stale()
	}
	return v, nil
}

// Texts with a form of their own, so that the validator can name the wrong field.
type (
	fenText      string
	quantityText string
	pointsText   string
	monthText    string
	dayText      string
	categoryText string
	severityText string
	resultText   string
)

// text describes a text by a pattern. The framework compiles it for every field at
// every start: it has no counted repetition, and limit keeps a number in an int64.
func text(pattern, description, example string, limit int) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: pattern, PatternDescription: description, Description: description, Examples: []any{example}, MaxLength: &limit}
}

func words[T ~string](list ...T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range list {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// Schema describes an amount.
func (fenText) Schema(huma.Registry) *huma.Schema {
	return text(`^-?[0-9]+(\.[0-9][0-9]?)?$`, "yuan with at most two decimals", "1234.50", 16)
}

// Schema describes a quantity.
func (quantityText) Schema(huma.Registry) *huma.Schema {
	return text(`^-?[0-9]+(\.[0-9][0-9]?[0-9]?)?$`, "number with at most three decimals", "16324.5", 15)
}

// Schema describes points.
func (pointsText) Schema(huma.Registry) *huma.Schema {
	return text(`^-?[0-9]+(\.[0-9][0-9]?)?$`, "points with at most two decimals", "93.25", 9)
}

// Schema describes a month.
func (monthText) Schema(huma.Registry) *huma.Schema {
	return text(`^(19|2[0-9])[0-9][0-9]-(0[1-9]|1[0-2])$`, "month as YYYY-MM", "2026-11", 7)
}

// Schema describes a day; the format makes the validator refuse 30 February.
func (dayText) Schema(huma.Registry) *huma.Schema {
	s := text(`^(19|2[0-9])[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$`, "day as YYYY-MM-DD", "2026-11-21", 10)
	s.Format = "date"
	return s
}

// Schema lists the categories.
func (categoryText) Schema(huma.Registry) *huma.Schema { return words(vocab.Categories...) }

// Schema lists the severities.
func (severityText) Schema(huma.Registry) *huma.Schema { return words(vocab.Severities...) }

// Schema lists the results.
func (resultText) Schema(huma.Registry) *huma.Schema {
	return words(vocab.Pass, vocab.Fail, vocab.NotApplicable)
}

func registerTypes(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[money.Fen](), reflect.TypeFor[fenText]())
	r.RegisterTypeAlias(reflect.TypeFor[money.Quantity](), reflect.TypeFor[quantityText]())
	r.RegisterTypeAlias(reflect.TypeFor[money.Points](), reflect.TypeFor[pointsText]())
	r.RegisterTypeAlias(reflect.TypeFor[date.Month](), reflect.TypeFor[monthText]())
	r.RegisterTypeAlias(reflect.TypeFor[date.Day](), reflect.TypeFor[dayText]())
	r.RegisterTypeAlias(reflect.TypeFor[vocab.Category](), reflect.TypeFor[categoryText]())
	r.RegisterTypeAlias(reflect.TypeFor[vocab.Severity](), reflect.TypeFor[severityText]())
	r.RegisterTypeAlias(reflect.TypeFor[vocab.Result](), reflect.TypeFor[resultText]())
}
