package checklist

import (
	"context"
	"fmt"

	"hengjian/internal/catalogue"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// LoadCatalogue adds the checklists of the starter catalogue that are not there yet,
// by their codes, each with version 1 published, and returns how many were added.
// The standards of the catalogue must have been loaded before.
func (s *Service) LoadCatalogue(ctx context.Context, c *catalogue.Catalogue) (added int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		added = 0
		var have []string
		if err := s.db.Conn(ctx).Table("checklists").Pluck("code", &have).Error; err != nil {
			return db.Fault(err)
		}
		known := map[string]bool{}
		for _, code := range have {
			known[code] = true
		}
		clauses, err := s.standards.ClauseIDs(ctx)
		if err != nil {
			return err
		}
		for _, n := range c.Checklists {
			if known[n.Code] {
				continue
			}
			if err := s.loadOne(ctx, n, clauses); err != nil {
				return fmt.Errorf("checklist %s: %w", n.Code, err)
			}
			added++
		}
		if added == 0 {
			return nil
		}
		return s.log.Record(ctx, audit.Entry{Action: actLoad, Target: "checklist", TargetID: "catalogue", After: map[string]int{"checklists": added}})
	})
	return added, db.Fault(err)
}

func (s *Service) loadOne(ctx context.Context, n catalogue.Checklist, clauses map[string]string) error {
	now := date.Millis(s.clock.Now())
	v := Version{ID: id.New(), ChecklistID: id.New(), Number: 1, State: Draft, TotalPoints: n.TotalPoints, Note: n.Note}
	for _, i := range n.Items {
		clause, ok := clauses[i.ClauseKey]
		if !ok && i.ClauseKey != "" {
			return fmt.Errorf("item %s names clause %q, which is not loaded", i.Code, i.ClauseKey)
		}
		v.Items = append(v.Items, Item{Code: i.Code, Section: i.Section, Text: i.Text, Points: i.Points, Severity: i.Severity, PhotoOnFail: i.PhotoOnFail,
			NAAllowed: i.NAAllowed, ClauseID: clause, Frequency: i.Frequency, DeductionRule: i.DeductionRule, SourceID: i.SourceID, PointsBasis: i.PointsBasis})
	}
	if err := v.checkDraft(); err != nil {
		return err
	}
	if err := v.checkPublish(); err != nil {
		return err
	}
	list := Checklist{ID: v.ChecklistID, Code: n.Code, Title: n.Title, Category: n.Category, State: Active, CurrentVersionID: v.ID, Version: 1}
	if err := s.insert(ctx, list); err != nil {
		return err
	}
	row := versionRow{ID: v.ID, ChecklistID: list.ID, Number: 1, State: string(Published), Note: v.Note, TotalPoints: int64(v.TotalPoints),
		PublishedAt: &now, PublishedBy: authz.From(ctx).UserID, Version: 1}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		return db.Fault(err)
	}
	return s.replaceItems(ctx, v.ID, v.Items)
}
