package assessment

import (
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
)

// SchemeBody is a scheme as clients see it.
type SchemeBody struct {
	ID            string       `json:"id"`
	Code          string       `json:"code"`
	Name          string       `json:"name"`
	VersionNo     int          `json:"versionNo"`
	State         string       `json:"state" enum:"draft,published,superseded"`
	EffectiveFrom *date.Month  `json:"effectiveFrom,omitempty"`
	Indicators    []Indicator  `json:"indicators"`
	MinWeight     money.Points `json:"minWeight"`
	Grades        []GradeBand  `json:"grades"`
	Version       int          `json:"version"`
}

func (s Scheme) body() SchemeBody {
	d := s.Definition.tidy()
	b := SchemeBody{ID: s.ID, Code: s.Code, Name: s.Name, VersionNo: s.VersionNo, State: string(s.State), Indicators: d.Indicators,
		MinWeight: d.MinWeight, Grades: d.Grades, Version: s.Version}
	if s.EffectiveFrom != "" {
		b.EffectiveFrom = &s.EffectiveFrom
	}
	return b
}

// AssessmentRow is an assessment in a list.
type AssessmentRow struct {
	ID             string        `json:"id"`
	SupplierID     string        `json:"supplierId"`
	SupplierName   string        `json:"supplierName"`
	Month          date.Month    `json:"month"`
	State          string        `json:"state" enum:"draft,published"`
	Insufficient   bool          `json:"insufficient" doc:"too little data: no points and no grade"`
	Reason         string        `json:"reason,omitempty" enum:"no_activity,weight_below_minimum"`
	Points         *money.Points `json:"points,omitempty"`
	Grade          string        `json:"grade,omitempty"`
	PreviousPoints *money.Points `json:"previousPoints,omitempty"`
	PreviousGrade  string        `json:"previousGrade,omitempty"`
	SchemeName     string        `json:"schemeName"`
	SchemeVersion  int           `json:"schemeVersion"`
	ComputedAt     time.Time     `json:"computedAt"`
	Version        int           `json:"version"`
}

func (a Assessment) body() AssessmentRow {
	b := AssessmentRow{ID: a.ID, SupplierID: a.SupplierID, SupplierName: a.SupplierName, Month: a.Month, State: string(a.State),
		Insufficient: a.Sheet.Insufficient, Reason: a.Sheet.Reason, Points: a.Points(), Grade: a.Sheet.Grade, SchemeName: a.SchemeName,
		SchemeVersion: a.SchemeVersion, ComputedAt: a.ComputedAt, Version: a.Version}
	if a.Previous != nil {
		b.PreviousPoints, b.PreviousGrade = a.Previous.Points, a.Previous.Grade
	}
	return b
}

// FactTally is how often a kind of fact stands behind an indicator.
type FactTally struct {
	Kind   ledger.Kind `json:"kind"`
	Count  int64       `json:"count"`
	Amount int64       `json:"amount" doc:"stars for ratings"`
}

// IndicatorScore is one line of the sheet.
type IndicatorScore struct {
	Code        string        `json:"code"`
	Name        string        `json:"name"`
	NameEn      string        `json:"nameEn"`
	Weight      money.Points  `json:"weight"`
	Kind        IndicatorKind `json:"kind" enum:"ratio,deduct"`
	Points      *money.Points `json:"points,omitempty" doc:"absent when the indicator is not scored"`
	Scored      bool          `json:"scored"`
	Reason      string        `json:"reason,omitempty" enum:"no_sample,sample_too_small"`
	Numerator   *int64        `json:"numerator,omitempty"`
	Denominator *int64        `json:"denominator,omitempty"`
	RatioBp     *int64        `json:"ratioBp,omitempty"`
	Sample      int64         `json:"sample"`
	MinSample   int64         `json:"minSample"`
	Formula     string        `json:"formula"`
	FormulaEn   string        `json:"formulaEn"`
	Facts       []FactTally   `json:"facts"`
}

// LateFactBody is how far the ledger of today differs from the frozen inputs.
type LateFactBody struct {
	Kind   ledger.Kind `json:"kind"`
	Count  int64       `json:"count" doc:"negative when facts were taken back"`
	Amount int64       `json:"amount"`
}

// RecomputedPoints is the sheet made again.
type RecomputedPoints struct {
	Points  *money.Points `json:"points,omitempty"`
	Matches bool          `json:"matches"`
}

// AssessmentSheet is one assessment with all that explains it.
type AssessmentSheet struct {
	AssessmentRow
	SchemeID        string           `json:"schemeId"`
	Indicators      []IndicatorScore `json:"indicators"`
	ScoredWeight    money.Points     `json:"scoredWeight"`
	Formula         string           `json:"formula"`
	FormulaEn       string           `json:"formulaEn"`
	LateFacts       []LateFactBody   `json:"lateFacts"`
	Recomputed      RecomputedPoints `json:"recomputed"`
	Own             bool             `json:"own" doc:"the reader computed it and cannot publish it"`
	ComputedByName  string           `json:"computedByName"`
	PublishedByName string           `json:"publishedByName,omitempty"`
	PublishedAt     *time.Time       `json:"publishedAt,omitempty"`
}

func (d Detail) body() AssessmentSheet {
	b := AssessmentSheet{AssessmentRow: d.Assessment.body(), SchemeID: d.SchemeID, Indicators: make([]IndicatorScore, len(d.Lines)),
		ScoredWeight: d.Sheet.ScoredWeight, Formula: d.Formula.Zh, FormulaEn: d.Formula.En, LateFacts: make([]LateFactBody, len(d.LateFacts)),
		Recomputed: RecomputedPoints(d.Recomputed), Own: d.Own, ComputedByName: d.ComputedByName, PublishedByName: d.PublisherName, PublishedAt: d.PublishedAt}
	for i, l := range d.Lines {
		b.Indicators[i] = l.body()
	}
	for i, l := range d.LateFacts {
		b.LateFacts[i] = LateFactBody(l)
	}
	return b
}

func (l Line) body() IndicatorScore {
	b := IndicatorScore{Code: l.Indicator.Code, Name: l.Indicator.Name, NameEn: l.Indicator.NameEn, Weight: l.Indicator.Weight, Kind: l.Indicator.Kind,
		Scored: l.Score.Scored, Reason: l.Score.Reason, Sample: l.Score.Sample, MinSample: l.Indicator.MinSample,
		Formula: l.Formula.Zh, FormulaEn: l.Formula.En, Facts: make([]FactTally, len(l.Facts))}
	if l.Score.Scored {
		b.Points = &l.Score.Points
	}
	if l.Indicator.Kind == Ratio && l.Score.Denominator > 0 {
		b.Numerator, b.Denominator, b.RatioBp = &l.Score.Numerator, &l.Score.Denominator, &l.Score.RatioBp
	}
	for i, t := range l.Facts {
		b.Facts[i] = FactTally(t)
	}
	return b
}

// FactBody is a fact as lists show it.
type FactBody struct {
	ID           string         `json:"id"`
	Kind         ledger.Kind    `json:"kind"`
	OccurredOn   date.Day       `json:"occurredOn"`
	Count        int64          `json:"count" doc:"negative in a reversal"`
	Amount       int64          `json:"amount" doc:"stars for ratings, fen for money"`
	SiteName     string         `json:"siteName"`
	Category     vocab.Category `json:"category"`
	ClauseID     string         `json:"clauseId,omitempty"`
	ClauseTitle  string         `json:"clauseTitle,omitempty"`
	RefType      string         `json:"refType"`
	RefID        string         `json:"refId"`
	InspectionID string         `json:"inspectionId,omitempty"`
	FindingID    string         `json:"findingId,omitempty"`
	Title        string         `json:"title"`
	Result       vocab.Result   `json:"result,omitempty"`
}

// Body is the fact as every list of facts answers it.
func (f FactRow) Body() FactBody {
	return FactBody{f.ID, f.Kind, f.OccurredOn, f.Count, f.Amount, f.SiteName, f.Category, f.ClauseID, f.ClauseTitle, f.RefType, f.RefID,
		f.InspectionID, f.FindingID, f.Title, f.Result}
}

// RatingBody is a rating as clients see it.
type RatingBody struct {
	ID         string         `json:"id"`
	SupplierID string         `json:"supplierId"`
	SiteID     string         `json:"siteId"`
	Category   vocab.Category `json:"category"`
	Stars      int            `json:"stars"`
	Comment    string         `json:"comment"`
	OccurredOn date.Day       `json:"occurredOn"`
	Channel    string         `json:"channel"`
	CreatedAt  time.Time      `json:"createdAt"`
}
