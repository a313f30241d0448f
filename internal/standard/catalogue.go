package standard

import (
	"context"
	"errors"
	"fmt"

	"hengjian/internal/catalogue"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// LoadCatalogue adds the sources, standards and clauses of the starter catalogue that
// are not there yet, by their numbers, and returns how many standards and clauses
// were added. What is there stays as it is: an agency may have corrected it.
func (s *Service) LoadCatalogue(ctx context.Context, c *catalogue.Catalogue) (added int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		added = 0
		if err := s.addSources(ctx, c.Sources); err != nil {
			return err
		}
		ids, n, err := s.addStandards(ctx, c.Standards)
		if err != nil {
			return err
		}
		m, err := s.addClauses(ctx, ids, c.Clauses)
		if added = n + m; err != nil || added == 0 {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actLoad, Target: "standard", TargetID: "catalogue", After: map[string]int{"standards": n, "clauses": m}})
	})
	return added, db.Fault(err)
}

func (s *Service) addSources(ctx context.Context, list []catalogue.Source) error {
	var have []string
	if err := s.db.Conn(ctx).Table("sources").Pluck("id", &have).Error; err != nil {
		return db.Fault(err)
	}
	known := setOf(have)
	var rows []sourceRow
	for _, n := range list {
		if !known[n.ID] {
			rows = append(rows, sourceRow{n.ID, n.Title, n.DocumentNo, n.Issuer, n.Date, string(n.Credibility)})
		}
	}
	return s.createAll(ctx, rows, len(rows))
}

func setOf(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, v := range list {
		out[v] = true
	}
	return out
}

func (s *Service) createAll(ctx context.Context, rows any, n int) error {
	if n == 0 {
		return nil
	}
	return db.Fault(s.db.Conn(ctx).CreateInBatches(rows, 50).Error)
}

// addStandards returns the id of every standard by its number.
func (s *Service) addStandards(ctx context.Context, list []catalogue.Standard) (map[string]string, int, error) {
	var have []standardRow
	if err := s.db.Conn(ctx).Select("id, standard_no").Find(&have).Error; err != nil {
		return nil, 0, db.Fault(err)
	}
	ids := map[string]string{}
	for _, r := range have {
		ids[r.StandardNo] = r.ID
	}
	var rows []standardRow
	for _, n := range list {
		if ids[n.No] != "" {
			continue
		}
		r := standardRow{id.New(), n.No, n.Title, string(n.System), n.Status, n.SourceID, n.Note, n.Issued, n.Effective, 1}
		ids[n.No] = r.ID
		rows = append(rows, r)
	}
	return ids, len(rows), s.createAll(ctx, rows, len(rows))
}

func (s *Service) addClauses(ctx context.Context, standards map[string]string, list []catalogue.Clause) (int, error) {
	have, err := s.ClauseIDs(ctx)
	if err != nil {
		return 0, err
	}
	var rows []clauseRow
	for _, n := range list {
		if have[n.Key] != "" {
			continue
		}
		if standards[n.StandardNo] == "" {
			return 0, fmt.Errorf("clause %s: %w", n.Key, errors.New("its standard is not in the catalogue"))
		}
		rows = append(rows, clauseRow{id.New(), standards[n.StandardNo], n.Number, n.Title, "", string(n.Category), n.SourceID, stateActive, 1})
	}
	return len(rows), s.createAll(ctx, rows, len(rows))
}

// ClauseIDs returns the id of every clause by its key in the catalogue, standard
// number#clause number.
func (s *Service) ClauseIDs(ctx context.Context) (map[string]string, error) {
	var rows []struct{ ID, StandardNo, Number string }
	err := s.db.Conn(ctx).Table("clauses c").Joins("JOIN standards s ON s.id = c.standard_id").Select("c.id, s.standard_no, c.number").Scan(&rows).Error
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.StandardNo+"#"+r.Number] = r.ID
	}
	return out, db.Fault(err)
}
