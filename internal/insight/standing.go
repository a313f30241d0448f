package insight

import (
	"cmp"
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// WorkbenchGrade is a supplier's newest published judgement beside the one before.
type WorkbenchGrade struct {
	SupplierID     string        `json:"supplierId"`
	Name           string        `json:"name"`
	Month          date.Month    `json:"month"`
	Points         *money.Points `json:"points,omitempty"`
	Grade          string        `json:"grade,omitempty"`
	PreviousPoints *money.Points `json:"previousPoints,omitempty"`
	PreviousGrade  string        `json:"previousGrade,omitempty"`
	AssessmentID   string        `json:"assessmentId"`
}

// fall is how many points were lost; negative for a gain, 0 without a comparison.
func (g WorkbenchGrade) fall() money.Points {
	if g.Points == nil || g.PreviousPoints == nil {
		return 0
	}
	return *g.PreviousPoints - *g.Points
}

// gradeMonths is how far back the newest judgement may lie.
const gradeMonths = 4

// moving lists the newest judgement of each supplier, the largest fall first.
func (s *Service) moving(ctx context.Context, this date.Month) ([]WorkbenchGrade, error) {
	where, args := authz.Condition(ctx, authz.Columns{Supplier: "a.supplier_id"})
	var rows []struct {
		ID         string
		SupplierID string
		Name       string
		Month      date.Month
		Points     *int64
		Grade      string
	}
	err := s.db.Conn(ctx).Raw(`SELECT a.id, a.supplier_id, s.short_name AS name, a.month, a.points, a.grade FROM assessments a
		JOIN suppliers s ON s.id = a.supplier_id WHERE a.state = 'published' AND a.month BETWEEN ? AND ? AND `+where+` ORDER BY a.supplier_id, a.month DESC`,
		append([]any{string(this.Add(-gradeMonths)), string(this.Add(-1))}, args...)...).Scan(&rows).Error
	out := []WorkbenchGrade{}
	for _, r := range rows {
		var points *money.Points
		if r.Points != nil {
			p := money.Points(*r.Points)
			points = &p
		}
		last := len(out) - 1
		switch {
		case last < 0 || out[last].SupplierID != r.SupplierID:
			out = append(out, WorkbenchGrade{SupplierID: r.SupplierID, Name: r.Name, Month: r.Month, Points: points, Grade: r.Grade, AssessmentID: r.ID})
		case r.Month == out[last].Month.Add(-1):
			out[last].PreviousPoints, out[last].PreviousGrade = points, r.Grade
		}
	}
	slices.SortStableFunc(out, func(a, b WorkbenchGrade) int {
		return cmp.Or(cmp.Compare(b.fall(), a.fall()), cmp.Compare(a.Name, b.Name))
	})
	return out, db.Fault(err)
}

// settledSQL adds up the settlements of one month by supplier. The scope follows.
const settledSQL = `SELECT t.supplier_id, SUM(t.base) AS base, SUM(t.deduction) AS deduction FROM settlements t WHERE t.month = ? AND t.state IN ? AND `

// money reads the latest month with settlements. What is at risk is this month's
// price of each supplier at the rate that supplier lost then: what would be deducted
// if the month were judged like the last.
func (s *Service) money(ctx context.Context, this date.Month) (WorkbenchMoney, error) {
	out := WorkbenchMoney{Month: this.Add(-1)}
	where, args := authz.Condition(ctx, authz.Columns{Supplier: "t.supplier_id"})
	states := []string{"draft", "approved"}
	if authz.From(ctx).IsSupplier() {
		states = []string{"approved"} // a draft is not the supplier's to see
	}
	var latest []string
	err := s.db.Conn(ctx).Raw(`SELECT t.month FROM settlements t WHERE t.month >= ? AND t.state IN ? AND `+where+` ORDER BY t.month DESC LIMIT 1`,
		append([]any{string(this.Add(-gradeMonths)), states}, args...)...).Scan(&latest).Error
	if err != nil || len(latest) == 0 {
		return out, db.Fault(err)
	}
	out.Month = date.Month(latest[0])
	var rows []struct {
		SupplierID string
		Base       int64
		Deduction  int64
	}
	err = s.db.Conn(ctx).Raw(settledSQL+where+" GROUP BY t.supplier_id", append([]any{latest[0], states}, args...)...).Scan(&rows).Error
	if err != nil {
		return out, db.Fault(err)
	}
	price, err := s.priceOf(ctx, this)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		out.Base += money.Fen(r.Base)
		out.Deduction += money.Fen(r.Deduction)
		if r.Base > 0 {
			out.AtRisk += money.Fen(money.MulDiv(int64(price[r.SupplierID]), r.Deduction, r.Base))
		}
	}
	return out, nil
}

func (s *Service) priceOf(ctx context.Context, month date.Month) (map[string]money.Fen, error) {
	lines, err := s.contracts.MonthLines(ctx, month, "")
	if err != nil {
		return nil, err
	}
	out := map[string]money.Fen{}
	for _, l := range lines {
		out[l.SupplierID] += l.Price
	}
	return out, nil
}
