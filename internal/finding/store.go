package finding

import (
	"context"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// The record types that facts name.
const (
	refFinding       = "finding"
	refRectification = "rectification"
)

type findingRow struct {
	ID            string `gorm:"primaryKey"`
	Number        string
	SupplierID    string
	ContractID    string
	SiteID        string
	Category      string
	CheckpointID  string
	InspectionID  string
	ObservationID string
	ItemText      string
	ClauseID      string
	Severity      string
	State         string
	OpenedAt      int64
	OpenedBy      string
	DueOn         string
	DueAt         int64
	OverdueAt     *int64
	ClosedAt      *int64
	ClosedBy      string
	CancelReason  string
	Version       int
}

var _ = db.Register(findingRow{}, rectificationRow{}, reinspectionRow{})

func (findingRow) TableName() string { return "findings" }

// listedRow is a finding with the names that people read.
type listedRow struct {
	Row            findingRow `gorm:"embedded"`
	SupplierName   string
	SiteName       string
	CheckpointName string
}

func (r listedRow) finding() Finding {
	f := r.Row.finding()
	f.SupplierName, f.SiteName, f.CheckpointName = r.SupplierName, r.SiteName, r.CheckpointName
	return f
}

func (r findingRow) finding() Finding {
	return Finding{ID: r.ID, Number: r.Number, SupplierID: r.SupplierID, ContractID: r.ContractID, SiteID: r.SiteID,
		CheckpointID: r.CheckpointID, InspectionID: r.InspectionID, ObservationID: r.ObservationID, Category: vocab.Category(r.Category),
		ItemText: r.ItemText, ClauseID: r.ClauseID, Severity: vocab.Severity(r.Severity), State: State(r.State),
		OpenedAt: date.FromMillis(r.OpenedAt), OpenedBy: r.OpenedBy, DueOn: date.Day(r.DueOn), DueAt: date.FromMillis(r.DueAt),
		OverdueAt: instant(r.OverdueAt), ClosedAt: instant(r.ClosedAt), ClosedBy: r.ClosedBy, CancelReason: r.CancelReason, Version: r.Version}
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := date.FromMillis(*ms)
	return &t
}

func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	rows := authz.Rows(ctx, authz.Columns{Supplier: "f.supplier_id", Site: "f.site_id"})
	veil, args := authz.Veil(ctx, "f.inspection_id")
	return func(q *gorm.DB) *gorm.DB { return rows(q).Where(veil, args...) }
}

// listed reads findings with their names, over what the actor may see.
func (s *Service) listed(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("findings f").
		Select(`f.*, COALESCE(su.name, '') AS supplier_name, COALESCE(si.name, '') AS site_name, COALESCE(cp.name, '') AS checkpoint_name`).
		Joins("LEFT JOIN suppliers su ON su.id = f.supplier_id").
		Joins("LEFT JOIN sites si ON si.id = f.site_id").
		Joins("LEFT JOIN checkpoints cp ON cp.id = f.checkpoint_id").
		Scopes(scope(ctx))
}

func (s *Service) find(ctx context.Context, id string) (Finding, error) {
	var row listedRow
	if err := db.First(s.listed(ctx).Where("f.id = ?", id), &row); err != nil {
		return Finding{}, err
	}
	return row.finding(), nil
}

// Filter narrows a list of findings. Empty fields do not narrow.
type Filter struct {
	State      State
	Active     bool // only those on which somebody still has to act
	SupplierID string
	SiteID     string
	Checkpoint string // identifier of the checkpoint
	Severity   vocab.Severity
	Category   vocab.Category
	Overdue    bool
	From, To   date.Day // of the opening, both included
}

// queue reports whether the list is work to be done, which is read by due date;
// everything else is read newest first.
func (f Filter) queue() bool {
	return f.Active || f.Overdue || f.State != "" && f.State != Closed && f.State != Cancelled
}

// List returns findings the actor may see: work by due date, records newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[Finding], error) {
	q := s.listed(ctx)
	for column, value := range map[string]string{"f.state": string(f.State), "f.supplier_id": f.SupplierID, "f.site_id": f.SiteID, "f.checkpoint_id": f.Checkpoint,
		"f.severity": string(f.Severity), "f.category": string(f.Category)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Active {
		q = q.Where("f.state IN ?", active)
	}
	if f.Overdue {
		q = q.Where("f.state IN ? AND f.due_at <= ?", []State{Open, Returned}, date.Millis(s.clock.Now()))
	}
	if f.From != "" {
		q = q.Where("f.opened_at >= ?", date.Millis(f.From.At(s.clock.Zone(), 0, 0)))
	}
	if f.To != "" {
		q = q.Where("f.opened_at < ?", s.dueAt(f.To))
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return page.Of[Finding]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if f.queue() {
		if after != nil {
			q = q.Where("(f.due_on > ? OR (f.due_on = ? AND f.id > ?))", after[0], after[0], after[1])
		}
		q = q.Order("f.due_on, f.id")
	} else {
		if after != nil {
			q = q.Where("f.id < ?", after[1])
		}
		q = q.Order("f.id DESC")
	}
	var rows []listedRow
	if err := q.Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[Finding]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r listedRow) []string { return []string{r.Row.DueOn, r.Row.ID} })
	return page.Map(cut, listedRow.finding), nil
}

// change moves a finding from the version that was read; of two at once, one is
// refused as stale.
func (s *Service) change(ctx context.Context, f Finding, values map[string]any) error {
	values["version"] = f.Version + 1
	return db.Changed(s.db.Conn(ctx).Table("findings").Where("id = ? AND version = ?", f.ID, f.Version).Updates(values))
}
