package org

import (
	"context"
	"strings"
	"sync/atomic"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actSiteCreate   = audit.Define("site.create")
	actSiteChange   = audit.Define("site.change")
	actAreaCreate   = audit.Define("area.create")
	actAreaChange   = audit.Define("area.change")
	actDaySet       = audit.Define("calendar.set")
	actDayClear     = audit.Define("calendar.clear")
	actCalendarLoad = audit.Define("calendar.load")
)

// Service keeps sites, areas and the working calendar.
type Service struct {
	db    *db.DB
	clock clock.Clock
	log   *audit.Log
	kept  atomic.Pointer[keptCalendar]
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log) *Service {
	return &Service{db: d, clock: clk, log: log}
}

// Sites lists the sites that the actor may see, by code. q searches code, name
// and address.
func (s *Service) Sites(ctx context.Context, q string, state State, p page.Request) (page.Of[Site], error) {
	return s.listSites(ctx, q, state, p)
}

// Site returns one site that the actor may see.
func (s *Service) Site(ctx context.Context, siteID string) (Site, error) {
	return s.getSite(ctx, siteID)
}

// ActiveSite returns the site that another record is about to name in its field
// siteId, and refuses one that is missing (site_unknown) or closed (site_closed).
func (s *Service) ActiveSite(ctx context.Context, siteID string) (Site, error) {
	site, err := s.getSite(ctx, siteID)
	if fault.Is(err, "not_found") {
		return Site{}, fault.Invalid("site_unknown", "siteId", "There is no such site.")
	}
	if err == nil && site.State != Active {
		return Site{}, fault.Conflict("site_closed", "The site is closed.")
	}
	return site, err
}

// ActiveArea is ActiveSite for an area of that site, field areaId.
func (s *Service) ActiveArea(ctx context.Context, siteID, areaID string) (Area, error) {
	area, err := s.getArea(ctx, areaID)
	if fault.Is(err, "not_found") || err == nil && area.SiteID != siteID {
		return Area{}, fault.Invalid("area_unknown", "areaId", "The site has no such area.")
	}
	if err == nil && area.State != Active {
		return Area{}, fault.Conflict("area_closed", "The area is closed.")
	}
	return area, err
}

// CreateSite adds a site. Its code must be free (code_taken).
func (s *Service) CreateSite(ctx context.Context, n NewSite) (Site, error) {
	site := Site{ID: id.New(), Code: strings.TrimSpace(n.Code), Name: strings.TrimSpace(n.Name), Address: strings.TrimSpace(n.Address),
		LatitudeE6: n.LatitudeE6, LongitudeE6: n.LongitudeE6, RadiusM: n.RadiusM, AreaM2: n.AreaM2, State: Active, Version: 1}
	if err := site.check(); err != nil {
		return Site{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.insertSite(ctx, site); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actSiteCreate, Target: "site", TargetID: site.ID, After: viewSite(site)})
	})
	return site, err
}

// ChangeSite changes the version of a site that the caller saw. A site with
// active checkpoints cannot be closed (site_in_use): their rounds would go on.
func (s *Service) ChangeSite(ctx context.Context, siteID string, version int, c SiteChange) (Site, error) {
	var site Site
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if site, err = s.getSite(ctx, siteID); err != nil {
			return err
		}
		before := site
		if err := site.change(c); err != nil {
			return err
		}
		if before.State == Active && site.State == Closed && site.CheckpointCount > 0 {
			return fault.Conflict("site_in_use", "The site has active checkpoints; retire them first.")
		}
		if err := s.updateSite(ctx, site, version); err != nil {
			return err
		}
		site.Version = version + 1
		return s.log.Record(ctx, audit.Entry{Action: actSiteChange, Target: "site", TargetID: site.ID, Before: viewSite(before), After: viewSite(site)})
	})
	return site, err
}

// Areas lists the areas of a site by name.
func (s *Service) Areas(ctx context.Context, siteID string, p page.Request) (page.Of[Area], error) {
	if _, err := s.getSite(ctx, siteID); err != nil {
		return page.Of[Area]{}, err
	}
	return s.listAreas(ctx, siteID, p)
}

// CreateArea adds an area to an active site. Its name must be free there.
func (s *Service) CreateArea(ctx context.Context, siteID string, n NewArea) (Area, error) {
	area := Area{ID: id.New(), SiteID: siteID, Name: strings.TrimSpace(n.Name), Floor: strings.TrimSpace(n.Floor), State: Active, Version: 1}
	if err := area.check(); err != nil {
		return Area{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		site, err := s.getSite(ctx, siteID)
		if err != nil {
			return err
		}
		if site.State != Active {
			return fault.Conflict("site_closed", "The site is closed.")
		}
		if err := s.insertArea(ctx, area); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actAreaCreate, Target: "area", TargetID: area.ID, After: viewArea(area)})
	})
	return area, err
}

// ChangeArea changes the version of an area that the caller saw.
func (s *Service) ChangeArea(ctx context.Context, areaID string, version int, c AreaChange) (Area, error) {
	var area Area
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if area, err = s.getArea(ctx, areaID); err != nil {
			return err
		}
		before := area
		if err := area.change(c); err != nil {
			return err
		}
		if err := s.updateArea(ctx, area, version); err != nil {
			return err
		}
		area.Version = version + 1
		return s.log.Record(ctx, audit.Entry{Action: actAreaChange, Target: "area", TargetID: area.ID, Before: viewArea(before), After: viewArea(area)})
	})
	return area, err
}
