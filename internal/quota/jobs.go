package quota

import (
	"context"
	"time"

	"hengjian/internal/platform/jobs"
)

// Jobs lists the recurring work on costs.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{{
		Name: "costs.accrue", Description: "Put the prices and quotas of finished months on the ledger", Every: time.Hour,
		Run: func(ctx context.Context, _ time.Time) error {
			_, err := s.AccrueDue(ctx)
			return err
		},
	}}
}
