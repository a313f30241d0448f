// Package doubt finds reasons to doubt a record and lets a manager decide on them. It
// never refuses a record: whoever was there must not be sent away because a phone is
// weak. What it finds is kept as a fact, shown to a manager with its figures, and
// counts against nobody before the manager decided.
package doubt

import (
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/picture"
)

// Kind is what is doubted.
type Kind string

// The kinds, each with its one meaning.
const (
	OutsideFence     Kind = "outside_fence"      // the position is farther from the place than the fence and the accuracy allow
	SpeedImpossible  Kind = "speed_impossible"   // nobody gets from one record's position to the other's in that time
	PhotoIdentical   Kind = "photo_identical"    // the same photo, byte for byte, is in another record
	PhotoSimilar     Kind = "photo_similar"      // a photo of another record, encoded again, scaled or cropped
	ClockFar         Kind = "clock_far"          // the phone's clock is far from ours
	PositionRepeated Kind = "position_repeated"  // the same position to the last digit as in another record
	LabelReplaced    Kind = "label_replaced"     // the code is that of a label that a newer one replaced
	MissingLabelScan Kind = "missing_label_scan" // the checklist demands a scan of the label
	MissingPosition  Kind = "missing_position"   // the checklist demands a position
	MissingChallenge Kind = "missing_challenge"  // the checklist demands a token of the server
	MissingDwell     Kind = "missing_dwell"      // the check took less time than the checklist demands
	MissingPhoto     Kind = "missing_photo"      // the checklist demands at least one photo
	MissingCamera    Kind = "missing_camera"     // the checklist demands photos made in the app; these come from elsewhere
	BroughtByFile    Kind = "brought_by_file"    // somebody else than its author brought the record in a file
)

// Kinds is the closed list.
var Kinds = []Kind{OutsideFence, SpeedImpossible, PhotoIdentical, PhotoSimilar, ClockFar, PositionRepeated, LabelReplaced,
	MissingLabelScan, MissingPosition, MissingChallenge, MissingDwell, MissingPhoto, MissingCamera, BroughtByFile}

// State is what became of a doubt.
type State string

// The states.
const (
	Open      State = "open"
	Upheld    State = "upheld"    // right: the record counts no longer
	Dismissed State = "dismissed" // unfounded
)

// Why something demanded is missing.
const (
	becauseNone       = "none"        // nothing came with the record
	becauseNoConsent  = "no_consent"  // the person did not agree, and nothing was kept
	becauseStale      = "stale"       // it belongs to another time
	becauseInaccurate = "inaccurate"  // its accuracy says nothing
	becauseTyped      = "typed"       // the code was typed
	becauseInvalid    = "not_genuine" // not a token of this server for this person and check
	becauseFile       = "file"        // photos from the phone's files, or from another camera app
)

// Figures are what a doubt rests on. Which of them stand depends on the kind. They
// hold no coordinates: those are kept apart and purged.
type Figures struct {
	DistanceM       *int64 `json:"distanceM,omitempty" doc:"metres"`
	RadiusM         *int64 `json:"radiusM,omitempty" doc:"metres allowed"`
	AccuracyM       *int64 `json:"accuracyM,omitempty" doc:"metres, of this record's position"`
	OtherAccuracyM  *int64 `json:"otherAccuracyM,omitempty"`
	SpeedMps        *int64 `json:"speedMps,omitempty" doc:"metres a second it would have taken"`
	LimitMps        *int64 `json:"limitMps,omitempty"`
	Seconds         *int64 `json:"seconds,omitempty" doc:"between the two records, or on the spot"`
	LimitSeconds    *int64 `json:"limitSeconds,omitempty" doc:"demanded or allowed"`
	OffsetSeconds   *int64 `json:"offsetSeconds,omitempty" doc:"the phone's clock minus ours"`
	Bits            *int64 `json:"bits,omitempty" doc:"of 128 that differ"`
	LimitBits       *int64 `json:"limitBits,omitempty"`
	Photos          *int64 `json:"photos,omitempty" doc:"how many photos of the record"`
	LabelVersion    *int64 `json:"labelVersion,omitempty"`
	CurrentVersion  *int64 `json:"currentVersion,omitempty"`
	Because         string `json:"because,omitempty" enum:"none,no_consent,stale,inaccurate,typed,not_genuine,file"`
	BroughtBy       string `json:"broughtBy,omitempty" doc:"name of who brought the file"`
	BroughtByID     string `json:"broughtById,omitempty"`
	SentAfterSecond *int64 `json:"sentAfterSeconds,omitempty" doc:"between the end of the check and its arrival: long for a phone without signal"`
}

// Raised is a doubt as the receipt names it.
type Raised struct {
	Kind    Kind    `json:"kind"`
	Figures Figures `json:"figures"`
	otherID string
}

// Sources of a label's code.
const (
	ByCamera = "camera"
	ByPhoto  = "photo"
	ByTyping = "typed"
	ByLink   = "link" // the phone's own camera opened it
)

// Position is where a phone says it was.
type Position struct {
	At        geo.Point
	AccuracyM int
	TakenAt   time.Time
}

// Evidence is what came with a record. All parts are optional.
type Evidence struct {
	Position  *Position
	Challenge string
	SentAt    *time.Time // the phone's clock when it sent the record
	ScannedAt *time.Time
	Source    string
	Photos    string // where the photos came from: InApp, FromFile or "" when it was not said
}

// Where photos came from.
const (
	InApp    = "app"  // the app's own camera made every one
	FromFile = "file" // at least one came from the phone's files or its camera app
)

// Fence is where a record's place is.
type Fence struct {
	Centre  geo.Point
	RadiusM int // 0 for the agency's usual radius
}

// Label is a label that was scanned although a newer one is in force.
type Label struct{ Version, Current int }

// Record is a submission on its way into the database.
type Record struct {
	ID           string
	Mode         string
	SupplierID   string
	ContractID   string
	SiteID       string
	CheckpointID string
	Category     vocab.Category
	PersonID     string
	Day          date.Day
	StartedAt    time.Time
	FinishedAt   time.Time
	ReceivedAt   time.Time
	Demands      checklist.Demands
	Evidence     *Evidence
	Fence        *Fence
	CodeGiven    bool
	Replaced     *Label
	Photos       map[string]picture.Look // by name
	Carrier      authz.Carrier           // who brought the record, if not its author
}

func figure[T int | int64](v T) *int64 {
	n := int64(v)
	return &n
}
