package quota

import (
	"context"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

var (
	actCreate  = audit.Define("quota.create")
	actUpdate  = audit.Define("quota.update")
	actLoad    = audit.Define("quota.load_catalogue")
	actBook    = audit.Define("cost.book")
	actReverse = audit.Define("cost.reverse")
	actAccrue  = audit.Define("period.accrue")
	actLock    = audit.Define("period.lock")
	actReopen  = audit.Define("period.reopen")
)

// Scores reads the quality that stands beside the cost.
type Scores interface {
	// Average returns the mean points of the published judgements of the months
	// from..to; suppliers without any are missing.
	Average(ctx context.Context, from, to date.Month, supplierIDs []string) (map[string]money.Points, error)
}

// Service keeps quotas, costs and closed months.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	log       *audit.Log
	ledger    *ledger.Ledger
	contracts *contract.Service
	scores    Scores
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, contracts *contract.Service, scores Scores) *Service {
	return &Service{d, clk, log, led, contracts, scores}
}

// Quotas lists quotas by code.
func (s *Service) Quotas(ctx context.Context, q Query, p page.Request) (page.Of[Quota], error) {
	return s.listQuotas(ctx, q, p)
}

// Get returns one quota.
func (s *Service) Get(ctx context.Context, quotaID string) (Quota, error) {
	return s.loadQuota(ctx, quotaID)
}

// Create adds a quota with its tiers; 422 source_unknown for a source nobody knows.
func (s *Service) Create(ctx context.Context, d Details) (Quota, error) {
	if err := d.clean(); err != nil {
		return Quota{}, err
	}
	var q Quota
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if err := standard.SourceExists(ctx, s.db, d.SourceID); err != nil {
			return err
		}
		if q, err = s.insert(ctx, d); err != nil {
			return err
		}
		if q, err = s.loadQuota(ctx, q.ID); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "quota", TargetID: q.ID, After: q})
	})
	return q, db.Fault(err)
}

func (s *Service) insert(ctx context.Context, d Details) (Quota, error) {
	row := quotaRow{id.New(), d.Code, string(d.Category), d.ServiceItem, d.Unit, string(d.Basis), d.SourceID, d.Note, d.EffectiveFrom, 1}
	if err := taken(s.db.Conn(ctx).Create(&row).Error); err != nil {
		return Quota{}, err
	}
	q := row.quota()
	for i, t := range d.Tiers {
		t.ID = id.New()
		if err := s.insertTier(ctx, q.ID, i, t); err != nil {
			return Quota{}, err
		}
		q.Tiers = append(q.Tiers, t)
	}
	return q, nil
}

func (s *Service) insertTier(ctx context.Context, quotaID string, position int, t Tier) error {
	row := tierRow{ID: t.ID, QuotaID: quotaID, Code: t.Code, Position: position, Grade: t.Grade, Low: units(t.Low), High: units(t.High),
		Value: units(t.Value), Per: string(t.Per), Usable: t.Usable}
	return taken(s.db.Conn(ctx).Create(&row).Error)
}

func taken(err error) error {
	if db.IsDuplicate(err) {
		return fault.New(fault.KindConflict, "code_taken", "Another quota or tier has that code.",
			fault.Field{Name: "code", Code: "code_taken", Message: "Another quota or tier has that code."})
	}
	return db.Fault(err)
}

// Changes are the fields to change; nil ones stay. Tiers are known by their codes: a
// list replaces all of them.
type Changes struct {
	ServiceItem   *string
	Unit          *string
	Basis         *Basis
	SourceID      *string
	Note          *string
	EffectiveFrom *string
	Tiers         *[]Tier
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// Update changes a quota. The unit of a quota and the value of a tier that measure a
// contract line stay: 409 quota_tier_in_use. A new price is a new tier.
func (s *Service) Update(ctx context.Context, quotaID string, version int, c Changes) (Quota, error) {
	var q Quota
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if q, err = s.loadQuota(ctx, quotaID); err != nil {
			return err
		}
		before := q
		d := Details{q.Code, q.Category, q.ServiceItem, q.Unit, q.Basis, q.SourceID, q.Note, q.EffectiveFrom, append([]Tier{}, q.Tiers...)}
		set(&d.ServiceItem, c.ServiceItem)
		set(&d.Unit, c.Unit)
		set(&d.Basis, c.Basis)
		set(&d.SourceID, c.SourceID)
		set(&d.Note, c.Note)
		set(&d.EffectiveFrom, c.EffectiveFrom)
		set(&d.Tiers, c.Tiers)
		if err := d.clean(); err != nil {
			return err
		}
		if d.SourceID != q.SourceID {
			if err := standard.SourceExists(ctx, s.db, d.SourceID); err != nil {
				return err
			}
		}
		if err := s.replaceTiers(ctx, q, d); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("quotas").Where("id = ? AND version = ?", q.ID, version).Updates(map[string]any{
			"service_item": d.ServiceItem, "unit": d.Unit, "basis": string(d.Basis), "source_id": d.SourceID, "note": d.Note,
			"effective_from": d.EffectiveFrom, "version": version + 1}))
		if err != nil {
			return err
		}
		if q, err = s.loadQuota(ctx, quotaID); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actUpdate, Target: "quota", TargetID: q.ID, Before: before, After: q})
	})
	return q, db.Fault(err)
}

func (s *Service) replaceTiers(ctx context.Context, q Quota, d Details) error {
	old, ids := map[string]Tier{}, []string{}
	for _, t := range q.Tiers {
		old[t.Code] = t
		ids = append(ids, t.ID)
	}
	tied, err := s.tied(ctx, ids)
	if err != nil {
		return err
	}
	inUse := fault.Conflict("quota_tier_in_use", "A contract line is measured by it: add a new tier instead.")
	if d.Unit != q.Unit && len(tied) > 0 {
		return inUse
	}
	for i, t := range d.Tiers {
		was, known := old[t.Code]
		if !known {
			t.ID = id.New()
			if err := s.insertTier(ctx, q.ID, i, t); err != nil {
				return err
			}
			continue
		}
		delete(old, t.Code)
		if tied[was.ID] && !t.same(was) {
			return inUse
		}
		err := s.db.Conn(ctx).Table("quota_tiers").Where("id = ?", was.ID).Updates(map[string]any{"position": i, "grade": t.Grade, "low": units(t.Low),
			"high": units(t.High), "value": units(t.Value), "per": string(t.Per), "usable": t.Usable}).Error
		if err != nil {
			return db.Fault(err)
		}
	}
	for _, t := range old {
		if tied[t.ID] {
			return inUse
		}
		if err := s.db.Conn(ctx).Where("id = ?", t.ID).Delete(&tierRow{}).Error; err != nil {
			return db.Fault(err)
		}
	}
	return nil
}
