// Package catalogue is the starter catalogue that ships with Hengjian: what public
// standards, price documents, contracts and assessment forms of Chinese government
// agencies really say, each with its source and a mark for what is quoted, what was
// calculated from a quotation, and what is our suggestion. A new installation may
// load it; the demo agency is built on it.
//
// The data lies in data/. Load checks all of it: a typing error in a file stops the
// tests, not a month-end.
package catalogue

import (
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// Catalogue is the whole of it. Lists keep the order of the files.
type Catalogue struct {
	Sources        []Source
	Standards      []Standard
	Clauses        []Clause
	Checklists     []Checklist
	Quotas         []Quota
	ScoringRules   []ScoringRule
	PaymentRules   []PaymentRule
	AdmissionRules []AdmissionRule
	ExitRules      []ExitRule
	Thresholds     []ProcurementThreshold
	Procurement    Procurement
}

// Credibility grades a source as the research notes did.
type Credibility string

// The grades. Unrated sources only vouch for a standard's title, number and dates.
const (
	High       Credibility = "high"
	MediumHigh Credibility = "medium_high"
	Medium     Credibility = "medium"
	MediumLow  Credibility = "medium_low"
	Low        Credibility = "low"
	Mixed      Credibility = "mixed" // the title is certain, the content second-hand
	Unrated    Credibility = "unrated"
)

// Source is a document the catalogue took facts from. Date is as the source gives
// it, which may be a year, a span or a sentence.
type Source struct {
	ID          string // S01, C05
	Title       string
	DocumentNo  string
	Issuer      string
	Date        string
	Taken       string // what was taken from it, and what could not be seen
	Credibility Credibility
}

// System is the part of a standard system a standard belongs to.
type System string

// The three systems of the agency's standardisation.
const (
	General     System = "general"     // 服务通用基础
	Supervision System = "supervision" // 服务监管
	Assurance   System = "assurance"   // 服务保障
)

// Standard is a standard, or another document that checklist items rest on (a
// contract's assessment form, a regulation): then Basis is set and Status says so.
// Issued and Effective are empty, a year, or a day.
type Standard struct {
	No        string
	Title     string
	System    System
	Status    string
	SourceID  string
	Issued    string
	Effective string
	Note      string
	Basis     bool
}

// Clause is a place in a standard that checklist items name. Key is unique:
// StandardNo#Number. Category is the one service category whose items name it, or
// empty when several do.
type Clause struct {
	Key        string
	StandardNo string
	Number     string
	Title      string
	TitleBasis string // given by the source, descriptive (ours), or unseen
	SourceID   string
	Category   vocab.Category
}

// Checklist is one form. TotalPoints is the sum of its items.
type Checklist struct {
	Code        string
	Category    vocab.Category
	Title       string
	SourceID    string
	Cycle       string // in words, as the source has it
	Note        string
	TotalPoints money.Points
	Items       []Item
}

// DefaultPoints is what an item gets whose source states a deduction but no maximum:
// 2 points each, the same for all, small beside the 5 to 15 of items whose source
// does state one. It is a suggestion so that a version can be published with a total
// that adds up; Item.PointsDefaulted marks it.
const DefaultPoints money.Points = 200

// The bases of an item's points.
const (
	PointsFromSource    = "source"                // points and deduction are the source's
	DeductionFromSource = "deduction_source_only" // the deduction is; the points are DefaultPoints
	PointsSuggested     = "suggested"             // the source has the requirement only
)

// Item is one line of a checklist. Severity, PhotoOnFail and NAAllowed are
// judgements of this catalogue; no source states them.
type Item struct {
	Code            string
	Section         string
	Position        int // from 1
	Text            string
	Frequency       string // in words, as the source has it
	Points          money.Points
	PointsBasis     string
	PointsDefaulted bool
	DeductionRule   string
	Severity        vocab.Severity
	PhotoOnFail     bool
	NAAllowed       bool // false for what is due at every check
	SourceID        string
	ClauseKey       string
	AlsoClauses     []string // further clauses the item rests on
}

// Per is the period a tier's value is for.
type Per string

// The periods. Unstated belongs to tiers that cannot be used.
const (
	PerMonth      Per = "month"
	PerYear       Per = "year"
	PerDay        Per = "day"
	PerMeal       Per = "meal"
	PerOnce       Per = "once"
	PerThreeYears Per = "three_years"
	Unstated      Per = ""
)

// Quota is a service item with its tiers. EffectiveFrom is as the source gives it
// ("", "2021", "2025-10", "2015-06-24"); EffectiveDay is its first possible day.
type Quota struct {
	Code          string
	Category      vocab.Category
	ServiceItem   string
	Unit          string // m2, person, elevator, elevator/floor, project, percent
	Basis         string // quoted or derived
	SourceID      string
	EffectiveFrom string
	EffectiveDay  date.Day
	Note          string
	Tiers         []Tier
}

// Tier is one price of a quota. Low and High are the source's span, nil where it has
// none; Value is what to calculate with, nil only on tiers that are not usable.
// Usable says whether a contract line may take it; Reason why not.
type Tier struct {
	Code   string
	Grade  string
	Low    *money.Fen
	High   *money.Fen
	Value  *money.Fen
	RateBp int64 // of tiers in percent, which hold no money
	Per    Per
	Usable bool
	Reason string
	Note   string
}

// The reasons why a tier cannot be used.
const (
	ReasonRate            = "rate"             // a percentage of other costs
	ReasonMarketQuote     = "market_quote"     // an offer of a shop, low credibility
	ReasonProjectTotal    = "project_total"    // the whole price of somebody's project
	ReasonResidential     = "residential"      // for dwellings; the source's note says reference only
	ReasonRoughComparison = "rough_comparison" // includes other work; the note says so
)

const (
	basisQuoted         = "quoted"
	basisDerived        = "derived"
	statusBasisDocument = "依据文件（非标准）"
)
