package round

import (
	"context"
	"time"

	"hengjian/internal/platform/jobs"
)

// Jobs returns what makes tasks ahead, counts those whose day has begun and closes those
// whose time is over.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{
		{Name: "tasks.materialise", Description: "Makes the tasks of the coming days from the inspection plans", Every: 15 * time.Minute,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.Materialise(ctx); return err }},
		{Name: "tasks.count", Description: "Tells the ledger which tasks are due once their day begins", Every: 5 * time.Minute,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.CountDue(ctx); return err }},
		{Name: "tasks.close", Description: "Marks the tasks nobody did as missed once their time is over", Every: time.Minute,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.CloseMissed(ctx); return err }},
	}
}
