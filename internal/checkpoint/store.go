package checkpoint

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type checkpointRow struct {
	ID             string `gorm:"primaryKey"`
	Number         string
	Name           string
	SiteID         string
	AreaID         string
	SupplierID     string
	ContractID     string
	ContractLineID string
	Category       string
	State          string
	RetiredAt      *int64
	RetiredReason  string
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
	Version        int
	LatitudeE7     *int64 `gorm:"column:latitude_e7"`
	LongitudeE7    *int64 `gorm:"column:longitude_e7"`
	RadiusM        int
}

func (checkpointRow) TableName() string { return "checkpoints" }

func (r checkpointRow) centre() *geo.Point {
	if r.LatitudeE7 == nil || r.LongitudeE7 == nil {
		return nil
	}
	return &geo.Point{LatitudeE7: *r.LatitudeE7, LongitudeE7: *r.LongitudeE7}
}

// coordinates are the columns of a centre.
func coordinates(p *geo.Point) (latitude, longitude *int64) {
	if p == nil {
		return nil, nil
	}
	return &p.LatitudeE7, &p.LongitudeE7
}

type codeRow struct {
	Code         string `gorm:"primaryKey"`
	CheckpointID string
	State        string
	LabelVersion int
	Reason       string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	RevokedAt    *int64
	RevokedBy    string
}

func (codeRow) TableName() string { return "checkpoint_codes" }

type useRow struct {
	CheckpointID string `gorm:"primaryKey"`
	ChecklistID  string `gorm:"primaryKey"`
	Position     int
}

func (useRow) TableName() string { return "checkpoint_checklists" }

// scope is who may see a checkpoint; p is its alias in every query of this package.
func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	return authz.Rows(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
}

// listed is a row of the list, with the names people read.
type listed struct {
	Base            checkpointRow `gorm:"embedded"`
	SiteName        *string
	AreaName        *string
	SupplierName    *string
	ContractName    *string
	LastInspectedAt *int64
	OpenFindings    int
}

const (
	listColumns = "p.id, p.number, p.name, p.site_id, p.area_id, p.supplier_id, p.contract_id, p.contract_line_id, p.category, p.state, p.version, p.latitude_e7, p.longitude_e7, p.radius_m, " +
		"s.name AS site_name, a.name AS area_name, u.name AS supplier_name, k.name AS contract_name, " +
		"(SELECT i.finished_at FROM inspections i WHERE i.checkpoint_id = p.id AND i.withdrawn_at IS NULL AND %s ORDER BY i.finished_at DESC LIMIT 1) AS last_inspected_at, " +
		"(SELECT COUNT(*) FROM findings f WHERE f.checkpoint_id = p.id AND f.state IN ('open', 'submitted', 'returned') AND %s) AS open_findings"
	nameJoins = "LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN areas a ON a.id = p.area_id " +
		"LEFT JOIN suppliers u ON u.id = p.supplier_id LEFT JOIN contracts k ON k.id = p.contract_id"
)

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (l listed) view(ctx context.Context) View {
	b := l.Base
	v := View{ID: b.ID, Number: b.Number, Name: b.Name, SiteID: b.SiteID, SiteName: text(l.SiteName), AreaID: b.AreaID, AreaName: text(l.AreaName),
		Category: vocab.Category(b.Category), State: b.State, Checklists: []ListRef{}, OpenFindings: l.OpenFindings, Version: b.Version, Centre: geo.Show(b.centre(), b.RadiusM)}
	if !authz.From(ctx).Blind() {
		v.SupplierID, v.SupplierName, v.ContractID, v.ContractName, v.ContractLineID = b.SupplierID, text(l.SupplierName), b.ContractID, text(l.ContractName), b.ContractLineID
	}
	if l.LastInspectedAt != nil {
		at := date.FromMillis(*l.LastInspectedAt)
		v.LastInspectedAt = &at
	}
	return v
}

// past is what a reader is told of the work at a checkpoint it sees: a supplier its
// own, since a checkpoint that moved to another contract leaves its past behind.
func past(ctx context.Context, supplier string) (string, []any) {
	if !authz.From(ctx).IsSupplier() {
		return "(1 = 1)", nil
	}
	return authz.Condition(ctx, authz.Columns{Supplier: supplier})
}

func (s *Service) named(ctx context.Context) *gorm.DB {
	checks, args := past(ctx, "COALESCE(i.supplier_id, '')") // as an expression, so that the checkpoint's index is taken and not the supplier's
	findings, more := past(ctx, "f.supplier_id")
	veil, veiled := authz.Veil(ctx, "f.inspection_id")
	findings, more = findings+" AND "+veil, append(more, veiled...)
	return s.db.Conn(ctx).Table("checkpoints p").Joins(nameJoins).Select(fmt.Sprintf(listColumns, checks, findings), append(args, more...)...).Scopes(scope(ctx))
}

func (s *Service) list(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	if authz.From(ctx).Blind() && f.SupplierID+f.ContractID != "" {
		return page.Of[View]{Items: []View{}}, nil // asking by supplier would tell the supplier
	}
	q := s.named(ctx)
	for column, value := range map[string]string{"p.site_id": f.SiteID, "p.supplier_id": f.SupplierID, "p.contract_id": f.ContractID,
		"p.category": string(f.Category), "p.state": f.State} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if len(f.IDs) > 0 {
		q = q.Where("p.id IN ?", f.IDs)
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(p.name LIKE ? ESCAPE '!' OR p.number LIKE ? ESCAPE '!' OR s.name LIKE ? ESCAPE '!')", like, like, like)
	}
	cut, err := db.Page(q, p, "p.id", func(l listed) string { return l.Base.ID })
	if err != nil {
		return page.Of[View]{}, err
	}
	out := page.Map(cut, func(l listed) View { return l.view(ctx) })
	return out, s.addChecklists(ctx, out.Items)
}

func (s *Service) addChecklists(ctx context.Context, views []View) error {
	if len(views) == 0 {
		return nil
	}
	at := make(map[string]int, len(views))
	ids := make([]string, len(views))
	for i, v := range views {
		at[v.ID], ids[i] = i, v.ID
	}
	var rows []struct{ CheckpointID, ID, Title string }
	err := s.db.Conn(ctx).Table("checkpoint_checklists c").Joins("JOIN checklists l ON l.id = c.checklist_id").
		Select("c.checkpoint_id, l.id, l.title").Where("c.checkpoint_id IN ?", ids).Order("c.checkpoint_id, c.position").Scan(&rows).Error
	for _, r := range rows {
		v := &views[at[r.CheckpointID]]
		v.Checklists = append(v.Checklists, ListRef{r.ID, r.Title})
	}
	return db.Fault(err)
}

func (s *Service) view(ctx context.Context, column, value string) (View, error) {
	var row listed
	if err := db.First(s.named(ctx).Where(column+" = ?", value), &row); err != nil {
		return View{}, err
	}
	out := []View{row.view(ctx)}
	err := s.addChecklists(ctx, out)
	return out[0], err
}

// checkpoint reads a checkpoint for a change, scoped.
func (s *Service) checkpoint(ctx context.Context, checkpointID string) (Checkpoint, error) {
	var r checkpointRow
	if err := db.First(s.db.Conn(ctx).Table("checkpoints p").Where("p.id = ?", checkpointID).Scopes(scope(ctx)), &r); err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{ID: r.ID, Number: r.Number, Name: r.Name, SiteID: r.SiteID, AreaID: r.AreaID, SupplierID: r.SupplierID, ContractID: r.ContractID,
		ContractLineID: r.ContractLineID, Category: vocab.Category(r.Category), State: r.State, Version: r.Version, Centre: r.centre(), RadiusM: r.RadiusM}
	err := s.db.Conn(ctx).Table("checkpoint_checklists").Where("checkpoint_id = ?", checkpointID).Order("position").Pluck("checklist_id", &c.ChecklistIDs).Error
	return c, db.Fault(err)
}

func (s *Service) replaceChecklists(ctx context.Context, c Checkpoint) error {
	if err := s.db.Conn(ctx).Where("checkpoint_id = ?", c.ID).Delete(&useRow{}).Error; err != nil {
		return db.Fault(err)
	}
	rows := make([]useRow, len(c.ChecklistIDs))
	for i, l := range c.ChecklistIDs {
		rows[i] = useRow{c.ID, l, i}
	}
	return db.Fault(s.db.Conn(ctx).Create(&rows).Error)
}

// code reads the label in force.
func (s *Service) code(ctx context.Context, checkpointID string) (codeRow, error) {
	var r codeRow
	err := db.First(s.db.Conn(ctx).Where("checkpoint_id = ? AND state = ?", checkpointID, Active), &r)
	return r, err
}

// findCode reads a code, 404 code_unknown if it was never given out.
func (s *Service) findCode(ctx context.Context, code string) (codeRow, error) {
	var rows []codeRow
	if err := s.db.Conn(ctx).Where("code = ?", code).Limit(1).Find(&rows).Error; err != nil {
		return codeRow{}, db.Fault(err)
	}
	if len(rows) == 0 {
		return codeRow{}, CodeUnknown()
	}
	return rows[0], nil
}
