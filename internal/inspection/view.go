package inspection

import (
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/round"
)

// Receipt is the proof that a check was received.
type Receipt struct {
	ID             string          `json:"id"`
	Number         string          `json:"number"`
	ReceivedAt     time.Time       `json:"receivedAt"`
	OccurredOn     date.Day        `json:"occurredOn"`
	CheckpointName string          `json:"checkpointName"`
	SiteName       string          `json:"siteName"`
	Pass           int             `json:"pass"`
	Fail           int             `json:"fail"`
	NA             int             `json:"na"`
	Points         money.Points    `json:"points"`
	TotalPoints    money.Points    `json:"totalPoints" doc:"without the items that did not apply"`
	TaskID         string          `json:"taskId,omitempty" doc:"the task this check has done"`
	Findings       []FindingRef    `json:"findings"`
	NextTask       *round.TaskView `json:"nextTask,omitempty"`
	Doubts         []doubt.Raised  `json:"doubts" doc:"what somebody will look at again; the record counts meanwhile"`
}

// FindingRef names a finding that a failed item opened.
type FindingRef struct {
	ID       string         `json:"id"`
	Number   string         `json:"number"`
	Severity vocab.Severity `json:"severity"`
	DueOn    date.Day       `json:"dueOn"`
	ItemText string         `json:"itemText"`
}

// Row is an inspection as it is listed. The supplier is empty for a third party, who
// must not know whose work it judges.
type Row struct {
	ID             string         `json:"id"`
	Number         string         `json:"number"`
	Mode           Mode           `json:"mode" enum:"self,supervision"`
	OccurredOn     date.Day       `json:"occurredOn"`
	FinishedAt     time.Time      `json:"finishedAt"`
	SupplierID     string         `json:"supplierId"`
	SupplierName   string         `json:"supplierName"`
	SiteID         string         `json:"siteId"`
	SiteName       string         `json:"siteName"`
	CheckpointID   string         `json:"checkpointId"`
	CheckpointName string         `json:"checkpointName"`
	Category       vocab.Category `json:"category"`
	ChecklistTitle string         `json:"checklistTitle"`
	VersionNumber  int            `json:"versionNumber"`
	InspectorName  string         `json:"inspectorName"`
	Pass           int            `json:"pass"`
	Fail           int            `json:"fail"`
	NA             int            `json:"na"`
	Points         money.Points   `json:"points"`
	TotalPoints    money.Points   `json:"totalPoints"`
	FindingCount   int            `json:"findingCount"`
	Withdrawn      bool           `json:"withdrawn" doc:"proved false; it counts no longer"`
}

// ObservationView is one item of a record, with the words it was checked by.
type ObservationView struct {
	ID        string               `json:"id"`
	ItemID    string               `json:"itemId"`
	Code      string               `json:"code"`
	Section   string               `json:"section"`
	Text      string               `json:"text"`
	Points    money.Points         `json:"points"`
	Severity  vocab.Severity       `json:"severity"`
	Result    vocab.Result         `json:"result"`
	Note      string               `json:"note"`
	Clause    *checklist.ClauseRef `json:"clause,omitempty"`
	Photos    []string             `json:"photos"`
	FindingID string               `json:"findingId,omitempty"`
}

// Detail is an inspection with its observations.
type Detail struct {
	Row
	StartedAt          time.Time         `json:"startedAt"`
	ReceivedAt         time.Time         `json:"receivedAt"`
	Note               string            `json:"note"`
	CodeScanned        bool              `json:"codeScanned"`
	TaskID             string            `json:"taskId,omitempty"`
	ChecklistVersionID string            `json:"checklistVersionId"`
	Observations       []ObservationView `json:"observations"`
}
