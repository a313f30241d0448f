package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on plans and tasks, and what a label opens.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, read, write, task = "plans", "plan.read", "plan.write", "task.read"
	httpapi.Handle(r, httpapi.Op{ID: "listInspectionPlans", Method: "GET", Path: "/inspection-plans", Tag: tag, Permission: read, Summary: "List inspection plans"}, s.plansHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createInspectionPlan", Method: "POST", Path: "/inspection-plans", Tag: tag, Permission: write, Status: 201, Summary: "Add an inspection plan"}, s.createPlanHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateInspectionPlan", Method: "PATCH", Path: "/inspection-plans/{id}", Tag: tag, Permission: write, Summary: "Change what a plan says from now on"}, s.updatePlanHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "stopInspectionPlan", Method: "POST", Path: "/inspection-plans/{id}/stop", Tag: tag, Permission: write, Summary: "End a plan"}, s.stopPlanHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listTasks", Method: "GET", Path: "/tasks", Tag: tag, Permission: task, Summary: "List tasks; today's without days"}, s.tasksHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getFieldToday", Method: "GET", Path: "/field/today", Tag: "field", Permission: task, Summary: "The rounds of the caller's side today"}, s.todayHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "lookUpCode", Method: "GET", Path: "/checkpoint-codes/{code}", Tag: "checkpoints", Permission: "checkpoint.read", Summary: "What a label opens for a signed-in person"}, s.lookupHTTP)
}

type plansIn struct {
	httpapi.Paging
	CheckpointID string `query:"checkpointId" maxLength:"26"`
	SiteID       string `query:"siteId" maxLength:"26"`
	State        string `query:"state" enum:"active,stopped"`
}

func (s *Service) plansHTTP(ctx context.Context, in *plansIn) (*httpapi.OK[page.Of[PlanView]], error) {
	out, err := s.Plans(ctx, PlanFilter{CheckpointID: in.CheckpointID, SiteID: in.SiteID, State: in.State}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type createPlanIn struct {
	Body struct {
		CheckpointID string   `json:"checkpointId" maxLength:"26"`
		ChecklistID  string   `json:"checklistId" maxLength:"26"`
		Recurrence   string   `json:"recurrence" enum:"daily,weekly,monthly"`
		Weekdays     []int    `json:"weekdays,omitempty" maxItems:"7"`
		MonthDays    []int    `json:"monthDays,omitempty" maxItems:"31"`
		WindowStart  string   `json:"windowStart" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
		WindowEnd    string   `json:"windowEnd" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
		Assignee     string   `json:"assignee" enum:"supplier,agency"`
		StartsOn     date.Day `json:"startsOn,omitempty" doc:"today if absent"`
		EndsOn       date.Day `json:"endsOn,omitempty"`
	}
}

func (s *Service) createPlanHTTP(ctx context.Context, in *createPlanIn) (*httpapi.Tagged[PlanView], error) {
	b := in.Body
	return taggedPlan(s.CreatePlan(ctx, Plan{CheckpointID: b.CheckpointID, ChecklistID: b.ChecklistID, Recurrence: Recurrence(b.Recurrence), Weekdays: b.Weekdays,
		MonthDays: b.MonthDays, WindowStart: b.WindowStart, WindowEnd: b.WindowEnd, Assignee: Assignee(b.Assignee), StartsOn: b.StartsOn, EndsOn: b.EndsOn}))
}

func taggedPlan(v PlanView, err error) (*httpapi.Tagged[PlanView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

type updatePlanIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Recurrence  *Recurrence `json:"recurrence,omitempty" enum:"daily,weekly,monthly"`
		Weekdays    []int       `json:"weekdays,omitempty" maxItems:"7"`
		MonthDays   []int       `json:"monthDays,omitempty" maxItems:"31"`
		WindowStart *string     `json:"windowStart,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
		WindowEnd   *string     `json:"windowEnd,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
		Assignee    *Assignee   `json:"assignee,omitempty" enum:"supplier,agency"`
		EndsOn      *date.Day   `json:"endsOn,omitempty"`
	}
}

func (s *Service) updatePlanHTTP(ctx context.Context, in *updatePlanIn) (*httpapi.Tagged[PlanView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return taggedPlan(s.UpdatePlan(ctx, in.ID, version, PlanChange{Recurrence: b.Recurrence, Weekdays: b.Weekdays, MonthDays: b.MonthDays,
		WindowStart: b.WindowStart, WindowEnd: b.WindowEnd, Assignee: b.Assignee, EndsOn: b.EndsOn}))
}

func (s *Service) stopPlanHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[PlanView], error) {
	return taggedPlan(s.StopPlan(ctx, in.ID))
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
}

func (s *Service) tasksHTTP(ctx context.Context, in *tasksIn) (*httpapi.OK[page.Of[TaskView]], error) {
	f := TaskFilter{From: in.From, To: in.To, State: in.State, SiteID: in.SiteID, SupplierID: in.SupplierID, Assignee: in.Assignee}
	if in.Day != "" {
		f.From, f.To = in.Day, in.Day
	}
	out, err := s.Tasks(ctx, f, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

func (s *Service) todayHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[TodayView], error) {
	out, err := s.Today(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type lookupIn struct {
	Code string `path:"code" maxLength:"80" doc:"code of a label, or the readable number of a checkpoint"`
}

func (s *Service) lookupHTTP(ctx context.Context, in *lookupIn) (*httpapi.OK[CodeView], error) {
	out, err := s.Lookup(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
