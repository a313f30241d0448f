// Package quota holds what services should cost (quotas and their tiers), what they
// did cost (cost entries), which months are closed, and the report that lays the
// two and the contract price side by side.
package quota

import (
	"regexp"
	"slices"
	"strings"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/standard"
)

// Basis says where a quota comes from.
type Basis string

// The bases.
const (
	Quoted  Basis = "quoted"  // its source says so
	Derived Basis = "derived" // computed from what its source says
)

// Quota is what one service should cost for each unit.
type Quota struct {
	ID            string
	Code          string
	Category      vocab.Category
	ServiceItem   string
	Unit          string // what a contract line must count in: "m2", "person"
	Basis         Basis
	SourceID      string
	Source        *standard.SourceView `json:"-"` // the audit log keeps its number
	Note          string
	EffectiveFrom string // as exact as the source: "", "2021", "2025-10", "2022-01-24"
	Tiers         []Tier
	Version       int
}

// Tier is one grade of a quota.
type Tier struct {
	ID     string
	Code   string
	Grade  string
	Low    *money.Fen
	High   *money.Fen
	Value  *money.Fen   // nil where the source gives a range only
	Per    contract.Per // empty where the source does not say and the tier is not usable
	Usable bool         // may measure a contract line
}

// Details are what finance writes about a quota. IDs of the tiers are ignored: a tier is known by its code.
type Details struct {
	Code          string
	Category      vocab.Category
	ServiceItem   string
	Unit          string
	Basis         Basis
	SourceID      string
	Note          string
	EffectiveFrom string
	Tiers         []Tier
}

var (
	codeForm      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$`)
	effectiveForm = regexp.MustCompile(`^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$`)
)

// maxValue is ten million yuan for one unit of a usable tier: with the bound on a
// line's quantity no product of the two leaves 64 bits. A tier that measures nothing
// may hold the price of somebody's whole project.
const (
	maxValue  = money.Fen(10_000_000_00)
	maxAmount = money.Fen(10_000_000_000_00)
)

func (d *Details) clean() error {
	for _, text := range []*string{&d.Code, &d.ServiceItem, &d.Unit, &d.SourceID, &d.Note} {
		*text = strings.TrimSpace(*text)
	}
	switch {
	case !codeForm.MatchString(d.Code):
		return fault.Invalid("code_malformed", "code", "A code is 1 to 64 letters, digits, dots, slashes and dashes.")
	case !d.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such category.")
	case d.ServiceItem == "":
		return fault.Invalid("required", "serviceItem", "Name the service.")
	case len([]rune(d.ServiceItem)) > 128:
		return fault.Invalid("too_long", "serviceItem", "The service has at most 128 characters.")
	case d.Unit == "":
		return fault.Invalid("required", "unit", "Name the unit.")
	case len([]rune(d.Unit)) > 32:
		return fault.Invalid("too_long", "unit", "The unit has at most 32 characters.")
	case d.Basis != Quoted && d.Basis != Derived:
		return fault.Invalid("not_allowed", "basis", "A quota is quoted or derived.")
	case len(d.SourceID) > 26:
		return fault.Invalid("too_long", "sourceId", "The source has at most 26 characters.")
	case len(d.Note) > 10_000:
		return fault.Invalid("too_long", "note", "The note is too long.")
	case !effectiveForm.MatchString(d.EffectiveFrom):
		return fault.Invalid("malformed_value", "effectiveFrom", "Write a year, a month or a day.")
	case len(d.Tiers) == 0:
		return fault.Invalid("required", "tiers", "A quota needs a tier.")
	}
	seen := map[string]bool{}
	for i := range d.Tiers {
		t := &d.Tiers[i]
		if err := t.clean(); err != nil {
			return err
		}
		if seen[t.Code] {
			return fault.Invalid("code_duplicate", "tiers", "Two tiers have the code "+t.Code+".")
		}
		seen[t.Code] = true
	}
	return nil
}

func (t *Tier) clean() error {
	t.Code, t.Grade = strings.TrimSpace(t.Code), strings.TrimSpace(t.Grade)
	for _, amount := range []*money.Fen{t.Low, t.High, t.Value} {
		if amount != nil && (*amount < 0 || *amount > maxAmount || t.Usable && *amount > maxValue) {
			return fault.Invalid("amount_out_of_range", "tiers", "An amount of tier "+t.Code+" is negative or more than ten million yuan.")
		}
	}
	switch {
	case !codeForm.MatchString(t.Code):
		return fault.Invalid("code_malformed", "tiers", "A code is 1 to 64 letters, digits, dots, slashes and dashes.")
	case len([]rune(t.Grade)) > 128:
		return fault.Invalid("too_long", "tiers", "The grade of tier "+t.Code+" has at most 128 characters.")
	case !slices.Contains(contract.Pers, t.Per) && (t.Usable || t.Per != ""):
		return fault.Invalid("not_allowed", "tiers", "Tier "+t.Code+" has no known span.")
	case t.Low != nil && t.High != nil && *t.High < *t.Low:
		return fault.Invalid("range_reversed", "tiers", "The range of tier "+t.Code+" ends below its beginning.")
	case t.Usable && t.Value == nil:
		return fault.Invalid("quota_without_value", "tiers", "Tier "+t.Code+" has no value, so it cannot measure a line.")
	}
	return nil
}

func (t Tier) same(o Tier) bool {
	return t.Per == o.Per && (t.Value == nil) == (o.Value == nil) && (t.Value == nil || *t.Value == *o.Value)
}
