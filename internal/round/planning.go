package round

import (
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// PlanFilter narrows the list of plans.
type PlanFilter struct{ CheckpointID, SiteID, State string }

// Plans returns plans in the order they were made.
func (s *Service) Plans(ctx context.Context, f PlanFilter, p page.Request) (page.Of[PlanView], error) {
	return s.listPlans(ctx, f, p)
}

// CreatePlan adds a plan. It makes tasks from its first day on, never for a window
// that was over when the plan was made.
func (s *Service) CreatePlan(ctx context.Context, p Plan) (PlanView, error) {
	p.ID, p.State, p.Version, p.ChangedAt = id.New(), PlanActive, 1, s.clock.Now()
	if p.StartsOn == "" {
		p.StartsOn = clock.Today(s.clock)
	}
	if err := p.check(); err != nil {
		return PlanView{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		c, err := s.checkpoints.InUse(ctx, p.CheckpointID)
		if fault.Is(err, "not_found") {
			return fault.Invalid("checkpoint_unknown", "checkpointId", "There is no such checkpoint.")
		} else if err != nil {
			return err
		}
		if !slices.Contains(c.ChecklistIDs, p.ChecklistID) {
			return fault.Invalid("checklist_unknown", "checklistId", "The checkpoint is not checked by this checklist.")
		}
		row := p.row()
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actPlanCreate, Target: "inspection_plan", TargetID: p.ID, After: p})
	})
	if err != nil {
		return PlanView{}, db.Fault(err)
	}
	row, err := s.plan(ctx, p.ID)
	return row.view(), err
}

// PlanChange holds what a PATCH may set; nil leaves a field.
type PlanChange struct {
	Recurrence             *Recurrence
	Weekdays, MonthDays    []int
	WindowStart, WindowEnd *string
	Assignee               *Assignee
	EndsOn                 *date.Day
}

// UpdatePlan changes what a plan says from now on: tasks it has made stay.
func (s *Service) UpdatePlan(ctx context.Context, planID string, version int, ch PlanChange) (PlanView, error) {
	return s.changePlan(ctx, planID, actPlanUpdate, func(p *Plan) error {
		set(&p.Recurrence, ch.Recurrence)
		set(&p.WindowStart, ch.WindowStart)
		set(&p.WindowEnd, ch.WindowEnd)
		set(&p.Assignee, ch.Assignee)
		set(&p.EndsOn, ch.EndsOn)
		if ch.Weekdays != nil {
			p.Weekdays = ch.Weekdays
		}
		if ch.MonthDays != nil {
			p.MonthDays = ch.MonthDays
		}
		p.Version = version
		return p.check()
	})
}

// StopPlan ends a plan for good; its tasks stay.
func (s *Service) StopPlan(ctx context.Context, planID string) (PlanView, error) {
	return s.changePlan(ctx, planID, actPlanStop, func(p *Plan) error {
		p.State = PlanStopped
		return nil
	})
}

func (s *Service) changePlan(ctx context.Context, planID string, action audit.Action, change func(*Plan) error) (PlanView, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.plan(ctx, planID)
		if err != nil {
			return err
		}
		before := row.Base.plan()
		if before.State != PlanActive {
			return fault.Conflict("plan_stopped", "The plan was stopped; make a new one.")
		}
		after := before
		if err := change(&after); err != nil {
			return err
		}
		seen := after.Version
		after.Version, after.ChangedAt = seen+1, s.clock.Now()
		r := after.row()
		err = db.Changed(s.db.Conn(ctx).Table("inspection_plans").Where("id = ? AND version = ?", planID, seen).Updates(map[string]any{
			"recurrence": r.Recurrence, "weekdays": r.Weekdays, "month_days": r.MonthDays, "window_start": r.WindowStart, "window_end": r.WindowEnd,
			"assignee": r.Assignee, "ends_on": r.EndsOn, "state": r.State, "changed_at": r.ChangedAt, "version": r.Version}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: action, Target: "inspection_plan", TargetID: planID, Before: before, After: after})
	})
	if err != nil {
		return PlanView{}, db.Fault(err)
	}
	row, err := s.plan(ctx, planID)
	return row.view(), err
}
