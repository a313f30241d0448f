package round

import (
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// WhoKind says whom of its side a plan asks. It asks and does not bind: a colleague may
// do another's task, and the record names who did it.
type WhoKind string

// The kinds of who.
const (
	Anyone   WhoKind = "anyone"
	ByRole   WhoKind = "role"
	ByTeam   WhoKind = "team"
	ByPerson WhoKind = "person"
	OnDuty   WhoKind = "duty" // whoever stands on the roster of the site
)

// Who is whom a plan asks. ID is the code of a role or the id of a team or person, ""
// for the others.
type Who struct {
	Kind WhoKind
	ID   string
}

// fieldRoles are the roles of each side that may check.
var fieldRoles = map[Assignee][]string{BySupplier: {"supplier_staff", "supplier_manager"}, ByAgency: {"inspector", "assessor"}}

// checkWho refuses a who that is not of the plan's side. The people and teams of
// another supplier are answered as missing.
func (s *Service) checkWho(ctx context.Context, w *Who, side Assignee, supplierID string) error {
	unknown := fault.Invalid("who_unknown", "who.id", "There is no such role, team or person on that side.")
	if side == ByAgency {
		supplierID = ""
	}
	var ok bool
	var err error
	switch w.Kind {
	case "", Anyone, OnDuty:
		if w.Kind == "" {
			w.Kind = Anyone
		}
		ok = w.ID == ""
	case ByRole:
		ok = slices.Contains(fieldRoles[side], w.ID)
	case ByTeam:
		ok, err = s.exists(ctx, "SELECT 1 FROM teams WHERE id = ? AND supplier_id = ? AND state = 'active'", w.ID, supplierID)
	case ByPerson:
		ok, err = s.exists(ctx, personOf, w.ID, supplierID, fieldRoles[side])
	default:
		return fault.Invalid("not_allowed", "who.kind", "A plan asks anyone, a role, a team, a person or whoever is on duty.")
	}
	if err == nil && !ok {
		return unknown
	}
	return err
}

// personOf finds an active account of a side that may check.
const personOf = "SELECT 1 FROM users u WHERE u.id = ? AND u.active AND COALESCE(u.supplier_id, '') = ? " +
	"AND EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role IN ?)"

func (s *Service) exists(ctx context.Context, query string, args ...any) (bool, error) {
	var found []int
	err := s.db.Conn(ctx).Raw(query+" LIMIT 1", args...).Scan(&found).Error
	return len(found) > 0, db.Fault(err)
}

// Side is whose rounds the actor does.
func Side(ctx context.Context) Assignee {
	if authz.From(ctx).IsSupplier() {
		return BySupplier
	}
	return ByAgency
}

// mine is the SQL for whether a task t asks the actor. Somebody is asked as being on
// duty by a shift that meets the task's window, so that a phone which goes down to the
// basement in the morning knows the afternoon's; and by one that runs now, so that the
// next shift takes over what the last one left.
func (s *Service) mine(ctx context.Context) (sql string, args []any) {
	a := authz.From(ctx)
	now := date.Millis(s.clock.Now())
	roles := a.Roles
	if len(roles) == 0 {
		roles = []string{""}
	}
	return "(t.assignee = ? AND (t.who_kind = 'anyone' OR (t.who_kind = 'role' AND t.who_id IN ?) OR (t.who_kind = 'person' AND t.who_id = ?) " +
			"OR (t.who_kind = 'team' AND EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.who_id AND m.user_id = ?)) " +
			"OR (t.who_kind = 'duty' AND EXISTS (SELECT 1 FROM duties y WHERE y.user_id = ? AND y.supplier_id = ? AND y.site_id = t.site_id " +
			"AND ((y.start_at < t.window_end_at AND y.end_at > t.window_start_at) OR (t.window_start_at <= ? AND y.start_at <= ? AND y.end_at > ?))))))",
		[]any{string(Side(ctx)), roles, a.UserID, a.UserID, a.UserID, a.SupplierID, now, now, now}
}
