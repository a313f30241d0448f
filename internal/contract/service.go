package contract

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/supplier"
)

var (
	actCreate     = audit.Define("contract.create")
	actUpdate     = audit.Define("contract.update")
	actActivate   = audit.Define("contract.activate")
	actTerminate  = audit.Define("contract.terminate")
	actExpire     = audit.Define("contract.expire")
	actLineCreate = audit.Define("contract_line.create")
	actLineUpdate = audit.Define("contract_line.update")
	actLineDelete = audit.Define("contract_line.delete")
)

// Service keeps contracts.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	log       *audit.Log
	suppliers *supplier.Service
	book      QuotaBook
	points    Checkpoints
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, suppliers *supplier.Service, book QuotaBook, points Checkpoints) *Service {
	return &Service{d, clk, log, suppliers, book, points}
}

// Create adds a draft for a supplier that may take on work.
func (s *Service) Create(ctx context.Context, d Details) (Contract, error) {
	if err := d.clean(); err != nil {
		return Contract{}, err
	}
	c := Contract{ID: id.New(), SupplierID: d.SupplierID, State: Draft, Version: 1, CreatedAt: s.clock.Now()}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		sup, err := s.suppliers.Get(ctx, d.SupplierID)
		if fault.Is(err, "not_found") {
			return fault.Invalid("supplier_unknown", "supplierId", "There is no such supplier.")
		}
		if err != nil {
			return err
		}
		if err := sup.CanContract(); err != nil {
			return err
		}
		c.SupplierName = sup.Name
		if err := s.apply(ctx, &c, d); err != nil {
			return err
		}
		if err := s.insert(ctx, c); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "contract", TargetID: c.ID, After: c})
	})
	return c, db.Fault(err)
}

func (s *Service) apply(ctx context.Context, c *Contract, d Details) error {
	if d.PaymentRuleID != "" {
		known, err := s.exists(ctx, "payment_rules", d.PaymentRuleID)
		if err != nil {
			return err
		}
		if !known {
			return fault.Invalid("payment_rule_unknown", "paymentRuleId", "There is no such payment rule.")
		}
	}
	c.Code, c.Name, c.StartsOn, c.EndsOn, c.SignedOn, c.PaymentRuleID = d.Code, d.Name, d.StartsOn, d.EndsOn, d.SignedOn, d.PaymentRuleID
	return nil
}

// Changes are the fields to change; nil ones stay. The supplier of a contract never
// changes.
type Changes struct {
	Code          *string
	Name          *string
	StartsOn      *date.Day
	EndsOn        *date.Day
	SignedOn      *date.Day
	PaymentRuleID *string
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// Update changes a draft. Its lines must stay inside its period.
func (s *Service) Update(ctx context.Context, contractID string, version int, ch Changes) (Contract, error) {
	return s.change(ctx, contractID, actUpdate, func(ctx context.Context, c *Contract) error {
		if err := c.editable(); err != nil {
			return err
		}
		d := Details{c.Code, c.Name, c.SupplierID, c.StartsOn, c.EndsOn, c.SignedOn, c.PaymentRuleID}
		set(&d.Code, ch.Code)
		set(&d.Name, ch.Name)
		set(&d.StartsOn, ch.StartsOn)
		set(&d.EndsOn, ch.EndsOn)
		set(&d.SignedOn, ch.SignedOn)
		set(&d.PaymentRuleID, ch.PaymentRuleID)
		if err := d.clean(); err != nil {
			return err
		}
		if err := s.apply(ctx, c, d); err != nil {
			return err
		}
		lines, err := s.linesOf(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := l.inside(*c); err != nil {
				return fault.Invalid("line_outside_contract", "endsOn", "A line of the contract would leave its period.")
			}
		}
		c.Version = version
		return nil
	})
}

// Activate makes a draft binding; from then on its lines do not change. Refuses with
// 409 contract_not_draft, contract_without_lines, supplier_not_eligible or
// contract_periods_cross.
func (s *Service) Activate(ctx context.Context, contractID string) (Contract, error) {
	return s.change(ctx, contractID, actActivate, func(ctx context.Context, c *Contract) error {
		// Holding the supplier keeps two of its contracts from becoming active at once
		// without seeing each other.
		sup, err := s.suppliers.Hold(ctx, c.SupplierID)
		if err != nil {
			return err
		}
		lines, err := s.linesOf(ctx, c.ID)
		if err != nil {
			return err
		}
		if err := c.activate(lines); err != nil {
			return err
		}
		if err := sup.CanContract(); err != nil {
			return err
		}
		for _, l := range lines {
			other, err := s.crossing(ctx, l)
			if err != nil {
				return err
			}
			if other != "" {
				return fault.Conflict("contract_periods_cross", "Contract "+other+" has the same service at the same site on some of the same days.")
			}
		}
		return nil
	})
}

// Terminate ends an active contract; today is its last day of work.
func (s *Service) Terminate(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.change(ctx, contractID, actTerminate, func(_ context.Context, c *Contract) error {
		return c.terminate(reason, clock.Today(s.clock))
	})
}

// ExpireDue marks active contracts whose last day is over and tells how many. A job
// calls it every day; prices never depend on the mark.
func (s *Service) ExpireDue(ctx context.Context) (int, error) {
	ids, err := s.due(ctx, clock.Today(s.clock))
	if err != nil {
		return 0, err
	}
	for i, contractID := range ids {
		_, err := s.change(ctx, contractID, actExpire, func(_ context.Context, c *Contract) error {
			if c.State == Active {
				c.State = Expired
			}
			return nil
		})
		if err != nil {
			return i, err
		}
	}
	return len(ids), nil
}

// change holds a contract, lets do alter it and saves it with its audit entry.
func (s *Service) change(ctx context.Context, contractID string, act audit.Action, do func(context.Context, *Contract) error) (Contract, error) {
	var c Contract
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.hold(ctx, contractID); err != nil {
			return err
		}
		before := c
		if err := do(ctx, &c); err != nil {
			return err
		}
		if err := s.save(ctx, c); err != nil {
			return err
		}
		c.Version++
		return s.log.Record(ctx, audit.Entry{Action: act, Target: "contract", TargetID: c.ID, Before: before, After: c})
	})
	return c, db.Fault(err)
}

// Get returns a contract and its lines.
func (s *Service) Get(ctx context.Context, contractID string) (Contract, []Line, error) {
	c, err := s.load(ctx, contractID)
	if err != nil {
		return Contract{}, nil, err
	}
	lines, err := s.linesOf(ctx, c.ID)
	return c, lines, err
}

// List lists contracts by code.
func (s *Service) List(ctx context.Context, q Query, p page.Request) (page.Of[Contract], error) {
	return s.list(ctx, q, p)
}
