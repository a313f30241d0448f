package insight_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hengjian/internal/insight"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/supplier"
	"hengjian/internal/testkit"
)

// scene fills a world with one of everything that a workbench knows, for supplier A;
// supplier B has an overdue finding of its own.
type scene struct {
	*World
	contractA string
	overdueB  string
}

func stage(t *testing.T, d *db.DB) scene {
	w := New(t, d)
	s := scene{World: w}
	c, lines := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
	s.contractA = c.ID
	Got(w.Quotas.AccrueMonth(Finance(), "2026-10"))(t)
	Got(w.Quotas.Book(Finance(), quota.NewCost{ContractLineID: lines[0].ID, Subject: "labour", Month: "2026-10", Amount: money.MustFen("90300.00")}))(t)
	Got(w.Suppliers.AddQualification(Manager(), w.SupplierA, supplier.Qualification{Name: "保安服务许可证", ValidFrom: "2024-01-01", ValidTo: "2026-12-01"}))(t)
	Got(w.Suppliers.AddQualification(Manager(), w.SupplierB, supplier.Qualification{Name: "营业执照", ValidFrom: "2024-01-01", ValidTo: "2030-12-01"}))(t)
	w.Publish(w.SupplierA, "2026-09", 9325, "A")
	w.Publish(w.SupplierA, "2026-10", 8460, "B")
	w.Publish(w.SupplierB, "2026-09", 8000, "B")
	w.Publish(w.SupplierB, "2026-10", 8100, "B")
	s.finding(w.SupplierA, "open", "2026-11-18")
	s.finding(w.SupplierA, "returned", "2026-11-25")
	s.finding(w.SupplierA, "submitted", "2026-11-19")
	s.finding(w.SupplierA, "closed", "2026-11-10")
	s.overdueB = s.finding(w.SupplierB, "open", "2026-11-20")
	for i, state := range []string{"done", "done", "late", "missed", "open"} {
		s.task(w.SupplierA, state, "2026-11-21", i)
	}
	s.task(w.SupplierA, "missed", "2026-11-20", 9)
	s.settlement(c.ID, w.SupplierA, "2026-09", "approved", 8_760_000, 0)
	s.settlement(c.ID, w.SupplierA, "2026-10", "draft", 8_760_000, 438_000)
	return s
}

func (s scene) finding(supplierID, state string, due date.Day) string {
	s.T.Helper()
	findingID := id.New()
	s.Exec(`INSERT INTO findings (id, number, supplier_id, contract_id, site_id, category, checkpoint_id, inspection_id, observation_id, item_text, clause_id, severity,
		state, opened_at, opened_by, due_on, due_at, closed_by, cancel_reason, version) VALUES (?, ?, ?, '', ?, 'security', '', '', ?, '消防通道堵塞', '', 'major', ?, 0, '', ?, ?, '', '', 1)`,
		findingID, "WT-"+findingID[16:], supplierID, s.SiteA, findingID, state, string(due), date.Millis(due.AddDays(1).At(testkit.Shanghai, 0, 0)))
	return findingID
}

// task makes a task at a checkpoint of its own, and returns that.
func (s scene) task(supplierID, state string, day date.Day, n int) string {
	s.T.Helper()
	point := id.New()
	s.Exec(`INSERT INTO checkpoints (id, number, name, site_id, area_id, supplier_id, contract_id, contract_line_id, category, state, retired_reason, created_at, version)
		VALUES (?, ?, '东门岗', ?, '', ?, ?, '', 'security', 'active', '', 0, 1)`, point, "DW-"+point[16:], s.SiteA, supplierID, s.contractA)
	s.Exec(`INSERT INTO tasks (id, plan_id, checkpoint_id, checklist_id, supplier_id, contract_id, site_id, category, assignee, due_on, window_start_at, window_end_at, state, inspection_id)
		VALUES (?, ?, ?, '', ?, '', ?, 'security', 'supplier', ?, 0, ?, ?, '')`, id.New(), id.New(), point, supplierID, s.SiteA, string(day), n, state)
	return point
}

func (s scene) settlement(contractID, supplierID string, month date.Month, state string, base, deduction int64) {
	s.T.Helper()
	settlementID := id.New()
	s.Exec(`INSERT INTO settlements (id, number, contract_id, supplier_id, month, assessment_id, rule_id, base, deduction, payable, grade, points, coefficient_bp, insufficient,
		state, prepared_by, prepared_at, approved_by, version) VALUES (?, ?, ?, ?, ?, '', '', ?, ?, ?, 'B', 8460, 9500, 0, ?, '', 0, '', 1)`,
		settlementID, "JS-"+settlementID[16:], contractID, supplierID, string(month), base, deduction, base-deduction, state)
}

func kinds(b insight.Workbench) string {
	out := []string{}
	for _, a := range b.Attention {
		out = append(out, fmt.Sprintf("%s:%d", a.Kind, a.Count))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestEveryRoleSeesWhatWaitsForItAndNothingElse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		for who, c := range map[string]struct {
			ctx  context.Context
			want string
		}{
			"leader":    {Leader(), "contract_ending:1 expiring_qualification:1 falling_grade:1 missed_rounds:1 over_quota:1 overdue_rectification:2 settlement_to_approve:1"},
			"manager":   {Manager(), "contract_ending:1 expiring_qualification:1 falling_grade:1 missed_rounds:1 over_quota:1 overdue_rectification:2"},
			"finance":   {Finance(), "contract_ending:1 over_quota:1"},
			"inspector": {testkit.As("u", "inspector"), "awaiting_reinspection:1 contract_ending:1 missed_rounds:1 overdue_rectification:2"},
			"desk":      {testkit.As("u", "desk"), "overdue_rectification:2"},
			"A":         {Own(s.SupplierA), "awaiting_rectification:1 contract_ending:1 expiring_qualification:1 falling_grade:1 missed_rounds:1 overdue_rectification:1"},
			"B":         {Own(s.SupplierB), "overdue_rectification:1"},
			"staff of A": {testkit.AsSupplier("u", s.SupplierA, "supplier_staff"),
				"expiring_qualification:1 missed_rounds:1 overdue_rectification:1"},
		} {
			b := Got(s.Insight.Workbench(c.ctx))(t)
			if got := kinds(b); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", who, got, c.want)
			}
		}
		b := Got(s.Insight.Workbench(Own(s.SupplierB)))(t)
		if b.Attention[0].Items[0].To != "/findings/"+s.overdueB {
			t.Errorf("%+v", b.Attention[0])
		}
		raw, _ := json.Marshal(b)
		if strings.Contains(string(raw), s.SupplierA) || strings.Contains(string(raw), "安和") {
			t.Errorf("supplier B reads about A: %s", raw)
		}
	})
}

func TestTheFiguresOfTheWorkbenchAreThoseOfTheRecords(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		b := Got(s.Insight.Workbench(Leader()))(t)
		if b.Today != (insight.WorkbenchToday{Due: 5, Done: 2, Late: 1, Missed: 1, Open: 1}) {
			t.Errorf("today %+v", b.Today)
		}
		if b.Findings != (insight.WorkbenchFindings{Open: 4, Overdue: 2, AwaitingReinspection: 1}) {
			t.Errorf("findings %+v", b.Findings)
		}
		// October: 4,380 of 87,600 were lost; November at the same rate: 4,380.
		if b.Money != (insight.WorkbenchMoney{Month: "2026-10", Base: 8_760_000, Deduction: 438_000, AtRisk: 438_000}) {
			t.Errorf("money %+v", b.Money)
		}
		if g := b.Grades; len(g) != 2 || g[0].SupplierID != s.SupplierA || g[0].Points.String() != "84.60" || g[0].PreviousPoints.String() != "93.25" {
			t.Errorf("grades %+v", g)
		}
		for _, a := range b.Attention {
			one := a.Items[0]
			if want := map[string]string{"falling_grade": "93.25 → 84.60 · 2026-10", "over_quota": "安和物业 · +6,300.00 · +7.50%", "contract_ending": "安和物业 · 2026-12-31",
				"expiring_qualification": "安和物业 · 2026-12-01"}[a.Kind]; want != "" && one.Detail != want {
				t.Errorf("%s says %q", a.Kind, one.Detail)
			}
			switch a.Kind {
			case "over_quota": // 90,300.00 of cost against 84,000.00
				if one.SupplierName != "安和物业" || *one.OverBy != money.MustFen("6300.00") || *one.OverBp != 750 {
					t.Errorf("%+v", one)
				}
			case "falling_grade":
				if one.Points.String() != "84.60" || one.PreviousPoints.String() != "93.25" || one.Grade != "B" || one.PreviousGrade != "A" || one.Month != "2026-10" {
					t.Errorf("%+v", one)
				}
			case "contract_ending":
				if one.Day != "2026-12-31" || one.Month != "" || one.OverBy != nil || one.Points != nil {
					t.Errorf("%+v", one)
				}
			}
			if !strings.HasPrefix(one.To, "/") {
				t.Errorf("%s leads to %q", a.Kind, one.To)
			}
		}
		// The supplier sees the approved month only: a draft is not its to see.
		if own := Got(s.Insight.Workbench(Own(s.SupplierA)))(t); own.Money.Month != "2026-09" || own.Money.Deduction != 0 {
			t.Errorf("the supplier reads %+v", own.Money)
		}
		desk := Got(s.Insight.Workbench(testkit.As("u", "desk")))(t)
		if desk.Money.Base != 0 || len(desk.Grades) != 0 || desk.Today.Due != 0 {
			t.Errorf("the desk reads %+v %+v %+v", desk.Money, desk.Grades, desk.Today)
		}
	})
}

func TestThePassRateHasADayForEachOfThirty(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		write(t, w, fact(w.SupplierA, ledger.SelfPass, "2026-11-21", 2, 0), fact(w.SupplierA, ledger.CheckFail, "2026-11-21", 1, 0),
			fact(w.SupplierB, ledger.TaskMissed, "2026-10-23", 4, 0), fact(w.SupplierB, ledger.SelfPass, "2026-10-22", 4, 0))
		b := Got(w.Insight.Workbench(Leader()))(t)
		if len(b.PassRate) != 30 || b.PassRate[0].Day != "2026-10-23" || b.PassRate[0].Missed != 4 || b.PassRate[0].PassRateBp != nil || *b.PassRate[29].PassRateBp != 6667 {
			t.Errorf("%+v", b.PassRate)
		}
	})
}

func fact(supplierID string, kind ledger.Kind, day date.Day, count, amount int64) ledger.Fact {
	return ledger.Fact{Kind: kind, SupplierID: supplierID, Category: vocab.Security, OccurredOn: day, Count: count, Amount: amount, RefType: "test", RefID: id.New()}
}

func write(t *testing.T, w *World, facts ...ledger.Fact) {
	t.Helper()
	err := w.DB.Tx(authz.AsSystem(context.Background(), "test"), func(ctx context.Context) error { _, err := w.Ledger.Append(ctx, facts...); return err })
	if err != nil {
		t.Fatal(err)
	}
}

func TestFactsHideTheMoneyThatMayNotBeRead(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		write(t, s.World, fact(s.SupplierB, ledger.SelfPass, "2026-11-20", 1, 0))
		q := insight.FactQuery{From: "2026-10-01", To: "2026-11-30"}
		read := func(ctx context.Context) string {
			out := []string{}
			for _, f := range Got(s.Insight.Facts(ctx, q, page.Request{}))(t).Items {
				out = append(out, string(f.Kind)+"="+f.Title)
			}
			slices.Sort(out)
			return strings.Join(out, " ")
		}
		number := Got(s.Quotas.Costs(Finance(), quota.CostQuery{}, page.Request{}))(t).Items[0].Number
		if got, want := read(Finance()), "actual_cost="+number+" contract_price=门岗值守 quota_cost=门岗值守 self_pass="; got != want {
			t.Errorf("finance reads %s, not %s", got, want)
		}
		if got := read(Own(s.SupplierA)); got != "contract_price=门岗值守" {
			t.Errorf("the supplier reads %s", got)
		}
		if got := read(testkit.As("u", "inspector")); got != "contract_price=门岗值守 self_pass=" {
			t.Errorf("the inspector reads %s", got)
		}
		for code, q := range map[string]insight.FactQuery{
			"permission_denied": {Kind: ledger.ActualCost}, "kind_unknown": {Kind: "guess"}, "period_reversed": {From: "2026-11-02", To: "2026-11-01"},
			"malformed_value": {ClauseID: "条款"},
		} {
			if _, err := s.Insight.Facts(Own(s.SupplierA), q, page.Request{}); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		ofClause, elsewhere := fact(s.SupplierB, ledger.CheckFail, "2026-11-20", 1, 0), fact(s.SupplierA, ledger.CheckFail, "2026-11-20", 1, 0)
		ofClause.ClauseID, elsewhere.ClauseID = id.New(), id.New()
		write(t, s.World, ofClause, elsewhere)
		if list := Got(s.Insight.Facts(Leader(), insight.FactQuery{ClauseID: ofClause.ClauseID, Kind: ledger.CheckFail}, page.Request{}))(t); len(list.Items) != 1 || list.Items[0].ClauseID != ofClause.ClauseID {
			t.Errorf("the facts of a clause: %+v", list.Items)
		}
		if list := Got(s.Insight.Facts(Own(s.SupplierA), insight.FactQuery{ClauseID: ofClause.ClauseID}, page.Request{}))(t); len(list.Items) != 0 {
			t.Errorf("supplier A reads %d facts of B through their clause", len(list.Items))
		}
		other := Got(s.Insight.Facts(Own(s.SupplierA), insight.FactQuery{SupplierID: s.SupplierB}, page.Request{}))(t)
		if len(other.Items) != 0 {
			t.Errorf("supplier A reads %d facts of B", len(other.Items))
		}
	})
}

func TestTheWorkbenchAnswersOverHTTP(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		a := s.Call(Leader(), "GET", "/workbench", "")
		var body struct {
			Day       string
			Attention []struct{ Items []struct{ To string } }
			PassRate  []any
		}
		if err := json.Unmarshal([]byte(a.Raw), &body); err != nil || a.Status != 200 || body.Day != "2026-11-21" || len(body.Attention) == 0 || len(body.PassRate) != 30 {
			t.Errorf("%d %s", a.Status, a.Raw)
		}
		for path, status := range map[string]int{"/facts?kind=guess": 422, "/facts?from=2026-02-30": 422, "/facts?supplierId=%E4%BE%9B": 422, "/facts?limit=1000": 422, "/facts": 200} {
			if a := s.Call(Leader(), "GET", path, ""); a.Status != status {
				t.Errorf("%s: %d %s", path, a.Status, a.Raw)
			}
		}
		for _, role := range []string{"sysadmin", "auditor", "assessor"} {
			if a := s.Call(testkit.As("u", role), "GET", "/workbench", ""); a.Status != 403 {
				t.Errorf("%s: %d", role, a.Status)
			}
		}
	})
}

func TestWhatHasToBePreparedAndPublishedIsNamed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		s := stage(t, d)
		// B works and is judged for October, but has no settlement. Before October B had no
		// contract, so September is not missing.
		other, _ := s.Contract(s.SupplierB, "2026-10-31", "2027-12-31", s.Guards(s.SiteB, "1"))
		s.Exec("UPDATE assessments SET state = 'draft' WHERE supplier_id = ? AND month = '2026-10'", s.SupplierA)
		s.Exec("UPDATE assessments SET insufficient = 1, points = NULL WHERE supplier_id = ? AND month = '2026-10'", s.SupplierB)
		for who, c := range map[string]struct {
			ctx   context.Context
			kind  string
			label string
		}{
			"finance": {Finance(), "settlement_to_prepare", other.Name}, "leader": {Leader(), "assessment_to_publish", "安和物业"}, "manager": {Manager(), "insufficient_data", "百盛保洁"},
		} {
			b := Got(s.Insight.Workbench(c.ctx))(t)
			i := slices.IndexFunc(b.Attention, func(a insight.Attention) bool { return a.Kind == c.kind })
			if i < 0 || b.Attention[i].Count != 1 || b.Attention[i].Items[0].Label != c.label {
				t.Errorf("%s: %+v", who, b.Attention)
			}
		}
	})
}

func TestAPaperThatIsRenewedAheadOfTimeWarnsNoMore(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		warns := func() string { return kinds(Got(w.Insight.Workbench(Manager()))(t)) }
		add := func(supplierID, name string, from, to date.Day) {
			t.Helper()
			Got(w.Suppliers.AddQualification(Manager(), supplierID, supplier.Qualification{Name: name, ValidFrom: from, ValidTo: to}))(t)
		}
		add(w.SupplierA, "保安服务许可证", "2023-12-02", "2026-12-01")
		add(w.SupplierA, "保安服务许可证（副本）", "2026-11-01", "2029-12-01")
		add(w.SupplierB, "保安服务许可证", "2026-11-01", "2029-12-01")
		if got := warns(); got != "expiring_qualification:1" {
			t.Errorf("with papers of another kind and of another supplier: %s", got)
		}
		add(w.SupplierA, "保安服务许可证", "2026-12-02", "2027-01-10")
		b := Got(w.Insight.Workbench(Manager()))(t)
		if kinds(b) != "expiring_qualification:1" || b.Attention[0].Items[0].Day != "2027-01-10" {
			t.Errorf("a renewal that itself ends soon: %+v", b.Attention)
		}
		add(w.SupplierA, "保安服务许可证", "2026-12-02", "2029-12-01")
		if got := warns(); got != "" {
			t.Errorf("after the renewal: %s", got)
		}
	})
}
