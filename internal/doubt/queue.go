package doubt

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Permissions. Without permAll a person sees the doubts about the own records only.
const (
	permRead   = "doubt.read"
	permAll    = "doubt.read_all"
	permDecide = "doubt.decide"
)

// Filter narrows the queue.
type Filter struct {
	State                              State
	Kind                               Kind
	SupplierID, PersonID, InspectionID string
}

// RecordRef names a record beside a doubt.
type RecordRef struct {
	ID             string    `json:"id"`
	Number         string    `json:"number"`
	CheckpointName string    `json:"checkpointName"`
	SiteName       string    `json:"siteName"`
	PersonName     string    `json:"personName"`
	FinishedAt     time.Time `json:"finishedAt"`
	ReceivedAt     time.Time `json:"receivedAt"`
}

// View is a doubt as it is listed. Other is the record it was held against, where the
// reader may see that one.
type View struct {
	ID           string     `json:"id"`
	Kind         Kind       `json:"kind"`
	State        State      `json:"state" enum:"open,upheld,dismissed"`
	Figures      Figures    `json:"figures"`
	Mode         string     `json:"mode" enum:"self,supervision"`
	SupplierID   string     `json:"supplierId"`
	SupplierName string     `json:"supplierName"`
	PersonID     string     `json:"personId"`
	Record       RecordRef  `json:"record"`
	Other        *RecordRef `json:"other,omitempty"`
	RaisedAt     time.Time  `json:"raisedAt"`
	DecidedAt    *time.Time `json:"decidedAt,omitempty"`
	DecidedBy    string     `json:"decidedBy,omitempty" doc:"name"`
	Reason       string     `json:"reason,omitempty"`
	MayDecide    bool       `json:"mayDecide" doc:"by the reader"`
}

// Spot is where a record was, in metres east and north of its place.
type Spot struct {
	EastM     int `json:"eastM"`
	NorthM    int `json:"northM"`
	AccuracyM int `json:"accuracyM"`
}

// Scene is what can be drawn of a doubt: never coordinates, only how things lie to
// each other.
type Scene struct {
	RadiusM int   `json:"radiusM"`
	Record  *Spot `json:"record,omitempty" doc:"absent once positions are purged"`
	Other   *Spot `json:"other,omitempty"`
}

// Detail is a doubt with what is drawn of it and what else is doubted of the record.
type Detail struct {
	View
	Scene    *Scene `json:"scene,omitempty"`
	Siblings []View `json:"siblings"`
}

type listed struct {
	Row            doubtRow `gorm:"embedded"`
	SupplierName   *string
	Number         string
	CheckpointName *string
	SiteName       *string
	PersonName     *string
	FinishedAt     int64
	ReceivedAt     int64
	DeciderName    *string
	ONumber        *string
	OCheckpoint    *string
	OSite          *string
	OPerson        *string
	OFinishedAt    *int64
	OReceivedAt    *int64
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// scope is who may see a doubt: the rows of the reader's reach, and of those only the
// own ones without the permission to see all.
func scope(ctx context.Context) func(*gorm.DB) *gorm.DB {
	rows := authz.Rows(ctx, authz.Columns{Supplier: "d.supplier_id", Site: "d.site_id"})
	return func(q *gorm.DB) *gorm.DB {
		if q = rows(q); !authz.From(ctx).Can(permAll) {
			q = q.Where("d.person_id = ?", authz.From(ctx).UserID)
		}
		return q
	}
}

func (s *Service) query(ctx context.Context) *gorm.DB {
	where, args := authz.Condition(ctx, authz.Columns{Supplier: "o.supplier_id", Site: "o.site_id"})
	return s.db.Conn(ctx).Table("doubts d").Scopes(scope(ctx)).
		Joins("JOIN inspections i ON i.id = d.inspection_id").
		Joins("LEFT JOIN inspections o ON o.id = d.other_id AND "+where, args...).
		Joins("LEFT JOIN suppliers u ON u.id = d.supplier_id").Joins("LEFT JOIN checkpoints p ON p.id = d.checkpoint_id").
		Joins("LEFT JOIN sites s ON s.id = d.site_id").Joins("LEFT JOIN users w ON w.id = d.person_id").Joins("LEFT JOIN users b ON b.id = d.decided_by").
		Joins("LEFT JOIN checkpoints op ON op.id = o.checkpoint_id").Joins("LEFT JOIN sites os ON os.id = o.site_id").Joins("LEFT JOIN users ow ON ow.id = o.inspector_id").
		Select("d.*, u.name AS supplier_name, i.number, p.name AS checkpoint_name, s.name AS site_name, w.display_name AS person_name, i.finished_at, i.received_at, " +
			"b.display_name AS decider_name, o.number AS o_number, op.name AS o_checkpoint, os.name AS o_site, ow.display_name AS o_person, " +
			"o.finished_at AS o_finished_at, o.received_at AS o_received_at")
}

func (l listed) view(ctx context.Context) (View, error) {
	r, a := l.Row, authz.From(ctx)
	v := View{ID: r.ID, Kind: Kind(r.Kind), State: State(r.State), Mode: r.Mode, SupplierID: r.SupplierID, SupplierName: text(l.SupplierName), PersonID: r.PersonID,
		Record:   RecordRef{r.InspectionID, l.Number, text(l.CheckpointName), text(l.SiteName), text(l.PersonName), date.FromMillis(l.FinishedAt), date.FromMillis(l.ReceivedAt)},
		RaisedAt: date.FromMillis(r.RaisedAt), DecidedBy: text(l.DeciderName), Reason: r.Reason,
		MayDecide: State(r.State) == Open && a.Can(permDecide) && !r.involves(a.UserID)}
	if l.ONumber != nil {
		v.Other = &RecordRef{r.OtherID, *l.ONumber, text(l.OCheckpoint), text(l.OSite), text(l.OPerson), date.FromMillis(*l.OFinishedAt), date.FromMillis(*l.OReceivedAt)}
	}
	if r.DecidedAt != nil {
		at := date.FromMillis(*r.DecidedAt)
		v.DecidedAt = &at
	}
	if err := json.Unmarshal([]byte(r.Figures), &v.Figures); err != nil {
		return v, fault.Internal(err)
	}
	return v, nil
}

// List returns the queue, newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	q := s.query(ctx)
	for column, value := range map[string]string{"d.state": string(f.State), "d.kind": string(f.Kind), "d.supplier_id": f.SupplierID, "d.person_id": f.PersonID,
		"d.inspection_id": f.InspectionID} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return page.Of[View]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("d.id < ?", after[0])
	}
	var rows []listed
	if err := q.Order("d.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[View]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listed) []string { return []string{l.Row.ID} })
	out := page.Of[View]{Items: make([]View, len(cut.Items)), NextCursor: cut.NextCursor}
	for i, l := range cut.Items {
		if out.Items[i], err = l.view(ctx); err != nil {
			return page.Of[View]{}, err
		}
	}
	return out, nil
}

// Get returns a doubt with its scene and the other doubts about the same record.
func (s *Service) Get(ctx context.Context, doubtID string) (Detail, error) {
	var row listed
	if err := db.First(s.query(ctx).Where("d.id = ?", doubtID), &row); err != nil {
		return Detail{}, err
	}
	v, err := row.view(ctx)
	if err != nil {
		return Detail{}, err
	}
	out := Detail{View: v, Siblings: []View{}}
	list, err := s.List(ctx, Filter{InspectionID: v.Record.ID}, page.Request{Limit: page.Max})
	if err != nil {
		return Detail{}, err
	}
	for _, other := range list.Items {
		if other.ID != doubtID {
			out.Siblings = append(out.Siblings, other)
		}
	}
	out.Scene, err = s.scene(ctx, row.Row, v.Other)
	return out, err
}

// scene draws where the records were, as long as that is kept.
func (s *Service) scene(ctx context.Context, d doubtRow, other *RecordRef) (*Scene, error) {
	fence, err := s.fence(ctx, d)
	if err != nil || fence == nil {
		return nil, err
	}
	set, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	ids := []string{d.InspectionID}
	if other != nil {
		ids = append(ids, other.ID)
	}
	var rows []evidenceRow
	if err := s.db.Conn(ctx).Where("inspection_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := &Scene{RadiusM: fence.radius(set)}
	for _, r := range rows {
		p := r.point()
		if p == nil {
			continue
		}
		east, north := geo.Offset(fence.Centre, *p)
		spot := &Spot{int(math.Round(east)), int(math.Round(north)), r.AccuracyM}
		if r.InspectionID == d.InspectionID {
			out.Record = spot
		} else {
			out.Other = spot
		}
	}
	if out.Record == nil {
		return nil, nil
	}
	return out, nil
}

// fence reads where the place of a doubt's record is, nil when nobody knows.
func (s *Service) fence(ctx context.Context, d doubtRow) (*Fence, error) {
	var row struct {
		PLat, PLon, SLat, SLon *int64
		PRadius, SRadius       int
	}
	err := s.db.Conn(ctx).Table("checkpoints p").Joins("LEFT JOIN sites s ON s.id = p.site_id").Where("p.id = ?", d.CheckpointID).
		Select("p.latitude_e7 AS p_lat, p.longitude_e7 AS p_lon, p.radius_m AS p_radius, s.latitude_e6 AS s_lat, s.longitude_e6 AS s_lon, COALESCE(s.radius_m, 0) AS s_radius").
		Limit(1).Scan(&row).Error
	return NewFence(row.PLat, row.PLon, row.PRadius, row.SLat, row.SLon, row.SRadius), db.Fault(err)
}

// NewFence is the fence of a checkpoint, or else of its site; nil when neither has a
// place. Sites are kept in millionths of a degree.
func NewFence(latE7, lonE7 *int64, radius int, siteLatE6, siteLonE6 *int64, siteRadius int) *Fence {
	if radius == 0 {
		radius = siteRadius
	}
	switch {
	case latE7 != nil && lonE7 != nil:
		return &Fence{geo.Point{LatitudeE7: *latE7, LongitudeE7: *lonE7}, radius}
	case siteLatE6 != nil && siteLonE6 != nil:
		return &Fence{geo.Point{LatitudeE7: *siteLatE6 * 10, LongitudeE7: *siteLonE6 * 10}, radius}
	}
	return nil
}
