package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

type routesIn struct {
	httpapi.Paging
	Q            string `query:"q" maxLength:"100" doc:"part of the name or the site"`
	SiteID       string `query:"siteId" maxLength:"26"`
	SupplierID   string `query:"supplierId" maxLength:"26"`
	CheckpointID string `query:"checkpointId" maxLength:"26"`
	State        string `query:"state" enum:"active,retired"`
}

func (s *Service) listRoutesHTTP(ctx context.Context, in *routesIn) (*httpapi.OK[page.Of[RouteView]], error) {
	out, err := s.ListRoutes(ctx, RouteFilter{Q: in.Q, SiteID: in.SiteID, SupplierID: in.SupplierID, CheckpointID: in.CheckpointID, State: in.State}, in.Page())
	return replied(out, err)
}

type createRouteIn struct {
	Body struct {
		Name          string   `json:"name" minLength:"1" maxLength:"100"`
		CheckpointIDs []string `json:"checkpointIds" minItems:"1" maxItems:"200" doc:"the stops in walking order"`
	}
}

func (s *Service) createRouteHTTP(ctx context.Context, in *createRouteIn) (*httpapi.Tagged[RouteDetail], error) {
	return taggedRoute(s.CreateRoute(ctx, Route{Name: in.Body.Name, Stops: in.Body.CheckpointIDs}))
}

func taggedRoute(v RouteDetail, err error) (*httpapi.Tagged[RouteDetail], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

func (s *Service) getRouteHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[RouteDetail], error) {
	return taggedRoute(s.Route(ctx, in.ID))
}

type updateRouteIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name          *string  `json:"name,omitempty" minLength:"1" maxLength:"100"`
		CheckpointIDs []string `json:"checkpointIds,omitempty" minItems:"1" maxItems:"200" doc:"the stops in walking order"`
	}
}

func (s *Service) updateRouteHTTP(ctx context.Context, in *updateRouteIn) (*httpapi.Tagged[RouteDetail], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return taggedRoute(s.UpdateRoute(ctx, in.ID, version, RouteChange{Name: in.Body.Name, Stops: in.Body.CheckpointIDs}))
}

func (s *Service) retireRouteHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[RouteDetail], error) {
	return taggedRoute(s.RetireRoute(ctx, in.ID))
}

type plansIn struct {
	httpapi.Paging
	CheckpointID string `query:"checkpointId" maxLength:"26"`
	RouteID      string `query:"routeId" maxLength:"26"`
	SiteID       string `query:"siteId" maxLength:"26"`
	SupplierID   string `query:"supplierId" maxLength:"26"`
	State        string `query:"state" enum:"active,stopped"`
}

func (s *Service) plansHTTP(ctx context.Context, in *plansIn) (*httpapi.OK[page.Of[PlanView]], error) {
	out, err := s.Plans(ctx, PlanFilter{CheckpointID: in.CheckpointID, RouteID: in.RouteID, SiteID: in.SiteID, SupplierID: in.SupplierID, State: in.State}, in.Page())
	return replied(out, err)
}

type windowIn struct {
	Name  string `json:"name,omitempty" maxLength:"20"`
	Start string `json:"start" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
	End   string `json:"end" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM; no later than the start: on the next day"`
}

func windowsOf(in []windowIn) []Window {
	var out []Window
	for _, w := range in {
		out = append(out, Window(w))
	}
	return out
}

type whoIn struct {
	Kind WhoKind `json:"kind" enum:"anyone,role,team,person,duty"`
	ID   string  `json:"id,omitempty" maxLength:"26" doc:"code of a role, or id of a team or person"`
}

type createPlanIn struct {
	Body struct {
		Name        string      `json:"name" minLength:"1" maxLength:"100"`
		RouteID     string      `json:"routeId" maxLength:"26"`
		ChecklistID string      `json:"checklistId,omitempty" maxLength:"26" doc:"without it, each stop's own first checklist"`
		RRule       string      `json:"rrule" minLength:"1" maxLength:"300" doc:"RFC 5545: FREQ daily to yearly with INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST"`
		Windows     []windowIn  `json:"windows" minItems:"1" maxItems:"12"`
		Calendar    CalendarUse `json:"calendar,omitempty" enum:"every,working,rest"`
		OnRestDay   OnRest      `json:"onRestDay,omitempty" enum:"skip,next"`
		Assignee    Assignee    `json:"assignee" enum:"supplier,agency"`
		Who         *whoIn      `json:"who,omitempty" doc:"anyone if absent"`
		StartsOn    date.Day    `json:"startsOn,omitempty" doc:"today if absent"`
		EndsOn      date.Day    `json:"endsOn,omitempty"`
	}
}

func (s *Service) createPlanHTTP(ctx context.Context, in *createPlanIn) (*httpapi.Tagged[PlanView], error) {
	b := in.Body
	p := Plan{Name: b.Name, RouteID: b.RouteID, ChecklistID: b.ChecklistID, RRule: b.RRule, Windows: windowsOf(b.Windows), Calendar: b.Calendar,
		OnRestDay: b.OnRestDay, Assignee: b.Assignee, StartsOn: b.StartsOn, EndsOn: b.EndsOn}
	if b.Who != nil {
		p.Who = Who(*b.Who)
	}
	return taggedPlan(s.CreatePlan(ctx, p))
}

func taggedPlan(v PlanView, err error) (*httpapi.Tagged[PlanView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

func (s *Service) planHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[PlanView], error) {
	return taggedPlan(s.Plan(ctx, in.ID))
}

type previewIn struct {
	Body struct {
		RRule     string      `json:"rrule" minLength:"1" maxLength:"300"`
		Windows   []windowIn  `json:"windows" minItems:"1" maxItems:"12"`
		Calendar  CalendarUse `json:"calendar,omitempty" enum:"every,working,rest"`
		OnRestDay OnRest      `json:"onRestDay,omitempty" enum:"skip,next"`
		StartsOn  date.Day    `json:"startsOn,omitempty" doc:"today if absent"`
		EndsOn    date.Day    `json:"endsOn,omitempty"`
	}
}

func (s *Service) previewHTTP(ctx context.Context, in *previewIn) (*httpapi.OK[Preview], error) {
	b := in.Body
	out, err := s.Preview(ctx, Plan{RRule: b.RRule, Windows: windowsOf(b.Windows), Calendar: b.Calendar, OnRestDay: b.OnRestDay, StartsOn: b.StartsOn, EndsOn: b.EndsOn})
	return replied(out, err)
}

type updatePlanIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name        *string      `json:"name,omitempty" minLength:"1" maxLength:"100"`
		ChecklistID *string      `json:"checklistId,omitempty" maxLength:"26" doc:"empty for each stop's own first checklist"`
		RRule       *string      `json:"rrule,omitempty" minLength:"1" maxLength:"300"`
		Windows     []windowIn   `json:"windows,omitempty" minItems:"1" maxItems:"12"`
		Calendar    *CalendarUse `json:"calendar,omitempty" enum:"every,working,rest"`
		OnRestDay   *OnRest      `json:"onRestDay,omitempty" enum:"skip,next"`
		Assignee    *Assignee    `json:"assignee,omitempty" enum:"supplier,agency"`
		Who         *whoIn       `json:"who,omitempty"`
		EndsOn      *string      `json:"endsOn,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" patternDescription:"a day, or empty for no end"`
	}
}

func (s *Service) updatePlanHTTP(ctx context.Context, in *updatePlanIn) (*httpapi.Tagged[PlanView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	ch := PlanChange{Name: b.Name, ChecklistID: b.ChecklistID, RRule: b.RRule, Windows: windowsOf(b.Windows), Calendar: b.Calendar, OnRestDay: b.OnRestDay, Assignee: b.Assignee}
	if b.Who != nil {
		who := Who(*b.Who)
		ch.Who = &who
	}
	if b.EndsOn != nil {
		ends := date.Day("")
		if *b.EndsOn != "" {
			if ends, err = date.ParseDay(*b.EndsOn); err != nil {
				return nil, malformedDay("endsOn")
			}
		}
		ch.EndsOn = &ends
	}
	return taggedPlan(s.UpdatePlan(ctx, in.ID, version, ch))
}

func (s *Service) stopPlanHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[PlanView], error) {
	return taggedPlan(s.StopPlan(ctx, in.ID))
}
