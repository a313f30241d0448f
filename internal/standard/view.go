package standard

import "hengjian/internal/kernel/vocab"

// View is a standard as it is listed.
type View struct {
	ID          string `json:"id"`
	StandardNo  string `json:"standardNo"`
	Title       string `json:"title"`
	Category    System `json:"category" enum:"general,supervision,assurance"`
	Status      string `json:"status"`
	SourceID    string `json:"sourceId"`
	SourceNote  string `json:"sourceNote"`
	Issued      string `json:"issued"`
	Effective   string `json:"effective"`
	ClauseCount int    `json:"clauseCount"`
	Version     int    `json:"version"`

	Source *SourceView `json:"source,omitempty" gorm:"-"`
}

// ClauseView is a clause as it is listed.
type ClauseView struct {
	ID            string         `json:"id"`
	StandardID    string         `json:"standardId"`
	StandardNo    string         `json:"standardNo"`
	StandardTitle string         `json:"standardTitle"`
	Number        string         `json:"number"`
	Title         string         `json:"title"`
	Text          string         `json:"text"`
	Category      vocab.Category `json:"category,omitempty"`
	SourceID      string         `json:"sourceId"`
	Version       int            `json:"version"`
	Source        *SourceView    `json:"source,omitempty" gorm:"-"`
}

// Detail is a standard with its clauses.
type Detail struct {
	View
	Clauses []ClauseView `json:"clauses"`
}

func (v *View) sourced() (string, **SourceView)       { return v.SourceID, &v.Source }
func (v *ClauseView) sourced() (string, **SourceView) { return v.SourceID, &v.Source }

// HangingItem is a checklist item that names a clause.
type HangingItem struct {
	ID             string `json:"id"`
	ChecklistID    string `json:"checklistId"`
	ChecklistTitle string `json:"checklistTitle"`
	ChecklistCode  string `json:"checklistCode"`
	VersionID      string `json:"versionId"`
	VersionNumber  int    `json:"versionNumber"`
	Text           string `json:"text"`
}

// Results counts what was found on a clause.
type Results struct {
	Pass     int64 `json:"pass"`
	Fail     int64 `json:"fail"`
	NA       int64 `json:"na"`
	Findings int64 `json:"findings"`
}

// ClauseDetail is a clause with everything that hangs on it.
type ClauseDetail struct {
	ClauseView
	Standard View          `json:"standard"`
	Items    []HangingItem `json:"items"`
	Last90   Results       `json:"last90" doc:"results of the last 90 days, as far as the caller may see them"`
}
