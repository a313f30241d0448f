package quota

import (
	"context"
	"strings"
	"time"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// CostEntry is a cost that was paid for a month of a contract line, or the reversal
// of one.
type CostEntry struct {
	ID             string
	Number         string
	SupplierID     string
	SupplierName   string
	ContractID     string
	ContractCode   string
	ContractLineID string
	SiteID         string
	SiteName       string
	Category       vocab.Category
	Subject        string
	Month          date.Month
	Amount         money.Fen // negative in a reversal
	InvoiceNo      string
	Note           string
	ReversalOf     string
	Reversed       bool
	EnteredByName  string
	CreatedAt      time.Time
}

// NewCost is what finance books.
type NewCost struct {
	ContractLineID string
	Subject        string
	Month          date.Month
	Amount         money.Fen
	InvoiceNo      string
	Note           string
}

func (c *NewCost) clean() error {
	c.InvoiceNo, c.Note = strings.TrimSpace(c.InvoiceNo), strings.TrimSpace(c.Note)
	switch {
	case c.ContractLineID == "":
		return fault.Invalid("required", "contractLineId", "Name the contract line.")
	case c.Month == "":
		return fault.Invalid("required", "month", "Name the month.")
	case c.Amount <= 0:
		return fault.Invalid("amount_not_positive", "amount", "A cost is more than zero; a mistake is reversed.")
	case c.Amount > maxAmount:
		return fault.Invalid("amount_too_large", "amount", "A cost is at most ten billion yuan.")
	case len([]rune(c.InvoiceNo)) > 64:
		return fault.Invalid("too_long", "invoiceNo", "The invoice number has at most 64 characters.")
	case len([]rune(c.Note)) > 500:
		return fault.Invalid("too_long", "note", "The note has at most 500 characters.")
	}
	return nil
}

// allows refuses a month in which the line had no work, and a contract that never
// became active.
func allows(l contract.Line, c contract.Contract, month date.Month) error {
	if c.State == contract.Draft {
		return fault.Conflict("contract_not_active", "The contract is still a draft.")
	}
	if !l.Covers(month) {
		return fault.Invalid("month_outside_line", "month", "The line has no day of work in that month.")
	}
	return nil
}

// bookedOn is the day a cost of a month stands under on the ledger: the month's last
// day, or today while the month runs.
func bookedOn(month date.Month, today date.Day) date.Day { return min(month.Last(), today) }

// Book books a cost. The month must not lie ahead (422 month_in_future) or be closed
// (409 month_locked), and the line must have work in it (422 month_outside_line).
func (s *Service) Book(ctx context.Context, n NewCost) (CostEntry, error) {
	if err := n.clean(); err != nil {
		return CostEntry{}, err
	}
	if n.Month > clock.ThisMonth(s.clock) {
		return CostEntry{}, fault.Invalid("month_in_future", "month", "That month has not begun.")
	}
	var e CostEntry
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		l, c, err := s.contracts.Line(ctx, n.ContractLineID)
		if fault.Is(err, "not_found") {
			return fault.Invalid("contract_line_unknown", "contractLineId", "There is no such contract line.")
		}
		if err != nil {
			return err
		}
		if err := allows(l, c, n.Month); err != nil {
			return err
		}
		if known, err := s.subject(ctx, n.Subject); err != nil || !known {
			return orInvalid(err, "subject_unknown", "subject", "There is no such cost subject.")
		}
		row := costRow{SupplierID: l.SupplierID, ContractID: l.ContractID, ContractLineID: l.ID, SiteID: l.SiteID, Category: string(l.Category),
			Subject: n.Subject, Month: string(n.Month), Amount: int64(n.Amount), InvoiceNo: n.InvoiceNo, Note: n.Note}
		e, err = s.write(ctx, row, actBook, "")
		return err
	})
	return e, db.Fault(err)
}

func orInvalid(err error, code, field, message string) error {
	if err != nil {
		return err
	}
	return fault.Invalid(code, field, message)
}

// write stores an entry in a month that is open, with its fact and audit entry.
func (s *Service) write(ctx context.Context, row costRow, act audit.Action, reverses string) (CostEntry, error) {
	if err := s.EnterMonth(ctx, date.Month(row.Month)); err != nil {
		return CostEntry{}, err
	}
	actor, today := authz.From(ctx), clock.Today(s.clock)
	row.ID, row.EnteredBy, row.EnteredByName, row.CreatedAt = id.New(), actor.UserID, actor.DisplayName, date.Millis(s.clock.Now())
	row.Number = number(today)
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		return CostEntry{}, err
	}
	_, err := s.ledger.Append(ctx, ledger.Fact{Kind: ledger.ActualCost, SupplierID: row.SupplierID, ContractID: row.ContractID, SiteID: row.SiteID,
		Category: vocab.Category(row.Category), OccurredOn: bookedOn(date.Month(row.Month), today), Count: sign(row.Amount), Amount: row.Amount,
		RefType: "cost_entry", RefID: row.ID, Reverses: reverses})
	if err != nil {
		return CostEntry{}, err
	}
	e, err := s.Cost(ctx, row.ID)
	if err != nil {
		return CostEntry{}, err
	}
	return e, s.log.Record(ctx, audit.Entry{Action: act, Target: "cost_entry", TargetID: row.ID, After: e})
}

func sign(amount int64) int64 {
	if amount < 0 {
		return -1
	}
	return 1
}

// number is the human number of an entry. Its last six characters are the random
// end of an identifier; the unique index refuses a repetition.
func number(today date.Day) string {
	random := id.New()
	return "CB-" + string(today[2:4]) + string(today[5:7]) + string(today[8:10]) + "-" + random[id.Len-6:]
}

// Reverse takes an entry back by a second one of the opposite amount, once. It stands
// in the month of the first; if that is closed, in the present month, so that a
// closed month keeps its figures.
func (s *Service) Reverse(ctx context.Context, entryID, reason string) (CostEntry, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return CostEntry{}, fault.Invalid("reason_required", "reason", "Give the reason; it stays in the log.")
	}
	if len([]rune(reason)) > 500 {
		return CostEntry{}, fault.Invalid("too_long", "reason", "The reason has at most 500 characters.")
	}
	var e CostEntry
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		first, err := s.Cost(ctx, entryID)
		if err != nil {
			return err
		}
		if first.ReversalOf != "" {
			return fault.Conflict("cost_is_reversal", "A reversal cannot be reversed: book the cost again.")
		}
		if first.Reversed {
			return errReversed()
		}
		month := first.Month
		locked, err := s.enter(ctx, month)
		if err != nil {
			return err
		}
		if locked {
			month = clock.ThisMonth(s.clock)
		}
		facts, err := s.ledger.OfRecord(ctx, "cost_entry", first.ID)
		if err != nil {
			return err
		}
		row := costRow{SupplierID: first.SupplierID, ContractID: first.ContractID, ContractLineID: first.ContractLineID, SiteID: first.SiteID,
			Category: string(first.Category), Subject: first.Subject, Month: string(month), Amount: -int64(first.Amount),
			InvoiceNo: first.InvoiceNo, Note: reason, ReversalOf: &first.ID}
		reverses := ""
		if len(facts) > 0 {
			reverses = facts[0].ID
		}
		e, err = s.write(ctx, row, actReverse, reverses)
		if db.IsDuplicate(err) {
			return errReversed()
		}
		return err
	})
	return e, db.Fault(err)
}

func errReversed() error {
	return fault.Conflict("cost_already_reversed", "The cost was reversed before.")
}
