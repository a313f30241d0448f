package standard

import (
	"context"

	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Clauses lists clauses in the order they were made.
func (s *Service) Clauses(ctx context.Context, f ClauseFilter, p page.Request) (page.Of[ClauseView], error) {
	return s.clauses(ctx, f, p)
}

// Clause returns a clause with the checklist items that name it and the results of
// the last 90 days, as far as the actor may see them.
func (s *Service) Clause(ctx context.Context, clauseID string) (ClauseDetail, error) {
	var out ClauseDetail
	var err error
	if out.ClauseView, err = s.clauseView(ctx, clauseID); err != nil {
		return out, err
	}
	if out.Standard, err = s.view(ctx, out.StandardID); err != nil {
		return out, err
	}
	if out.Items, err = s.hanging(ctx, clauseID); err != nil {
		return out, err
	}
	today := clock.Today(s.clock)
	out.Last90, err = s.results(ctx, clauseID, today.AddDays(-89), today)
	return out, err
}

// AddClause adds a clause to a standard; 409 code_taken if its number exists there.
func (s *Service) AddClause(ctx context.Context, c Clause) (ClauseView, error) {
	c.ID, c.State, c.Version = id.New(), stateActive, 1
	if err := c.check(); err != nil {
		return ClauseView{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.view(ctx, c.StandardID); err != nil {
			return err
		}
		if err := SourceExists(ctx, s.db, c.SourceID); err != nil {
			return err
		}
		row := c.row()
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return taken(err, "The standard has a clause with this number.")
		}
		return s.log.Record(ctx, audit.Entry{Action: actAddClause, Target: "clause", TargetID: c.ID, After: c})
	})
	if err != nil {
		return ClauseView{}, db.Fault(err)
	}
	return s.clauseView(ctx, c.ID)
}

func (c Clause) row() clauseRow {
	return clauseRow{c.ID, c.StandardID, c.Number, c.Title, c.Text, string(c.Category), c.SourceID, c.State, c.Version}
}

// ClauseChange holds what a PATCH may set; nil leaves a field.
type ClauseChange struct {
	Title, Text, SourceID *string
	Category              *vocab.Category
}

// UpdateClause changes a clause; 412 version_stale if it was changed since.
func (s *Service) UpdateClause(ctx context.Context, clauseID string, version int, c ClauseChange) (ClauseView, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.clauseView(ctx, clauseID)
		if err != nil {
			return err
		}
		n := Clause{ID: clauseID, StandardID: before.StandardID, Number: before.Number, Title: before.Title, Text: before.Text,
			Category: before.Category, SourceID: before.SourceID, State: stateActive, Version: version + 1}
		set(&n.Title, c.Title)
		set(&n.Text, c.Text)
		set(&n.SourceID, c.SourceID)
		set(&n.Category, c.Category)
		if err := n.check(); err != nil {
			return err
		}
		if err := SourceExists(ctx, s.db, n.SourceID); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("clauses").Where("id = ? AND version = ?", clauseID, version).Updates(map[string]any{
			"title": n.Title, "text": n.Text, "category": string(n.Category), "source_id": n.SourceID, "version": n.Version}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actUpdateClause, Target: "clause", TargetID: clauseID, Before: before, After: n})
	})
	if err != nil {
		return ClauseView{}, db.Fault(err)
	}
	return s.clauseView(ctx, clauseID)
}

// MissingClause returns the first of the clauses that does not exist, "" if all do.
// Checklists ask it before they are published.
func (s *Service) MissingClause(ctx context.Context, ids []string) (string, error) {
	if len(ids) == 0 {
		return "", nil
	}
	var got []string
	if err := s.db.Conn(ctx).Table("clauses").Where("id IN ?", ids).Pluck("id", &got).Error; err != nil {
		return "", db.Fault(err)
	}
	known := map[string]bool{}
	for _, g := range got {
		known[g] = true
	}
	for _, want := range ids {
		if !known[want] {
			return want, nil
		}
	}
	return "", nil
}
