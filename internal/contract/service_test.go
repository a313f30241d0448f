package contract_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/supplier"
	"hengjian/internal/testkit"
)

func TestContractsOfOneSupplierForTheSameWorkMayNotCross(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		first, _ := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		for name, c := range map[string]struct {
			supplier string
			from, to date.Day
			line     func() contract.LineDetails
			crosses  bool
		}{
			"the last day":     {w.SupplierA, "2026-12-31", "2027-12-30", func() contract.LineDetails { return w.Guards(w.SiteA, "10") }, true},
			"inside":           {w.SupplierA, "2026-05-01", "2026-05-31", func() contract.LineDetails { return w.Guards(w.SiteA, "1") }, true},
			"around":           {w.SupplierA, "2025-01-01", "2027-12-31", func() contract.LineDetails { return w.Guards(w.SiteA, "1") }, true},
			"the day after":    {w.SupplierA, "2027-01-01", "2027-12-31", func() contract.LineDetails { return w.Guards(w.SiteA, "24") }, false},
			"another site":     {w.SupplierA, "2026-01-01", "2026-12-31", func() contract.LineDetails { return w.Guards(w.SiteB, "24") }, false},
			"another supplier": {w.SupplierB, "2026-01-01", "2026-12-31", func() contract.LineDetails { return w.Guards(w.SiteA, "24") }, false},
			"another service": {w.SupplierA, "2026-01-01", "2026-12-31", func() contract.LineDetails {
				l := w.Guards(w.SiteA, "24")
				l.ServiceItem = "巡逻"
				return l
			}, false},
		} {
			draft, _ := w.Draft(c.supplier, c.from, c.to, c.line())
			_, err := w.Contracts.Activate(Manager(), draft.ID)
			if c.crosses != fault.Is(err, "contract_periods_cross") || !c.crosses && err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if state := Got(w.Contracts.List(Manager(), contract.Query{Text: draft.Code}, page.Request{}))(t).Items[0].State; c.crosses && state != contract.Draft {
				t.Errorf("%s: the refused contract is %s", name, state)
			}
		}
		// After a termination the work is free from the next day on.
		Got(w.Contracts.Terminate(Manager(), first.ID, "质量不达标"))(t)
		again, _ := w.Draft(w.SupplierA, "2026-11-21", "2026-12-31", w.Guards(w.SiteA, "24"))
		if _, err := w.Contracts.Activate(Manager(), again.ID); !fault.Is(err, "contract_periods_cross") {
			t.Errorf("on the last day of work: %v", err)
		}
		next, _ := w.Draft(w.SupplierA, "2026-11-22", "2026-12-31", w.Guards(w.SiteA, "24"))
		if _, err := w.Contracts.Activate(Manager(), next.ID); err != nil {
			t.Errorf("the day after: %v", err)
		}
	})
}

// Of two crossing drafts that become active at once, one is refused.
func TestTwoCrossingContractsDoNotBothBecomeActive(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		for round := range 5 {
			from := date.Day(fmt.Sprintf("20%d-01-01", 30+round))
			a, _ := w.Draft(w.SupplierA, from, from.AddDays(300), w.Guards(w.SiteA, "1"))
			b, _ := w.Draft(w.SupplierA, from.AddDays(100), from.AddDays(350), w.Guards(w.SiteA, "1"))
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, c := range []contract.Contract{a, b} {
				wg.Go(func() { _, errs[i] = w.Contracts.Activate(Manager(), c.ID) })
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
			}
		}
	})
}

func TestAnActiveContractIsFrozen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		price := money.MustFen("1.00")
		name := "别的"
		for what, err := range map[string]error{
			"update": func() error {
				_, err := w.Contracts.Update(Manager(), c.ID, c.Version, contract.Changes{Name: &name})
				return err
			}(),
			"add line": func() error { _, err := w.Contracts.AddLine(Manager(), c.ID, w.Guards(w.SiteB, "1")); return err }(),
			"change line": func() error {
				_, err := w.Contracts.UpdateLine(Manager(), lines[0].ID, 1, contract.LineChanges{UnitPrice: &price})
				return err
			}(),
			"remove line": w.Contracts.RemoveLine(Manager(), lines[0].ID, 1),
			"activate":    func() error { _, err := w.Contracts.Activate(Manager(), c.ID); return err }(),
		} {
			if !fault.Is(err, "contract_not_draft") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestADraftAcceptsOnlyWhatExistsAndFits(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, _ := w.Draft(w.SupplierA, "2026-01-01", "2026-12-31")
		for code, spoil := range map[string]func(*contract.LineDetails){
			"site_unknown":          func(l *contract.LineDetails) { l.SiteID = id.New() },
			"site_unknown ":         func(l *contract.LineDetails) { l.SiteID = "政务大厅" },
			"quota_tier_unknown":    func(l *contract.LineDetails) { l.QuotaTierID = id.New() },
			"quota_tier_unknown ":   func(l *contract.LineDetails) { l.QuotaTierID = "档" },
			"quota_not_usable":      func(l *contract.LineDetails) { l.QuotaTierID = w.UnusableID },
			"quota_unit_mismatch":   func(l *contract.LineDetails) { l.Unit = "m2" },
			"quantity_not_positive": func(l *contract.LineDetails) { l.Quantity = -1 },
			"line_outside_contract": func(l *contract.LineDetails) { l.EndsOn = "2027-01-01" },
		} {
			l := w.Guards(w.SiteA, "24")
			spoil(&l)
			if code[len(code)-1] == ' ' {
				code = code[:len(code)-1]
			}
			if _, err := w.Contracts.AddLine(Manager(), c.ID, l); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if _, err := w.Contracts.Activate(Manager(), c.ID); !fault.Is(err, "contract_without_lines") {
			t.Errorf("got %v", err)
		}
		l := Got(w.Contracts.AddLine(Manager(), c.ID, w.Guards(w.SiteA, "24")))(t)
		if l.StartsOn != "2026-01-01" || l.EndsOn != "2026-12-31" || l.Tier == nil || l.SiteName != "行政中心" {
			t.Errorf("%+v", l)
		}
		short := date.Day("2026-06-30")
		if _, err := w.Contracts.Update(Manager(), c.ID, 1, contract.Changes{EndsOn: &short}); !fault.Is(err, "line_outside_contract") {
			t.Errorf("a shorter contract: %v", err)
		}
		for code, d := range map[string]contract.Details{
			"supplier_unknown":     {Code: "X1", Name: "x", SupplierID: id.New(), StartsOn: "2026-01-01", EndsOn: "2026-01-31"},
			"payment_rule_unknown": {Code: "X2", Name: "x", SupplierID: w.SupplierA, PaymentRuleID: id.New(), StartsOn: "2026-01-01", EndsOn: "2026-01-31"},
			"code_taken":           {Code: c.Code, Name: "x", SupplierID: w.SupplierA, StartsOn: "2026-01-01", EndsOn: "2026-01-31"},
			"period_reversed":      {Code: "X3", Name: "x", SupplierID: w.SupplierA, StartsOn: "2026-02-01", EndsOn: "2026-01-31"},
		} {
			if _, err := w.Contracts.Create(Manager(), d); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
	})
}

func TestASupplierThatMayNotWorkGetsNoContract(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		draft, _ := w.Draft(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		Got(w.Suppliers.Transition(Manager(), w.SupplierA, supplier.Suspended, "重大问题整改"))(t)
		if _, err := w.Contracts.Activate(Manager(), draft.ID); !fault.Is(err, "supplier_not_eligible") {
			t.Errorf("activation: %v", err)
		}
		for _, id := range []string{w.SupplierA, w.Candidate("候选").ID} {
			if _, err := w.Contracts.Create(Manager(), contract.Details{Code: "N" + id, Name: "x", SupplierID: id, StartsOn: "2026-01-01", EndsOn: "2026-12-31"}); !fault.Is(err, "supplier_not_eligible") {
				t.Errorf("draft: %v", err)
			}
		}
	})
}

func TestAnotherSuppliersContractIsNotThere(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, lines := w.Contract(w.SupplierB, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		mine, _ := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "2"))
		a := Own(w.SupplierA)
		for what, err := range map[string]error{
			"get":       func() error { _, _, err := w.Contracts.Get(a, c.ID); return err }(),
			"line":      func() error { _, _, err := w.Contracts.Line(a, lines[0].ID); return err }(),
			"terminate": func() error { _, err := w.Contracts.Terminate(a, c.ID, "x"); return err }(),
			"remove":    w.Contracts.RemoveLine(a, lines[0].ID, 1),
			"nobody's":  func() error { _, _, err := w.Contracts.Get(a, id.New()); return err }(),
		} {
			if !fault.Is(err, "not_found") {
				t.Errorf("%s: %v", what, err)
			}
		}
		list := Got(w.Contracts.List(a, contract.Query{}, page.Request{}))(t)
		if len(list.Items) != 1 || list.Items[0].ID != mine.ID {
			t.Errorf("supplier A lists %+v", list.Items)
		}
		if other := Got(w.Contracts.List(a, contract.Query{SupplierID: w.SupplierB}, page.Request{}))(t); len(other.Items) != 0 {
			t.Errorf("supplier A lists %d of B", len(other.Items))
		}
		month := Got(w.Contracts.MonthLines(a, "2026-10", ""))(t)
		if len(month) != 1 || month[0].SupplierID != w.SupplierA {
			t.Errorf("supplier A reads the month %+v", month)
		}
	})
}

func TestMonthLinesLeaveOutDraftsAndOtherMonths(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		w.Draft(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		c, _ := w.Contract(w.SupplierA, "2026-03-11", "2026-12-31", w.Guards(w.SiteA, "24"))
		w.Contract(w.SupplierB, "2026-01-01", "2026-02-28", w.Guards(w.SiteA, "1"))
		system := authz.AsSystem(context.Background(), "test")
		march := Got(w.Contracts.MonthLines(system, "2026-03", ""))(t)
		// 87,600.00 × 21 ÷ 31 and the quota 84,000.00 × 21 ÷ 31 = 56,903.2258…
		if len(march) != 1 || march[0].ContractID != c.ID || march[0].Days != 21 || march[0].Price != money.MustFen("59341.94") || march[0].Quota != money.MustFen("56903.23") {
			t.Errorf("%+v", march)
		}
		if none := Got(w.Contracts.MonthLines(system, "2025-12", ""))(t); len(none) != 0 {
			t.Errorf("December has %d lines", len(none))
		}
		Got(w.Contracts.Terminate(Manager(), c.ID, "质量不达标"))(t)
		november := Got(w.Contracts.MonthLines(system, "2026-11", c.ID))(t)
		// 87,600.00 × 21 ÷ 30
		if len(november) != 1 || november[0].Price != money.MustFen("61320.00") {
			t.Errorf("%+v", november)
		}
		if december := Got(w.Contracts.MonthLines(system, "2026-12", c.ID))(t); len(december) != 0 {
			t.Errorf("a terminated contract works in December: %+v", december)
		}
	})
}

func TestContractsExpireTheDayAfterTheirLast(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, _ := w.Contract(w.SupplierA, "2026-01-01", "2026-11-21", w.Guards(w.SiteA, "24"))
		system := authz.AsSystem(context.Background(), "test")
		if n := Got(w.Contracts.ExpireDue(system))(t); n != 0 {
			t.Errorf("%d expired on their last day", n)
		}
		w.Clock.Advance(24 * time.Hour)
		if n := Got(w.Contracts.ExpireDue(system))(t); n != 1 {
			t.Errorf("%d expired", n)
		}
		if n := Got(w.Contracts.ExpireDue(system))(t); n != 0 {
			t.Errorf("%d expired again", n)
		}
		now, _, err := w.Contracts.Get(Manager(), c.ID)
		if err != nil || now.State != contract.Expired {
			t.Errorf("%v %s", err, now.State)
		}
	})
}
