package quota

import (
	"context"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

type lockRow struct {
	Month        string `gorm:"primaryKey"`
	LockedBy     string
	LockedByName string
	LockedAt     int64
}

func (lockRow) TableName() string { return "period_locks" }

// Lock is a closed month: no cost is booked in it, nothing accrues in it and no
// deduction of it is prepared or approved, until somebody reopens it.
type Lock struct {
	Month        date.Month
	LockedByName string
	LockedAt     time.Time
}

// Period is how a month stands: closed, or open with what closing it would cut off.
type Period struct {
	Month     date.Month
	Over      bool
	Lock      *Lock // nil while it is open
	Unsettled []Unsettled
	History   []PeriodEvent
}

// Why a contract's month is not settled, in the order of the work that is left.
const (
	assessmentMissing      = "assessment_missing"
	assessmentNotPublished = "assessment_not_published"
	settlementMissing      = "settlement_missing"
	settlementDraft        = "settlement_draft"
)

// Unsettled is a contract with work in the month whose settlement nobody approved.
type Unsettled struct {
	ContractID   string
	ContractCode string
	ContractName string
	SupplierName string
	Reason       string
	AssessmentID string // "" if there is none
	SettlementID string // "" if there is none
}

// ClosePeriod closes a finished month after accruing what is missing in it. What is
// not settled by then could not be settled afterwards, so a month with unsettled
// contracts is closed only with a reason, which the month's history keeps with their list:
// 409 month_not_settled without one. Also refused: month_not_over, month_locked.
func (s *Service) ClosePeriod(ctx context.Context, month date.Month, reason string) (Lock, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case month >= clock.ThisMonth(s.clock):
		return Lock{}, fault.Conflict("month_not_over", "The month is not over.")
	case len([]rune(reason)) > 500:
		return Lock{}, fault.Invalid("too_long", "reason", "The reason has at most 500 characters.")
	}
	actor := authz.From(ctx)
	row := lockRow{string(month), actor.UserID, actor.DisplayName, date.Millis(s.clock.Now())}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.EnterMonth(ctx, month); err != nil {
			return err
		}
		left, err := s.unsettled(ctx, month)
		if err != nil {
			return err
		}
		if len(left) > 0 && reason == "" {
			return fault.Conflict("month_not_settled", "Contracts of the month are not settled; name the reason to close it all the same.")
		}
		if _, err := s.accrue(ctx, month); err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		codes := make([]string, len(left))
		for i, u := range left {
			codes[i] = u.ContractCode
		}
		if err := s.note(ctx, month, PeriodEvent{Reason: reason, Unsettled: codes}); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actLock, Target: "period", TargetID: string(month), After: periodNote{reason, codes}})
	})
	return row.lock(), db.Fault(err)
}

// ReopenPeriod opens a closed month again, with a reason and by somebody else than
// who closed it: 403 reopener_is_closer. 409 month_not_locked if it is open. What was
// corrected in later months meanwhile stays there.
func (s *Service) ReopenPeriod(ctx context.Context, month date.Month, reason string) error {
	if err := authz.May(ctx, "cost.reopen"); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return fault.Invalid("reason_required", "reason", "Give the reason; it stays in the log.")
	case len([]rune(reason)) > 500:
		return fault.Invalid("too_long", "reason", "The reason has at most 500 characters.")
	}
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.enter(ctx, month); err != nil {
			return err
		}
		var rows []lockRow
		if err := s.db.Conn(ctx).Where("month = ?", string(month)).Limit(1).Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.Conflict("month_not_locked", "The month is open.")
		}
		if rows[0].LockedBy == authz.From(ctx).UserID {
			return fault.Forbidden("reopener_is_closer", "Somebody else than who closed the month must reopen it.")
		}
		if err := s.db.Conn(ctx).Where("month = ?", string(month)).Delete(&lockRow{}).Error; err != nil {
			return err
		}
		if err := s.note(ctx, month, PeriodEvent{Reopened: true, Reason: reason}); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actReopen, Target: "period", TargetID: string(month),
			Before: map[string]any{"lockedByName": rows[0].LockedByName, "lockedAt": rows[0].lock().LockedAt}, After: periodNote{Reason: reason}})
	}))
}

// Period tells how a month stands.
func (s *Service) Period(ctx context.Context, month date.Month) (Period, error) {
	p := Period{Month: month, Over: month < clock.ThisMonth(s.clock)}
	var rows []lockRow
	if err := s.db.Conn(ctx).Where("month = ?", string(month)).Limit(1).Find(&rows).Error; err != nil {
		return p, db.Fault(err)
	}
	if len(rows) > 0 {
		lock := rows[0].lock()
		p.Lock = &lock
	}
	var err error
	if p.Unsettled, err = s.unsettled(ctx, month); err != nil {
		return p, err
	}
	p.History, err = s.periodHistory(ctx, month)
	return p, err
}

// unsettled lists the contracts that settling the month would name and that have no
// approved settlement, and drafts of contracts that lost their work since.
func (s *Service) unsettled(ctx context.Context, month date.Month) ([]Unsettled, error) {
	lines, err := s.contracts.MonthLines(ctx, month, "")
	if err != nil {
		return nil, err
	}
	ids := []string{""} // an empty list is no SQL
	for _, l := range lines {
		if ids[len(ids)-1] != l.ContractID {
			ids = append(ids, l.ContractID)
		}
	}
	var rows []struct {
		Unsettled
		AssessmentState string
	}
	err = s.db.Conn(ctx).Table("contracts c").Joins("JOIN suppliers s ON s.id = c.supplier_id").
		Joins("LEFT JOIN settlements t ON t.contract_id = c.id AND t.month = ?", string(month)).
		Joins("LEFT JOIN assessments a ON a.supplier_id = c.supplier_id AND a.month = ?", string(month)).
		Select("c.id AS contract_id, c.code AS contract_code, c.name AS contract_name, s.name AS supplier_name, COALESCE(t.id, '') AS settlement_id, "+
			"COALESCE(a.id, '') AS assessment_id, COALESCE(a.state, '') AS assessment_state").
		Where("(c.id IN ? OR t.state = 'draft') AND (t.state IS NULL OR t.state = 'draft')", ids).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "c.supplier_id"})).Order("c.code").Scan(&rows).Error
	out := make([]Unsettled, len(rows))
	for i, r := range rows {
		out[i] = r.Unsettled
		switch {
		case r.SettlementID != "":
			out[i].Reason = settlementDraft
		case r.AssessmentState == "published":
			out[i].Reason = settlementMissing
		case r.AssessmentID != "":
			out[i].Reason = assessmentNotPublished
		default:
			out[i].Reason = assessmentMissing
		}
	}
	return out, db.Fault(err)
}

func (r lockRow) lock() Lock {
	return Lock{date.Month(r.Month), r.LockedByName, date.FromMillis(r.LockedAt)}
}

// Locks lists the closed months, newest first.
func (s *Service) Locks(ctx context.Context) ([]Lock, error) {
	var rows []lockRow
	err := s.db.Conn(ctx).Order("month DESC").Limit(600).Find(&rows).Error
	out := make([]Lock, len(rows))
	for i, r := range rows {
		out[i] = r.lock()
	}
	return out, db.Fault(err)
}
