package assessment

import (
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

// State is where an assessment stands.
type State string

// The states. A draft follows the ledger when it is recomputed; a published
// assessment never changes.
const (
	Draft     State = "draft"
	Published State = "published"
)

// Assessment is the judgement of one supplier's month.
type Assessment struct {
	ID             string
	SupplierID     string
	SupplierName   string
	Month          date.Month
	SchemeID       string
	SchemeName     string
	SchemeVersion  int
	State          State
	Inputs         Inputs
	Sheet          Sheet
	ComputedAt     time.Time
	ComputedBy     string
	ComputedByName string
	PublishedAt    *time.Time
	PublishedBy    string
	PublisherName  string
	Previous       *Previous // the month before, if it was published
	Version        int
}

// Previous is the judgement of the month before.
type Previous struct {
	Points *money.Points // nil when there was too little data
	Grade  string
}

// Points returns the points, nil when there was too little data.
func (a Assessment) Points() *money.Points {
	if a.Sheet.Insufficient {
		return nil
	}
	p := a.Sheet.Points
	return &p
}

// MayRecompute refuses what is frozen.
func (a Assessment) MayRecompute() error {
	if a.State == Published {
		return fault.Conflict("assessment_published", "A published assessment never changes.")
	}
	return nil
}

// MayPublish refuses the person who computed it, a month that is still running and
// what the ledger has overtaken.
func (a Assessment) MayPublish(actorID string, today date.Day, now Inputs) error {
	switch {
	case a.State == Published:
		return fault.Conflict("assessment_published", "The assessment is published already.")
	case actorID == a.ComputedBy:
		return fault.Forbidden("publisher_is_author", "Somebody else than who computed it must publish the assessment.")
	case today <= a.Month.Last():
		return fault.Conflict("month_not_over", "The month is not over; its facts may still change.")
	case len(Late(a.Inputs, now)) > 0:
		return fault.Conflict("assessment_outdated", "The ledger has changed since it was computed; recompute it first.")
	}
	return nil
}

// LateFact is what the ledger holds beyond, or short of, the frozen inputs.
type LateFact struct {
	Kind   ledger.Kind
	Count  int64
	Amount int64
}

// Late compares the ledger of now with the frozen inputs.
func Late(frozen, now Inputs) []LateFact {
	var out []LateFact
	seen := map[ledger.Kind]bool{}
	for _, t := range append(append(Inputs{}, frozen...), now...) {
		if seen[t.Kind] {
			continue
		}
		seen[t.Kind] = true
		was, is := frozen.of(t.Kind), now.of(t.Kind)
		if was != is {
			out = append(out, LateFact{t.Kind, is.Count - was.Count, is.Amount - was.Amount})
		}
	}
	return out
}
