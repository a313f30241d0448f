package settlement

import (
	"context"
	"errors"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

// Detail is a settlement as a statement.
type Detail struct {
	Settlement
	Rule       Rule
	Lines      []Line
	Amounts    Amounts // made again from what the settlement keeps
	Matches    bool
	Formula    Words
	LinesWords []Words
	Own        bool // the reader prepared it, so somebody else must approve it
}

// Get returns one settlement the actor may see.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	rule, err := s.rule(ctx, found.RuleID)
	if err != nil {
		return Detail{}, err
	}
	lines, err := s.lines(ctx, found.ID)
	if err != nil {
		return Detail{}, err
	}
	rules := []Rule{rule}
	if err := standard.NameSources(ctx, s.db, rules, (*Rule).sourced); err != nil {
		return Detail{}, err
	}
	d := Detail{Settlement: found, Rule: rules[0], Lines: lines, Own: found.PreparedBy == authz.From(ctx).UserID}
	d.Amounts, d.Matches = found.Recompute(rule, lines)
	d.Formula = d.Amounts.Formula(rule, found.Points)
	for i := range lines {
		d.LinesWords = append(d.LinesWords, d.Amounts.LineFormula(i))
	}
	return d, nil
}

// of returns the settlement of a contract's month.
func (s *Service) of(ctx context.Context, contractID string, month date.Month) (Settlement, error) {
	var row listedRow
	err := db.First(s.listed(ctx).Where("s.contract_id = ? AND s.month = ?", contractID, string(month)), &row)
	return row.settlement(), err
}

// Approve fixes a settlement, gives it its number and books its deductions on the
// last day of its month. A closed month keeps its deductions. Errors: 403
// approver_is_preparer, 404, 409 settlement_approved, settlement_outdated,
// month_locked, 412.
func (s *Service) Approve(ctx context.Context, settlementID string) (Detail, error) {
	if err := authz.May(ctx, "settlement.approve"); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		d, err := s.Get(ctx, settlementID)
		if err != nil {
			return err
		}
		if err := d.MayApprove(authz.From(ctx).UserID); err != nil {
			return err
		}
		if err := s.periods.EnterMonth(ctx, d.Month); err != nil {
			return err
		}
		if err := s.upToDate(ctx, d); err != nil {
			return err
		}
		number, err := s.sign(ctx, d.Settlement)
		if err != nil {
			return err
		}
		if _, err := s.ledger.Append(ctx, d.facts()...); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actApprove, Target: "settlement", TargetID: d.ID,
			Before: map[string]any{"state": Draft}, After: map[string]any{"state": Approved, "number": number, "deduction": d.Deduction, "payable": d.Payable}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, settlementID)
}

// sign moves the draft to approved under a fresh number; a number that is taken is
// drawn again.
func (s *Service) sign(ctx context.Context, found Settlement) (fresh string, err error) {
	for range 3 {
		fresh = number(clock.Today(s.clock))
		result := s.db.Conn(ctx).Table("settlements").Where("id = ? AND version = ? AND state = ?", found.ID, found.Version, string(Draft)).
			Updates(map[string]any{"state": string(Approved), "number": fresh, "approved_by": authz.From(ctx).UserID,
				"approved_at": date.Millis(s.clock.Now()), "version": found.Version + 1})
		if !db.IsDuplicate(result.Error) {
			return fresh, db.Changed(result)
		}
	}
	return "", fault.Internal(errors.New("settlement: no free number"))
}

// upToDate refuses a draft that contract and assessment no longer give, or that
// does not recompute: what a leader signs must be true on the day of signing.
func (s *Service) upToDate(ctx context.Context, d Detail) error {
	outdated := fault.Conflict("settlement_outdated", "Contract or assessment have changed since it was prepared; prepare it again.")
	if !d.Matches {
		return outdated
	}
	lines, err := s.prices.MonthLines(ctx, d.Month, d.ContractID)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return outdated
	}
	row, rows, err := s.statement(ctx, d.Month, lines)
	if err != nil {
		return err
	}
	var old settlementRow
	if err := db.First(s.db.Conn(ctx).Table("settlements").Where("id = ?", d.ID), &old); err != nil {
		return err
	}
	same, err := s.sameFigures(ctx, old, row, rows)
	if err == nil && !same {
		err = outdated
	}
	return err
}

// facts book the deduction line by line; a line without one says nothing.
func (d Detail) facts() []ledger.Fact {
	var out []ledger.Fact
	for _, l := range d.Lines {
		if l.Deduction == 0 {
			continue
		}
		out = append(out, ledger.Fact{Kind: ledger.Deduction, SupplierID: d.SupplierID, ContractID: d.ContractID, SiteID: l.SiteID, Category: l.Category,
			OccurredOn: d.Month.Last(), Count: 1, Amount: int64(l.Deduction), RefType: "settlement_line", RefID: l.ID})
	}
	return out
}

// number makes JS-261121-7K3F9Q: a number for people, from the random end of an
// identifier.
func number(day date.Day) string {
	fresh := id.New()
	return "JS-" + string(day[2:4]) + string(day[5:7]) + string(day[8:]) + "-" + fresh[len(fresh)-6:]
}

func (s *Service) contractExists(ctx context.Context, contractID string) error {
	var n int64
	err := s.db.Conn(ctx).Table("contracts c").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "c.supplier_id"})).Where("c.id = ?", contractID).Count(&n).Error
	if err == nil && n == 0 {
		return fault.NotFound()
	}
	return db.Fault(err)
}

func (s *Service) nameSkipped(ctx context.Context, skipped []Skipped) error {
	for i := range skipped {
		var row struct{ Code, Name string }
		err := s.db.Conn(ctx).Table("contracts").Select("code, name").Where("id = ?", skipped[i].ContractID).Scan(&row).Error
		if err != nil {
			return db.Fault(err)
		}
		skipped[i].ContractCode, skipped[i].ContractName = row.Code, row.Name
	}
	return nil
}

var _ Prices = (*contract.Service)(nil)
