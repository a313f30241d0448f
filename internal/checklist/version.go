package checklist

import (
	"context"
	"slices"
	"strconv"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

// Draft starts a new version as a copy of the current one; 409 draft_exists if one
// was started before.
func (s *Service) Draft(ctx context.Context, checklistID string) (VersionView, error) {
	versionID := id.New()
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		c, err := s.checklist(ctx, checklistID)
		if err != nil {
			return err
		}
		if c.State == Retired {
			return fault.Conflict("checklist_retired", "The checklist is retired.")
		}
		var last struct {
			Number int
			Drafts int
		}
		err = s.db.Conn(ctx).Table("checklist_versions").Where("checklist_id = ?", checklistID).
			Select("COALESCE(MAX(number), 0) AS number, COUNT(CASE WHEN state = 'draft' THEN 1 END) AS drafts").Scan(&last).Error
		if err != nil {
			return db.Fault(err)
		}
		if last.Drafts > 0 {
			return draftExists()
		}
		var current Version
		if c.CurrentVersionID != "" {
			if current, err = s.version(ctx, c.CurrentVersionID); err != nil {
				return err
			}
		}
		row := versionRow{ID: versionID, ChecklistID: checklistID, Number: last.Number + 1, State: string(Draft), TotalPoints: int64(current.TotalPoints), Version: 1}.demand(current.Demands)
		if err := s.db.Conn(ctx).Create(&row).Error; db.IsDuplicate(err) {
			return draftExists() // somebody else started one at the same moment
		} else if err != nil {
			return db.Fault(err)
		}
		if err := s.replaceItems(ctx, versionID, current.Items); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actDraft, Target: "checklist_version", TargetID: versionID, After: map[string]any{"checklistId": checklistID, "number": row.Number}})
	})
	if err != nil {
		return VersionView{}, db.Fault(err)
	}
	return s.Version(ctx, versionID)
}

func draftExists() error {
	return fault.Conflict("draft_exists", "The checklist has a draft already.")
}

// Edit is the new content of a draft.
type Edit struct {
	TotalPoints money.Points
	Note        string
	Demands     *Demands // nil leaves them
	Items       []Item   // without identifiers; an empty code is numbered
}

// Edit replaces the content of a draft; 409 version_not_draft, 412 version_stale.
func (s *Service) Edit(ctx context.Context, versionID string, version int, e Edit) (VersionView, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.version(ctx, versionID)
		if err != nil {
			return err
		}
		if before.State != Draft {
			return notDraft()
		}
		after := before
		after.TotalPoints, after.Note, after.Items, after.Version = e.TotalPoints, e.Note, numbered(e.Items), version+1
		if e.Demands != nil {
			after.Demands = *e.Demands
		}
		d := after.Demands
		if err := after.checkDraft(); err != nil {
			return err
		}
		if err := s.clausesExist(ctx, after); err != nil {
			return err
		}
		if err := s.sourcesExist(ctx, before, after); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("checklist_versions").Where("id = ? AND version = ? AND state = ?", versionID, version, string(Draft)).
			Updates(map[string]any{"total_points": int64(after.TotalPoints), "note": after.Note, "version": after.Version,
				"demand_label_scan": d.LabelScan, "demand_position": d.Position, "demand_challenge": d.Challenge,
				"demand_dwell_seconds": d.MinDwellSeconds, "demand_camera_only": d.CameraOnly, "demand_photo": d.PhotoAlways}))
		if err != nil {
			return err
		}
		if err := s.replaceItems(ctx, versionID, after.Items); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actEdit, Target: "checklist_version", TargetID: versionID, Before: before, After: after})
	})
	if err != nil {
		return VersionView{}, db.Fault(err)
	}
	return s.Version(ctx, versionID)
}

func numbered(items []Item) []Item {
	out := make([]Item, len(items))
	for i, item := range items {
		if out[i] = item; item.Code == "" {
			out[i].Code = strconv.Itoa(i + 1)
		}
	}
	return out
}

func (s *Service) clausesExist(ctx context.Context, v Version) error {
	missing, err := s.standards.MissingClause(ctx, clauseIDs(v.Items))
	if err != nil || missing == "" {
		return err
	}
	for i, item := range v.Items {
		if item.ClauseID == missing {
			return fault.Invalid("clause_unknown", v.where(i)+".clauseId", "There is no such clause.")
		}
	}
	return nil
}

// sourcesExist refuses a source nobody knows. What the draft names already stays: a
// mistake of long ago does not keep an item from being changed.
func (s *Service) sourcesExist(ctx context.Context, before, after Version) error {
	named := map[string]bool{}
	for _, item := range before.Items {
		named[item.SourceID] = true
	}
	ids := make([]string, len(after.Items))
	for i, item := range after.Items {
		if !named[item.SourceID] {
			ids[i] = item.SourceID
		}
	}
	missing, err := standard.MissingSource(ctx, s.db, ids...)
	if err != nil || missing == "" {
		return err
	}
	return standard.ErrSourceUnknown(after.where(slices.Index(ids, missing)) + ".sourceId")
}

// Publish puts a draft in force and supersedes the version before it. Refused:
// points_do_not_add_up, items_missing, clause_unknown (422), version_not_draft,
// checklist_retired (409).
func (s *Service) Publish(ctx context.Context, versionID string) (VersionView, error) {
	now := date.Millis(s.clock.Now())
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		v, err := s.version(ctx, versionID)
		if err != nil {
			return err
		}
		c, err := s.checklist(ctx, v.ChecklistID)
		if err != nil {
			return err
		}
		if c.State == Retired {
			return fault.Conflict("checklist_retired", "The checklist is retired.")
		}
		if err := v.checkPublish(); err != nil {
			return err
		}
		if err := s.clausesExist(ctx, v); err != nil {
			return err
		}
		conn := s.db.Conn(ctx)
		err = db.Changed(conn.Table("checklist_versions").Where("id = ? AND version = ? AND state = ?", versionID, v.Version, string(Draft)).
			Updates(map[string]any{"state": string(Published), "published_at": now, "published_by": authz.From(ctx).UserID, "version": v.Version + 1}))
		if err != nil {
			return err
		}
		err = conn.Table("checklist_versions").Where("checklist_id = ? AND state = ? AND id <> ?", c.ID, string(Published), versionID).
			Updates(map[string]any{"state": string(Superseded), "superseded_at": now}).Error
		if err != nil {
			return db.Fault(err)
		}
		err = db.Changed(conn.Table("checklists").Where("id = ? AND version = ?", c.ID, c.Version).
			Updates(map[string]any{"current_version_id": versionID, "version": c.Version + 1}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actPublish, Target: "checklist_version", TargetID: versionID,
			Before: map[string]any{"currentVersionId": c.CurrentVersionID}, After: map[string]any{"checklistId": c.ID, "number": v.Number, "totalPoints": v.TotalPoints}})
	})
	if err != nil {
		return VersionView{}, db.Fault(err)
	}
	return s.Version(ctx, versionID)
}

// Discard deletes a draft; 409 version_not_draft.
func (s *Service) Discard(ctx context.Context, versionID string) error {
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		v, err := s.version(ctx, versionID)
		if err != nil {
			return err
		}
		if v.State != Draft {
			return notDraft()
		}
		if err := s.replaceItems(ctx, versionID, nil); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Where("id = ? AND version = ? AND state = ?", versionID, v.Version, string(Draft)).Delete(&versionRow{}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actDiscard, Target: "checklist_version", TargetID: versionID, Before: v})
	}))
}
