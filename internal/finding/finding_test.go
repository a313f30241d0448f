package finding_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"sync"
	"testing"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

// Saturday 21 November 2026: one working day is Monday 23, three are Wednesday 25,
// seven are Tuesday 1 December.
func TestAnOpeningGetsItsDueDateNumberAndFactBySeverity(t *testing.T) {
	each(t, func(w *world) {
		due := map[vocab.Severity]date.Day{vocab.Critical: "2026-11-23", vocab.Major: "2026-11-25", vocab.Minor: "2026-12-01"}
		seen := map[string]bool{}
		for severity, day := range due {
			f := w.openOne(severity)
			if f.DueOn != day {
				w.t.Errorf("%s is due on %s, want %s", severity, f.DueOn, day)
			}
			if !regexp.MustCompile(`^WT-261121-[0-9A-HJKMNP-TV-Z]{6}$`).MatchString(f.Number) || seen[f.Number] {
				w.t.Errorf("number %q", f.Number)
			}
			seen[f.Number] = true
		}
		want := map[ledger.Kind]int64{ledger.FindingMinor: 1, ledger.FindingMajor: 1, ledger.FindingCritical: 1}
		if got := w.counts(); !maps.Equal(got, want) {
			w.t.Errorf("facts %v", got)
		}
	})
}

func TestTheAgencysOwnDueDaysWinAndNonsenseIsIgnored(t *testing.T) {
	each(t, func(w *world) {
		set := func(value string) {
			err := w.db.Tx(system(), func(ctx context.Context) error {
				if err := w.db.Conn(ctx).Exec("DELETE FROM settings").Error; err != nil {
					return err
				}
				return w.db.Conn(ctx).Exec("INSERT INTO settings (name, value) VALUES ('finding.due_days.major', ?)", value).Error
			})
			if err != nil {
				w.t.Fatal(err)
			}
		}
		for value, want := range map[string]date.Day{"5": "2026-11-27", "0": "2026-11-25", "-3": "2026-11-25", "soon": "2026-11-25", "9999": "2026-11-25"} {
			set(value)
			if f := w.openOne(vocab.Major); f.DueOn != want {
				w.t.Errorf("%q gives %s, want %s", value, f.DueOn, want)
			}
		}
	})
}

func TestAnOpeningFallsWithItsInspection(t *testing.T) {
	each(t, func(w *world) {
		if _, err := w.Open(inspector(author), []finding.Opening{opening(supplierA, vocab.Minor)}); err == nil {
			w.t.Error("a finding was opened outside the inspection's transaction")
		}
		_ = w.db.Tx(inspector(author), func(ctx context.Context) error {
			if _, err := w.Open(ctx, []finding.Opening{opening(supplierA, vocab.Minor)}); err != nil {
				w.t.Error(err)
			}
			return errors.New("the inspection fails")
		})
		same := opening(supplierA, vocab.Minor)
		w.open(same)
		err := w.db.Tx(inspector(author), func(ctx context.Context) error { _, err := w.Open(ctx, []finding.Opening{same}); return err })
		w.refuses("a second finding for one check result", "finding_exists", err)
		if got := w.counts(); got[ledger.FindingMinor] != 1 {
			w.t.Errorf("facts %v", got)
		}
	})
}

func TestAFindingIsAnsweredSentBackAnsweredAgainAndClosed(t *testing.T) {
	each(t, func(w *world) {
		f, first := w.answered(vocab.Major)
		if d := w.get(f.ID); d.State != finding.Submitted || d.WaitingFor() != finding.WaitsForInspector {
			w.t.Errorf("after the answer: %s, waiting for %s", d.State, d.WaitingFor())
		}
		w.at("2026-11-26", 9)
		back, err := w.Reinspect(inspector(colleague), first.ID, finding.Judgement{Result: finding.Returned, Note: "墙角仍有积水"})
		if err != nil || back.State != finding.Returned || back.DueOn != "2026-12-01" || back.WaitingFor() != finding.WaitsForSupplier {
			w.t.Fatalf("sent back: %+v %v", back, err)
		}
		second, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
		if err != nil || second.Round != 2 {
			w.t.Fatalf("second answer: %+v %v", second, err)
		}
		closed, err := w.Reinspect(inspector(colleague), second.ID, finding.Judgement{Result: finding.Closed})
		if err != nil || closed.State != finding.Closed || closed.ClosedAt == nil || closed.WaitingFor() != finding.WaitsForNobody {
			w.t.Fatalf("closed: %+v %v", closed, err)
		}
		want := map[ledger.Kind]int64{ledger.FindingMajor: 1, ledger.RectificationOnTime: 1, ledger.RectificationReturned: 1}
		if got := w.counts(); !maps.Equal(got, want) {
			w.t.Errorf("facts %v", got)
		}
		d := w.get(f.ID)
		told := ""
		for _, e := range d.History {
			told += e.Action + " "
		}
		if told != "opened submitted returned submitted closed " {
			w.t.Errorf("history: %s", told)
		}
		if len(d.Rectifications) != 2 || d.Rectifications[0].State != finding.AnswerReturned || d.Rectifications[1].State != finding.AnswerAccepted ||
			d.Rectifications[0].Reinspection.Note != "墙角仍有积水" {
			w.t.Errorf("rounds %+v", d.Rectifications)
		}
	})
}

func TestStepsThatALifeDoesNotHaveAreRefused(t *testing.T) {
	each(t, func(w *world) {
		f, r := w.answered(vocab.Minor)
		_, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
		w.refuses("a second answer while one waits", "rectification_pending", err)
		if _, err := w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Returned, Note: "不合格"}); err != nil {
			w.t.Fatal(err)
		}
		_, err = w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Closed})
		w.refuses("judging an answer that was sent back", "rectification_missing", err)
		again, err := w.Rectify(boss(supplierA), f.ID, goodAnswer)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Closed})
		w.refuses("judging the older of two answers", "rectification_superseded", err)
		if _, err := w.Reinspect(inspector(colleague), again.ID, finding.Judgement{Result: finding.Closed}); err != nil {
			w.t.Fatal(err)
		}
		_, err = w.Reinspect(inspector(colleague), again.ID, finding.Judgement{Result: finding.Returned, Note: "x"})
		w.refuses("judging a closed finding", "finding_closed", err)
		_, err = w.Rectify(boss(supplierA), f.ID, goodAnswer)
		w.refuses("answering a closed finding", "finding_closed", err)
		_, err = w.Cancel(manager(), f.ID, "误报")
		w.refuses("cancelling a closed finding", "finding_closed", err)
	})
}

func TestWhoTookPartDoesNotReinspect(t *testing.T) {
	each(t, func(w *world) {
		f, r := w.answered(vocab.Minor)
		_, err := w.Reinspect(inspector(author), r.ID, finding.Judgement{Result: finding.Closed})
		w.refuses("the inspection's author", "reinspector_is_author", err)
		answerer := authz.From(boss(supplierA)).UserID
		_, err = w.Reinspect(inspector(answerer), r.ID, finding.Judgement{Result: finding.Closed})
		w.refuses("the answer's author", "reinspector_is_author", err)
		for _, role := range []string{"manager", "leader", "finance", "desk", "standards", "sysadmin", "assessor"} {
			_, err = w.Reinspect(testkit.As(colleague, role), r.ID, finding.Judgement{Result: finding.Closed})
			w.refuses(role, "permission_denied", err)
		}
		_, err = w.Reinspect(boss(supplierA), r.ID, finding.Judgement{Result: finding.Closed})
		w.refuses("the supplier", "permission_denied", err)
		if d := w.get(f.ID); d.State != finding.Submitted {
			w.t.Errorf("the finding is %s", d.State)
		}
	})
}

func TestOnlyTheSuppliersManagerAnswersAndOnlyAManagerCancels(t *testing.T) {
	each(t, func(w *world) {
		f := w.openOne(vocab.Minor)
		for _, ctx := range []context.Context{manager(), inspector(colleague), testkit.As("x", "leader"),
			testkit.AsSupplier("s", supplierA, "supplier_staff"), context.Background()} {
			_, err := w.Rectify(ctx, f.ID, goodAnswer)
			w.refuses("answer of "+fmt.Sprint(authz.From(ctx).Roles), "permission_denied", err)
		}
		for _, ctx := range []context.Context{inspector(colleague), testkit.As("x", "leader"), boss(supplierA), context.Background()} {
			_, err := w.Cancel(ctx, f.ID, "误报")
			w.refuses("cancelling as "+fmt.Sprint(authz.From(ctx).Roles), "permission_denied", err)
		}
	})
}

func TestAnswersAndJudgementsWithoutWordsAreRefused(t *testing.T) {
	each(t, func(w *world) {
		f := w.openOne(vocab.Minor)
		for _, a := range []finding.Answer{{Cause: "", Action: "x"}, {Cause: "x", Action: " \n"}, {}} {
			_, err := w.Rectify(boss(supplierA), f.ID, a)
			w.refuses("empty answer", "required", err)
		}
		bad := goodAnswer
		bad.Photos = []string{"0000"}
		_, err := w.Rectify(boss(supplierA), f.ID, bad)
		w.refuses("an unknown photo", "photo_unknown", err)
		if d := w.get(f.ID); d.State != finding.Open || len(d.Rectifications) != 0 || len(w.counts()) != 1 {
			w.t.Errorf("a refused answer left a trace: %+v %v", d, w.counts())
		}
		good := goodAnswer
		good.Photos = []string{"abc", "def"}
		r, err := w.Rectify(boss(supplierA), f.ID, good)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Returned})
		w.refuses("sent back without a word", "note_required", err)
		_, err = w.Reinspect(inspector(colleague), r.ID, finding.Judgement{Result: finding.Cancelled, Note: "x"})
		w.refuses("a result that does not exist", "not_allowed", err)
		_, err = w.Cancel(manager(), f.ID, "  ")
		w.refuses("cancelled without a reason", "required", err)
		if got := w.get(f.ID).Rectifications[0].Photos; len(got) != 2 {
			w.t.Errorf("photos %v", got)
		}
	})
}

func TestAnotherSuppliersFindingIsMissingEverywhere(t *testing.T) {
	each(t, func(w *world) {
		own := w.openOne(vocab.Minor)
		other := w.open(opening(supplierB, vocab.Minor))[0]
		r, err := w.Rectify(boss(supplierB), other.ID, goodAnswer)
		if err != nil {
			w.t.Fatal(err)
		}
		_, missing := w.Get(boss(supplierA), "01NVTHERE00000000000000000")
		_, hidden := w.Get(boss(supplierA), other.ID)
		if fault.Code(hidden) != "not_found" || hidden.Error() != missing.Error() {
			w.t.Errorf("hidden %v, missing %v", hidden, missing)
		}
		_, err = w.Rectify(boss(supplierA), other.ID, goodAnswer)
		w.refuses("answering for another supplier", "not_found", err)
		_, err = w.Rectify(boss(supplierA), "01NVTHERE00000000000000000", goodAnswer)
		w.refuses("answering what is not there", "not_found", err)
		_, err = w.Reinspect(inspector(colleague), "01NVTHERE00000000000000000", finding.Judgement{Result: finding.Closed})
		w.refuses("judging what is not there", "not_found", err)
		_, err = w.Cancel(manager(), r.ID, "误报")
		w.refuses("cancelling by an answer's id", "not_found", err)
		w.lists(boss(supplierA), "supplier A", finding.Filter{}, own.ID)
		w.lists(boss(supplierA), "supplier A asking for B", finding.Filter{SupplierID: supplierB})
		w.lists(boss(supplierB), "supplier B", finding.Filter{}, other.ID)
		w.lists(testkit.As("x", "auditor"), "an administrator", finding.Filter{})
		w.lists(context.Background(), "nobody", finding.Filter{})
		w.lists(manager(), "a manager", finding.Filter{}, other.ID, own.ID)
	})
}

func TestOfTwoAnswersAtOnceOneIsKept(t *testing.T) {
	each(t, func(w *world) {
		for range 5 {
			f := w.openOne(vocab.Minor)
			errs := make([]error, 4)
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() { _, errs[i] = w.Rectify(boss(supplierA), f.ID, goodAnswer) })
			}
			wg.Wait()
			kept := 0
			for _, err := range errs {
				switch fault.Code(err) {
				case "":
					kept++
				case "version_stale", "rectification_pending":
				default:
					w.t.Errorf("loser got %v", err)
				}
			}
			if kept != 1 || len(w.get(f.ID).Rectifications) != 1 {
				w.t.Errorf("%d answers were kept, %d stored", kept, len(w.get(f.ID).Rectifications))
			}
		}
		if n := w.counts()[ledger.RectificationOnTime]; n != 5 {
			w.t.Errorf("%d facts for 5 findings", n)
		}
	})
}
