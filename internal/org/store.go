package org

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type siteRow struct {
	ID          string `gorm:"primaryKey"`
	Code        string
	Name        string
	Address     string
	LatitudeE6  *int64 `gorm:"column:latitude_e6"`
	LongitudeE6 *int64 `gorm:"column:longitude_e6"`
	AreaM2      int64  `gorm:"column:area_m2"`
	State       string
	Version     int
	RadiusM     int
}

func (siteRow) TableName() string { return "sites" }

// siteSeen is a site as one reader sees it. gorm does not see an embedded type whose
// name is not exported, so the row is a field.
type siteSeen struct {
	Row             siteRow `gorm:"embedded"`
	CheckpointCount int
}

func (s siteSeen) site() Site {
	r := s.Row
	return Site{r.ID, r.Code, r.Name, r.Address, r.LatitudeE6, r.LongitudeE6, r.RadiusM, money.Quantity(r.AreaM2), State(r.State), r.Version, s.CheckpointCount}
}

type areaRow struct {
	ID      string `gorm:"primaryKey"`
	SiteID  string
	Name    string
	Floor   string
	State   string
	Version int
}

func (areaRow) TableName() string { return "areas" }

func (r areaRow) area() Area { return Area{r.ID, r.SiteID, r.Name, r.Floor, State(r.State), r.Version} }

type dayRow struct {
	Day  string `gorm:"primaryKey"`
	Kind string
	Note string
}

func (dayRow) TableName() string { return "working_days" }

var _ = db.Register(siteRow{}, areaRow{}, dayRow{})

// visible is the scope of sites s. A site belongs to no supplier, so a supplier
// sees the sites that its contract lines name.
func visible(ctx context.Context) func(*gorm.DB) *gorm.DB {
	if !authz.From(ctx).IsSupplier() {
		return authz.Rows(ctx, authz.Columns{Site: "s.id"})
	}
	where, args := authz.Condition(ctx, authz.Columns{Supplier: "own.supplier_id"})
	return func(q *gorm.DB) *gorm.DB {
		return q.Where("(s.id IN (SELECT own.site_id FROM contract_lines own WHERE "+where+"))", args...)
	}
}

// sites counts of a site that the reader sees all checkpoints, or a supplier's own.
func (s *Service) sites(ctx context.Context) *gorm.DB {
	where, args := "(1 = 1)", []any(nil)
	if authz.From(ctx).IsSupplier() {
		where, args = authz.Condition(ctx, authz.Columns{Supplier: "c.supplier_id"})
	}
	return s.db.Conn(ctx).Table("sites s").
		Select("s.*, (SELECT COUNT(*) FROM checkpoints c WHERE c.site_id = s.id AND c.state = 'active' AND "+where+") AS checkpoint_count", args...).
		Scopes(visible(ctx))
}

func (s *Service) getSite(ctx context.Context, siteID string) (Site, error) {
	var r siteSeen
	if !id.Valid(siteID) { // MariaDB refuses to compare other text with an ascii column
		return Site{}, fault.NotFound()
	}
	err := db.First(s.sites(ctx).Where("s.id = ?", siteID), &r)
	return r.site(), err
}

func (s *Service) listSites(ctx context.Context, search string, state State, p page.Request) (page.Of[Site], error) {
	q := s.sites(ctx)
	if search != "" {
		like := authz.Like(search)
		q = q.Where("(s.code LIKE ? ESCAPE '!' OR s.name LIKE ? ESCAPE '!' OR s.address LIKE ? ESCAPE '!')", like, like, like)
	}
	if state != "" {
		q = q.Where("s.state = ?", string(state))
	}
	rows, err := db.Page(q, p, "s.code", func(r siteSeen) string { return r.Row.Code })
	return page.Map(rows, siteSeen.site), err
}

func (s *Service) insertSite(ctx context.Context, site Site) error {
	err := s.db.Conn(ctx).Create(&siteRow{ID: site.ID, Code: site.Code, Name: site.Name, Address: site.Address, LatitudeE6: site.LatitudeE6,
		LongitudeE6: site.LongitudeE6, RadiusM: site.RadiusM, AreaM2: int64(site.AreaM2), State: string(site.State), Version: site.Version}).Error
	if db.IsDuplicate(err) {
		return fault.Conflict("code_taken", "Another site has this code.")
	}
	return db.Fault(err)
}

func (s *Service) updateSite(ctx context.Context, site Site, version int) error {
	return db.Changed(s.db.Conn(ctx).Table("sites").Where("id = ? AND version = ?", site.ID, version).Updates(map[string]any{
		"name": site.Name, "address": site.Address, "area_m2": int64(site.AreaM2), "latitude_e6": site.LatitudeE6, "longitude_e6": site.LongitudeE6, "radius_m": site.RadiusM, "state": string(site.State), "version": version + 1}))
}

func (s *Service) getArea(ctx context.Context, areaID string) (Area, error) {
	var r areaRow
	if !id.Valid(areaID) {
		return Area{}, fault.NotFound()
	}
	err := db.First(s.db.Conn(ctx).Table("areas a").Select("a.*").Joins("JOIN sites s ON s.id = a.site_id").Scopes(visible(ctx)).
		Where("a.id = ?", areaID), &r)
	return r.area(), err
}

// listAreas reads the areas of a site the actor was shown.
func (s *Service) listAreas(ctx context.Context, siteID string, p page.Request) (page.Of[Area], error) {
	q := s.db.Conn(ctx).Table("areas a").Select("a.*").Where("a.site_id = ?", siteID)
	rows, err := db.Page(q, p, "a.name", func(r areaRow) string { return r.Name })
	return page.Map(rows, areaRow.area), err
}

func (s *Service) insertArea(ctx context.Context, a Area) error {
	err := s.db.Conn(ctx).Create(&areaRow{a.ID, a.SiteID, a.Name, a.Floor, string(a.State), a.Version}).Error
	if db.IsDuplicate(err) {
		return fault.Conflict("name_taken", "The site has an area of this name.")
	}
	return db.Fault(err)
}

func (s *Service) updateArea(ctx context.Context, a Area, version int) error {
	result := s.db.Conn(ctx).Table("areas").Where("id = ? AND version = ?", a.ID, version).Updates(map[string]any{
		"name": a.Name, "floor": a.Floor, "state": string(a.State), "version": version + 1})
	if db.IsDuplicate(result.Error) {
		return fault.Conflict("name_taken", "The site has an area of this name.")
	}
	return db.Changed(result)
}

func (s *Service) loadCalendar(ctx context.Context) (Calendar, error) {
	var rows []dayRow
	if err := s.db.Conn(ctx).Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make(Calendar, len(rows))
	for _, r := range rows {
		out[date.Day(r.Day)] = DayKind(r.Kind)
	}
	return out, nil
}

func (s *Service) listOverrides(ctx context.Context, from, to date.Day) ([]Override, error) {
	var rows []dayRow
	if err := s.db.Conn(ctx).Where("day BETWEEN ? AND ?", string(from), string(to)).Order("day").Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Override, len(rows))
	for i, r := range rows {
		out[i] = Override{date.Day(r.Day), DayKind(r.Kind), r.Note}
	}
	return out, nil
}

func (s *Service) putOverride(ctx context.Context, o Override) error {
	r := dayRow{string(o.Day), string(o.Kind), o.Note}
	return db.Fault(s.db.Conn(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "day"}},
		DoUpdates: clause.AssignmentColumns([]string{"kind", "note"})}).Create(&r).Error)
}

func (s *Service) deleteOverride(ctx context.Context, d date.Day) error {
	return db.Fault(s.db.Conn(ctx).Where("day = ?", string(d)).Delete(&dayRow{}).Error)
}
