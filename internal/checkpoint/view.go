package checkpoint

import (
	"time"

	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
)

// ListRef names a checklist of a checkpoint.
type ListRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// View is a checkpoint as it is listed. Supplier and contract are empty for a third
// party, who must not know whose work it judges.
type View struct {
	ID              string         `json:"id"`
	Number          string         `json:"number"`
	Name            string         `json:"name"`
	SiteID          string         `json:"siteId"`
	SiteName        string         `json:"siteName"`
	AreaID          string         `json:"areaId,omitempty"`
	AreaName        string         `json:"areaName,omitempty"`
	SupplierID      string         `json:"supplierId"`
	SupplierName    string         `json:"supplierName"`
	ContractID      string         `json:"contractId"`
	ContractName    string         `json:"contractName"`
	ContractLineID  string         `json:"contractLineId,omitempty"`
	Category        vocab.Category `json:"category"`
	State           string         `json:"state" enum:"active,retired"`
	Checklists      []ListRef      `json:"checklists"`
	LastInspectedAt *time.Time     `json:"lastInspectedAt,omitempty"`
	OpenFindings    int            `json:"openFindings"`
	Version         int            `json:"version"`
	Centre          *geo.Shown     `json:"centre,omitempty" doc:"where it is, if it has a place of its own"`
}

// LabelView is the label in force. Only who may replace it sees it: a code that can
// be read off a screen proves nobody's presence.
type LabelView struct {
	Code         string `json:"code"`
	LabelVersion int    `json:"labelVersion"`
	URL          string `json:"url"`
}

// Detail is a checkpoint with its label.
type Detail struct {
	View
	Label *LabelView `json:"label,omitempty"`
}
