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

// Answer is what a supplier's manager says about a finding.
type Answer struct {
	Cause  string
	Action string
	Photos []string // sha256 of uploaded photos
}

const maxText = 2000

// required returns the trimmed text, or refuses it for the field.
func required(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", fault.Invalid("required", field, "Write a text.")
	}
	if utf8.RuneCountInString(text) > maxText {
		return "", fault.Invalid("too_long", field, "Write at most 2000 characters.")
	}
	return text, nil
}

type rectificationRow struct {
	ID          string `gorm:"primaryKey"`
	FindingID   string
	Round       int
	Cause       string
	Action      string
	SubmittedBy string
	SubmittedAt int64
	State       string
}

func (rectificationRow) TableName() string { return "rectifications" }

// Rectify answers a finding. Whether it was answered on time is settled once, by
// the first answer; a later round neither mends nor repeats it. Errors: 404,
// 409 finding_closed, finding_cancelled, rectification_pending, 412 version_stale,
// 422 required.
func (s *Service) Rectify(ctx context.Context, findingID string, a Answer) (Rectification, error) {
	if err := authz.May(ctx, "finding.rectify"); err != nil {
		return Rectification{}, err
	}
	cause, err := required("cause", a.Cause)
	if err != nil {
		return Rectification{}, err
	}
	action, err := required("action", a.Action)
	if err != nil {
		return Rectification{}, err
	}
	var row rectificationRow
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		f, err := s.find(ctx, findingID)
		if err != nil {
			return err
		}
		if err := f.State.May(Submitted); err != nil {
			return err
		}
		var rounds int64
		if err := s.db.Conn(ctx).Table("rectifications").Where("finding_id = ?", f.ID).Count(&rounds).Error; err != nil {
			return err
		}
		row = rectificationRow{ID: id.New(), FindingID: f.ID, Round: int(rounds) + 1, Cause: cause, Action: action,
			SubmittedBy: authz.From(ctx).UserID, SubmittedAt: date.Millis(s.clock.Now()), State: string(AnswerSubmitted)}
		change := map[string]any{"state": string(Submitted)}
		facts := s.answerFacts(f, row, change)
		if err := s.change(ctx, f, change); err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.Stale()
			}
			return err
		}
		if err := s.attach(ctx, evidence.Rectification, row.ID, f, a.Photos); err != nil {
			return err
		}
		if _, err := s.ledger.Append(ctx, facts...); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actRectify, Target: refFinding, TargetID: f.ID,
			Before: map[string]any{"state": f.State}, After: map[string]any{"state": Submitted, "rectificationId": row.ID, "round": row.Round}})
	})
	if err != nil {
		return Rectification{}, db.Fault(err)
	}
	return row.rectification(), nil
}

// answerFacts are the facts of a first answer. An answer after the due date also
// says that the finding was overdue, in case the job has not come by yet: the
// score must not depend on when a job ran.
func (s *Service) answerFacts(f Finding, r rectificationRow, change map[string]any) []ledger.Fact {
	late := !s.clock.Now().Before(f.DueAt)
	var facts []ledger.Fact
	if r.Round == 1 {
		kind := ledger.RectificationOnTime
		if late {
			kind = ledger.RectificationLate
		}
		facts = append(facts, f.fact(kind, clock.Today(s.clock), refRectification, r.ID))
	}
	if late && f.OverdueAt == nil {
		change["overdue_at"] = r.SubmittedAt
		facts = append(facts, f.overdueFact())
	}
	return facts
}

func (f Finding) fact(kind ledger.Kind, on date.Day, refType, refID string) ledger.Fact {
	return ledger.Fact{Kind: kind, SupplierID: f.SupplierID, ContractID: f.ContractID, SiteID: f.SiteID, Category: f.Category,
		ClauseID: f.ClauseID, OccurredOn: on, Count: 1, RefType: refType, RefID: refID}
}

// overdueFact lands on the first day that was too late, whenever it is noticed.
func (f Finding) overdueFact() ledger.Fact {
	return f.fact(ledger.FindingOverdue, f.DueOn.AddDays(1), refFinding, f.ID)
}

func (r rectificationRow) rectification() Rectification {
	return Rectification{ID: r.ID, FindingID: r.FindingID, Round: r.Round, Cause: r.Cause, Action: r.Action, SubmittedBy: r.SubmittedBy,
		SubmittedAt: date.FromMillis(r.SubmittedAt), State: RectificationState(r.State)}
}
