package spotcheck

import (
	"io"

	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

var (
	actPrepare  = audit.Define("spot_check.prepare")
	actDraw     = audit.Define("spot_check.draw")
	actCancel   = audit.Define("spot_check.cancel")
	actRepeat   = audit.Define("spot_check.repeat")
	actDeclare  = audit.Define("conflict.declare")
	actConflict = audit.Define("conflict.end")
)

// Permissions.
const (
	permRead   = "spotcheck.read"
	permDraw   = "spotcheck.draw"
	permRepeat = "audit.redraw"

	permConflicts = "conflict.read"
	permDeclare   = "conflict.declare"
	permRecord    = "conflict.record" // for others, and end them
)

// Service makes draws and keeps conflicts of interest.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	log    *audit.Log
	rounds *round.Service
	random io.Reader
}

// New returns the service. random is where seeds come from; the server gives it the
// operating system's.
func New(d *db.DB, clk clock.Clock, log *audit.Log, rounds *round.Service, random io.Reader) *Service {
	return &Service{d, clk, log, rounds, random}
}
