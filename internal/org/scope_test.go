package org_test

import (
	"context"
	"testing"

	"hengjian/internal/kernel/page"
	"hengjian/internal/org"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// neighbours has supplier A and a checkpoint of it at site one, supplier B at site
// two and with a checkpoint at both, and an assessor at site one.
func neighbours(t *testing.T, d *db.DB, s *org.Service) (one, two org.Site) {
	t.Helper()
	one, two = site(t, s, "A1"), site(t, s, "B1")
	const contract = `INSERT INTO contracts (id, code, name, supplier_id, starts_on, ends_on, state, signed_on, version, created_at)
		VALUES (?, ?, 'x', ?, '2026-01-01', '2026-12-31', 'active', '2026-01-01', 1, 0)`
	const line = `INSERT INTO contract_lines (id, contract_id, supplier_id, category, service_item, site_id, quantity, unit, unit_price, billing, starts_on, ends_on, version)
		VALUES (?, ?, ?, 'cleaning', 'x', ?, 1, 'm2', 1, 'month', '2026-01-01', '2026-12-31', 1)`
	const point = `INSERT INTO checkpoints (id, number, name, site_id, area_id, supplier_id, contract_id, contract_line_id, category, state, retired_reason, created_at, version)
		VALUES (?, ?, 'x', ?, '', ?, '', '', 'cleaning', 'active', '', 0, 1)`
	exec(t, d, contract, "01CA", "01CA", supplierA)
	exec(t, d, contract, "01CB", "01CB", supplierB)
	exec(t, d, line, "01L1", "01CA", supplierA, one.ID)
	exec(t, d, line, "01L2", "01CB", supplierB, two.ID)
	exec(t, d, point, "01P1", "01P1", one.ID, supplierA)
	exec(t, d, point, "01P2", "01P2", one.ID, supplierB)
	exec(t, d, point, "01P3", "01P3", two.ID, supplierB)
	exec(t, d, `INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
		VALUES ('01ASSESSOR', 'assessor', 'x', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`)
	exec(t, d, "INSERT INTO assessor_sites (user_id, site_id) VALUES ('01ASSESSOR', ?)", one.ID)
	return one, two
}

func TestASiteCountsOnlyTheCheckpointsThatTheReaderSees(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		one, _ := neighbours(t, d, s)
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"A": {testkit.AsSupplier("s", supplierA, "supplier_staff"), 1}, "assessor": {testkit.As("01ASSESSOR", "assessor"), 2}, "manager": {manager(), 2}} {
			if got, err := s.Site(c.ctx, one.ID); err != nil || got.CheckpointCount != c.want {
				t.Errorf("%s counts %d checkpoints, not %d: %v", who, got.CheckpointCount, c.want, err)
			}
		}
	})
}

func TestAnAreaOfASiteOutOfReachIsMissing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		_, two := neighbours(t, d, s)
		area, err := s.CreateArea(manager(), two.ID, org.NewArea{Name: "大厅", Floor: "1"})
		if err != nil {
			t.Fatal(err)
		}
		for _, ctx := range []context.Context{testkit.AsSupplier("s", supplierA, "supplier_staff"), testkit.As("01ASSESSOR", "assessor")} {
			_, err = s.ChangeArea(testkit.Trusted(ctx), area.ID, 1, org.AreaChange{})
			wantCode(t, err, "not_found")
			_, err = s.ActiveArea(ctx, two.ID, area.ID)
			wantCode(t, err, "area_unknown")
			_, err = s.Areas(ctx, two.ID, page.Request{})
			wantCode(t, err, "not_found")
		}
	})
}
