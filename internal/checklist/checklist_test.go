package checklist_test

import (
	"strings"
	"sync"
	"testing"

	"hengjian/internal/catalogue"
	"hengjian/internal/checklist"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
)

func draft(t *testing.T, w *inspectiontest.World, items ...checklist.Item) checklist.VersionView {
	t.Helper()
	c, err := w.Checklists.Create(w.Officer(), checklist.Checklist{Code: "CL-" + id.New()[16:], Title: "巡查", Category: vocab.Cleaning})
	w.Must(err)
	d, err := w.Checklists.Draft(w.Officer(), c.ID)
	w.Must(err)
	total := money.Points(0)
	for _, i := range items {
		total += i.Points
	}
	d, err = w.Checklists.Edit(w.Officer(), d.ID, d.Version, checklist.Edit{TotalPoints: total, Items: items})
	w.Must(err)
	return d
}

func refused(t *testing.T, name string, err error, code string) {
	t.Helper()
	if fault.Code(err) != code {
		t.Errorf("%s: %v, want %s", name, err, code)
	}
}

func TestADraftThatCannotBeJudgedByIsNotPublished(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		d := draft(t, w, w.Items("")...)
		d, err := w.Checklists.Edit(w.Officer(), d.ID, d.Version, checklist.Edit{TotalPoints: 9000, Items: w.Items("")})
		w.Must(err)
		_, err = w.Checklists.Publish(w.Officer(), d.ID)
		refused(t, "points", err, "points_do_not_add_up")
		if f := fault.As(err); f == nil || !strings.Contains(f.Message, "100.00") || !strings.Contains(f.Message, "90.00") || f.Fields[0].Name != "totalPoints" {
			t.Errorf("the refusal does not say both figures: %v", err)
		}
		d, err = w.Checklists.Edit(w.Officer(), d.ID, d.Version, checklist.Edit{})
		w.Must(err)
		_, err = w.Checklists.Publish(w.Officer(), d.ID)
		refused(t, "nothing", err, "items_missing")
		_, err = w.Checklists.Publish(w.Officer(), id.New())
		refused(t, "unknown", err, "not_found")
		if n := w.Count("checklist_versions", "state <> 'draft'"); n != 0 {
			t.Errorf("%d versions were published", n)
		}
	})
}

func TestAnEditThatIsWrongIsRefusedWithItsField(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		d := draft(t, w, w.Items("")...)
		for name, c := range map[string]struct {
			change      func([]checklist.Item)
			code, field string
		}{
			"no text":           {func(i []checklist.Item) { i[1].Text = " " }, "required", "sections[0].items[1].text"},
			"negative points":   {func(i []checklist.Item) { i[2].Points = -1 }, "points_out_of_range", "sections[1].items[0].points"},
			"unknown severity":  {func(i []checklist.Item) { i[0].Severity = "grave" }, "not_allowed", "sections[0].items[0].severity"},
			"code twice":        {func(i []checklist.Item) { i[2].Code = "1" }, "item_code_duplicate", "sections[1].items[0].code"},
			"unknown clause":    {func(i []checklist.Item) { i[2].ClauseID = id.New() }, "clause_unknown", "sections[1].items[0].clauseId"},
			"unknown source":    {func(i []checklist.Item) { i[1].SourceID = "S999" }, "source_unknown", "sections[0].items[1].sourceId"},
			"section cut apart": {func(i []checklist.Item) { i[0].Section, i[1].Section, i[2].Section = "a", "b", "a" }, "section_duplicate", "sections[2].items[0]"},
		} {
			items := w.Items("")
			c.change(items)
			_, err := w.Checklists.Edit(w.Officer(), d.ID, d.Version, checklist.Edit{TotalPoints: 10000, Items: items})
			if f := fault.As(err); f == nil || f.Code != c.code || f.Fields[0].Name != c.field {
				t.Errorf("%s: %v %+v", name, err, f)
			}
		}
		_, err := w.Checklists.Edit(w.Officer(), d.ID, d.Version-1, checklist.Edit{TotalPoints: 10000, Items: w.Items("")})
		refused(t, "stale", err, "version_stale")
		if after, err := w.Checklists.Version(w.Officer(), d.ID); err != nil || after.Version != d.Version || len(after.Sections) != 2 {
			t.Errorf("a refused edit changed the draft: %+v %v", after, err)
		}
	})
}

func TestAPublishedVersionCannotBeTouched(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		v := w.Published(w.Items("")...)
		_, err := w.Checklists.Edit(w.Officer(), v.ID, v.Version, checklist.Edit{TotalPoints: 10000, Items: w.Items("")})
		refused(t, "edit", err, "version_not_draft")
		_, err = w.Checklists.Publish(w.Officer(), v.ID)
		refused(t, "publish again", err, "version_not_draft")
		refused(t, "delete", w.Checklists.Discard(w.Officer(), v.ID), "version_not_draft")
		w.NextVersion(v.ChecklistID, w.Items("")...)
		old, err := w.Checklists.Version(w.Officer(), v.ID)
		w.Must(err)
		if old.State != checklist.Superseded || old.Sections[0].Items[0].ID != v.Sections[0].Items[0].ID {
			t.Errorf("after version 2: %+v", old)
		}
		refused(t, "delete superseded", w.Checklists.Discard(w.Officer(), v.ID), "version_not_draft")
	})
}

func TestThereIsOneDraftAtATime(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		v := w.Published(w.Items("")...)
		var wg sync.WaitGroup
		codes := make([]string, 6)
		for i := range codes {
			wg.Go(func() {
				_, err := w.Checklists.Draft(w.Officer(), v.ChecklistID)
				codes[i] = fault.Code(err)
			})
		}
		wg.Wait()
		won := 0
		for _, c := range codes {
			if c == "" {
				won++
			} else if c != "draft_exists" {
				t.Errorf("a loser got %s", c)
			}
		}
		got, err := w.Checklists.Get(w.Officer(), v.ChecklistID)
		w.Must(err)
		if won != 1 || len(got.Versions) != 2 || got.DraftVersionID == "" || got.CurrentVersion.ID != v.ID {
			t.Errorf("%d drafts: %+v", won, got)
		}
		w.Must(w.Checklists.Discard(w.Officer(), got.DraftVersionID))
		if _, err := w.Checklists.Draft(w.Officer(), v.ChecklistID); err != nil {
			t.Errorf("after the draft was deleted: %v", err)
		}
	})
}

func TestAChecklistInUseIsNotRetiredAndARetiredOneNotUsed(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		v := w.Published(w.Items("")...)
		point := w.Checkpoint(inspectiontest.SupplierA, v.ChecklistID)
		_, err := w.Checklists.Retire(w.Officer(), v.ChecklistID)
		refused(t, "in use", err, "checklist_in_use")
		_, err = w.Checkpoints.Retire(w.Manager(), point.ID, "停用")
		w.Must(err)
		_, err = w.Checklists.Retire(w.Officer(), v.ChecklistID)
		w.Must(err)
		_, err = w.Checklists.Retire(w.Officer(), v.ChecklistID)
		refused(t, "twice", err, "checklist_retired")
		_, err = w.Checklists.Draft(w.Officer(), v.ChecklistID)
		refused(t, "draft", err, "checklist_retired")
		_, err = w.Checklists.Create(w.Officer(), checklist.Checklist{Code: "X", Title: "t", Category: vocab.Cleaning})
		w.Must(err)
		_, err = w.Checklists.Create(w.Officer(), checklist.Checklist{Code: "X", Title: "t", Category: vocab.Cleaning})
		refused(t, "code twice", err, "code_taken")
	})
}

func TestTheStarterCatalogueLoadsOnceAndEveryVersionIsInForce(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c, err := catalogue.Load()
		w.Must(err)
		if _, err := w.Checklists.LoadCatalogue(w.System(), c); err == nil {
			t.Error("checklists were loaded before the clauses they name")
		}
		standards, err := w.Standards.LoadCatalogue(w.System(), c)
		w.Must(err)
		lists, err := w.Checklists.LoadCatalogue(w.System(), c)
		w.Must(err)
		if standards != len(c.Standards)+len(c.Clauses) || lists != len(c.Checklists) {
			t.Errorf("%d standards and clauses, %d checklists", standards, lists)
		}
		again, err := w.Standards.LoadCatalogue(w.System(), c)
		w.Must(err)
		againLists, err := w.Checklists.LoadCatalogue(w.System(), c)
		w.Must(err)
		if again != 0 || againLists != 0 {
			t.Errorf("loading again added %d and %d", again, againLists)
		}
		items := 0
		list, err := w.Checklists.List(w.Officer(), checklist.Filter{}, page.Request{Limit: page.Max})
		w.Must(err)
		for _, l := range list.Items {
			items += l.ItemCount
			if l.CurrentVersion == nil || l.DraftVersionID != "" {
				t.Errorf("%s is not in force", l.Code)
			}
		}
		want := 0
		for _, l := range c.Checklists {
			want += len(l.Items)
		}
		if items != want {
			t.Errorf("%d items, want %d", items, want)
		}
	})
}
