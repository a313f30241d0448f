package checklist

import (
	"time"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/standard"
)

// CurrentView is the version of a checklist that is in force.
type CurrentView struct {
	ID          string       `json:"id"`
	Number      int          `json:"number"`
	TotalPoints money.Points `json:"totalPoints"`
	PublishedAt time.Time    `json:"publishedAt"`
}

// View is a checklist as it is listed.
type View struct {
	ID             string         `json:"id"`
	Code           string         `json:"code"`
	Title          string         `json:"title"`
	Category       vocab.Category `json:"category"`
	State          string         `json:"state" enum:"active,retired"`
	CurrentVersion *CurrentView   `json:"currentVersion,omitempty"`
	DraftVersionID string         `json:"draftVersionId,omitempty"`
	ItemCount      int            `json:"itemCount"`
	Version        int            `json:"version"`
}

// EditionView is a version in the history of its checklist.
type EditionView struct {
	ID          string       `json:"id"`
	Number      int          `json:"number"`
	State       VersionState `json:"state" enum:"draft,published,superseded"`
	TotalPoints money.Points `json:"totalPoints"`
	PublishedAt *time.Time   `json:"publishedAt,omitempty"`
	PublishedBy string       `json:"publishedBy,omitempty"`
	Note        string       `json:"note"`
}

// Detail is a checklist with its history.
type Detail struct {
	View
	Versions []EditionView `json:"versions"`
}

// ClauseRef names the clause behind an item.
type ClauseRef struct {
	ID            string `json:"id"`
	Number        string `json:"number"`
	Title         string `json:"title"`
	StandardNo    string `json:"standardNo"`
	StandardTitle string `json:"standardTitle"`
}

// ItemView is an item as people read it.
type ItemView struct {
	ID            string               `json:"id"`
	Code          string               `json:"code"`
	Text          string               `json:"text"`
	Points        money.Points         `json:"points"`
	Severity      vocab.Severity       `json:"severity"`
	PhotoOnFail   bool                 `json:"photoOnFail"`
	NAAllowed     bool                 `json:"naAllowed"`
	ClauseID      string               `json:"clauseId,omitempty"`
	Clause        *ClauseRef           `json:"clause,omitempty"`
	Frequency     string               `json:"frequency"`
	DeductionRule string               `json:"deductionRule"`
	SourceID      string               `json:"sourceId,omitempty"`
	Source        *standard.SourceView `json:"source,omitempty"`
	PointsBasis   string               `json:"pointsBasis"`
}

// SectionView groups items under a title.
type SectionView struct {
	Title string     `json:"title"`
	Items []ItemView `json:"items"`
}

// VersionView is a version with its items.
type VersionView struct {
	ID             string         `json:"id"`
	ChecklistID    string         `json:"checklistId"`
	ChecklistCode  string         `json:"checklistCode"`
	ChecklistTitle string         `json:"checklistTitle"`
	Category       vocab.Category `json:"category"`
	Number         int            `json:"number"`
	State          VersionState   `json:"state" enum:"draft,published,superseded"`
	TotalPoints    money.Points   `json:"totalPoints"`
	Note           string         `json:"note"`
	Version        int            `json:"version"`
	Demands        Demands        `json:"demands"`
	Sections       []SectionView  `json:"sections"`
}

// sections groups consecutive items of the same section.
func sections(items []Item, clauses map[string]ClauseRef, sources map[string]*standard.SourceView) []SectionView {
	out := []SectionView{}
	for i, item := range items {
		if i == 0 || item.Section != items[i-1].Section {
			out = append(out, SectionView{Title: item.Section, Items: []ItemView{}})
		}
		v := ItemView{ID: item.ID, Code: item.Code, Text: item.Text, Points: item.Points, Severity: item.Severity, PhotoOnFail: item.PhotoOnFail,
			NAAllowed: item.NAAllowed, ClauseID: item.ClauseID, Frequency: item.Frequency, DeductionRule: item.DeductionRule,
			SourceID: item.SourceID, Source: sources[item.SourceID], PointsBasis: item.PointsBasis}
		if ref, ok := clauses[item.ClauseID]; ok {
			v.Clause = &ref
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, v)
	}
	return out
}
