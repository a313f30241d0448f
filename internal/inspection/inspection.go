// Package inspection takes in what was checked: a supplier's own checks and the
// agency's supervision. One submission makes the record, its observations, its
// facts, its findings and its task's end, all or nothing.
package inspection

import (
	"fmt"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
)

// Mode is who checked.
type Mode string

// The modes. The actor's organisation decides which one is right.
const (
	Self        Mode = "self"        // the supplier checked its own work
	Supervision Mode = "supervision" // the agency or a third party checked it
)

// Bounds of a submission.
const (
	ahead     = 5 * time.Minute     // how far a phone's clock may be in front of ours
	late      = 30 * 24 * time.Hour // how long a phone may have been without signal
	maxPhotos = 9                   // of one observation
)

// Submission is a check as the phone sends it. Code or CheckpointID names the place.
type Submission struct {
	Code               string
	CheckpointID       string
	ChecklistVersionID string
	TaskID             string // "" for a check nobody planned
	Mode               Mode
	StartedAt          time.Time
	FinishedAt         time.Time
	Note               string
	Observations       []ObservationInput
	Evidence           *doubt.Evidence // of where and when, nil if the phone sent none
}

// ObservationInput is the result of one item as the phone sends it.
type ObservationInput struct {
	ItemID string
	Result vocab.Result
	Note   string
	Photos []string // sha256 of photos sent before
}

// judged is an observation with the item it is about.
type judged struct {
	ObservationInput
	item  *checklist.Item
	index int // in the submission, for the names of fields
}

// tally is what a check adds up to. Items that did not apply count in neither of the
// two figures.
type tally struct {
	pass, fail, na int
	points, total  money.Points
}

// judge holds a submission against the checklist it was made with and returns its
// observations in the order of the checklist. Refused: item_unknown,
// observation_duplicate, observation_missing, na_not_allowed, photo_required.
func judge(sheet *checklist.Sheet, given []ObservationInput) ([]judged, tally, error) {
	out := make([]judged, len(sheet.Items))
	var t tally
	for i, g := range given {
		at := sheet.Find(g.ItemID)
		switch {
		case at < 0:
			return nil, t, fault.Invalid("item_unknown", observation(i, "itemId"), "The checklist has no such item.")
		case out[at].item != nil:
			return nil, t, fault.Invalid("observation_duplicate", observation(i, "itemId"), "The item is answered twice.")
		}
		item := &sheet.Items[at]
		switch {
		case !g.Result.Valid():
			return nil, t, fault.Invalid("not_allowed", observation(i, "result"), "The result is pass, fail or na.")
		case g.Result == vocab.NotApplicable && !item.NAAllowed:
			return nil, t, fault.Invalid("na_not_allowed", observation(i, "result"), "This item always applies.")
		case g.Result == vocab.Fail && item.PhotoOnFail && len(g.Photos) == 0:
			return nil, t, fault.Invalid("photo_required", observation(i, "photos"), "A fail of this item needs a photo.")
		case len(g.Photos) > maxPhotos:
			return nil, t, fault.Invalid("too_many_photos", observation(i, "photos"), "An item takes at most 9 photos.")
		}
		out[at] = judged{g, item, i}
		t.add(g.Result, item.Points)
	}
	if len(given) < len(sheet.Items) {
		for _, o := range out {
			if o.item == nil {
				return nil, t, fault.Invalid("observation_missing", "observations", fmt.Sprintf("%d of %d items are answered.", len(given), len(sheet.Items)))
			}
		}
	}
	return out, t, nil
}

func observation(index int, field string) string {
	return fmt.Sprintf("observations[%d].%s", index, field)
}

func (t *tally) add(r vocab.Result, points money.Points) {
	switch r {
	case vocab.Pass:
		t.pass++
		t.points += points
		t.total += points
	case vocab.Fail:
		t.fail++
		t.total += points
	case vocab.NotApplicable:
		t.na++
	}
}

// checkTimes refuses a check of the future, one that is too old, and one that ended
// before it began.
func (s Submission) checkTimes(now time.Time) error {
	switch {
	case s.FinishedAt.After(now.Add(ahead)):
		return fault.Invalid("time_in_future", "finishedAt", "The check ends in the future; set the phone's clock.")
	case s.FinishedAt.Before(now.Add(-late)):
		return fault.Invalid("time_too_old", "finishedAt", "Checks are accepted for 30 days.")
	case s.StartedAt.Before(now.Add(-2 * late)):
		return fault.Invalid("time_too_old", "startedAt", "The check began too long ago.")
	case s.StartedAt.After(s.FinishedAt):
		return fault.Invalid("time_order", "startedAt", "The check ends before it begins.")
	}
	return nil
}

// day is the business day the check counts for. A clock a little in front of ours
// must not move a check into tomorrow, or into the next month.
func (s Submission) day(now time.Time, zone *time.Location) date.Day {
	if s.FinishedAt.After(now) {
		return date.DayOf(now, zone)
	}
	return date.DayOf(s.FinishedAt, zone)
}

// outdated reports whether a thing that was withdrawn at the instant was withdrawn
// when the check was made. A phone that was without signal made its check by what
// was in force then; clocks may be a few minutes off, so the check must be clearly
// older to count as such.
func (s Submission) outdated(withdrawn time.Time) bool {
	return s.FinishedAt.After(withdrawn.Add(-ahead))
}

// kinds maps each mode and result to the fact it makes.
var kinds = map[Mode]map[vocab.Result]ledger.Kind{
	Self:        {vocab.Pass: ledger.SelfPass, vocab.Fail: ledger.SelfFail, vocab.NotApplicable: ledger.SelfNA},
	Supervision: {vocab.Pass: ledger.CheckPass, vocab.Fail: ledger.CheckFail, vocab.NotApplicable: ledger.CheckNA},
}

var wholeKind = map[Mode]ledger.Kind{Self: ledger.InspectionSelf, Supervision: ledger.InspectionSupervision}
