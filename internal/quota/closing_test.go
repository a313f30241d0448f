package quota_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

// standing writes what a month waits for as "contract reason", in order.
func standing(p quota.Period) []string {
	out := []string{}
	for _, u := range p.Unsettled {
		out = append(out, u.ContractName+" "+u.Reason)
	}
	slices.Sort(out)
	return out
}

func TestAMonthNamesEveryContractThatClosingWouldLeaveUnsettled(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		made, firms := map[string]string{}, map[string]string{}
		for _, name := range []string{"无考核", "待发布", "待编制", "待审批", "已审批"} {
			s := w.Active(name + "公司")
			c, _ := w.Contract(s, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
			w.Exec("UPDATE contracts SET name = ? WHERE id = ?", name, c.ID)
			made[name], firms[name] = c.ID, s
			if name != "无考核" {
				w.Publish(s, "2026-10", 9000, "good")
			}
			if name == "待发布" {
				w.Exec("UPDATE assessments SET state = 'draft' WHERE supplier_id = ?", s)
			}
			if state := map[string]string{"待审批": "draft", "已审批": "approved"}[name]; state != "" {
				w.Exec(`INSERT INTO settlements (id, number, contract_id, supplier_id, month, assessment_id, rule_id, base, deduction, payable, grade, coefficient_bp, insufficient,
					state, prepared_by, prepared_at, approved_by, version) VALUES (?, ?, ?, ?, '2026-10', '', '', 0, 0, 0, '', 10000, 0, ?, '', 0, '', 1)`, "01SETT"+state, state, c.ID, s, state)
			}
		}
		w.Contract(w.SupplierA, "2026-11-01", "2026-12-31", w.Guards(w.SiteB, "2")) // has no work in October
		got := standing(Got(w.Quotas.Period(Finance(), "2026-10"))(t))
		want := []string{"待发布 assessment_not_published", "待审批 settlement_draft", "待编制 settlement_missing", "无考核 assessment_missing"}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("October waits for %v, want %v", got, want)
		}
		one := testkit.Trusted(testkit.AsSupplier("01SPMANAGER000000000000000", firms["待编制"], "supplier_manager"))
		if got := standing(Got(w.Quotas.Period(one, "2026-10"))(t)); !slices.Equal(got, []string{"待编制 settlement_missing"}) {
			t.Errorf("a supplier is told of %v", got)
		}
		if a := w.Call(Finance(), "GET", "/period-locks/2026-10", ""); a.Status != 200 || !strings.Contains(a.Raw, made["待编制"]) || strings.Contains(a.Raw, made["已审批"]) {
			t.Errorf("%d %s", a.Status, a.Raw)
		}
		if a := w.Call(Finance(), "GET", "/period-locks/2026-13", ""); a.Status != 422 {
			t.Errorf("a month that is none: %d %s", a.Status, a.Raw)
		}
	})
}

func TestAMonthThatIsNotSettledClosesOnlyWithAReasonAndReopensBySomebodyElse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		cost := quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: 12345}
		refused := func(what, code string, a testkit.Answer) {
			t.Helper()
			if a.Code != code {
				t.Errorf("%s: %d %s, want %s", what, a.Status, a.Raw, code)
			}
		}
		refused("closing", "month_not_settled", w.Call(Finance(), "POST", "/period-locks", `{"month":"2026-10"}`))
		refused("an endless reason", "invalid", w.Call(Finance(), "POST", "/period-locks", fmt.Sprintf(`{"month":"2026-10","reason":%q}`, strings.Repeat("长", 501))))
		refused("reopening an open month", "month_not_locked", w.Call(Leader(), "POST", "/period-locks/2026-10/reopen", `{"reason":"补结算"}`))
		if a := w.Call(Finance(), "POST", "/period-locks", `{"month":"2026-10","reason":"该供应商另行结算"}`); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Raw)
		}
		if _, err := w.Quotas.Book(Finance(), cost); !fault.Is(err, "month_locked") {
			t.Errorf("booking in a closed month: %v", err)
		}
		refused("without a reason", "reason_required", w.Call(Leader(), "POST", "/period-locks/2026-10/reopen", `{"reason":" "}`))
		refused("by finance", "permission_denied", w.Call(Finance(), "POST", "/period-locks/2026-10/reopen", `{"reason":"补结算"}`))
		both := testkit.As("01FNANCE000000000000000000", "finance", "leader")
		refused("by who closed it", "reopener_is_closer", w.Call(both, "POST", "/period-locks/2026-10/reopen", `{"reason":"补结算"}`))
		if a := w.Call(Leader(), "POST", "/period-locks/2026-10/reopen", `{"reason":"考核补发，需要结算"}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Raw)
		}
		Got(w.Quotas.Book(Finance(), cost))(t)
		p := Got(w.Quotas.Period(Finance(), "2026-10"))(t)
		if p.Lock != nil || len(p.History) != 2 || p.History[0].Reason+p.History[1].Reason == "" {
			t.Errorf("%+v", p)
		}
		told := map[string]bool{}
		for _, e := range p.History {
			told[fmt.Sprint(e.Reopened, e.Reason, e.ActorName, e.Unsettled)] = true
		}
		if !told["true考核补发，需要结算01LEADER000000000000000000[]"] || !told["false该供应商另行结算01FNANCE000000000000000000["+c.Code+"]"] {
			t.Errorf("the history tells %v", told)
		}
		if n := w.Count("SELECT COUNT(*) FROM audit_entries WHERE action IN ('period.lock', 'period.reopen') AND target_id = '2026-10'"); n != 2 {
			t.Errorf("%d entries in the audit log", n)
		}
	})
}

// Two leaders press at once: one reopens, the other is told that it is open.
func TestAMonthIsReopenedOnceByHoweverMany(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		Got(w.Quotas.ClosePeriod(Finance(), "2026-10", ""))(t)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { errs[i] = w.Quotas.ReopenPeriod(Leader(), "2026-10", "补结算") })
		}
		wg.Wait()
		opened := 0
		for _, err := range errs {
			if err == nil {
				opened++
			} else if !fault.Is(err, "month_not_locked") {
				t.Error(err)
			}
		}
		if n := w.Count("SELECT COUNT(*) FROM audit_entries WHERE action = 'period.reopen'"); opened != 1 || n != 1 {
			t.Errorf("reopened %d times, %d entries", opened, n)
		}
	})
}
