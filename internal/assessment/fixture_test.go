package assessment_test

import (
	"context"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const (
	supplierA = "01AAAAAAAAAAAAAAAAAAAAAAAA"
	supplierB = "01BBBBBBBBBBBBBBBBBBBBBBBB"
	siteOne   = "01S00000000000000000000001"
	siteTwo   = "01S00000000000000000000002"
	october   = date.Month("2026-10")
)

type world struct {
	*assessment.Service
	t      *testing.T
	db     *db.DB
	clock  *clock.Fake
	ledger *ledger.Ledger
}

func each(t *testing.T, test func(w *world)) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		clk := testkit.Clock()
		led := ledger.New(d, clk)
		w := &world{assessment.New(d, clk, audit.New(d, clk), led), t, d, clk, led}
		if err := w.InstallDefault(context.Background()); err != nil {
			t.Fatal(err)
		}
		test(w)
	})
}

func system() context.Context  { return authz.AsSystem(context.Background(), "test") }
func manager() context.Context { return testkit.As("01M00000000000000000000MAN", "manager") }
func leader() context.Context  { return testkit.As("01M0000000000000000000LEAD", "leader") }
func boss(supplier string) context.Context {
	return testkit.AsSupplier("01P000000000000000000BOSS"+supplier[2:3], supplier, "supplier_manager")
}

// facts appends numbers of facts by kind on a day.
func (w *world) facts(supplier string, day date.Day, c counts) {
	w.t.Helper()
	err := w.db.Tx(system(), func(ctx context.Context) error {
		for kind, n := range c {
			if n == 0 {
				continue
			}
			_, err := w.ledger.Append(ctx, ledger.Fact{Kind: kind, SupplierID: supplier, ContractID: "C", SiteID: siteOne, Category: vocab.Cleaning,
				OccurredOn: day, Count: n, RefType: "observation", RefID: id.New()})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	err := w.db.Tx(system(), func(ctx context.Context) error { return w.db.Conn(ctx).Exec(sql, args...).Error })
	if err != nil {
		w.t.Fatal(err)
	}
}

// contract gives supplier A a contract of one line.
func (w *world) contract(state string, from, to date.Day, terminatedOn any, site string, category vocab.Category) {
	w.t.Helper()
	contractID := id.New()
	w.exec(`INSERT INTO contracts (id, code, name, supplier_id, starts_on, ends_on, state, terminated_on, terminated_reason, version, created_at)
		VALUES (?, ?, '合同', ?, ?, ?, ?, ?, '', 1, 0)`, contractID, contractID, supplierA, string(from), string(to), state, terminatedOn)
	w.exec(`INSERT INTO contract_lines (id, contract_id, supplier_id, category, service_item, site_id, quantity, unit, unit_price, billing, starts_on, ends_on, version)
		VALUES (?, ?, ?, ?, '服务', ?, 1000, 'item', 100, 'month', ?, ?, 1)`, id.New(), contractID, supplierA, string(category), site, string(from), string(to))
}

// draft computes October and returns supplier A's sheet.
func (w *world) draft() assessment.Detail {
	w.t.Helper()
	w.facts(supplierA, "2026-10-15", month)
	return w.computed(supplierA)
}

func (w *world) computed(supplier string) assessment.Detail {
	w.t.Helper()
	if _, err := w.Compute(manager(), october); err != nil {
		w.t.Fatal(err)
	}
	list, err := w.List(manager(), assessment.Filter{Month: october, SupplierID: supplier}, page.Request{})
	if err != nil || len(list.Items) != 1 {
		w.t.Fatalf("%d assessments: %v", len(list.Items), err)
	}
	return w.get(manager(), list.Items[0].ID)
}

func (w *world) published() assessment.Detail {
	w.t.Helper()
	d, err := w.Publish(leader(), w.draft().ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) get(ctx context.Context, id string) assessment.Detail {
	w.t.Helper()
	d, err := w.Get(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) refuses(what, code string, err error) {
	w.t.Helper()
	if fault.Code(err) != code {
		w.t.Errorf("%s: got %q (%v), want %q", what, fault.Code(err), err, code)
	}
}
