package finding_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
)

func (w *world) lists(ctx context.Context, who string, f finding.Filter, want ...string) {
	w.t.Helper()
	got, err := w.List(ctx, f, page.Request{})
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, item := range got.Items {
		ids = append(ids, item.ID)
	}
	if !slices.Equal(ids, want) {
		w.t.Errorf("%s sees %v, want %v", who, ids, want)
	}
}

func (w *world) mark(want int) {
	w.t.Helper()
	n, err := w.MarkOverdue(authz.AsSystem(context.Background(), "overdue"))
	if err != nil || n != want {
		w.t.Errorf("the job noted %d (%v), want %d", n, err, want)
	}
}

func TestAnOverdueFindingIsNotedOnceHoweverOftenTheJobRuns(t *testing.T) {
	each(t, func(w *world) {
		late := w.openOne(vocab.Critical) // due on 23 November
		early := w.openOne(vocab.Minor)   // due on 1 December
		w.at("2026-11-23", 23)
		w.mark(0)
		w.at("2026-11-24", 0)
		var wg sync.WaitGroup
		noted := make([]int, 4)
		for i := range noted {
			wg.Go(func() { noted[i], _ = w.MarkOverdue(system()) })
		}
		wg.Wait()
		if noted[0]+noted[1]+noted[2]+noted[3] != 1 {
			w.t.Errorf("four runs at once noted %v", noted)
		}
		w.mark(0)
		if got := w.counts()[ledger.FindingOverdue]; got != 1 {
			w.t.Errorf("%d facts", got)
		}
		days, _ := w.ledger.SumDays(system(), "2026-11-24", "2026-11-24", ledger.Filter{Kinds: []ledger.Kind{ledger.FindingOverdue}})
		if len(days) != 1 {
			w.t.Error("the fact is not on the first day that was too late")
		}
		w.lists(manager(), "overdue", finding.Filter{Overdue: true}, late.ID)
		w.lists(manager(), "the queue", finding.Filter{Active: true}, late.ID, early.ID)
	})
}

// An answer one minute into the day after the due date is late, and says by itself
// that the finding was overdue; the job that comes later adds nothing.
func TestALateAnswerIsLateWhetherTheJobRanOrNot(t *testing.T) {
	each(t, func(w *world) {
		before, after := w.openOne(vocab.Critical), w.openOne(vocab.Critical)
		w.at("2026-11-24", 0)
		if _, err := w.Rectify(boss(supplierA), before.ID, goodAnswer); err != nil {
			w.t.Fatal(err)
		}
		w.mark(1)
		if _, err := w.Rectify(boss(supplierA), after.ID, goodAnswer); err != nil {
			w.t.Fatal(err)
		}
		w.mark(0)
		want := map[ledger.Kind]int64{ledger.FindingCritical: 2, ledger.FindingOverdue: 2, ledger.RectificationLate: 2}
		if got := w.counts(); !maps.Equal(got, want) {
			w.t.Errorf("facts %v", got)
		}
	})
}

func TestAnAnswerInTheLastMinuteOfTheDueDateIsOnTime(t *testing.T) {
	each(t, func(w *world) {
		f := w.openOne(vocab.Critical)
		w.clock.Set(f.DueOn.At(w.clock.Zone(), 23, 59))
		if _, err := w.Rectify(boss(supplierA), f.ID, goodAnswer); err != nil {
			w.t.Fatal(err)
		}
		want := map[ledger.Kind]int64{ledger.FindingCritical: 1, ledger.RectificationOnTime: 1}
		if got := w.counts(); !maps.Equal(got, want) {
			w.t.Errorf("facts %v", got)
		}
	})
}

func TestTheJobLeavesAnsweredClosedAndCancelledFindingsAlone(t *testing.T) {
	each(t, func(w *world) {
		w.answered(vocab.Critical)
		_, closed := w.answered(vocab.Critical)
		if _, err := w.Reinspect(inspector(colleague), closed.ID, finding.Judgement{Result: finding.Closed}); err != nil {
			w.t.Fatal(err)
		}
		gone := w.openOne(vocab.Critical)
		if _, err := w.Cancel(manager(), gone.ID, "误报"); err != nil {
			w.t.Fatal(err)
		}
		w.at("2026-12-24", 0)
		w.mark(0)
	})
}

func TestCancellingTakesBackEveryFactOnItsOwnDay(t *testing.T) {
	each(t, func(w *world) {
		f := w.openOne(vocab.Critical)
		w.at("2026-11-30", 9)
		w.mark(1)
		r, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
		if err != nil {
			w.t.Fatal(err)
		}
		w.at("2026-12-02", 9)
		if _, err := w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Returned, Note: "没有改"}); err != nil {
			w.t.Fatal(err)
		}
		if len(w.counts()) != 4 {
			w.t.Fatalf("facts %v", w.counts())
		}
		c, err := w.Cancel(manager(), f.ID, "检查项用错")
		if err != nil || c.State != finding.Cancelled || c.CancelReason != "检查项用错" {
			w.t.Fatalf("%+v %v", c, err)
		}
		sums, err := w.ledger.SumDays(system(), "2026-11-01", "2026-12-31", ledger.Filter{}, ledger.ByDay)
		if err != nil || len(sums) != 4 {
			w.t.Errorf("%v %v", sums, err)
		}
		for _, s := range sums {
			if s.Count != 0 {
				w.t.Errorf("%+v stays", s)
			}
		}
		_, err = w.Cancel(manager(), f.ID, "再来")
		w.refuses("cancelling twice", "finding_cancelled", err)
		_, err = w.Rectify(boss(supplierA), f.ID, goodAnswer)
		w.refuses("answering a cancelled finding", "finding_cancelled", err)
		if h := w.get(f.ID).History; h[len(h)-1].Action != "cancelled" || h[len(h)-1].Note != "检查项用错" {
			w.t.Errorf("history %+v", h)
		}
	})
}

func TestAPageContinuesWhereTheLastOneEnded(t *testing.T) {
	each(t, func(w *world) {
		for range 5 {
			w.openOne(vocab.Minor)
			w.openOne(vocab.Major)
		}
		for _, f := range []finding.Filter{{}, {Active: true}} {
			whole, _ := w.List(manager(), f, page.Request{})
			var got []finding.Finding
			next := page.Request{Limit: 3}
			for {
				part, err := w.List(manager(), f, next)
				if err != nil {
					w.t.Fatal(err)
				}
				got = append(got, part.Items...)
				if next.Cursor = part.NextCursor; next.Cursor == "" {
					break
				}
			}
			same := func(a, b finding.Finding) bool { return a.ID == b.ID }
			if len(whole.Items) != 10 || !slices.EqualFunc(whole.Items, got, same) {
				w.t.Errorf("%d in pages, %d at once", len(got), len(whole.Items))
			}
		}
		_, err := w.List(manager(), finding.Filter{}, page.Request{Cursor: "made-up"})
		w.refuses("a made-up cursor", "cursor_unknown", err)
	})
}
