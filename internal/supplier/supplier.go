// Package supplier keeps the suppliers of an agency: who they are, where in their
// life cycle they stand, the papers that qualify them, and what happened to them.
package supplier

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
)

// Supplier is a company that serves the agency, or wants to.
type Supplier struct {
	ID             string
	Code           string // the agency's own number for it
	Name           string
	ShortName      string
	CreditCode     string // 统一社会信用代码, 18 characters, GB 32100
	ContactName    string
	ContactPhone   string
	State          State
	Categories     []vocab.Category
	ProbationUntil date.Day // empty unless it was ever on probation
	Version        int
	CreatedAt      time.Time
}

// Details are what a manager writes about a supplier.
type Details struct {
	Code         string
	Name         string
	ShortName    string
	CreditCode   string
	ContactName  string
	ContactPhone string
	Categories   []vocab.Category
}

var (
	codeForm       = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)
	creditCodeForm = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`) // GB 32100 leaves out I, O, Z, S, V
)

func (d *Details) clean() error {
	for _, text := range []*string{&d.Code, &d.Name, &d.ShortName, &d.CreditCode, &d.ContactName, &d.ContactPhone} {
		*text = strings.TrimSpace(*text)
	}
	if d.ShortName == "" {
		d.ShortName = d.Name
	}
	switch {
	case !codeForm.MatchString(d.Code):
		return fault.Invalid("code_malformed", "code", "A code is 1 to 32 letters, digits, dots and dashes.")
	case d.Name == "":
		return fault.Invalid("required", "name", "The supplier needs a name.")
	case len([]rune(d.Name)) > 128:
		return fault.Invalid("too_long", "name", "The name has at most 128 characters.")
	case len([]rune(d.ShortName)) > 64:
		return fault.Invalid("too_long", "shortName", "The short name has at most 64 characters.")
	case !creditCodeForm.MatchString(d.CreditCode):
		return fault.Invalid("credit_code_malformed", "creditCode", "A unified social credit code has 18 digits and capital letters.")
	case len([]rune(d.ContactName)) > 64:
		return fault.Invalid("too_long", "contactName", "The contact's name has at most 64 characters.")
	case len(d.ContactPhone) > 32:
		return fault.Invalid("too_long", "contactPhone", "The phone number has at most 32 characters.")
	case len(d.Categories) == 0:
		return fault.Invalid("required", "categories", "Name at least one category of service.")
	}
	for _, c := range d.Categories {
		if !c.Valid() {
			return fault.Invalid("not_allowed", "categories", "There is no such category.")
		}
	}
	slices.Sort(d.Categories)
	d.Categories = slices.Compact(d.Categories)
	return nil
}

// CanContract refuses a supplier that may not take on work now: it is not admitted
// yet, suspended, on its way out or debarred.
func (s Supplier) CanContract() error {
	switch s.State {
	case Admitted, Probation, Active:
		return nil
	default:
		return fault.Conflict("supplier_not_eligible", "The supplier may not take on contracts in its present state.")
	}
}

// Qualification is a paper with a validity: a licence, a certificate.
type Qualification struct {
	ID         string
	SupplierID string
	Name       string
	DocumentNo string
	Issuer     string
	ValidFrom  date.Day
	ValidTo    date.Day // the last day it is valid
	Version    int
}

// DaysLeft is how many days the paper is still valid after today; negative once it
// has expired.
func (q Qualification) DaysLeft(today date.Day) int { return today.Until(q.ValidTo) }

func (q *Qualification) clean() error {
	for _, text := range []*string{&q.Name, &q.DocumentNo, &q.Issuer} {
		*text = strings.TrimSpace(*text)
	}
	switch {
	case q.Name == "":
		return fault.Invalid("required", "name", "The qualification needs a name.")
	case len([]rune(q.Name)) > 128:
		return fault.Invalid("too_long", "name", "The name has at most 128 characters.")
	case len([]rune(q.DocumentNo)) > 64:
		return fault.Invalid("too_long", "documentNo", "The number has at most 64 characters.")
	case len([]rune(q.Issuer)) > 128:
		return fault.Invalid("too_long", "issuer", "The issuer has at most 128 characters.")
	case q.ValidFrom == "":
		return fault.Invalid("required", "validFrom", "Name the first day of validity.")
	case q.ValidTo == "":
		return fault.Invalid("required", "validTo", "Name the last day of validity.")
	case q.ValidTo < q.ValidFrom:
		return fault.Invalid("period_reversed", "validTo", "The validity ends before it begins.")
	}
	return nil
}
