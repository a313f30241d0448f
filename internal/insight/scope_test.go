package insight_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"hengjian/internal/insight"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// assessor is a trusted third party at a site.
func (s scene) assessor(siteID string) context.Context {
	userID := id.New()
	s.Exec(`INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
		VALUES (?, ?, '', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`, userID, userID)
	s.Exec("INSERT INTO assessor_sites (user_id, site_id) VALUES (?, ?)", userID, siteID)
	return testkit.Trusted(testkit.As(userID, "assessor"))
}

// waiting adds to the scene what only the agency works on, all of supplier A.
func (s scene) waiting() {
	s.Exec("UPDATE assessments SET insufficient = 1 WHERE supplier_id = ? AND month = '2026-10'", s.SupplierA)
	s.Publish(s.SupplierA, "2026-08", 9000, "A") // not settled
	s.Publish(s.SupplierA, "2026-07", 9000, "A")
	s.Exec("UPDATE assessments SET state = 'draft' WHERE supplier_id = ? AND month = '2026-07'", s.SupplierA)
	point := s.task(s.SupplierA, "done", "2026-11-19", 10)
	s.Exec("INSERT INTO checkpoint_codes (code, checkpoint_id, state, label_version, created_at) VALUES (?, ?, 'active', 2, 0)", id.New(), point)
	s.Exec(`INSERT INTO label_reports (id, checkpoint_id, supplier_id, site_id, label_version, kind, note, state, reported_by, reported_at, received_at)
		VALUES (?, ?, ?, ?, 2, 'lost', '', 'open', '', 0, 0)`, id.New(), point, s.SupplierA, s.SiteA)
	s.Exec(`INSERT INTO doubts (id, inspection_id, kind, state, figures, mode, supplier_id, contract_id, site_id, checkpoint_id, category, person_id, occurred_on, raised_at)
		VALUES (?, ?, 'outside_fence', 'open', '{}', 'self', ?, '', ?, ?, 'security', '', '2026-11-19', 0)`, id.New(), id.New(), s.SupplierA, s.SiteA, point)
	list := id.New()
	s.Exec("INSERT INTO checklists (id, code, title, category, state, version) VALUES (?, ?, '门岗检查', 'security', 'active', 1)", list, list)
	s.Exec("INSERT INTO supervision_levels (contract_id, checklist_id, supplier_id, level, since_day) VALUES (?, ?, ?, 'discontinued', '2026-11-19')", s.contractA, list, s.SupplierA)
}

func TestEvenWithEveryPermissionNobodyIsToldOfAnothersWork(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		s.waiting()
		const all = "assessment_to_publish:1 awaiting_rectification:1 awaiting_reinspection:1 contract_ending:1 expiring_qualification:1 falling_grade:1 " +
			"insufficient_data:1 label_reports:1 labels_to_print:1 missed_rounds:1 open_doubts:1 over_quota:1 overdue_rectification:1 settlement_to_approve:1 settlement_to_prepare:1 supervision_discontinued:1"
		if got := kinds(Got(s.Insight.Workbench(testkit.Trusted(Own(s.SupplierA))))(t)); got != all {
			t.Errorf("A itself: %s", got)
		}
		for who, ctx := range map[string]context.Context{"B": testkit.Trusted(Own(s.SupplierB)), "an assessor elsewhere": s.assessor(s.SiteB)} {
			b := Got(s.Insight.Workbench(ctx))(t)
			for _, a := range b.Attention {
				if a.Kind != "overdue_rectification" || a.Count != 1 || a.Items[0].To != "/findings/"+s.overdueB {
					t.Errorf("%s is told of %s: %+v", who, a.Kind, a.Items)
				}
			}
			if b.Today != (insight.WorkbenchToday{}) || b.Money.Base != 0 || b.Findings.AwaitingReinspection != 0 || b.Findings.Open > 1 {
				t.Errorf("%s counts %+v %+v %+v", who, b.Today, b.Findings, b.Money)
			}
			if raw, _ := json.Marshal(b); strings.Contains(string(raw), s.SupplierA) || strings.Contains(string(raw), "安和") {
				t.Errorf("%s reads %s", who, raw)
			}
		}
	})
}

func TestAnAssessorIsToldOfTheAssignedSiteWithoutTheSuppliersName(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		b := Got(s.Insight.Workbench(s.assessor(s.SiteA)))(t)
		if b.Today.Due != 5 || b.Findings.Open != 4 {
			t.Errorf("counts %+v %+v", b.Today, b.Findings)
		}
		for _, a := range b.Attention {
			raw, _ := json.Marshal(a)
			if named := strings.Contains(string(raw), "安和") || strings.Contains(string(raw), "百盛"); named && (a.Kind == "missed_rounds" || a.Kind == "overdue_rectification") {
				t.Errorf("the assessor reads %s", raw)
			}
		}
	})
}

func TestASupplierIsNotToldItsOwnName(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		for _, a := range Got(s.Insight.Workbench(Own(s.SupplierA)))(t).Attention {
			if a.Kind == "missed_rounds" && strings.Contains(a.Items[0].Detail, "安和") {
				t.Errorf("%+v", a.Items[0])
			}
		}
	})
}

// The readings that lower domains ask for are scoped themselves: whoever calls them
// next may pass identifiers that nobody has checked.
func TestReadingsForLowerDomainsLeaveOutWhatIsAnothers(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		reads, both := insight.NewReads(d, s.Assess), []string{s.SupplierA, s.SupplierB}
		staffA, elsewhere := testkit.AsSupplier("u", s.SupplierA, "supplier_staff"), s.assessor(s.SiteB)
		ends := func(ctx context.Context) int { return len(Got(reads.ContractEnds(ctx, both))(t)) }
		if own, other, staff := ends(Own(s.SupplierA)), ends(Own(s.SupplierB)), ends(staffA); own != 1 || other != 0 || staff != 0 {
			t.Errorf("ends of contracts: %d, of another's %d, without the right %d", own, other, staff)
		}
		open := Got(reads.OpenFindings(Own(s.SupplierB), both))(t)
		if len(open) != 1 || open[s.SupplierB] != 1 {
			t.Errorf("B counts the findings %v", open)
		}
		if open := Got(reads.OpenFindings(elsewhere, both))(t); len(open) != 0 {
			t.Errorf("an assessor elsewhere counts the findings %v", open)
		}
		points := func(ctx context.Context) int { return Got(reads.CheckpointCount(ctx, s.contractA))(t) }
		if own, other, away := points(Own(s.SupplierA)), points(Own(s.SupplierB)), points(elsewhere); own != 6 || other != 0 || away != 0 {
			t.Errorf("checkpoints: %d, of another's %d, elsewhere %d", own, other, away)
		}
		s.Exec("UPDATE findings SET severity = 'critical' WHERE supplier_id = ? AND state = 'closed'", s.SupplierA)
		events := func(ctx context.Context) string {
			out := ""
			for _, e := range Got(reads.Events(ctx, s.SupplierA, time.Time{}, "", 20))(t) {
				out += e.Kind + " "
			}
			return out
		}
		if own, other, staff := events(Own(s.SupplierA)), events(Own(s.SupplierB)), events(staffA); own != "contract assessment assessment finding " || other != "" || staff != "finding " {
			t.Errorf("A's events: %q, to B %q, to A's staff %q", own, other, staff)
		}
	})
}

// Whoever a draw names is told, but for a supplier, and for an assessor who has left the
// site since.
func TestASpotCheckIsToldOnlyToItsInspectorWhileItIsInReach(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"inspector": {testkit.As("u", "inspector"), 1}, "an assessor of the site": {s.assessor(s.SiteA), 1}, "an assessor elsewhere": {s.assessor(s.SiteB), 0},
			"the supplier": {testkit.Trusted(Own(s.SupplierA)), 0}, "another supplier": {testkit.Trusted(Own(s.SupplierB)), 0}} {
			s.task(s.SupplierA, "done", "2026-11-21", 20)
			s.Exec("UPDATE tasks SET source = 'spot', state = 'open', who_kind = 'person', who_id = ?, closes_at = ? WHERE window_end_at = 20",
				authz.From(c.ctx).UserID, int64(1)<<60)
			got := 0
			for _, a := range Got(s.Insight.Workbench(c.ctx))(t).Attention {
				if a.Kind == "spot_checks" {
					got = a.Count
				}
			}
			if got != c.want {
				t.Errorf("%s is told of %d spot checks, want %d", who, got, c.want)
			}
			s.Exec("DELETE FROM tasks WHERE window_end_at = 20")
		}
	})
}
