package inspection

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type inspectionRow struct {
	ID                 string `gorm:"primaryKey"`
	Number             string
	Mode               string
	SupplierID         string
	ContractID         string
	SiteID             string
	AreaID             string
	CheckpointID       string
	Category           string
	ChecklistVersionID string
	TaskID             string
	InspectorID        string
	StartedAt          int64
	FinishedAt         int64
	ReceivedAt         int64
	OccurredOn         string
	PassCount          int
	FailCount          int
	NACount            int `gorm:"column:na_count"`
	Points             int64
	TotalPoints        int64
	Note               string
	CodeScanned        bool
	WithdrawnAt        *int64
}

func (inspectionRow) TableName() string { return "inspections" }

type named struct {
	Base           inspectionRow `gorm:"embedded"`
	SupplierName   *string
	SiteName       *string
	CheckpointName *string
	ChecklistTitle *string
	VersionNumber  int
	InspectorName  *string
	FindingCount   int
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (n named) row(ctx context.Context) Row {
	b := n.Base
	r := Row{ID: b.ID, Number: b.Number, Mode: Mode(b.Mode), OccurredOn: date.Day(b.OccurredOn), FinishedAt: date.FromMillis(b.FinishedAt),
		SiteID: b.SiteID, SiteName: text(n.SiteName), CheckpointID: b.CheckpointID, CheckpointName: text(n.CheckpointName),
		Category: vocab.Category(b.Category), ChecklistTitle: text(n.ChecklistTitle), VersionNumber: n.VersionNumber, InspectorName: text(n.InspectorName),
		Pass: b.PassCount, Fail: b.FailCount, NA: b.NACount, Points: money.Points(b.Points), TotalPoints: money.Points(b.TotalPoints), FindingCount: n.FindingCount, Withdrawn: b.WithdrawnAt != nil}
	if !authz.From(ctx).Blind() {
		r.SupplierID, r.SupplierName = b.SupplierID, text(n.SupplierName)
	}
	return r
}

func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	rows := authz.Rows(ctx, authz.Columns{Supplier: "i.supplier_id", Site: "i.site_id"})
	veil, args := authz.Veil(ctx, "i.id")
	return func(q *gorm.DB) *gorm.DB { return rows(q).Where(veil, args...) }
}

func (s *Service) named(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("inspections i").Scopes(scope(ctx)).
		Joins("LEFT JOIN suppliers u ON u.id = i.supplier_id").Joins("LEFT JOIN sites s ON s.id = i.site_id").
		Joins("LEFT JOIN checkpoints p ON p.id = i.checkpoint_id").Joins("LEFT JOIN checklist_versions v ON v.id = i.checklist_version_id").
		Joins("LEFT JOIN checklists l ON l.id = v.checklist_id").Joins("LEFT JOIN users w ON w.id = i.inspector_id").
		Select("i.*, u.name AS supplier_name, s.name AS site_name, p.name AS checkpoint_name, l.title AS checklist_title, v.number AS version_number, " +
			"w.display_name AS inspector_name, (SELECT COUNT(*) FROM findings f WHERE f.inspection_id = i.id) AS finding_count")
}

// list reads a page in two steps: the keys by an index whose order is the list's, so
// that page 20,000 costs what page 1 costs, then the names for one page of keys.
func (s *Service) list(ctx context.Context, f Filter, p page.Request) (page.Of[Row], error) {
	empty := page.Of[Row]{Items: []Row{}}
	q := s.db.Conn(ctx).Table("inspections i").Select("i.id, i.finished_at").Scopes(scope(ctx))
	q, ok, err := s.narrow(ctx, q, f)
	if err != nil || !ok {
		return empty, err
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return empty, badCursor()
	}
	if after != nil {
		at, err := strconv.ParseInt(after[0], 10, 64)
		if err != nil {
			return empty, badCursor()
		}
		// The first condition bounds the index, the second cuts within the instant.
		q = q.Where("i.finished_at <= ?", at).Where("(i.finished_at < ? OR i.id < ?)", at, after[1])
	}
	var keys []struct {
		ID         string
		FinishedAt int64
	}
	if err := q.Order("i.finished_at DESC, i.id DESC").Limit(p.Size() + 1).Scan(&keys).Error; err != nil {
		return empty, db.Fault(err)
	}
	more := len(keys) > p.Size()
	if more {
		keys = keys[:p.Size()]
	}
	if len(keys) == 0 {
		return empty, nil
	}
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = k.ID
	}
	var rows []named
	if err := s.named(ctx).Where("i.id IN ?", ids).Order("i.finished_at DESC, i.id DESC").Scan(&rows).Error; err != nil {
		return empty, db.Fault(err)
	}
	out := page.Of[Row]{Items: make([]Row, len(rows))}
	for i, r := range rows {
		out.Items[i] = r.row(ctx)
	}
	if more {
		last := keys[len(keys)-1]
		out.NextCursor = page.Encode(strconv.FormatInt(last.FinishedAt, 10), last.ID)
	}
	return out, nil
}

func badCursor() error {
	return fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
}

// narrow applies the filter; ok is false when nothing can match.
func (s *Service) narrow(ctx context.Context, q *gorm.DB, f Filter) (_ *gorm.DB, ok bool, err error) {
	if authz.From(ctx).Blind() && f.SupplierID+f.ContractID != "" {
		return q, false, nil // asking by supplier would tell the supplier
	}
	if f.ContractID != "" {
		// A contract has one supplier: naming it lets the supplier's index carry the list.
		var of []string
		if err := s.db.Conn(ctx).Table("contracts").Where("id = ?", f.ContractID).Pluck("supplier_id", &of).Error; err != nil {
			return q, false, db.Fault(err)
		}
		if len(of) == 0 {
			return q, false, nil
		}
		q = q.Where("i.contract_id = ? AND i.supplier_id = ?", f.ContractID, of[0])
	}
	for column, value := range map[string]string{"i.supplier_id": f.SupplierID, "i.site_id": f.SiteID, "i.checkpoint_id": f.CheckpointID,
		"i.category": string(f.Category), "i.mode": string(f.Mode)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	switch f.Result {
	case "fail":
		q = q.Where("i.fail_count > 0")
	case "pass":
		q = q.Where("i.fail_count = 0")
	}
	zone := s.clock.Zone()
	if f.From != "" {
		q = q.Where("i.finished_at >= ? AND i.occurred_on >= ?", date.Millis(f.From.At(zone, 0, 0)), string(f.From))
	}
	if f.To != "" {
		end := f.To.AddDays(1).At(zone, 0, 0).Add(ahead) // a clock in front of ours
		q = q.Where("i.finished_at < ? AND i.occurred_on <= ?", date.Millis(end), string(f.To))
	}
	return q, true, nil
}
