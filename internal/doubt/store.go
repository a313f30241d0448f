package doubt

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
	"hengjian/internal/presence"
)

type doubtRow struct {
	ID           string `gorm:"primaryKey"`
	InspectionID string
	Kind         string
	State        string
	Figures      string
	OtherID      string
	Mode         string
	SupplierID   string
	ContractID   string
	SiteID       string
	CheckpointID string
	Category     string
	PersonID     string
	OccurredOn   string
	RaisedAt     int64
	DecidedAt    *int64
	DecidedBy    string
	Reason       string
}

func (doubtRow) TableName() string { return "doubts" }

type evidenceRow struct {
	InspectionID string `gorm:"primaryKey"`
	PersonID     string
	LatitudeE7   *int64 `gorm:"column:latitude_e7"`
	LongitudeE7  *int64 `gorm:"column:longitude_e7"`
	AccuracyM    int
	TakenAt      *int64
	DistanceM    *int64
	ChallengedAt *int64
	SentAt       *int64
	ScannedAt    *int64
	Source       string
	ReceivedAt   int64
	LocatedAt    *int64 // ReceivedAt as long as the coordinates are kept
}

func (evidenceRow) TableName() string { return "inspection_evidence" }

type bandRow struct {
	SupplierID   string `gorm:"primaryKey"`
	Band         int    `gorm:"primaryKey;autoIncrement:false"`
	SHA256       string `gorm:"primaryKey;column:sha256"`
	InspectionID string `gorm:"primaryKey"`
	CreatedAt    int64  `gorm:"autoCreateTime:false"`
}

func (bandRow) TableName() string { return "photo_bands" }

var (
	doubts = db.NewTable("doubts", "id, inspection_id, kind, state, figures, other_id, mode, supplier_id, contract_id, site_id, checkpoint_id, "+
		"category, person_id, occurred_on, raised_at")
	evidenceTable = db.NewTable("inspection_evidence", "inspection_id, person_id, latitude_e7, longitude_e7, accuracy_m, taken_at, distance_m, challenged_at, "+
		"sent_at, scanned_at, source, received_at, located_at")
	bands = db.NewTable("photo_bands", "supplier_id, band, sha256, inspection_id, created_at")
)

var _ = db.Register(doubtRow{}, evidenceRow{}, bandRow{})

func millis(t time.Time) *int64 {
	ms := date.Millis(t)
	return &ms
}

func (row *evidenceRow) note(e *Evidence) {
	row.Source = e.Source
	if e.SentAt != nil {
		row.SentAt = millis(*e.SentAt)
	}
	if e.ScannedAt != nil {
		row.ScannedAt = millis(*e.ScannedAt)
	}
}

func newRow(doubtID string, r *Record, d Raised) (doubtRow, error) {
	figures, err := json.Marshal(d.Figures)
	if err != nil {
		return doubtRow{}, fault.Internal(err)
	}
	return doubtRow{ID: doubtID, InspectionID: r.ID, Kind: string(d.Kind), State: string(Open), Figures: string(figures), OtherID: d.otherID, Mode: r.Mode,
		SupplierID: r.SupplierID, ContractID: r.ContractID, SiteID: r.SiteID, CheckpointID: r.CheckpointID, Category: string(r.Category),
		PersonID: r.PersonID, OccurredOn: string(r.Day), RaisedAt: date.Millis(r.ReceivedAt)}, nil
}

// fact is the fact of a step of the doubt. counts is false for the agency's own
// records.
func (row doubtRow) fact(kind ledger.Kind) (f ledger.Fact, counts bool) {
	return ledger.Fact{Kind: kind, SupplierID: row.SupplierID, ContractID: row.ContractID, SiteID: row.SiteID, Category: vocab.Category(row.Category),
		OccurredOn: date.Day(row.OccurredOn), Count: 1, RefType: refDoubt, RefID: row.ID}, row.Mode == "self"
}

func (s *Service) insertDoubt(ctx context.Context, r doubtRow) error {
	return db.Fault(s.db.Insert(ctx, doubts, r.ID, r.InspectionID, r.Kind, r.State, r.Figures, r.OtherID, r.Mode,
		r.SupplierID, r.ContractID, r.SiteID, r.CheckpointID, r.Category, r.PersonID, r.OccurredOn, r.RaisedAt))
}

func (s *Service) insertEvidence(ctx context.Context, r evidenceRow) error {
	return db.Fault(s.db.Insert(ctx, evidenceTable, r.InspectionID, r.PersonID, r.LatitudeE7, r.LongitudeE7, r.AccuracyM,
		r.TakenAt, r.DistanceM, r.ChallengedAt, r.SentAt, r.ScannedAt, r.Source, r.ReceivedAt, r.LocatedAt))
}

// aroundSQL asks in one question whether the person agreed, where the person was in
// the nearest records before and after, and which record has the same position. Each
// part is one step in an index.
const aroundSQL = "SELECT 0 AS part, '' AS id, 0 AS lat, 0 AS lon, 0 AS accuracy, 0 AS taken FROM (SELECT 1 FROM consents WHERE user_id = ? AND subject = ? AND withdrawn_at IS NULL AND text_version = ? LIMIT 1) f0" +
	" UNION ALL SELECT * FROM (SELECT 1 AS part, " + traceColumns + " WHERE e.person_id = ? AND e.taken_at <= ? AND e.latitude_e7 IS NOT NULL ORDER BY e.taken_at DESC LIMIT 1) f1" +
	" UNION ALL SELECT * FROM (SELECT 2 AS part, " + traceColumns + " WHERE e.person_id = ? AND e.taken_at > ? AND e.latitude_e7 IS NOT NULL ORDER BY e.taken_at LIMIT 1) f2" +
	" UNION ALL SELECT * FROM (SELECT 3 AS part, " + traceColumns + " WHERE e.person_id = ? AND e.latitude_e7 = ? AND e.longitude_e7 = ? AND e.taken_at <> ? LIMIT 1) f3"

const traceColumns = "e.inspection_id AS id, e.latitude_e7 AS lat, e.longitude_e7 AS lon, e.accuracy_m AS accuracy, e.taken_at AS taken FROM inspection_evidence e"

func aroundArgs(r *Record) []any {
	p := r.Evidence.Position
	at := date.Millis(p.TakenAt)
	return []any{r.PersonID, presence.Position, presence.TextVersion, r.PersonID, at, r.PersonID, at, r.PersonID, p.At.LatitudeE7, p.At.LongitudeE7, at}
}

func (s *Service) around(ctx context.Context, r *Record) (a around, err error) {
	p := r.Evidence.Position
	rows, err := s.db.Direct(ctx).QueryContext(ctx, aroundSQL, aroundArgs(r)...)
	if err != nil {
		return a, db.Fault(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var part int
		var t trace
		var taken int64
		if err := rows.Scan(&part, &t.recordID, &t.at.LatitudeE7, &t.at.LongitudeE7, &t.accuracyM, &taken); err != nil {
			return a, db.Fault(err)
		}
		t.takenAt = date.FromMillis(taken)
		switch part {
		case 0:
			a.consent = true
		case 1:
			a.before = &t
		case 2:
			a.after = &t
		case 3:
			if exact(p.At) {
				a.repeated = &t
			}
		}
	}
	return a, db.Fault(rows.Err())
}

// candidates bounds how many photos of the supplier are compared with one of the
// record: those that share most bands.
const candidates = 12

// comparedPhotos bounds the photos of one record that are compared by their looks; all
// are compared by their names.
const comparedPhotos = 20

// likeness is a photo of another record that may be one of this record's.
type likeness struct {
	mine, recordID string
	look           picture.Look // nil for the same photo
}

// photos compares the record's photos with those of other records, in one question.
func (s *Service) photos(ctx context.Context, r *Record, set Settings) ([]Raised, error) {
	names := slices.Sorted(maps.Keys(r.Photos))
	found, err := s.alike(ctx, r, names, set)
	if err != nil {
		return nil, err
	}
	var out []Raised
	same, similar := map[string]bool{}, map[string]bool{}
	first, best, bestID := "", picture.MarkBits, ""
	ready := map[string]*picture.Compared{}
	for _, l := range found {
		if l.look == nil {
			same[l.mine] = true
			if first == "" || l.recordID < first {
				first = l.recordID
			}
		}
	}
	for _, l := range found {
		if l.look == nil || !l.look.Valid() || same[l.mine] {
			continue
		}
		if ready[l.mine] == nil {
			ready[l.mine] = picture.Compare(r.Photos[l.mine])
		}
		if d := ready[l.mine].Distance(l.look); d <= set.PhotoBits {
			similar[l.mine] = true
			if d < best {
				best, bestID = d, l.recordID
			}
		}
	}
	if len(same) > 0 {
		out = append(out, Raised{Kind: PhotoIdentical, otherID: first, Figures: Figures{Photos: figure(len(same))}})
	}
	if len(similar) > 0 {
		out = append(out, Raised{Kind: PhotoSimilar, otherID: bestID, Figures: Figures{Photos: figure(len(similar)), Bits: figure(best), LimitBits: figure(set.PhotoBits)}})
	}
	return out, s.insertBands(ctx, r, names)
}

// alikeSQL asks where photos of those names, and photos that look like them, were sent
// before.
func alikeSQL(r *Record, names []string, set Settings) (query string, args []any) {
	query = "SELECT e.sha256 AS mine, o.inspection_id AS id, NULL AS look FROM evidence e JOIN observations o ON o.id = e.owner_id " +
		"WHERE e.owner_type = 'observation' AND e.sha256 IN (" + marks(len(names)) + ") AND o.inspection_id <> ?"
	for _, n := range names {
		args = append(args, n)
	}
	args = append(args, r.ID)
	since := date.Millis(r.ReceivedAt.Add(-time.Duration(set.PhotoDays) * 24 * time.Hour))
	for i, name := range names[:min(len(names), comparedPhotos)] {
		look := r.Photos[name]
		if !look.Valid() {
			continue // received before looks were kept
		}
		keys := look.Neighbours()
		query += fmt.Sprintf(" UNION ALL SELECT f%d.mine, f%d.id, p%d.look FROM (SELECT ? AS mine, b.inspection_id AS id, b.sha256, COUNT(*) AS n FROM photo_bands b "+
			"WHERE b.supplier_id = ? AND b.band IN (%s) AND b.created_at >= ? AND b.sha256 <> ? GROUP BY b.inspection_id, b.sha256 HAVING COUNT(*) >= 2 "+
			"ORDER BY n DESC, b.sha256 LIMIT %d) f%d JOIN photos p%d ON p%d.sha256 = f%d.sha256", i, i, i, marks(len(keys)), candidates, i, i, i, i)
		args = append(args, name, r.SupplierID)
		for _, k := range keys {
			args = append(args, k)
		}
		args = append(args, since, name)
	}
	return query, args
}

func (s *Service) alike(ctx context.Context, r *Record, names []string, set Settings) ([]likeness, error) {
	query, args := alikeSQL(r, names, set)
	rows, err := s.db.Direct(ctx).QueryContext(ctx, query, args...)
	if err != nil {
		return nil, db.Fault(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var out []likeness
	for rows.Next() {
		var l likeness
		var look sql.RawBytes
		if err := rows.Scan(&l.mine, &l.recordID, &look); err != nil {
			return nil, db.Fault(err)
		}
		if look != nil {
			l.look = slices.Clone(picture.Look(look))
		}
		out = append(out, l)
	}
	return out, db.Fault(rows.Err())
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// insertBands lets the record's photos be found by those to come.
func (s *Service) insertBands(ctx context.Context, r *Record, names []string) error {
	var args []any
	for _, name := range names[:min(len(names), comparedPhotos)] {
		if look := r.Photos[name]; look.Valid() {
			for _, band := range look.Bands() {
				args = append(args, r.SupplierID, band, name, r.ID, date.Millis(r.ReceivedAt))
			}
		}
	}
	if len(args) == 0 {
		return nil
	}
	return db.Fault(s.db.Insert(ctx, bands, args...))
}

// point returns the coordinates of a row, nil once they are purged.
func (row evidenceRow) point() *geo.Point {
	if row.LatitudeE7 == nil || row.LongitudeE7 == nil {
		return nil
	}
	return &geo.Point{LatitudeE7: *row.LatitudeE7, LongitudeE7: *row.LongitudeE7}
}
