package supplier

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
)

// Grade is one month's judgement of a supplier.
type Grade struct {
	Month        date.Month
	Grade        string
	Points       *money.Points // nil when there was too little data
	Insufficient bool
}

// Event is something on a supplier's timeline that another domain recorded.
type Event struct {
	At      time.Time
	Kind    string // "contract", "assessment", "finding", "transition"
	Title   string
	State   State // the state that a transition led to
	RefType string
	RefID   string
}

// Grades reads published judgements of the suppliers that the actor of ctx may see.
type Grades interface {
	// Grades returns the judgements of each supplier for the months from..to,
	// oldest first.
	Grades(ctx context.Context, supplierIDs []string, from, to date.Month) (map[string][]Grade, error)
}

// Surroundings reads what else belongs on the page of a supplier, over what the
// actor of ctx may see.
type Surroundings interface {
	// OpenFindings counts the findings that are not closed.
	OpenFindings(ctx context.Context, supplierIDs []string) (map[string]int, error)
	// ContractEnds tells when the last of a supplier's active contracts ends.
	ContractEnds(ctx context.Context, supplierIDs []string) (map[string]date.Day, error)
	// Events lists up to limit events before the moment (at, refID), newest first. A
	// zero at means from the newest.
	Events(ctx context.Context, supplierID string, at time.Time, refID string, limit int) ([]Event, error)
}
