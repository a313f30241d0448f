package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const (
	supplierA = "01AAAAAAAAAAAAAAAAAAAAAAAA"
	supplierB = "01BBBBBBBBBBBBBBBBBBBBBBBB"
)

func fact(kind ledger.Kind, supplier string, day date.Day) ledger.Fact {
	return ledger.Fact{Kind: kind, SupplierID: supplier, ContractID: "C", SiteID: "S", Category: vocab.Cleaning, OccurredOn: day,
		Count: 1, RefType: "observation", RefID: id.New()}
}

func write(t *testing.T, d *db.DB, l *ledger.Ledger, facts ...ledger.Fact) []ledger.Fact {
	t.Helper()
	var out []ledger.Fact
	err := d.Tx(system(), func(ctx context.Context) (err error) {
		out, err = l.Append(ctx, facts...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func system() context.Context { return authz.AsSystem(context.Background(), "test") }

func monthCount(t *testing.T, ctx context.Context, l *ledger.Ledger, month date.Month, f ledger.Filter) int64 {
	t.Helper()
	sums, err := l.SumMonths(ctx, month, month, f)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, s := range sums {
		n += s.Count
	}
	return n
}

func TestFactsThatSayNothingOrNoWhereAreRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		good := fact(ledger.SelfPass, supplierA, "2026-11-21")
		for name, spoil := range map[string]func(*ledger.Fact){
			"kind": func(f *ledger.Fact) { f.Kind = "guess" }, "supplier": func(f *ledger.Fact) { f.SupplierID = "" },
			"category": func(f *ledger.Fact) { f.Category = "gardening" }, "day": func(f *ledger.Fact) { f.OccurredOn = "" },
			"record": func(f *ledger.Fact) { f.RefID = "" }, "nothing": func(f *ledger.Fact) { f.Count = 0 },
		} {
			f := good
			spoil(&f)
			if err := d.Tx(system(), func(ctx context.Context) error { _, err := l.Append(ctx, f); return err }); err == nil {
				t.Errorf("a fact without a valid %s was written", name)
			}
		}
		if _, err := l.Append(system(), good); err == nil {
			t.Error("a fact was written outside a transaction")
		}
		if n := monthCount(t, system(), l, "2026-11", ledger.Filter{}); n != 0 {
			t.Errorf("%d refused facts were counted", n)
		}
	})
}

func TestATransactionThatFailsLeavesNoFactAndNoSum(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		_ = d.Tx(system(), func(ctx context.Context) error {
			if _, err := l.Append(ctx, fact(ledger.SelfPass, supplierA, "2026-11-21")); err != nil {
				return err
			}
			if n := monthCount(t, ctx, l, "2026-11", ledger.Filter{}); n != 1 {
				t.Errorf("the transaction sees %d of its own facts", n)
			}
			return fmt.Errorf("fails")
		})
		if n := monthCount(t, system(), l, "2026-11", ledger.Filter{}); n != 0 {
			t.Errorf("%d facts stayed", n)
		}
	})
}

func TestALateFactLandsOnTheDayItHappened(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		write(t, d, l, fact(ledger.SelfPass, supplierA, "2026-10-31"))
		if monthCount(t, system(), l, "2026-10", ledger.Filter{}) != 1 || monthCount(t, system(), l, "2026-11", ledger.Filter{}) != 0 {
			t.Error("the fact is not in October")
		}
	})
}

func TestAReversalTakesAFactBackAndKeepsIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		f := fact(ledger.ActualCost, supplierA, "2026-11-21")
		f.Amount = 123450
		written := write(t, d, l, f)[0]
		write(t, d, l, written.Reversal())
		sums, _ := l.SumMonths(system(), "2026-11", "2026-11", ledger.Filter{})
		if len(sums) != 1 || sums[0].Count != 0 || sums[0].Amount != 0 {
			t.Errorf("sums %+v", sums)
		}
		list, _ := l.Facts(system(), "2026-11-01", "2026-11-30", ledger.Filter{}, page.Request{})
		if len(list.Items) != 2 || list.Items[0].Reverses != written.ID {
			t.Errorf("facts %+v", list.Items)
		}
	})
}

func TestASupplierReadsItsOwnFactsOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		write(t, d, l, fact(ledger.SelfPass, supplierA, "2026-11-20"), fact(ledger.SelfFail, supplierB, "2026-11-21"))
		a := testkit.AsSupplier("u", supplierA, "supplier_manager")
		if n := monthCount(t, a, l, "2026-11", ledger.Filter{}); n != 1 {
			t.Errorf("supplier A counts %d", n)
		}
		if n := monthCount(t, a, l, "2026-11", ledger.Filter{SupplierID: supplierB}); n != 0 {
			t.Errorf("supplier A counts %d of B", n)
		}
		list, _ := l.Facts(a, "2026-11-01", "2026-11-30", ledger.Filter{}, page.Request{})
		if len(list.Items) != 1 || list.Items[0].SupplierID != supplierA {
			t.Errorf("supplier A sees %+v", list.Items)
		}
		if n := monthCount(t, testkit.As("u", "auditor"), l, "2026-11", ledger.Filter{}); n != 0 {
			t.Errorf("an administrator counts %d", n)
		}
	})
}

// Thirty-two writers on few keys: every sum is exact, nothing is retried to death.
func TestRollupsStayExactUnderThirtyTwoWriters(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		const writers, each = 32, 25
		before := deadlocks(t, d)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(w), 1))
				for range each {
					var facts []ledger.Fact
					for range 1 + rng.IntN(8) {
						f := fact(ledger.Kinds[rng.IntN(len(ledger.Kinds))], []string{supplierA, supplierB}[rng.IntN(2)], date.Day(fmt.Sprintf("2026-11-%02d", 1+rng.IntN(5))))
						f.Amount = rng.Int64N(1000)
						facts = append(facts, f)
					}
					if err := d.Tx(system(), func(ctx context.Context) error { _, err := l.Append(ctx, facts...); return err }); err != nil {
						t.Errorf("writer %d: %v", w, err)
						return
					}
				}
			})
		}
		wg.Wait()
		if diff, err := l.Verify(system()); err != nil || len(diff) != 0 {
			t.Errorf("rollups differ from the facts: %+v %v", diff, err)
		}
		if after := deadlocks(t, d); after != before {
			t.Errorf("%d deadlocks", after-before)
		}
		rebuilt(t, d, l)
	})
}

func deadlocks(t *testing.T, d *db.DB) (n int64) {
	if d.Dialect() != db.MySQL {
		return 0
	}
	t.Helper()
	var name string
	if err := d.Pool().QueryRowContext(t.Context(), "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'").Scan(&name, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// rebuilt checks that the facts alone give the same rollups.
func rebuilt(t *testing.T, d *db.DB, l *ledger.Ledger) {
	t.Helper()
	days, _ := l.SumDays(system(), "2026-01-01", "2026-12-31", ledger.Filter{}, ledger.ByDay, ledger.BySupplier, ledger.BySite)
	months, _ := l.SumMonths(system(), "2026-01", "2026-12", ledger.Filter{}, ledger.ByMonth, ledger.ByCategory)
	if err := l.Rebuild(system()); err != nil {
		t.Fatal(err)
	}
	days2, _ := l.SumDays(system(), "2026-01-01", "2026-12-31", ledger.Filter{}, ledger.ByDay, ledger.BySupplier, ledger.BySite)
	months2, _ := l.SumMonths(system(), "2026-01", "2026-12", ledger.Filter{}, ledger.ByMonth, ledger.ByCategory)
	if len(days) == 0 || fmt.Sprint(days) != fmt.Sprint(days2) || fmt.Sprint(months) != fmt.Sprint(months2) {
		t.Error("the rebuilt rollups are not the kept ones")
	}
}

func TestVerifyFindsARollupThatWasTamperedWith(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		write(t, d, l, fact(ledger.SelfPass, supplierA, "2026-11-21"))
		err := d.Tx(system(), func(ctx context.Context) error {
			return d.Conn(ctx).Exec("UPDATE ledger_days SET count = count + 1").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff, err := l.Verify(system()); err != nil || len(diff) != 2 {
			t.Errorf("differences %+v %v", diff, err)
		}
	})
}
