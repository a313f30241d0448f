package org

import (
	"context"
	"fmt"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// calendarTTL bounds how long another replica counts by a calendar that was
// changed here. Due dates already given do not move anyway.
const calendarTTL = 30 * time.Second

type keptCalendar struct {
	days  Calendar
	until time.Time
}

type calendarTouched struct{}

// calendar returns all overrides. A transaction that changed some reads its own
// and does not share them before they are committed.
func (s *Service) calendar(ctx context.Context) (Calendar, error) {
	if db.InTx(ctx) && *touched(ctx) {
		return s.loadCalendar(ctx)
	}
	now := s.clock.Now()
	if kept := s.kept.Load(); kept != nil && now.Before(kept.until) && now.After(kept.until.Add(-2*calendarTTL)) {
		return kept.days, nil
	}
	days, err := s.loadCalendar(ctx)
	if err == nil {
		s.kept.Store(&keptCalendar{days, now.Add(calendarTTL)})
	}
	return days, err
}

func touched(ctx context.Context) *bool {
	return db.Value(ctx, calendarTouched{}, func() *bool { return new(bool) })
}

func (s *Service) calendarChanged(ctx context.Context) {
	*touched(ctx) = true
	s.db.AfterCommit(ctx, func() { s.kept.Store(nil) })
}

// WorkingCalendar returns the days that differ from Monday to Friday. Do not write to it.
func (s *Service) WorkingCalendar(ctx context.Context) (Calendar, error) { return s.calendar(ctx) }

// IsWorkingDay reports whether the agency works on the day.
func (s *Service) IsWorkingDay(ctx context.Context, d date.Day) (bool, error) {
	c, err := s.calendar(ctx)
	return c.Working(d), err
}

// AddWorkingDays returns the n-th working day after from; from itself for zero.
func (s *Service) AddWorkingDays(ctx context.Context, from date.Day, n int) (date.Day, error) {
	c, err := s.calendar(ctx)
	if err != nil {
		return "", err
	}
	return c.Add(from, n)
}

// Year returns the overrides of a year in order of the days.
func (s *Service) Year(ctx context.Context, year int) ([]Override, error) {
	return s.listOverrides(ctx, date.Day(fmt.Sprintf("%04d-01-01", year)), date.Day(fmt.Sprintf("%04d-12-31", year)))
}

// SetDay makes a day a working day or a day of rest.
func (s *Service) SetDay(ctx context.Context, o Override) error {
	if err := o.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.listOverrides(ctx, o.Day, o.Day)
		if err != nil {
			return err
		}
		if err := s.putOverride(ctx, o); err != nil {
			return err
		}
		s.calendarChanged(ctx)
		e := audit.Entry{Action: actDaySet, Target: "calendar", TargetID: string(o.Day), After: viewDay(o)}
		if len(before) > 0 {
			e.Before = viewDay(before[0])
		}
		return s.log.Record(ctx, e)
	})
}

// ClearDay lets a day follow the week again.
func (s *Service) ClearDay(ctx context.Context, d date.Day) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.listOverrides(ctx, d, d)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return fault.NotFound()
		}
		if err := s.deleteOverride(ctx, d); err != nil {
			return err
		}
		s.calendarChanged(ctx)
		return s.log.Record(ctx, audit.Entry{Action: actDayClear, Target: "calendar", TargetID: string(d), Before: viewDay(before[0])})
	})
}

// LoadHolidays adds the shipped national holidays and returns how many days were
// new. A day that somebody set stays as it is.
func (s *Service) LoadHolidays(ctx context.Context) (added int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		added = 0
		have, err := s.loadCalendar(ctx)
		if err != nil {
			return err
		}
		for _, o := range Holidays() {
			if _, ok := have[o.Day]; ok {
				continue
			}
			if err := s.putOverride(ctx, o); err != nil {
				return err
			}
			added++
		}
		if added == 0 {
			return nil
		}
		s.calendarChanged(ctx)
		return s.log.Record(ctx, audit.Entry{Action: actCalendarLoad, Target: "calendar", TargetID: "national", After: map[string]int{"days": added}})
	})
	return added, err
}
