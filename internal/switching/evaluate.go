package switching

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// How far back lots are looked at: whole, the first time; later as far as a record may
// still come in or be taken back without anybody's special doing.
const (
	firstDays = 26 * 7
	againDays = 60
)

// tally is what supervision found under a contract by a checklist in a period.
type tally struct {
	ContractID, ChecklistID, SupplierID string
	Checks, Passed, Failed              int
}

// Evaluate judges every settled lot that is not judged yet, in order of time, and notes
// which lots have become others since. Doing it again changes nothing; of several at
// once each lot is judged by one. It returns how many levels were switched.
func (s *Service) Evaluate(ctx context.Context) (int, error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return 0, err
	}
	var known int64
	if err := s.db.Conn(ctx).Table("supervision_levels").Count(&known).Error; err != nil {
		return 0, db.Fault(err)
	}
	back := againDays
	if known == 0 {
		back = firstDays
	}
	today, switched := clock.Today(s.clock), 0
	for from, to := set.Period.spanOf(today.AddDays(-back)); to.AddDays(set.SettleDays) < today; from, to = set.Period.spanOf(to.AddDays(1)) {
		n, err := s.period(ctx, set, from, to)
		if switched += n; err != nil {
			return switched, err
		}
	}
	return switched, nil
}

// period judges the lots of one period.
func (s *Service) period(ctx context.Context, set Settings, from, to date.Day) (int, error) {
	found, err := s.tallies(ctx, from, to)
	if err != nil {
		return 0, err
	}
	var have []lotRow
	if err := s.db.Conn(ctx).Where("from_day = ? AND to_day = ?", string(from), string(to)).Find(&have).Error; err != nil {
		return 0, db.Fault(err)
	}
	found = changed(found, have)
	if len(found) == 0 {
		return 0, nil
	}
	unsteady, err := s.irregular(ctx, set, from, to)
	if err != nil {
		return 0, err
	}
	switched := 0
	for _, t := range found {
		done := false
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			done, err = s.lotOf(ctx, set, t, from, to, unsteady[t.ContractID])
			return err
		})
		if err != nil {
			return switched, db.Fault(err)
		}
		if done {
			switched++
		}
	}
	return switched, nil
}

// changed returns the tallies that are no lot yet or another one than was noted, those
// of lots of which every record was taken back among them.
func changed(found []tally, have []lotRow) []tally {
	noted := make(map[string]lotRow, len(have))
	for _, l := range have {
		noted[key(l.ContractID, l.ChecklistID)] = l
	}
	var out []tally
	for _, t := range found {
		l, there := noted[key(t.ContractID, t.ChecklistID)]
		if delete(noted, key(t.ContractID, t.ChecklistID)); !there || l.NowJudged != t.Passed+t.Failed || l.NowFailed != t.Failed {
			out = append(out, t)
		}
	}
	for _, l := range noted {
		if l.NowJudged > 0 {
			out = append(out, tally{ContractID: l.ContractID, ChecklistID: l.ChecklistID})
		}
	}
	return out
}

func (s *Service) tallies(ctx context.Context, from, to date.Day) (out []tally, err error) {
	zone := s.clock.Zone()
	err = s.db.Conn(ctx).Table("inspections i").Joins("JOIN checklist_versions v ON v.id = i.checklist_version_id").
		Where("i.finished_at >= ? AND i.finished_at < ? AND i.occurred_on BETWEEN ? AND ? AND i.mode = 'supervision' AND i.withdrawn_at IS NULL",
			date.Millis(from.At(zone, 0, 0)), date.Millis(to.AddDays(1).At(zone, 1, 0)), string(from), string(to)).
		Group("i.contract_id, v.checklist_id").Order("i.contract_id, v.checklist_id").
		Select("i.contract_id, v.checklist_id, MAX(i.supplier_id) AS supplier_id, COUNT(*) AS checks, SUM(i.pass_count) AS passed, SUM(i.fail_count) AS failed").Scan(&out).Error
	return out, db.Fault(err)
}

// irregular returns, by contract, why the service of a period was not steady.
func (s *Service) irregular(ctx context.Context, set Settings, from, to date.Day) (map[string]string, error) {
	zone := s.clock.Zone()
	first, after := date.Millis(from.At(zone, 0, 0)), date.Millis(to.AddDays(1).At(zone, 0, 0))
	var rounds []struct {
		ContractID    string
		Missed, Total int
	}
	err := s.db.Conn(ctx).Table("tasks t").Where("t.window_start_at >= ? AND t.window_start_at < ? AND t.assignee = 'supplier' AND t.state IN ('done', 'late', 'missed')", first, after).
		Group("t.contract_id").Select("t.contract_id, SUM(CASE WHEN t.state = 'missed' THEN 1 ELSE 0 END) AS missed, COUNT(*) AS total").Scan(&rounds).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	out := map[string]string{}
	for _, r := range rounds {
		if r.Missed*10000 > set.MissedBp*r.Total {
			out[r.ContractID] = irregularService
		}
	}
	var grave []string
	err = s.db.Conn(ctx).Table("findings f").Where("f.opened_at >= ? AND f.opened_at < ? AND f.severity = 'critical' AND f.state <> 'cancelled'", first, after).
		Distinct("f.contract_id").Pluck("f.contract_id", &grave).Error
	for _, contractID := range grave {
		if out[contractID] == "" {
			out[contractID] = criticalFinding
		}
	}
	return out, db.Fault(err)
}

// lotOf judges one lot, or notes what has become of it, in the transaction of ctx, and
// reports whether the level was switched.
func (s *Service) lotOf(ctx context.Context, set Settings, t tally, from, to date.Day, irregular string) (bool, error) {
	level, err := s.lockLevel(ctx, t, from)
	if err != nil {
		return false, err
	}
	judged := t.Passed + t.Failed
	if string(from) <= level.JudgedDay {
		return false, s.correct(ctx, set, t, from, judged)
	}
	if judged == 0 {
		return false, nil // everything did not apply: nothing to judge
	}
	v := judge(Level(level.Level), set.AQL, judged, t.Failed)
	row := lotRow{ContractID: t.ContractID, ChecklistID: t.ChecklistID, FromDay: string(from), ToDay: string(to), Level: level.Level, Checks: t.Checks,
		JudgedItems: judged, FailedItems: t.Failed, PlanSize: v.size, Acceptance: v.acceptance, Accepted: v.accepted, ScoreStep: v.step, Irregular: irregular,
		VerdictAt: date.Millis(s.clock.Now()), NowJudged: judged, NowFailed: t.Failed, NowAccepted: v.accepted}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		return false, db.Fault(err)
	}
	err = s.db.Conn(ctx).Table("supervision_levels").Where("contract_id = ? AND checklist_id = ?", t.ContractID, t.ChecklistID).
		Updates(map[string]any{"judged_day": string(to)}).Error
	if err != nil {
		return false, db.Fault(err)
	}
	lots, err := s.lotsSince(ctx, level)
	if err != nil {
		return false, err
	}
	rule, ok := next(Level(level.Level), lotsOf(lots))
	if !ok || rule.approval {
		return false, nil
	}
	return true, s.change(ctx, level, rule.to, rule.rule, figuresOf(lots), to.AddDays(1), "", "")
}

// correct notes that a judged lot is another one now: records came in late, were taken
// back as false. What was switched because of it stays switched and on record; the lot
// counts as it is now for switches to come, and the board says so.
func (s *Service) correct(ctx context.Context, set Settings, t tally, from date.Day, judged int) error {
	var rows []lotRow
	err := s.db.Conn(ctx).Where("contract_id = ? AND checklist_id = ? AND from_day = ?", t.ContractID, t.ChecklistID, string(from)).Find(&rows).Error
	if err != nil || len(rows) == 0 || rows[0].NowJudged == judged && rows[0].NowFailed == t.Failed {
		return db.Fault(err)
	}
	was := rows[0]
	v := judge(Level(was.Level), set.AQL, judged, t.Failed)
	err = s.db.Conn(ctx).Table("supervision_lots").Where("contract_id = ? AND checklist_id = ? AND from_day = ?", t.ContractID, t.ChecklistID, string(from)).
		Updates(map[string]any{"now_judged": judged, "now_failed": t.Failed, "now_accepted": v.accepted, "score_step": v.step, "corrected_at": date.Millis(s.clock.Now())}).Error
	if err != nil {
		return db.Fault(err)
	}
	return s.log.Record(ctx, audit.Entry{Action: actCorrect, Target: "supervision_lot", TargetID: t.ContractID, Before: map[string]any{"judged": was.NowJudged, "failed": was.NowFailed, "accepted": was.NowAccepted},
		After: map[string]any{"checklistId": t.ChecklistID, "from": from, "judged": judged, "failed": t.Failed, "accepted": v.accepted}})
}

// lockLevel returns the level of a contract and checklist, normal from the lot on if
// there is none yet, and locks it.
func (s *Service) lockLevel(ctx context.Context, t tally, from date.Day) (levelRow, error) {
	if t.SupplierID != "" {
		fresh := levelRow{ContractID: t.ContractID, ChecklistID: t.ChecklistID, SupplierID: t.SupplierID, Level: string(Normal), SinceDay: string(from), Version: 1}
		if err := s.db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error; err != nil {
			return fresh, db.Fault(err)
		}
	}
	return s.locked(ctx, t.ContractID, t.ChecklistID)
}

func (s *Service) locked(ctx context.Context, contractID, checklistID string) (levelRow, error) {
	var row levelRow
	q := s.db.Conn(ctx).Where("contract_id = ? AND checklist_id = ?", contractID, checklistID)
	if s.db.Dialect() == db.MySQL {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return row, db.First(q, &row)
}

// lotsSince returns the lots since the level began, oldest first.
func (s *Service) lotsSince(ctx context.Context, l levelRow) (rows []lotRow, err error) {
	err = s.db.Conn(ctx).Where("contract_id = ? AND checklist_id = ? AND from_day >= ?", l.ContractID, l.ChecklistID, l.SinceDay).Order("from_day").Find(&rows).Error
	return rows, db.Fault(err)
}

// Figures are what a switch rests on.
type Figures struct {
	Lots     []FigureLot `json:"lots" doc:"since the level began, at most the last ten"`
	Rejected int         `json:"rejected" doc:"of the lots since the level began"`
	Run      int         `json:"run" doc:"lots accepted in a row at the end"`
	Score    int         `json:"score" doc:"the switching score"`
}

// FigureLot is a lot as it counted when a level was switched.
type FigureLot struct {
	From     date.Day `json:"from"`
	Judged   int      `json:"judged"`
	Failed   int      `json:"failed"`
	Accepted bool     `json:"accepted"`
}

// shownLots is how many lots are shown.
const shownLots = 10

func figuresOf(rows []lotRow) Figures {
	lots := lotsOf(rows)
	f := Figures{Lots: []FigureLot{}, Rejected: rejected(lots), Run: run(lots), Score: Score(lots)}
	for _, r := range rows[max(0, len(rows)-shownLots):] {
		f.Lots = append(f.Lots, FigureLot{date.Day(r.FromDay), r.NowJudged, r.NowFailed, r.NowAccepted})
	}
	return f
}

// change puts another level in force from a day on and keeps why.
func (s *Service) change(ctx context.Context, l levelRow, to Level, rule Rule, f Figures, since date.Day, by, reason string) error {
	text, err := json.Marshal(f)
	if err != nil {
		return fault.Internal(err)
	}
	err = db.Changed(s.db.Conn(ctx).Table("supervision_levels").Where("contract_id = ? AND checklist_id = ? AND version = ?", l.ContractID, l.ChecklistID, l.Version).
		Updates(map[string]any{"level": string(to), "since_day": string(since), "version": gorm.Expr("version + 1")}))
	if err != nil {
		return err
	}
	row := switchRow{id.New(), l.ContractID, l.ChecklistID, l.SupplierID, l.Level, string(to), string(rule), string(text), string(since), by, reason, date.Millis(s.clock.Now())}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		return db.Fault(err)
	}
	return s.log.Record(ctx, audit.Entry{Action: actSwitch, Target: "supervision_level", TargetID: l.ContractID, Before: map[string]string{"level": l.Level},
		After: map[string]any{"checklistId": l.ChecklistID, "level": to, "rule": rule, "since": since, "reason": reason, "figures": f}})
}
