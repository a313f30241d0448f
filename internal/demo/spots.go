package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/recheck"
	"hengjian/internal/round"
	"hengjian/internal/spotcheck"
	"hengjian/internal/switching"
)

// stepAside lets what was drawn take its chances from a stream of its own: what is drawn
// hangs on the order in which everything before was made, and the rest of the history
// must not hang on that. The result goes back.
func (w *world) stepAside() (back func()) {
	rng := w.rng
	w.rng = w.aside
	return func() { w.rng = rng }
}

func (w *world) username(userID string) string {
	for name, a := range w.actors {
		if a.UserID == userID {
			return name
		}
	}
	panic("demo: nobody has the id " + userID)
}

// interests are the conflicts of interest: one declared, one recorded by the manager,
// one long over.
func (w *world) interests(ctx context.Context) error {
	today := w.end.day
	for _, d := range []struct {
		who, by, firm, reason string
		from, until           date.Day
	}{
		{"inspector2", "inspector2", "sup3", "配偶在该单位食堂项目任职", today.AddDays(-400), ""},
		{"inspector3", "manager", "sup2", "两年内曾在该单位任职，按规定回避", today.AddDays(-300), today.AddDays(200)},
		{"inspector", "manager", "sup5", "曾参与该单位投标评审，回避期已满", today.AddDays(-700), today.AddDays(-200)},
	} {
		i := slices.IndexFunc(w.firms, func(r *running) bool { return r.key == d.firm })
		if i < 0 {
			continue
		}
		in := spotcheck.Declaration{SupplierID: w.firms[i].supplierID, Reason: d.reason, From: d.from, Until: d.until}
		if d.by != d.who {
			in.UserID = w.actors[d.who].UserID
		}
		if _, err := w.SpotChecks.Declare(w.as(ctx, d.by), in); err != nil {
			return fmt.Errorf("%s: %w", d.who, err)
		}
	}
	return nil
}

// spots makes some of the checks that were drawn.
func (w *world) spots(ctx context.Context, month date.Month, day date.Day) error {
	defer w.stepAside()()
	for _, who := range []string{"inspector", "inspector2", "inspector3", "assessor"} {
		if err := w.goWhereDrawn(ctx, who, month, day); err != nil {
			return fmt.Errorf("spot check: %w", err)
		}
	}
	return nil
}

// order prepares and makes the draws that fall on the day: one a month, and around the
// present one of each state.
func (w *world) order(ctx context.Context, month date.Month, day date.Day) error {
	if !w.moveTo(day.At(w.Clock.Zone(), 7, 20)) {
		return nil
	}
	if err := w.supervise(ctx, day); err != nil {
		return err
	}
	if _, err := w.Rechecks.Choose(authz.AsSystem(ctx, "rechecks.choose")); err != nil {
		return err
	}
	week := func(title string, n int) spotcheck.Order {
		return spotcheck.Order{Title: title, Unit: spotcheck.ByCheckpoint, Count: n, From: day, To: day.AddDays(6)}
	}
	ago := day.Until(w.end.day)
	switch {
	case ago == 6:
		d, err := w.draw(ctx, week("安保岗位夜间抽查", 2))
		if err != nil {
			return err
		}
		_, err = w.SpotChecks.Cancel(w.as(ctx, "manager"), d.ID, "当周有重要会议保障任务，改期进行")
		return ignoreBegun(err)
	case ago == 2:
		o := week("合同履约双随机抽查", 4)
		o.Unit = spotcheck.ByContract
		_, err := w.draw(ctx, o)
		return err
	case ago == 1:
		o := week("食堂专项抽查", 1)
		o.Categories, o.From, o.To = []vocab.Category{vocab.Canteen}, day.AddDays(2), day.AddDays(8)
		_, err := w.SpotChecks.Prepare(w.as(ctx, "manager"), o)
		return err
	case day.DayOfMonth() == 10 && ago > 8:
		_, err := w.draw(ctx, week(strings.TrimLeft(string(month[5:]), "0")+"月双随机抽查", 5))
		return err
	}
	return nil
}

func ignoreBegun(err error) error {
	if fault.Is(err, "spot_check_begun") {
		return nil
	}
	return err
}

func (w *world) draw(ctx context.Context, o spotcheck.Order) (spotcheck.Detail, error) {
	d, err := w.SpotChecks.Prepare(w.as(ctx, "manager"), o)
	if err != nil {
		return d, err
	}
	return w.SpotChecks.Draw(w.as(ctx, "manager"), d.ID)
}

// goWhereDrawn lets an inspector make about every other of the checks that wait, and
// all of them on their last day. Those of the present day are left for the visitor.
func (w *world) goWhereDrawn(ctx context.Context, who string, month date.Month, day date.Day) error {
	today, err := w.Rounds.Today(w.as(ctx, who))
	if err != nil {
		return err
	}
	for n, task := range today.Tasks {
		if task.Source != round.FromDraw || task.State != round.TaskOpen || day == w.end.day || day.Until(w.end.day) > 0 && task.DueOn > day && !w.chance(350) {
			continue
		}
		r, code := w.at(task.CheckpointID)
		i, months := r.month(w, month)
		start := day.At(w.Clock.Zone(), 10, 5).Add(time.Duration(n*25) * time.Minute)
		done := start.Add(9 * time.Minute)
		if done.UnixMilli() > w.end.now {
			return nil
		}
		w.moveTo(done)
		if err := w.check(ctx, r, task, code, start, done, r.character.fail.at(i, months)); err != nil {
			return fmt.Errorf("%s: %w", task.CheckpointName, err)
		}
	}
	return nil
}

// supervise judges the lots that are settled, once a week as they settle, and draws what
// the levels ask for on the first days of a month. A manager agrees where somebody must.
func (w *world) supervise(ctx context.Context, day date.Day) error {
	system := authz.AsSystem(ctx, "supervision.levels")
	if day.Weekday() == 3 || day == w.end.day {
		if _, err := w.Supervision.Evaluate(system); err != nil {
			return err
		}
		if err := w.agree(ctx, day); err != nil {
			return err
		}
	}
	if day.DayOfMonth() != 3 {
		return nil
	}
	_, err := w.Supervision.DrawMonth(system)
	return err
}

// agree decides what waits for the authority: an action against a discontinuation a month
// after it, reduced supervision at once but in the last weeks, which are the visitor's.
func (w *world) agree(ctx context.Context, day date.Day) error {
	if day.Until(w.end.day) < 14 {
		return nil
	}
	manager := w.as(ctx, "manager")
	rows, err := w.Supervision.Board(manager, switching.BoardFilter{})
	if err != nil {
		return err
	}
	for _, r := range rows {
		to, reason := switching.Reduced, "连续接收且服务稳定，同意放宽"
		switch {
		case r.Outlook.Approval == switching.ActionAgreed && r.Since.Until(day) > 28:
			to, reason = switching.Tightened, "整改方案已落实，经现场核实有效，恢复加严检查"
		case r.Outlook.Approval != switching.ScoreReached:
			continue
		}
		if _, err := w.Supervision.Decide(manager, r.ContractID, r.ChecklistID, r.Version, to, reason); err != nil {
			return err
		}
	}
	return nil
}

// rechecks lets the demo check more of its few checks again than an agency would, so
// that there is something to compare.
func (w *world) rechecks(ctx context.Context) error {
	_, err := w.Rechecks.Set(w.as(ctx, "manager"), recheck.Settings{ShareBp: 3000, Floor: recheck.DefaultSettings.Floor}, 0)
	return err
}
