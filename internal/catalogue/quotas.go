package catalogue

import (
	"slices"
	"strings"

	"encoding/json"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
)

const (
	fileQuotas     = "quotas.csv"
	fileThresholds = "thresholds.csv"
)

var (
	units   = []string{"m2", "person", "elevator", "elevator/floor", "project", "percent"}
	periods = []Per{PerMonth, PerYear, PerDay, PerMeal, PerOnce, PerThreeYears}
	reasons = []string{ReasonRate, ReasonMarketQuote, ReasonProjectTotal, ReasonResidential, ReasonRoughComparison}
)

// readQuotas reads one row a tier and groups neighbours by quota_code.
func (l *loader) readQuotas() []Quota {
	var out []Quota
	for _, r := range l.rows(fileQuotas, "quota_code", "tier_code", "category", "service_item", "grade", "unit", "per",
		"low", "high", "value", "effective_from", "source_id", "unusable", "note") {
		q, tier := l.quota(r), l.tier(r)
		if last := len(out) - 1; last >= 0 && out[last].Code == q.Code {
			l.sameQuota(&out[last], q, tier.Code)
		} else {
			l.unique("quota", fileQuotas, q.Code)
			out = append(out, q)
		}
		last := &out[len(out)-1]
		last.Tiers = append(last.Tiers, tier)
	}
	return out
}

func (l *loader) quota(r map[string]string) Quota {
	code := r["tier_code"]
	l.required(fileQuotas, code, "service_item", r["service_item"])
	l.source(fileQuotas, code, r["source_id"])
	if !slices.Contains(units, r["unit"]) {
		l.bad(fileQuotas, code, "unknown unit %q", r["unit"])
	}
	basis, note := basisQuoted, r["note"]
	switch {
	case strings.HasPrefix(note, "【引用】"):
		note = strings.TrimPrefix(note, "【引用】")
	case strings.HasPrefix(note, "【推算】"):
		basis, note = basisDerived, strings.TrimPrefix(note, "【推算】")
	default:
		l.bad(fileQuotas, code, "note does not begin with 【引用】 or 【推算】")
	}
	return Quota{Code: r["quota_code"], Category: l.category(fileQuotas, code, r["category"]), ServiceItem: r["service_item"],
		Unit: r["unit"], Basis: basis, SourceID: r["source_id"], EffectiveFrom: r["effective_from"],
		EffectiveDay: l.when(fileQuotas, code, "effective_from", r["effective_from"]), Note: note}
}

// sameQuota checks that a further tier says the same about its quota, and keeps what
// its note adds.
func (l *loader) sameQuota(have *Quota, q Quota, tier string) {
	if have.Category != q.Category || have.ServiceItem != q.ServiceItem || have.Unit != q.Unit || have.Basis != q.Basis ||
		have.SourceID != q.SourceID || have.EffectiveFrom != q.EffectiveFrom {
		l.bad(fileQuotas, tier, "differs from the other tiers of %s in more than grade and price", q.Code)
	}
	if q.Note != "" && !slices.Contains(strings.Split(have.Note, " / "), q.Note) {
		have.Note = strings.TrimPrefix(have.Note+" / "+q.Note, " / ")
	}
}

func (l *loader) tier(r map[string]string) Tier {
	code := r["tier_code"]
	l.unique("tier", fileQuotas, code)
	t := Tier{Code: code, Grade: r["grade"], Per: Per(r["per"]), Reason: r["unusable"], Usable: r["unusable"] == "",
		Note: strings.TrimPrefix(strings.TrimPrefix(r["note"], "【引用】"), "【推算】")}
	if !t.Usable && !slices.Contains(reasons, t.Reason) {
		l.bad(fileQuotas, code, "unknown reason %q", t.Reason)
	}
	if r["unit"] == "percent" {
		t.RateBp = l.bp(fileQuotas, code, "value", json.Number(r["value"]))
		if t.Reason != ReasonRate || t.RateBp == 0 {
			l.bad(fileQuotas, code, "a percentage must be above zero and marked %q", ReasonRate)
		}
		return t
	}
	t.Low, t.High = l.fen(fileQuotas, code, "low", r["low"]), l.fen(fileQuotas, code, "high", r["high"])
	t.Value = l.fen(fileQuotas, code, "value", r["value"])
	if outside(t.Value, t.Low, t.High) {
		l.bad(fileQuotas, code, "value %s is outside %s to %s", r["value"], r["low"], r["high"])
	}
	if t.Low != nil && t.High != nil && *t.Low > *t.High {
		l.bad(fileQuotas, code, "low %s is above high %s", r["low"], r["high"])
	}
	if t.Usable && (t.Value == nil || *t.Value == 0) {
		l.bad(fileQuotas, code, "a usable tier needs a value")
	}
	if !slices.Contains(periods, t.Per) && (t.Usable || t.Per != Unstated) {
		l.bad(fileQuotas, code, "unknown period %q", t.Per)
	}
	if t.Usable && slices.Contains([]string{"S58", "S58B"}, r["source_id"]) {
		l.bad(fileQuotas, code, "a shop's offer must be marked %q", ReasonMarketQuote)
	}
	if t.Usable && r["unit"] == "project" {
		l.bad(fileQuotas, code, "the price of a whole project must be marked %q", ReasonProjectTotal)
	}
	return t
}

func outside(v, low, high *money.Fen) bool {
	return v != nil && (low != nil && *v < *low || high != nil && *v > *high)
}

// when checks a date as sources give it, and returns its first possible day.
func (l *loader) when(file, code, what, text string) date.Day {
	full := text
	switch len(text) {
	case 0:
		return ""
	case len("2021"):
		full += "-01-01"
	case len("2025-10"):
		full += "-01"
	}
	day, err := date.ParseDay(full)
	if err != nil {
		l.bad(file, code, "%s %q is not a year, month or day", what, text)
	}
	return day
}

// readThresholds reads the sums above which the law asks for a way of procurement.
// They have the form of prices but must never be taken for one, so that they have
// their own file and type.
func (l *loader) readThresholds() []ProcurementThreshold {
	var out []ProcurementThreshold
	for _, r := range l.rows(fileThresholds, "code", "item", "amount", "effective_from", "source_id", "note") {
		code := r["code"]
		l.unique("tier", fileThresholds, code)
		l.source(fileThresholds, code, r["source_id"])
		amount := l.fen(fileThresholds, code, "amount", r["amount"])
		if amount == nil || *amount == 0 {
			l.bad(fileThresholds, code, "needs an amount")
			continue
		}
		out = append(out, ProcurementThreshold{Code: code, Item: r["item"], Amount: *amount, SourceID: r["source_id"],
			EffectiveFrom: l.when(fileThresholds, code, "effective_from", r["effective_from"]), Note: strings.TrimPrefix(r["note"], "【引用】")})
	}
	return out
}
