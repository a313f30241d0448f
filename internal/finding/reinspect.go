package finding

import (
	"context"
	"strings"
	"unicode/utf8"

	"hengjian/internal/evidence"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Judgement is what an inspector says about an answer.
type Judgement struct {
	Result State // Closed or Returned
	Note   string
	Photos []string
}

type reinspectionRow struct {
	ID              string `gorm:"primaryKey"`
	RectificationID string
	FindingID       string
	Result          string
	Note            string
	InspectorID     string
	At              int64
}

func (reinspectionRow) TableName() string { return "reinspections" }

func (j Judgement) check() error {
	switch {
	case j.Result != Closed && j.Result != Returned:
		return fault.Invalid("not_allowed", "result", "The result is closed or returned.")
	case j.Result == Returned && strings.TrimSpace(j.Note) == "":
		return fault.Invalid("note_required", "note", "Say what is still missing.")
	case utf8.RuneCountInString(j.Note) > maxText:
		return fault.Invalid("too_long", "note", "Write at most 2000 characters.")
	}
	return nil
}

// Reinspect closes the finding behind an answer or sends it back with a new due
// date. Errors: 403 reinspector_is_author, 404, 409 finding_closed,
// finding_cancelled, rectification_missing, rectification_superseded,
// 412 version_stale, 422 note_required.
func (s *Service) Reinspect(ctx context.Context, rectificationID string, j Judgement) (Finding, error) {
	if err := authz.May(ctx, "finding.reinspect"); err != nil {
		return Finding{}, err
	}
	if err := j.check(); err != nil {
		return Finding{}, err
	}
	var f Finding
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		answer, before, err := s.answer(ctx, rectificationID)
		if err != nil {
			return err
		}
		actor := authz.From(ctx)
		if err := before.MayReinspect(actor.UserID, answer); err != nil {
			return err
		}
		if err := before.State.May(j.Result); err != nil {
			return err
		}
		if answer.State != AnswerSubmitted {
			return fault.Conflict("rectification_superseded", "A later answer waits for the reinspection.")
		}
		if err := s.judge(ctx, before, answer, j); err != nil {
			return err
		}
		f, err = s.find(ctx, before.ID)
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actReinspect, Target: refFinding, TargetID: f.ID,
			Before: map[string]any{"state": before.State}, After: map[string]any{"state": f.State, "note": j.Note, "dueOn": f.DueOn}})
	})
	return f, db.Fault(err)
}

func (s *Service) judge(ctx context.Context, f Finding, answer Rectification, j Judgement) error {
	actor, now := authz.From(ctx), date.Millis(s.clock.Now())
	change := map[string]any{"state": string(j.Result)}
	outcome := AnswerAccepted
	if j.Result == Closed {
		change["closed_at"], change["closed_by"] = now, actor.UserID
	} else {
		outcome = AnswerReturned
		day, err := s.dueDay(ctx, clock.Today(s.clock), f.Severity)
		if err != nil {
			return err
		}
		change["due_on"], change["due_at"] = string(day), s.dueAt(day)
	}
	if err := s.change(ctx, f, change); err != nil {
		return err
	}
	if err := s.db.Conn(ctx).Table("rectifications").Where("id = ?", answer.ID).Update("state", string(outcome)).Error; err != nil {
		return err
	}
	row := reinspectionRow{ID: id.New(), RectificationID: answer.ID, FindingID: f.ID, Result: string(j.Result),
		Note: strings.TrimSpace(j.Note), InspectorID: actor.UserID, At: now}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		if db.IsDuplicate(err) {
			return fault.Stale()
		}
		return err
	}
	if err := s.attach(ctx, evidence.Reinspection, row.ID, f, j.Photos); err != nil {
		return err
	}
	if j.Result == Closed {
		return nil
	}
	_, err := s.ledger.Append(ctx, f.fact(ledger.RectificationReturned, clock.Today(s.clock), refRectification, answer.ID))
	return err
}

// answer finds an answer and its finding, if the actor may see the finding.
func (s *Service) answer(ctx context.Context, rectificationID string) (Rectification, Finding, error) {
	var row rectificationRow
	if err := db.First(s.db.Conn(ctx).Table("rectifications").Where("id = ?", rectificationID), &row); err != nil {
		return Rectification{}, Finding{}, err
	}
	f, err := s.find(ctx, row.FindingID)
	return row.rectification(), f, err
}

// Cancel withdraws a finding that should not have been opened, with the reason
// that stands in the audit log. Its facts and those of its answers are taken back
// on the days they happened. Errors: 404, 409 finding_closed, finding_cancelled,
// 412, 422 required.
func (s *Service) Cancel(ctx context.Context, findingID, reason string) (Finding, error) {
	if err := authz.May(ctx, "finding.cancel"); err != nil {
		return Finding{}, err
	}
	reason, err := required("reason", reason)
	if err != nil {
		return Finding{}, err
	}
	var f Finding
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.find(ctx, findingID)
		if err != nil {
			return err
		}
		if err := before.State.May(Cancelled); err != nil {
			return err
		}
		err = s.change(ctx, before, map[string]any{"state": string(Cancelled), "closed_at": date.Millis(s.clock.Now()),
			"closed_by": authz.From(ctx).UserID, "cancel_reason": reason})
		if err != nil {
			return err
		}
		if err := s.takeBack(ctx, before); err != nil {
			return err
		}
		if f, err = s.find(ctx, before.ID); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actCancel, Target: refFinding, TargetID: f.ID,
			Before: map[string]any{"state": before.State}, After: map[string]any{"state": f.State, "reason": reason}})
	})
	return f, db.Fault(err)
}

func (s *Service) takeBack(ctx context.Context, f Finding) error {
	facts, err := s.ledger.OfRecord(ctx, refFinding, f.ID)
	if err != nil {
		return err
	}
	var answers []string
	if err := s.db.Conn(ctx).Table("rectifications").Where("finding_id = ?", f.ID).Pluck("id", &answers).Error; err != nil {
		return err
	}
	for _, answer := range answers {
		of, err := s.ledger.OfRecord(ctx, refRectification, answer)
		if err != nil {
			return err
		}
		facts = append(facts, of...)
	}
	reversals := make([]ledger.Fact, 0, len(facts))
	for _, fact := range facts {
		reversals = append(reversals, fact.Reversal())
	}
	_, err = s.ledger.Append(ctx, reversals...)
	return err
}
