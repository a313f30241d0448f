package spotcheck

import (
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
)

// Found is a place that may be supervised, with the names a preview shows.
type Found struct {
	CheckpointID, ChecklistID, SupplierID, SiteID, ContractID string
	SupplierName, SiteName                                    string
}

// gatherPlaces returns the places that an order is about, each with one checklist.
func (s *Service) gatherPlaces(ctx context.Context, o Order) ([]Found, error) {
	rows, err := s.Places(ctx, o)
	// without a checklist named, each place is checked by its own first one
	return slices.CompactFunc(rows, func(a, b Found) bool { return a.CheckpointID == b.CheckpointID }), err
}

// Places returns the places within the order's filters by each of their checklists: in
// use, under a contract that runs the whole period, by a checklist in force.
func (s *Service) Places(ctx context.Context, o Order) ([]Found, error) {
	q := s.db.Conn(ctx).Table("checkpoints p").Joins("JOIN contracts k ON k.id = p.contract_id AND k.state = 'active'").
		Joins("JOIN suppliers u ON u.id = p.supplier_id").Joins("JOIN sites s ON s.id = p.site_id").
		Joins("JOIN checkpoint_checklists c ON c.checkpoint_id = p.id").Joins("JOIN checklists l ON l.id = c.checklist_id AND l.state = 'active' AND l.current_version_id IS NOT NULL").
		Where("p.state = 'active' AND k.starts_on <= ? AND k.ends_on >= ?", string(o.From), string(o.To)).
		Select("p.id AS checkpoint_id, c.checklist_id, p.supplier_id, p.site_id, p.contract_id, u.short_name AS supplier_name, s.name AS site_name")
	if o.ChecklistID != "" {
		q = q.Where("c.checklist_id = ?", o.ChecklistID)
	}
	if len(o.SiteIDs) > 0 {
		q = q.Where("p.site_id IN ?", o.SiteIDs)
	}
	if len(o.SupplierIDs) > 0 {
		q = q.Where("p.supplier_id IN ?", o.SupplierIDs)
	}
	if len(o.Categories) > 0 {
		q = q.Where("p.category IN ?", o.Categories)
	}
	var rows []Found
	if err := q.Order("p.id, c.position").Limit(maxUnits + 1).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	if len(rows) > maxUnits {
		return nil, fault.Invalid("population_too_large", "siteIds", "The population has more than 20000 places; choose sites, categories or suppliers.")
	}
	return rows, nil
}

// unitsOf makes units of places.
func unitsOf(kind UnitKind, places []Found) []Unit {
	at := map[string]int{}
	var out []Unit
	for _, p := range places {
		key := p.CheckpointID
		if kind == ByContract {
			key = p.ContractID
		}
		n, there := at[key]
		if !there {
			n = len(out)
			at[key] = n
			out = append(out, Unit{Key: key})
		}
		out[n].Places = append(out[n].Places, Place{p.CheckpointID, p.ChecklistID, p.SupplierID, p.SiteID})
	}
	return out
}

// person is somebody who may be sent.
type person struct {
	Inspector
	Name string
}

// candidates returns who may be drawn for a period: active inspectors, and assessors
// with their sites where the order says so. Who prepares a draw is never in it.
func (s *Service) candidates(ctx context.Context, from, to date.Day, thirdParty bool, without string) ([]person, error) {
	roles := []string{"inspector"}
	if thirdParty {
		roles = append(roles, "assessor")
	}
	var rows []struct{ ID, DisplayName, Role string }
	err := s.db.Conn(ctx).Table("users u").Joins("JOIN user_roles r ON r.user_id = u.id AND r.role IN ?", roles).
		Where("u.active = ? AND u.org_kind = 'agency' AND u.id <> ?", true, without).Select("u.id, u.display_name, r.role").Order("u.id").Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	against, err := s.against(ctx, from, to)
	if err != nil {
		return nil, err
	}
	sites, err := s.assigned(ctx)
	if err != nil {
		return nil, err
	}
	var out []person
	for _, r := range rows {
		i := Inspector{ID: r.ID, Against: against[r.ID]}
		if r.Role == "assessor" {
			if i.Sites = sites[r.ID]; len(i.Sites) == 0 {
				continue
			}
		}
		out = append(out, person{i, r.DisplayName})
	}
	return out, nil
}

// against returns, by person, the suppliers with whom a conflict of interest stands
// on a day of the period.
func (s *Service) against(ctx context.Context, from, to date.Day) (map[string][]string, error) {
	var rows []struct{ UserID, SupplierID string }
	err := s.db.Conn(ctx).Table("conflicts_of_interest c").Where(standing, string(to), string(from)).
		Select("DISTINCT c.user_id, c.supplier_id").Order("c.user_id, c.supplier_id").Scan(&rows).Error
	out := map[string][]string{}
	for _, r := range rows {
		out[r.UserID] = append(out[r.UserID], r.SupplierID)
	}
	return out, db.Fault(err)
}

// standing is the condition on conflicts c that stand on a day up to the first argument
// and from the second.
const standing = "c.ended_at IS NULL AND c.from_day <= ? AND (c.until_day = '' OR c.until_day >= ?)"

func (s *Service) assigned(ctx context.Context) (map[string][]string, error) {
	var rows []struct{ UserID, SiteID string }
	err := s.db.Conn(ctx).Table("assessor_sites").Order("user_id, site_id").Scan(&rows).Error
	out := map[string][]string{}
	for _, r := range rows {
		out[r.UserID] = append(out[r.UserID], r.SiteID)
	}
	return out, db.Fault(err)
}

// gather makes the population of an order as it is now.
func (s *Service) gather(ctx context.Context, o Order, without string) (Population, []Found, []person, error) {
	places, err := s.gatherPlaces(ctx, o)
	if err != nil {
		return Population{}, nil, nil, err
	}
	people, err := s.candidates(ctx, o.From, o.To, o.ThirdParty, without)
	p := Population{Strata: []Stratum{{Key: "all", Take: o.Count, Units: unitsOf(o.Unit, places)}}, Inspectors: inspectors(people)}
	p.sort()
	return p, places, people, err
}

func inspectors(people []person) []Inspector {
	out := make([]Inspector, len(people))
	for i, p := range people {
		out[i] = p.Inspector
	}
	return out
}
