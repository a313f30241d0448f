package quota

import (
	"context"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

type accrualRow struct {
	ContractLineID string `gorm:"primaryKey"`
	Month          string `gorm:"primaryKey"`
	ContractID     string
	SupplierID     string
	SiteID         string
	Category       string
	Price          int64
	Quota          *int64
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
}

func (accrualRow) TableName() string { return "accruals" }

// enter makes every other transaction that enters the month wait for the end of this
// one, and tells whether the month is closed.
func (s *Service) enter(ctx context.Context, month date.Month) (locked bool, err error) {
	const base = "INSERT INTO periods (month, touched_at) VALUES (?, ?) "
	sql := base + "ON CONFLICT (month) DO UPDATE SET touched_at = excluded.touched_at"
	if s.db.Dialect() == db.MySQL {
		sql = base + "ON DUPLICATE KEY UPDATE touched_at = VALUES(touched_at)"
	}
	if err := s.db.Conn(ctx).Exec(sql, string(month), date.Millis(s.clock.Now())).Error; err != nil {
		return false, db.Fault(err)
	}
	var n int64
	err = s.db.Conn(ctx).Table("period_locks").Where("month = ?", string(month)).Count(&n).Error
	return n > 0, db.Fault(err)
}

// EnterMonth keeps a month open to the end of the transaction for whoever books
// something in it: 409 month_locked if it is closed.
func (s *Service) EnterMonth(ctx context.Context, month date.Month) error {
	locked, err := s.enter(ctx, month)
	if err == nil && locked {
		err = errLocked()
	}
	return err
}

func errLocked() error {
	return fault.Conflict("month_locked", "The month is closed.")
}

// AccrueMonth puts every contract line's month on the ledger: what it costs under
// its contract and what it would cost at its quota, dated the last day of the month.
// A line's month accrues once, however often this is called; it tells how many
// were new. Refuses a month that is not over (409 month_not_over) or closed (409
// month_locked).
func (s *Service) AccrueMonth(ctx context.Context, month date.Month) (added int, err error) {
	if month >= clock.ThisMonth(s.clock) {
		return 0, fault.Conflict("month_not_over", "The month is not over.")
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.EnterMonth(ctx, month); err != nil {
			return err
		}
		added, err = s.accrue(ctx, month)
		return err
	})
	return added, db.Fault(err)
}

// accrue needs the month entered.
func (s *Service) accrue(ctx context.Context, month date.Month) (int, error) {
	lines, err := s.contracts.MonthLines(ctx, month, "")
	if err != nil {
		return 0, err
	}
	var done []string
	if err := s.db.Conn(ctx).Table("accruals").Where("month = ?", string(month)).Pluck("contract_line_id", &done).Error; err != nil {
		return 0, db.Fault(err)
	}
	have := make(map[string]bool, len(done))
	for _, lineID := range done {
		have[lineID] = true
	}
	var rows []accrualRow
	var facts []ledger.Fact
	for _, l := range lines {
		if have[l.LineID] {
			continue
		}
		row := accrualRow{ContractLineID: l.LineID, Month: string(month), ContractID: l.ContractID, SupplierID: l.SupplierID, SiteID: l.SiteID,
			Category: string(l.Category), Price: int64(l.Price), CreatedAt: date.Millis(s.clock.Now())}
		facts = append(facts, factOf(l, ledger.ContractPrice, int64(l.Price)))
		if l.HasQuota {
			quota := int64(l.Quota)
			row.Quota = &quota
			facts = append(facts, factOf(l, ledger.QuotaCost, quota))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	if err := s.db.Conn(ctx).CreateInBatches(rows, 200).Error; err != nil {
		return 0, db.Fault(err)
	}
	if _, err := s.ledger.Append(ctx, facts...); err != nil {
		return 0, db.Fault(err)
	}
	return len(rows), s.log.Record(ctx, audit.Entry{Action: actAccrue, Target: "period", TargetID: string(month), After: map[string]int{"lines": len(rows)}})
}

func factOf(l contract.LineMonth, kind ledger.Kind, amount int64) ledger.Fact {
	return ledger.Fact{Kind: kind, SupplierID: l.SupplierID, ContractID: l.ContractID, SiteID: l.SiteID, Category: l.Category,
		OccurredOn: l.Month.Last(), Count: 1, Amount: amount, RefType: "contract_line", RefID: l.LineID}
}

// accrueBack is how many finished months AccrueDue looks at: a contract that was
// entered late still gets its months, unless they are closed.
const accrueBack = 12

// AccrueDue accrues what is missing in the finished open months of the last year. A
// job calls it every day.
func (s *Service) AccrueDue(ctx context.Context) (added int, err error) {
	this := clock.ThisMonth(s.clock)
	for back := accrueBack; back >= 1; back-- {
		n, err := s.AccrueMonth(ctx, this.Add(-back))
		if err != nil && !fault.Is(err, "month_locked") {
			return added, err
		}
		added += n
	}
	return added, nil
}
