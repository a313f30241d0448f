package quota_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

func TestACostThatMakesNoSenseIsRefusedAndLeavesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-03-11", "2026-12-31", w.Guards(w.SiteA, "24"))
		_, drafts := w.Draft(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteB, "1"))
		good := quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: 1}
		for code, spoil := range map[string]func(*quota.NewCost){
			"amount_not_positive":    func(n *quota.NewCost) { n.Amount = 0 },
			"amount_not_positive ":   func(n *quota.NewCost) { n.Amount = -5 },
			"amount_too_large":       func(n *quota.NewCost) { n.Amount = money.MustFen("10000000000.01") },
			"month_in_future":        func(n *quota.NewCost) { n.Month = "2026-12" },
			"month_outside_line":     func(n *quota.NewCost) { n.Month = "2026-02" },
			"required":               func(n *quota.NewCost) { n.Month = "" },
			"subject_unknown":        func(n *quota.NewCost) { n.Subject = "人工" },
			"contract_line_unknown":  func(n *quota.NewCost) { n.ContractLineID = id.New() },
			"contract_line_unknown ": func(n *quota.NewCost) { n.ContractLineID = "线" },
			"contract_not_active":    func(n *quota.NewCost) { n.ContractLineID = drafts[0].ID },
		} {
			n := good
			spoil(&n)
			if _, err := w.Quotas.Book(Finance(), n); !fault.Is(err, strings.TrimSpace(code)) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if n := w.Count("SELECT COUNT(*) FROM cost_entries") + w.Count("SELECT COUNT(*) FROM ledger_facts"); n != 0 {
			t.Errorf("refused costs left %d rows", n)
		}
	})
}

func TestACostStandsOnTheLastDayOfItsMonthOrOnTheDayItWasBooked(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		for month, day := range map[string]string{"2026-10": "2026-10-31", "2026-11": "2026-11-21"} {
			n := quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Amount: 100, InvoiceNo: "FP-1"}
			if err := n.Month.UnmarshalText([]byte(month)); err != nil {
				t.Fatal(err)
			}
			e := Got(w.Quotas.Book(Finance(), n))(t)
			facts := Got(w.Ledger.OfRecord(Finance(), "cost_entry", e.ID))(t)
			if len(facts) != 1 || string(facts[0].OccurredOn) != day || facts[0].Amount != 100 || facts[0].SupplierID != w.SupplierA {
				t.Errorf("%s: %+v", month, facts)
			}
			if len(e.Number) != len("CB-261121-7K3F9Q") || e.Number[:10] != "CB-261121-" || e.SupplierName != "安和物业" || e.SiteName != "行政中心" {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestACostIsReversedOnceAndNoReversalIsReversed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		e := Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: 12345}))(t)
		if _, err := w.Quotas.Reverse(Finance(), e.ID, " "); !fault.Is(err, "reason_required") {
			t.Errorf("without reason: %v", err)
		}
		if _, err := w.Quotas.Reverse(Finance(), id.New(), "x"); !fault.Is(err, "not_found") {
			t.Errorf("nothing: %v", err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Quotas.Reverse(Finance(), e.ID, "录入错误") })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !fault.Is(err, "cost_already_reversed") {
				t.Errorf("got %v", err)
			}
		}
		if done != 1 {
			t.Errorf("reversed %d times", done)
		}
		list := Got(w.Quotas.Costs(Finance(), quota.CostQuery{Month: "2026-10"}, page.Request{}))(t)
		if len(list.Items) != 2 || list.Items[0].Amount != -12345 || list.Items[0].ReversalOf != e.ID || !list.Items[1].Reversed {
			t.Fatalf("%+v", list.Items)
		}
		if _, err := w.Quotas.Reverse(Finance(), list.Items[0].ID, "又错了"); !fault.Is(err, "cost_is_reversal") {
			t.Errorf("a reversal: %v", err)
		}
		sums := Got(w.Ledger.SumMonths(Finance(), "2026-10", "2026-10", ledger.Filter{Kinds: []ledger.Kind{ledger.ActualCost}}))(t)
		if len(sums) != 1 || sums[0].Amount != 0 || sums[0].Count != 0 {
			t.Errorf("the ledger keeps %+v", sums)
		}
		first := Got(w.Ledger.OfRecord(Finance(), "cost_entry", e.ID))(t)[0]
		second := Got(w.Ledger.OfRecord(Finance(), "cost_entry", list.Items[0].ID))(t)[0]
		if second.Reverses != first.ID {
			t.Errorf("the second fact names %q", second.Reverses)
		}
	})
}

func TestAClosedMonthKeepsItsFigures(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		cost := quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: 12345}
		e := Got(w.Quotas.Book(Finance(), cost))(t)
		for _, month := range []string{"2026-11", "2026-12"} {
			if a := w.Call(Finance(), "POST", "/period-locks", fmt.Sprintf(`{"month":%q}`, month)); a.Code != "month_not_over" {
				t.Errorf("%s: %s", month, a.Raw)
			}
		}
		w.Exec(`INSERT INTO settlements (id, number, contract_id, supplier_id, month, assessment_id, rule_id, base, deduction, payable, grade, coefficient_bp, insufficient,
			state, prepared_by, prepared_at, approved_by, version) VALUES ('01SETT', '', ?, ?, '2026-10', '', '', 0, 0, 0, '', 10000, 0, 'draft', '', 0, '', 1)`, c.ID, w.SupplierA)
		if _, err := w.Quotas.ClosePeriod(Finance(), "2026-10", " "); !fault.Is(err, "month_not_settled") {
			t.Errorf("closing over a draft settlement: %v", err)
		}
		w.Exec("UPDATE settlements SET state = 'approved' WHERE id = '01SETT'")
		Got(w.Quotas.ClosePeriod(Finance(), "2026-10", ""))(t)
		if n := w.Count("SELECT COUNT(*) FROM accruals WHERE month = '2026-10'"); n != 1 {
			t.Errorf("closing accrued %d lines", n)
		}
		for what, err := range map[string]error{
			"book":   func() error { _, err := w.Quotas.Book(Finance(), cost); return err }(),
			"accrue": func() error { _, err := w.Quotas.AccrueMonth(Finance(), "2026-10"); return err }(),
			"close":  func() error { _, err := w.Quotas.ClosePeriod(Finance(), "2026-10", ""); return err }(),
		} {
			if !fault.Is(err, "month_locked") {
				t.Errorf("%s: %v", what, err)
			}
		}
		back := Got(w.Quotas.Reverse(Finance(), e.ID, "发票作废"))(t)
		if back.Month != "2026-11" {
			t.Errorf("the reversal stands in %s", back.Month)
		}
		r := Got(w.Quotas.Report(Finance(), quota.ReportQuery{From: "2026-10", To: "2026-11"}))(t)
		if r.Total.Months[0].Actual != 12345 || r.Total.Months[1].Actual != -12345 {
			t.Errorf("%+v", r.Total.Months)
		}
		if locks := Got(w.Quotas.Locks(Finance()))(t); len(locks) != 1 || locks[0].Month != "2026-10" {
			t.Errorf("%+v", locks)
		}
	})
}

// While costs are being booked the month is closed: not one lands after it.
func TestNoCostSlipsIntoAMonthWhileItIsClosed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					_, err := w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: 1})
					if fault.Is(err, "month_locked") {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		time.Sleep(30 * time.Millisecond)
		_, err := w.Quotas.ClosePeriod(Finance(), "2026-10", "不在本系统结算")
		n := w.Count("SELECT COUNT(*) FROM cost_entries")
		wg.Wait()
		if after := w.Count("SELECT COUNT(*) FROM cost_entries"); err != nil || after != n || n == 0 {
			t.Errorf("%v: %d costs when it was closed, %d after", err, n, after)
		}
	})
}

func TestAMonthAccruesOnceHoweverOftenAndByHowMany(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		w.Contract(w.SupplierA, "2026-10-17", "2026-12-31", w.Guards(w.SiteA, "24"))
		if _, err := w.Quotas.AccrueMonth(Finance(), "2026-11"); !fault.Is(err, "month_not_over") {
			t.Errorf("the running month: %v", err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for range 6 {
			wg.Go(func() {
				n, err := w.Quotas.AccrueDue(Finance())
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				total += n
				mu.Unlock()
			})
		}
		wg.Wait()
		if facts := w.Count("SELECT COUNT(*) FROM ledger_facts"); total != 1 || facts != 2 {
			t.Errorf("%d accruals, %d facts", total, facts)
		}
		// 15 of 31 days: 87,600 × 15 ÷ 31 = 42,387.0967…, 84,000 × 15 ÷ 31 = 40,645.1612…
		r := Got(w.Quotas.Report(Finance(), quota.ReportQuery{From: "2026-10", To: "2026-10"}))(t)
		if r.Total.Price != money.MustFen("42387.10") || r.Total.Quota != money.MustFen("40645.16") {
			t.Errorf("%+v", r.Total)
		}
		// A contract that was entered late still gets its months.
		w.Contract(w.SupplierB, "2026-09-01", "2026-12-31", w.Guards(w.SiteA, "1"))
		if n := Got(w.Quotas.AccrueDue(Finance()))(t); n != 2 {
			t.Errorf("%d accrued late", n)
		}
	})
}

func TestOverHTTPACostIsBookedOnceForAKey(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		body := fmt.Sprintf(`{"contractLineId":%q,"subject":"labour","month":"2026-10","amount":"1234.50","invoiceNo":"FP-1","note":""}`, lines[0].ID)
		for what, bad := range map[string]string{
			"half a fen": strings.Replace(body, "1234.50", "1234.505", 1), "month 13": strings.Replace(body, "2026-10", "2026-13", 1),
			"a number": strings.Replace(body, `"1234.50"`, "1234.5", 1), "a reversal by hand": strings.Replace(body, "{", `{"reversalOf":"x",`, 1),
			"a negative amount": strings.Replace(body, "1234.50", "-1.00", 1),
		} {
			if a := w.Call(Finance(), "POST", "/costs", bad, "Idempotency-Key", "k-"+what[:1]+fmt.Sprint(len(what))); a.Status != 422 {
				t.Errorf("%s: %d %s", what, a.Status, a.Raw)
			}
		}
		if a := w.Call(Finance(), "POST", "/costs", body, "Idempotency-Key", ""); a.Code != "idempotency_key_required" {
			t.Errorf("without key: %s", a.Raw)
		}
		first := w.Call(Finance(), "POST", "/costs", body, "Idempotency-Key", "k1")
		again := w.Call(Finance(), "POST", "/costs", body, "Idempotency-Key", "k1")
		if first.Status != 201 || first.Raw != again.Raw || w.Count("SELECT COUNT(*) FROM cost_entries") != 1 {
			t.Errorf("%d %s\n%d %s", first.Status, first.Raw, again.Status, again.Raw)
		}
		for who, ctx := range map[string]int{"manager": 403, "inspector": 403} {
			if a := w.Call(testkit.As("u", who), "POST", "/costs", body, "Idempotency-Key", "k2"); a.Status != ctx {
				t.Errorf("%s books: %d", who, a.Status)
			}
		}
		if a := w.Call(Own(w.SupplierA), "GET", "/costs", ""); a.Status != 403 {
			t.Errorf("a supplier reads costs: %d", a.Status)
		}
	})
}

func TestCostsOfASpanOfMonths(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		for _, month := range []date.Month{"2026-08", "2026-09", "2026-10", "2026-11"} {
			Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: month, Amount: 100}))(t)
		}
		for query, want := range map[quota.CostQuery]string{
			{}: "2026-11 2026-10 2026-09 2026-08", {From: "2026-09", To: "2026-10"}: "2026-10 2026-09", {From: "2026-10", To: "2026-10"}: "2026-10",
			{From: "2026-10"}: "2026-11 2026-10", {To: "2026-08"}: "2026-08", {From: "2027-01"}: "", {Month: "2026-09"}: "2026-09",
			{From: "2026-09", SupplierID: w.SupplierB}: "",
		} {
			got := []string{}
			for p := (page.Request{Limit: 1}); ; {
				list := Got(w.Quotas.Costs(Finance(), query, p))(t)
				for _, e := range list.Items {
					got = append(got, string(e.Month))
				}
				if p.Cursor = list.NextCursor; p.Cursor == "" {
					break
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%+v shows %v, want %s", query, got, want)
			}
		}
		for path, code := range map[string]string{"from=2026-10&to=2026-09": "period_reversed", "from=2021-11&to=2026-11": "period_too_long", "from=2020-01": "period_too_long",
			"month=2026-10&to=2026-10": "not_allowed", "from=2026-13": "", "from=2026-1": ""} {
			w.Call(Finance(), "GET", "/costs?"+path, "").Wants(t, path, 422, code)
		}
		w.Call(Finance(), "GET", "/costs?from=2021-12&to=2026-11", "").Wants(t, "sixty months", 200, "")
	})
}
