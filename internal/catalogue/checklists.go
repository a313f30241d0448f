package catalogue

import (
	"encoding/json"
	"strings"

	"hengjian/internal/kernel/money"
)

const fileChecklists = "checklists.json"

type checklistRow struct {
	Code     string    `json:"code"`
	Category string    `json:"category"`
	Title    string    `json:"title"`
	SourceID string    `json:"source_id"`
	Cycle    string    `json:"cycle"`
	Note     string    `json:"note"`
	Items    []itemRow `json:"items"`
}

type itemRow struct {
	Code          string       `json:"code"`
	Section       string       `json:"section"`
	Text          string       `json:"text"`
	Frequency     string       `json:"frequency"`
	MaxPoints     *json.Number `json:"max_points"`
	DeductionRule string       `json:"deduction_rule"`
	Severity      string       `json:"severity"`
	PhotoOnFail   bool         `json:"photo_on_fail"`
	NAAllowed     bool         `json:"na_allowed"`
	SourceID      string       `json:"source_id"`
	ClauseLabel   string       `json:"clause_label"`
	PointsBasis   string       `json:"points_basis"`
}

func (l *loader) readChecklists(clauses *clauseTable) []Checklist {
	var rows []checklistRow
	if !l.object(fileChecklists, &rows) {
		return nil
	}
	out := make([]Checklist, 0, len(rows))
	for _, r := range rows {
		l.unique("checklist", fileChecklists, r.Code)
		l.required(fileChecklists, r.Code, "title", r.Title)
		l.source(fileChecklists, r.Code, r.SourceID)
		c := Checklist{Code: r.Code, Category: l.category(fileChecklists, r.Code, r.Category), Title: r.Title,
			SourceID: r.SourceID, Cycle: r.Cycle, Note: r.Note}
		if len(r.Items) == 0 {
			l.bad(fileChecklists, r.Code, "has no items")
		}
		for n, row := range r.Items {
			item := l.item(row, clauses)
			item.Position = n + 1
			if !strings.HasPrefix(item.Code, c.Code+"-") {
				l.bad(fileChecklists, item.Code, "does not belong to %s", c.Code)
			}
			c.Items = append(c.Items, item)
			c.TotalPoints += item.Points
		}
		out = append(out, c)
	}
	return out
}

func (l *loader) item(r itemRow, clauses *clauseTable) Item {
	l.unique("item", fileChecklists, r.Code)
	l.required(fileChecklists, r.Code, "text", r.Text)
	l.required(fileChecklists, r.Code, "section", r.Section)
	l.required(fileChecklists, r.Code, "frequency", r.Frequency)
	l.source(fileChecklists, r.Code, r.SourceID)
	severity, ok := severities[r.Severity]
	if !ok {
		l.bad(fileChecklists, r.Code, "unknown severity %q", r.Severity)
	}
	item := Item{Code: r.Code, Section: r.Section, Text: r.Text, Frequency: r.Frequency, DeductionRule: r.DeductionRule,
		PointsBasis: r.PointsBasis, Severity: severity, PhotoOnFail: r.PhotoOnFail, NAAllowed: r.NAAllowed, SourceID: r.SourceID}
	item.Points, item.PointsDefaulted = l.itemPoints(r)
	keys := clauses.byLabel[label{r.SourceID, r.ClauseLabel}]
	if len(keys) == 0 {
		l.bad(fileChecklists, r.Code, "the clause %q of %s is not in %s", r.ClauseLabel, r.SourceID, fileClauses)
		return item
	}
	item.ClauseKey, item.AlsoClauses = keys[0], keys[1:]
	return item
}

func (l *loader) itemPoints(r itemRow) (points money.Points, defaulted bool) {
	switch {
	case r.PointsBasis != PointsFromSource && r.PointsBasis != DeductionFromSource && r.PointsBasis != PointsSuggested:
		l.bad(fileChecklists, r.Code, "unknown points basis %q", r.PointsBasis)
	case r.MaxPoints == nil && r.PointsBasis == PointsFromSource:
		l.bad(fileChecklists, r.Code, "says its points are the source's but has none")
	case r.MaxPoints != nil && r.PointsBasis == DeductionFromSource:
		l.bad(fileChecklists, r.Code, "says its source has no points but has some")
	}
	if r.MaxPoints == nil {
		return DefaultPoints, true
	}
	p := l.points(fileChecklists, r.Code, "max_points", *r.MaxPoints)
	if p == nil || *p <= 0 {
		l.bad(fileChecklists, r.Code, "max_points must be above zero")
		return 0, false
	}
	return *p, false
}
