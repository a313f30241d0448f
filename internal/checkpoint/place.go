package checkpoint

import (
	"context"
	"slices"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
)

// Place is what a submission needs to know of a checkpoint. It is kept in memory and
// says which version of the checkpoint it is: the submission asks the database for
// the version in its transaction and comes back with Fresh when it differs. It is
// not scoped; the submission's own question is. Do not write to one.
type Place struct {
	ID           string
	Name         string
	SiteID       string
	AreaID       string
	SupplierID   string
	ContractID   string
	Category     vocab.Category
	ChecklistIDs []string
	Centre       *geo.Point // nil where the site's is meant
	RadiusM      int
	Version      int
}

// Uses reports whether the checkpoint is checked by the checklist.
func (p *Place) Uses(checklistID string) bool { return slices.Contains(p.ChecklistIDs, checklistID) }

// IDOfCode returns the checkpoint a code was given to, whatever its state; 404
// code_unknown.
func (s *Service) IDOfCode(ctx context.Context, code string) (string, error) {
	if kept, ok := s.codes.Load(code); ok {
		return kept.(string), nil
	}
	row, err := s.findCode(ctx, code)
	if err != nil {
		return "", err
	}
	s.db.AfterCommit(ctx, func() { s.codes.Store(code, row.CheckpointID) })
	return row.CheckpointID, nil
}

// Place returns the place, from memory if it is there.
func (s *Service) Place(ctx context.Context, checkpointID string) (*Place, error) {
	if kept, ok := s.places.Load(checkpointID); ok {
		return kept.(*Place), nil
	}
	return s.Fresh(ctx, checkpointID)
}

// Fresh reads the place again.
func (s *Service) Fresh(ctx context.Context, checkpointID string) (*Place, error) {
	v, err := s.checkpoint(authz.AsSystem(ctx, "place"), checkpointID)
	if err != nil {
		return nil, err
	}
	p := &Place{v.ID, v.Name, v.SiteID, v.AreaID, v.SupplierID, v.ContractID, v.Category, v.ChecklistIDs, v.Centre, v.RadiusM, v.Version}
	// A transaction may see what is rolled back later, so memory waits for its commit.
	s.db.AfterCommit(ctx, func() { s.places.Store(checkpointID, p) })
	return p, nil
}

// Lookup returns what a label opens for a signed-in person: the checkpoint, the
// checklists in force and today's tasks. The readable number opens it too, for a
// label that cannot be scanned. Refused: 404 code_unknown, 410 code_revoked, 410
// checkpoint_retired.
func (s *Service) Lookup(ctx context.Context, entered string) (CodeView, error) {
	column, value := "p.number", ""
	if number, ok := parseNumber(entered); ok {
		value = number
	} else if code, ok := ParseCode(entered); ok {
		row, err := s.findCode(ctx, code)
		if err != nil {
			return CodeView{}, err
		}
		if row.State == Revoked {
			// whoever may not see the place learns nothing of its labels
			if _, err := s.view(ctx, "p.id", row.CheckpointID); err == nil {
				return CodeView{}, CodeRevoked()
			}
			return CodeView{}, CodeUnknown()
		}
		column, value = "p.id", row.CheckpointID
	} else {
		return CodeView{}, CodeUnknown()
	}
	v, err := s.view(ctx, column, value)
	switch {
	case fault.Is(err, "not_found"):
		return CodeView{}, CodeUnknown()
	case err != nil:
		return CodeView{}, err
	case v.State == Retired:
		return CodeView{}, IsRetired()
	}
	out := CodeView{Checkpoint: v}
	if out.Checklists, err = s.inForce(ctx, v.Checklists); err != nil {
		return CodeView{}, err
	}
	out.Tasks, err = s.tasksAt(ctx, v.ID)
	return out, err
}
