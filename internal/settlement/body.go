package settlement

import (
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/standard"
)

// PaymentBand is one band of a payment rule.
type PaymentBand struct {
	Min           money.Points `json:"min"`
	Max           money.Points `json:"max" doc:"for reading: a band holds its min and everything below the band before"`
	Grade         string       `json:"grade"`
	CoefficientBp int64        `json:"coefficientBp"`
}

// PaymentRule is a payment rule as clients see it.
type PaymentRule struct {
	ID          string               `json:"id"`
	Code        string               `json:"code"`
	Name        string               `json:"name"`
	VersionNo   int                  `json:"versionNo"`
	State       string               `json:"state"`
	Bands       []PaymentBand        `json:"bands"`
	SourceID    string               `json:"sourceId"`
	Source      *standard.SourceView `json:"source,omitempty"`
	Consequence string               `json:"consequence"`
}

func (r Rule) body() PaymentRule {
	b := PaymentRule{ID: r.ID, Code: r.Code, Name: r.Name, VersionNo: r.VersionNo, State: r.State, Bands: make([]PaymentBand, len(r.Bands)),
		SourceID: r.SourceID, Source: r.Source, Consequence: r.Consequence}
	for i, band := range r.Bands {
		b.Bands[i] = PaymentBand{band.Min, r.Max(i), band.Grade, band.CoefficientBp}
	}
	return b
}

// SettlementRow is a settlement in a list.
type SettlementRow struct {
	ID            string        `json:"id"`
	Number        string        `json:"number" doc:"empty until it is approved"`
	ContractID    string        `json:"contractId"`
	ContractCode  string        `json:"contractCode"`
	ContractName  string        `json:"contractName"`
	SupplierID    string        `json:"supplierId"`
	SupplierName  string        `json:"supplierName"`
	Month         date.Month    `json:"month"`
	Grade         string        `json:"grade,omitempty"`
	Points        *money.Points `json:"points,omitempty"`
	Insufficient  bool          `json:"insufficient" doc:"too little data: paid in full"`
	CoefficientBp int64         `json:"coefficientBp"`
	Base          money.Fen     `json:"base"`
	Deduction     money.Fen     `json:"deduction"`
	Payable       money.Fen     `json:"payable"`
	State         string        `json:"state" enum:"draft,approved"`
	Version       int           `json:"version"`
}

func (s Settlement) body() SettlementRow {
	return SettlementRow{s.ID, s.Number, s.ContractID, s.ContractCode, s.ContractName, s.SupplierID, s.SupplierName, s.Month, s.Grade, s.Points,
		s.Insufficient, s.CoefficientBp, s.Base, s.Deduction, s.Payable, string(s.State), s.Version}
}

// SkippedContract is a contract that could not be settled, and why.
type SkippedContract struct {
	ContractID   string `json:"contractId"`
	ContractCode string `json:"contractCode"`
	ContractName string `json:"contractName"`
	Reason       string `json:"reason" enum:"assessment_not_published,payment_rule_missing"`
}

// PreparedSettlements are the drafts of a month and the contracts left out.
type PreparedSettlements struct {
	Items   []SettlementRow   `json:"items"`
	Skipped []SkippedContract `json:"skipped"`
}

func prepared(made []Settlement, skipped []Skipped) PreparedSettlements {
	b := PreparedSettlements{Items: make([]SettlementRow, len(made)), Skipped: make([]SkippedContract, len(skipped))}
	for i, s := range made {
		b.Items[i] = s.body()
	}
	for i, s := range skipped {
		b.Skipped[i] = SkippedContract(s)
	}
	return b
}

// SettlementLine is one contract line's part of a statement.
type SettlementLine struct {
	ID             string         `json:"id"`
	ContractLineID string         `json:"contractLineId"`
	ServiceItem    string         `json:"serviceItem"`
	SiteName       string         `json:"siteName"`
	Category       vocab.Category `json:"category"`
	Base           money.Fen      `json:"base"`
	Deduction      money.Fen      `json:"deduction"`
	Payable        money.Fen      `json:"payable"`
	Formula        string         `json:"formula"`
	FormulaEn      string         `json:"formulaEn"`
}

// RecomputedDeduction is the statement made again from what it keeps.
type RecomputedDeduction struct {
	Deduction money.Fen `json:"deduction"`
	Matches   bool      `json:"matches" doc:"every figure of the statement and its lines came out the same"`
}

// SettlementStatement is one settlement with all that explains it.
type SettlementStatement struct {
	SettlementRow
	Rule           PaymentRule         `json:"rule"`
	AssessmentID   string              `json:"assessmentId"`
	Formula        string              `json:"formula"`
	FormulaEn      string              `json:"formulaEn"`
	Lines          []SettlementLine    `json:"lines"`
	Own            bool                `json:"own" doc:"the reader prepared it and cannot approve it"`
	PreparedByName string              `json:"preparedByName"`
	PreparedAt     time.Time           `json:"preparedAt"`
	ApprovedByName string              `json:"approvedByName,omitempty"`
	ApprovedAt     *time.Time          `json:"approvedAt,omitempty"`
	Recomputed     RecomputedDeduction `json:"recomputed"`
}

func (d Detail) body() SettlementStatement {
	b := SettlementStatement{SettlementRow: d.Settlement.body(), Rule: d.Rule.body(), AssessmentID: d.AssessmentID, Formula: d.Formula.Zh,
		FormulaEn: d.Formula.En, Lines: make([]SettlementLine, len(d.Lines)), Own: d.Own, PreparedByName: d.PreparerName, PreparedAt: d.PreparedAt,
		ApprovedByName: d.ApproverName, ApprovedAt: d.ApprovedAt, Recomputed: RecomputedDeduction{d.Amounts.Deduction, d.Matches}}
	for i, l := range d.Lines {
		words := d.LinesWords[i]
		if !d.Matches { // the sentence of the day it was prepared belongs to the figures shown
			words.Zh = l.Formula
		}
		b.Lines[i] = SettlementLine{l.ID, l.ContractLineID, l.ServiceItem, l.SiteName, l.Category, l.Base, l.Deduction, l.Payable, words.Zh, words.En}
	}
	return b
}
