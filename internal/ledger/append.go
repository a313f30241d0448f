package ledger

import (
	"context"
	"errors"
	"fmt"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Ledger writes and reads facts and their rollups.
type Ledger struct {
	db    *db.DB
	clock clock.Clock
}

// New returns the ledger kept in d.
func New(d *db.DB, c clock.Clock) *Ledger { return &Ledger{d, c} }

type factRow struct {
	ID         string `gorm:"primaryKey"`
	Kind       string
	SupplierID string
	ContractID string
	SiteID     string
	Category   string
	ClauseID   string
	OccurredOn string
	Count      int64
	Amount     int64
	RefType    string
	RefID      string
	Reverses   string
	RecordedAt int64
}

var _ = db.Register(factRow{})

func (factRow) TableName() string { return "ledger_facts" }

var (
	table  = db.NewTable("ledger_facts", "id, kind, supplier_id, contract_id, site_id, category, clause_id, occurred_on, count, amount, ref_type, ref_id, reverses, recorded_at")
	days   = db.NewSums("ledger_days", "day, supplier_id, contract_id, site_id, category, kind", "count, amount")
	months = db.NewSums("ledger_months", "month, supplier_id, contract_id, site_id, category, kind", "count, amount")
)

// key is what a rollup row is about, apart from its day or month.
type key struct{ span, supplier, contract, site, category, kind string }

type sum struct{ count, amount int64 }

// pending collects what the facts of one transaction add to the rollups.
type pending struct {
	days, months map[key]sum
	armed        bool
}

type pendingKey struct{}

// Append writes facts and adds them to the rollups, in the transaction of ctx;
// outside one it fails. The rollup rows, which many writers share, are touched
// last. It returns the facts with their identifiers.
func (l *Ledger) Append(ctx context.Context, facts ...Fact) ([]Fact, error) {
	if !db.InTx(ctx) {
		return nil, errors.New("ledger: facts belong in the transaction that made them")
	}
	if len(facts) == 0 {
		return nil, nil
	}
	p := db.Value(ctx, pendingKey{}, func() *pending { return &pending{days: map[key]sum{}, months: map[key]sum{}} })
	values := make([]any, 0, len(facts)*14)
	now := date.Millis(l.clock.Now())
	for i := range facts {
		f := &facts[i]
		if err := f.check(); err != nil {
			return nil, err
		}
		if f.ID == "" {
			f.ID = id.New()
		}
		values = append(values, f.ID, string(f.Kind), f.SupplierID, f.ContractID, f.SiteID, string(f.Category), f.ClauseID,
			string(f.OccurredOn), f.Count, f.Amount, f.RefType, f.RefID, f.Reverses, now)
		p.add(*f)
	}
	if err := l.db.Insert(ctx, table, values...); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if !p.armed {
		p.armed = true
		l.db.BeforeCommit(ctx, l.flush)
	}
	return facts, nil
}

func (p *pending) add(f Fact) {
	k := key{string(f.OccurredOn), f.SupplierID, f.ContractID, f.SiteID, string(f.Category), string(f.Kind)}
	s := p.days[k]
	p.days[k] = sum{s.count + f.Count, s.amount + f.Amount}
	k.span = string(f.OccurredOn.Month())
	s = p.months[k]
	p.months[k] = sum{s.count + f.Count, s.amount + f.Amount}
}

// flush writes the collected sums. Reading rollups inside the transaction flushes
// first, so a transaction sees its own facts.
func (l *Ledger) flush(ctx context.Context) error {
	if !db.InTx(ctx) {
		return nil
	}
	p := db.Value(ctx, pendingKey{}, func() *pending { return &pending{days: map[key]sum{}, months: map[key]sum{}} })
	if err := l.add(ctx, days, p.days); err != nil {
		return err
	}
	return l.add(ctx, months, p.months)
}

func (l *Ledger) add(ctx context.Context, rollup *db.Sums, sums map[key]sum) error {
	addends := make([]db.Addend, 0, len(sums))
	for k, s := range sums {
		addends = append(addends, db.Addend{Key: []string{k.span, k.supplier, k.contract, k.site, k.category, k.kind}, By: []int64{s.count, s.amount}})
	}
	clear(sums)
	if err := l.db.Add(ctx, rollup, addends...); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
