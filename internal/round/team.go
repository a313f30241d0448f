package round

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

const (
	maxMembers  = 100
	maxTeamName = 50
)

// Team is people of one supplier, or of the agency, who do rounds together.
type Team struct {
	ID         string
	SupplierID string // "" for the agency
	Name       string
	State      string
	MemberIDs  []string
	Version    int
}

func (t *Team) check() error {
	t.Name = strings.TrimSpace(t.Name)
	slices.Sort(t.MemberIDs)
	t.MemberIDs = slices.Compact(t.MemberIDs)
	switch {
	case t.Name == "":
		return fault.Invalid("required", "name", "A team needs a name.")
	case utf8.RuneCountInString(t.Name) > maxTeamName:
		return fault.Invalid("too_long", "name", "The name of a team has at most 50 characters.")
	case len(t.MemberIDs) > maxMembers:
		return fault.Invalid("members_count", "memberIds", "A team has at most 100 members.")
	}
	return nil
}

// keeps refuses to change what belongs to the other side: a supplier keeps its own
// teams and roster, the agency its own. Who may not see it never comes here.
func keeps(ctx context.Context, supplierID string) error {
	if authz.From(ctx).SupplierID != supplierID {
		return fault.Forbidden("not_own_side", "A supplier keeps its own teams and roster, the agency keeps its own.")
	}
	return nil
}

// PersonView is somebody who may be asked to check.
type PersonView struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Role       string `json:"role"`
	SupplierID string `json:"supplierId"`
}

// TeamView is a team with its members.
type TeamView struct {
	ID           string       `json:"id"`
	SupplierID   string       `json:"supplierId"`
	SupplierName string       `json:"supplierName"`
	Name         string       `json:"name"`
	State        string       `json:"state" enum:"active,retired"`
	Own          bool         `json:"own" doc:"whether the caller's side keeps it"`
	Members      []PersonView `json:"members"`
	PlanCount    int          `json:"planCount" doc:"active plans that ask it"`
	Version      int          `json:"version"`
}

type listedTeam struct {
	Base         teamRow `gorm:"embedded"`
	SupplierName *string
	PlanCount    int
}

func (s *Service) teams(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("teams g").Joins("LEFT JOIN suppliers u ON u.id = g.supplier_id").
		Select("g.*, u.name AS supplier_name, (SELECT COUNT(*) FROM inspection_plans n WHERE n.who_kind = 'team' AND n.who_id = g.id AND n.state = 'active') AS plan_count").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "g.supplier_id"}))
}

// Teams returns teams in the order they were made. Side narrows to a supplier's, or to
// the agency's by "agency".
func (s *Service) Teams(ctx context.Context, side, state string, p page.Request) (page.Of[TeamView], error) {
	q := s.teams(ctx)
	if side == "agency" {
		q = q.Where("g.supplier_id = ''")
	} else if side != "" {
		q = q.Where("g.supplier_id = ?", side)
	}
	if state != "" {
		q = q.Where("g.state = ?", state)
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return page.Of[TeamView]{}, badCursor()
	}
	if after != nil {
		q = q.Where("g.id > ?", after[0])
	}
	var rows []listedTeam
	if err := q.Order("g.id").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[TeamView]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedTeam) []string { return []string{l.Base.ID} })
	return s.withMembers(ctx, cut)
}

func (s *Service) withMembers(ctx context.Context, rows page.Of[listedTeam]) (page.Of[TeamView], error) {
	ids := []string{""}
	for _, r := range rows.Items {
		ids = append(ids, r.Base.ID)
	}
	var members []struct {
		TeamID string
		PersonView
	}
	err := s.db.Conn(ctx).Table("team_members m").Joins("JOIN users u ON u.id = m.user_id").Where("m.team_id IN ?", ids).
		Select("m.team_id, u.id, u.display_name AS name, COALESCE(u.supplier_id, '') AS supplier_id, " +
			"COALESCE((SELECT MIN(r.role) FROM user_roles r WHERE r.user_id = u.id), '') AS role").Order("u.display_name, u.id").Scan(&members).Error
	if err != nil {
		return page.Of[TeamView]{}, db.Fault(err)
	}
	own := authz.From(ctx).SupplierID
	return page.Map(rows, func(l listedTeam) TeamView {
		v := TeamView{ID: l.Base.ID, SupplierID: l.Base.SupplierID, SupplierName: text(l.SupplierName), Name: l.Base.Name, State: l.Base.State,
			Own: l.Base.SupplierID == own, Members: []PersonView{}, PlanCount: l.PlanCount, Version: l.Base.Version}
		for _, m := range members {
			if m.TeamID == v.ID {
				v.Members = append(v.Members, m.PersonView)
			}
		}
		return v
	}), nil
}

// Team returns one team.
func (s *Service) Team(ctx context.Context, teamID string) (TeamView, error) {
	var row listedTeam
	if err := db.First(s.teams(ctx).Where("g.id = ?", teamID), &row); err != nil {
		return TeamView{}, err
	}
	out, err := s.withMembers(ctx, page.Of[listedTeam]{Items: []listedTeam{row}})
	if err != nil {
		return TeamView{}, err
	}
	return out.Items[0], nil
}

// CreateTeam adds a team of the actor's own side.
func (s *Service) CreateTeam(ctx context.Context, t Team) (TeamView, error) {
	t.ID, t.SupplierID, t.State, t.Version = id.New(), authz.From(ctx).SupplierID, Active, 1
	if err := t.check(); err != nil {
		return TeamView{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.checkPeople(ctx, "memberIds", t.SupplierID, t.MemberIDs); err != nil {
			return err
		}
		row := teamRow{t.ID, t.SupplierID, t.Name, t.State, 1}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return teamTaken(err)
		}
		if err := s.replaceMembers(ctx, t); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actTeamCreate, Target: "team", TargetID: t.ID, After: t})
	})
	if err != nil {
		return TeamView{}, db.Fault(err)
	}
	return s.Team(ctx, t.ID)
}

func teamTaken(err error) error {
	if db.IsDuplicate(err) {
		return fault.Conflict("name_taken", "There is a team of that name.")
	}
	return db.Fault(err)
}

// checkPeople refuses people who are not of the side or may not check; those of
// another supplier are answered as missing.
func (s *Service) checkPeople(ctx context.Context, field, supplierID string, ids []string) error {
	side := BySupplier
	if supplierID == "" {
		side = ByAgency
	}
	for i, userID := range ids {
		ok, err := s.exists(ctx, personOf, userID, supplierID, fieldRoles[side])
		if err != nil {
			return err
		}
		if !ok {
			return fault.Invalid("person_unknown", fmt.Sprintf("%s[%d]", field, i), "There is no such person on this side.")
		}
	}
	return nil
}

func (s *Service) replaceMembers(ctx context.Context, t Team) error {
	if err := s.db.Conn(ctx).Where("team_id = ?", t.ID).Delete(&memberRow{}).Error; err != nil {
		return db.Fault(err)
	}
	rows := make([]memberRow, len(t.MemberIDs))
	for i, m := range t.MemberIDs {
		rows[i] = memberRow{t.ID, m}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.Fault(s.db.Conn(ctx).Create(&rows).Error)
}

// TeamChange holds what a PATCH may set; nil leaves a field.
type TeamChange struct {
	Name      *string
	MemberIDs *[]string
}

// UpdateTeam changes a team of the actor's own side. Members who have left meanwhile
// may stay in it until they are taken out; new ones must be of the side.
func (s *Service) UpdateTeam(ctx context.Context, teamID string, version int, ch TeamChange) (TeamView, error) {
	return s.changeTeam(ctx, teamID, actTeamUpdate, func(ctx context.Context, t *Team) error {
		if t.Version != version {
			return fault.Stale()
		}
		set(&t.Name, ch.Name)
		before := t.MemberIDs
		set(&t.MemberIDs, ch.MemberIDs)
		if err := t.check(); err != nil {
			return err
		}
		added := slices.DeleteFunc(slices.Clone(t.MemberIDs), func(m string) bool { return slices.Contains(before, m) })
		return s.checkPeople(ctx, "memberIds", t.SupplierID, added)
	})
}

// RetireTeam dissolves a team that no active plan asks: 409 team_in_use.
func (s *Service) RetireTeam(ctx context.Context, teamID string) (TeamView, error) {
	return s.changeTeam(ctx, teamID, actTeamRetire, func(ctx context.Context, t *Team) error {
		used, err := s.exists(ctx, "SELECT 1 FROM inspection_plans WHERE who_kind = 'team' AND who_id = ? AND state = 'active'", t.ID)
		if err == nil && used {
			err = fault.Conflict("team_in_use", "An active plan asks this team; change the plan first.")
		}
		t.State = Retired
		return err
	})
}

func (s *Service) changeTeam(ctx context.Context, teamID string, action audit.Action, change func(context.Context, *Team) error) (TeamView, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var row teamRow
		q := s.locked(ctx).Table("teams g").Where("g.id = ?", teamID).Scopes(authz.Rows(ctx, authz.Columns{Supplier: "g.supplier_id"}))
		if err := db.First(q, &row); err != nil {
			return err
		}
		if err := keeps(ctx, row.SupplierID); err != nil {
			return err
		}
		if row.State != Active {
			return fault.Conflict("team_retired", "The team was dissolved.")
		}
		before := Team{ID: row.ID, SupplierID: row.SupplierID, Name: row.Name, State: row.State, MemberIDs: []string{}, Version: row.Version}
		if err := s.db.Conn(ctx).Table("team_members").Where("team_id = ?", teamID).Order("user_id").Pluck("user_id", &before.MemberIDs).Error; err != nil {
			return db.Fault(err)
		}
		after := before
		after.MemberIDs = slices.Clone(before.MemberIDs)
		if err := change(ctx, &after); err != nil {
			return err
		}
		after.Version = before.Version + 1
		next := teamRow{after.ID, after.SupplierID, after.Name, after.State, after.Version}
		if err := s.db.Conn(ctx).Save(&next).Error; err != nil {
			return teamTaken(err)
		}
		if err := s.replaceMembers(ctx, after); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: action, Target: "team", TargetID: teamID, Before: before, After: after})
	})
	if err != nil {
		return TeamView{}, db.Fault(err)
	}
	return s.Team(ctx, teamID)
}

// People returns who may be asked to check: of the actor's own side, and for the agency
// also of a supplier, which plans the agency makes may ask.
func (s *Service) People(ctx context.Context, side string) ([]PersonView, error) {
	a := authz.From(ctx)
	supplierID := a.SupplierID
	if !a.IsSupplier() && side != "agency" {
		supplierID = side
	}
	of := BySupplier
	if supplierID == "" {
		of = ByAgency
	}
	out := []PersonView{}
	if a.IsSupplier() && side != "" && side != supplierID {
		return out, nil
	}
	err := s.db.Conn(ctx).Table("users u").Joins("JOIN user_roles r ON r.user_id = u.id").
		Where("u.active AND COALESCE(u.supplier_id, '') = ? AND r.role IN ?", supplierID, fieldRoles[of]).
		Select("u.id, u.display_name AS name, MIN(r.role) AS role, COALESCE(u.supplier_id, '') AS supplier_id").
		Group("u.id, u.display_name, u.supplier_id").Order("u.display_name, u.id").Limit(1000).Scan(&out).Error
	return out, db.Fault(err)
}
