package insight

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// Workbench is what waits for a person today, and the state of that person's field.
// A part that the person may not read is empty.
type Workbench struct {
	Day       date.Day          `json:"day"`
	Attention []Attention       `json:"attention"`
	Today     WorkbenchToday    `json:"today"`
	Findings  WorkbenchFindings `json:"findings"`
	Grades    []WorkbenchGrade  `json:"grades"`
	Money     WorkbenchMoney    `json:"money"`
	PassRate  []WorkbenchDay    `json:"passRate"`
}

// WorkbenchToday counts the planned checks of today.
type WorkbenchToday struct {
	Due    int `json:"due"`
	Done   int `json:"done"`
	Late   int `json:"late"`
	Missed int `json:"missed"`
	Open   int `json:"open"`
}

// WorkbenchFindings counts findings that are not closed.
type WorkbenchFindings struct {
	Open                 int `json:"open"`
	Overdue              int `json:"overdue"`
	AwaitingReinspection int `json:"awaitingReinspection"`
}

// WorkbenchMoney is the latest settled month, and what this month stands to lose.
type WorkbenchMoney struct {
	Month     date.Month `json:"month"`
	Base      money.Fen  `json:"base"`
	Deduction money.Fen  `json:"deduction"`
	AtRisk    money.Fen  `json:"atRisk" doc:"this month's price at the deduction rate of the latest settled month"`
}

// WorkbenchDay is one day of the pass rate.
type WorkbenchDay struct {
	Day        date.Day `json:"day"`
	PassRateBp *int64   `json:"passRateBp,omitempty" doc:"absent when nothing was judged"`
	Missed     int64    `json:"missed"`
}

// Workbench reads the workbench of the actor of ctx.
func (s *Service) Workbench(ctx context.Context) (Workbench, error) {
	actor, day := authz.From(ctx), clock.Today(s.clock)
	out := Workbench{Day: day, Attention: []Attention{}, Grades: []WorkbenchGrade{}, PassRate: []WorkbenchDay{}}
	out.Money.Month = day.Month().Add(-1)
	parts := []struct {
		permission string
		read       func() error
	}{
		{"task.read", func() (err error) { out.Today, err = s.today(ctx, day); return err }},
		{"finding.read", func() (err error) { out.Findings, err = s.findings(ctx); return err }},
		{"assessment.read", func() (err error) { out.Grades, err = s.moving(ctx, day.Month()); return err }},
		{"settlement.read", func() (err error) { out.Money, err = s.money(ctx, day.Month()); return err }},
		{"workbench.read", func() (err error) { out.PassRate, err = s.passRate(ctx, day); return err }},
	}
	for _, p := range parts {
		if !actor.Can(p.permission) {
			continue
		}
		if err := p.read(); err != nil {
			return Workbench{}, err
		}
	}
	var err error
	out.Attention, err = s.attention(ctx, out)
	return out, err
}

// scope is what the tables of field work are held against.
func scope(ctx context.Context, table string) (string, []any) {
	return authz.Condition(ctx, authz.Columns{Supplier: table + ".supplier_id", Site: table + ".site_id"})
}

// findingsOf is scope for findings f, without those of a check that the actor is to make
// again.
func findingsOf(ctx context.Context) (string, []any) {
	where, args := scope(ctx, "f")
	veil, more := authz.Veil(ctx, "f.inspection_id")
	return where + " AND " + veil, append(args, more...)
}

// tasksOf is scope for tasks t: a spot check is nobody's to know of in advance.
func tasksOf(ctx context.Context) (string, []any) {
	where, args := scope(ctx, "t")
	shown, more := round.Shown(ctx, "t")
	return where + " AND " + shown, append(args, more...)
}

func (s *Service) today(ctx context.Context, day date.Day) (WorkbenchToday, error) {
	where, args := tasksOf(ctx)
	var rows []struct {
		State string
		N     int
	}
	err := s.db.Conn(ctx).Raw(`SELECT t.state, COUNT(*) AS n FROM tasks t WHERE t.state IN ('open', 'done', 'late', 'missed') AND t.due_on = ? AND `+
		where+` GROUP BY t.state`, append([]any{string(day)}, args...)...).Scan(&rows).Error
	out := WorkbenchToday{}
	for _, r := range rows {
		out.Due += r.N
		switch r.State {
		case "done":
			out.Done = r.N
		case "late":
			out.Late = r.N
		case "missed":
			out.Missed = r.N
		case "open":
			out.Open = r.N
		}
	}
	return out, db.Fault(err)
}

func (s *Service) findings(ctx context.Context) (WorkbenchFindings, error) {
	where, args := findingsOf(ctx)
	now := date.Millis(s.clock.Now())
	var rows []struct {
		State string
		N     int
		Late  int
	}
	err := s.db.Conn(ctx).Raw(`SELECT f.state, COUNT(*) AS n, SUM(CASE WHEN f.due_at <= ? THEN 1 ELSE 0 END) AS late FROM findings f WHERE f.state IN ? AND `+
		where+` GROUP BY f.state`, append([]any{now, unsettled}, args...)...).Scan(&rows).Error
	out := WorkbenchFindings{}
	for _, r := range rows {
		out.Open += r.N
		if r.State == "submitted" {
			out.AwaitingReinspection = r.N
		} else {
			out.Overdue += r.Late
		}
	}
	return out, db.Fault(err)
}

// passRateDays is how many days the pass rate shows.
const passRateDays = 30

func (s *Service) passRate(ctx context.Context, day date.Day) ([]WorkbenchDay, error) {
	from := day.AddDays(1 - passRateDays)
	sums, err := s.ledger.SumDays(ctx, from, day, ledger.Filter{Kinds: []ledger.Kind{ledger.SelfPass, ledger.CheckPass, ledger.SelfFail,
		ledger.CheckFail, ledger.TaskMissed}}, ledger.ByDay)
	if err != nil {
		return nil, err
	}
	out := make([]WorkbenchDay, passRateDays)
	passed, judged := make([]int64, passRateDays), make([]int64, passRateDays)
	for _, sum := range sums {
		i := from.Until(sum.Day)
		switch sum.Kind {
		case ledger.TaskMissed:
			out[i].Missed += sum.Count
		case ledger.SelfPass, ledger.CheckPass:
			passed[i] += sum.Count
			judged[i] += sum.Count
		default:
			judged[i] += sum.Count
		}
	}
	for i := range out {
		out[i].Day = from.AddDays(i)
		if judged[i] > 0 {
			bp := money.RatioBp(passed[i], judged[i])
			out[i].PassRateBp = &bp
		}
	}
	return out, nil
}
