package inspection

import (
	"context"
	"strings"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// permSubmit is held by who may check.
const permSubmit = "inspection.submit"

// draft is a submission on its way into the database.
type draft struct {
	Submission
	place *checkpoint.Place
	sheet *checklist.Sheet
	gate  *gate
	now   time.Time
	day   date.Day
	items []judged
	tally tally
	next  round.TaskState // what becomes of the gate's task

	replaced *doubt.Label   // the label's, if a newer one was in force
	doubts   []doubt.Raised // what is doubted of the record
}

// Submit takes in a check. It may be called inside a transaction, which it joins.
// Refused with the codes of the API contract; what is refused leaves nothing.
func (s *Service) Submit(ctx context.Context, sub Submission) (Receipt, error) {
	if err := sub.normalise(ctx); err != nil {
		return Receipt{}, err
	}
	var out Receipt
	err := db.Redraw(ctx, func() error {
		return s.db.Tx(ctx, func(ctx context.Context) error {
			d := draft{Submission: sub, now: s.clock.Now()}
			err := s.examine(ctx, &d)
			if err == nil {
				out, err = s.record(ctx, &d)
			}
			return err
		})
	})
	return out, err
}

// normalise refuses what can be refused without the database.
func (sub *Submission) normalise(ctx context.Context) error {
	actor := authz.From(ctx)
	right := Supervision
	if actor.IsSupplier() {
		right = Self
	}
	switch {
	case !actor.Can(permSubmit):
		return fault.Forbidden("permission_denied", "This account may not do that.")
	case sub.Mode != right:
		return fault.Invalid("mode_mismatch", "mode", "A supplier checks itself (self), the agency supervises (supervision).")
	case sub.Code == "" && sub.CheckpointID == "":
		return fault.Invalid("required", "code", "Name the checkpoint by its code or its id.")
	case sub.Code != "" && sub.CheckpointID != "":
		return fault.Invalid("not_allowed", "checkpointId", "Name the checkpoint by its code or by its id, not by both.")
	}
	if sub.Code != "" {
		code, ok := checkpoint.ParseCode(sub.Code)
		if !ok {
			return checkpoint.CodeUnknown()
		}
		sub.Code = code
	}
	sub.Note = strings.TrimSpace(sub.Note)
	return sub.checkEvidence()
}

// examine fills the draft and refuses everything that is wrong with it. What never
// changes comes from memory; the gate asks the database for the rest.
func (s *Service) examine(ctx context.Context, d *draft) error {
	if d.Code != "" {
		placeID, err := s.checkpoints.IDOfCode(ctx, d.Code)
		if err != nil {
			return err
		}
		d.CheckpointID = placeID
	}
	if err := d.checkTimes(d.now); err != nil {
		return err
	}
	d.day = d.Submission.day(d.now, s.clock.Zone())
	sheet, missing := s.checklists.Sheet(ctx, d.ChecklistVersionID)
	if missing != nil && !fault.Is(missing, "not_found") {
		return missing
	}
	checklistID := ""
	if sheet != nil {
		checklistID = sheet.ChecklistID
	}
	var err error
	if d.place, d.gate, err = s.approach(ctx, d, checklistID); err != nil {
		return err
	}
	if d.gate != nil && d.gate.task != nil && d.gate.task.State == round.TaskWithdrawn && d.gate.task.CheckpointID == d.CheckpointID {
		// A phone still holds a task that its plan did away with: the check stands, and
		// does the task that has taken its place, if there is one.
		d.TaskID = ""
		if d.place, d.gate, err = s.approach(ctx, d, checklistID); err != nil {
			return err
		}
	}
	if d.gate == nil { // the place is not there for this actor
		if d.Code != "" {
			return checkpoint.CodeUnknown()
		}
		return fault.NotFound()
	}
	if err := d.checkInForce(sheet); err != nil {
		return err
	}
	d.sheet = sheet
	if d.items, d.tally, err = judge(sheet, d.Observations); err != nil {
		return err
	}
	return d.checkTask(ctx)
}

// approach returns the place and its gate, and no gate where there is no place for the
// actor. A place that changed since it was read into memory is read and asked again.
func (s *Service) approach(ctx context.Context, d *draft, checklistID string) (*checkpoint.Place, *gate, error) {
	place, err := s.checkpoints.Place(ctx, d.CheckpointID)
	for err == nil {
		var g *gate
		g, err = s.ask(ctx, d.Submission, place, checklistID, d.day)
		if err != nil || g == nil || g.placeVersion == place.Version {
			return place, g, err
		}
		place, err = s.checkpoints.Fresh(ctx, d.CheckpointID)
	}
	if fault.Is(err, "not_found") {
		return nil, nil, nil
	}
	return nil, nil, err
}

// checkInForce refuses a label, a place or a checklist that was withdrawn before the
// check was made.
func (d *draft) checkInForce(sheet *checklist.Sheet) error {
	switch {
	case d.gate.placeRetired != nil && d.outdated(*d.gate.placeRetired):
		return checkpoint.IsRetired()
	case d.gate.codeRevoked != nil && d.outdated(*d.gate.codeRevoked) && d.gate.label.Current == 0:
		return checkpoint.CodeRevoked()
	case sheet == nil || d.gate.version == "" || d.gate.version == string(checklist.Draft):
		return fault.Invalid("checklist_version_unknown", "checklistVersionId", "There is no such published version.")
	case d.gate.superseded != nil && d.outdated(*d.gate.superseded):
		return fault.Conflict("checklist_version_superseded", "A newer version of the checklist is in force; load it and check again.")
	case !d.place.Uses(sheet.ChecklistID):
		return fault.Invalid("checklist_mismatch", "checklistVersionId", "The checkpoint is not checked by this checklist.")
	}
	if d.gate.codeRevoked != nil && d.outdated(*d.gate.codeRevoked) {
		d.replaced = &d.gate.label // an old label may still hang beside the new one
	}
	return nil
}

// checkTask holds the check against the task it names, or against the one that fits.
func (d *draft) checkTask(ctx context.Context) error {
	t := d.gate.task
	if t == nil {
		if d.TaskID != "" {
			return round.Mismatch("There is no such task at this checkpoint.")
		}
		return nil
	}
	if t.CheckpointID != d.CheckpointID || t.ChecklistID != d.sheet.ChecklistID || t.Assignee != round.Side(ctx) {
		return round.Mismatch("There is no such task at this checkpoint.")
	}
	var err error
	d.next, err = t.Finish(d.FinishedAt)
	return err
}

func (d *draft) entry(id, number string) audit.Entry {
	return audit.Entry{Action: actSubmit, Target: "inspection", TargetID: id, After: map[string]any{
		"number": number, "checkpointId": d.CheckpointID, "mode": d.Mode, "pass": d.tally.pass, "fail": d.tally.fail, "na": d.tally.na, "doubts": kindsOf(d.doubts)}}
}
