package checkpoint

import (
	"context"

	"hengjian/internal/checklist"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
)

// Opened is what a label opens.
type Opened struct {
	Checkpoint View
	Checklists []checklist.VersionView
}

// Lookup returns what a label opens for a signed-in person: the checkpoint, the
// checklists in force. The readable number opens it too, for a
// label that cannot be scanned. Refused: 404 code_unknown, 410 code_revoked, 410
// checkpoint_retired.
func (s *Service) Lookup(ctx context.Context, entered string) (Opened, error) {
	var column, value string
	if number, ok := ParseNumber(entered); ok {
		column, value = "p.number", number
	} else if code, ok := ParseCode(entered); ok {
		row, err := s.findCode(ctx, code)
		if err != nil {
			return Opened{}, err
		}
		if row.State == Revoked {
			// whoever may not see the place learns nothing of its labels
			if _, err := s.view(ctx, "p.id", row.CheckpointID); err == nil {
				return Opened{}, CodeRevoked()
			}
			return Opened{}, CodeUnknown()
		}
		column, value = "p.id", row.CheckpointID
	} else {
		return Opened{}, CodeUnknown()
	}
	v, err := s.view(ctx, column, value)
	switch {
	case fault.Is(err, "not_found"):
		return Opened{}, CodeUnknown()
	case err != nil:
		return Opened{}, err
	case v.State == Retired:
		return Opened{}, IsRetired()
	}
	lists, err := s.inForce(ctx, v.Checklists)
	return Opened{v, lists}, err
}

// inForce returns the published version of each checklist; one without is left out.
func (s *Service) inForce(ctx context.Context, refs []ListRef) ([]checklist.VersionView, error) {
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	var current []struct{ ID, CurrentVersionID string }
	if err := s.db.Conn(ctx).Table("checklists").Select("id, current_version_id").Where("id IN ? AND current_version_id <> ''", ids).Scan(&current).Error; err != nil {
		return nil, db.Fault(err)
	}
	versions := map[string]string{}
	for _, c := range current {
		versions[c.ID] = c.CurrentVersionID
	}
	out := []checklist.VersionView{}
	for _, ref := range refs {
		if versions[ref.ID] == "" {
			continue
		}
		v, err := s.checklists.Version(ctx, versions[ref.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
