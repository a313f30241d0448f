package settlement

import (
	"slices"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// State is where a settlement stands.
type State string

// The states. An approved settlement never changes.
const (
	Draft    State = "draft"
	Approved State = "approved"
)

// Settlement is what a contract is paid for a month.
type Settlement struct {
	ID            string
	Number        string // given on approval
	ContractID    string
	ContractCode  string
	ContractName  string
	SupplierID    string
	SupplierName  string
	Month         date.Month
	AssessmentID  string
	RuleID        string
	Grade         string
	Points        *money.Points // nil: insufficient data
	Insufficient  bool
	CoefficientBp int64
	Base          money.Fen
	Deduction     money.Fen
	Payable       money.Fen
	State         State
	PreparedBy    string
	PreparedAt    time.Time
	PreparerName  string
	ApprovedBy    string
	ApprovedAt    *time.Time
	ApproverName  string
	Version       int
}

// Line is one contract line's part of a settlement, in the words of the day it was
// prepared.
type Line struct {
	ID             string
	ContractLineID string
	ServiceItem    string
	SiteID         string
	SiteName       string
	Category       vocab.Category
	Base           money.Fen
	Deduction      money.Fen
	Payable        money.Fen
	Formula        string
}

// MayApprove refuses the preparer and what is approved already.
func (s Settlement) MayApprove(actorID string) error {
	switch {
	case s.State == Approved:
		return fault.Conflict("settlement_approved", "The settlement is approved already.")
	case actorID == s.PreparedBy:
		return fault.Forbidden("approver_is_preparer", "Somebody else than who prepared it must approve the settlement.")
	}
	return nil
}

// Recompute makes the figures again from what the settlement keeps.
func (s Settlement) Recompute(rule Rule, lines []Line) (Amounts, bool) {
	in := Inputs{Points: s.Points}
	for _, l := range lines {
		in.Bases = append(in.Bases, l.Base)
	}
	again := Compute(rule, in)
	same := again.Base == s.Base && again.Deduction == s.Deduction && again.Payable == s.Payable && again.CoefficientBp == s.CoefficientBp &&
		s.Insufficient == (s.Points == nil) &&
		slices.EqualFunc(again.Lines, lines, func(a LineAmounts, l Line) bool {
			return a == LineAmounts{l.Base, l.Deduction, l.Payable}
		})
	return again, same
}

// Skipped is a contract of the month that could not be settled, and why.
type Skipped struct {
	ContractID   string
	ContractCode string
	ContractName string
	Reason       string // the code of the refusal
}
