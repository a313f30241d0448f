package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

const (
	factColumns = 14
	factRows    = 200 // rows of one statement
	insertFacts = "INSERT INTO ledger_facts (id, kind, supplier_id, contract_id, site_id, category, clause_id, occurred_on, count, amount, ref_type, ref_id, reverses, recorded_at) VALUES "
)

// key is what a rollup row is about, apart from its day or month.
type key struct{ span, supplier, contract, site, category, kind string }

func (k key) compare(o key) int {
	return slices.Compare([]string{k.span, k.supplier, k.contract, k.site, k.category, k.kind},
		[]string{o.span, o.supplier, o.contract, o.site, o.category, o.kind})
}

type sum struct{ count, amount int64 }

// pending collects what the facts of one transaction add to the rollups.
type pending struct {
	days, months map[key]sum
	armed        bool
}

type pendingKey struct{}

// Append writes facts and adds them to the rollups, in the transaction of ctx;
// outside one it fails. The rollup rows, which many writers share, are touched
// last, in one statement a table with the keys in order, so that their locks are
// held briefly and never cross. It returns the facts with their identifiers.
func (l *Ledger) Append(ctx context.Context, facts ...Fact) ([]Fact, error) {
	if !db.InTx(ctx) {
		return nil, errors.New("ledger: facts belong in the transaction that made them")
	}
	if len(facts) == 0 {
		return nil, nil
	}
	p := db.Value(ctx, pendingKey{}, func() *pending { return &pending{days: map[key]sum{}, months: map[key]sum{}} })
	args := make([]any, 0, len(facts)*factColumns)
	now := date.Millis(l.clock.Now())
	for i := range facts {
		f := &facts[i]
		if err := f.check(); err != nil {
			return nil, err
		}
		if f.ID == "" {
			f.ID = id.New()
		}
		args = append(args, f.ID, string(f.Kind), f.SupplierID, f.ContractID, f.SiteID, string(f.Category), f.ClauseID,
			string(f.OccurredOn), f.Count, f.Amount, f.RefType, f.RefID, f.Reverses, now)
		p.add(*f)
	}
	for chunk := range slices.Chunk(args, factColumns*factRows) {
		values := strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?,?,?,?,?,?),", len(chunk)/factColumns), ",")
		if err := l.db.Queue(ctx, insertFacts+values, chunk...); err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
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
	if err := l.upsert(ctx, "ledger_days", "day", p.days); err != nil {
		return err
	}
	return l.upsert(ctx, "ledger_months", "month", p.months)
}

// upsertRows bounds the rows of one statement.
const upsertRows = 100

func (l *Ledger) upsert(ctx context.Context, table, span string, sums map[key]sum) error {
	keys := make([]key, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, key.compare)
	for chunk := range slices.Chunk(keys, upsertRows) {
		args := make([]any, 0, len(chunk)*8)
		for _, k := range chunk {
			s := sums[k]
			args = append(args, k.span, k.supplier, k.contract, k.site, k.category, k.kind, s.count, s.amount)
		}
		if err := l.db.Queue(ctx, l.upsertSQL(table, span, len(chunk)), args...); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
	}
	clear(sums)
	return nil
}

func (l *Ledger) upsertSQL(table, span string, rows int) string {
	values := strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?),", rows), ",")
	insert := "INSERT INTO " + table + " (" + span + ", supplier_id, contract_id, site_id, category, kind, count, amount) VALUES " + values
	if l.db.Dialect() == db.MySQL {
		return insert + " ON DUPLICATE KEY UPDATE count = count + VALUES(count), amount = amount + VALUES(amount)"
	}
	return insert + " ON CONFLICT (" + span + ", supplier_id, contract_id, site_id, category, kind) DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount"
}
