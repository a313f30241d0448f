package assessment_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

func TestAMonthIsComputedFromTheLedgerAndPublishedByAnother(t *testing.T) {
	each(t, func(w *world) {
		// without ratings: (32.22 + 16.00 + 16.50 + 7.50) ÷ 95 × 100 = 76.02
		d := w.draft()
		if d.Sheet.Points != points("76.02") || d.State != assessment.Draft || !d.Recomputed.Matches || len(d.LateFacts) != 0 {
			w.t.Fatalf("%+v", d)
		}
		_, err := w.Publish(testkit.As(authz.From(manager()).UserID, "leader"), d.ID)
		w.refuses("publishing one's own computation", "publisher_is_author", err)
		p, err := w.Publish(leader(), d.ID)
		if err != nil || p.State != assessment.Published || p.Sheet.Points != d.Sheet.Points || !p.Recomputed.Matches {
			w.t.Fatalf("%+v %v", p, err)
		}
	})
}

func TestWhatIsPublishedStaysWhateverArrivesLater(t *testing.T) {
	each(t, func(w *world) {
		p := w.published()
		w.facts(supplierA, "2026-10-31", counts{ledger.SelfFail: 400, ledger.FindingMinor: -1})
		later := w.get(manager(), p.ID)
		if later.Sheet.Points != p.Sheet.Points || !later.Recomputed.Matches || *later.Recomputed.Points != p.Sheet.Points {
			w.t.Errorf("the sheet changed: %+v", later)
		}
		if fmt.Sprint(later.LateFacts) != "[{finding_minor -1 0} {self_fail 400 0}]" {
			w.t.Errorf("late facts %v", later.LateFacts)
		}
		_, err := w.Recompute(manager(), p.ID)
		w.refuses("recomputing", "assessment_published", err)
		_, err = w.Publish(testkit.As("01M0000000000000000000VTHR", "leader"), p.ID)
		w.refuses("publishing twice", "assessment_published", err)
		if _, err := w.Compute(manager(), october); err != nil {
			w.t.Fatal(err)
		}
		if again := w.get(manager(), p.ID); again.Version != p.Version || again.Sheet.Points != p.Sheet.Points {
			w.t.Errorf("computing the month changed it: %+v", again)
		}
	})
}

func TestADraftFollowsTheLedgerAndIsNotPublishedBehindIt(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		w.facts(supplierA, "2026-10-20", counts{ledger.FindingCritical: 1})
		stale := w.get(manager(), d.ID)
		if stale.Recomputed.Matches || len(stale.LateFacts) != 1 || stale.Sheet.Points != d.Sheet.Points {
			w.t.Errorf("%+v", stale)
		}
		_, err := w.Publish(leader(), d.ID)
		w.refuses("publishing what the ledger has overtaken", "assessment_outdated", err)
		// 72.22 − 8 = 64.22; 64.22 ÷ 95 × 100 = 67.6
		fresh, err := w.Recompute(manager(), d.ID)
		if err != nil || fresh.Sheet.Points != points("67.60") || !fresh.Recomputed.Matches {
			w.t.Errorf("%+v %v", fresh.Sheet, err)
		}
	})
}

func TestOnlyAFinishedMonthIsPublishedAndNoFutureOneComputed(t *testing.T) {
	each(t, func(w *world) {
		w.facts(supplierA, "2026-11-10", month)
		_, err := w.Compute(manager(), "2026-12")
		w.refuses("computing the future", "month_in_future", err)
		if _, err := w.Compute(manager(), "2026-11"); err != nil {
			w.t.Fatal(err)
		}
		list, _ := w.List(manager(), assessment.Filter{}, page.Request{})
		_, err = w.Publish(leader(), list.Items[0].ID)
		w.refuses("publishing the running month", "month_not_over", err)
		w.clock.Set(october.Add(2).First().At(w.clock.Zone(), 0, 0))
		if _, err = w.Publish(leader(), list.Items[0].ID); err != nil {
			w.t.Errorf("on the first of December: %v", err)
		}
	})
}

func TestOnlyTheRightRolesComputeAndPublish(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		for _, role := range []string{"leader", "finance", "inspector", "standards", "desk", "assessor", "sysadmin", "secadmin", "auditor"} {
			_, err := w.Compute(testkit.As("x", role), october)
			w.refuses("computing as "+role, "permission_denied", err)
			_, err = w.Recompute(testkit.As("x", role), d.ID)
			w.refuses("recomputing as "+role, "permission_denied", err)
		}
		for _, ctx := range []context.Context{manager(), boss(supplierA), testkit.As("x", "finance"), context.Background()} {
			_, err := w.Publish(ctx, d.ID)
			w.refuses("publishing", "permission_denied", err)
		}
	})
}

func TestSuppliersSeeTheirOwnPublishedAssessmentsOnly(t *testing.T) {
	each(t, func(w *world) {
		w.facts(supplierB, "2026-10-15", month)
		p := w.published()
		other := w.computed(supplierB)
		_, missing := w.Get(boss(supplierA), "01NVTHERE00000000000000000")
		for what, err := range map[string]error{
			"another's draft": second(w.Get(boss(supplierA), other.ID)), "the own draft": second(w.Get(boss(supplierB), other.ID)),
			"another's published": second(w.Get(boss(supplierB), p.ID)), "an administrator": second(w.Get(testkit.As("x", "auditor"), p.ID)),
			"an assessor": second(w.Get(testkit.As("x", "assessor"), p.ID)),
		} {
			if fault.Code(err) != "not_found" || err.Error() != missing.Error() {
				w.t.Errorf("%s: %v", what, err)
			}
		}
		_, err := w.Facts(boss(supplierB), p.ID, "", "", page.Request{})
		w.refuses("another's facts", "not_found", err)
		for who, want := range map[string]int{supplierA: 1, supplierB: 0} {
			list, err := w.List(boss(who), assessment.Filter{}, page.Request{})
			if err != nil || len(list.Items) != want {
				w.t.Errorf("%s sees %d: %v", who, len(list.Items), err)
			}
		}
		if list, _ := w.List(boss(supplierA), assessment.Filter{SupplierID: supplierB}, page.Request{}); len(list.Items) != 0 {
			w.t.Error("asking for another supplier shows it")
		}
		grades, err := w.Grades(boss(supplierA), []string{supplierA, supplierB}, october, october)
		if err != nil || len(grades) != 1 || grades[supplierA][0].Grade != "qualified" {
			w.t.Errorf("grades %v %v", grades, err)
		}
		if own := w.get(boss(supplierA), p.ID); !own.Recomputed.Matches || len(own.LateFacts) != 0 {
			w.t.Errorf("the supplier reads another sheet: %+v", own)
		}
	})
}

func second[A any](_ A, err error) error { return err }

func TestAContractWithoutAnyFactIsInsufficientAndNotPerfect(t *testing.T) {
	each(t, func(w *world) {
		for i, c := range []struct{ supplier, state, from, to string }{
			{supplierA, "active", "2026-01-01", "2026-12-31"}, {supplierB, "draft", "2026-01-01", "2026-12-31"}, {"01CCCCCCCCCCCCCCCCCCCCCCCC", "expired", "2025-01-01", "2025-12-31"}} {
			w.exec(`INSERT INTO contracts (id, code, name, supplier_id, starts_on, ends_on, state, terminated_reason, version, created_at) VALUES (?,?,?,?,?,?,?,'',1,0)`,
				fmt.Sprintf("01C%023d", i), fmt.Sprint("C", i), "c", c.supplier, c.from, c.to, c.state)
		}
		d := w.computed(supplierA)
		if !d.Sheet.Insufficient || d.Points() != nil || d.Sheet.Grade != "" || d.Sheet.Reason != assessment.ReasonNoActivity {
			w.t.Errorf("%+v", d.Sheet)
		}
		if list, _ := w.List(manager(), assessment.Filter{}, page.Request{}); len(list.Items) != 1 {
			w.t.Errorf("%d suppliers were judged", len(list.Items))
		}
	})
}

func TestTheMonthsJobMakesMissingDraftsOnceAndRenewsOnlyItsOwn(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		w.facts(supplierA, "2026-10-20", counts{ledger.FindingCritical: 1})
		w.facts(supplierB, "2026-10-20", month)
		for run, want := range []int{1, 0} {
			if n, err := w.ComputeLastMonth(authz.AsSystem(context.Background(), "job")); err != nil || n != want {
				w.t.Errorf("run %d made %d: %v", run, n, err)
			}
		}
		if again := w.get(manager(), d.ID); again.Version != d.Version {
			w.t.Error("the job changed a draft that somebody computed")
		}
		w.facts(supplierB, "2026-10-31", counts{ledger.FindingCritical: 1})
		if n, err := w.ComputeLastMonth(authz.AsSystem(context.Background(), "job")); err != nil || n != 1 {
			w.t.Errorf("the job renewed %d of its own drafts: %v", n, err)
		}
	})
}

func TestComputingAtOnceLeavesOneAssessment(t *testing.T) {
	each(t, func(w *world) {
		w.facts(supplierA, "2026-10-15", month)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if _, err := w.Compute(manager(), october); err != nil && fault.Code(err) != "version_stale" {
					w.t.Error(err)
				}
			})
		}
		wg.Wait()
		if d := w.computed(supplierA); d.Sheet.Points != points("76.02") {
			w.t.Errorf("%+v", d.Sheet)
		}
	})
}

func TestThePreviousMonthStandsBesideOnceItIsPublished(t *testing.T) {
	each(t, func(w *world) {
		w.facts(supplierA, "2026-09-15", month)
		if _, err := w.Compute(manager(), "2026-09"); err != nil {
			w.t.Fatal(err)
		}
		d := w.draft()
		if d.Previous != nil {
			w.t.Error("a draft stands beside")
		}
		list, _ := w.List(manager(), assessment.Filter{Month: "2026-09"}, page.Request{})
		if _, err := w.Publish(leader(), list.Items[0].ID); err != nil {
			w.t.Fatal(err)
		}
		if d = w.get(manager(), d.ID); d.Previous == nil || *d.Previous.Points != points("76.02") || d.Previous.Grade != "qualified" {
			w.t.Errorf("%+v", d.Previous)
		}
	})
}

func TestRatingsThatSayNothingUsableAreRefused(t *testing.T) {
	each(t, func(w *world) {
		w.exec(`INSERT INTO suppliers (id, code, name, short_name, credit_code, contact_name, contact_phone, state, categories, version, created_at)
			VALUES (?, 'S1', 'n', 'n', 'c', '', '', 'active', '', 1, 0)`, supplierA)
		w.exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, 'A', '行政中心', '', 0, 'active', 1)`, siteOne)
		w.exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, 'B', '政务大厅', '', 0, 'active', 1)`, siteTwo)
		w.contract("active", "2026-09-01", "2026-12-31", nil, siteOne, vocab.Cleaning)
		w.contract("terminated", "2026-09-01", "2026-12-31", "2026-10-31", siteOne, vocab.Security)
		w.contract("draft", "2026-09-01", "2026-12-31", nil, siteOne, vocab.Canteen)
		desk := testkit.As("01DESK00000000000000000000", "desk")
		good := assessment.Rating{SupplierID: supplierA, SiteID: siteOne, Category: vocab.Cleaning, Stars: 4, OccurredOn: "2026-11-20"}
		for name, c := range map[string]struct {
			spoil func(*assessment.Rating)
			code  string
		}{
			"no star": {func(r *assessment.Rating) { r.Stars = 0 }, "out_of_range"}, "six stars": {func(r *assessment.Rating) { r.Stars = 6 }, "out_of_range"},
			"tomorrow": {func(r *assessment.Rating) { r.OccurredOn = "2026-11-22" }, "time_in_future"},
			"long ago": {func(r *assessment.Rating) { r.OccurredOn = "2026-06-01" }, "time_too_old"},
			"no day":   {func(r *assessment.Rating) { r.OccurredOn = "" }, "required"},
			"category": {func(r *assessment.Rating) { r.Category = "x" }, "not_allowed"},
			"supplier": {func(r *assessment.Rating) { r.SupplierID = supplierB }, "supplier_unknown"},
			"site":     {func(r *assessment.Rating) { r.SiteID = supplierB }, "site_unknown"},
			"a site where the supplier does not work": {func(r *assessment.Rating) { r.SiteID = siteTwo }, "supplier_not_at_site"},
			"before the contract":                     {func(r *assessment.Rating) { r.OccurredOn = "2026-08-31" }, "supplier_not_at_site"},
			"another service":                         {func(r *assessment.Rating) { r.Category = vocab.Greening }, "supplier_not_at_site"},
			"after the end of a terminated contract":  {func(r *assessment.Rating) { r.Category = vocab.Security; r.OccurredOn = "2026-11-01" }, "supplier_not_at_site"},
			"under a draft":                           {func(r *assessment.Rating) { r.Category = vocab.Canteen }, "supplier_not_at_site"},
		} {
			r := good
			c.spoil(&r)
			_, err := w.Rate(desk, r)
			w.refuses(name, c.code, err)
		}
		for _, ctx := range []context.Context{manager(), boss(supplierA), context.Background()} {
			_, err := w.Rate(ctx, good)
			w.refuses("rating without the right", "permission_denied", err)
		}
		first, last := good, good
		first.OccurredOn, last.Category, last.OccurredOn = "2026-09-01", vocab.Security, "2026-10-31"
		for _, r := range []assessment.Rating{good, first, last} {
			if _, err := w.Rate(desk, r); err != nil {
				w.t.Fatal(err)
			}
		}
		sums, _ := w.ledger.SumMonths(system(), "2026-11", "2026-11", ledger.Filter{})
		if len(sums) != 1 || sums[0].Count != 1 || sums[0].Amount != 4 {
			w.t.Errorf("facts %+v", sums)
		}
	})
}
