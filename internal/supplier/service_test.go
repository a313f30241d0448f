package supplier_test

import (
	"strings"
	"testing"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/supplier"
	"hengjian/internal/testkit"

	"context"
)

func TestASupplierSeesItselfAndNobodyElse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		a := Own(w.SupplierA)
		list := Got(w.Suppliers.List(a, supplier.Query{}, page.Request{}))(t)
		if len(list.Items) != 1 || list.Items[0].ID != w.SupplierA {
			t.Errorf("supplier A lists %+v", list.Items)
		}
		if all := Got(w.Suppliers.List(Manager(), supplier.Query{}, page.Request{}))(t); len(all.Items) != 2 {
			t.Errorf("the manager lists %d", len(all.Items))
		}
		if none := Got(w.Suppliers.List(testkit.As("u", "auditor"), supplier.Query{}, page.Request{}))(t); len(none.Items) != 0 {
			t.Errorf("an administrator lists %d", len(none.Items))
		}
		paper := Got(w.Suppliers.AddQualification(Manager(), w.SupplierB, supplier.Qualification{Name: "保安服务许可证", ValidFrom: "2024-01-01", ValidTo: "2027-01-01"}))(t)
		for name, try := range map[string]func(id string) error{
			"get":            func(id string) error { _, err := w.Suppliers.Get(a, id); return err },
			"qualifications": func(id string) error { _, err := w.Suppliers.Qualifications(a, id); return err },
			"transitions":    func(id string) error { _, err := w.Suppliers.Transitions(a, id); return err },
			"months":         func(id string) error { _, err := w.Suppliers.Months(a, id, "", ""); return err },
			"timeline":       func(id string) error { _, err := w.Suppliers.Timeline(a, id, page.Request{}); return err },
			"update": func(id string) error {
				_, err := w.Suppliers.Update(a, id, 4, supplier.Changes{})
				return err
			},
			"add qualification": func(id string) error {
				_, err := w.Suppliers.AddQualification(a, id, supplier.Qualification{Name: "x", ValidFrom: "2024-01-01", ValidTo: "2027-01-01"})
				return err
			},
			"change qualification": func(string) error {
				_, err := w.Suppliers.UpdateQualification(a, paper.ID, 1, supplier.QualificationChanges{})
				return err
			},
			"remove qualification": func(string) error { return w.Suppliers.RemoveQualification(a, paper.ID, 1) },
		} {
			if err := try(w.SupplierB); !fault.Is(err, "not_found") {
				t.Errorf("%s of another supplier: %v", name, err)
			}
			if !strings.HasSuffix(name, "change qualification") && !strings.HasSuffix(name, "remove qualification") {
				if err := try(id.New()); !fault.Is(err, "not_found") {
					t.Errorf("%s of nobody: %v", name, err)
				}
			}
		}
		if _, err := w.Suppliers.Transition(a, w.SupplierA, supplier.Suspended, "自己"); !fault.Is(err, "permission_denied") {
			t.Errorf("a supplier moves itself: %v", err)
		}
	})
}

func TestCodesAndCreditCodesAreTakenOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		first := w.Details("甲")
		Got(w.Suppliers.Create(Manager(), first))(t)
		before := w.Count("SELECT COUNT(*) FROM audit_entries")
		for code, spoil := range map[string]func(*supplier.Details){
			"code_taken":        func(d *supplier.Details) { d.Code = first.Code },
			"credit_code_taken": func(d *supplier.Details) { d.CreditCode = first.CreditCode },
		} {
			other := w.Details("乙")
			spoil(&other)
			if _, err := w.Suppliers.Create(Manager(), other); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if after := w.Count("SELECT COUNT(*) FROM audit_entries"); after != before {
			t.Errorf("refused changes left %d audit entries", after-before)
		}
	})
}

func TestAnOutdatedVersionChangesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		s := w.Candidate("甲")
		name := "甲(更名)"
		changed := Got(w.Suppliers.Update(Manager(), s.ID, 1, supplier.Changes{Name: &name}))(t)
		if changed.Version != 2 || changed.Name != name || changed.CreditCode != s.CreditCode {
			t.Errorf("%+v", changed)
		}
		late := "别人"
		if _, err := w.Suppliers.Update(Manager(), s.ID, 1, supplier.Changes{Name: &late}); !fault.Is(err, "version_stale") {
			t.Errorf("got %v", err)
		}
		if now := Got(w.Suppliers.Get(Manager(), s.ID))(t); now.Name != name {
			t.Errorf("the name is %s", now.Name)
		}
	})
}

func TestAnExpiredPaperStopsTheNextStepUntilItIsRenewed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		s := w.Candidate("甲")
		if _, err := w.Suppliers.AddQualification(Manager(), s.ID, supplier.Qualification{Name: "许可证", ValidFrom: "2020-01-01", ValidTo: "2026-11-20"}); !fault.Is(err, "qualification_expired") {
			t.Errorf("an expired paper was registered: %v", err)
		}
		if _, err := w.Suppliers.AddQualification(Manager(), s.ID, supplier.Qualification{Name: "许可证", ValidFrom: "2027-01-01", ValidTo: "2026-11-30"}); !fault.Is(err, "period_reversed") {
			t.Errorf("a reversed validity was registered: %v", err)
		}
		q := Got(w.Suppliers.AddQualification(Manager(), s.ID, supplier.Qualification{Name: "许可证", ValidFrom: "2020-01-01", ValidTo: "2026-11-30"}))(t)
		w.Clock.Advance(10 * 24 * time.Hour) // 1 December
		if _, err := w.Suppliers.Transition(Manager(), s.ID, supplier.Admitted, "准入"); !fault.Is(err, "qualification_expired") {
			t.Errorf("got %v", err)
		}
		until := date.Day("2029-11-30")
		Got(w.Suppliers.UpdateQualification(Manager(), q.ID, q.Version, supplier.QualificationChanges{ValidTo: &until}))(t)
		moved := Got(w.Suppliers.Transition(Manager(), s.ID, supplier.Admitted, "准入"))(t)
		steps := Got(w.Suppliers.Transitions(Manager(), s.ID))(t)
		if moved.State != supplier.Admitted || len(steps) != 1 || steps[0].From != supplier.Candidate || steps[0].Reason != "准入" {
			t.Errorf("%s %+v", moved.State, steps)
		}
	})
}

func TestListsFilterAndPage(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		w.Candidate("百分_百")
		names := func(q supplier.Query, p page.Request) (out []string) {
			for _, s := range Got(w.Suppliers.List(Manager(), q, p))(t).Items {
				out = append(out, s.Name)
			}
			return out
		}
		for want, q := range map[string]supplier.Query{
			"百分_百":  {Text: "分_"}, // an underscore is no pattern
			"":      {Text: "%盛"},
			"百盛保洁":  {Text: "百盛"},
			"百分_百 ": {State: supplier.Candidate},
		} {
			if got := strings.Join(names(q, page.Request{}), ","); got != strings.TrimSpace(want) {
				t.Errorf("%+v: %s", q, got)
			}
		}
		if got := names(supplier.Query{Category: vocab.Canteen}, page.Request{}); len(got) != 0 {
			t.Errorf("canteen: %v", got)
		}
		first := Got(w.Suppliers.List(Manager(), supplier.Query{}, page.Request{Limit: 2}))(t)
		rest := Got(w.Suppliers.List(Manager(), supplier.Query{}, page.Request{Limit: 2, Cursor: first.NextCursor}))(t)
		if len(first.Items) != 2 || len(rest.Items) != 1 || rest.NextCursor != "" {
			t.Errorf("pages of %d and %d", len(first.Items), len(rest.Items))
		}
		if _, err := w.Suppliers.List(Manager(), supplier.Query{}, page.Request{Cursor: "guess"}); !fault.Is(err, "cursor_unknown") {
			t.Errorf("a made-up cursor: %v", err)
		}
	})
}

func TestMonthsShowFiguresAndOnlyTheMoneyOnesMayRead(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		fact := func(kind ledger.Kind, day date.Day, count, amount int64) ledger.Fact {
			return ledger.Fact{Kind: kind, SupplierID: w.SupplierA, SiteID: w.SiteA, Category: vocab.Security, OccurredOn: day, Count: count, Amount: amount, RefType: "test", RefID: "r"}
		}
		err := d.Tx(authz.AsSystem(context.Background(), "test"), func(ctx context.Context) error {
			_, err := w.Ledger.Append(ctx, fact(ledger.SelfPass, "2026-10-02", 7, 0), fact(ledger.CheckFail, "2026-10-03", 2, 0), fact(ledger.CheckNA, "2026-10-03", 1, 0),
				fact(ledger.TaskMissed, "2026-10-03", 3, 0), fact(ledger.FindingMajor, "2026-10-03", 1, 0), fact(ledger.ActualCost, "2026-10-31", 1, 12345), fact(ledger.ContractPrice, "2026-10-31", 1, 20000))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Publish(w.SupplierA, "2026-10", 9325, "A")
		list := Got(w.Suppliers.Months(Finance(), w.SupplierA, "2026-09", "2026-10"))(t)
		m := list[1]
		// 7 of 9 judged items passed: 77.78 %
		if len(list) != 2 || m.Observations != 10 || *m.PassRateBp != 7778 || m.Missed != 3 || m.Findings != 1 || *m.ActualCost != 12345 || *m.ContractPrice != 20000 || m.Grade.Points.String() != "93.25" {
			t.Errorf("%+v", m)
		}
		if list[0].PassRateBp != nil || list[0].Grade.Points != nil {
			t.Errorf("an empty month says %+v", list[0])
		}
		own := Got(w.Suppliers.Months(Own(w.SupplierA), w.SupplierA, "2026-10", "2026-10"))(t)[0]
		if own.ActualCost != nil || own.QuotaCost != nil || own.ContractPrice == nil {
			t.Errorf("the supplier reads %+v", own)
		}
		staff := Got(w.Suppliers.Months(testkit.AsSupplier("u", w.SupplierA, "supplier_staff"), w.SupplierA, "2026-10", "2026-10"))(t)[0]
		if staff.ContractPrice != nil || staff.Grade.Points != nil {
			t.Errorf("the staff reads %+v", staff)
		}
		for code, span := range map[string][2]date.Month{"period_reversed": {"2026-10", "2026-09"}, "period_too_long": {"2020-01", "2026-09"}} {
			if _, err := w.Suppliers.Months(Finance(), w.SupplierA, span[0], span[1]); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
	})
}

func TestTheTimelineMergesItsSourcesAndPagesWithoutLoss(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		w.Clock.Advance(time.Hour)
		w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		w.Draft(w.SupplierA, "2027-01-01", "2027-12-31") // a draft is no event
		w.Publish(w.SupplierA, "2026-09", 9000, "A")
		w.Publish(w.SupplierA, "2026-10", 8000, "B")
		w.Publish(w.SupplierB, "2026-10", 7000, "C")
		var kinds []string
		for cursor, pages := "", 0; ; pages++ {
			p := Got(w.Suppliers.Timeline(Leader(), w.SupplierA, page.Request{Limit: 2, Cursor: cursor}))(t)
			for _, e := range p.Items {
				kinds = append(kinds, e.Kind)
			}
			if cursor = p.NextCursor; cursor == "" {
				break
			}
		}
		if got := strings.Join(kinds, " "); got != "contract transition transition transition assessment assessment" {
			t.Errorf("timeline: %s", got)
		}
		staff := Got(w.Suppliers.Timeline(testkit.AsSupplier("u", w.SupplierA, "supplier_staff"), w.SupplierA, page.Request{}))(t)
		for _, e := range staff.Items {
			if e.Kind != "transition" {
				t.Errorf("the staff sees a %s", e.Kind)
			}
		}
		if _, err := w.Suppliers.Timeline(Leader(), w.SupplierA, page.Request{Cursor: page.Encode("now", "x")}); !fault.Is(err, "cursor_unknown") {
			t.Errorf("a made-up cursor: %v", err)
		}
	})
}
