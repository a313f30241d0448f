package checkpoint

import (
	"context"
	"slices"

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
