package assessment

import (
	"slices"

	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
)

// Tally is the sum of one kind of fact over a supplier's month.
type Tally struct {
	Kind   ledger.Kind `json:"kind"`
	Count  int64       `json:"count"`
	Amount int64       `json:"amount"`
}

// Inputs are all a judgement is made of, in order of the kinds. Stored with it,
// they make it repeatable.
type Inputs []Tally

// NewInputs keeps the sums of the kinds, leaving out what cancelled out.
func NewInputs(sums []ledger.Sum, kinds []ledger.Kind) Inputs {
	by := map[ledger.Kind]Tally{}
	for _, s := range sums {
		t := by[s.Kind]
		by[s.Kind] = Tally{s.Kind, t.Count + s.Count, t.Amount + s.Amount}
	}
	out := Inputs{}
	for _, k := range kinds {
		if t, ok := by[k]; ok && (t.Count != 0 || t.Amount != 0) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b Tally) int { return compare(a.Kind, b.Kind) })
	return out
}

func compare(a, b ledger.Kind) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (in Inputs) of(k ledger.Kind) Tally {
	for _, t := range in {
		if t.Kind == k {
			return t
		}
	}
	return Tally{Kind: k}
}

// mostStars is what one rating can be worth (SR-17: five levels).
const mostStars = 5

// worth is what the facts count for in a ratio's numerator: ratings as their
// stars, all else by number.
func (in Inputs) worth(kinds []ledger.Kind) int64 {
	sum := int64(0)
	for _, k := range kinds {
		if k == ledger.Rating {
			sum += in.of(k).Amount
		} else {
			sum += in.of(k).Count
		}
	}
	return max(0, sum)
}

// most is what they could have counted for.
func (in Inputs) most(kinds []ledger.Kind) int64 {
	sum := int64(0)
	for _, k := range kinds {
		if k == ledger.Rating {
			sum += in.of(k).Count * mostStars
		} else {
			sum += in.of(k).Count
		}
	}
	return max(0, sum)
}

func (in Inputs) sample(kinds []ledger.Kind) int64 {
	sum := int64(0)
	for _, k := range kinds {
		sum += in.of(k).Count
	}
	return max(0, sum)
}

// The reasons for which something is not scored.
const (
	ReasonNoSample   = "no_sample"            // an indicator without any fact
	ReasonSmall      = "sample_too_small"     // an indicator below its smallest sample
	ReasonNoActivity = "no_activity"          // a month in which no indicator has a fact
	ReasonWeight     = "weight_below_minimum" // a month whose scored weight is too small
)

// Score is one line of the sheet.
type Score struct {
	Code        string       `json:"code"`
	Scored      bool         `json:"scored"`
	Reason      string       `json:"reason,omitempty"`
	Points      money.Points `json:"points"`
	Numerator   int64        `json:"numerator"`
	Denominator int64        `json:"denominator"`
	RatioBp     int64        `json:"ratioBp"` // for reading; points are computed from the exact ratio
	Lost        money.Points `json:"lost"`    // deduct: what the facts cost, before it stops at 0
	Sample      int64        `json:"sample"`
}

// Sheet is a judgement.
type Sheet struct {
	Insufficient bool         `json:"insufficient"`
	Reason       string       `json:"reason,omitempty"`
	Points       money.Points `json:"points"`
	Grade        string       `json:"grade"`
	ScoredWeight money.Points `json:"scoredWeight"`
	ScoredPoints money.Points `json:"scoredPoints"`
	Scores       []Score      `json:"scores"`
}

// Compute judges. It is a pure function of its two arguments, in integers, with
// one rounding an indicator and one for the total.
//
// An indicator whose sample is below its minimum is not scored. If the scored
// weight reaches MinWeight, the points are Σ points ÷ Σ scored weight × 100; else
// the month has insufficient data: no points and no grade, never full marks.
func Compute(d Definition, in Inputs) Sheet {
	sheet := Sheet{Scores: make([]Score, len(d.Indicators))}
	anything := false
	for i, indicator := range d.Indicators {
		score := indicator.score(in)
		sheet.Scores[i] = score
		anything = anything || score.Sample > 0
		if score.Scored {
			sheet.ScoredWeight += indicator.Weight
			sheet.ScoredPoints += score.Points
		}
	}
	switch {
	case !anything:
		sheet.Insufficient, sheet.Reason = true, ReasonNoActivity
	case sheet.ScoredWeight < d.MinWeight || sheet.ScoredWeight <= 0:
		sheet.Insufficient, sheet.Reason = true, ReasonWeight
	default:
		sheet.Points = money.Points(money.MulDiv(int64(sheet.ScoredPoints), int64(full), int64(sheet.ScoredWeight)))
		sheet.Grade = d.Grade(sheet.Points)
	}
	return sheet
}

func (i Indicator) score(in Inputs) Score {
	s := Score{Code: i.Code, Sample: in.sample(i.Denominator)}
	if i.Kind == Ratio {
		s.Denominator = in.most(i.Denominator)
		s.Numerator = min(in.worth(i.Numerator), s.Denominator)
		if s.Denominator > 0 {
			s.RatioBp = money.RatioBp(s.Numerator, s.Denominator)
		}
	} else {
		for k, points := range i.PerUnit {
			s.Lost += points * money.Points(max(0, in.of(k).Count))
		}
	}
	switch {
	case s.Sample == 0:
		s.Reason = ReasonNoSample
	case s.Sample < i.MinSample:
		s.Reason = ReasonSmall
	case i.Kind == Ratio:
		s.Scored, s.Points = true, i.line(s.Numerator, s.Denominator)
	default:
		s.Scored, s.Points = true, max(0, i.Weight-s.Lost)
	}
	return s
}

// line gives the points of num/den on the straight line from floor to target:
// weight × (num ÷ den − floor) ÷ (target − floor), clamped, rounded once.
func (i Indicator) line(num, den int64) money.Points {
	above := num*10000 - i.FloorBp*den
	span := (i.TargetBp - i.FloorBp) * den
	switch {
	case above <= 0 || span <= 0:
		return 0
	case above >= span:
		return i.Weight
	default:
		return money.Points(money.MulDiv(int64(i.Weight), above, span))
	}
}
