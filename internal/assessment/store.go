package assessment

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type assessmentRow struct {
	ID           string `gorm:"primaryKey"`
	SupplierID   string
	Month        string
	SchemeID     string
	State        string
	Insufficient bool
	Points       *int64
	Grade        string
	Inputs       string
	Sheet        string
	ComputedAt   int64
	ComputedBy   string
	PublishedBy  string
	PublishedAt  *int64
	Version      int
}

func (assessmentRow) TableName() string { return "assessments" }

var _ = db.Register(schemeRow{}, assessmentRow{}, ratingRow{})

type listedRow struct {
	Row            assessmentRow `gorm:"embedded"`
	SupplierName   string
	SchemeName     string
	SchemeVersion  int
	ComputedByName string
	PublisherName  string
}

func (r listedRow) assessment() (Assessment, error) {
	row := r.Row
	a := Assessment{ID: row.ID, SupplierID: row.SupplierID, SupplierName: r.SupplierName, Month: date.Month(row.Month), SchemeID: row.SchemeID,
		SchemeName: r.SchemeName, SchemeVersion: r.SchemeVersion, State: State(row.State), ComputedAt: date.FromMillis(row.ComputedAt),
		ComputedBy: row.ComputedBy, ComputedByName: r.ComputedByName, PublishedBy: row.PublishedBy, PublisherName: r.PublisherName, Version: row.Version}
	if row.PublishedAt != nil {
		at := date.FromMillis(*row.PublishedAt)
		a.PublishedAt = &at
	}
	if err := json.Unmarshal([]byte(row.Inputs), &a.Inputs); err != nil {
		return a, fault.Internal(err)
	}
	if err := json.Unmarshal([]byte(row.Sheet), &a.Sheet); err != nil {
		return a, fault.Internal(err)
	}
	return a, nil
}

// visible is the scope: suppliers see their own, and only what is published.
func visible(ctx context.Context) func(*gorm.DB) *gorm.DB {
	own := authz.Rows(ctx, authz.Columns{Supplier: "a.supplier_id"})
	return func(q *gorm.DB) *gorm.DB {
		q = q.Scopes(own)
		if authz.From(ctx).IsSupplier() {
			q = q.Where("a.state = ?", string(Published))
		}
		return q
	}
}

func (s *Service) listed(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("assessments a").
		Select(`a.*, COALESCE(su.name, '') AS supplier_name, sc.name AS scheme_name, sc.version_no AS scheme_version,
			COALESCE(computer.display_name, '') AS computed_by_name, COALESCE(publisher.display_name, '') AS publisher_name`).
		Joins("JOIN schemes sc ON sc.id = a.scheme_id").
		Joins("LEFT JOIN suppliers su ON su.id = a.supplier_id").
		Joins("LEFT JOIN users computer ON computer.id = a.computed_by").
		Joins("LEFT JOIN users publisher ON publisher.id = a.published_by").
		Scopes(visible(ctx))
}

func (s *Service) find(ctx context.Context, id string) (Assessment, error) {
	var row listedRow
	if err := db.First(s.listed(ctx).Where("a.id = ?", id), &row); err != nil {
		return Assessment{}, err
	}
	a, err := row.assessment()
	if err != nil {
		return a, err
	}
	list := []Assessment{a}
	err = s.addPrevious(ctx, list)
	return list[0], err
}

// Filter narrows a list of assessments. Empty fields do not narrow.
type Filter struct {
	Month      date.Month
	SupplierID string
	State      State
}

// List returns the assessments the actor may see, the newest month first.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[Assessment], error) {
	q := s.listed(ctx)
	for column, value := range map[string]string{"a.month": string(f.Month), "a.supplier_id": f.SupplierID, "a.state": string(f.State)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 2)
	if err != nil {
		return page.Of[Assessment]{}, cursorUnknown()
	}
	if after != nil {
		q = q.Where("(a.month < ? OR (a.month = ? AND a.id > ?))", after[0], after[0], after[1])
	}
	var rows []listedRow
	if err := q.Order("a.month DESC, a.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[Assessment]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r listedRow) []string { return []string{r.Row.Month, r.Row.ID} })
	out := page.Of[Assessment]{Items: make([]Assessment, len(cut.Items)), NextCursor: cut.NextCursor}
	for i, r := range cut.Items {
		if out.Items[i], err = r.assessment(); err != nil {
			return page.Of[Assessment]{}, err
		}
	}
	return out, s.addPrevious(ctx, out.Items)
}

// addPrevious puts the published judgement of the month before beside each of the
// assessments the actor was shown: it asks for their suppliers alone.
func (s *Service) addPrevious(ctx context.Context, list []Assessment) error {
	if len(list) == 0 {
		return nil
	}
	var suppliers, months []string
	for _, a := range list {
		suppliers, months = append(suppliers, a.SupplierID), append(months, string(a.Month.Add(-1)))
	}
	var rows []assessmentRow
	err := s.db.Conn(ctx).Table("assessments a").Select("a.supplier_id, a.month, a.insufficient, a.points, a.grade").
		Where("a.state = ? AND a.supplier_id IN ? AND a.month IN ?", string(Published), suppliers, months).Scan(&rows).Error
	if err != nil {
		return db.Fault(err)
	}
	type month struct{ supplier, month string }
	before := map[month]*Previous{}
	for _, r := range rows {
		before[month{r.SupplierID, r.Month}] = &Previous{points(r), r.Grade}
	}
	for i := range list {
		list[i].Previous = before[month{list[i].SupplierID, string(list[i].Month.Add(-1))}]
	}
	return nil
}

func points(r assessmentRow) *money.Points {
	if r.Points == nil || r.Insufficient {
		return nil
	}
	p := money.Points(*r.Points)
	return &p
}
