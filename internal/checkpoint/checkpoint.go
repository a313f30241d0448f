// Package checkpoint keeps the places that are checked and the labels that open them.
package checkpoint

import (
	"strings"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
)

// States of a checkpoint and of a code.
const (
	Active  = "active"
	Retired = "retired"
	Revoked = "revoked"
)

// Checkpoint is a place under a site that one contract's supplier looks after.
type Checkpoint struct {
	ID             string
	Number         string // "DW-7K3F9Q", for people
	Name           string
	SiteID         string
	AreaID         string // "" if the whole site is meant
	SupplierID     string // always the contract's
	ContractID     string
	ContractLineID string // "" if no single line stands behind it
	Category       vocab.Category
	State          string
	ChecklistIDs   []string
	Centre         *geo.Point // nil where the site's is meant
	RadiusM        int        // of the fence; 0 for the site's or the agency's usual one
	Version        int
}

// maxChecklists bounds what is checked at one place: a phone loads all of them.
const maxChecklists = 20

func (c Checkpoint) check() error {
	switch {
	case strings.TrimSpace(c.Name) == "":
		return fault.Invalid("required", "name", "A checkpoint needs a name.")
	case !c.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such service category.")
	case len(c.ChecklistIDs) == 0:
		return fault.Invalid("checklists_missing", "checklistIds", "A checkpoint needs at least one checklist.")
	case len(c.ChecklistIDs) > maxChecklists:
		return fault.Invalid("too_many_checklists", "checklistIds", "A checkpoint has at most 20 checklists.")
	}
	seen := map[string]bool{}
	for _, c := range c.ChecklistIDs {
		if seen[c] {
			return fault.Invalid("checklist_duplicate", "checklistIds", "A checklist is named twice.")
		}
		seen[c] = true
	}
	return nil
}

// mayChange refuses to change what was retired.
func (c Checkpoint) mayChange() error {
	if c.State == Retired {
		return fault.Conflict("checkpoint_retired", "The checkpoint is retired.")
	}
	return nil
}

// CodeUnknown answers for a code that was never given out and for one of a place the
// caller may not see: the two must not be told apart.
func CodeUnknown() error {
	return fault.New(fault.KindNotFound, "code_unknown", "This code belongs to no checkpoint.")
}

// CodeRevoked answers for a label that was replaced.
func CodeRevoked() error {
	return fault.Gone("code_revoked", "This label was replaced; use the new one.")
}

// IsRetired answers for a place that is not checked any more.
func IsRetired() error {
	return fault.Gone("checkpoint_retired", "This checkpoint is retired.")
}
