package contract

import (
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// Billing says what a unit price buys.
type Billing string

// The ways of billing.
const (
	Monthly Billing = "month" // one unit for one month
	Yearly  Billing = "year"  // one unit for twelve months
	Once    Billing = "once"  // one unit, in the month the line starts
)

func (b Billing) valid() bool { return b == Monthly || b == Yearly || b == Once }

// Per says what a quota value buys one unit of.
type Per string

// The spans of quotas.
const (
	PerMonth      Per = "month"
	PerYear       Per = "year"
	PerThreeYears Per = "three_years"
	PerDay        Per = "day"  // counts calendar days
	PerMeal       Per = "meal" // the line's quantity is meals in a month
	PerOnce       Per = "once"
)

// Pers lists every span.
var Pers = []Per{PerMonth, PerYear, PerThreeYears, PerDay, PerMeal, PerOnce}

// Tier is what a contract line needs of a quota tier.
type Tier struct {
	ID          string
	Code        string
	ServiceItem string
	Grade       string
	Unit        string
	Value       *money.Fen // nil where the source gives only a range
	Per         Per
	Usable      bool
}

// PriceOf is what the line costs in a month.
//
//   - By the month: quantity × unit price.
//   - By the year: quantity × unit price split over twelve months by the largest
//     remainder, counted from the month the line starts in, so that twelve months
//     add up to the year to the fen; the thirteenth month is the first again.
//   - Once: all of it in the month the line starts in.
//   - The first and the last month of a line that does not cover them whole count by
//     calendar days: the month's figure × days of work ÷ days of the month, rounded
//     half away from zero. A once line is never cut.
//
// A month outside the line is 0.
func (l Line) PriceOf(m date.Month) money.Fen {
	total := l.UnitPrice.Times(l.Quantity)
	switch l.Billing {
	case Monthly:
		return l.share(total, 1, m)
	case Yearly:
		return l.share(total, 12, m)
	default:
		return l.once(total, m)
	}
}

// QuotaOf is what the line would cost in a month at its quota: quantity × value of
// the tier, with the rules of PriceOf. A tier for three years is split over 36
// months; one for a day counts the calendar days of work in the month; one for a
// meal takes the quantity as meals of a month. A line without tier is 0.
func (l Line) QuotaOf(m date.Month) money.Fen {
	if l.Tier == nil || l.Tier.Value == nil {
		return 0
	}
	total := l.Tier.Value.Times(l.Quantity)
	switch l.Tier.Per {
	case PerYear:
		return l.share(total, 12, m)
	case PerThreeYears:
		return l.share(total, 36, m)
	case PerDay:
		return total * money.Fen(l.days(m))
	case PerOnce:
		return l.once(total, m)
	default:
		return l.share(total, 1, m)
	}
}

// MonthlyPrice is the price of a whole month, for lists: a twelfth of a year's
// price, rounded; 0 for a line billed once.
func (l Line) MonthlyPrice() money.Fen {
	total := l.UnitPrice.Times(l.Quantity)
	switch l.Billing {
	case Monthly:
		return total
	case Yearly:
		return money.Fen(money.MulDiv(int64(total), 1, 12))
	default:
		return 0
	}
}

// MonthlyQuota is MonthlyPrice at the quota. A day's quota counts thirty days. ok is
// false without a tier and for one that measures a single time.
func (l Line) MonthlyQuota() (quota money.Fen, ok bool) {
	if l.Tier == nil || l.Tier.Value == nil {
		return 0, false
	}
	total := l.Tier.Value.Times(l.Quantity)
	switch l.Tier.Per {
	case PerYear:
		return money.Fen(money.MulDiv(int64(total), 1, 12)), true
	case PerThreeYears:
		return money.Fen(money.MulDiv(int64(total), 1, 36)), true
	case PerDay:
		return total * 30, true
	case PerOnce:
		return 0, false
	default:
		return total, true
	}
}

// Total is the price of all months of the line.
func (l Line) Total() money.Fen {
	sum := money.Fen(0)
	for _, m := range l.months() {
		sum += l.PriceOf(m)
	}
	return sum
}

func (l Line) last() date.Day {
	if l.Until != "" && l.Until < l.EndsOn {
		return l.Until
	}
	return l.EndsOn
}

func (l Line) months() []date.Month {
	if l.last() < l.StartsOn {
		return nil
	}
	return l.StartsOn.Month().Span(l.last().Month())
}

// days counts the days of work in a month.
func (l Line) days(m date.Month) int {
	from, to := max(l.StartsOn, m.First()), min(l.last(), m.Last())
	if to < from {
		return 0
	}
	return from.Until(to) + 1
}

// Covers reports whether a month has a day of work of the line.
func (l Line) Covers(m date.Month) bool { return l.days(m) > 0 }

// share is the month's part of a total that lasts for span months.
func (l Line) share(total money.Fen, span int, m date.Month) money.Fen {
	days := l.days(m)
	if days == 0 {
		return 0
	}
	weights := make([]int64, span)
	for i := range weights {
		weights[i] = 1
	}
	whole := money.Split(total, weights)[l.StartsOn.Month().Until(m)%span]
	if days == m.Days() {
		return whole
	}
	return money.Fen(money.MulDiv(int64(whole), int64(days), int64(m.Days())))
}

func (l Line) once(total money.Fen, m date.Month) money.Fen {
	if m != l.StartsOn.Month() || l.days(m) == 0 {
		return 0
	}
	return total
}

// LineMonth is one month of one line, as settlements, assessments and reports take
// it.
type LineMonth struct {
	Month       date.Month
	ContractID  string
	LineID      string
	SupplierID  string
	SiteID      string
	Category    vocab.Category
	ServiceItem string
	Quantity    money.Quantity
	Unit        string
	UnitPrice   money.Fen
	Billing     Billing
	Days        int       // days of work in the month
	Price       money.Fen // PriceOf
	HasQuota    bool
	Quota       money.Fen // QuotaOf
}

// In returns the line's month.
func (l Line) In(m date.Month) LineMonth {
	return LineMonth{Month: m, ContractID: l.ContractID, LineID: l.ID, SupplierID: l.SupplierID, SiteID: l.SiteID, Category: l.Category,
		ServiceItem: l.ServiceItem, Quantity: l.Quantity, Unit: l.Unit, UnitPrice: l.UnitPrice, Billing: l.Billing, Days: l.days(m),
		Price: l.PriceOf(m), HasQuota: l.Tier != nil && l.Tier.Value != nil, Quota: l.QuotaOf(m)}
}
