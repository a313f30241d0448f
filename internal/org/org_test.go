package org_test

import (
	"context"
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

const (
	supplierA = "01AAAAAAAAAAAAAAAAAAAAAAAA"
	supplierB = "01BBBBBBBBBBBBBBBBBBBBBBBB"
)

func newService(d *db.DB) (*org.Service, *clock.Fake) {
	clk := testkit.Clock()
	return org.New(d, clk, audit.New(d, clk)), clk
}

func manager() context.Context { return testkit.As("m", "manager") }

func site(t *testing.T, s *org.Service, code string) org.Site {
	t.Helper()
	out, err := s.CreateSite(manager(), org.NewSite{Code: code, Name: "Building " + code, AreaM2: 1_500_500})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// exec runs a statement as a fixture of a table that another package owns.
func exec(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	if err := d.Tx(manager(), func(ctx context.Context) error { return d.Conn(ctx).Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if fault.Code(err) != code {
		t.Helper()
		t.Errorf("got %v, want %s", err, code)
	}
}

func codes(t *testing.T, s *org.Service, ctx context.Context, q string, state org.State) []string {
	t.Helper()
	got := []string{}
	cursor := ""
	for {
		p, err := s.Sites(ctx, q, state, page.Request{Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range p.Items {
			got = append(got, one.Code)
		}
		if cursor = p.NextCursor; cursor == "" {
			return got
		}
	}
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
}

func TestASiteWithWrongFieldsIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		site(t, s, "A1")
		lat := int64(91_000_000)
		for name, n := range map[string]org.NewSite{
			"no code":         {Name: "x"},
			"blank name":      {Code: "B1", Name: "  "},
			"long code":       {Code: "123456789012345678901234567890123", Name: "x"},
			"negative area":   {Code: "B1", Name: "x", AreaM2: -1},
			"control":         {Code: "B1", Name: "x\x00y"},
			"half a position": {Code: "B1", Name: "x", LatitudeE6: &lat},
			"off the earth":   {Code: "B1", Name: "x", LatitudeE6: &lat, LongitudeE6: &lat},
		} {
			if _, err := s.CreateSite(manager(), n); fault.Code(err) != "invalid" {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := s.CreateSite(manager(), org.NewSite{Code: "A1", Name: "again"})
		wantCode(t, err, "code_taken")
	})
}

func TestALostUpdateOfASiteIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		one := site(t, s, "A1")
		name := "New name"
		changed, err := s.ChangeSite(manager(), one.ID, 1, org.SiteChange{Name: &name})
		if err != nil || changed.Version != 2 || changed.AreaM2 != money.Quantity(1_500_500) {
			t.Fatalf("%+v %v", changed, err)
		}
		_, err = s.ChangeSite(manager(), one.ID, 1, org.SiteChange{Name: &name})
		wantCode(t, err, "version_stale")
		_, err = s.ChangeSite(manager(), "01MISSING", 1, org.SiteChange{Name: &name})
		wantCode(t, err, "not_found")
		odd := org.State("gone")
		_, err = s.ChangeSite(manager(), one.ID, 2, org.SiteChange{State: &odd})
		wantCode(t, err, "invalid")
	})
}

func TestASiteWithActiveCheckpointsCannotBeClosedAndAClosedOneTakesNothingNew(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		one, other := site(t, s, "A1"), site(t, s, "A2")
		area, err := s.CreateArea(manager(), one.ID, org.NewArea{Name: "Hall", Floor: "1F"})
		if err != nil {
			t.Fatal(err)
		}
		exec(t, d, `INSERT INTO checkpoints (id, number, name, site_id, supplier_id, contract_id, category, state, created_at) VALUES
			('01CHECKPOINT', 'N1', 'x', ?, ?, 'C', 'cleaning', 'active', 0)`, one.ID, supplierA)
		closed := org.Closed
		_, err = s.ChangeSite(manager(), one.ID, 1, org.SiteChange{State: &closed})
		wantCode(t, err, "site_in_use")
		exec(t, d, "UPDATE checkpoints SET state = 'retired'")
		if _, err = s.ChangeSite(manager(), one.ID, 1, org.SiteChange{State: &closed}); err != nil {
			t.Fatal(err)
		}
		_, err = s.CreateArea(manager(), one.ID, org.NewArea{Name: "Second"})
		wantCode(t, err, "site_closed")
		_, err = s.ActiveSite(manager(), one.ID)
		wantCode(t, err, "site_closed")
		_, err = s.ActiveSite(manager(), "01MISSING")
		wantCode(t, err, "site_unknown")
		_, err = s.ActiveArea(manager(), other.ID, area.ID)
		wantCode(t, err, "area_unknown")
	})
}

func TestAreasOfOneSiteHaveDifferentNames(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		one, other := site(t, s, "A1"), site(t, s, "A2")
		for _, id := range []string{one.ID, other.ID} {
			if _, err := s.CreateArea(manager(), id, org.NewArea{Name: "Hall"}); err != nil {
				t.Fatal(err)
			}
		}
		kitchen, err := s.CreateArea(manager(), one.ID, org.NewArea{Name: "Kitchen"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.CreateArea(manager(), one.ID, org.NewArea{Name: "Hall"})
		wantCode(t, err, "name_taken")
		hall := "Hall"
		_, err = s.ChangeArea(manager(), kitchen.ID, 1, org.AreaChange{Name: &hall})
		wantCode(t, err, "name_taken")
		_, err = s.ChangeArea(manager(), kitchen.ID, 7, org.AreaChange{Floor: &hall})
		wantCode(t, err, "version_stale")
		list, err := s.Areas(manager(), one.ID, page.Request{})
		if err != nil || len(list.Items) != 2 || list.Items[1].Name != "Kitchen" {
			t.Fatalf("%+v %v", list, err)
		}
	})
}

func TestEverybodySeesExactlyTheSitesInReach(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		a, b, c := site(t, s, "A1"), site(t, s, "B1"), site(t, s, "C_1")
		for _, supplier := range []string{supplierA, supplierB} {
			exec(t, d, `INSERT INTO contracts (id, code, name, supplier_id, starts_on, ends_on, state, signed_on, version, created_at)
				VALUES (?, ?, 'x', ?, '2026-01-01', '2026-12-31', 'active', '2026-01-01', 1, 0)`, "C"+supplier[1:], supplier, supplier)
		}
		line := func(id, supplier, siteID string) {
			exec(t, d, `INSERT INTO contract_lines (id, contract_id, supplier_id, category, service_item, site_id, quantity, unit, unit_price, billing, starts_on, ends_on, version)
				VALUES (?, ?, ?, 'cleaning', 'x', ?, 1, 'm2', 1, 'month', '2026-01-01', '2026-12-31', 1)`, id, "C"+supplier[1:], supplier, siteID)
		}
		line("01L1", supplierA, a.ID)
		line("01L2", supplierB, b.ID)
		line("01L3", supplierA, c.ID)
		exec(t, d, `INSERT INTO users (id, username, display_name, phone, org_kind, password_hash, password_set_at, must_change_password, active, language, authz_epoch, failed_count, version, created_at)
			VALUES ('01ASSESSOR', 'assessor', 'x', '', 'agency', '', 0, 0, 1, 'zh-CN', 0, 0, 1, 0)`)
		exec(t, d, "INSERT INTO assessor_sites (user_id, site_id) VALUES ('01ASSESSOR', ?)", b.ID)
		supplier := testkit.AsSupplier("s", supplierA, "supplier_staff")
		same(t, "manager", codes(t, s, manager(), "", ""), "A1", "B1", "C_1")
		same(t, "supplier", codes(t, s, supplier, "", ""), "A1", "C_1")
		same(t, "assessor", codes(t, s, testkit.As("01ASSESSOR", "assessor"), "", ""), "B1")
		same(t, "administrator", codes(t, s, testkit.As("x", "sysadmin"), "", ""))
		same(t, "nobody", codes(t, s, context.Background(), "", ""))
		same(t, "a typed pattern is text", codes(t, s, manager(), "_", ""), "C_1")
		same(t, "closed ones", codes(t, s, manager(), "", org.Closed))
		_, err := s.Site(supplier, b.ID)
		wantCode(t, err, "not_found")
		_, err = s.Areas(supplier, b.ID, page.Request{})
		wantCode(t, err, "not_found")
		_, err = s.Sites(manager(), "", "", page.Request{Cursor: "x"})
		wantCode(t, err, "cursor_unknown")
	})
}

func TestChangesAreAuditedWithTheirActor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newService(d)
		one := site(t, s, "A1")
		var got []struct{ Action, ActorID, TargetID string }
		if err := d.Conn(manager()).Raw("SELECT action, actor_id, target_id FROM audit_entries ORDER BY id").Scan(&got).Error; err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Action != "site.create" || got[0].ActorID != "m" || got[0].TargetID != one.ID {
			t.Errorf("%+v", got)
		}
	})
}
