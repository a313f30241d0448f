package switching

import (
	"context"
	"time"

	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
	"hengjian/internal/platform/setting"
	"hengjian/internal/spotcheck"
)

var (
	actSwitch  = audit.Define("supervision.switch")
	actCorrect = audit.Define("supervision.correct_lot")
)

// Permissions.
const (
	permRead   = "supervision.read"
	permDecide = "supervision.decide"
)

// Draws makes the spot checks that the levels ask for.
type Draws interface {
	// Places returns every place that may be supervised throughout a period.
	Places(ctx context.Context, o spotcheck.Order) ([]spotcheck.Found, error)
	// DrawAtOnce prepares and makes a draw that the system orders; it reports false if
	// one with the number is there.
	DrawAtOnce(ctx context.Context, b spotcheck.Bulk) ([]spotcheck.Assigned, bool, error)
}

// Service keeps the levels of supervision.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	log      *audit.Log
	settings *setting.Group[Settings]
	draws    Draws
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, store *setting.Store, draws Draws) *Service {
	return &Service{d, clk, log, setting.NewGroup(store, settingName, DefaultSettings, Settings.check), draws}
}

// Jobs returns what judges the lots and draws the checks of the month.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{
		{Name: "supervision.levels", Description: "Judges the lots of supervision that are settled and switches levels by the rules", Every: 6 * time.Hour,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.Evaluate(ctx); return err }},
		{Name: "supervision.draw", Description: "Draws the month's spot checks as the levels of supervision ask", Every: 6 * time.Hour,
			Run: func(ctx context.Context, _ time.Time) error { _, err := s.DrawMonth(ctx); return err }},
	}
}
