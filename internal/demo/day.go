package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"hengjian/internal/finding"
	"hengjian/internal/inspection"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/round"
)

// live lets a month pass, day by day, one transaction a day.
func (w *world) live(ctx context.Context, month date.Month) error {
	for day := month.First(); day <= month.Last() && day <= w.end.day; day = day.AddDays(1) {
		if err := w.DB.Tx(ctx, func(ctx context.Context) error { return w.day(ctx, month, day) }); err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
	}
	return nil
}

func (w *world) day(ctx context.Context, month date.Month, day date.Day) error {
	system := authz.AsSystem(ctx, "demo")
	if !w.moveTo(day.At(w.Clock.Zone(), 0, 20)) {
		return nil
	}
	// Tasks are made a week ahead, so once a week is enough.
	if err := w.keepTime(system, day.Weekday() == 1); err != nil {
		return err
	}
	if _, err := w.Findings.MarkOverdue(system); err != nil {
		return err
	}
	if err := w.office(ctx, month, day); err != nil {
		return err
	}
	if err := w.order(ctx, month, day); err != nil {
		return err
	}
	if err := w.rounds(ctx, month, day); err != nil {
		return err
	}
	if err := w.spots(ctx, month, day); err != nil {
		return err
	}
	if err := w.judge(ctx, day); err != nil {
		return err
	}
	if err := w.mishaps(ctx, day); err != nil {
		return err
	}
	if err := w.answers(ctx, day); err != nil {
		return err
	}
	return w.bring(ctx, day)
}

// keepTime does what the server's jobs do: close what is over, make what is ahead,
// count what is due.
func (w *world) keepTime(system context.Context, ahead bool) error {
	if ahead {
		if _, err := w.Rounds.Materialise(system); err != nil {
			return err
		}
	}
	if _, err := w.Rounds.CountDue(system); err != nil {
		return err
	}
	_, err := w.Rounds.CloseMissed(system)
	return err
}

// moveTo moves the clock on, and tells whether the moment lies in the past of the
// present moment.
func (w *world) moveTo(t time.Time) bool {
	if t.UnixMilli() > w.end.now {
		return false
	}
	if t.After(w.Clock.Now()) {
		w.Clock.Set(t)
	}
	return true
}

// rounds does the checks of the day in the order of their windows.
func (w *world) rounds(ctx context.Context, month date.Month, day date.Day) error {
	list, err := w.Rounds.Tasks(w.as(ctx, "manager"), round.TaskFilter{From: day, To: day}, page.Request{Limit: page.Max})
	if err != nil {
		return err
	}
	list.Items = slices.DeleteFunc(list.Items, func(t round.TaskView) bool { return t.Source == round.FromDraw })
	// tasks of one moment come in the order of their making, which no seed decides
	slices.SortStableFunc(list.Items, func(a, b round.TaskView) int {
		return cmp.Or(a.WindowStartAt.Compare(b.WindowStartAt), cmp.Compare(a.PlanName, b.PlanName), cmp.Compare(a.Position, b.Position))
	})
	for _, task := range list.Items {
		r, code := w.at(task.CheckpointID)
		i, n := r.month(w, month)
		start := task.WindowStartAt.Add(time.Duration(w.rng.IntN(70)) * time.Minute)
		missed, late := w.chance(r.character.miss.at(i, n)), w.chance(r.character.late.at(i, n))
		if task.Assignee == round.ByAgency {
			missed, late = false, false
		}
		if late && task.ClosesAt.Sub(task.WindowEndAt) > 90*time.Minute { // otherwise there is no time to be late in
			start = task.WindowEndAt.Add(time.Duration(10+w.rng.IntN(60)) * time.Minute)
		}
		done := start.Add(time.Duration(4+w.rng.IntN(9)) * time.Minute)
		if missed || done.UnixMilli() > w.end.now {
			continue
		}
		w.moveTo(done)
		var err error
		if w.strands(r, task) {
			err = w.strand(ctx, r, task, code, start, done)
		} else {
			err = w.check(ctx, r, task, code, start, done, r.character.fail.at(i, n))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", task.CheckpointName, err)
		}
	}
	return nil
}

// at returns the firm and the checklist code of a checkpoint.
func (w *world) at(checkpointID string) (*running, string) {
	for _, r := range w.firms {
		for i, p := range r.points {
			if p.ID == checkpointID {
				return r, r.firm.points[i].checklist
			}
		}
	}
	panic("demo: a task at an unknown checkpoint")
}

// inspectorOf alternates between the agency's inspectors.
func (w *world) inspectorOf(day date.Day) string {
	if day.DayOfMonth()%2 == 0 {
		return "inspector2"
	}
	return "inspector"
}

// check submits one record. An inspector finds a little more than the supplier
// reports of itself.
func (w *world) check(ctx context.Context, r *running, task round.TaskView, code string, start, done time.Time, fail int) error {
	who, mode := r.key+".staff", inspection.Self
	if task.Assignee == round.ByAgency {
		who, mode = w.inspectorOf(task.DueOn), inspection.Supervision
		if task.Source == round.FromDraw {
			who = w.username(task.Who.ID)
		}
		fail = fail * 13 / 10
	}
	use := w.lists[code]
	in := inspection.Submission{CheckpointID: task.CheckpointID, ChecklistVersionID: use.versionID, TaskID: task.ID, Mode: mode, StartedAt: start, FinishedAt: done}
	for _, item := range use.items {
		o := inspection.ObservationInput{ItemID: item.ID, Result: vocab.Pass}
		// The graver an item, the rarer it fails.
		chance := map[vocab.Severity]int{vocab.Minor: fail, vocab.Major: fail * 6 / 10, vocab.Critical: fail / 8}[item.Severity]
		switch {
		case w.chance(chance):
			o.Result, o.Note = vocab.Fail, remarks[w.rng.IntN(len(remarks))]
			if item.PhotoOnFail || w.chance(300) {
				sha, err := w.fresh(ctx, who, task.DueOn)
				if err != nil {
					return err
				}
				o.Photos = []string{sha}
			}
		case item.NAAllowed && w.chance(40):
			o.Result = vocab.NotApplicable
		}
		in.Observations = append(in.Observations, o)
	}
	w.prove(r, code, &in, task.DueOn, done)
	receipt, err := w.Inspections.Submit(w.as(ctx, who), in)
	if err != nil {
		return err
	}
	for _, f := range receipt.Findings {
		w.remember(r, who, f.ID, f.DueOn, task.DueOn)
	}
	return nil
}

var remarks = []string{"现场发现，已告知当班人员", "局部不达标，需返工", "与上次情况相似", "人员不在位，现场已纠正", "设施有磨损，待更换", "清洁不彻底，边角有积尘"}

// pending is what will still happen to a finding.
type pending struct {
	firm      *running
	findingID string
	author    string
	answerOn  date.Day
	sendBack  bool
	rectified string // the answer that waits for its reinspection
	aside     bool
}

// remember decides when a finding will be answered, and how well.
func (w *world) remember(r *running, author, findingID string, due, today date.Day) {
	i, n := r.month(w, today.Month())
	answer := today.AddDays(min(1+w.rng.IntN(3), max(today.Until(due), 0)))
	if w.chance(r.character.tardy.at(i, n)) {
		answer = due.AddDays(1 + w.rng.IntN(4))
	}
	w.open = append(w.open, &pending{firm: r, findingID: findingID, author: author, answerOn: answer, sendBack: w.chance(r.character.returned.at(i, n)), aside: w.rng == w.aside})
}

// answers lets suppliers answer and inspectors reinspect what is due today.
func (w *world) answers(ctx context.Context, day date.Day) error {
	if !w.moveTo(day.At(w.Clock.Zone(), 20, 30)) {
		return nil
	}
	var left []*pending
	for _, p := range w.open {
		done, err := w.proceed(ctx, p, day)
		if err != nil {
			return fmt.Errorf("finding of %s: %w", p.firm.key, err)
		}
		if !done {
			left = append(left, p)
		}
	}
	w.open = left
	return nil
}

// proceed takes one step with a finding and tells whether it is closed.
func (w *world) proceed(ctx context.Context, p *pending, day date.Day) (bool, error) {
	if day < p.answerOn {
		return false, nil
	}
	if p.aside {
		defer w.stepAside()()
	}
	if p.rectified == "" {
		manager := p.firm.key + ".manager"
		a, err := w.Findings.Rectify(w.as(ctx, manager), p.findingID, finding.Answer{Cause: causes[w.rng.IntN(len(causes))], Action: actions[w.rng.IntN(len(actions))], Photos: []string{w.photo(manager)}})
		if err != nil {
			return false, err
		}
		p.rectified, p.answerOn = a.ID, day.AddDays(1)
		return false, nil
	}
	who := "inspector"
	if p.author == who {
		who = "inspector2"
	}
	j := finding.Judgement{Result: finding.Closed, Note: "现场复查，已达到要求"}
	if p.sendBack {
		j = finding.Judgement{Result: finding.Returned, Note: "整改不到位，请继续整改并补充照片"}
	}
	if _, err := w.Findings.Reinspect(w.as(ctx, who), p.rectified, j); err != nil {
		return false, err
	}
	if p.sendBack {
		p.sendBack, p.rectified, p.answerOn = false, "", day.AddDays(1)
		return false, nil
	}
	return true, nil
}

var (
	causes  = []string{"当班人员未按作业指导书操作", "人手调配不及时", "工具和耗材更换不及时", "巡查频次不足", "新员工培训不到位"}
	actions = []string{"已当场返工，并对当班人员重新培训", "已增加巡查频次并调整排班", "已更换工具和耗材，纳入每周检查", "已完善交接班记录并由主管复核"}
)
