package contract

import (
	"math/rand/v2"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
)

func quantity(s string) money.Quantity {
	q, err := money.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

func line(billing Billing, q, price string, from, to date.Day) Line {
	return Line{Billing: billing, Quantity: quantity(q), UnitPrice: money.MustFen(price), StartsOn: from, EndsOn: to}
}

func tier(value string, per Per) *Tier {
	v := money.MustFen(value)
	return &Tier{Value: &v, Per: per, Usable: true}
}

func expect(t *testing.T, what string, got money.Fen, want string) {
	t.Helper()
	if got != money.MustFen(want) {
		t.Errorf("%s is %s, by hand %s", what, got, want)
	}
}

// Worked by hand: 16,324.5 m² × 4.60 = 75,092.70 a month.
func TestALineByTheMonthCostsQuantityTimesPrice(t *testing.T) {
	l := line(Monthly, "16324.5", "4.60", "2026-01-01", "2026-12-31")
	for _, m := range date.Month("2026-01").Span("2026-12") {
		expect(t, string(m), l.PriceOf(m), "75092.70")
	}
	expect(t, "the month before", l.PriceOf("2025-12"), "0")
	expect(t, "the month after", l.PriceOf("2027-01"), "0")
	expect(t, "the year", l.Total(), "901112.40")
}

// 24 guards × 3,650.00 = 87,600.00. From 11 March: 21 of 31 days, 59,341.935… → .94.
// To 10 June: 10 of 30 days, 29,200.00.
func TestTheFirstAndLastMonthCountByDays(t *testing.T) {
	l := line(Monthly, "24", "3650.00", "2026-03-11", "2026-06-10")
	expect(t, "March", l.PriceOf("2026-03"), "59341.94")
	expect(t, "April", l.PriceOf("2026-04"), "87600.00")
	expect(t, "June", l.PriceOf("2026-06"), "29200.00")
	expect(t, "all", l.Total(), "263741.94")
}

// 100.00 × 1 over 28 days of February, one day: 3.5714… → 3.57; half a fen goes up:
// 0.14 × 14 ÷ 28 = 0.07, 0.15 × 14 ÷ 28 = 0.075 → 0.08.
func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	expect(t, "one day", line(Monthly, "1", "100.00", "2026-02-28", "2026-03-31").PriceOf("2026-02"), "3.57")
	expect(t, "no rest", line(Monthly, "1", "0.14", "2026-02-15", "2026-03-31").PriceOf("2026-02"), "0.07")
	expect(t, "half a fen", line(Monthly, "1", "0.15", "2026-02-15", "2026-03-31").PriceOf("2026-02"), "0.08")
}

// 1,000.00 ÷ 12 = 83.333…: the first four months take the four fen that are left.
func TestAYearIsSplitOverTwelveMonthsToTheFen(t *testing.T) {
	l := line(Yearly, "1", "1000.00", "2026-04-01", "2028-03-31")
	for i, m := range date.Month("2026-04").Span("2027-03") {
		want := "83.33"
		if i < 4 {
			want = "83.34"
		}
		expect(t, string(m), l.PriceOf(m), want)
		expect(t, string(m.Add(12)), l.PriceOf(m.Add(12)), want)
	}
	expect(t, "two years", l.Total(), "2000.00")
	expect(t, "a month on a list", l.MonthlyPrice(), "83.33")
}

// 83.34 × 17 ÷ 31 = 45.702… for the first month from the 15th; the thirteenth month
// is the first again: 83.34 × 14 ÷ 31 = 37.637….
func TestAYearThatBeginsInsideAMonthCountsItsEndsByDays(t *testing.T) {
	l := line(Yearly, "1", "1000.00", "2026-03-15", "2027-03-14")
	expect(t, "first", l.PriceOf("2026-03"), "45.70")
	expect(t, "last", l.PriceOf("2027-03"), "37.64")
	expect(t, "all", l.Total(), "1000.00")
}

func TestALineBilledOnceCostsAllInItsFirstMonth(t *testing.T) {
	l := line(Once, "9600", "0.35", "2026-05-20", "2026-08-31")
	expect(t, "May", l.PriceOf("2026-05"), "3360.00")
	expect(t, "June", l.PriceOf("2026-06"), "0")
	expect(t, "a month on a list", l.MonthlyPrice(), "0")
	l.Until = "2026-05-19"
	expect(t, "a line that was ended before it began", l.Total(), "0")
}

// 87,600.00 × 12 ÷ 30 = 35,040.00 for the April that ended on the 12th.
func TestATerminatedLineStopsOnItsLastDay(t *testing.T) {
	l := line(Monthly, "24", "3650.00", "2026-01-01", "2026-12-31")
	l.Until = "2026-04-12"
	expect(t, "April", l.PriceOf("2026-04"), "35040.00")
	expect(t, "May", l.PriceOf("2026-05"), "0")
	if l.Covers("2026-05") {
		t.Error("the line covers May")
	}
}

func TestAQuotaFollowsTheSpanOfItsTier(t *testing.T) {
	l := line(Monthly, "16324", "0.52", "2026-01-01", "2028-12-31")
	for _, c := range []struct {
		name  string
		tier  *Tier
		month date.Month
		want  string
	}{
		{"a month", tier("0.50", PerMonth), "2026-02", "8162.00"},
		{"a meal counts as a month", tier("0.50", PerMeal), "2026-02", "8162.00"},
		// 16,324 × 6.00 = 97,944.00 a year, 8,162.00 a month
		{"a year", tier("6.00", PerYear), "2026-02", "8162.00"},
		// 16,324 × 0.01 = 163.24 a year; 13.60333…: the first four months 13.61
		{"a year with a rest, early", tier("0.01", PerYear), "2026-04", "13.61"},
		{"a year with a rest, late", tier("0.01", PerYear), "2026-05", "13.60"},
		// 163.24 over 36 months: 4.534…, 163.24 − 36 × 4.53 = 0.16: sixteen months 4.54
		{"three years, sixteenth month", tier("0.01", PerThreeYears), "2027-04", "4.54"},
		{"three years, seventeenth month", tier("0.01", PerThreeYears), "2027-05", "4.53"},
		// 16,324 × 0.02 = 326.48 a day
		{"a day in February", tier("0.02", PerDay), "2026-02", "9141.44"},
		{"a day in March", tier("0.02", PerDay), "2026-03", "10120.88"},
		{"no tier", nil, "2026-02", "0"},
		{"a tier without value", &Tier{Per: PerMonth}, "2026-02", "0"},
	} {
		l.Tier = c.tier
		expect(t, c.name, l.QuotaOf(c.month), c.want)
	}
	l.Tier = tier("3.00", PerOnce)
	expect(t, "once", l.QuotaOf("2026-01"), "48972.00")
	expect(t, "once, later", l.QuotaOf("2026-02"), "0")
	if _, ok := l.MonthlyQuota(); ok {
		t.Error("a quota for one time has a monthly figure")
	}
}

func TestAHalfMonthHasHalfTheQuota(t *testing.T) {
	l := line(Monthly, "10", "1.00", "2026-04-16", "2026-12-31")
	l.Tier = tier("30.00", PerMonth)
	expect(t, "April", l.QuotaOf("2026-04"), "150.00")
	l.Tier = tier("30.00", PerDay)
	expect(t, "April by days", l.QuotaOf("2026-04"), "4500.00")
}

// Whatever the line: whole months of a year add up to the year, and the months add up
// to the total.
func TestMonthsAddUpToTheTotalForAnyLine(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 11))
	for range 3000 {
		start := date.Month("2025-01").Add(rng.IntN(30))
		years := 1 + rng.IntN(4)
		l := Line{Billing: Yearly, Quantity: money.Quantity(1 + rng.Int64N(50_000_000)), UnitPrice: money.Fen(rng.Int64N(1_000_000)),
			StartsOn: start.First(), EndsOn: start.Add(12*years - 1).Last()}
		if want := l.UnitPrice.Times(l.Quantity) * money.Fen(years); l.Total() != want {
			t.Fatalf("%d years of %s × %s add up to %s, not %s", years, l.UnitPrice, l.Quantity, l.Total(), want)
		}
		l.Billing = Monthly
		if want := l.UnitPrice.Times(l.Quantity) * money.Fen(12*years); l.Total() != want {
			t.Fatalf("the months add up to %s, not %s", l.Total(), want)
		}
		// Cut anywhere, no month is dearer than its whole and none outside has a price.
		l.StartsOn = l.StartsOn.AddDays(rng.IntN(200))
		l.EndsOn = l.StartsOn.AddDays(rng.IntN(800))
		sum := money.Fen(0)
		for _, m := range start.Add(-1).Span(start.Add(48)) {
			p := l.PriceOf(m)
			if p < 0 || p > l.MonthlyPrice() || (p > 0) && !l.Covers(m) {
				t.Fatalf("%s of %s–%s is %s", m, l.StartsOn, l.EndsOn, p)
			}
			sum += p
		}
		if sum != l.Total() {
			t.Fatalf("months %s, total %s", sum, l.Total())
		}
	}
}
