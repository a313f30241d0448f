package demo

import (
	"context"
	"errors"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/quota"
	"hengjian/internal/settlement"
)

// Days of a month on which the office does its work about the month before. The
// last finished month is left for the visitor: its scores wait for the leader.
const (
	ratingEvery  = 3
	accrueOn     = 1
	computeOn    = 2
	costsOn      = 3
	publishOn    = 4
	settleOn     = 6
	approveOn    = 8
	closeOn      = 12
	openMonths   = 3 // the books of the last months stay open
	reviseMonths = 6 // the daily round's version 2 comes this many months before the end
)

// office does what the agency's desks do on a day.
func (w *world) office(ctx context.Context, month date.Month, day date.Day) error {
	before, number := month.Add(-1), day.DayOfMonth()
	if month == w.end.month.Add(-reviseMonths) && number == 15 {
		if err := w.revise(ctx); err != nil {
			return err
		}
	}
	if number%ratingEvery == 0 {
		if err := w.rate(ctx, month, day); err != nil {
			return err
		}
	}
	if before < w.end.month.Add(-w.opt.Months) {
		return nil
	}
	last := before == w.end.month.Add(-1)
	switch number {
	case accrueOn:
		_, err := w.Quotas.AccrueMonth(authz.AsSystem(ctx, "demo"), before)
		return err
	case computeOn:
		_, err := w.Assessments.Compute(w.as(ctx, "manager"), before)
		return err
	case costsOn:
		return w.costs(ctx, before)
	case publishOn:
		return w.publish(ctx, before, last)
	case settleOn:
		return w.settle(ctx, before)
	case approveOn:
		return w.approve(ctx, before, last)
	case closeOn:
		if before >= w.end.month.Add(-openMonths) {
			return nil
		}
		_, err := w.Quotas.ClosePeriod(w.as(ctx, "finance"), before, "")
		return err
	}
	return nil
}

// rate enters ratings of occupants at the desk.
func (w *world) rate(ctx context.Context, month date.Month, day date.Day) error {
	if !w.moveTo(day.At(w.Clock.Zone(), 6, 0)) {
		return nil
	}
	for _, r := range w.firms {
		if month < r.first {
			continue
		}
		i, n := r.month(w, month)
		// The mean is in tenths of a star; the rest decides between two neighbours.
		mean := r.character.stars.at(i, n)
		stars := mean / 10
		if w.rng.IntN(10) < mean%10 {
			stars++
		}
		l := r.lines[w.rng.IntN(len(r.lines))]
		_, err := w.Assessments.Rate(w.as(ctx, "desk"), assessment.Rating{SupplierID: r.supplierID, SiteID: w.sites[l.site].ID, Category: l.category,
			Stars: min(stars, 5), Comment: comments[min(stars, 5)], OccurredOn: day.AddDays(-1)})
		if err != nil {
			return err
		}
	}
	return nil
}

var comments = map[int]string{1: "等了很久没人处理", 2: "服务态度一般，问题反复出现", 3: "基本可以", 4: "比较满意", 5: "很好，反应很快"}

// costs books what each line really cost.
func (w *world) costs(ctx context.Context, month date.Month) error {
	for _, r := range w.firms {
		if month < r.first {
			continue
		}
		lines, err := w.Contracts.MonthLines(authz.AsSystem(ctx, "demo"), month, r.contractID)
		if err != nil {
			return err
		}
		i, n := r.month(w, month)
		for _, l := range lines {
			amount := money.Fen(money.MulDiv(int64(l.Price), int64(r.character.cost.at(i, n)+w.rng.IntN(9)-4), 1000))
			if amount <= 0 {
				continue
			}
			_, err := w.Quotas.Book(w.as(ctx, "finance"), quota.NewCost{ContractLineID: l.LineID, Subject: "subcontract", Month: month, Amount: amount,
				InvoiceNo: "FP" + string(month[:4]) + string(month[5:]) + l.LineID[20:], Note: "按月发票入账"})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// publish publishes the scores of a month; of the last month two wait.
func (w *world) publish(ctx context.Context, month date.Month, last bool) error {
	list, err := w.Assessments.List(w.as(ctx, "leader"), assessment.Filter{Month: month}, page.Request{Limit: page.Max})
	if err != nil {
		return err
	}
	for _, a := range list.Items {
		if last && (a.SupplierID == w.firms[1].supplierID || a.SupplierID == w.firms[2].supplierID) {
			continue
		}
		if _, err := w.Assessments.Publish(w.as(ctx, "leader"), a.ID); err != nil {
			return err
		}
	}
	return nil
}

// settle prepares the statements of a month. Contracts whose score is not published
// yet wait.
func (w *world) settle(ctx context.Context, month date.Month) error {
	for _, r := range w.firms {
		if month < r.first {
			continue
		}
		_, _, err := w.Settlements.Prepare(w.as(ctx, "finance"), month, r.contractID)
		if err != nil && !fault.Is(err, "assessment_not_published") {
			return err
		}
	}
	return nil
}

// approve approves the statements of a month; the last month's wait for the leader.
func (w *world) approve(ctx context.Context, month date.Month, last bool) error {
	if last {
		return nil
	}
	list, err := w.Settlements.List(w.as(ctx, "leader"), settlement.Filter{Month: month}, page.Request{Limit: page.Max})
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range list.Items {
		_, err := w.Settlements.Approve(w.as(ctx, "leader"), s.ID)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
