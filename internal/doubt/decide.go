package doubt

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Decision is what a manager says about a doubt.
type Decision string

// The decisions.
const (
	Uphold  Decision = "uphold"
	Dismiss Decision = "dismiss"
)

// Bounds of a reason, in characters.
const (
	minReason = 5
	maxReason = 500
)

// Decide ends a doubt. Upheld, its record counts no longer: its facts are reversed and
// its task is missed; findings it opened stay, since what was seen must be put right.
// Refused: 403 permission_denied, decider_is_author; 404; 409 doubt_decided; 422
// reason_too_short.
func (s *Service) Decide(ctx context.Context, doubtID string, d Decision, reason string) (Detail, error) {
	actor := authz.From(ctx)
	if !actor.Can(permDecide) {
		return Detail{}, fault.Forbidden("permission_denied", "This account may not do that.")
	}
	if reason = strings.TrimSpace(reason); utf8.RuneCountInString(reason) < minReason || utf8.RuneCountInString(reason) > maxReason {
		return Detail{}, fault.Invalid("reason_too_short", "reason", "Give a reason of 5 to 500 characters; it stands in the audit log.")
	}
	next, kind := Dismissed, ledger.DoubtDismissed
	switch d {
	case Uphold:
		next, kind = Upheld, ledger.DoubtUpheld
	case Dismiss:
	default:
		return Detail{}, fault.Invalid("not_allowed", "decision", "A decision is uphold or dismiss.")
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.locked(ctx, doubtID)
		if err != nil {
			return err
		}
		if err := row.mayDecide(actor.UserID); err != nil {
			return err
		}
		done := s.db.Conn(ctx).Table("doubts").Where("id = ? AND state = ?", doubtID, string(Open)).
			Updates(map[string]any{"state": string(next), "decided_at": date.Millis(s.clock.Now()), "decided_by": actor.UserID, "reason": reason})
		if done.Error != nil {
			return db.Fault(done.Error)
		}
		if done.RowsAffected == 0 {
			return alreadyDecided()
		}
		if f, counts := row.fact(kind); counts {
			if _, err := s.ledger.Append(ctx, f); err != nil {
				return err
			}
		}
		if next == Upheld {
			if err := s.records.Withdraw(ctx, row.InspectionID); err != nil {
				return err
			}
		}
		return s.log.Record(ctx, audit.Entry{Action: actDecide, Target: "doubt", TargetID: doubtID,
			Before: map[string]string{"state": string(Open)},
			After:  map[string]string{"state": string(next), "kind": row.Kind, "inspectionId": row.InspectionID, "reason": reason}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, doubtID)
}

// mayDecide refuses a second decision and one about the own record.
func (row doubtRow) mayDecide(userID string) error {
	switch {
	case State(row.State) != Open:
		return alreadyDecided()
	case row.involves(userID):
		return fault.Forbidden("decider_is_author", "Somebody else than the record's author, and than who brought it, must decide.")
	}
	return nil
}

// involves reports whether the person made the record or brought it.
func (row doubtRow) involves(userID string) bool {
	if row.PersonID == userID {
		return true
	}
	var f Figures
	return Kind(row.Kind) == BroughtByFile && (json.Unmarshal([]byte(row.Figures), &f) != nil || f.BroughtByID == userID)
}

func alreadyDecided() error {
	return fault.Conflict("doubt_decided", "The doubt was decided already.")
}

// locked reads a doubt for a decision, scoped.
func (s *Service) locked(ctx context.Context, doubtID string) (doubtRow, error) {
	var row doubtRow
	q := s.db.Conn(ctx).Table("doubts d").Select("d.*").Scopes(scope(ctx)).Where("d.id = ?", doubtID)
	if s.db.Dialect() == db.MySQL {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return row, db.First(q, &row)
}
