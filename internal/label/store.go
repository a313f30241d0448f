package label

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type printRow struct {
	ID         string `gorm:"primaryKey"`
	TemplateID string
	Template   string // the template as it was
	StartAt    int
	Labels     int
	PrintedBy  string
	PrintedAt  int64
}

func (printRow) TableName() string { return "label_prints" }

type itemRow struct {
	PrintID      string `gorm:"primaryKey"`
	Position     int    `gorm:"primaryKey;autoIncrement:false"`
	CheckpointID string
	LabelVersion int
}

func (itemRow) TableName() string { return "label_print_items" }

type reportRow struct {
	ID           string `gorm:"primaryKey"`
	CheckpointID string
	SupplierID   string
	SiteID       string
	LabelVersion int
	Kind         string
	Note         string
	State        string
	ReportedBy   string
	ReportedAt   int64
	ReceivedAt   int64
	ResolvedAt   *int64
	ResolvedBy   string
	Reason       string
}

func (reportRow) TableName() string { return "label_reports" }

var _ = db.Register(templateRow{}, logoRow{}, printRow{}, itemRow{}, reportRow{})

// scope is who may see a checkpoint; p is its alias in every query of this package.
func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	return authz.Rows(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
}

// printed is a label as it is drawn, with the words on it.
type printed struct {
	CheckpointID string
	LabelVersion int
	Code         string
	State        string
	Number       string
	Name         string
	SiteName     *string
	AreaName     *string
}

const (
	printedColumns = "p.id AS checkpoint_id, c.label_version, c.code, c.state, p.number, p.name, s.name AS site_name, a.name AS area_name"
	placeJoins     = "LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN areas a ON a.id = p.area_id"
)

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Filter narrows labels in force.
type Filter struct {
	CheckpointIDs                []string
	SiteID, SupplierID, Category string
	Status                       string
	Q                            string
}

const (
	hasPrint  = "EXISTS (SELECT 1 FROM label_print_items i WHERE i.checkpoint_id = p.id AND i.label_version = c.label_version)"
	hasReport = "EXISTS (SELECT 1 FROM label_reports r WHERE r.checkpoint_id = p.id AND r.state = 'open')"
)

// statuses are the conditions behind the words of the list.
var statuses = map[string]string{
	"to_print":      "NOT " + hasPrint,
	"never_printed": "c.label_version = 1 AND NOT " + hasPrint,
	"replaced":      "c.label_version > 1 AND NOT " + hasPrint,
	"printed":       hasPrint,
	"reported":      hasReport,
}

// inForce asks for the labels in force of checkpoints in use that a filter names.
func (s *Service) inForce(ctx context.Context, f Filter) *gorm.DB {
	q := s.db.Conn(ctx).Table("checkpoints p").Joins("JOIN checkpoint_codes c ON c.checkpoint_id = p.id AND c.state = 'active'").Joins(placeJoins).
		Where("p.state = 'active'").Scopes(scope(ctx))
	for column, value := range map[string]string{"p.site_id": f.SiteID, "p.supplier_id": f.SupplierID, "p.category": f.Category} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if len(f.CheckpointIDs) > 0 {
		q = q.Where("p.id IN ?", f.CheckpointIDs)
	}
	if condition := statuses[f.Status]; condition != "" {
		q = q.Where("(" + condition + ")")
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(p.name LIKE ? ESCAPE '!' OR p.number LIKE ? ESCAPE '!' OR s.name LIKE ? ESCAPE '!')", like, like, like)
	}
	return q
}
