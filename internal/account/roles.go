package account

import (
	"context"
	"slices"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// SetRoles replaces the roles of a user and ends the user's sessions. Nobody
// changes the own roles (own_roles). version may be nil.
func (s *Service) SetRoles(ctx context.Context, userID string, version *int, roles []string) (User, error) {
	if authz.From(ctx).UserID == userID {
		return User{}, fault.Forbidden("own_roles", "Nobody changes the own roles; another security administrator has to.")
	}
	return s.alter(ctx, userID, version, func(ctx context.Context, row userRow, _ map[string]any) error {
		next, err := checkRoles(authz.OrgKind(row.OrgKind), roles)
		if err != nil {
			return err
		}
		held, err := s.rolesOf(ctx, userID)
		if err != nil {
			return err
		}
		lost := slices.DeleteFunc(slices.Clone(held[userID]), func(r string) bool { return slices.Contains(next, r) })
		if row.Active {
			if err := s.remains(ctx, userID, lost); err != nil {
				return err
			}
		}
		if err := s.db.Conn(ctx).Where("user_id = ?", userID).Delete(&roleRow{}).Error; err != nil {
			return db.Fault(err)
		}
		if err := s.writeRoles(ctx, userID, next); err != nil {
			return err
		}
		if !slices.Contains(next, "assessor") {
			if err := s.db.Conn(ctx).Where("user_id = ?", userID).Delete(&assessorSiteRow{}).Error; err != nil {
				return db.Fault(err)
			}
		}
		if err := s.endSessions(ctx, row); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRoles, Target: "user", TargetID: userID,
			Before: map[string]any{"roles": held[userID]}, After: map[string]any{"roles": next}})
	})
}

func (s *Service) writeRoles(ctx context.Context, userID string, roles []string) error {
	if len(roles) == 0 {
		return nil
	}
	rows := make([]roleRow, len(roles))
	for i, r := range roles {
		rows[i] = roleRow{userID, r}
	}
	return db.Fault(s.db.Conn(ctx).Create(&rows).Error)
}

// maxSites bounds the sites of one assessor.
const maxSites = 500

// SetSites replaces the sites that are assigned to an assessor. version may be nil.
func (s *Service) SetSites(ctx context.Context, userID string, version *int, siteIDs []string) (User, error) {
	if authz.From(ctx).UserID == userID {
		return User{}, errOwnAccount()
	}
	siteIDs = slices.Clone(siteIDs)
	slices.Sort(siteIDs)
	siteIDs = slices.Compact(siteIDs)
	if len(siteIDs) > maxSites {
		return User{}, fault.Invalid("too_large", "siteIds", "These are too many sites for one assessor.")
	}
	return s.alter(ctx, userID, version, func(ctx context.Context, _ userRow, _ map[string]any) error {
		held, err := s.rolesOf(ctx, userID)
		if err != nil {
			return err
		}
		if !slices.Contains(held[userID], "assessor") {
			return fault.Conflict("not_an_assessor", "Sites are assigned to assessors only.")
		}
		before, err := s.siteIDs(ctx, userID)
		if err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Where("user_id = ?", userID).Delete(&assessorSiteRow{}).Error; err != nil {
			return db.Fault(err)
		}
		if err := s.writeSites(ctx, userID, siteIDs); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actSites, Target: "user", TargetID: userID,
			Before: map[string]any{"siteIds": before}, After: map[string]any{"siteIds": siteIDs}})
	})
}

func (s *Service) writeSites(ctx context.Context, userID string, siteIDs []string) error {
	if len(siteIDs) == 0 {
		return nil
	}
	unknown := func() error { return fault.Invalid("site_unknown", "siteIds", "There is no such site.") }
	if slices.ContainsFunc(siteIDs, func(site string) bool { return !id.Valid(site) }) {
		return unknown()
	}
	var have int64
	if err := s.db.Conn(ctx).Table("sites").Where("id IN ?", siteIDs).Count(&have).Error; err != nil {
		return db.Fault(err)
	}
	if int(have) != len(siteIDs) {
		return unknown()
	}
	rows := make([]assessorSiteRow, len(siteIDs))
	for i, site := range siteIDs {
		rows[i] = assessorSiteRow{userID, site}
	}
	return db.Fault(s.db.Conn(ctx).CreateInBatches(rows, 100).Error)
}
