package inspection

import (
	"context"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

var actSubmit = audit.Define("inspection.submit")

// Findings opens what a check found wrong.
type Findings interface {
	// Open opens a finding for each failed item in the transaction of ctx.
	Open(ctx context.Context, openings []finding.Opening) ([]finding.Opened, error)
}

// Evidence ties photos to observations.
type Evidence interface {
	// Attach refuses photos the actor has not sent, on their Field.
	Attach(ctx context.Context, list ...evidence.Attachment) error
	// Of returns the photos of the records, by record.
	Of(ctx context.Context, owner evidence.Owner, ids ...string) (map[string][]string, error)
}

// Service takes in and shows inspections.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	log         *audit.Log
	ledger      *ledger.Ledger
	checklists  *checklist.Service
	checkpoints *checkpoint.Service
	rounds      *round.Service
	findings    Findings
	evidence    Evidence
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, checklists *checklist.Service, checkpoints *checkpoint.Service, rounds *round.Service, findings Findings, ev Evidence) *Service {
	return &Service{d, clk, log, led, checklists, checkpoints, rounds, findings, ev}
}
