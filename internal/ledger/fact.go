// Package ledger keeps what happened to suppliers. Facts are never changed: a
// mistake is reversed by a second fact that names the first. Day and month rollups
// are kept in the transaction of the facts, so that every reading is exact the
// moment a receipt is given and costs the same however long the history is.
package ledger

import (
	"fmt"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/vocab"
)

// Kind is what sort of thing happened. The list is closed.
type Kind string

// The kinds, each with its one meaning. Amount is 0 unless the line says more.
const (
	SelfPass  Kind = "self_pass"  // an item of the supplier's own check passed
	SelfFail  Kind = "self_fail"  // an item of the supplier's own check failed
	SelfNA    Kind = "self_na"    // an item of the supplier's own check did not apply
	CheckPass Kind = "check_pass" // an item of a supervision check passed
	CheckFail Kind = "check_fail" // an item of a supervision check failed
	CheckNA   Kind = "check_na"   // an item of a supervision check did not apply

	InspectionSelf        Kind = "inspection_self"        // the supplier submitted a check
	InspectionSupervision Kind = "inspection_supervision" // the agency or a third party submitted a check

	TaskDue    Kind = "task_due"    // a planned check fell due
	TaskDone   Kind = "task_done"   // it was done inside its window
	TaskLate   Kind = "task_late"   // it was done on its day, after the window
	TaskMissed Kind = "task_missed" // its window passed without it

	FindingMinor    Kind = "finding_minor"    // a finding was opened
	FindingMajor    Kind = "finding_major"    // a more serious finding was opened
	FindingCritical Kind = "finding_critical" // a critical finding was opened
	FindingOverdue  Kind = "finding_overdue"  // a finding passed its due date unanswered

	RectificationOnTime   Kind = "rectification_on_time"  // a finding was answered by its due date
	RectificationLate     Kind = "rectification_late"     // a finding was answered after it
	RectificationReturned Kind = "rectification_returned" // an answer was sent back

	DoubtRaised    Kind = "doubt_raised"    // a detector found a reason to doubt a record of the supplier
	DoubtUpheld    Kind = "doubt_upheld"    // a manager found the doubt right; the record counts no longer
	DoubtDismissed Kind = "doubt_dismissed" // a manager found the doubt unfounded

	Rating Kind = "rating" // an occupant rated the service; amount = stars

	QuotaCost     Kind = "quota_cost"     // a month of a contract line at its quota; amount = fen
	ContractPrice Kind = "contract_price" // a month of a contract line at its price; amount = fen
	ActualCost    Kind = "actual_cost"    // a cost was booked; amount = fen
	Deduction     Kind = "deduction"      // a settlement was approved with a deduction; amount = fen
)

// Kinds is the closed list.
var Kinds = []Kind{SelfPass, SelfFail, SelfNA, CheckPass, CheckFail, CheckNA, InspectionSelf, InspectionSupervision,
	TaskDue, TaskDone, TaskLate, TaskMissed, FindingMinor, FindingMajor, FindingCritical, FindingOverdue,
	RectificationOnTime, RectificationLate, RectificationReturned, DoubtRaised, DoubtUpheld, DoubtDismissed, Rating, QuotaCost, ContractPrice, ActualCost, Deduction}

var known = func() map[Kind]bool {
	m := map[Kind]bool{}
	for _, k := range Kinds {
		m[k] = true
	}
	return m
}()

// Valid reports whether k is on the closed list.
func (k Kind) Valid() bool { return known[k] }

// Fact is one thing that happened to one supplier.
type Fact struct {
	ID         string // made by Append when empty
	Kind       Kind
	SupplierID string
	ContractID string
	SiteID     string
	Category   vocab.Category
	ClauseID   string
	OccurredOn date.Day
	Count      int64  // 1 for most kinds; negative in a reversal
	Amount     int64  // fen, or the unit the kind names
	RefType    string // the record behind the fact: "observation", "task", …
	RefID      string
	Reverses   string // the fact this one takes back
}

// Reversal returns the fact that takes f back.
func (f Fact) Reversal() Fact {
	r := f
	r.ID, r.Reverses, r.Count, r.Amount = "", f.ID, -f.Count, -f.Amount
	return r
}

func (f Fact) check() error {
	switch {
	case !f.Kind.Valid():
		return fmt.Errorf("ledger: unknown kind %q", f.Kind)
	case f.SupplierID == "":
		return fmt.Errorf("ledger: %s without supplier", f.Kind)
	case !f.Category.Valid():
		return fmt.Errorf("ledger: %s with category %q", f.Kind, f.Category)
	case len(f.OccurredOn) != 10:
		return fmt.Errorf("ledger: %s without day", f.Kind)
	case f.RefType == "" || f.RefID == "":
		return fmt.Errorf("ledger: %s without the record behind it", f.Kind)
	case f.Count == 0 && f.Amount == 0:
		return fmt.Errorf("ledger: %s that says nothing", f.Kind)
	}
	return nil
}
