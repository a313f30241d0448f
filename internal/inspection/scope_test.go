package inspection_test

import (
	"context"
	"testing"
	"time"

	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/testkit"
)

// A page is filled with what the reader may see: were the rows of others cut out of
// it afterwards, short pages would count them.
func TestAPageIsFullOfWhatTheReaderMaySeeHoweverMuchOthersDid(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		a, b := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID), w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID)
		mine, err := w.Inspections.Submit(w.StaffA(), w.Pass(list, a, inspection.Self))
		w.Must(err)
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
		_, err = w.Inspections.Submit(w.StaffB(), w.Pass(list, b, inspection.Self)) // newer
		w.Must(err)
		for who, ctx := range map[string]context.Context{"A": w.StaffA(), "the assessor at A's site": w.Assessor()} {
			got, err := w.Inspections.List(ctx, inspection.Filter{}, page.Request{Limit: 1})
			if err != nil || len(got.Items) != 1 || got.Items[0].ID != mine.ID || got.NextCursor != "" {
				t.Errorf("%s: %+v %v", who, got, err)
			}
		}
	})
}

func TestAnAssessorDoesNotReadARecordOfAnotherSite(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		b, err := w.Inspections.Submit(w.StaffB(), w.Pass(list, w.Checkpoint(inspectiontest.SupplierB, list.ChecklistID), inspection.Self))
		w.Must(err)
		if _, err := w.Inspections.Get(w.Manager(), b.ID); err != nil {
			t.Error(err)
		}
		_, err = w.Inspections.Get(w.Assessor(), b.ID)
		if !fault.Is(err, "not_found") {
			t.Errorf("the assessor at A's site reads it: %v", err)
		}
	})
}

func TestTheFirstRecordIsMissingToWhoChecksAgain(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		at := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		before, err := w.Inspections.Submit(w.StaffA(), w.Pass(list, at, inspection.Self))
		w.Must(err)
		w.Clock.Advance(time.Hour)
		first, err := w.Inspections.Submit(w.Inspector(), w.Pass(list, at, inspection.Supervision))
		w.Must(err)
		w.Again(first.ID, "second")
		second := testkit.As("second", "inspector")
		if _, err := w.Inspections.Get(testkit.As("third", "inspector"), first.ID); err != nil {
			t.Error(err)
		}
		for what, one := range map[string]string{"the first record": first.ID, "a missing one": id.New()} {
			if _, err := w.Inspections.Get(second, one); !fault.Is(err, "not_found") {
				t.Errorf("the second reads %s: %v", what, err)
			}
		}
		// nor is there a gap on a page where it would stand
		for who, c := range map[string]struct {
			id   string
			more bool
		}{"second": {before.ID, false}, "third": {first.ID, true}} {
			got, err := w.Inspections.List(testkit.As(who, "inspector"), inspection.Filter{}, page.Request{Limit: 1})
			if err != nil || len(got.Items) != 1 || got.Items[0].ID != c.id || (got.NextCursor != "") != c.more {
				t.Errorf("the %s lists %+v, %v", who, got, err)
			}
		}
	})
}
