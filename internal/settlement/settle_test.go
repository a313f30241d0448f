package settlement_test

import (
	"context"
	"regexp"
	"sync"
	"testing"

	"hengjian/internal/assessment"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/settlement"
	"hengjian/internal/testkit"
)

func TestASettlementIsPreparedApprovedAndBooked(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		if d.Base != 3000_06 || d.Deduction != 300_01 || d.Payable != 2700_05 || d.Number != "" || d.State != settlement.Draft || d.Grade != "good" {
			w.t.Fatalf("%+v", d)
		}
		if n, _ := w.deductions(); n != 0 {
			w.t.Error("a draft was booked")
		}
		a, err := w.Approve(leader(), d.ID)
		if err != nil || a.State != settlement.Approved || !regexp.MustCompile(`^JS-261121-[0-9A-Z]{6}$`).MatchString(a.Number) || !a.Matches {
			w.t.Fatalf("%+v %v", a, err)
		}
		// two lines bear a deduction, the third is three fen and bears none
		if n, fen := w.deductions(); n != 2 || fen != 300_01 {
			w.t.Errorf("%d facts of %d fen", n, fen)
		}
		if len(a.Lines) != 3 || a.Lines[1].Deduction != 200_01 || a.Lines[1].ServiceItem != "日常保洁" || a.Rule.Code != "SR-01" || a.Rule.SourceID != "S13" {
			w.t.Errorf("%+v", a)
		}
	})
}

func TestTheSameDraftIsGivenAgainAndAnApprovedOneStays(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		if again := w.draft(); again.ID != d.ID || again.Version != d.Version {
			w.t.Errorf("%+v is not %+v", again, d)
		}
		w.prices.lines[0].Price += 100_00
		_, err := w.Approve(leader(), d.ID)
		w.refuses("approving figures the contract no longer gives", "settlement_outdated", err)
		renewed := w.draft()
		if renewed.ID != d.ID || renewed.Base != 3100_06 || renewed.Version == d.Version {
			w.t.Errorf("%+v", renewed)
		}
		a, err := w.Approve(leader(), d.ID)
		if err != nil || !a.Matches {
			w.t.Fatal(err)
		}
		w.prices.lines[0].Price += 100_00
		if frozen := w.draft(); frozen.State != settlement.Approved || frozen.Base != 3100_06 || frozen.Version != a.Version {
			w.t.Errorf("an approved settlement changed: %+v", frozen)
		}
		_, err = w.Approve(leader(), d.ID)
		w.refuses("approving twice", "settlement_approved", err)
		if _, fen := w.deductions(); money.Fen(fen) != a.Deduction {
			w.t.Errorf("%d fen are booked, %s deducted", fen, a.Deduction)
		}
	})
}

func TestATamperedStatementDoesNotRecomputeAndIsNotApproved(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		w.exec("UPDATE settlement_lines SET deduction = deduction - 1, payable = payable + 1 WHERE settlement_id = ? AND contract_line_id = '01L2'", d.ID)
		got, err := w.Get(finance(), d.ID)
		if err != nil || got.Matches || got.Amounts.Deduction != 300_01 {
			w.t.Errorf("%+v %v", got, err)
		}
		_, err = w.Approve(leader(), d.ID)
		w.refuses("approving a tampered statement", "settlement_outdated", err)
	})
}

func TestNothingIsSettledWithoutAPublishedAssessment(t *testing.T) {
	each(t, func(w *world) {
		_, _, err := w.Prepare(finance(), october, contractB)
		w.refuses("a draft assessment", "assessment_not_published", err)
		delete(w.judged, supplierB)
		_, _, err = w.Prepare(finance(), october, contractB)
		w.refuses("no assessment", "assessment_not_published", err)
		_, _, err = w.Prepare(finance(), october, "01NVTHERE00000000000000000")
		w.refuses("no contract", "not_found", err)
		_, _, err = w.Prepare(finance(), "2026-09", "")
		w.refuses("a month without work", "no_contract_in_month", err)
		made, skipped, err := w.Prepare(finance(), october, "")
		if err != nil || len(made) != 1 || len(skipped) != 1 || skipped[0].ContractID != contractB || skipped[0].Reason != "assessment_not_published" || skipped[0].ContractName != "合同" {
			w.t.Errorf("%+v %+v %v", made, skipped, err)
		}
		delete(w.judged, supplierA)
		_, _, err = w.Prepare(finance(), october, "")
		w.refuses("nobody is judged", "assessment_not_published", err)
	})
}

func TestInsufficientDataIsPaidInFull(t *testing.T) {
	each(t, func(w *world) {
		w.judged[supplierA] = judged(supplierA, assessment.Published, nil)
		a, err := w.Approve(leader(), w.draft().ID)
		if err != nil || !a.Insufficient || a.Points != nil || a.Deduction != 0 || a.CoefficientBp != 10000 || a.Payable != a.Base || !a.Matches {
			w.t.Errorf("%+v %v", a, err)
		}
		if n, _ := w.deductions(); n != 0 {
			w.t.Error("a deduction of nothing was booked")
		}
	})
}

func TestOnlyTheRightHandsPrepareAndApprove(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		for _, role := range []string{"leader", "manager", "inspector", "standards", "desk", "sysadmin", "auditor", "assessor"} {
			_, _, err := w.Prepare(testkit.As("x", role), october, "")
			w.refuses("preparing as "+role, "permission_denied", err)
		}
		for _, ctx := range []context.Context{finance(), testkit.As("x", "manager"), boss(supplierA), context.Background()} {
			_, err := w.Approve(ctx, d.ID)
			w.refuses("approving", "permission_denied", err)
		}
		both := testkit.As(authz.From(finance()).UserID, "finance", "leader")
		_, err := w.Approve(both, d.ID)
		w.refuses("approving what one prepared", "approver_is_preparer", err)
		_, err = w.Approve(leader(), "01NVTHERE00000000000000000")
		w.refuses("approving nothing", "not_found", err)
	})
}

func TestSuppliersSeeTheirOwnApprovedSettlementsOnly(t *testing.T) {
	each(t, func(w *world) {
		w.judged[supplierB] = judged(supplierB, assessment.Published, points("60"))
		made, _, err := w.Prepare(finance(), october, "")
		if err != nil || len(made) != 2 {
			w.t.Fatal(err)
		}
		a, b := made[0], made[1]
		_, missing := w.Get(boss(supplierA), "01NVTHERE00000000000000000")
		_, draft := w.Get(boss(supplierA), a.ID)
		w.refuses("the own draft", "not_found", draft)
		if _, err := w.Approve(leader(), a.ID); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.Approve(leader(), b.ID); err != nil {
			w.t.Fatal(err)
		}
		_, hidden := w.Get(boss(supplierA), b.ID)
		if fault.Code(hidden) != "not_found" || hidden.Error() != missing.Error() {
			w.t.Errorf("hidden %v, missing %v", hidden, missing)
		}
		for _, ctx := range []context.Context{testkit.As("x", "auditor"), testkit.As("x", "assessor"), context.Background()} {
			_, err := w.Get(ctx, a.ID)
			w.refuses("an actor without reach", "not_found", err)
		}
		for _, f := range []settlement.Filter{{}, {Month: october}, {State: settlement.Approved}} {
			list, err := w.List(boss(supplierA), f, page.Request{})
			if err != nil || len(list.Items) != 1 || list.Items[0].ID != a.ID {
				w.t.Errorf("%+v shows %+v", f, list.Items)
			}
		}
		for _, f := range []settlement.Filter{{SupplierID: supplierB}, {ContractID: contractB}, {State: settlement.Draft}} {
			if list, _ := w.List(boss(supplierA), f, page.Request{}); len(list.Items) != 0 {
				w.t.Errorf("%+v shows %+v", f, list.Items)
			}
		}
		if own, err := w.Get(boss(supplierA), a.ID); err != nil || !own.Matches {
			w.t.Errorf("%+v %v", own, err)
		}
	})
}

func TestPreparingAndApprovingAtOnceLeavesOneOfEach(t *testing.T) {
	each(t, func(w *world) {
		ids := make([]string, 6)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				made, _, err := w.Prepare(finance(), october, contractA)
				if err != nil {
					w.t.Error(err)
					return
				}
				ids[i] = made[0].ID
			})
		}
		wg.Wait()
		for _, other := range ids {
			if other != ids[0] {
				w.t.Errorf("drafts %v", ids)
			}
		}
		approved := make([]error, 4)
		for i := range approved {
			wg.Go(func() { _, approved[i] = w.Approve(leader(), ids[0]) })
		}
		wg.Wait()
		won := 0
		for _, err := range approved {
			switch fault.Code(err) {
			case "":
				won++
			case "version_stale", "settlement_approved":
			default:
				w.t.Error(err)
			}
		}
		if n, fen := w.deductions(); won != 1 || n != 2 || fen != 300_01 {
			w.t.Errorf("%d approvals, %d facts of %d fen", won, n, fen)
		}
	})
}

func TestAContractsOwnRuleWins(t *testing.T) {
	each(t, func(w *world) {
		w.exec(`INSERT INTO payment_rules (id, code, name, version_no, state, bands, source_id, consequence)
			VALUES ('01RVLE00000000000000000000', 'OWN', '全额', 1, 'active', '[{"min":"0.00","grade":"全额","coefficientBp":10000}]', '', '')`)
		w.exec("UPDATE contracts SET payment_rule_id = '01RVLE00000000000000000000' WHERE id = ?", contractA)
		if d := w.draft(); d.Deduction != 0 || d.RuleID != "01RVLE00000000000000000000" {
			w.t.Errorf("%+v", d)
		}
		rules, err := w.Rules(finance())
		if err != nil || len(rules) != 2 || rules[1].Code != "SR-01" || len(rules[1].Bands) != 4 {
			w.t.Errorf("%+v %v", rules, err)
		}
	})
}

func TestAClosedMonthIsNeitherPreparedNorApproved(t *testing.T) {
	each(t, func(w *world) {
		d := w.draft()
		w.closed[october] = true
		_, _, err := w.Prepare(finance(), october, "")
		w.refuses("preparing", "month_locked", err)
		_, err = w.Approve(leader(), d.ID)
		w.refuses("approving", "month_locked", err)
		if again, err := w.Get(leader(), d.ID); err != nil || again.State != settlement.Draft || again.Number != "" {
			w.t.Errorf("%+v %v", again, err)
		}
		if n, _ := w.deductions(); n != 0 {
			w.t.Error("a deduction was booked in a closed month")
		}
		w.closed[october] = false
		if _, err := w.Approve(leader(), d.ID); err != nil {
			w.t.Error(err)
		}
	})
}
