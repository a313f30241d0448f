package assessment

import (
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Service is what can be done with schemes, assessments and ratings.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	audit  *audit.Log
	ledger *ledger.Ledger
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger) *Service {
	return &Service{d, clk, log, led}
}

var (
	actSchemeInstall = audit.Define("scheme.install")
	actSchemeCreate  = audit.Define("scheme.create")
	actSchemeUpdate  = audit.Define("scheme.update")
	actSchemePublish = audit.Define("scheme.publish")
	actCompute       = audit.Define("assessment.compute")
	actPublish       = audit.Define("assessment.publish")
	actRate          = audit.Define("rating.create")
)

func cursorUnknown() error {
	return fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
}
