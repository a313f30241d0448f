package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on routes, plans, tasks, teams and the roster, and what a
// label opens.
func (s *Service) Routes(r *httpapi.Router) {
	const plan, read, write, task = "plans", "plan.read", "plan.write", "task.read"
	httpapi.Handle(r, httpapi.Op{ID: "listRoutes", Method: "GET", Path: "/routes", Tag: plan, Permission: read, Summary: "List routes"}, s.listRoutesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createRoute", Method: "POST", Path: "/routes", Tag: plan, Permission: write, Status: 201, Summary: "Add a route along checkpoints of one site"}, s.createRouteHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getRoute", Method: "GET", Path: "/routes/{id}", Tag: plan, Permission: read, Summary: "Read a route with its stops"}, s.getRouteHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateRoute", Method: "PATCH", Path: "/routes/{id}", Tag: plan, Permission: write, Summary: "Rename a route or change its stops"}, s.updateRouteHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "retireRoute", Method: "POST", Path: "/routes/{id}/retire", Tag: plan, Permission: write, Summary: "Take a route out of use and stop its plans"}, s.retireRouteHTTP)

	httpapi.Handle(r, httpapi.Op{ID: "listInspectionPlans", Method: "GET", Path: "/inspection-plans", Tag: plan, Permission: read, Summary: "List inspection plans"}, s.plansHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createInspectionPlan", Method: "POST", Path: "/inspection-plans", Tag: plan, Permission: write, Status: 201, Summary: "Add an inspection plan"}, s.createPlanHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "previewInspectionPlan", Method: "POST", Path: "/inspection-plans/preview", Tag: plan, Permission: write, Summary: "The next days on which a plan would fall due, without keeping it"}, s.previewHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getInspectionPlan", Method: "GET", Path: "/inspection-plans/{id}", Tag: plan, Permission: read, Summary: "Read an inspection plan"}, s.planHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateInspectionPlan", Method: "PATCH", Path: "/inspection-plans/{id}", Tag: plan, Permission: write, Summary: "Change what a plan says from now on"}, s.updatePlanHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "stopInspectionPlan", Method: "POST", Path: "/inspection-plans/{id}/stop", Tag: plan, Permission: write, Summary: "End a plan"}, s.stopPlanHTTP)

	httpapi.Handle(r, httpapi.Op{ID: "listTasks", Method: "GET", Path: "/tasks", Tag: plan, Permission: task, Summary: "List tasks; today's without days"}, s.tasksHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listRounds", Method: "GET", Path: "/rounds", Tag: plan, Permission: task, Summary: "The rounds of a day as they happen"}, s.roundsHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getFieldToday", Method: "GET", Path: "/field/today", Tag: "field", Permission: task, Summary: "The rounds of the caller's side today"}, s.todayHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "lookUpCode", Method: "GET", Path: "/checkpoint-codes/{code}", Tag: "checkpoints", Permission: "checkpoint.read", Summary: "What a label opens for a signed-in person"}, s.lookupHTTP)

	const teams, teamRead, teamWrite = "teams", "team.read", "team.write"
	httpapi.Handle(r, httpapi.Op{ID: "listTeams", Method: "GET", Path: "/teams", Tag: teams, Permission: teamRead, Summary: "List teams with their members"}, s.teamsHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createTeam", Method: "POST", Path: "/teams", Tag: teams, Permission: teamWrite, Status: 201, Summary: "Add a team of the caller's side"}, s.createTeamHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateTeam", Method: "PATCH", Path: "/teams/{id}", Tag: teams, Permission: teamWrite, Summary: "Change a team of the caller's side"}, s.updateTeamHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "retireTeam", Method: "POST", Path: "/teams/{id}/retire", Tag: teams, Permission: teamWrite, Summary: "Dissolve a team that no plan asks"}, s.retireTeamHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listPeople", Method: "GET", Path: "/people", Tag: teams, Permission: teamRead, Summary: "Who may be asked to check"}, s.peopleHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listDuties", Method: "GET", Path: "/duties", Tag: teams, Permission: "duty.read", Summary: "The roster of some days"}, s.dutiesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "addDuties", Method: "POST", Path: "/duties", Tag: teams, Permission: "duty.write", Status: 201, Summary: "Put people of the caller's side on the roster of a site"}, s.addDutiesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "removeDuty", Method: "DELETE", Path: "/duties/{id}", Tag: teams, Permission: "duty.write", Status: 204, Summary: "Take a shift off the roster"}, s.removeDutyHTTP)
}

// items wraps a list that needs no pages.
type items[T any] struct {
	Items []T `json:"items"`
}

type tasksIn struct {
	httpapi.Paging
	Day        date.Day `query:"day" doc:"one day; without day, from and to: today"`
	From       date.Day `query:"from"`
	To         date.Day `query:"to"`
	State      string   `query:"state" enum:"open,done,late,missed"`
	SiteID     string   `query:"siteId" maxLength:"26"`
	SupplierID string   `query:"supplierId" maxLength:"26"`
	Assignee   string   `query:"assignee" enum:"supplier,agency"`
	RouteID    string   `query:"routeId" maxLength:"26"`
	PlanID     string   `query:"planId" maxLength:"26"`
}

func (s *Service) tasksHTTP(ctx context.Context, in *tasksIn) (*httpapi.OK[page.Of[TaskView]], error) {
	f := TaskFilter{From: in.From, To: in.To, State: in.State, SiteID: in.SiteID, SupplierID: in.SupplierID, Assignee: in.Assignee, RouteID: in.RouteID, PlanID: in.PlanID}
	if in.Day != "" {
		f.From, f.To = in.Day, in.Day
	}
	out, err := s.Tasks(ctx, f, in.Page())
	return replied(out, err)
}

func replied[T any](out T, err error) (*httpapi.OK[T], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type roundsIn struct {
	Day        date.Day `query:"day" doc:"today if absent"`
	SiteID     string   `query:"siteId" maxLength:"26"`
	SupplierID string   `query:"supplierId" maxLength:"26"`
	Assignee   string   `query:"assignee" enum:"supplier,agency"`
	RouteID    string   `query:"routeId" maxLength:"26"`
}

func (s *Service) roundsHTTP(ctx context.Context, in *roundsIn) (*httpapi.OK[items[RoundView]], error) {
	out, err := s.Rounds(ctx, RoundFilter(*in))
	return replied(items[RoundView]{out}, err)
}

func (s *Service) todayHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[TodayView], error) {
	out, err := s.Today(ctx)
	return replied(out, err)
}

type lookupIn struct {
	Code string `path:"code" maxLength:"80" doc:"code of a label, or the readable number of a checkpoint"`
}

func (s *Service) lookupHTTP(ctx context.Context, in *lookupIn) (*httpapi.OK[CodeView], error) {
	out, err := s.Lookup(ctx, in.Code)
	return replied(out, err)
}
