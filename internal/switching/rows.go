package switching

import (
	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
)

var _ = db.Register(levelRow{}, lotRow{}, switchRow{})

type levelRow struct {
	ContractID  string `gorm:"primaryKey"`
	ChecklistID string `gorm:"primaryKey"`
	SupplierID  string
	Level       string
	SinceDay    string
	JudgedDay   string // last day of the last lot
	Version     int
}

func (levelRow) TableName() string { return "supervision_levels" }

type lotRow struct {
	ContractID  string `gorm:"primaryKey"`
	ChecklistID string `gorm:"primaryKey"`
	FromDay     string `gorm:"primaryKey"`
	ToDay       string
	Level       string
	Checks      int
	JudgedItems int
	FailedItems int
	PlanSize    int
	Acceptance  int
	Accepted    bool
	ScoreStep   int
	Irregular   string
	VerdictAt   int64
	NowJudged   int
	NowFailed   int
	NowAccepted bool
	CorrectedAt *int64
}

func (lotRow) TableName() string { return "supervision_lots" }

// lot is the lot as it counts from now on.
func (r lotRow) lot() Lot {
	return Lot{date.Day(r.FromDay), date.Day(r.ToDay), r.NowAccepted, r.ScoreStep, r.Irregular}
}

func lotsOf(rows []lotRow) []Lot {
	out := make([]Lot, len(rows))
	for i, r := range rows {
		out[i] = r.lot()
	}
	return out
}

type switchRow struct {
	ID          string `gorm:"primaryKey"`
	ContractID  string
	ChecklistID string
	SupplierID  string
	FromLevel   string
	ToLevel     string
	Rule        string
	Figures     string // JSON of Figures
	SinceDay    string
	DecidedBy   string
	Reason      string
	SwitchedAt  int64
}

func (switchRow) TableName() string { return "supervision_switches" }
