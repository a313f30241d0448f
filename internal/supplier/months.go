package supplier

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
)

// Month is a supplier's month in figures. A money field is nil for an actor who may
// not read that kind of money.
type Month struct {
	Month         date.Month
	Grade         Grade
	Observations  int64  // items that passed, failed or did not apply, of all checks
	PassRateBp    *int64 // passed of passed and failed; nil when nothing was judged
	Missed        int64
	Findings      int64
	Overdue       int64
	QuotaCost     *money.Fen
	ContractPrice *money.Fen
	ActualCost    *money.Fen
	Deduction     *money.Fen
}

// MaxSpan bounds the months that one question may ask for.
const MaxSpan = 60

// Span checks a span of months; empty ends mean the twelve months up to now.
func Span(from, to, now date.Month) (date.Month, date.Month, error) {
	if to == "" {
		to = now
	}
	if from == "" {
		from = to.Add(-11)
	}
	switch {
	case to < from:
		return "", "", fault.Invalid("period_reversed", "to", "The span ends before it begins.")
	case from.Until(to) >= MaxSpan:
		return "", "", fault.Invalid("period_too_long", "from", "Ask for at most sixty months.")
	}
	return from, to, nil
}

// MoneyKinds names the permission that reading a kind of money needs. The agency's
// quotas and real costs are its bargaining position and not a supplier's to see.
var MoneyKinds = map[ledger.Kind]string{
	ledger.QuotaCost: "quota.read", ledger.ContractPrice: "contract.read", ledger.ActualCost: "cost.read", ledger.Deduction: "settlement.read",
}

// Months returns the figures of a supplier, oldest first, from the month rollups.
func (s *Service) Months(ctx context.Context, supplierID string, from, to date.Month) ([]Month, error) {
	from, to, err := Span(from, to, clock.ThisMonth(s.clock))
	if err != nil {
		return nil, err
	}
	if _, err := s.load(ctx, supplierID); err != nil {
		return nil, err
	}
	sums, err := s.ledger.SumMonths(ctx, from, to, ledger.Filter{SupplierID: supplierID}, ledger.ByMonth)
	if err != nil {
		return nil, err
	}
	grades, err := s.judgements(ctx, []string{supplierID}, from, to)
	if err != nil {
		return nil, err
	}
	return months(authz.From(ctx), from, to, sums, grades[supplierID]), nil
}

func months(actor authz.Actor, from, to date.Month, sums []ledger.Sum, grades []Grade) []Month {
	byMonth := map[date.Month]map[ledger.Kind]ledger.Sum{}
	for _, s := range sums {
		if byMonth[s.Month] == nil {
			byMonth[s.Month] = map[ledger.Kind]ledger.Sum{}
		}
		byMonth[s.Month][s.Kind] = s
	}
	graded := map[date.Month]Grade{}
	for _, g := range grades {
		graded[g.Month] = g
	}
	out := []Month{}
	for _, m := range from.Span(to) {
		k := byMonth[m]
		row := Month{Month: m, Grade: graded[m], Missed: k[ledger.TaskMissed].Count, Overdue: k[ledger.FindingOverdue].Count,
			Findings: k[ledger.FindingMinor].Count + k[ledger.FindingMajor].Count + k[ledger.FindingCritical].Count}
		passed := k[ledger.SelfPass].Count + k[ledger.CheckPass].Count
		judged := passed + k[ledger.SelfFail].Count + k[ledger.CheckFail].Count
		row.Observations = judged + k[ledger.SelfNA].Count + k[ledger.CheckNA].Count
		if judged > 0 {
			bp := money.RatioBp(passed, judged)
			row.PassRateBp = &bp
		}
		for kind, to := range map[ledger.Kind]**money.Fen{ledger.QuotaCost: &row.QuotaCost, ledger.ContractPrice: &row.ContractPrice,
			ledger.ActualCost: &row.ActualCost, ledger.Deduction: &row.Deduction} {
			if actor.Can(MoneyKinds[kind]) {
				amount := money.Fen(k[kind].Amount)
				*to = &amount
			}
		}
		out = append(out, row)
	}
	return out
}
