// Package checklist keeps what is checked: checklists, their versions and items. A
// published version never changes, so that a record keeps the words it was made
// with.
package checklist

import (
	"fmt"
	"strings"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// States of a checklist.
const (
	Active  = "active"
	Retired = "retired"
)

// VersionState is where a version stands.
type VersionState string

// The states. Only a draft can be changed.
const (
	Draft      VersionState = "draft"
	Published  VersionState = "published"
	Superseded VersionState = "superseded"
)

// Bounds of a version. A phone shows it as one column.
const (
	maxItems  = 200
	maxPoints = money.Points(10_000_00)
)

// Checklist is what is checked at one kind of place.
type Checklist struct {
	ID               string
	Code             string
	Title            string
	Category         vocab.Category
	State            string
	CurrentVersionID string // "" before the first is published
	Version          int
}

// Item is one thing to look at. Its points are lost by a fail.
type Item struct {
	ID            string
	Code          string
	Section       string
	Text          string
	Points        money.Points
	Severity      vocab.Severity
	PhotoOnFail   bool
	NAAllowed     bool
	ClauseID      string // "" if no clause stands behind it
	Frequency     string
	DeductionRule string
	SourceID      string
	PointsBasis   string // where the points come from: source, suggested, agency
}

// Version is one edition of a checklist.
type Version struct {
	ID           string
	ChecklistID  string
	Number       int
	State        VersionState
	TotalPoints  money.Points
	Note         string
	PublishedAt  *time.Time
	PublishedBy  string
	SupersededAt *time.Time
	Version      int
	Demands      Demands
	Items        []Item
}

// where names an item as the request does, which groups items by section.
func (v Version) where(index int) string {
	section, item := 0, 0
	for i := 1; i <= index; i++ {
		if v.Items[i].Section != v.Items[i-1].Section {
			section, item = section+1, 0
		} else {
			item++
		}
	}
	return fmt.Sprintf("sections[%d].items[%d]", section, item)
}

// checkDraft refuses what cannot even be kept as a draft.
func (v Version) checkDraft() error {
	if len(v.Items) > maxItems {
		return fault.Invalid("too_many_items", "sections", fmt.Sprintf("A checklist has at most %d items.", maxItems))
	}
	if v.TotalPoints < 0 || v.TotalPoints > maxPoints {
		return fault.Invalid("points_out_of_range", "totalPoints", "The total is between 0 and 10000 points.")
	}
	if err := v.Demands.check(); err != nil {
		return err
	}
	sections, codes, last := map[string]bool{}, map[string]bool{}, ""
	for i, item := range v.Items {
		at := v.where(i)
		switch {
		case strings.TrimSpace(item.Text) == "":
			return fault.Invalid("required", at+".text", "An item needs its text.")
		case item.Points < 0 || item.Points > maxPoints:
			return fault.Invalid("points_out_of_range", at+".points", "Points are between 0 and 10000.")
		case !item.Severity.Valid():
			return fault.Invalid("not_allowed", at+".severity", "There is no such severity.")
		case codes[item.Code]:
			return fault.Invalid("item_code_duplicate", at+".code", "Two items have this code.")
		case item.Section != last && sections[item.Section]:
			return fault.Invalid("section_duplicate", at, "Two sections have the same title.")
		}
		sections[item.Section], codes[item.Code], last = true, true, item.Section
	}
	return nil
}

// checkPublish refuses a version that nobody could be judged by.
func (v Version) checkPublish() error {
	if v.State != Draft {
		return notDraft()
	}
	if len(v.Items) == 0 {
		return fault.Invalid("items_missing", "sections", "A checklist needs at least one item.")
	}
	sum := money.Points(0)
	for _, item := range v.Items {
		sum += item.Points
	}
	if sum != v.TotalPoints {
		return fault.Invalid("points_do_not_add_up", "totalPoints", fmt.Sprintf("The items add up to %s points, the total says %s.", sum, v.TotalPoints))
	}
	return nil
}

func notDraft() error {
	return fault.Conflict("version_not_draft", "The version was published and cannot be changed; start a new one.")
}

// Sheet is what never changes of a published version. Sheets are shared: do not
// write to one.
type Sheet struct {
	VersionID   string
	ChecklistID string
	Title       string
	Number      int
	TotalPoints money.Points
	Demands     Demands
	Items       []Item
	index       map[string]int
}

// Find returns the position of an item, -1 if it is of another version.
func (s *Sheet) Find(itemID string) int {
	if i, ok := s.index[itemID]; ok {
		return i
	}
	return -1
}
