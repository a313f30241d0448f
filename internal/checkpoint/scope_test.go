package checkpoint_test

import (
	"context"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/testkit"
)

// checked makes a checkpoint of supplier A where the last check found one thing.
func checked(w *inspectiontest.World) (checkpoint.Detail, inspection.Receipt) {
	list := w.Published(w.Items("")...)
	at := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
	sub := w.Pass(list, at, inspection.Supervision)
	sub.Observations[0].Result = vocab.Fail
	receipt, err := w.Inspections.Submit(w.Inspector(), sub)
	w.Must(err)
	return at, receipt
}

func TestTheNextSupplierIsNotToldWhatBecameOfAPlaceBefore(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		at, _ := checked(w)
		told := func(ctx context.Context) (checked bool, open int) {
			p, err := w.Checkpoints.List(ctx, checkpoint.Filter{}, page.Request{})
			w.Must(err)
			v, err := w.Checkpoints.Get(ctx, at.ID)
			w.Must(err)
			if len(p.Items) != 1 || p.Items[0].OpenFindings != v.OpenFindings || (p.Items[0].LastInspectedAt == nil) != (v.LastInspectedAt == nil) {
				t.Errorf("the list says %+v, the place %+v", p.Items, v.View)
			}
			return v.LastInspectedAt != nil, v.OpenFindings
		}
		if was, open := told(w.StaffA()); !was || open != 1 {
			t.Errorf("its own supplier is told %v, %d open", was, open)
		}
		contract := inspectiontest.ContractB
		_, err := w.Checkpoints.Update(w.Manager(), at.ID, 1, checkpoint.Change{ContractID: &contract})
		w.Must(err)
		for name, ctx := range map[string]context.Context{"staff": w.StaffB(), "manager": w.BossB(), "manager with every permission": testkit.Trusted(w.BossB())} {
			if was, open := told(ctx); was || open != 0 {
				t.Errorf("the next supplier's %s is told %v, %d open", name, was, open)
			}
		}
		if was, open := told(w.Manager()); !was || open != 1 {
			t.Errorf("the agency is told %v, %d open", was, open)
		}
	})
}

func TestWhoChecksAPlaceAgainIsNotToldWhatIsOpenThere(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		at, first := checked(w)
		w.Again(first.ID, "second")
		for user, want := range map[string]int{"second": 0, "third": 1} {
			if v, err := w.Checkpoints.Get(testkit.As(user, "inspector"), at.ID); err != nil || v.OpenFindings != want {
				t.Errorf("the %s inspector is told of %d findings, want %d, %v", user, v.OpenFindings, want, err)
			}
		}
	})
}

func TestABlindAssessorCannotAskBySupplier(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		at := w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
		for name, c := range map[string]struct {
			filter checkpoint.Filter
			want   int
		}{
			"supplier": {checkpoint.Filter{SupplierID: inspectiontest.SupplierA}, 0},
			"contract": {checkpoint.Filter{ContractID: inspectiontest.ContractA}, 0},
			"site":     {checkpoint.Filter{SiteID: inspectiontest.SiteOne}, 1},
		} {
			if p, err := w.Checkpoints.List(w.Assessor(), c.filter, page.Request{}); err != nil || len(p.Items) != c.want {
				t.Errorf("asked by %s: %+v, %v", name, p.Items, err)
			}
		}
		if v, err := w.Checkpoints.Get(w.Assessor(), at.ID); err != nil || v.Label != nil {
			t.Errorf("the assessor reads the code off a screen: %+v, %v", v, err)
		}
	})
}

func TestAPlaceOutOfReachIsChangedByNobody(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		at := w.Checkpoint(inspectiontest.SupplierB, w.Published(w.Items("")...).ChecklistID)
		name := "改名"
		for who, ctx := range map[string]context.Context{"supplier": testkit.Trusted(w.BossA()), "assessor": testkit.Trusted(w.Assessor())} {
			_, err := w.Checkpoints.Update(ctx, at.ID, 1, checkpoint.Change{Name: &name})
			refused(t, who+" renames", err, "not_found", "")
			_, err = w.Checkpoints.Retire(ctx, at.ID, "停用")
			refused(t, who+" retires", err, "not_found", "")
			_, err = w.Checkpoints.ReplaceLabel(ctx, at.ID, "磨损")
			refused(t, who+" replaces the label", err, "not_found", "")
		}
		if n := w.Count("checkpoints", "version > 1") + w.Count("checkpoint_codes", "label_version > 1"); n != 0 {
			t.Errorf("%d rows were changed", n)
		}
	})
}
