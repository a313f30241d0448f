package settlement

import (
	"context"

	"hengjian/internal/assessment"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Prepare makes the drafts of a month: for one contract or, with an empty id, for
// every contract with work in the month. A contract that has its draft keeps it;
// only figures that no longer follow from contract and assessment are renewed.
// Contracts that cannot be settled are named with the reason. Errors: 404, 409
// month_locked in a closed month, assessment_not_published when there is nothing to
// settle for that reason.
func (s *Service) Prepare(ctx context.Context, month date.Month, contractID string) ([]Settlement, []Skipped, error) {
	if err := authz.May(ctx, "settlement.prepare"); err != nil {
		return nil, nil, err
	}
	if contractID != "" {
		if err := s.contractExists(ctx, contractID); err != nil {
			return nil, nil, err
		}
	}
	months, err := s.prices.MonthLines(ctx, month, contractID)
	if err != nil {
		return nil, nil, err
	}
	var made []Settlement
	var skipped []Skipped
	for _, lines := range byContract(months) {
		settled, err := s.prepareContract(ctx, month, lines)
		f := fault.As(err)
		switch {
		case err == nil:
			made = append(made, settled)
		case f != nil && f.Kind == fault.KindConflict && f.Code != "month_locked":
			skipped = append(skipped, Skipped{ContractID: lines[0].ContractID, Reason: f.Code})
		default:
			return nil, nil, err
		}
	}
	if len(made) == 0 {
		return nil, nil, nothingToSettle(skipped)
	}
	return made, skipped, s.nameSkipped(ctx, skipped)
}

func nothingToSettle(skipped []Skipped) error {
	if len(skipped) == 0 {
		return fault.Conflict("no_contract_in_month", "No contract has work in the month.")
	}
	if skipped[0].Reason == "payment_rule_missing" {
		return fault.Conflict("payment_rule_missing", "There is no payment rule to settle by.")
	}
	return assessmentNotPublished()
}

func assessmentNotPublished() error {
	return fault.Conflict("assessment_not_published", "The month's assessment is not published.")
}

// byContract cuts the lines, which come in order of their contracts.
func byContract(lines []contract.LineMonth) [][]contract.LineMonth {
	var out [][]contract.LineMonth
	for i, l := range lines {
		if i == 0 || lines[i-1].ContractID != l.ContractID {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}

func (s *Service) prepareContract(ctx context.Context, month date.Month, lines []contract.LineMonth) (Settlement, error) {
	var out Settlement
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.periods.EnterMonth(ctx, month); err != nil {
			return err
		}
		row, rows, err := s.statement(ctx, month, lines)
		if err != nil {
			return err
		}
		out, err = s.save(ctx, row, rows)
		return err
	})
	if db.IsDuplicate(err) { // somebody else made the draft just now: it is the same draft
		err = s.db.Tx(ctx, func(ctx context.Context) (err error) {
			out, err = s.of(ctx, lines[0].ContractID, month)
			return err
		})
	}
	return out, db.Fault(err)
}

// statement makes the rows of a settlement from contract, assessment and rule.
func (s *Service) statement(ctx context.Context, month date.Month, lines []contract.LineMonth) (settlementRow, []lineRow, error) {
	judged, err := s.judgements.Of(ctx, lines[0].SupplierID, month)
	if err != nil {
		return settlementRow{}, nil, err
	}
	if judged == nil || judged.State != assessment.Published {
		return settlementRow{}, nil, assessmentNotPublished()
	}
	var ruleIDs []string
	err = s.db.Conn(ctx).Table("contracts").Where("id = ?", lines[0].ContractID).Pluck("COALESCE(payment_rule_id, '')", &ruleIDs).Error
	if err != nil {
		return settlementRow{}, nil, err
	}
	rule, err := s.ruleOf(ctx, first(ruleIDs))
	if err != nil {
		return settlementRow{}, nil, err
	}
	in := Inputs{Points: judged.Points()}
	for _, l := range lines {
		in.Bases = append(in.Bases, l.Price)
	}
	a := Compute(rule, in)
	row := settlementRow{ID: id.New(), ContractID: lines[0].ContractID, SupplierID: lines[0].SupplierID, Month: string(month), AssessmentID: judged.ID,
		RuleID: rule.ID, Base: int64(a.Base), Deduction: int64(a.Deduction), Payable: int64(a.Payable), Grade: judged.Sheet.Grade,
		CoefficientBp: a.CoefficientBp, Insufficient: in.Points == nil, State: string(Draft), PreparedBy: authz.From(ctx).UserID,
		PreparedAt: date.Millis(s.clock.Now()), Version: 1}
	if in.Points != nil {
		p := int64(*in.Points)
		row.Points = &p
	}
	return row, lineRows(lines, a), nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func lineRows(lines []contract.LineMonth, a Amounts) []lineRow {
	out := make([]lineRow, len(lines))
	for i, l := range lines {
		part := a.Lines[i]
		out[i] = lineRow{ID: id.New(), ContractLineID: l.LineID, ServiceItem: l.ServiceItem, SiteID: l.SiteID, Category: string(l.Category), Position: i,
			Base: int64(part.Base), Deduction: int64(part.Deduction), Payable: int64(part.Payable), Formula: a.LineFormula(i).Zh}
	}
	return out
}

// save writes the first draft, or renews one whose figures have changed.
func (s *Service) save(ctx context.Context, row settlementRow, rows []lineRow) (Settlement, error) {
	var old []settlementRow
	err := s.db.Conn(ctx).Table("settlements").Where("contract_id = ? AND month = ?", row.ContractID, row.Month).Limit(1).Scan(&old).Error
	if err != nil {
		return Settlement{}, err
	}
	if len(old) > 0 {
		kept, err := s.sameFigures(ctx, old[0], row, rows)
		if err != nil {
			return Settlement{}, err
		}
		if kept || State(old[0].State) == Approved {
			return s.find(ctx, old[0].ID)
		}
		row.ID = old[0].ID
	}
	for i := range rows {
		rows[i].SettlementID = row.ID
	}
	if len(old) == 0 {
		err = s.db.Conn(ctx).Create(&row).Error
	} else {
		err = s.renew(ctx, old[0], row)
	}
	if err != nil {
		return Settlement{}, err
	}
	if len(rows) > 0 {
		if err := s.db.Conn(ctx).Create(&rows).Error; err != nil {
			return Settlement{}, err
		}
	}
	entry := audit.Entry{Action: actPrepare, Target: "settlement", TargetID: row.ID, After: figures(row)}
	if len(old) > 0 {
		entry.Before = figures(old[0])
	}
	if err := s.audit.Record(ctx, entry); err != nil {
		return Settlement{}, err
	}
	return s.find(ctx, row.ID)
}

func figures(r settlementRow) map[string]any {
	return map[string]any{"contractId": r.ContractID, "month": r.Month, "base": money.Fen(r.Base), "deduction": money.Fen(r.Deduction),
		"payable": money.Fen(r.Payable), "state": r.State}
}

func (s *Service) renew(ctx context.Context, old, row settlementRow) error {
	err := db.Changed(s.db.Conn(ctx).Table("settlements").Where("id = ? AND version = ? AND state = ?", old.ID, old.Version, string(Draft)).
		Updates(map[string]any{"assessment_id": row.AssessmentID, "rule_id": row.RuleID, "base": row.Base, "deduction": row.Deduction,
			"payable": row.Payable, "grade": row.Grade, "points": row.Points, "coefficient_bp": row.CoefficientBp, "insufficient": row.Insufficient,
			"prepared_by": row.PreparedBy, "prepared_at": row.PreparedAt, "version": old.Version + 1}))
	if err != nil {
		return err
	}
	return s.db.Conn(ctx).Exec("DELETE FROM settlement_lines WHERE settlement_id = ?", old.ID).Error
}

// sameFigures reports whether a settlement still says what would be prepared now.
func (s *Service) sameFigures(ctx context.Context, old, row settlementRow, rows []lineRow) (bool, error) {
	lines, err := s.lines(ctx, old.ID)
	if err != nil || len(lines) != len(rows) {
		return false, err
	}
	for i, l := range lines {
		if l.ContractLineID != rows[i].ContractLineID || int64(l.Base) != rows[i].Base || int64(l.Deduction) != rows[i].Deduction {
			return false, nil
		}
	}
	return old.Base == row.Base && old.Deduction == row.Deduction && old.CoefficientBp == row.CoefficientBp && old.RuleID == row.RuleID &&
		old.AssessmentID == row.AssessmentID && old.Insufficient == row.Insufficient, nil
}
