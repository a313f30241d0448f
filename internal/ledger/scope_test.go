package ledger_test

import (
	"context"
	"testing"

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
		}
	})
}
