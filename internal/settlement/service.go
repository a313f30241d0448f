package settlement

import (
	"context"

	"hengjian/internal/assessment"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Prices tells what contracts cost in a month.
type Prices interface {
	// MonthLines returns a month of the lines of one contract or, for an empty id, of
	// all contracts, in order of contract and line.
	MonthLines(ctx context.Context, month date.Month, contractID string) ([]contract.LineMonth, error)
}

// Judgements tells how suppliers were assessed.
type Judgements interface {
	// Of returns the assessment of a supplier's month, nil if there is none.
	Of(ctx context.Context, supplierID string, month date.Month) (*assessment.Assessment, error)
}

// Periods knows the closed months.
type Periods interface {
	// EnterMonth keeps a month open to the end of the transaction: 409 month_locked if
	// it is closed.
	EnterMonth(ctx context.Context, month date.Month) error
}

// Service is what can be done with payment rules and settlements.
type Service struct {
	db         *db.DB
	clock      clock.Clock
	audit      *audit.Log
	ledger     *ledger.Ledger
	prices     Prices
	judgements Judgements
	periods    Periods
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, prices Prices, judgements Judgements, periods Periods) *Service {
	return &Service{d, clk, log, led, prices, judgements, periods}
}

var (
	actRuleInstall = audit.Define("payment_rule.install")
	actPrepare     = audit.Define("settlement.prepare")
	actApprove     = audit.Define("settlement.approve")
)
