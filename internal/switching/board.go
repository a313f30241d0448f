package switching

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Row is the level of a contract and checklist with its last lots and what comes next.
type Row struct {
	ID             string         `json:"id"`
	ContractID     string         `json:"contractId"`
	ContractName   string         `json:"contractName"`
	SupplierID     string         `json:"supplierId"`
	SupplierName   string         `json:"supplierName"`
	ChecklistID    string         `json:"checklistId"`
	ChecklistTitle string         `json:"checklistTitle"`
	Category       vocab.Category `json:"category"`
	Level          Level          `json:"level" enum:"normal,tightened,reduced,discontinued"`
	Since          date.Day       `json:"since"`
	ShareBp        int            `json:"shareBp" doc:"of the places, drawn for a spot check each month"`
	Lots           []LotView      `json:"lots" doc:"the last ten, oldest first"`
	Why            *SwitchView    `json:"why,omitempty" doc:"the switch to the present level"`
	Outlook        Outlook        `json:"outlook"`
	Version        int            `json:"version"`
}

// LotView is a lot as it is shown. corrected: it was judged by other figures first.
type LotView struct {
	From          date.Day   `json:"from"`
	To            date.Day   `json:"to"`
	Level         Level      `json:"level" enum:"normal,tightened,reduced,discontinued" doc:"by whose plan it was judged"`
	Checks        int        `json:"checks"`
	Judged        int        `json:"judged"`
	Failed        int        `json:"failed"`
	PlanSize      int        `json:"planSize"`
	Acceptance    int        `json:"acceptance" doc:"fails that are accepted"`
	Accepted      bool       `json:"accepted"`
	Counts        bool       `json:"counts" doc:"towards the next switch"`
	Irregular     string     `json:"irregular,omitempty" enum:"rounds_missed,critical_finding"`
	CorrectedAt   *time.Time `json:"correctedAt,omitempty"`
	FirstJudged   int        `json:"firstJudged"`
	FirstFailed   int        `json:"firstFailed"`
	FirstAccepted bool       `json:"firstAccepted" doc:"as it was judged first; switches of then rest on it"`
}

// SwitchView is a change of a level. doubtful: lots it rests on have been corrected since.
type SwitchView struct {
	ID        string    `json:"id"`
	From      Level     `json:"from" enum:"normal,tightened,reduced,discontinued"`
	To        Level     `json:"to" enum:"normal,tightened,reduced,discontinued"`
	Rule      Rule      `json:"rule" enum:"two_of_five,five_accepted,score_reached,lot_rejected,irregular,other_grounds,five_rejected,action_agreed,overridden"`
	Figures   Figures   `json:"figures"`
	Since     date.Day  `json:"since"`
	DecidedBy string    `json:"decidedBy,omitempty" doc:"name; empty when the rule alone switched"`
	Reason    string    `json:"reason,omitempty"`
	At        time.Time `json:"at"`
	Doubtful  bool      `json:"doubtful"`
}

// Outlook is what the next switch hangs on.
type Outlook struct {
	Rejected int  `json:"rejected" doc:"normal: of the last five lots; tightened: since it began"`
	Run      int  `json:"run" doc:"lots accepted in a row"`
	Score    int  `json:"score" doc:"the switching score, normal only"`
	Approval Rule `json:"approval,omitempty" doc:"a rule that waits for somebody's approval"`
	Steady   bool `json:"steady" doc:"the last lots had no irregular service"`
}

// Detail is a level with every switch there was.
type Detail struct {
	Row
	Switches []SwitchView `json:"switches" doc:"newest first"`
}

// BoardFilter narrows the board.
type BoardFilter struct {
	Level      Level
	SupplierID string
}

type listedLevel struct {
	Base           levelRow `gorm:"embedded"`
	ContractName   *string
	SupplierName   *string
	ChecklistTitle *string
	Category       string
}

// maxBoard bounds the board: contracts times checklists of one agency.
const maxBoard = 2000

func (s *Service) levels(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("supervision_levels v").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "v.supplier_id"})).
		Joins("LEFT JOIN contracts k ON k.id = v.contract_id").Joins("LEFT JOIN suppliers u ON u.id = v.supplier_id").Joins("JOIN checklists l ON l.id = v.checklist_id").
		Select("v.*, k.name AS contract_name, u.name AS supplier_name, l.title AS checklist_title, l.category")
}

// Board returns every level, the ones that ask for most attention first.
func (s *Service) Board(ctx context.Context, f BoardFilter) ([]Row, error) {
	if err := authz.May(ctx, permRead); err != nil {
		return nil, err
	}
	q := s.levels(ctx)
	if f.Level != "" {
		q = q.Where("v.level = ?", string(f.Level))
	}
	if f.SupplierID != "" {
		q = q.Where("v.supplier_id = ?", f.SupplierID)
	}
	var found []listedLevel
	err := q.Order("CASE v.level WHEN 'discontinued' THEN 0 WHEN 'tightened' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, u.name, l.title, v.contract_id").Limit(maxBoard).Scan(&found).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	set, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(found))
	for i, l := range found {
		if out[i], err = s.row(ctx, set, l); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ByID is Get by the id of a Row.
func (s *Service) ByID(ctx context.Context, levelID string) (Detail, error) {
	contractID, checklistID, _ := strings.Cut(levelID, ".")
	return s.Get(ctx, contractID, checklistID)
}

// Get returns a level with its history.
func (s *Service) Get(ctx context.Context, contractID, checklistID string) (Detail, error) {
	if err := authz.May(ctx, permRead); err != nil {
		return Detail{}, err
	}
	var l listedLevel
	if err := db.First(s.levels(ctx).Where("v.contract_id = ? AND v.checklist_id = ?", contractID, checklistID), &l); err != nil {
		return Detail{}, err
	}
	set, err := s.Settings(ctx)
	if err != nil {
		return Detail{}, err
	}
	row, err := s.row(ctx, set, l)
	if err != nil {
		return Detail{}, err
	}
	switches, err := s.switches(ctx, l.Base, 100)
	return Detail{row, switches}, err
}

func (s *Service) row(ctx context.Context, set Settings, l listedLevel) (Row, error) {
	b := l.Base
	out := Row{ID: b.ContractID + "." + b.ChecklistID, ContractID: b.ContractID, ContractName: text(l.ContractName), SupplierID: b.SupplierID, SupplierName: text(l.SupplierName), ChecklistID: b.ChecklistID,
		ChecklistTitle: text(l.ChecklistTitle), Category: vocab.Category(l.Category), Level: Level(b.Level), Since: date.Day(b.SinceDay), ShareBp: set.Shares[Level(b.Level)],
		Lots: []LotView{}, Version: b.Version}
	var recent []lotRow
	err := s.db.Conn(ctx).Where("contract_id = ? AND checklist_id = ?", b.ContractID, b.ChecklistID).Order("from_day DESC").Limit(shownLots).Find(&recent).Error
	if err != nil {
		return out, db.Fault(err)
	}
	for i := len(recent) - 1; i >= 0; i-- {
		out.Lots = append(out.Lots, recent[i].view(b.SinceDay))
	}
	since, err := s.lotsSince(ctx, b)
	if err != nil {
		return out, err
	}
	out.Outlook = outlook(Level(b.Level), lotsOf(since))
	switches, err := s.switches(ctx, b, 1)
	if len(switches) > 0 {
		out.Why = &switches[0]
	}
	return out, err
}

func (r lotRow) view(since string) LotView {
	v := LotView{From: date.Day(r.FromDay), To: date.Day(r.ToDay), Level: Level(r.Level), Checks: r.Checks, Judged: r.NowJudged, Failed: r.NowFailed, PlanSize: r.PlanSize,
		Acceptance: r.Acceptance, Accepted: r.NowAccepted, Counts: r.FromDay >= since, Irregular: r.Irregular, FirstJudged: r.JudgedItems, FirstFailed: r.FailedItems, FirstAccepted: r.Accepted}
	if r.CorrectedAt != nil {
		at := date.FromMillis(*r.CorrectedAt)
		v.CorrectedAt = &at
	}
	return v
}

func outlook(level Level, lots []Lot) Outlook {
	o := Outlook{Run: run(lots), Rejected: rejected(lots), Steady: steady(last(lots, acceptedRun))}
	if level == Normal {
		o.Rejected, o.Score = rejected(last(lots, windowLots)), Score(lots)
	}
	if line, ok := next(level, lots); ok && line.approval {
		o.Approval = line.rule
	}
	return o
}

// switches returns the newest switches of a level. One whose lots were corrected since
// is marked: it stays what it was, and somebody may decide otherwise.
func (s *Service) switches(ctx context.Context, l levelRow, n int) ([]SwitchView, error) {
	var rows []struct {
		Base     switchRow `gorm:"embedded"`
		Name     *string
		Affected int
	}
	err := s.db.Conn(ctx).Table("supervision_switches w").Joins("LEFT JOIN users u ON u.id = w.decided_by").Where("w.contract_id = ? AND w.checklist_id = ?", l.ContractID, l.ChecklistID).
		Select("w.*, u.display_name AS name, (SELECT COUNT(*) FROM supervision_lots t WHERE t.contract_id = w.contract_id AND t.checklist_id = w.checklist_id " +
			"AND t.from_day < w.since_day AND t.corrected_at >= w.switched_at AND t.accepted <> t.now_accepted) AS affected").
		Order("w.id DESC").Limit(n).Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	out := make([]SwitchView, len(rows))
	for i, r := range rows {
		b := r.Base
		out[i] = SwitchView{ID: b.ID, From: Level(b.FromLevel), To: Level(b.ToLevel), Rule: Rule(b.Rule), Since: date.Day(b.SinceDay), DecidedBy: text(r.Name),
			Reason: b.Reason, At: date.FromMillis(b.SwitchedAt), Doubtful: r.Affected > 0}
		if err := json.Unmarshal([]byte(b.Figures), &out[i].Figures); err != nil {
			return nil, fault.Internal(err)
		}
	}
	return out, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
