package finding_test

import (
	"context"
	"testing"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/testkit"
)

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if err := w.db.Tx(system(), func(ctx context.Context) error { return w.db.Conn(ctx).Exec(sql, args...).Error }); err != nil {
		w.t.Fatal(err)
	}
}

// again sends a person to make the check behind a finding once more, knowing nothing of it.
func (w *world) again(inspectionID, user string) {
	w.t.Helper()
	task := id.New()
	w.exec(`INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id)
		VALUES (?, ?, '', '', ?, '', ?, 'cleaning', 'agency', '2026-11-21', 0, 0, 'open', '')`, task, task, supplierA, siteOne)
	w.exec("INSERT INTO rechecks (task_id, first_id, first_inspector_id, second_inspector_id, chosen_at, veiled) VALUES (?, ?, ?, ?, 0, 1)", task, inspectionID, author, user)
}

// assessor is a third party at a new site.
func (w *world) assessor(siteID string) context.Context {
	w.t.Helper()
	user := "01T" + siteID[3:]
	w.exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, ?, '', '', 0, 'active', 1)`, siteID, siteID)
	w.exec(`INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
		VALUES (?, ?, '', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`, user, user)
	w.exec("INSERT INTO assessor_sites (user_id, site_id) VALUES (?, ?)", user, siteID)
	return testkit.As(user, "assessor")
}

func TestAnAssessorReachesTheFindingsOfTheAssignedSitesOnly(t *testing.T) {
	each(t, func(w *world) {
		f := w.openOne(vocab.Major)
		here, elsewhere := w.assessor(siteOne), w.assessor("01S00000000000000000000002")
		if list, err := w.List(here, finding.Filter{}, page.Request{}); err != nil || len(list.Items) != 1 {
			w.t.Errorf("at the site: %d findings %v", len(list.Items), err)
		}
		if list, err := w.List(elsewhere, finding.Filter{}, page.Request{}); err != nil || len(list.Items) != 0 {
			w.t.Errorf("elsewhere: %d findings %v", len(list.Items), err)
		}
		_, err := w.Get(elsewhere, f.ID)
		w.refuses("elsewhere", "not_found", err)
	})
}

// The job acts for the system. In anybody else's hands it reaches no further than
// that person does.
func TestNobodyMarksAnothersFindingAsOverdue(t *testing.T) {
	each(t, func(w *world) {
		w.openOne(vocab.Major)
		w.at("2027-02-01", 9)
		for who, ctx := range map[string]context.Context{"another supplier": boss(supplierB), "an assessor elsewhere": w.assessor("01S00000000000000000000002")} {
			if n, err := w.MarkOverdue(ctx); n != 0 || err != nil {
				w.t.Errorf("%s marked %d %v", who, n, err)
			}
		}
		if n, err := w.MarkOverdue(boss(supplierA)); n != 1 || err != nil {
			w.t.Errorf("the job found %d %v", n, err)
		}
	})
}

func TestTheFirstFindingIsMissingToWhoChecksAgain(t *testing.T) {
	each(t, func(w *world) {
		found := opening(supplierA, vocab.Major)
		f := w.open(found)[0]
		answer, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
		if err != nil {
			w.t.Fatal(err)
		}
		w.again(found.InspectionID, colleague)
		for user, want := range map[string]int{colleague: 0, "third": 1} {
			if list, err := w.List(inspector(user), finding.Filter{}, page.Request{}); err != nil || len(list.Items) != want {
				w.t.Errorf("%s lists %+v %v", user, list.Items, err)
			}
		}
		for what, one := range map[string][2]string{"the first finding": {f.ID, answer.ID}, "a missing one": {id.New(), id.New()}} {
			_, err := w.Get(inspector(colleague), one[0])
			w.refuses("reads "+what, "not_found", err)
			_, err = w.Reinspect(inspector(colleague), one[1], finding.Judgement{Result: finding.Closed, Note: "合格"})
			w.refuses("judges "+what, "not_found", err)
		}
		// the job is the system's; in the second inspector's hands it passes the finding by
		late := opening(supplierA, vocab.Major)
		w.open(late)
		w.again(late.InspectionID, colleague)
		w.at("2027-02-01", 9)
		for user, want := range map[string]int{colleague: 0, "third": 1} {
			if n, err := w.MarkOverdue(inspector(user)); n != want || err != nil {
				w.t.Errorf("%s marks %d %v", user, n, err)
			}
		}
	})
}
