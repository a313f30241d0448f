package assessment

import (
	"context"
	"slices"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
)

// FactRow is a fact with the words of the record behind it.
type FactRow struct {
	ledger.Fact
	SiteName     string
	ClauseTitle  string
	Title        string // the item's text, the checkpoint's name, the rating's comment
	Result       vocab.Result
	InspectionID string // the inspection behind an observation, a task or a finding
	FindingID    string
}

// Facts lists the facts an indicator of an assessment was made of, newest first;
// kind narrows to one of its kinds. Errors: 404, 422 indicator_unknown,
// kind_unknown, cursor_unknown.
func (s *Service) Facts(ctx context.Context, id, indicator string, kind ledger.Kind, p page.Request) (page.Of[FactRow], error) {
	a, err := s.find(ctx, id)
	if err != nil {
		return page.Of[FactRow]{}, err
	}
	scheme, err := s.Scheme(ctx, a.SchemeID)
	if err != nil {
		return page.Of[FactRow]{}, err
	}
	kinds, err := scheme.Definition.kindsOf(indicator, kind)
	if err != nil {
		return page.Of[FactRow]{}, err
	}
	facts, err := s.ledger.Facts(ctx, a.Month.First(), a.Month.Last(), ledger.Filter{SupplierID: a.SupplierID, Kinds: kinds}, p)
	if err != nil {
		return page.Of[FactRow]{}, err
	}
	rows, err := s.Describe(ctx, facts.Items)
	return page.Of[FactRow]{Items: rows, NextCursor: facts.NextCursor}, err
}

// kindsOf returns the kinds of an indicator, or of all for "".
func (d Definition) kindsOf(indicator string, kind ledger.Kind) ([]ledger.Kind, error) {
	kinds := d.Kinds()
	if indicator != "" {
		i := slices.IndexFunc(d.Indicators, func(in Indicator) bool { return in.Code == indicator })
		if i < 0 {
			return nil, fault.Invalid("indicator_unknown", "indicator", "The scheme has no such indicator.")
		}
		kinds = d.Indicators[i].kinds()
	}
	if kind == "" {
		return kinds, nil
	}
	if !slices.Contains(kinds, kind) {
		return nil, fault.Invalid("kind_unknown", "kind", "The indicator is not made of such facts.")
	}
	return []ledger.Kind{kind}, nil
}

// named is what a record says about itself.
type named struct {
	ID           string
	Title        string
	Result       string
	InspectionID string
	FindingID    string
}

// behind names, for each type of record, the words that a fact shows. The records
// are reached through facts that the actor may see, so they need no scope of their
// own.
var behind = map[string]string{
	"observation": `SELECT o.id, i.text AS title, o.result, o.inspection_id, COALESCE(f.id, '') AS finding_id FROM observations o
		JOIN checklist_items i ON i.id = o.item_id LEFT JOIN findings f ON f.observation_id = o.id WHERE o.id IN ?`,
	"inspection": `SELECT i.id, COALESCE(c.name, i.number) AS title, '' AS result, i.id AS inspection_id, '' AS finding_id FROM inspections i
		LEFT JOIN checkpoints c ON c.id = i.checkpoint_id WHERE i.id IN ?`,
	"task": `SELECT t.id, COALESCE(c.name, '') AS title, '' AS result, t.inspection_id, '' AS finding_id FROM tasks t
		LEFT JOIN checkpoints c ON c.id = t.checkpoint_id WHERE t.id IN ?`,
	"finding": `SELECT f.id, f.item_text AS title, '' AS result, f.inspection_id, f.id AS finding_id FROM findings f WHERE f.id IN ?`,
	"rectification": `SELECT r.id, f.item_text AS title, '' AS result, f.inspection_id, f.id AS finding_id FROM rectifications r
		JOIN findings f ON f.id = r.finding_id WHERE r.id IN ?`,
	"rating":        `SELECT r.id, r.comment AS title, '' AS result, '' AS inspection_id, '' AS finding_id FROM ratings r WHERE r.id IN ?`,
	"contract_line": `SELECT l.id, l.service_item AS title, '' AS result, '' AS inspection_id, '' AS finding_id FROM contract_lines l WHERE l.id IN ?`,
	"cost_entry":    `SELECT e.id, e.number AS title, '' AS result, '' AS inspection_id, '' AS finding_id FROM cost_entries e WHERE e.id IN ?`,
	"settlement_line": `SELECT sl.id, l.service_item AS title, '' AS result, '' AS inspection_id, '' AS finding_id FROM settlement_lines sl
		JOIN contract_lines l ON l.id = sl.contract_line_id WHERE sl.id IN ?`,
}

const (
	siteNamesSQL   = `SELECT id, name AS title FROM sites WHERE id IN ?`
	clauseNamesSQL = `SELECT c.id, CASE WHEN c.title <> '' THEN c.title ELSE c.number END AS title FROM clauses c WHERE c.id IN ?`
)

// Describe finds the words for facts: one question for each type of record, the
// sites and the clauses, however many facts there are.
func (s *Service) Describe(ctx context.Context, facts []ledger.Fact) ([]FactRow, error) {
	ids := map[string][]string{}
	var siteIDs, clauseIDs []string
	for _, f := range facts {
		ids[f.RefType] = append(ids[f.RefType], f.RefID)
		siteIDs, clauseIDs = append(siteIDs, f.SiteID), append(clauseIDs, f.ClauseID)
	}
	sites, err := s.names(ctx, siteNamesSQL, siteIDs)
	if err != nil {
		return nil, err
	}
	clauses, err := s.names(ctx, clauseNamesSQL, clauseIDs)
	if err != nil {
		return nil, err
	}
	records := map[string]map[string]named{}
	for refType, list := range ids {
		if sql, known := behind[refType]; known {
			if records[refType], err = s.names(ctx, sql, list); err != nil {
				return nil, err
			}
		}
	}
	out := make([]FactRow, len(facts))
	for i, f := range facts {
		r := records[f.RefType][f.RefID]
		out[i] = FactRow{Fact: f, SiteName: sites[f.SiteID].Title, ClauseTitle: clauses[f.ClauseID].Title, Title: r.Title,
			Result: vocab.Result(r.Result), InspectionID: r.InspectionID, FindingID: r.FindingID}
	}
	return out, nil
}

func (s *Service) names(ctx context.Context, sql string, ids []string) (map[string]named, error) {
	out := map[string]named{}
	slices.Sort(ids)
	for chunk := range slices.Chunk(slices.Compact(ids), 500) {
		var rows []named
		if err := s.db.Conn(ctx).Raw(sql, chunk).Scan(&rows).Error; err != nil {
			return nil, db.Fault(err)
		}
		for _, r := range rows {
			out[r.ID] = r
		}
	}
	return out, nil
}
