package label

import (
	"context"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm/clause"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Resolution is what a manager does about a report.
type Resolution string

// The resolutions.
const (
	Replace Resolution = "replace" // revoke the code at once and give a new one
	Keep    Resolution = "keep"    // the code stays: its label is printed again or hung back
	Dismiss Resolution = "dismiss" // the report was wrong
)

const maxReason = 500

func reasoned(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", fault.Invalid("required", "reason", "Say why; it stands in the audit log.")
	}
	if utf8.RuneCountInString(reason) > maxReason {
		return "", fault.Invalid("too_long", "reason", "Write at most 500 characters.")
	}
	return reason, nil
}

// Replace gives a checkpoint a label with another code. The old code opens nothing from
// this moment, and every open report about the label is answered by it. version is the
// label's that the caller saw, 0 for whichever is in force.
func (s *Service) Replace(ctx context.Context, checkpointID string, version int, reason string) (checkpoint.Detail, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return checkpoint.Detail{}, err
	}
	reason, err := reasoned(reason)
	if err != nil {
		return checkpoint.Detail{}, err
	}
	var out checkpoint.Detail
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if out, err = s.checkpoints.ReplaceLabelOf(ctx, checkpointID, version, reason); err != nil {
			return err
		}
		return s.settle(ctx, map[string]any{"checkpoint_id": checkpointID}, Replaced, reason)
	})
	return out, db.Fault(err)
}

// CheckpointRetired ends the open reports about the label of a checkpoint that is taken
// out of use, in the transaction that does it and for the same reason: nobody will hang
// a label there any more.
func (s *Service) CheckpointRetired(ctx context.Context, checkpointID, reason string) error {
	return s.settle(ctx, map[string]any{"checkpoint_id": checkpointID}, Moot, reason)
}

// settle ends the open reports that fit the condition.
func (s *Service) settle(ctx context.Context, where map[string]any, state State, reason string) error {
	return db.Fault(s.db.Conn(ctx).Table("label_reports").Where(where).Where("state = ?", string(Open)).Updates(map[string]any{
		"state": string(state), "resolved_at": date.Millis(s.clock.Now()), "resolved_by": authz.From(ctx).UserID, "reason": reason}).Error)
}

// Resolve ends a report, once: 409 label_report_resolved for a second time. Replacing
// answers every open report about the checkpoint's label.
func (s *Service) Resolve(ctx context.Context, reportID string, r Resolution, reason string) (ReportView, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return ReportView{}, err
	}
	reason, err := reasoned(reason)
	if err != nil {
		return ReportView{}, err
	}
	states := map[Resolution]State{Replace: Replaced, Keep: Kept, Dismiss: Dismissed}
	if states[r] == "" {
		return ReportView{}, fault.Invalid("not_allowed", "resolution", "A resolution is replace, keep or dismiss.")
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.locked(ctx, reportID)
		if err != nil {
			return err
		}
		if State(row.State) != Open {
			return fault.Conflict("label_report_resolved", "This report was dealt with already.")
		}
		if err := s.resolve(ctx, row, r, states[r], reason); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actResolve, Target: "label_report", TargetID: row.ID,
			Before: map[string]string{"state": string(Open)}, After: map[string]string{"state": string(states[r]), "checkpointId": row.CheckpointID, "reason": reason}})
	})
	if err != nil {
		return ReportView{}, db.Fault(err)
	}
	return s.reportOf(ctx, reportID)
}

// resolve ends an open report. A label that was replaced while the report was on its way
// is not replaced again.
func (s *Service) resolve(ctx context.Context, row reportRow, r Resolution, state State, reason string) error {
	if r == Replace {
		current, _, err := s.labelAt(ctx, row.CheckpointID, s.clock.Now())
		if err != nil {
			return err
		}
		if current == row.LabelVersion {
			_, err := s.Replace(ctx, row.CheckpointID, current, reason)
			return err
		}
	}
	return s.settle(ctx, map[string]any{"id": row.ID}, state, reason)
}

// locked reads a report for a decision, scoped.
func (s *Service) locked(ctx context.Context, reportID string) (reportRow, error) {
	var row reportRow
	q := s.db.Conn(ctx).Table("label_reports r").Select("r.*").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "r.supplier_id", Site: "r.site_id"})).Where("r.id = ?", reportID)
	if s.db.Dialect() == db.MySQL {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return row, db.First(q, &row)
}
