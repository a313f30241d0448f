package ledger_test

import (
	"context"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

func TestAnAssessorReadsTheFactsOfTheAssignedSitesOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		facts := write(t, d, l, fact(ledger.SelfPass, supplierA, "2026-11-20"))
		for who, want := range map[string]int{"S": 1, "T": 0} {
			ctx := testkit.As("assessor"+who, "assessor")
			err := d.Tx(system(), func(ctx context.Context) error {
				if err := d.Conn(ctx).Exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, ?, '', '', 0, 'active', 1)`, who, who).Error; err != nil {
					return err
				}
				err := d.Conn(ctx).Exec(`INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch,
					failed_count, version, created_at) VALUES (?, ?, '', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`, "assessor"+who, "assessor"+who).Error
				if err != nil {
					return err
				}
				return d.Conn(ctx).Exec("INSERT INTO assessor_sites (user_id, site_id) VALUES (?, ?)", "assessor"+who, who).Error
			})
			if err != nil {
				t.Fatal(err)
			}
			list, err := l.Facts(ctx, "2026-11-01", "2026-11-30", ledger.Filter{}, page.Request{})
			if err != nil || len(list.Items) != want {
				t.Errorf("assigned to %s: lists %d facts %v", who, len(list.Items), err)
			}
			if n := monthCount(t, ctx, l, "2026-11", ledger.Filter{}); n != int64(want) {
				t.Errorf("assigned to %s: counts %d", who, n)
			}
			behind, err := l.OfRecord(ctx, facts[0].RefType, facts[0].RefID)
			if err != nil || len(behind) != want {
				t.Errorf("assigned to %s: %d facts of the record %v", who, len(behind), err)
			}
			if behind, err = l.OfRecords(ctx, facts[0].RefType, []string{facts[0].RefID}); err != nil || len(behind) != want {
				t.Errorf("assigned to %s: %d facts of the records %v", who, len(behind), err)
			}
		}
	})
}

func TestTheFactsOfAnothersRecordAreNotThere(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		facts := write(t, d, l, fact(ledger.SelfFail, supplierB, "2026-11-21"))
		for supplier, want := range map[string]int{supplierA: 0, supplierB: 1} {
			got, err := l.OfRecord(testkit.AsSupplier("u", supplier, "supplier_manager"), facts[0].RefType, facts[0].RefID)
			if err != nil || len(got) != want {
				t.Errorf("%s reads %d facts %v", supplier, len(got), err)
			}
			got, err = l.OfRecords(testkit.AsSupplier("u", supplier, "supplier_manager"), facts[0].RefType, []string{facts[0].RefID, id.New()})
			if err != nil || len(got) != want {
				t.Errorf("%s reads %d facts of several records %v", supplier, len(got), err)
			}
		}
	})
}

// The first check has a fact of its whole, of an item, of a finding and of the answer to
// it; another check has one.
func TestSingleFactsOfTheFirstCheckAreNotToldToWhoChecksAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		l := ledger.New(d, testkit.Clock())
		first, item, found, answer := id.New(), id.New(), id.New(), id.New()
		for _, sql := range []string{
			`INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id)
				VALUES ('task', '', '', '', '', '', '', 'cleaning', 'agency', '2026-11-21', 0, 0, 'open', '')`,
			"INSERT INTO rechecks (task_id, first_id, first_inspector_id, second_inspector_id, chosen_at, veiled) VALUES ('task', '" + first + "', 'first', 'second', 0, 1)",
			"INSERT INTO observations (id, inspection_id, item_id, result, note) VALUES ('" + item + "', '" + first + "', '', 'fail', '')",
			`INSERT INTO findings (id, number, supplier_id, contract_id, site_id, category, checkpoint_id, inspection_id, observation_id, item_text, clause_id, severity,
				state, opened_at, opened_by, due_on, due_at, closed_by, cancel_reason, version)
				VALUES ('` + found + "', 'WT-1', '', '', '', 'cleaning', '', '" + first + "', '" + item + "', '', '', 'minor', 'submitted', 0, '', '2026-11-25', 0, '', '', 1)",
			"INSERT INTO rectifications (id, finding_id, round, cause, action, submitted_by, submitted_at, state) VALUES ('" + answer + "', '" + found + "', 1, '', '', '', 0, 'submitted')",
		} {
			if err := d.Tx(system(), func(ctx context.Context) error { return d.Conn(ctx).Exec(sql).Error }); err != nil {
				t.Fatal(err)
			}
		}
		of := func(kind ledger.Kind, refType, refID string) ledger.Fact {
			f := fact(kind, supplierA, "2026-11-20")
			f.RefType, f.RefID = refType, refID
			return f
		}
		facts := []ledger.Fact{of(ledger.InspectionSupervision, "inspection", first), of(ledger.CheckFail, "observation", item), of(ledger.FindingMinor, "finding", found),
			of(ledger.RectificationOnTime, "rectification", answer)}
		write(t, d, l, append(facts, of(ledger.CheckFail, "observation", id.New()))...)
		for user, want := range map[string]int{"second": 0, "third": 1} {
			ctx := testkit.As(user, "inspector")
			if list, err := l.Facts(ctx, "2026-11-01", "2026-11-30", ledger.Filter{}, page.Request{}); err != nil || len(list.Items) != 1+4*want {
				t.Errorf("the %s lists %d facts %v", user, len(list.Items), err)
			}
			for _, f := range facts {
				if got, err := l.OfRecord(ctx, f.RefType, f.RefID); err != nil || len(got) != want {
					t.Errorf("the %s reads %d facts of the %s %v", user, len(got), f.RefType, err)
				}
				if got, err := l.OfRecords(ctx, f.RefType, []string{f.RefID}); err != nil || len(got) != want {
					t.Errorf("the %s reads %d facts of several records, the %s %v", user, len(got), f.RefType, err)
				}
			}
			if n := monthCount(t, ctx, l, "2026-11", ledger.Filter{}); n != 5 {
				t.Errorf("the %s counts %d in the month, of which nothing single can be read", user, n)
			}
		}
	})
}
