package round

import (
	"context"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actPlanCreate  = audit.Define("plan.create")
	actPlanUpdate  = audit.Define("plan.update")
	actPlanStop    = audit.Define("plan.stop")
	actRouteCreate = audit.Define("route.create")
	actRouteUpdate = audit.Define("route.update")
	actRouteRetire = audit.Define("route.retire")
	actTeamCreate  = audit.Define("team.create")
	actTeamUpdate  = audit.Define("team.update")
	actTeamRetire  = audit.Define("team.retire")
	actDutyAdd     = audit.Define("duty.add")
	actDutyRemove  = audit.Define("duty.remove")
	actMaterialise = audit.Define("task.materialise")
	actClose       = audit.Define("task.close_day")
)

// Calendar is the agency's working calendar.
type Calendar interface {
	WorkingCalendar(ctx context.Context) (org.Calendar, error)
}

// DefaultAhead is how many days ahead tasks are made unless the operator says otherwise.
const DefaultAhead = 7

// Service keeps routes, plans, tasks, teams and the roster.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	log         *audit.Log
	ledger      *ledger.Ledger
	calendar    Calendar
	checkpoints *checkpoint.Service
	ahead       int
}

// New returns the service, which follows the checkpoints. ahead is the number of days
// for which tasks are made ahead, 1 to 31; 0 for the default.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, cal Calendar, checkpoints *checkpoint.Service, ahead int) *Service {
	if ahead == 0 {
		ahead = DefaultAhead
	}
	s := &Service{d, clk, log, led, cal, checkpoints, ahead}
	checkpoints.Follow(s)
	return s
}

func badCursor() error {
	return fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
