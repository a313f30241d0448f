package spotcheck

import (
	"encoding/json"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
)

var _ = db.Register(drawRow{}, populationRow{}, objectRow{}, conflictRow{})

type drawRow struct {
	ID               string `gorm:"primaryKey"`
	Number           string
	Title            string
	Purpose          string
	Unit             string
	Filter           string // JSON of Filter
	FromDay          string
	ToDay            string
	PopulationDigest string
	PopulationSize   int
	InspectorCount   int
	ObjectCount      int
	Algorithm        string
	Seed             string
	State            string
	PreparedBy       string
	PreparedAt       int64
	DrawnBy          string
	DrawnAt          *int64
	CancelledBy      string
	CancelledAt      *int64
	Reason           string
}

func (drawRow) TableName() string { return "spot_checks" }

// order returns what the draw was prepared from.
func (r drawRow) order() Order {
	f := r.filter()
	return Order{Title: r.Title, Unit: UnitKind(r.Unit), Count: r.ObjectCount, ChecklistID: f.ChecklistID, SiteIDs: f.SiteIDs, Categories: f.Categories,
		SupplierIDs: f.SupplierIDs, From: date.Day(r.FromDay), To: date.Day(r.ToDay), ThirdParty: f.ThirdParty}
}

func (r drawRow) filter() (f Filter) {
	_ = json.Unmarshal([]byte(r.Filter), &f) // written by this package
	return f
}

func (o Order) filter() string {
	text, _ := json.Marshal(Filter{o.ChecklistID, list(o.SiteIDs), list(o.Categories), list(o.SupplierIDs), o.ThirdParty}) // texts only: cannot fail
	return string(text)
}

// list is never null.
func list[T any](in []T) []T { return append([]T{}, in...) }

type populationRow struct {
	SpotCheckID string `gorm:"primaryKey"`
	Frozen      string
}

func (populationRow) TableName() string { return "spot_check_populations" }

type objectRow struct {
	ID           string `gorm:"primaryKey"`
	SpotCheckID  string
	Position     int
	Stratum      string
	UnitKey      string
	CheckpointID string
	ChecklistID  string
	SupplierID   string
	ContractID   string
	SiteID       string
	InspectorID  string
	TaskID       string
}

func (objectRow) TableName() string { return "spot_check_objects" }

type conflictRow struct {
	ID         string `gorm:"primaryKey"`
	UserID     string
	SupplierID string
	Reason     string
	FromDay    string
	UntilDay   string
	RecordedBy string
	RecordedAt int64
	EndedBy    string
	EndedAt    *int64
	EndReason  string
}

func (conflictRow) TableName() string { return "conflicts_of_interest" }
