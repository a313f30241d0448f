package assessment

import (
	"context"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
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

// may refuses an actor without the permission. Routes check it too; services are
// also called without a route.
func may(ctx context.Context, permission string) error {
	if !authz.From(ctx).Can(permission) {
		return fault.Forbidden("permission_denied", "This account may not do that.")
	}
	return nil
}

func cursorUnknown() error {
	return fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
}
