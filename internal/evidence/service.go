package evidence

import (
	"context"
	"errors"
	"slices"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/blob"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
	"hengjian/internal/platform/setting"
)

// Service keeps photos.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	store    blob.Store
	limit    picture.Limits
	settings *setting.Group[Settings]
}

// New returns the service that keeps the bytes in store and takes photos within the
// limits; the zero Limits are the default ones.
func New(d *db.DB, clk clock.Clock, store blob.Store, limit picture.Limits, settings *setting.Store) *Service {
	if limit == (picture.Limits{}) {
		limit = picture.DefaultLimits
	}
	return &Service{db: d, clock: clk, store: store, limit: limit, settings: setting.NewGroup(settings, settingName, DefaultSettings, Settings.check)}
}

// attachRows bounds the rows of one statement.
const attachRows = 100

// Attach ties photos to records in the transaction of ctx. Each photo must have
// been sent by the actor, else photo_unknown on the attachment's Field.
func (s *Service) Attach(ctx context.Context, list ...Attachment) error {
	_, err := s.AttachSeen(ctx, list...)
	return err
}

// AttachSeen is Attach that returns how the photos look, by their names.
func (s *Service) AttachSeen(ctx context.Context, list ...Attachment) (map[string]picture.Look, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if !db.InTx(ctx) {
		return nil, errors.New("evidence: attaching belongs in the transaction of the record")
	}
	digests := make([]string, 0, len(list))
	for _, a := range list {
		if !ValidDigest(a.SHA256) {
			return nil, unknownPhoto(a.Field)
		}
		digests = append(digests, a.SHA256)
	}
	known, err := s.known(ctx, digests)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if _, ok := known[a.SHA256]; !ok {
			return nil, unknownPhoto(a.Field)
		}
	}
	for chunk := range slices.Chunk(list, attachRows) {
		if err := insertEvidence(s.db.Conn(ctx), chunk); err != nil {
			return nil, db.Fault(err)
		}
	}
	return known, nil
}

// Of returns the photos of the records, by record, in their order. Rows of records
// that the actor may not see are left out.
func (s *Service) Of(ctx context.Context, owner Owner, ids ...string) (map[string][]string, error) {
	out := map[string][]string{}
	for chunk := range slices.Chunk(ids, 500) {
		var rows []evidenceRow
		err := s.db.Conn(ctx).Table("evidence e").Where("e.owner_type = ? AND e.owner_id IN ?", string(owner), chunk).
			Scopes(authz.Rows(ctx, authz.Columns{Supplier: "e.supplier_id", Site: "e.site_id"})).
			Order("e.owner_id, e.position").Scan(&rows).Error
		if err != nil {
			return nil, db.Fault(err)
		}
		for _, r := range rows {
			out[r.OwnerID] = append(out[r.OwnerID], r.SHA256)
		}
	}
	return out, nil
}
