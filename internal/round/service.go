package round

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actPlanCreate  = audit.Define("plan.create")
	actPlanUpdate  = audit.Define("plan.update")
	actPlanStop    = audit.Define("plan.stop")
	actMaterialise = audit.Define("task.materialise")
	actCloseDay    = audit.Define("task.close_day")
)

// Service keeps plans and tasks.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	log         *audit.Log
	ledger      *ledger.Ledger
	checkpoints *checkpoint.Service
}

// New returns the service, which follows the checkpoints.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, checkpoints *checkpoint.Service) *Service {
	s := &Service{d, clk, log, led, checkpoints}
	checkpoints.Follow(s)
	return s
}

// Retired stops the plans of a checkpoint that was taken out of use and takes back
// its open tasks.
func (s *Service) Retired(ctx context.Context, checkpointID string) error {
	err := s.db.Conn(ctx).Table("inspection_plans").Where("checkpoint_id = ? AND state = ?", checkpointID, PlanActive).
		Updates(map[string]any{"state": PlanStopped}).Error
	if err != nil {
		return db.Fault(err)
	}
	return s.withdrawTasks(ctx, checkpointID)
}

// Lookup returns what a label opens, with today's tasks of the place.
func (s *Service) Lookup(ctx context.Context, entered string) (CodeView, error) {
	opened, err := s.checkpoints.Lookup(ctx, entered)
	if err != nil {
		return CodeView{}, err
	}
	tasks, err := s.tasksAt(ctx, opened.Checkpoint.ID)
	return CodeView{opened.Checkpoint, opened.Checklists, tasks}, err
}

// scope is who may see what hangs on a checkpoint; p is its alias.
func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	return authz.Rows(ctx, authz.Columns{Supplier: "p.supplier_id", Site: "p.site_id"})
}

func badCursor() error {
	return fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
