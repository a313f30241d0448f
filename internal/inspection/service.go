package inspection

import (
	"context"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
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
	// AttachSeen refuses photos the actor has not sent, on their Field, and returns how
	// the photos look.
	AttachSeen(ctx context.Context, list ...evidence.Attachment) (map[string]picture.Look, error)
	// Of returns the photos of the records, by record.
	Of(ctx context.Context, owner evidence.Owner, ids ...string) (map[string][]string, error)
}

// Doubts examines records.
type Doubts interface {
	// Examine keeps a record's evidence and returns the doubts it raises and their facts.
	Examine(ctx context.Context, r *doubt.Record) ([]doubt.Raised, []ledger.Fact, error)
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
	doubts      Doubts
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, checklists *checklist.Service, checkpoints *checkpoint.Service, rounds *round.Service, findings Findings, ev Evidence, doubts Doubts) *Service {
	return &Service{d, clk, log, led, checklists, checkpoints, rounds, findings, ev, doubts}
}
