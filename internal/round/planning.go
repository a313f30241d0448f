package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Plans returns plans in the order they were made.
func (s *Service) Plans(ctx context.Context, f PlanFilter, p page.Request) (page.Of[PlanView], error) {
	return s.listPlans(ctx, f, p)
}

// Plan returns one plan.
func (s *Service) Plan(ctx context.Context, planID string) (PlanView, error) {
	row, err := s.plan(ctx, planID)
	if err != nil {
		return PlanView{}, err
	}
	return row.view(ctx), nil
}

// CreatePlan adds a plan and makes its tasks, also of the window that is open now but
// never of one that was over when the plan was made.
func (s *Service) CreatePlan(ctx context.Context, p Plan) (PlanView, error) {
	p.ID, p.State, p.Version, p.ChangedAt = id.New(), PlanActive, 1, s.clock.Now()
	if p.StartsOn == "" {
		p.StartsOn = clock.Today(s.clock)
	}
	if err := p.check(); err != nil {
		return PlanView{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.checkRoute(ctx, &p); err != nil {
			return err
		}
		row := p.row()
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		if err := s.log.Record(ctx, audit.Entry{Action: actPlanCreate, Target: "inspection_plan", TargetID: p.ID, After: p}); err != nil {
			return err
		}
		_, err := s.remake(ctx, p.ID, true)
		return err
	})
	if err != nil {
		return PlanView{}, db.Fault(err)
	}
	return s.Plan(ctx, p.ID)
}

// checkRoute locks the plan's route and refuses one that the plan cannot be walked on,
// or people that are not of its side.
func (s *Service) checkRoute(ctx context.Context, p *Plan) error {
	r, err := s.lockRoute(ctx, p.RouteID)
	if fault.Is(err, "not_found") {
		return fault.Invalid("route_unknown", "routeId", "There is no such route.")
	} else if err != nil {
		return err
	}
	if err := r.mayChange(); err != nil {
		return err
	}
	stops, err := s.stops(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := p.fits(r.SupplierID, stops); err != nil {
		return err
	}
	return s.checkWho(ctx, &p.Who, p.Assignee, r.SupplierID)
}

// PlanChange holds what a PATCH may set; nil leaves a field.
type PlanChange struct {
	Name        *string
	ChecklistID *string
	RRule       *string
	Windows     []Window
	Calendar    *CalendarUse
	OnRestDay   *OnRest
	Assignee    *Assignee
	Who         *Who
	EndsOn      *date.Day
}

// UpdatePlan changes what a plan says from now on. Its tasks that are open and whose
// window has not begun follow, in the same transaction; begun and past ones stay.
func (s *Service) UpdatePlan(ctx context.Context, planID string, version int, ch PlanChange) (PlanView, error) {
	return s.changePlan(ctx, planID, actPlanUpdate, func(ctx context.Context, p *Plan) error {
		if p.Version != version {
			return fault.Stale()
		}
		set(&p.Name, ch.Name)
		set(&p.ChecklistID, ch.ChecklistID)
		set(&p.RRule, ch.RRule)
		set(&p.Calendar, ch.Calendar)
		set(&p.OnRestDay, ch.OnRestDay)
		set(&p.Assignee, ch.Assignee)
		set(&p.Who, ch.Who)
		set(&p.EndsOn, ch.EndsOn)
		if ch.Windows != nil {
			p.Windows = ch.Windows
		}
		if err := p.check(); err != nil {
			return err
		}
		return s.checkRoute(ctx, p)
	})
}

// StopPlan ends a plan for good. What it has begun stays; what lies ahead is withdrawn.
func (s *Service) StopPlan(ctx context.Context, planID string) (PlanView, error) {
	return s.changePlan(ctx, planID, actPlanStop, func(_ context.Context, p *Plan) error {
		p.State = PlanStopped
		return nil
	})
}

func (s *Service) changePlan(ctx context.Context, planID string, action audit.Action, change func(context.Context, *Plan) error) (PlanView, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		seen, err := s.plan(ctx, planID)
		if err != nil {
			return err
		}
		if _, err := s.lockRoute(ctx, seen.Base.RouteID); err != nil { // always before the plan
			return err
		}
		row, err := s.planRow(ctx, planID, true)
		if err != nil {
			return err
		}
		before := row.plan()
		if before.State != PlanActive {
			return fault.Conflict("plan_stopped", "The plan was stopped; make a new one.")
		}
		after := before
		if err := change(ctx, &after); err != nil {
			return err
		}
		after.Version, after.ChangedAt = before.Version+1, s.clock.Now()
		next := after.row()
		if err := db.Fault(s.db.Conn(ctx).Save(&next).Error); err != nil {
			return err
		}
		if err := s.log.Record(ctx, audit.Entry{Action: action, Target: "inspection_plan", TargetID: planID, Before: before, After: after}); err != nil {
			return err
		}
		_, err = s.remake(ctx, planID, false)
		return err
	})
	if err != nil {
		return PlanView{}, db.Fault(err)
	}
	return s.Plan(ctx, planID)
}

// previewDays is how many occurrences a preview shows, and previewSpan how far ahead it
// looks for them.
const (
	previewDays = 14
	previewSpan = 3 * 366
)

// Preview returns the next days on which a plan would fall due, from today or from its
// first day, and which days of its rule the calendar moves or takes away.
func (s *Service) Preview(ctx context.Context, p Plan) (Preview, error) {
	today := clock.Today(s.clock)
	if p.StartsOn == "" {
		p.StartsOn = today
	}
	out := Preview{Items: []PreviewDay{}, Skipped: []date.Day{}}
	if err := p.checkTimes(); err != nil {
		return out, err
	}
	cal, err := s.calendar.WorkingCalendar(ctx)
	if err != nil {
		return out, err
	}
	out.RRule = p.RRule
	from := max(today, p.StartsOn)
	due, skipped := p.occurrences(from, from.AddDays(previewSpan), cal)
	for _, o := range due[:min(len(due), previewDays)] {
		day := PreviewDay{Day: o.Day, Working: cal.Working(o.Day), MovedFrom: o.MovedFrom, Windows: []PreviewWindow{}}
		if day.MovedFrom == nil {
			day.MovedFrom = []date.Day{}
		}
		for _, w := range spans(p.Windows, o.Day, s.clock.Zone()) {
			day.Windows = append(day.Windows, PreviewWindow{w.Name, w.Start.UTC(), w.End.UTC()})
		}
		out.Items = append(out.Items, day)
	}
	for _, day := range skipped {
		if len(out.Items) == previewDays && day > out.Items[previewDays-1].Day || len(out.Skipped) == 2*previewDays {
			break
		}
		out.Skipped = append(out.Skipped, day)
	}
	return out, nil
}
