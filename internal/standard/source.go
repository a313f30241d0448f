package standard

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// SourceView is where a text or a figure was taken from.
type SourceView struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	DocumentNo  string `json:"documentNo"`
	Issuer      string `json:"issuer"`
	Issued      string `json:"issued"`
	Credibility string `json:"credibility"`
}

// NamedSources returns the sources that exist among ids, so that a list names what
// its rows were taken from with one question. Sources belong to nobody and have no
// scope.
func NamedSources(ctx context.Context, d *db.DB, ids ...string) (map[string]*SourceView, error) {
	out := map[string]*SourceView{}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	if len(ids) == 0 {
		return out, nil
	}
	var rows []SourceView
	if err := d.Conn(ctx).Table("sources").Where("id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	for i := range rows {
		out[rows[i].ID] = &rows[i]
	}
	return out, nil
}

// NameSources puts the source beside each row of a list; fields tells where a row
// keeps the two.
func NameSources[T any](ctx context.Context, d *db.DB, rows []T, fields func(*T) (id string, source **SourceView)) error {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i], _ = fields(&rows[i])
	}
	sources, err := NamedSources(ctx, d, ids...)
	for i := range rows {
		id, at := fields(&rows[i])
		*at = sources[id]
	}
	return err
}

// MissingSource returns the first of ids that is no source, "" if all are or are empty.
func MissingSource(ctx context.Context, d *db.DB, ids ...string) (string, error) {
	found, err := NamedSources(ctx, d, slices.Clone(ids)...)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		if id != "" && found[id] == nil {
			return id, nil
		}
	}
	return "", nil
}

// SourceExists refuses 422 source_unknown for the field sourceId; a record without a
// source is none of its business.
func SourceExists(ctx context.Context, d *db.DB, id string) error {
	missing, err := MissingSource(ctx, d, id)
	if err == nil && missing != "" {
		return ErrSourceUnknown("sourceId")
	}
	return err
}

// ErrSourceUnknown is the refusal of a source nobody knows, named by its field.
func ErrSourceUnknown(field string) error {
	return fault.Invalid("source_unknown", field, "There is no such source.")
}

// Sources lists sources by their numbers; text is a number, or part of a title,
// a document's number or an issuer.
func (s *Service) Sources(ctx context.Context, text string, p page.Request) (page.Of[SourceView], error) {
	q := s.db.Conn(ctx).Table("sources")
	if text != "" {
		like, number := authz.Like(text), text
		if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
			number = "" // numbers are ASCII, and MySQL refuses to compare them with anything else
		}
		q = q.Where("(id = ? OR title LIKE ? ESCAPE '!' OR document_no LIKE ? ESCAPE '!' OR issuer LIKE ? ESCAPE '!')", number, like, like, like)
	}
	return db.Page(q, p, "id", func(v SourceView) string { return v.ID })
}
