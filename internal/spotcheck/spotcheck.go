package spotcheck

import (
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
)

// UnitKind is what a draw draws.
type UnitKind string

// The kinds of units. Of a drawn contract one of its places is drawn.
const (
	ByCheckpoint UnitKind = "checkpoint"
	ByContract   UnitKind = "contract"
)

// Purpose is why a draw was made.
type Purpose string

// The purposes.
const (
	Manual   Purpose = "manual"   // somebody ordered it
	Adaptive Purpose = "adaptive" // the level of supervision asks for it
	Recheck  Purpose = "recheck"  // inspectors are inspected
)

// State is where a draw stands. It is never edited: what is wrong is cancelled.
type State string

// The states.
const (
	Prepared  State = "prepared" // the population is fixed, there is no seed yet
	Finished  State = "drawn"
	Cancelled State = "cancelled"
)

// Order is a draw that somebody wants. Empty filters mean all.
type Order struct {
	Title       string
	Unit        UnitKind
	Count       int
	ChecklistID string // without one, each place is checked by its own first list
	SiteIDs     []string
	Categories  []vocab.Category
	SupplierIDs []string
	From, To    date.Day // the checks are made within
	ThirdParty  bool     // assessors may be drawn too, for their sites
}

// Bounds of an order.
const (
	maxTitle = 100
	maxCount = 200
	maxDays  = 31
	maxUnits = 20_000
)

func (o *Order) check(today date.Day) error {
	o.Title = strings.TrimSpace(o.Title)
	switch n := utf8.RuneCountInString(o.Title); {
	case n == 0:
		return fault.Invalid("required", "title", "Give the draw a title.")
	case n > maxTitle:
		return fault.Invalid("too_long", "title", "A title has at most 100 characters.")
	case o.Unit != ByCheckpoint && o.Unit != ByContract:
		return fault.Invalid("not_allowed", "unit", "A draw draws checkpoints or contracts.")
	case o.Count < 1 || o.Count > maxCount:
		return fault.Invalid("out_of_range", "count", "A draw takes 1 to 200 objects.")
	case o.From < today:
		return fault.Invalid("day_past", "from", "A draw is for today or later.")
	case o.To < o.From:
		return fault.Invalid("period_order", "to", "The last day is before the first.")
	case o.From.Until(o.To) >= maxDays:
		return fault.Invalid("period_too_long", "to", "A draw is for at most 31 days.")
	}
	return nil
}

// Bounds of a reason, in characters.
const (
	minReason = 5
	maxReason = 500
)

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < minReason || n > maxReason {
		return "", fault.Invalid("reason_too_short", "reason", "Give a reason of 5 to 500 characters; it stands in the audit log.")
	}
	return reason, nil
}

// Row is a draw as it is listed.
type Row struct {
	ID               string     `json:"id"`
	Number           string     `json:"number"`
	Title            string     `json:"title"`
	Purpose          Purpose    `json:"purpose" enum:"manual,adaptive,recheck"`
	Unit             UnitKind   `json:"unit" enum:"checkpoint,contract"`
	State            State      `json:"state" enum:"prepared,drawn,cancelled"`
	From             date.Day   `json:"from"`
	To               date.Day   `json:"to"`
	PopulationSize   int        `json:"populationSize"`
	PopulationDigest string     `json:"populationDigest"`
	InspectorCount   int        `json:"inspectorCount" doc:"people who may be drawn"`
	Count            int        `json:"count" doc:"objects wanted; once drawn, objects drawn"`
	Done             int        `json:"done"`
	Missed           int        `json:"missed"`
	PreparedBy       string     `json:"preparedBy" doc:"name"`
	PreparedAt       time.Time  `json:"preparedAt"`
	DrawnBy          string     `json:"drawnBy,omitempty" doc:"name"`
	DrawnAt          *time.Time `json:"drawnAt,omitempty"`
	CancelledBy      string     `json:"cancelledBy,omitempty" doc:"name"`
	CancelledAt      *time.Time `json:"cancelledAt,omitempty"`
	Reason           string     `json:"reason,omitempty" doc:"of the cancellation"`
}

// Filter is what a population was chosen by.
type Filter struct {
	ChecklistID string           `json:"checklistId,omitempty"`
	SiteIDs     []string         `json:"siteIds"`
	Categories  []vocab.Category `json:"categories"`
	SupplierIDs []string         `json:"supplierIds"`
	ThirdParty  bool             `json:"thirdParty"`
}

// Detail is a draw with what came of it.
type Detail struct {
	Row
	Filter    Filter   `json:"filter"`
	Algorithm string   `json:"algorithm"`
	Seed      string   `json:"seed,omitempty" doc:"32 bytes, hexadecimal; absent until drawn"`
	Objects   []Object `json:"objects"`
	MayDraw   bool     `json:"mayDraw" doc:"by the reader"`
	MayCancel bool     `json:"mayCancel" doc:"by the reader"`
}

// Object is a drawn object. conflict: the inspector has since declared an interest.
type Object struct {
	Position       int    `json:"position"`
	CheckpointID   string `json:"checkpointId"`
	CheckpointName string `json:"checkpointName"`
	SiteName       string `json:"siteName"`
	SupplierName   string `json:"supplierName"`
	ContractName   string `json:"contractName"`
	ChecklistTitle string `json:"checklistTitle"`
	InspectorName  string `json:"inspectorName"`
	TaskState      string `json:"taskState" enum:"open,done,late,missed,withdrawn"`
	InspectionID   string `json:"inspectionId,omitempty"`
	Fail           *int   `json:"fail,omitempty" doc:"failed items, once checked"`
	Conflict       bool   `json:"conflict"`
}

// Preview is what an order would be drawn from.
type Preview struct {
	Size       int             `json:"size"`
	Suppliers  []PreviewCount  `json:"suppliers"`
	Sites      []PreviewCount  `json:"sites"`
	Inspectors []PreviewPerson `json:"inspectors"`
	Unmanned   string          `json:"unmanned,omitempty" doc:"name of a supplier to whom nobody may be sent"`
}

// PreviewCount is a part of a population.
type PreviewCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// PreviewPerson is somebody who may be drawn.
type PreviewPerson struct {
	Name      string `json:"name"`
	Conflicts int    `json:"conflicts" doc:"suppliers of the population to whom the person is not sent"`
}
