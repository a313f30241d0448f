package checklist_test

import (
	"context"
	"testing"

	"hengjian/internal/checklist"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
)

// What may still change binds nobody: drafts are the agency's own.
func TestDraftsAreNotThereForThoseWhoAreCheckedOrCheckForOthers(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		published := w.Published(w.Items("")...)
		next, err := w.Checklists.Draft(w.Officer(), published.ChecklistID)
		w.Must(err)
		first := draft(t, w, w.Items("")...) // of a checklist that has no other version
		for who, ctx := range map[string]context.Context{"supplier": w.StaffA(), "assessor": w.Assessor()} {
			for _, d := range []string{next.ID, first.ID} {
				_, err := w.Checklists.Version(ctx, d)
				refused(t, who+" reads a draft", err, "not_found")
			}
			got, err := w.Checklists.Get(ctx, published.ChecklistID)
			if err != nil || got.DraftVersionID != "" || len(got.Versions) != 1 || got.Versions[0].ID != published.ID || got.ItemCount != 3 {
				t.Errorf("%s reads %+v %v", who, got, err)
			}
			list, err := w.Checklists.List(ctx, checklist.Filter{Category: vocab.Cleaning}, page.Request{})
			w.Must(err)
			for _, c := range list.Items {
				if c.DraftVersionID != "" || c.ID == first.ChecklistID && c.ItemCount != 0 {
					t.Errorf("%s is told of a draft: %+v", who, c)
				}
			}
		}
		if got, err := w.Checklists.Get(w.Inspector(), published.ChecklistID); err != nil || got.DraftVersionID != next.ID || len(got.Versions) != 2 {
			t.Errorf("the inspector reads %+v %v", got, err)
		}
	})
}
