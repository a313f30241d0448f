package round

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
)

// catchUp is how many days back tasks are still made after the server stood still.
const catchUp = 3

// Jobs returns what makes the day's tasks and what closes the days that are over.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{
		{Name: "tasks.materialise", Description: "Makes the tasks of the day from the inspection plans", Every: 5 * time.Minute, Run: s.materialise},
		{Name: "tasks.close", Description: "Marks the tasks nobody did as missed once their day is over", Every: 10 * time.Minute, Run: s.closeDays},
	}
}

func (s *Service) materialise(ctx context.Context, _ time.Time) error {
	today := clock.Today(s.clock)
	for day := today.AddDays(-catchUp); day <= today; day = day.AddDays(1) {
		if _, err := s.MaterialiseDay(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) closeDays(ctx context.Context, _ time.Time) error {
	var days []string
	err := s.db.Conn(ctx).Table("tasks").Where("state = ? AND due_on < ?", string(TaskOpen), string(clock.Today(s.clock))).
		Distinct("due_on").Order("due_on").Pluck("due_on", &days).Error
	if err != nil {
		return db.Fault(err)
	}
	for _, day := range days {
		if _, err := s.CloseDay(ctx, date.Day(day)); err != nil {
			return err
		}
	}
	return nil
}
