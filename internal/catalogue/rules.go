package catalogue

import (
	"encoding/json"

	"hengjian/internal/kernel/money"
)

const fileRules = "scoring_rules.json"

// ScoringRule is one way of scoring or of paying by score, as a contract or policy
// states it. Fields that a rule does not have are zero.
type ScoringRule struct {
	Code               string
	Name               string
	Scope              string
	Cycle              string
	BaseScore          *money.Points
	Bands              []Band
	Threshold          Threshold
	Formula            string
	Aggregation        string // "min": the lowest place counts
	Weights            []Weight
	Adjustments        []Adjustment
	EventDeductions    []EventDeduction
	PointValue         money.Fen // what one point costs
	ReserveBp          int64     // part of the fee that is paid by score
	Events             []string
	Dimensions         []string
	Indicators         []string
	ReplyWorkingDays   int64
	RectifyWorkingDays int64
	RectifyDays        int64
	RevisitBp          int64
	ReplyBp            int64
	SamplingMinBp      int64
	FullCoverageYears  int64
	Consequence        string
	SourceID           string
	Basis              string
}

// Band is one step of a rule. Min and Max are as the source prints them; between two
// bands ("80-89", "90-100") sources leave gaps, which belong to the lower band: a
// band begins at its Min and ends below the Min of the band above. CoefficientBp is
// nil where the source states no share of the fee.
type Band struct {
	Grade         string
	Min           *money.Points
	Max           *money.Points
	CoefficientBp *int64
	Effect        string
	Stars         int64
	ValidityYears int64
	ScoreCutBp    int64
	PriceAddBp    int64
}

// Threshold ends or suspends something. Zero fields do not apply.
type Threshold struct {
	AccumulatedDeduction *money.Points // from here on
	Consecutive          int64
	ScoreBelow           *money.Points
	SatisfactionBp       int64 // from here on
}

// Weight is a dimension's share of the score.
type Weight struct {
	Name string
	Bp   int64
}

// Adjustment adds or takes points; Min and Max are equal where it is a fixed number,
// both nil where Effect says in words what happens.
type Adjustment struct {
	Event  string
	Min    *money.Points
	Max    *money.Points
	Effect string
}

// EventDeduction is a fixed sum for an event.
type EventDeduction struct {
	Event  string
	Amount money.Fen
}

// PaymentRule is a scoring rule whose every band states a share of the fee. Bands
// are in descending order; a score belongs to the first band whose Lower it reaches,
// so that exactly 90 is in the band that begins at 90, and 89.99 is not.
// Executable is false where the source qualifies a band in words (Reason), so that a
// person must decide before money follows.
type PaymentRule struct {
	Code        string
	Name        string
	Scope       string
	Cycle       string
	Bands       []PaymentBand
	Consequence string
	SourceID    string
	Executable  bool
	Reason      string
}

// PaymentBand pays CoefficientBp of the fee from Lower points on.
type PaymentBand struct {
	Lower         money.Points
	CoefficientBp int64
	Grade         string
}

type ruleRow struct {
	Code      string      `json:"code"`
	Name      string      `json:"name"`
	Scope     string      `json:"scope"`
	Cycle     string      `json:"cycle"`
	BaseScore json.Number `json:"base_score"`
	Bands     []bandRow   `json:"bands"`
	Threshold struct {
		AccumulatedDeduction json.Number `json:"accumulated_deduction_gte"`
		Consecutive          int64       `json:"consecutive"`
		ScoreBelow           json.Number `json:"score_lt"`
		Satisfaction         json.Number `json:"satisfaction_gte_percent"`
	} `json:"threshold"`
	Formula     string `json:"formula"`
	Aggregation string `json:"aggregation"`
	Weights     []struct {
		Name    string      `json:"name"`
		Percent json.Number `json:"percent"`
	} `json:"weights"`
	Adjustments []struct {
		Event  string      `json:"event"`
		Points json.Number `json:"points"`
		Min    json.Number `json:"points_min"`
		Max    json.Number `json:"points_max"`
		Effect string      `json:"effect"`
	} `json:"adjustments"`
	EventDeductions []struct {
		Event string      `json:"event"`
		Yuan  json.Number `json:"cny"`
	} `json:"event_deductions"`
	PointValue         json.Number `json:"point_value_cny"`
	Reserve            json.Number `json:"assessment_reserve_percent"`
	Events             []string    `json:"events"`
	Dimensions         []string    `json:"dimensions"`
	Indicators         []string    `json:"indicators_offline"`
	ReplyWorkingDays   int64       `json:"reply_working_days"`
	RectifyWorkingDays int64       `json:"rectify_working_days"`
	RectifyDays        int64       `json:"rectify_days"`
	Revisit            json.Number `json:"revisit_rate_percent"`
	Reply              json.Number `json:"reply_rate_percent"`
	SamplingMin        json.Number `json:"sampling_min_percent"`
	FullCoverageYears  int64       `json:"full_coverage_years"`
	Consequence        string      `json:"consequence"`
	SourceID           string      `json:"source_id"`
	Basis              string      `json:"basis"`
}

type bandRow struct {
	Min           json.Number `json:"min"`
	Max           json.Number `json:"max"`
	Grade         string      `json:"grade"`
	Coefficient   json.Number `json:"payment_coefficient"`
	Effect        string      `json:"effect"`
	Stars         int64       `json:"stars"`
	ValidityYears int64       `json:"validity_years"`
	ScoreCut      json.Number `json:"score_cut_percent"`
	PriceAdd      json.Number `json:"price_add_percent"`
}

func (l *loader) readRules() ([]ScoringRule, []PaymentRule) {
	var rows []ruleRow
	if !l.object(fileRules, &rows) {
		return nil, nil
	}
	var scoring []ScoringRule
	var payment []PaymentRule
	for _, r := range rows {
		rule := l.rule(r)
		scoring = append(scoring, rule)
		if p, ok := l.paymentRule(rule); ok {
			payment = append(payment, p)
		}
	}
	return scoring, payment
}

func (l *loader) rule(r ruleRow) ScoringRule {
	l.unique("rule", fileRules, r.Code)
	l.required(fileRules, r.Code, "name", r.Name)
	l.source(fileRules, r.Code, r.SourceID)
	if r.Basis != basisQuoted {
		l.bad(fileRules, r.Code, "unknown basis %q", r.Basis)
	}
	percent := func(what string, n json.Number) int64 { return l.bp(fileRules, r.Code, what, n) }
	points := func(what string, n json.Number) *money.Points { return l.points(fileRules, r.Code, what, n) }
	out := ScoringRule{
		Code: r.Code, Name: r.Name, Scope: r.Scope, Cycle: r.Cycle, BaseScore: points("base_score", r.BaseScore),
		Threshold: Threshold{points("accumulated_deduction_gte", r.Threshold.AccumulatedDeduction), r.Threshold.Consecutive,
			points("score_lt", r.Threshold.ScoreBelow), percent("satisfaction_gte_percent", r.Threshold.Satisfaction)},
		Formula: r.Formula, Aggregation: r.Aggregation, ReserveBp: percent("assessment_reserve_percent", r.Reserve),
		Events: r.Events, Dimensions: r.Dimensions, Indicators: r.Indicators, ReplyWorkingDays: r.ReplyWorkingDays,
		RectifyWorkingDays: r.RectifyWorkingDays, RectifyDays: r.RectifyDays, RevisitBp: percent("revisit_rate_percent", r.Revisit),
		ReplyBp: percent("reply_rate_percent", r.Reply), SamplingMinBp: percent("sampling_min_percent", r.SamplingMin),
		FullCoverageYears: r.FullCoverageYears, Consequence: r.Consequence, SourceID: r.SourceID, Basis: r.Basis,
	}
	if v := l.fen(fileRules, r.Code, "point_value_cny", r.PointValue.String()); v != nil {
		out.PointValue = *v
	}
	sum := int64(0)
	for _, w := range r.Weights {
		out.Weights = append(out.Weights, Weight{w.Name, percent("weight", w.Percent)})
		sum += percent("weight", w.Percent)
	}
	if len(r.Weights) > 0 && sum != 10000 {
		l.bad(fileRules, r.Code, "weights add up to %d basis points instead of 10000", sum)
	}
	for _, a := range r.Adjustments {
		if a.Points != "" {
			a.Min, a.Max = a.Points, a.Points
		}
		out.Adjustments = append(out.Adjustments, Adjustment{a.Event, points("points_min", a.Min), points("points_max", a.Max), a.Effect})
	}
	for _, e := range r.EventDeductions {
		if v := l.fen(fileRules, r.Code, "cny", e.Yuan.String()); v != nil && *v > 0 {
			out.EventDeductions = append(out.EventDeductions, EventDeduction{e.Event, *v})
		} else {
			l.bad(fileRules, r.Code, "the event %q costs nothing", e.Event)
		}
	}
	for _, b := range r.Bands {
		out.Bands = append(out.Bands, l.band(r.Code, b))
	}
	l.order(out)
	return out
}

func (l *loader) band(code string, b bandRow) Band {
	out := Band{Grade: b.Grade, Min: l.points(fileRules, code, "min", b.Min), Max: l.points(fileRules, code, "max", b.Max),
		Effect: b.Effect, Stars: b.Stars, ValidityYears: b.ValidityYears,
		ScoreCutBp: l.bp(fileRules, code, "score_cut_percent", b.ScoreCut), PriceAddBp: l.bp(fileRules, code, "price_add_percent", b.PriceAdd)}
	l.required(fileRules, code, "grade of a band", b.Grade)
	if b.Coefficient != "" {
		v := l.scaled(fileRules, code, "payment_coefficient", b.Coefficient, 4)
		if v > 10000 {
			l.bad(fileRules, code, "pays more than the whole fee")
		}
		out.CoefficientBp = &v
	}
	return out
}

// order checks that bands go down without touching each other.
func (l *loader) order(r ScoringRule) {
	for i, b := range r.Bands {
		if (b.Min == nil) != (b.Max == nil) || b.Min != nil && *b.Min > *b.Max {
			l.bad(fileRules, r.Code, "band %q has no span", b.Grade)
			return
		}
		if b.Min != nil && (*b.Min < 0 || r.BaseScore != nil && *b.Max > *r.BaseScore) {
			l.bad(fileRules, r.Code, "band %q leaves the scale", b.Grade)
		}
		if i > 0 && b.Max != nil && r.Bands[i-1].Min != nil && *b.Max >= *r.Bands[i-1].Min {
			l.bad(fileRules, r.Code, "band %q reaches into the band above", b.Grade)
		}
	}
}

func (l *loader) paymentRule(r ScoringRule) (PaymentRule, bool) {
	p := PaymentRule{Code: r.Code, Name: r.Name, Scope: r.Scope, Cycle: r.Cycle, Consequence: r.Consequence, SourceID: r.SourceID, Executable: true}
	for i, b := range r.Bands {
		if b.CoefficientBp == nil || b.Min == nil {
			return p, false
		}
		if i > 0 && *b.CoefficientBp > p.Bands[i-1].CoefficientBp {
			l.bad(fileRules, r.Code, "band %q pays more than a better one", b.Grade)
		}
		if b.Effect != "" {
			p.Executable = false
			p.Reason = b.Grade + "：" + b.Effect
		}
		p.Bands = append(p.Bands, PaymentBand{*b.Min, *b.CoefficientBp, b.Grade})
	}
	if len(p.Bands) == 0 {
		return p, false
	}
	if last := p.Bands[len(p.Bands)-1]; last.Lower != 0 {
		l.bad(fileRules, r.Code, "no band for scores below %s", last.Lower)
	}
	return p, true
}
