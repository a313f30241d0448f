package supplier

import (
	"context"

	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actCreate     = audit.Define("supplier.create")
	actUpdate     = audit.Define("supplier.update")
	actTransition = audit.Define("supplier.transition")
	actQualify    = audit.Define("qualification.create")
	actRequalify  = audit.Define("qualification.update")
	actDisqualify = audit.Define("qualification.delete")
)

// Service keeps suppliers.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	log    *audit.Log
	ledger *ledger.Ledger
	grades Grades
	around Surroundings
}

// New returns the service. grades and around are readers of the domains above.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, grades Grades, around Surroundings) *Service {
	return &Service{d, clk, log, led, grades, around}
}

// Create adds a candidate. Refuses with 422 for a wrong field, 409 code_taken or
// credit_code_taken.
func (s *Service) Create(ctx context.Context, d Details) (Supplier, error) {
	if err := d.clean(); err != nil {
		return Supplier{}, err
	}
	sup := Supplier{ID: id.New(), State: Candidate, Version: 1, CreatedAt: s.clock.Now()}
	sup.apply(d)
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.unused(ctx, sup); err != nil {
			return err
		}
		if err := s.insert(ctx, sup); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "supplier", TargetID: sup.ID, After: sup})
	})
	return sup, db.Fault(err)
}

func (s *Supplier) apply(d Details) {
	s.Code, s.Name, s.ShortName, s.CreditCode = d.Code, d.Name, d.ShortName, d.CreditCode
	s.ContactName, s.ContactPhone, s.Categories = d.ContactName, d.ContactPhone, d.Categories
}

// Changes are the fields to change; nil ones stay.
type Changes struct {
	Code         *string
	Name         *string
	ShortName    *string
	CreditCode   *string
	ContactName  *string
	ContactPhone *string
	Categories   []vocab.Category
}

func (c Changes) over(s Supplier) Details {
	d := Details{s.Code, s.Name, s.ShortName, s.CreditCode, s.ContactName, s.ContactPhone, s.Categories}
	for _, f := range []struct {
		to   *string
		from *string
	}{{&d.Code, c.Code}, {&d.Name, c.Name}, {&d.ShortName, c.ShortName}, {&d.CreditCode, c.CreditCode}, {&d.ContactName, c.ContactName}, {&d.ContactPhone, c.ContactPhone}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Categories != nil {
		d.Categories = append([]vocab.Category{}, c.Categories...)
	}
	return d
}

// Update changes what is written about a supplier, not its state.
func (s *Service) Update(ctx context.Context, supplierID string, version int, c Changes) (Supplier, error) {
	var sup Supplier
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if sup, err = s.load(ctx, supplierID); err != nil {
			return err
		}
		before := sup
		d := c.over(sup)
		if err := d.clean(); err != nil {
			return err
		}
		sup.apply(d)
		sup.Version = version
		if err := s.unused(ctx, sup); err != nil {
			return err
		}
		if err := s.save(ctx, sup); err != nil {
			return err
		}
		sup.Version++
		return s.log.Record(ctx, audit.Entry{Action: actUpdate, Target: "supplier", TargetID: sup.ID, Before: before, After: sup})
	})
	return sup, db.Fault(err)
}

// Get returns one supplier.
func (s *Service) Get(ctx context.Context, supplierID string) (Supplier, error) {
	return s.load(ctx, supplierID)
}

// Hold is Get inside a transaction that decides on the supplier: two transactions
// that hold the same supplier run one after the other.
func (s *Service) Hold(ctx context.Context, supplierID string) (Supplier, error) {
	return s.hold(ctx, supplierID)
}

// List lists suppliers by code.
func (s *Service) List(ctx context.Context, q Query, p page.Request) (page.Of[Supplier], error) {
	return s.list(ctx, q, p)
}

// Transition moves a supplier to another state of its life cycle; see Supplier.Move
// for the refusals.
func (s *Service) Transition(ctx context.Context, supplierID string, to State, reason string) (Supplier, error) {
	if err := authz.May(ctx, permissionTransition); err != nil {
		return Supplier{}, err
	}
	var sup Supplier
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if sup, err = s.hold(ctx, supplierID); err != nil {
			return err
		}
		papers, err := s.qualificationsOf(ctx, supplierID)
		if err != nil {
			return err
		}
		before := sup.State
		if err := sup.Move(to, reason, papers, clock.Today(s.clock)); err != nil {
			return err
		}
		if err := s.save(ctx, sup); err != nil {
			return err
		}
		sup.Version++
		if err := s.insertTransition(ctx, sup, before, reason); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actTransition, Target: "supplier", TargetID: sup.ID,
			Before: map[string]any{"state": before}, After: map[string]any{"state": to, "reason": reason}})
	})
	return sup, db.Fault(err)
}
