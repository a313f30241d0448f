package app

import (
	"context"
	"time"

	"hengjian/internal/account"
	"hengjian/internal/platform/config"
	"hengjian/internal/platform/jobs"
)

const day = 24 * time.Hour

// jobs lists what happens without anybody asking.
func (s *Services) jobs(cfg *config.Config) []jobs.Job {
	out := append(s.Rounds.Jobs(), s.Contracts.Jobs()...)
	out = append(out, s.Quotas.Jobs()...)
	out = append(out, s.Doubts.Jobs()...)
	out = append(out, s.Supervision.Jobs()...)
	out = append(out, s.Rechecks.Jobs()...)
	return append(out,
		jobs.Job{Name: "findings.overdue", Description: "Notes each finding that has passed its due date unanswered, once", Every: 10 * time.Minute,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.Findings.MarkOverdue(ctx); return err }},
		jobs.Job{Name: "assessments.compute", Description: "Computes drafts for the month that has ended", Every: day,
			Run: func(ctx context.Context, _ time.Time) error {
				_, err := s.Assessments.ComputeLastMonth(ctx)
				return err
			}},
		jobs.Job{Name: "audit.seal", Description: "Seals new audit entries into the hash chain", Every: time.Minute,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.Audit.Seal(ctx); return err }},
		jobs.Job{Name: "audit.purge", Description: "Removes audit entries older than the retention", Every: day,
			Run: func(ctx context.Context, _ time.Time) error {
				_, err := s.Audit.Purge(ctx, time.Duration(cfg.Audit.RetentionDays)*day)
				return err
			}},
		jobs.Job{Name: "sessions.purge", Description: "Removes sessions that have ended", Every: time.Hour,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.Account.PurgeSessions(ctx); return err }},
	)
}

// jobLister shows the runner's jobs on the operations page.
type jobLister struct{ runner *jobs.Runner }

// ListJobs returns every job with its newest run.
func (l jobLister) ListJobs(ctx context.Context) ([]account.JobStatus, error) {
	list, err := l.runner.List(ctx)
	out := make([]account.JobStatus, len(list))
	for i, j := range list {
		out[i] = account.JobStatus{Name: j.Name, Description: j.Description, EverySeconds: int64(j.Every.Seconds()),
			LastSlot: j.LastSlot, LastStartedAt: j.LastStarted, LastFinishedAt: j.LastFinished, LastError: j.LastError}
	}
	return out, err
}
