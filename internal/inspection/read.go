package inspection

import (
	"context"

	"hengjian/internal/checklist"
	"hengjian/internal/evidence"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/db"
)

// Filter narrows the list of inspections. Result "fail" means at least one item
// failed, "pass" that none did.
type Filter struct {
	SupplierID, SiteID, CheckpointID, ContractID string
	Category                                     vocab.Category
	Mode                                         Mode
	Result                                       string
	From, To                                     date.Day
}

// List returns inspections, newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[Row], error) {
	return s.list(ctx, f, p)
}

// observationRow is an observation with the item of the version it was made by.
type observationRow struct {
	ID            string
	ItemID        string
	Result        string
	Note          string
	Code          string
	Section       string
	Text          string
	Points        int64
	Severity      string
	ClauseID      string
	ClauseNumber  *string
	ClauseTitle   *string
	StandardNo    *string
	StandardTitle *string
	FindingID     *string
}

// Get returns an inspection with the words of the version it was made by.
func (s *Service) Get(ctx context.Context, inspectionID string) (Detail, error) {
	var n named
	if err := db.First(s.named(ctx).Where("i.id = ?", inspectionID), &n); err != nil {
		return Detail{}, err
	}
	b := n.Base
	out := Detail{Row: n.row(ctx), StartedAt: date.FromMillis(b.StartedAt), ReceivedAt: date.FromMillis(b.ReceivedAt), Note: b.Note,
		CodeScanned: b.CodeScanned, TaskID: b.TaskID, ChecklistVersionID: b.ChecklistVersionID}
	var rows []observationRow
	err := s.db.Conn(ctx).Table("observations o").Joins("JOIN checklist_items t ON t.id = o.item_id").
		Joins("LEFT JOIN clauses c ON c.id = o.clause_id").Joins("LEFT JOIN standards d ON d.id = c.standard_id").
		Joins("LEFT JOIN findings f ON f.observation_id = o.id").
		Select("o.id, o.item_id, o.result, o.note, o.clause_id, t.code, t.section, t.text, t.points, t.severity, c.number AS clause_number, "+
			"c.title AS clause_title, d.standard_no, d.title AS standard_title, f.id AS finding_id").
		Where("o.inspection_id = ?", inspectionID).Order("t.position").Scan(&rows).Error
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	photos, err := s.evidence.Of(ctx, evidence.Observation, ids...)
	if err != nil {
		return Detail{}, err
	}
	out.Observations = make([]ObservationView, len(rows))
	for i, r := range rows {
		out.Observations[i] = r.view(photos[r.ID])
	}
	return out, nil
}

func (r observationRow) view(photos []string) ObservationView {
	v := ObservationView{ID: r.ID, ItemID: r.ItemID, Code: r.Code, Section: r.Section, Text: r.Text, Points: money.Points(r.Points),
		Severity: vocab.Severity(r.Severity), Result: vocab.Result(r.Result), Note: r.Note, Photos: photos, FindingID: text(r.FindingID)}
	if v.Photos == nil {
		v.Photos = []string{}
	}
	if r.ClauseNumber != nil {
		v.Clause = &checklist.ClauseRef{ID: r.ClauseID, Number: *r.ClauseNumber, Title: text(r.ClauseTitle), StandardNo: text(r.StandardNo), StandardTitle: text(r.StandardTitle)}
	}
	return v
}
