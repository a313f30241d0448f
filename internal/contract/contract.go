// Package contract keeps contracts and their lines: who does what where, from when
// to when, how much of it and at which price, and what each month of a line costs.
package contract

import (
	"context"
	"regexp"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// State is where a contract stands.
type State string

// The states. Only a draft can be edited; an active contract ends by its last day
// or by termination.
const (
	Draft      State = "draft"
	Active     State = "active"
	Terminated State = "terminated"
	Expired    State = "expired"
)

// Contract is an agreement with one supplier.
type Contract struct {
	ID               string
	Code             string
	Name             string
	SupplierID       string
	SupplierName     string // for display; written nowhere
	StartsOn         date.Day
	EndsOn           date.Day // the last day, included
	State            State
	PaymentRuleID    string
	SignedOn         date.Day
	TerminatedOn     date.Day // the last day of work of a terminated contract
	TerminatedReason string
	Version          int
	CreatedAt        time.Time
}

// Details are what a manager writes about a contract.
type Details struct {
	Code          string
	Name          string
	SupplierID    string
	StartsOn      date.Day
	EndsOn        date.Day
	SignedOn      date.Day
	PaymentRuleID string
}

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$`)

func (d *Details) clean() error {
	d.Code, d.Name = strings.TrimSpace(d.Code), strings.TrimSpace(d.Name)
	switch {
	case !codeForm.MatchString(d.Code):
		return fault.Invalid("code_malformed", "code", "A code is 1 to 64 letters, digits, dots, slashes and dashes.")
	case d.Name == "":
		return fault.Invalid("required", "name", "The contract needs a name.")
	case len([]rune(d.Name)) > 200:
		return fault.Invalid("too_long", "name", "The name has at most 200 characters.")
	case d.StartsOn == "":
		return fault.Invalid("required", "startsOn", "Name the first day.")
	case d.EndsOn == "":
		return fault.Invalid("required", "endsOn", "Name the last day.")
	case d.EndsOn < d.StartsOn:
		return fault.Invalid("period_reversed", "endsOn", "The contract ends before it begins.")
	case len(d.StartsOn.Month().Span(d.EndsOn.Month())) > maxMonths:
		return fault.Invalid("period_too_long", "endsOn", "A contract lasts at most twenty years.")
	}
	return nil
}

// maxMonths bounds a contract, so that a mistyped year does not make a thousand
// months of accruals.
const maxMonths = 240

// Ends is the last day of work: the agreed one, or the day of termination.
func (c Contract) Ends() date.Day {
	if c.TerminatedOn != "" && c.TerminatedOn < c.EndsOn {
		return c.TerminatedOn
	}
	return c.EndsOn
}

// editable refuses changes to anything but a draft: others count on its lines.
func (c Contract) editable() error {
	if c.State != Draft {
		return fault.Conflict("contract_not_draft", "Only a draft can be changed.")
	}
	return nil
}

// activate refuses a contract that is not a draft, has no lines, or has a line that
// leaves its period.
func (c *Contract) activate(lines []Line) error {
	if err := c.editable(); err != nil {
		return err
	}
	if len(lines) == 0 {
		return fault.Conflict("contract_without_lines", "A contract needs a line before it becomes active.")
	}
	for _, l := range lines {
		if err := l.inside(*c); err != nil {
			return err
		}
	}
	c.State = Active
	return nil
}

// terminate ends an active contract today. Work of the day still counts.
func (c *Contract) terminate(reason string, today date.Day) error {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return fault.Invalid("reason_required", "reason", "Give the reason; it stays in the log.")
	case len([]rune(reason)) > 500:
		return fault.Invalid("too_long", "reason", "The reason has at most 500 characters.")
	case c.State != Active:
		return fault.Conflict("contract_not_active", "Only an active contract can be terminated.")
	}
	// One that has not begun then has no day of work: its last day lies before its first.
	c.State, c.TerminatedOn, c.TerminatedReason = Terminated, today, reason
	return nil
}

// Line is one service at one site.
type Line struct {
	ID          string
	ContractID  string
	SupplierID  string
	Category    vocab.Category
	ServiceItem string
	SiteID      string
	SiteName    string // for display; written nowhere
	Quantity    money.Quantity
	Unit        string // what Quantity counts: "m2", "person"
	UnitPrice   money.Fen
	Billing     Billing
	QuotaTierID string
	Tier        *Tier // set when the line was read with its tier
	StartsOn    date.Day
	EndsOn      date.Day
	Until       date.Day // last day of work; differs from EndsOn after a termination
	Version     int
}

// LineDetails are what a manager writes about a line. Empty days mean those of the
// contract.
type LineDetails struct {
	Category    vocab.Category
	ServiceItem string
	SiteID      string
	Quantity    money.Quantity
	Unit        string
	UnitPrice   money.Fen
	Billing     Billing
	QuotaTierID string
	StartsOn    date.Day
	EndsOn      date.Day
}

// maxAmount keeps the product of quantity and price where every sum of many lines
// and months stays far inside 64 bits: ten billion yuan.
const maxAmount = money.Fen(10_000_000_000_00)

// maxQuantity is a hundred million units.
const maxQuantity = money.Quantity(100_000_000_000)

func tooMuch(each money.Fen, q money.Quantity) bool {
	return each > maxAmount || money.Fen(money.MulDiv(int64(each), int64(q), 1000)) > maxAmount
}

func (l *Line) clean() error {
	l.ServiceItem, l.Unit = strings.TrimSpace(l.ServiceItem), strings.TrimSpace(l.Unit)
	switch {
	case !l.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such category.")
	case l.ServiceItem == "":
		return fault.Invalid("required", "serviceItem", "Name the service.")
	case len([]rune(l.ServiceItem)) > 128:
		return fault.Invalid("too_long", "serviceItem", "The service has at most 128 characters.")
	case l.Unit == "":
		return fault.Invalid("required", "unit", "Name the unit.")
	case len([]rune(l.Unit)) > 32:
		return fault.Invalid("too_long", "unit", "The unit has at most 32 characters.")
	case l.Quantity <= 0:
		return fault.Invalid("quantity_not_positive", "quantity", "The quantity must be more than zero.")
	case l.UnitPrice < 0:
		return fault.Invalid("price_negative", "unitPrice", "The price cannot be negative.")
	case !l.Billing.valid():
		return fault.Invalid("not_allowed", "billing", "A line is billed by the month, by the year or once.")
	case l.EndsOn < l.StartsOn:
		return fault.Invalid("period_reversed", "endsOn", "The line ends before it begins.")
	case l.Quantity > maxQuantity:
		return fault.Invalid("quantity_too_large", "quantity", "The quantity is more than a hundred million units.")
	case tooMuch(l.UnitPrice, l.Quantity):
		return fault.Invalid("amount_too_large", "unitPrice", "Quantity times price is more than ten billion yuan.")
	}
	return nil
}

func (l Line) inside(c Contract) error {
	if l.StartsOn < c.StartsOn {
		return fault.Invalid("line_outside_contract", "startsOn", "The line begins before the contract.")
	}
	if l.EndsOn > c.EndsOn {
		return fault.Invalid("line_outside_contract", "endsOn", "The line ends after the contract.")
	}
	return nil
}

// fits refuses a tier that cannot measure the line.
func (l Line) fits(t Tier) error {
	switch {
	case !t.Usable || t.Value == nil:
		return fault.Invalid("quota_not_usable", "quotaTierId", "That quota is a range or a quotation and cannot be tied to a line.")
	case t.Unit != l.Unit:
		return fault.Invalid("quota_unit_mismatch", "quotaTierId", "The quota counts in "+t.Unit+", the line does not.")
	case (t.Per == PerOnce) != (l.Billing == Once):
		return fault.Invalid("quota_per_mismatch", "quotaTierId", "A quota for one time measures a line billed once, and no other.")
	case tooMuch(*t.Value, l.Quantity):
		return fault.Invalid("amount_too_large", "quotaTierId", "Quantity times quota is more than ten billion yuan.")
	}
	return nil
}

// QuotaBook is what contracts need of the quota tiers.
type QuotaBook interface {
	// Tiers returns the tiers that exist among ids.
	Tiers(ctx context.Context, ids []string) (map[string]Tier, error)
}

// Checkpoints counts what is checked under a contract.
type Checkpoints interface {
	CheckpointCount(ctx context.Context, contractID string) (int, error)
}
