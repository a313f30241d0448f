package quota

import (
	"bytes"
	"context"

	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/xlsx"
)

// words are what a spreadsheet says in one language.
type words struct {
	title, span, note                                               string
	summary, months, lines                                          string
	total, month, contract, service, supplier, site, category       string
	quantity, unit, unitPrice, tier, tierValue, monthsIn            string
	quota, price, actual, deviation, deviationBp, priceOver, points string
	groups                                                          map[Group]string
	categories                                                      map[vocab.Category]string
}

var chinese = words{
	title: "定额与成本对比", span: "期间", note: "偏差 = 实际成本 − 定额成本；偏差率以定额成本为基数，定额成本为 0 时不计。合同超定额 = 合同价 − 定额成本。",
	summary: "汇总", months: "按月", lines: "合同明细",
	total: "合计", month: "月份", contract: "合同", service: "服务项目", supplier: "供应商", site: "场所", category: "服务类别",
	quantity: "数量", unit: "单位", unitPrice: "单价（元）", tier: "定额档次", tierValue: "定额（元）", monthsIn: "月数",
	quota: "定额成本（元）", price: "合同价（元）", actual: "实际成本（元）", deviation: "偏差（元）", deviationBp: "偏差率", priceOver: "合同超定额（元）", points: "考核均分",
	groups: map[Group]string{BySupplier: "供应商", ByCategory: "服务类别", BySite: "场所"},
	categories: map[vocab.Category]string{vocab.Property: "物业", vocab.Conference: "会务", vocab.Cleaning: "保洁", vocab.Security: "安保",
		vocab.Canteen: "食堂", vocab.Greening: "绿化", vocab.Equipment: "设施设备维护"},
}

var english = words{
	title: "Quota and cost", span: "Months", note: "Deviation = actual cost less quota cost, in percent of the quota cost where there is one. Contract over quota = contract price less quota cost.",
	summary: "Summary", months: "By month", lines: "Contract lines",
	total: "Total", month: "Month", contract: "Contract", service: "Service", supplier: "Supplier", site: "Site", category: "Category",
	quantity: "Quantity", unit: "Unit", unitPrice: "Unit price (CNY)", tier: "Quota tier", tierValue: "Quota (CNY)", monthsIn: "Months",
	quota: "Quota cost (CNY)", price: "Contract price (CNY)", actual: "Actual cost (CNY)", deviation: "Deviation (CNY)", deviationBp: "Deviation", priceOver: "Contract over quota (CNY)", points: "Mean points",
	groups: map[Group]string{BySupplier: "Supplier", ByCategory: "Category", BySite: "Site"},
	categories: map[vocab.Category]string{vocab.Property: "Property", vocab.Conference: "Conference", vocab.Cleaning: "Cleaning", vocab.Security: "Security",
		vocab.Canteen: "Canteen", vocab.Greening: "Greening", vocab.Equipment: "Equipment"},
}

// Workbook writes the report as a spreadsheet: its rows, its months and its lines,
// from the functions that answer the same questions on the screen. language is
// "zh-CN" or "en".
func (s *Service) Workbook(ctx context.Context, q ReportQuery, language string) ([]byte, error) {
	report, err := s.Report(ctx, q)
	if err != nil {
		return nil, err
	}
	q.From, q.To, q.GroupBy = report.From, report.To, report.GroupBy
	var lines []ReportLine
	for p := (page.Request{Limit: page.Max}); ; {
		part, err := s.ReportLines(ctx, q, p)
		if err != nil {
			return nil, err
		}
		lines = append(lines, part.Items...)
		if p.Cursor = part.NextCursor; p.Cursor == "" {
			break
		}
	}
	w := chinese
	if language == "en" {
		w = english
	}
	book := xlsx.New()
	defer book.Close() //nolint:errcheck // removes temporary files
	for _, write := range []func(*xlsx.Book) error{
		func(b *xlsx.Book) error { return w.summarySheet(b, report) },
		func(b *xlsx.Book) error { return w.monthSheet(b, report) },
		func(b *xlsx.Book) error { return w.lineSheet(b, report, lines) },
	} {
		if err := write(book); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	_, err = book.WriteTo(&out)
	return out.Bytes(), err
}

func (w words) lead(r Report) []string {
	return []string{w.title, w.span + " " + string(r.From) + " – " + string(r.To), w.note}
}

func (w words) name(r Report, row ReportRow) string {
	if r.GroupBy == ByCategory {
		return w.categories[vocab.Category(row.Key)]
	}
	return row.Name
}

func (w words) figureColumns() []xlsx.Column {
	return []xlsx.Column{{Title: w.quota, Kind: xlsx.Money}, {Title: w.price, Kind: xlsx.Money}, {Title: w.actual, Kind: xlsx.Money},
		{Title: w.deviation, Kind: xlsx.Money}, {Title: w.deviationBp, Kind: xlsx.Percent}, {Title: w.priceOver, Kind: xlsx.Money}}
}

func (f Figures) cells() []any {
	cells := []any{f.Quota, f.Price, f.Actual, f.Deviation(), nil, f.ContractDeviation()}
	if bp := f.DeviationBp(); bp != nil {
		cells[4] = *bp
	}
	return cells
}

func (w words) summarySheet(b *xlsx.Book, r Report) error {
	columns := append([]xlsx.Column{{Title: w.groups[r.GroupBy]}}, w.figureColumns()...)
	sheet, err := b.Sheet(w.summary, append(columns, xlsx.Column{Title: w.points, Kind: xlsx.Points}), w.lead(r)...)
	if err != nil {
		return err
	}
	for _, row := range r.Rows {
		cells := append(append([]any{w.name(r, row)}, row.cells()...), nil)
		if row.Points != nil {
			cells[len(cells)-1] = *row.Points
		}
		if err := sheet.Row(cells...); err != nil {
			return err
		}
	}
	return sheet.Total(append(append([]any{w.total}, r.Total.cells()...), nil)...)
}

func (w words) monthSheet(b *xlsx.Book, r Report) error {
	columns := append([]xlsx.Column{{Title: w.groups[r.GroupBy]}, {Title: w.month, Kind: xlsx.Month}}, w.figureColumns()...)
	sheet, err := b.Sheet(w.months, columns, w.lead(r)...)
	if err != nil {
		return err
	}
	for _, row := range r.Rows {
		for _, m := range row.Months {
			if err := sheet.Row(append([]any{w.name(r, row), m.Month}, m.cells()...)...); err != nil {
				return err
			}
		}
	}
	return sheet.Total(append([]any{w.total, nil}, r.Total.cells()...)...)
}

func (w words) lineSheet(b *xlsx.Book, r Report, lines []ReportLine) error {
	columns := append([]xlsx.Column{{Title: w.contract}, {Title: w.service}, {Title: w.supplier}, {Title: w.site}, {Title: w.category},
		{Title: w.quantity, Kind: xlsx.Quantity}, {Title: w.unit, Width: 10}, {Title: w.unitPrice, Kind: xlsx.Money}, {Title: w.tier},
		{Title: w.tierValue, Kind: xlsx.Money}, {Title: w.monthsIn, Kind: xlsx.Integer}}, w.figureColumns()...)
	sheet, err := b.Sheet(w.lines, columns, w.lead(r)...)
	if err != nil {
		return err
	}
	total := Figures{}
	for _, l := range lines {
		total.plus(l.Figures)
		cells := []any{l.ContractCode, l.ServiceItem, l.SupplierName, l.SiteName, w.categories[l.Category], l.Quantity, l.Unit, l.UnitPrice, nil, nil, l.Months}
		if l.Tier != nil && l.Tier.Value != nil {
			cells[8], cells[9] = l.Tier.Code+" "+l.Tier.Grade, *l.Tier.Value
		}
		if err := sheet.Row(append(cells, l.cells()...)...); err != nil {
			return err
		}
	}
	return sheet.Total(append([]any{w.total, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil}, total.cells()...)...)
}
