package round

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
)

// States of a route and of a team.
const (
	Active  = "active"
	Retired = "retired"
)

const (
	maxStops     = 200
	maxRouteName = 100
)

// Route is a walk along checkpoints of one site, in order.
type Route struct {
	ID         string
	SiteID     string
	SupplierID string // whose all stops are; "" if they are several suppliers'
	Name       string
	State      string
	Stops      []string // checkpoint ids in walking order
	ChangedAt  time.Time
	Version    int
}

func (r *Route) check() error {
	r.Name = strings.TrimSpace(r.Name)
	switch {
	case r.Name == "":
		return fault.Invalid("required", "name", "A route needs a name.")
	case utf8.RuneCountInString(r.Name) > maxRouteName:
		return fault.Invalid("too_long", "name", "The name of a route has at most 100 characters.")
	case len(r.Stops) == 0 || len(r.Stops) > maxStops:
		return fault.Invalid("stops_count", "checkpointIds", "A route has 1 to 200 stops.")
	}
	seen := map[string]bool{}
	for i, id := range r.Stops {
		if seen[id] {
			return fault.Invalid("stop_duplicate", fmt.Sprintf("checkpointIds[%d]", i), "A checkpoint stands twice on the route.")
		}
		seen[id] = true
	}
	return nil
}

// mayChange refuses to change what was retired.
func (r Route) mayChange() error {
	if r.State == Retired {
		return fault.Conflict("route_retired", "The route is retired.")
	}
	return nil
}

// stop is a checkpoint of a route, with what a task copies from it: a task keeps the
// supplier, contract and site it was made for.
type stop struct {
	Position     int
	CheckpointID string
	Name         string
	State        string
	SiteID       string
	SupplierID   string
	ContractID   string
	Category     string
	StartsOn     string // of the contract
	EndsOn       string
	TerminatedOn *string
	Checklists   []string `gorm:"-"` // in the checkpoint's order
}

// list returns the checklist a plan goes through at the stop, "" if the stop does not
// use the one the plan names.
func (s stop) list(planned string) string {
	for _, l := range s.Checklists {
		if planned == "" || planned == l {
			return l
		}
	}
	return ""
}

// covered reports whether the checkpoint is in use and its contract covers the day.
func (s stop) covered(day string) bool {
	return s.State == Active && s.StartsOn <= day && s.EndsOn >= day && (s.TerminatedOn == nil || *s.TerminatedOn > day)
}

// ownerOf returns the supplier that all stops belong to, "" if they differ.
func ownerOf(stops []stop) string {
	for _, s := range stops[1:] {
		if s.SupplierID != stops[0].SupplierID {
			return ""
		}
	}
	return stops[0].SupplierID
}

// fits refuses a route that the plan cannot be walked on.
func (p Plan) fits(supplierID string, stops []stop) error {
	if p.Assignee == BySupplier && supplierID == "" {
		return fault.Invalid("route_mixed", "routeId", "The stops belong to several suppliers; only the agency can walk this route.")
	}
	for _, s := range stops {
		if p.ChecklistID != "" && s.list(p.ChecklistID) == "" {
			return fault.Invalid("checklist_mismatch", "checklistId", fmt.Sprintf("The checkpoint %s is not checked by this checklist.", s.Name))
		}
	}
	return nil
}
