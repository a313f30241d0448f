package quota

import (
	"cmp"
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Group is what the rows of the report stand for.
type Group string

// The groups.
const (
	BySupplier Group = "supplier"
	ByCategory Group = "category"
	BySite     Group = "site"
)

// ReportQuery asks for a span of months, both ends included, and narrows it. Empty
// months mean the last twelve finished ones.
type ReportQuery struct {
	From       date.Month
	To         date.Month
	GroupBy    Group
	SupplierID string
	Category   vocab.Category
	SiteID     string
}

// maxSpan bounds the months of one report.
const maxSpan = 60

func (q *ReportQuery) clean(now date.Month) error {
	if q.To == "" {
		q.To = now.Add(-1)
	}
	if q.From == "" {
		q.From = q.To.Add(-11)
	}
	if q.GroupBy == "" {
		q.GroupBy = BySupplier
	}
	if err := checkSpan(q.From, q.To); err != nil {
		return err
	}
	switch {
	case q.GroupBy != BySupplier && q.GroupBy != ByCategory && q.GroupBy != BySite:
		return fault.Invalid("not_allowed", "groupBy", "The report groups by supplier, category or site.")
	case q.Category != "" && !q.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such category.")
	}
	if err := checkID("supplierId", q.SupplierID); err != nil {
		return err
	}
	return checkID("siteId", q.SiteID)
}

func checkSpan(from, to date.Month) error {
	switch {
	case to < from:
		return fault.Invalid("period_reversed", "to", "The span ends before it begins.")
	case from.Until(to) >= maxSpan:
		return fault.Invalid("period_too_long", "from", "Ask for at most sixty months.")
	}
	return nil
}

func (q ReportQuery) filter() ledger.Filter {
	return ledger.Filter{SupplierID: q.SupplierID, Category: q.Category, SiteID: q.SiteID,
		Kinds: []ledger.Kind{ledger.QuotaCost, ledger.ContractPrice, ledger.ActualCost}}
}

// Figures are the three sums that the report compares.
type Figures struct {
	Quota  money.Fen
	Price  money.Fen
	Actual money.Fen
}

func (f *Figures) add(kind ledger.Kind, amount money.Fen) {
	switch kind {
	case ledger.QuotaCost:
		f.Quota += amount
	case ledger.ContractPrice:
		f.Price += amount
	case ledger.ActualCost:
		f.Actual += amount
	default: // no other kind was asked for
	}
}

func (f *Figures) plus(o Figures) {
	f.Quota += o.Quota
	f.Price += o.Price
	f.Actual += o.Actual
}

// Deviation is actual cost less quota cost.
func (f Figures) Deviation() money.Fen { return f.Actual - f.Quota }

// ContractDeviation is contract price less quota cost.
func (f Figures) ContractDeviation() money.Fen { return f.Price - f.Quota }

// DeviationBp is the deviation in basis points of the quota; nil where the quota is
// 0, because nothing can be said then.
func (f Figures) DeviationBp() *int64 {
	if f.Quota == 0 {
		return nil
	}
	bp := money.RatioBp(int64(f.Deviation()), int64(f.Quota))
	return &bp
}

// ReportMonth is one month of a row.
type ReportMonth struct {
	Month date.Month
	Figures
}

// ReportRow is one supplier, category or site.
type ReportRow struct {
	Key  string // id, or the category's word
	Name string // empty for a category: the front end has its words
	Figures
	Points *money.Points // mean of the published months; suppliers only
	Months []ReportMonth
}

// Report is the comparison. The total is the sum of the rows.
type Report struct {
	From    date.Month
	To      date.Month
	GroupBy Group
	Rows    []ReportRow
	Total   ReportRow
}

// Report computes the comparison from the month rollups of the ledger.
func (s *Service) Report(ctx context.Context, q ReportQuery) (Report, error) {
	if err := q.clean(clock.ThisMonth(s.clock)); err != nil {
		return Report{}, err
	}
	dimension := map[Group]ledger.Dimension{BySupplier: ledger.BySupplier, ByCategory: ledger.ByCategory, BySite: ledger.BySite}[q.GroupBy]
	sums, err := s.ledger.SumMonths(ctx, q.From, q.To, q.filter(), ledger.ByMonth, dimension)
	if err != nil {
		return Report{}, err
	}
	report := assemble(q, sums)
	if err := s.describe(ctx, &report); err != nil {
		return Report{}, err
	}
	slices.SortStableFunc(report.Rows, func(a, b ReportRow) int {
		if q.GroupBy == ByCategory {
			return cmp.Compare(slices.Index(vocab.Categories, vocab.Category(a.Key)), slices.Index(vocab.Categories, vocab.Category(b.Key)))
		}
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return report, nil
}

// assemble lays sums out by key and month.
func assemble(q ReportQuery, sums []ledger.Sum) Report {
	months := q.From.Span(q.To)
	blank := func(key string) ReportRow {
		row := ReportRow{Key: key, Months: make([]ReportMonth, len(months))}
		for i, m := range months {
			row.Months[i].Month = m
		}
		return row
	}
	report := Report{From: q.From, To: q.To, GroupBy: q.GroupBy, Rows: []ReportRow{}, Total: blank("")}
	at := map[string]int{}
	for _, sum := range sums {
		key := cmp.Or(sum.SupplierID, sum.SiteID, string(sum.Category)) // the one dimension asked for
		i, known := at[key]
		if !known {
			i = len(report.Rows)
			at[key] = i
			report.Rows = append(report.Rows, blank(key))
		}
		month := q.From.Until(sum.Month)
		report.Rows[i].Months[month].add(sum.Kind, money.Fen(sum.Amount))
	}
	for i := range report.Rows {
		row := &report.Rows[i]
		for m := range row.Months {
			row.plus(row.Months[m].Figures)
			report.Total.Months[m].plus(row.Months[m].Figures)
		}
		report.Total.plus(row.Figures)
	}
	return report
}

// describe adds names, and beside suppliers the quality. The keys are those of sums
// the actor may see.
func (s *Service) describe(ctx context.Context, r *Report) error {
	keys := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		keys[i] = row.Key
	}
	if len(keys) == 0 || r.GroupBy == ByCategory {
		return nil
	}
	q := s.db.Conn(ctx).Table("sites n").Select("n.id, n.name").Where("n.id IN ?", keys)
	points := map[string]money.Points{}
	if r.GroupBy == BySupplier {
		q = s.db.Conn(ctx).Table("suppliers n").Select("n.id, n.name").Where("n.id IN ?", keys)
		var err error
		if points, err = s.scores.Average(ctx, r.From, r.To, keys); err != nil {
			return db.Fault(err)
		}
	}
	var names []struct{ ID, Name string }
	if err := q.Scan(&names).Error; err != nil {
		return db.Fault(err)
	}
	byID := map[string]string{}
	for _, n := range names {
		byID[n.ID] = n.Name
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		row.Name = byID[row.Key]
		if p, ok := points[row.Key]; ok {
			row.Points = &p
		}
	}
	return nil
}
