package supplier_test

import (
	"fmt"
	"testing"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/supplier"
	"hengjian/internal/testkit"
)

// The old licence ends on 30 November. Each case is one other paper that is held.
var renewals = map[string]struct {
	today   date.Day
	next    supplier.Qualification
	renewed bool
}{
	"begins the day after":                   {"2026-11-21", supplier.Qualification{Name: "许可证", ValidFrom: "2026-12-01", ValidTo: "2029-11-30"}, true},
	"begins before the old one ends":         {"2026-11-21", supplier.Qualification{Name: "许可证", ValidFrom: "2026-11-01", ValidTo: "2029-10-31"}, true},
	"leaves a day without":                   {"2026-11-21", supplier.Qualification{Name: "许可证", ValidFrom: "2026-12-02", ValidTo: "2029-11-30"}, false},
	"left a day without that is over":        {"2026-12-05", supplier.Qualification{Name: "许可证", ValidFrom: "2026-12-02", ValidTo: "2029-11-30"}, true},
	"begins tomorrow, the old one has ended": {"2026-12-05", supplier.Qualification{Name: "许可证", ValidFrom: "2026-12-06", ValidTo: "2029-11-30"}, false},
	"ends on the same day":                   {"2026-11-21", supplier.Qualification{Name: "许可证", ValidFrom: "2026-11-01", ValidTo: "2026-11-30"}, false},
	"ends sooner":                            {"2026-11-21", supplier.Qualification{Name: "许可证", ValidFrom: "2026-01-01", ValidTo: "2026-11-29"}, false},
	"is of another kind":                     {"2026-11-21", supplier.Qualification{Name: "许可证（副本）", ValidFrom: "2026-11-01", ValidTo: "2029-10-31"}, false},
}

func TestAPaperIsRenewedByOneThatReachesFurtherWithoutALapse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		for name, c := range renewals {
			owner := w.Candidate(name).ID
			old := Got(w.Suppliers.AddQualification(Manager(), owner, supplier.Qualification{Name: "许可证", ValidFrom: "2023-12-01", ValidTo: "2026-11-30"}))(t)
			next := Got(w.Suppliers.AddQualification(Manager(), owner, c.next))(t)
			if got := old.RenewedBy(next, c.today); got != c.renewed {
				t.Errorf("%s: renewed %v", name, got)
			}
			where, args := supplier.NotRenewed(d.Dialect(), c.today)
			var warns []string
			if err := d.Conn(Manager()).Raw("SELECT q.id FROM qualifications q WHERE q.id = ? AND "+where, append([]any{old.ID}, args...)...).Scan(&warns).Error; err != nil || (len(warns) == 0) != c.renewed {
				t.Errorf("%s: the query warns of %v, %v", name, warns, err)
			}
			if c.renewed && next.RenewedBy(old, c.today) {
				t.Errorf("%s: the newer one is renewed by the older", name)
			}
		}
		// Another supplier's paper renews nothing.
		mine := Got(w.Suppliers.AddQualification(Manager(), w.SupplierA, supplier.Qualification{Name: "许可证", ValidFrom: "2023-12-01", ValidTo: "2026-11-30"}))(t)
		theirs := Got(w.Suppliers.AddQualification(Manager(), w.SupplierB, supplier.Qualification{Name: "许可证", ValidFrom: "2026-11-01", ValidTo: "2029-11-30"}))(t)
		if mine.RenewedBy(theirs, "2026-11-21") {
			t.Error("renewed by another supplier's paper")
		}
	})
}

func TestThePaperThatWasRenewedSaysUntilWhenAndStopsNoStep(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		s := w.Candidate("甲")
		at := "/suppliers/" + s.ID + "/qualifications"
		old := w.Call(Manager(), "POST", at, `{"name":"许可证","validFrom":"2023-12-01","validTo":"2026-11-30"}`)
		if _, told := old.Body["renewedTo"]; told {
			t.Errorf("the only paper is renewed: %s", old.Raw)
		}
		w.Clock.Advance(10 * 24 * time.Hour) // 1 December
		if _, err := w.Suppliers.Transition(Manager(), s.ID, supplier.Admitted, "准入"); !fault.Is(err, "qualification_expired") {
			t.Errorf("an expired paper let it pass: %v", err)
		}
		w.Call(Manager(), "POST", at, `{"name":"许可证","validFrom":"2026-12-01","validTo":"2029-11-30"}`)
		list := Got(w.Suppliers.Qualifications(Manager(), s.ID))(t)
		if len(list) != 2 || list[0].ID != old.Text("id") {
			t.Fatalf("%+v", list)
		}
		if a := w.Call(Manager(), "PATCH", fmt.Sprintf("/qualifications/%s", list[0].ID), `{"issuer":"市城管局"}`, "If-Match", old.ETag); a.Text("renewedTo") != "2029-11-30" {
			t.Errorf("%d %s", a.Status, a.Raw)
		}
		Got(w.Suppliers.Transition(Manager(), s.ID, supplier.Admitted, "准入"))(t)
	})
}
