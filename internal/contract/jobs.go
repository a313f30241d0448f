package contract

import (
	"context"
	"time"

	"hengjian/internal/platform/jobs"
)

// Jobs lists the recurring work on contracts.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{{
		Name: "contracts.expire", Description: "Mark contracts whose last day is over", Every: time.Hour,
		Run: func(ctx context.Context, _ time.Time) error {
			_, err := s.ExpireDue(ctx)
			return err
		},
	}}
}
