package standard

import (
	"context"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type standardRow struct {
	ID         string `gorm:"primaryKey"`
	StandardNo string
	Title      string
	Category   string
	Status     string
	SourceID   string
	SourceNote string
	Issued     string
	Effective  string
	Version    int
}

func (standardRow) TableName() string { return "standards" }

type clauseRow struct {
	ID         string `gorm:"primaryKey"`
	StandardID string
	Number     string
	Title      string
	Text       string
	Category   string
	SourceID   string
	State      string
	Version    int
}

func (clauseRow) TableName() string { return "clauses" }

type sourceRow struct {
	ID          string `gorm:"primaryKey"`
	Title       string
	DocumentNo  string
	Issuer      string
	Issued      string
	Credibility string
}

func (sourceRow) TableName() string { return "sources" }

const (
	standardColumns = "s.id, s.standard_no, s.title, s.category, s.status, s.source_id, s.source_note, s.issued, s.effective, s.version, " +
		"(SELECT COUNT(*) FROM clauses n WHERE n.standard_id = s.id) AS clause_count"
	clauseColumns = "c.id, c.standard_id, s.standard_no, s.title AS standard_title, c.number, c.title, c.text, c.category, c.source_id, c.version"
)

func (s *Service) list(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	q := s.db.Conn(ctx).Table("standards s").Select(standardColumns)
	if f.Category != "" {
		q = q.Where("s.category = ?", string(f.Category))
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(s.standard_no LIKE ? ESCAPE '!' OR s.title LIKE ? ESCAPE '!')", like, like)
	}
	list, err := db.Page(q, p, "s.standard_no", func(v View) string { return v.StandardNo })
	if err != nil {
		return list, err
	}
	return list, NameSources(ctx, s.db, list.Items, (*View).sourced)
}

func (s *Service) view(ctx context.Context, id string) (View, error) {
	var v View
	if err := db.First(s.db.Conn(ctx).Table("standards s").Select(standardColumns).Where("s.id = ?", id), &v); err != nil {
		return v, err
	}
	list := []View{v}
	err := NameSources(ctx, s.db, list, (*View).sourced)
	return list[0], err
}

func (s *Service) clauses(ctx context.Context, f ClauseFilter, p page.Request) (page.Of[ClauseView], error) {
	q := s.db.Conn(ctx).Table("clauses c").Joins("JOIN standards s ON s.id = c.standard_id").Select(clauseColumns)
	if f.Category != "" {
		q = q.Where("c.category = ?", string(f.Category))
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(c.number LIKE ? ESCAPE '!' OR c.title LIKE ? ESCAPE '!' OR c.text LIKE ? ESCAPE '!' OR s.standard_no LIKE ? ESCAPE '!')", like, like, like, like)
	}
	list, err := db.Page(q, p, "c.id", func(v ClauseView) string { return v.ID })
	if err != nil {
		return list, err
	}
	return list, NameSources(ctx, s.db, list.Items, (*ClauseView).sourced)
}

func (s *Service) clausesOf(ctx context.Context, standardID string) ([]ClauseView, error) {
	out := []ClauseView{}
	err := s.db.Conn(ctx).Table("clauses c").Joins("JOIN standards s ON s.id = c.standard_id").Select(clauseColumns).
		Where("c.standard_id = ?", standardID).Order("c.id").Scan(&out).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	return out, NameSources(ctx, s.db, out, (*ClauseView).sourced)
}

func (s *Service) clauseView(ctx context.Context, id string) (ClauseView, error) {
	var v ClauseView
	if err := db.First(s.db.Conn(ctx).Table("clauses c").Joins("JOIN standards s ON s.id = c.standard_id").Select(clauseColumns).Where("c.id = ?", id), &v); err != nil {
		return v, err
	}
	list := []ClauseView{v}
	err := NameSources(ctx, s.db, list, (*ClauseView).sourced)
	return list[0], err
}

// hanging lists the items of published versions that name the clause. An item of a
// superseded version stays on its records, but nobody is checked by it any more.
func (s *Service) hanging(ctx context.Context, clauseID string) ([]HangingItem, error) {
	out := []HangingItem{}
	err := s.db.Conn(ctx).Table("checklist_items i").
		Joins("JOIN checklist_versions v ON v.id = i.version_id AND v.state = 'published'").
		Joins("JOIN checklists l ON l.id = v.checklist_id").
		Select("i.id, l.id AS checklist_id, l.title AS checklist_title, l.code AS checklist_code, v.id AS version_id, v.number AS version_number, i.text").
		Where("i.clause_id = ?", clauseID).Order("l.code, i.position").Scan(&out).Error
	return out, db.Fault(err)
}

// results counts the facts on a clause. Rollups do not carry the clause; the index
// on (clause, day) bounds the reading to the facts of the span.
func (s *Service) results(ctx context.Context, clauseID string, from, to date.Day) (Results, error) {
	var rows []struct {
		Kind  string
		Count int64
	}
	err := s.db.Conn(ctx).Table("ledger_facts f").Select("f.kind, SUM(f.count) AS count").
		Where("f.clause_id = ? AND f.occurred_on BETWEEN ? AND ?", clauseID, string(from), string(to)).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})).
		Group("f.kind").Scan(&rows).Error
	var out Results
	for _, r := range rows {
		switch _, result, _ := strings.Cut(r.Kind, "_"); {
		case strings.HasPrefix(r.Kind, "finding_") && result != "overdue":
			out.Findings += r.Count
		case result == string(vocab.Pass):
			out.Pass += r.Count
		case result == string(vocab.Fail):
			out.Fail += r.Count
		case result == string(vocab.NotApplicable):
			out.NA += r.Count
		}
	}
	return out, db.Fault(err)
}
