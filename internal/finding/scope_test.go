package finding_test

import (
	"context"
	"testing"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/testkit"
)

// assessor is a third party at a new site.
func (w *world) assessor(siteID string) context.Context {
	w.t.Helper()
	exec := func(sql string, args ...any) {
		if err := w.db.Tx(system(), func(ctx context.Context) error { return w.db.Conn(ctx).Exec(sql, args...).Error }); err != nil {
			w.t.Fatal(err)
		}
	}
	user := "01T" + siteID[3:]
	exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, ?, '', '', 0, 'active', 1)`, siteID, siteID)
	exec(`INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
		VALUES (?, ?, '', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`, user, user)
	exec("INSERT INTO assessor_sites (user_id, site_id) VALUES (?, ?)", user, siteID)
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
