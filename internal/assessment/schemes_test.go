package assessment_test

import (
	"context"
	"sync"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

func (w *world) inForce() assessment.Scheme {
	w.t.Helper()
	list, err := w.Schemes(manager())
	if err != nil || len(list) == 0 {
		w.t.Fatalf("%v %v", list, err)
	}
	return list[len(list)-1]
}

func TestTheDefaultSchemeIsInstalledOnce(t *testing.T) {
	each(t, func(w *world) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := w.InstallDefault(context.Background()); err != nil {
					w.t.Error(err)
				}
			})
		}
		wg.Wait()
		list, err := w.Schemes(manager())
		if err != nil || len(list) != 1 || list[0].State != assessment.SchemePublished || list[0].VersionNo != 1 {
			w.t.Errorf("%+v %v", list, err)
		}
	})
}

func TestANewVersionJudgesFromItsMonthOnAndTheOldOneBefore(t *testing.T) {
	each(t, func(w *world) {
		w.published() // October
		draft, err := w.Draft(manager(), "2026 年第二版", w.inForce().ID)
		if err != nil || draft.VersionNo != 2 || draft.State != assessment.SchemeDraft {
			w.t.Fatalf("%+v %v", draft, err)
		}
		_, err = w.Draft(manager(), "又一版", "")
		w.refuses("a second draft", "draft_exists", err)
		d := draft.Definition
		d.Indicators[0].Weight, d.Indicators[1].Weight = points("50"), points("10")
		written, err := w.Write(manager(), draft.ID, draft.Version, "改过", d)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.Write(manager(), draft.ID, draft.Version, "又改", d)
		w.refuses("writing over somebody's change", "version_stale", err)
		_, err = w.PublishScheme(testkit.As(authz.From(manager()).UserID, "leader"), draft.ID, "2026-11")
		w.refuses("publishing one's own scheme", "publisher_is_author", err)
		_, err = w.PublishScheme(leader(), draft.ID, october)
		w.refuses("judging anew what was published", "effective_from_taken", err)
		_, err = w.PublishScheme(leader(), draft.ID, "")
		w.refuses("from no month", "required", err)
		p, err := w.PublishScheme(leader(), draft.ID, "2026-11")
		if err != nil || p.State != assessment.SchemePublished || p.Version <= written.Version {
			w.t.Fatalf("%+v %v", p, err)
		}
		_, err = w.PublishScheme(leader(), draft.ID, "2026-12")
		w.refuses("publishing twice", "scheme_published", err)
		_, err = w.Write(manager(), draft.ID, p.Version, "改已发布的", d)
		w.refuses("writing what is published", "scheme_published", err)
		if old := w.inForce(); old.State != assessment.SchemeSuperseded {
			w.t.Errorf("version 1 is %s", old.State)
		}
		w.facts(supplierA, "2026-11-02", month)
		w.facts(supplierA, "2026-09-02", month)
		for m, want := range map[string]int{"2026-09": 1, "2026-11": 2} {
			if _, err := w.Compute(manager(), october.Add(map[string]int{"2026-09": -1, "2026-11": 1}[m])); err != nil {
				w.t.Fatal(err)
			}
			list, _ := w.List(manager(), assessment.Filter{Month: october.Add(map[string]int{"2026-09": -1, "2026-11": 1}[m])}, page.Request{})
			if list.Items[0].SchemeVersion != want {
				w.t.Errorf("%s is judged by version %d", m, list.Items[0].SchemeVersion)
			}
		}
	})
}

func TestAnUnfinishedDraftIsKeptButNotPublished(t *testing.T) {
	each(t, func(w *world) {
		draft, err := w.Draft(manager(), "空白", "")
		if err != nil || len(draft.Definition.Indicators) != 0 {
			w.t.Fatal(err)
		}
		d := assessment.Default()
		d.Indicators = d.Indicators[:3] // 80 points
		draft, err = w.Write(manager(), draft.ID, draft.Version, "未完", d)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.PublishScheme(leader(), draft.ID, "2026-12")
		w.refuses("80 points", "weights_do_not_add_up", err)
		d.Indicators[0].Numerator = []ledger.Kind{"guess"}
		_, err = w.Write(manager(), draft.ID, draft.Version, "乱写", d)
		w.refuses("an unknown kind", "scheme_invalid", err)
		_, err = w.Write(manager(), draft.ID, draft.Version, " ", assessment.Default())
		w.refuses("no name", "required", err)
	})
}

func TestSchemesAreWrittenAndPublishedByTheirRolesAndDraftsHiddenFromSuppliers(t *testing.T) {
	each(t, func(w *world) {
		draft, err := w.Draft(manager(), "草稿", w.inForce().ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, ctx := range []context.Context{leader(), boss(supplierA), testkit.As("x", "finance"), context.Background()} {
			_, err := w.Draft(ctx, "x", "")
			w.refuses("drafting", "permission_denied", err)
			_, err = w.Write(ctx, draft.ID, 1, "x", assessment.Default())
			w.refuses("writing", "permission_denied", err)
		}
		for _, ctx := range []context.Context{manager(), boss(supplierA), testkit.As("x", "finance"), context.Background()} {
			_, err := w.PublishScheme(ctx, draft.ID, "2026-12")
			w.refuses("publishing", "permission_denied", err)
		}
		_, err = w.Draft(manager(), "x", "01NVTHERE00000000000000000")
		w.refuses("based on nothing", "not_found", err)
		_, err = w.Scheme(boss(supplierA), draft.ID)
		w.refuses("a supplier reading a draft", "not_found", err)
		if list, _ := w.Schemes(boss(supplierA)); len(list) != 1 {
			w.t.Errorf("a supplier sees %d versions", len(list))
		}
	})
}

func TestAMonthBeforeEverySchemeIsRefused(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.Compute(manager(), "1999-12")
		if fault.Code(err) != "scheme_not_in_force" {
			w.t.Error(err)
		}
	})
}
