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

// recheck lets somebody check again, without knowing the first result, what opened two
// findings of supplier A: a critical one that is overdue, and one whose answer waits for
// its reinspection. It returns the task and the findings.
func (s scene) recheck(second string) (task, overdue, waiting string) {
	s.T.Helper()
	first := id.New()
	task = id.New()
	s.Exec(`INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, source, who_kind, who_id, inspection_id)
		VALUES (?, ?, '', '', ?, '', ?, 'security', 'agency', '2026-11-21', 0, 0, 'open', 'spot', 'person', ?, '')`, task, id.New(), s.SupplierA, s.SiteA, second)
	s.Exec("INSERT INTO rechecks (task_id, first_id, first_inspector_id, second_inspector_id, chosen_at, veiled) VALUES (?, ?, 'first', ?, 0, 1)", task, first, second)
	overdue, waiting = s.finding(s.SupplierA, "open", "2026-11-19"), s.finding(s.SupplierA, "submitted", "2026-11-19")
	s.Exec("UPDATE findings SET inspection_id = ?, item_text = '配电间门未上锁', severity = 'critical' WHERE id = ?", first, overdue)
	s.Exec("UPDATE findings SET inspection_id = ?, item_text = '配电间无人值守' WHERE id = ?", first, waiting)
	return task, overdue, waiting
}

// told is everything the workbench and the readings beside it tell a person.
type told struct {
	open, waiting, overdue int // as the workbench counts
	ofSupplier             int // as the list of suppliers counts
	raw                    string
}

func (s scene) told(t *testing.T, ctx context.Context) told {
	t.Helper()
	reads := insight.NewReads(s.DB, s.Assess)
	b := Got(s.Insight.Workbench(ctx))(t)
	open := Got(reads.OpenFindings(ctx, []string{s.SupplierA}))(t)
	events := Got(reads.Events(ctx, s.SupplierA, time.Time{}, "", 50))(t)
	raw, err := json.Marshal(map[string]any{"workbench": b, "events": events})
	if err != nil {
		t.Fatal(err)
	}
	return told{b.Findings.Open, b.Findings.AwaitingReinspection, b.Findings.Overdue, open[s.SupplierA], string(raw)}
}

// Who is to check again reads nothing of the first result: not in the counts, not in
// what waits, not in the supplier's history, however many rights the person has. Others
// do, and so does the person once the second record is in.
func TestTheWorkbenchWithholdsTheFirstResultFromWhoChecksAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		const second = "01SECOND000000000000000000"
		inspector := testkit.Trusted(testkit.As(second, "inspector"))
		before := s.told(t, inspector)
		task, overdue, waiting := s.recheck(second)
		all := told{before.open + 2, before.waiting + 1, before.overdue + 1, before.ofSupplier + 2, ""}

		reads := func(who string, ctx context.Context, want told, seen bool) {
			t.Helper()
			got := s.told(t, ctx)
			for _, secret := range []string{overdue, waiting, "配电间"} {
				if strings.Contains(got.raw, secret) != seen {
					t.Errorf("%s reads %q: %v, want %v in %s", who, secret, !seen, seen, got.raw)
				}
			}
			if got.raw, want.raw = "", ""; got != want {
				t.Errorf("%s counts %+v, want %+v", who, got, want)
			}
		}
		reads("the second inspector", inspector, before, false)
		reads("another inspector", testkit.Trusted(testkit.As("01THIRD0000000000000000000", "inspector")), all, true)
		reads("the manager", testkit.Trusted(testkit.As(second, "manager")), all, true)

		s.Exec("UPDATE tasks SET state = 'missed' WHERE id = ?", task) // a phone may still hold the record
		reads("the second inspector, late", inspector, before, false)
		s.Exec("UPDATE tasks SET state = 'done' WHERE id = ?", task)
		reads("the second inspector, afterwards", inspector, all, true)
	})
}

func TestTheWorkbenchWithholdsTheFirstResultFromAnAssessorWhoChecksAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		assessor := s.assessor(s.SiteA)
		before := Got(s.Insight.Workbench(assessor))(t).Findings
		s.recheck(authz.From(assessor).UserID)
		if got := Got(s.Insight.Workbench(assessor))(t).Findings; got != before {
			t.Errorf("the assessor counts %+v, before the draw %+v", got, before)
		}
		other := s.assessor(s.SiteA)
		if got := Got(s.Insight.Workbench(other))(t).Findings; got.Open != before.Open+2 {
			t.Errorf("another assessor counts %+v", got)
		}
	})
}
