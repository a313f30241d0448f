// Package finding follows what a check found wrong until somebody else than its
// author has seen it put right. A failed item opens a finding by itself; the
// supplier's manager answers; an inspector closes it or sends it back.
package finding

import (
	"fmt"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
)

// State is where a finding stands.
type State string

// The states. Closed and Cancelled are final.
const (
	Open      State = "open"      // waits for the supplier's first answer
	Submitted State = "submitted" // answered; waits for an inspector
	Returned  State = "returned"  // sent back; waits for the supplier again
	Closed    State = "closed"
	Cancelled State = "cancelled"
)

// transitions is the whole life of a finding.
var transitions = map[State][]State{
	Open:      {Submitted, Cancelled},
	Submitted: {Closed, Returned, Cancelled},
	Returned:  {Submitted, Cancelled},
}

// refusals name, for each state, why the step that was tried cannot be taken.
var refusals = map[State]error{
	Open:      fault.Conflict("rectification_missing", "The supplier has not answered the finding yet."),
	Submitted: fault.Conflict("rectification_pending", "The finding was answered and waits for a reinspection."),
	Returned:  fault.Conflict("rectification_missing", "The answer was sent back and the supplier has not answered again."),
	Closed:    fault.Conflict("finding_closed", "The finding is closed."),
	Cancelled: fault.Conflict("finding_cancelled", "The finding was cancelled."),
}

// May refuses a step that the life of a finding does not have.
func (s State) May(next State) error {
	for _, allowed := range transitions[s] {
		if allowed == next {
			return nil
		}
	}
	if refusal, ok := refusals[s]; ok {
		return refusal
	}
	return fault.Internal(fmt.Errorf("finding: unknown state %q", s))
}

// active are the states in which somebody still has to act.
var active = []State{Open, Submitted, Returned}

// Party is who must act next.
type Party string

// The parties.
const (
	WaitsForSupplier  Party = "supplier"
	WaitsForInspector Party = "inspector"
	WaitsForNobody    Party = "none"
)

// Opening is one failed item, as the inspection that saw it hands it over.
type Opening struct {
	InspectionID  string
	ObservationID string
	SupplierID    string
	ContractID    string
	SiteID        string
	CheckpointID  string
	Category      vocab.Category
	ClauseID      string // "" if the item names no clause
	ItemText      string // the item's words at the time, which a later version must not change
	Severity      vocab.Severity
	OccurredOn    date.Day // the business day of the inspection; the fact lands on it
	OpenedBy      string   // the inspection's author; "" means the actor
}

// Opened is the receipt of an opening.
type Opened struct {
	ID            string
	Number        string
	ObservationID string
	Severity      vocab.Severity
	DueOn         date.Day
	ItemText      string
}

// Finding is one thing found wrong, with the names that lists show.
type Finding struct {
	ID             string
	Number         string
	SupplierID     string
	SupplierName   string
	ContractID     string
	SiteID         string
	SiteName       string
	CheckpointID   string
	CheckpointName string
	InspectionID   string
	ObservationID  string
	Category       vocab.Category
	ItemText       string
	ClauseID       string
	Severity       vocab.Severity
	State          State
	OpenedAt       time.Time
	OpenedBy       string
	DueOn          date.Day
	DueAt          time.Time // the first instant that is too late
	OverdueAt      *time.Time
	ClosedAt       *time.Time
	ClosedBy       string
	CancelReason   string
	Version        int
}

// WaitingFor is who must act next.
func (f Finding) WaitingFor() Party {
	switch f.State {
	case Open, Returned:
		return WaitsForSupplier
	case Submitted:
		return WaitsForInspector
	default:
		return WaitsForNobody
	}
}

// Overdue reports whether the supplier should have answered by now and has not.
func (f Finding) Overdue(now time.Time) bool {
	return f.WaitingFor() == WaitsForSupplier && !now.Before(f.DueAt)
}

// MayReinspect refuses the people who took part: whoever saw the finding, and
// whoever answered it, does not judge the answer.
func (f Finding) MayReinspect(actorID string, answer Rectification) error {
	if actorID == f.OpenedBy || actorID == answer.SubmittedBy {
		return fault.Forbidden("reinspector_is_author", "Somebody who took no part in the inspection or the answer must reinspect it.")
	}
	return nil
}

// Rectification is one answer of the supplier.
type Rectification struct {
	ID              string
	FindingID       string
	Round           int
	Cause           string
	Action          string
	SubmittedBy     string
	SubmittedByName string
	SubmittedAt     time.Time
	State           RectificationState
	Photos          []string
	Reinspection    *Reinspection
}

// RectificationState is where an answer stands.
type RectificationState string

// The states of an answer.
const (
	AnswerSubmitted RectificationState = "submitted"
	AnswerAccepted  RectificationState = "accepted"
	AnswerReturned  RectificationState = "returned"
)

// Reinspection is an inspector's judgement of an answer.
type Reinspection struct {
	ID            string
	Result        State // Closed or Returned
	Note          string
	InspectorName string
	At            time.Time
	Photos        []string
}

// DueDays is how many working days a supplier has to answer, by severity.
type DueDays map[vocab.Severity]int

// DefaultDueDays is the product's own default, not a figure of any standard; an
// agency sets its own in the settings finding.due_days.<severity>.
var DefaultDueDays = DueDays{vocab.Critical: 1, vocab.Major: 3, vocab.Minor: 7}

// openedKind is the fact of a finding of each severity.
var openedKind = map[vocab.Severity]ledger.Kind{
	vocab.Minor: ledger.FindingMinor, vocab.Major: ledger.FindingMajor, vocab.Critical: ledger.FindingCritical,
}
