package settlement_test

import (
	"context"
	"sync"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/settlement"
	"hengjian/internal/testkit"
)

const (
	supplierA = "01AAAAAAAAAAAAAAAAAAAAAAAA"
	supplierB = "01BBBBBBBBBBBBBBBBBBBBBBBB"
	contractA = "01CA0000000000000000000000"
	contractB = "01CB0000000000000000000000"
	october   = date.Month("2026-10")
)

// prices and judgements are what the test says they are.
type prices struct {
	mu    sync.Mutex
	lines []contract.LineMonth
}

func (p *prices) MonthLines(_ context.Context, m date.Month, contractID string) ([]contract.LineMonth, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []contract.LineMonth
	for _, l := range p.lines {
		if m == october && (contractID == "" || contractID == l.ContractID) {
			out = append(out, l)
		}
	}
	return out, nil
}

type judgements map[string]*assessment.Assessment

func (j judgements) Of(_ context.Context, supplier string, m date.Month) (*assessment.Assessment, error) {
	if m != october {
		return nil, nil
	}
	return j[supplier], nil
}

type world struct {
	*settlement.Service
	t      *testing.T
	db     *db.DB
	ledger *ledger.Ledger
	prices *prices
	judged judgements
	closed months
}

// months are closed.
type months map[date.Month]bool

func (m months) EnterMonth(_ context.Context, month date.Month) error {
	if m[month] {
		return fault.Conflict("month_locked", "closed")
	}
	return nil
}

func judged(supplier string, state assessment.State, p *money.Points) *assessment.Assessment {
	a := &assessment.Assessment{ID: id.New(), SupplierID: supplier, Month: october, State: state, Sheet: assessment.Sheet{Insufficient: p == nil}}
	if p != nil {
		a.Sheet.Points, a.Sheet.Grade = *p, assessment.Default().Grade(*p)
	}
	return a
}

func line(contractID, supplier, lineID string, price money.Fen) contract.LineMonth {
	return contract.LineMonth{Month: october, ContractID: contractID, LineID: lineID, SupplierID: supplier, SiteID: "01S00000000000000000000001",
		Category: vocab.Cleaning, ServiceItem: "日常保洁", Price: price}
}

// each gives supplier A 85.20 points and a contract of 1000.01 + 2000.02 + 0.03, and
// supplier B a draft assessment and a contract of 500.00.
func each(t *testing.T, test func(w *world)) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		clk := testkit.Clock()
		led := ledger.New(d, clk)
		w := &world{t: t, db: d, ledger: led, closed: months{}, judged: judgements{supplierA: judged(supplierA, assessment.Published, points("85.20")), supplierB: judged(supplierB, assessment.Draft, points("95"))},
			prices: &prices{lines: []contract.LineMonth{line(contractA, supplierA, "01L1", 1000_01), line(contractA, supplierA, "01L2", 2000_02),
				line(contractA, supplierA, "01L3", 3), line(contractB, supplierB, "01L4", 500_00)}}}
		w.Service = settlement.New(d, clk, audit.New(d, clk), led, w.prices, w.judged, w.closed)
		if err := w.InstallDefault(context.Background()); err != nil {
			t.Fatal(err)
		}
		for contractID, supplier := range map[string]string{contractA: supplierA, contractB: supplierB} {
			w.exec(`INSERT INTO contracts (id, code, name, supplier_id, starts_on, ends_on, state, terminated_reason, version, created_at)
				VALUES (?, ?, '合同', ?, '2026-01-01', '2026-12-31', 'active', '', 1, 0)`, contractID, contractID, supplier)
		}
		test(w)
	})
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	err := w.db.Tx(authz.AsSystem(context.Background(), "test"), func(ctx context.Context) error { return w.db.Conn(ctx).Exec(sql, args...).Error })
	if err != nil {
		w.t.Fatal(err)
	}
}

func finance() context.Context { return testkit.As("01F0000000000000000FINANCE", "finance") }
func leader() context.Context  { return testkit.As("01M0000000000000000000LEAD", "leader") }
func boss(supplier string) context.Context {
	return testkit.AsSupplier("01P000000000000000000BOSS"+supplier[2:3], supplier, "supplier_manager")
}

func (w *world) refuses(what, code string, err error) {
	w.t.Helper()
	if fault.Code(err) != code {
		w.t.Errorf("%s: got %q (%v), want %q", what, fault.Code(err), err, code)
	}
}

func (w *world) draft() settlement.Settlement {
	w.t.Helper()
	made, _, err := w.Prepare(finance(), october, contractA)
	if err != nil || len(made) != 1 {
		w.t.Fatalf("%v %v", made, err)
	}
	return made[0]
}

func (w *world) deductions() (n, fen int64) {
	w.t.Helper()
	sums, err := w.ledger.SumDays(authz.AsSystem(context.Background(), "test"), october.Last(), october.Last(), ledger.Filter{Kinds: []ledger.Kind{ledger.Deduction}})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range sums {
		n, fen = n+s.Count, fen+s.Amount
	}
	return n, fen
}
