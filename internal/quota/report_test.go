package quota_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// One supplier, October: quota 24 × 3,500 = 84,000, price 24 × 3,650 = 87,600, cost
// 90,300. Deviation 6,300 = 7.50 % of the quota; contract deviation 3,600.
func TestTheReportEqualsTheSumsWorkedByHand(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		_, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		bare := w.Guards(w.SiteB, "2")
		bare.QuotaTierID = ""
		w.Contract(w.SupplierB, "2026-10-01", "2026-12-31", bare)
		Got(w.Quotas.AccrueMonth(Finance(), "2026-10"))(t)
		Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: money.MustFen("90000.00")}))(t)
		Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "material", Month: "2026-10", Amount: money.MustFen("300.00")}))(t)
		w.Publish(w.SupplierA, "2026-09", 9100, "A")
		w.Publish(w.SupplierA, "2026-10", 8875, "B")
		r := Got(w.Quotas.Report(Leader(), quota.ReportQuery{From: "2026-09", To: "2026-10"}))(t)
		if len(r.Rows) != 2 || r.Rows[0].Name != "安和物业" || r.Rows[1].Name != "百盛保洁" {
			t.Fatalf("rows %+v", r.Rows)
		}
		a, b := r.Rows[0], r.Rows[1]
		for what, pair := range map[string][2]string{
			"quota": {a.Quota.String(), "84000.00"}, "price": {a.Price.String(), "87600.00"}, "actual": {a.Actual.String(), "90300.00"},
			"deviation": {a.Deviation().String(), "6300.00"}, "ratio": {fmt.Sprint(*a.DeviationBp()), "750"}, "contract deviation": {a.ContractDeviation().String(), "3600.00"},
			// (91.00 + 88.75) ÷ 2 = 89.875 → 89.88
			"points": {a.Points.String(), "89.88"}, "September": {a.Months[0].Price.String(), "0.00"}, "October": {a.Months[1].Actual.String(), "90300.00"},
			"price of B": {b.Price.String(), "7300.00"}, "total": {r.Total.Price.String(), "94900.00"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s is %s, by hand %s", what, pair[0], pair[1])
			}
		}
		if b.DeviationBp() != nil || b.Points != nil {
			t.Errorf("without quota and judgement the report says %v and %v", b.DeviationBp(), b.Points)
		}
		one := Got(w.Quotas.Report(Leader(), quota.ReportQuery{From: "2026-10", To: "2026-10", GroupBy: quota.BySite, SupplierID: w.SupplierB}))(t)
		if len(one.Rows) != 1 || one.Rows[0].Name != "政务大厅" || one.Total.Price != money.MustFen("7300.00") {
			t.Errorf("by site %+v", one)
		}
	})
}

// Random contracts and costs: every way to read the report adds up to the same.
func TestTotalsEqualTheSumOfRowsMonthsAndLinesHoweverTheyAreGrouped(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		rng := rand.New(rand.NewPCG(7, 11))
		var lines []contract.Line
		for i := range 6 {
			details := []contract.LineDetails{}
			for range 1 + rng.IntN(4) {
				l := w.Guards([]string{w.SiteA, w.SiteB}[rng.IntN(2)], money.Quantity(1+rng.Int64N(40_000)).String())
				l.ServiceItem = fmt.Sprintf("岗位 %d", rng.Int())
				l.Category = vocab.Categories[rng.IntN(len(vocab.Categories))]
				l.UnitPrice = money.Fen(rng.Int64N(900_000))
				l.Billing = []contract.Billing{contract.Monthly, contract.Yearly}[rng.IntN(2)]
				if rng.IntN(4) == 0 {
					l.QuotaTierID = ""
				}
				details = append(details, l)
			}
			from := date.Day("2026-01-01").AddDays(rng.IntN(200))
			_, made := w.Contract([]string{w.SupplierA, w.SupplierB}[i%2], from, from.AddDays(30+rng.IntN(300)), details...)
			lines = append(lines, made...)
		}
		Got(w.Quotas.AccrueDue(Finance()))(t)
		for range 40 {
			l := lines[rng.IntN(len(lines))]
			month := l.StartsOn.Month()
			if month > "2026-11" {
				continue
			}
			e := Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: l.ID, Subject: "labour", Month: month, Amount: money.Fen(1 + rng.Int64N(9_000_000))}))(t)
			if rng.IntN(4) == 0 {
				Got(w.Quotas.Reverse(Finance(), e.ID, "录入错误"))(t)
			}
		}
		var total *quota.Figures
		for _, group := range []quota.Group{quota.BySupplier, quota.ByCategory, quota.BySite} {
			q := quota.ReportQuery{From: "2026-01", To: "2026-11", GroupBy: group}
			r := Got(w.Quotas.Report(Finance(), q))(t)
			rows, months := quota.Figures{}, quota.Figures{}
			for _, row := range r.Rows {
				add(&rows, row.Figures)
				for _, m := range row.Months {
					add(&months, m.Figures)
				}
			}
			if total == nil {
				total = &r.Total.Figures
			}
			if rows != r.Total.Figures || months != rows || rows != *total || rows.Price == 0 || rows.Actual == 0 {
				t.Errorf("by %s: rows %+v, months %+v, total %+v, first %+v", group, rows, months, r.Total.Figures, *total)
			}
			for _, row := range r.Rows {
				narrowed := q
				switch group {
				case quota.BySupplier:
					narrowed.SupplierID = row.Key
				case quota.ByCategory:
					narrowed.Category = vocab.Category(row.Key)
				default:
					narrowed.SiteID = row.Key
				}
				if got := linesOf(t, w, narrowed); got != row.Figures {
					t.Errorf("%s %s: lines %+v, row %+v", group, row.Name, got, row.Figures)
				}
			}
		}
		if diff, err := w.Ledger.Verify(Finance()); err != nil || len(diff) > 0 {
			t.Errorf("rollups: %v %v", diff, err)
		}
	})
}

func add(to *quota.Figures, f quota.Figures) {
	to.Quota, to.Price, to.Actual = to.Quota+f.Quota, to.Price+f.Price, to.Actual+f.Actual
}

func linesOf(t *testing.T, w *World, q quota.ReportQuery) (sum quota.Figures) {
	t.Helper()
	for cursor := ""; ; {
		p := Got(w.Quotas.ReportLines(Finance(), q, page.Request{Limit: 3, Cursor: cursor}))(t)
		for _, l := range p.Items {
			add(&sum, l.Figures)
		}
		if cursor = p.NextCursor; cursor == "" {
			return sum
		}
	}
}

func TestASpanThatMakesNoSenseIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		for code, q := range map[string]quota.ReportQuery{
			"period_reversed": {From: "2026-10", To: "2026-09"},
			"period_too_long": {From: "2020-01", To: "2026-09"},
			"not_allowed":     {GroupBy: "colour"},
			"malformed_value": {SupplierID: "供应商"},
		} {
			if _, err := w.Quotas.Report(Finance(), q); !fault.Is(err, code) {
				t.Errorf("report: want %s, got %v", code, err)
			}
			if _, err := w.Quotas.ReportLines(Finance(), q, page.Request{}); !fault.Is(err, code) {
				t.Errorf("lines: want %s, got %v", code, err)
			}
		}
		if _, err := w.Quotas.ReportLines(Finance(), quota.ReportQuery{}, page.Request{Cursor: page.Encode("HT", "线")}); !fault.Is(err, "cursor_unknown") {
			t.Errorf("a made-up cursor: %v", err)
		}
		empty := Got(w.Quotas.Report(Finance(), quota.ReportQuery{}))(t)
		if empty.From != "2025-11" || empty.To != "2026-10" || len(empty.Rows) != 0 || len(empty.Total.Months) != 12 {
			t.Errorf("%+v", empty)
		}
	})
}

func TestTheSpreadsheetHasTheSameFiguresAndNoFormula(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		evil := w.Active("=HYPERLINK(1)")
		_, lines := w.Contract(evil, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		Got(w.Quotas.AccrueMonth(Finance(), "2026-10"))(t)
		Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: money.MustFen("90300.00")}))(t)
		a := w.Call(Finance(), "GET", "/reports/quota.xlsx?from=2026-10&to=2026-10&groupBy=supplier&language=en", "")
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Raw)
		}
		f, err := excelize.OpenReader(strings.NewReader(a.Raw))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, _ := f.GetRows("Summary", excelize.Options{RawCellValue: true})
		row, total := rows[4], rows[5]
		if row[0] != "'=HYPERLINK(1)" || row[1] != "84000" || row[2] != "87600" || row[3] != "90300" || row[4] != "6300" || row[5] != "0.075" || total[3] != "90300" {
			t.Errorf("%q", rows)
		}
		if lines, _ := f.GetRows("Contract lines", excelize.Options{RawCellValue: true}); len(lines) != 6 || lines[5][13] != "90300" {
			t.Errorf("%q", lines)
		}
		for _, path := range []string{"?from=2026-13", "?to=x", "?language=fr", "?sort=name", "?groupBy=colour", "?supplierId=%E4%BE%9B"} {
			if a := w.Call(Finance(), "GET", "/reports/quota.xlsx"+path, ""); a.Status != 422 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		if a := w.Call(Own(evil), "GET", "/reports/quota.xlsx", ""); a.Status != 403 {
			t.Errorf("a supplier exports: %d", a.Status)
		}
	})
}
