package switching_test

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/setting"
	"hengjian/internal/spotcheck"
	"hengjian/internal/switching"
	"hengjian/internal/testkit"
)

// world is the small agency with one place of supplier A. Its checks have three items,
// so with the limit 4.0 no fail is accepted in normal supervision.
type world struct {
	*inspectiontest.World
	Levels *switching.Service
	Draws  *spotcheck.Service
	list   checklist.VersionView
	at     checkpoint.Detail
	monday date.Day
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	inspectiontest.Each(t, func(t *testing.T, base *inspectiontest.World) {
		log := audit.New(base.DB, base.Clock)
		w := &world{World: base, Draws: spotcheck.New(base.DB, base.Clock, log, base.Rounds, rand.Reader), monday: "2026-11-23"}
		w.Levels = switching.New(w.DB, w.Clock, log, setting.New(w.DB, w.Clock, log), w.Draws)
		w.list = w.Published(w.Items("")...)
		w.at = w.Checkpoint(inspectiontest.SupplierA, w.list.ChecklistID)
		test(t, w)
	})
}

// weeks lets a week pass for each mark: "+" a check without fails, "-" one with a fail,
// " " none. Then the settled lots are judged.
func (w *world) weeks(marks string) (ids []string) {
	w.T.Helper()
	for _, m := range marks {
		w.Clock.Set(w.monday.AddDays(2).At(w.Clock.Zone(), 10, 0))
		if m != ' ' {
			ids = append(ids, w.check(m == '-'))
		}
		w.monday = w.monday.AddDays(7)
	}
	w.settle()
	return ids
}

func (w *world) check(fail bool) string {
	w.T.Helper()
	sub := w.Pass(w.list, w.at, inspection.Supervision)
	if fail {
		sub.Observations[0].Result = vocab.Fail
	}
	r, err := w.Inspections.Submit(w.Inspector(), sub)
	w.Must(err)
	return r.ID
}

func (w *world) settle() {
	w.T.Helper()
	w.Clock.Set(w.monday.AddDays(2).At(w.Clock.Zone(), 4, 0))
	w.Must(second(w.Levels.Evaluate(w.System())))
}

func second[T any](_ T, err error) error { return err }

func (w *world) level() switching.Detail {
	w.T.Helper()
	d, err := w.Levels.Get(w.Manager(), inspectiontest.ContractA, w.list.ChecklistID)
	w.Must(err)
	return d
}

func (w *world) is(level switching.Level, rule switching.Rule) switching.Detail {
	w.T.Helper()
	d := w.level()
	if d.Level != level || d.Why == nil || d.Why.Rule != rule || d.Why.To != level {
		w.T.Fatalf("%s by %+v, want %s by %s", d.Level, d.Why, level, rule)
	}
	return d
}

func (w *world) decide(to switching.Level, reason string) (switching.Detail, error) {
	return w.Levels.Decide(w.Manager(), inspectiontest.ContractA, w.list.ChecklistID, w.level().Version, to, reason)
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("answered %v, want %s", err, code)
	}
}

func TestALifeThroughAllLevels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.weeks("+-")
		if d := w.level(); d.Level != switching.Normal || d.Why != nil || d.Outlook.Rejected != 1 || len(d.Lots) != 2 {
			t.Fatalf("after one rejected lot: %+v", d.Row)
		}
		w.weeks("+-")
		d := w.is(switching.Tightened, switching.TwoOfFive)
		if f := d.Why.Figures; len(f.Lots) != 4 || f.Rejected != 2 || f.Lots[3].Failed != 1 || d.Why.DecidedBy != "" || d.Since != w.monday || d.ShareBp != 4000 {
			t.Errorf("the switch rests on %+v, since %s", f, d.Since)
		}
		w.weeks("+++++")
		w.is(switching.Normal, switching.FiveAccepted)
		w.weeks("--")
		w.is(switching.Tightened, switching.TwoOfFive)
		w.weeks("-----")
		d = w.is(switching.Discontinued, switching.FiveRejected)
		if d.Outlook.Approval != switching.ActionAgreed || d.ShareBp != 10000 {
			t.Errorf("discontinued: %+v", d.Outlook)
		}
		w.weeks("++++++")
		w.is(switching.Discontinued, switching.FiveRejected) // good lots alone do not end it
		_, err := w.decide(switching.Tightened, "整改措施已落实，经现场核实有效")
		w.Must(err)
		d = w.is(switching.Tightened, switching.ActionAgreed)
		if d.Why.DecidedBy != "主管" || len(d.Switches) != 5 {
			t.Errorf("%d switches, the last by %q", len(d.Switches), d.Why.DecidedBy)
		}
	})
}

func TestReducedSupervisionWaitsForApprovalAndEndsWithOneLot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.weeks(strings.Repeat("+", 14))
		if d := w.level(); d.Outlook.Score != 28 || d.Outlook.Approval != "" {
			t.Fatalf("after 14 lots: %+v", d.Outlook)
		}
		w.weeks("+")
		if d := w.level(); d.Level != switching.Normal || d.Outlook.Score != 30 || d.Outlook.Approval != switching.ScoreReached {
			t.Fatalf("after 15 lots: %s, %+v", d.Level, d.Outlook)
		}
		_, err := w.decide(switching.Reduced, "连续十五周合格，同意放宽")
		w.Must(err)
		w.is(switching.Reduced, switching.ScoreReached)
		w.weeks("++")
		w.is(switching.Reduced, switching.ScoreReached)
		w.weeks("-")
		w.is(switching.Normal, switching.LotRejected)
	})
}

func TestAManagerOverridesWithAReasonThatStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.weeks("+")
		_, err := w.decide(switching.Reduced, "太麻烦")
		refused(t, err, "reason_too_short")
		_, err = w.decide(switching.Normal, "维持原来的等级")
		refused(t, err, "level_unchanged")
		_, err = w.decide("lenient", "放到最宽的等级")
		refused(t, err, "not_allowed")
		for _, ctx := range []context.Context{w.Inspector(), w.BossA(), testkit.As("x", "leader"), w.Assessor()} {
			_, err = w.Levels.Decide(ctx, inspectiontest.ContractA, w.list.ChecklistID, 1, switching.Tightened, "群众反映较多")
			refused(t, err, "permission_denied")
		}
		d, err := w.decide(switching.Tightened, "群众反映较多，先行加严")
		w.Must(err)
		if d.Why.Rule != switching.Overridden || d.Why.Reason != "群众反映较多，先行加严" {
			t.Errorf("%+v", d.Why)
		}
		_, err = w.Levels.Decide(w.Manager(), inspectiontest.ContractA, w.list.ChecklistID, 1, switching.Normal, "按旧的版本再改")
		refused(t, err, "version_stale")
		_, err = w.Levels.Decide(w.Manager(), inspectiontest.ContractB, w.list.ChecklistID, 1, switching.Normal, "没有这个合同")
		refused(t, err, "not_found")
	})
}

func TestJudgingAgainAndTwentyAtOnceChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.weeks("+-")
		w.Clock.Set(w.monday.AddDays(2).At(w.Clock.Zone(), 10, 0))
		w.check(true)
		w.monday = w.monday.AddDays(7)
		w.Clock.Set(w.monday.AddDays(2).At(w.Clock.Zone(), 4, 0))
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if _, err := w.Levels.Evaluate(w.System()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		before := w.level()
		w.settle()
		if d := w.level(); d.Version != before.Version || w.Count("supervision_lots", "1 = 1") != 3 || w.Count("supervision_switches", "1 = 1") != 1 {
			t.Errorf("%d lots, %d switches", w.Count("supervision_lots", "1 = 1"), w.Count("supervision_switches", "1 = 1"))
		}
	})
}

func TestAWeekIsNotJudgedBeforeItIsSettledAndAWeekWithoutChecksIsNoLot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Clock.Set(w.monday.AddDays(2).At(w.Clock.Zone(), 10, 0))
		w.check(false)
		for _, day := range []int{6, 7, 8} { // Sunday, Monday, Tuesday: two whole days must pass
			w.Clock.Set(w.monday.AddDays(day).At(w.Clock.Zone(), 23, 0))
			w.Must(second(w.Levels.Evaluate(w.System())))
			if n := w.Count("supervision_lots", "1 = 1"); n != 0 {
				t.Errorf("judged on day %d", day)
			}
		}
		w.monday = w.monday.AddDays(7)
		w.weeks("   +")
		if d := w.level(); len(d.Lots) != 2 || d.Outlook.Run != 2 {
			t.Errorf("%d lots, run %d", len(d.Lots), d.Outlook.Run)
		}
	})
}

// A record that is proved false after its lot was judged: what was switched stays
// switched, is marked, and the lot counts as it is now.
func TestALaterCorrectionMarksTheSwitchAndRewritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.weeks("--")
		before := w.is(switching.Tightened, switching.TwoOfFive)
		w.Must(w.DB.Tx(w.System(), func(ctx context.Context) error { return w.Inspections.Withdraw(ctx, ids[1]) }))
		w.settle()
		after := w.is(switching.Tightened, switching.TwoOfFive)
		if !after.Why.Doubtful || before.Why.Doubtful || after.Why.ID != before.Why.ID || after.Why.Figures.Rejected != 2 {
			t.Errorf("the switch before %+v and after %+v", before.Why, after.Why)
		}
		lot := after.Lots[1]
		if !lot.Accepted || lot.FirstAccepted || lot.Failed != 0 || lot.FirstFailed != 1 || lot.CorrectedAt == nil || lot.Judged != 0 {
			t.Errorf("the lot: %+v", lot)
		}
		if n := w.Count("audit_entries", "action = 'supervision.correct_lot'"); n != 1 {
			t.Errorf("%d entries", n)
		}
		w.settle()
		if n := w.Count("audit_entries", "action = 'supervision.correct_lot'"); n != 1 {
			t.Errorf("%d entries after judging again", n)
		}
	})
}

func TestMissedRoundsKeepTheServiceFromCountingAsSteady(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Planned(w.Daily("08:00", "09:00", "supplier", w.at))
		for range 7 {
			w.Tick()
			w.Clock.Advance(24 * time.Hour)
		}
		w.Tick()
		w.weeks("+")
		if d := w.level(); d.Lots[0].Irregular != "rounds_missed" || d.Outlook.Steady {
			t.Errorf("%+v", d.Lots[0])
		}
	})
}

func TestTheMonthsSpotChecksAreDrawnOnceByTheLevels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			w.Checkpoint(inspectiontest.SupplierA, w.list.ChecklistID)
		}
		w.weeks("--") // tightened: 40 % of six places, rounded up
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				if _, err := w.Levels.DrawMonth(w.System()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := w.Count("spot_checks", "purpose = 'adaptive'"); n != 1 || w.Count("tasks", "source = 'spot'") != 3 {
			t.Errorf("%d draws, %d tasks", n, w.Count("tasks", "source = 'spot'"))
		}
		set := switching.DefaultSettings
		set.Draw = false
		w.Must(second(w.Levels.Set(w.Manager(), set, 0)))
		w.Clock.Set(date.Day("2027-01-05").At(w.Clock.Zone(), 9, 0))
		if n, err := w.Levels.DrawMonth(w.System()); n != 0 || err != nil {
			t.Errorf("drew %d, %v", n, err)
		}
	})
}

func TestSettingsOutsideTheirRangeAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, change := range map[string]func(*switching.Settings){
			"period": func(s *switching.Settings) { s.Period = "day" }, "aql": func(s *switching.Settings) { s.AQL = "1.5" },
			"settleDays": func(s *switching.Settings) { s.SettleDays = 0 }, "missedBp": func(s *switching.Settings) { s.MissedBp = 10001 },
			"a level less": func(s *switching.Settings) { s.Shares = map[switching.Level]int{switching.Normal: 1} },
			"a level unknown": func(s *switching.Settings) {
				s.Shares = map[switching.Level]int{"normal": 1, "tightened": 1, "reduced": 1, "discontinued": 1, "x": 1}
			},
		} {
			s := switching.DefaultSettings
			change(&s)
			if _, err := w.Levels.Set(w.Manager(), s, 0); err == nil {
				t.Errorf("%s was accepted", name)
			}
		}
		_, err := w.Levels.Set(testkit.As("x", "leader"), switching.DefaultSettings, 0)
		refused(t, err, "permission_denied")
	})
}

func TestASupplierReadsNoLevels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.weeks("+")
		for _, ctx := range []context.Context{w.BossA(), w.StaffA(), w.Inspector(), w.Assessor(), context.Background()} {
			_, err := w.Levels.Board(ctx, switching.BoardFilter{})
			refused(t, err, "permission_denied")
			_, err = w.Levels.Get(ctx, inspectiontest.ContractA, w.list.ChecklistID)
			refused(t, err, "permission_denied")
		}
		rows, err := w.Levels.Board(testkit.Trusted(w.BossB()), switching.BoardFilter{})
		if err != nil || len(rows) != 0 {
			t.Errorf("another supplier, were it ever let in, reads %d levels, %v", len(rows), err)
		}
	})
}
