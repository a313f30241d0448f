package label

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"hengjian/internal/checkpoint"
	"hengjian/internal/evidence"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Kind is what is wrong with a label.
type Kind string

// The kinds.
const (
	Lost      Kind = "lost"
	Damaged   Kind = "damaged"
	Misplaced Kind = "misplaced" // it hangs at another place
)

// State is what became of a report.
type State string

// The states. Only Open can change.
const (
	Open      State = "open"
	Replaced  State = "replaced"  // by a label with another code
	Kept      State = "kept"      // the label in force was printed again or hung back
	Dismissed State = "dismissed" // nothing was wrong
	Moot      State = "moot"      // the checkpoint was taken out of use
)

// Bounds of a report.
const (
	maxNote     = 500
	maxPhotos   = 3
	maxLateness = 30 * 24 * time.Hour
	maxAhead    = 10 * time.Minute
)

// Report is what somebody on the spot says about a label. The checkpoint is named by its
// id or, where the phone has never met it, by its readable number.
type Report struct {
	CheckpointID string
	Number       string
	Kind         Kind
	Note         string
	Photos       []string
	ReportedAt   time.Time // by the phone's clock; zero for now
}

// Receipt answers a report.
type Receipt struct {
	ID             string    `json:"id"`
	State          State     `json:"state" enum:"open,replaced" doc:"replaced: the label had been replaced before the report arrived"`
	CheckpointName string    `json:"checkpointName"`
	ReceivedAt     time.Time `json:"receivedAt"`
}

func (r *Report) normalise(now time.Time) error {
	r.Note = strings.TrimSpace(r.Note)
	if r.ReportedAt.IsZero() {
		r.ReportedAt = now
	}
	switch {
	case (r.CheckpointID == "") == (r.Number == ""):
		return fault.Invalid("required", "checkpointId", "Name the checkpoint by its id or by its number.")
	case r.Kind != Lost && r.Kind != Damaged && r.Kind != Misplaced:
		return fault.Invalid("not_allowed", "kind", "A label is lost, damaged or misplaced.")
	case utf8.RuneCountInString(r.Note) > maxNote:
		return fault.Invalid("too_long", "note", "Write at most 500 characters.")
	case len(r.Photos) > maxPhotos:
		return fault.Invalid("too_many_photos", "photos", "Send at most three photos.")
	case r.ReportedAt.After(now.Add(maxAhead)):
		return fault.Invalid("time_in_future", "reportedAt", "The report is dated in the future; check the phone's clock.")
	case r.ReportedAt.Before(now.Add(-maxLateness)):
		return fault.Invalid("time_too_old", "reportedAt", "The report is more than 30 days old.")
	}
	return nil
}

// place is what a report needs to know of its checkpoint.
type place struct {
	ID, Name, SupplierID, SiteID, State string
}

func (s *Service) place(ctx context.Context, r Report) (place, error) {
	q := s.db.Conn(ctx).Table("checkpoints p").Select("p.id, p.name, p.supplier_id, p.site_id, p.state").Scopes(scope(ctx))
	var missing error = fault.NotFound()
	if r.Number != "" {
		number, ok := checkpoint.ParseNumber(r.Number)
		if !ok {
			return place{}, checkpoint.CodeUnknown()
		}
		q, missing = q.Where("p.number = ?", number), checkpoint.CodeUnknown()
	} else {
		q = q.Where("p.id = ?", r.CheckpointID)
	}
	var row place
	if err := db.First(q, &row); fault.Is(err, "not_found") {
		return place{}, missing
	} else if err != nil {
		return place{}, err
	}
	if row.State == checkpoint.Retired {
		return place{}, checkpoint.IsRetired()
	}
	return row, nil
}

// labelAt returns the version of the label that hung at a place at a time, and whether it
// is still in force. The place was just read in scope.
func (s *Service) labelAt(ctx context.Context, checkpointID string, at time.Time) (version int, inForce bool, err error) {
	var rows []struct {
		LabelVersion int
		State        string
		CreatedAt    int64
	}
	err = s.db.Conn(ctx).Table("checkpoint_codes c").Select("c.label_version, c.state, c.created_at").Where("c.checkpoint_id = ?", checkpointID).
		Order("c.label_version").Scan(&rows).Error
	for i, r := range rows {
		if i == 0 || r.CreatedAt <= date.Millis(at) {
			version, inForce = r.LabelVersion, r.State == checkpoint.Active
		}
	}
	return version, inForce, db.Fault(err)
}

// Report takes in a report. One that arrives after its label was replaced is answered
// already. Refused: 403; 404 not_found, code_unknown; 410 checkpoint_retired; 422.
func (s *Service) Report(ctx context.Context, r Report) (Receipt, error) {
	if err := authz.May(ctx, permReport); err != nil {
		return Receipt{}, err
	}
	now := s.clock.Now()
	if err := r.normalise(now); err != nil {
		return Receipt{}, err
	}
	out := Receipt{ID: id.New(), State: Open, ReceivedAt: now}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		at, err := s.place(ctx, r)
		if err != nil {
			return err
		}
		out.CheckpointName = at.Name
		version, inForce, err := s.labelAt(ctx, at.ID, r.ReportedAt)
		if err != nil {
			return err
		}
		row := reportRow{ID: out.ID, CheckpointID: at.ID, SupplierID: at.SupplierID, SiteID: at.SiteID, LabelVersion: version, Kind: string(r.Kind), Note: r.Note,
			State: string(Open), ReportedBy: authz.From(ctx).UserID, ReportedAt: date.Millis(r.ReportedAt), ReceivedAt: date.Millis(now)}
		if !inForce {
			row.State, row.ResolvedAt, out.State = string(Replaced), &row.ReceivedAt, Replaced
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		photos := make([]evidence.Attachment, len(r.Photos))
		for i, sha := range r.Photos {
			photos[i] = evidence.Attachment{Owner: evidence.LabelReport, OwnerID: row.ID, SHA256: sha, Position: i, SupplierID: at.SupplierID, SiteID: at.SiteID,
				Field: fmt.Sprintf("photos[%d]", i)}
		}
		if err := s.evidence.Attach(ctx, photos...); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actReport, Target: "label_report", TargetID: row.ID,
			After: map[string]any{"checkpointId": at.ID, "kind": r.Kind, "labelVersion": version, "state": row.State}})
	})
	return out, db.Fault(err)
}

// ReportView is a report as it is listed.
type ReportView struct {
	ID             string     `json:"id"`
	CheckpointID   string     `json:"checkpointId"`
	Number         string     `json:"number"`
	CheckpointName string     `json:"checkpointName"`
	SiteName       string     `json:"siteName"`
	AreaName       string     `json:"areaName,omitempty"`
	SupplierName   string     `json:"supplierName"`
	Kind           Kind       `json:"kind" enum:"lost,damaged,misplaced"`
	Note           string     `json:"note"`
	Photos         []string   `json:"photos"`
	State          State      `json:"state" enum:"open,replaced,kept,dismissed,moot"`
	LabelVersion   int        `json:"labelVersion"`
	ReportedBy     string     `json:"reportedBy" doc:"name"`
	ReportedAt     time.Time  `json:"reportedAt"`
	ReceivedAt     time.Time  `json:"receivedAt"`
	ResolvedAt     *time.Time `json:"resolvedAt,omitempty"`
	ResolvedBy     string     `json:"resolvedBy,omitempty" doc:"name"`
	Reason         string     `json:"reason,omitempty"`
	MayResolve     bool       `json:"mayResolve" doc:"by the reader"`
}

type listedReport struct {
	Row            reportRow `gorm:"embedded"`
	Number         string
	CheckpointName string
	SiteName       *string
	AreaName       *string
	SupplierName   *string
	ReporterName   *string
	ResolverName   *string
}

func (l listedReport) view(ctx context.Context) ReportView {
	r := l.Row
	v := ReportView{ID: r.ID, CheckpointID: r.CheckpointID, Number: l.Number, CheckpointName: l.CheckpointName, SiteName: text(l.SiteName), AreaName: text(l.AreaName),
		SupplierName: text(l.SupplierName), Kind: Kind(r.Kind), Note: r.Note, Photos: []string{}, State: State(r.State), LabelVersion: r.LabelVersion,
		ReportedBy: text(l.ReporterName), ReportedAt: date.FromMillis(r.ReportedAt), ReceivedAt: date.FromMillis(r.ReceivedAt), ResolvedBy: text(l.ResolverName), Reason: r.Reason,
		MayResolve: State(r.State) == Open && authz.From(ctx).Can(permWrite)}
	if r.ResolvedAt != nil {
		at := date.FromMillis(*r.ResolvedAt)
		v.ResolvedAt = &at
	}
	return v
}

// ReportFilter narrows the list of reports.
type ReportFilter struct {
	State        State
	Kind         Kind
	CheckpointID string
	SiteID       string
}

// reports asks for reports with the names people read; r is their alias.
func (s *Service) reports(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("label_reports r").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "r.supplier_id", Site: "r.site_id"})).
		Joins("JOIN checkpoints p ON p.id = r.checkpoint_id").Joins(placeJoins).Joins("LEFT JOIN suppliers u ON u.id = r.supplier_id").
		Joins("LEFT JOIN users w ON w.id = r.reported_by").Joins("LEFT JOIN users b ON b.id = r.resolved_by").
		Select("r.*, p.number, p.name AS checkpoint_name, s.name AS site_name, a.name AS area_name, u.name AS supplier_name, w.display_name AS reporter_name, b.display_name AS resolver_name")
}

// Reports lists reports, newest first.
func (s *Service) Reports(ctx context.Context, f ReportFilter, p page.Request) (page.Of[ReportView], error) {
	out := page.Of[ReportView]{Items: []ReportView{}}
	if err := authz.May(ctx, permReadReport); err != nil {
		return out, err
	}
	q := s.reports(ctx)
	for column, value := range map[string]string{"r.state": string(f.State), "r.kind": string(f.Kind), "r.checkpoint_id": f.CheckpointID, "r.site_id": f.SiteID} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return out, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("r.id < ?", after[0])
	}
	var rows []listedReport
	if err := q.Order("r.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return out, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedReport) []string { return []string{l.Row.ID} })
	out = page.Map(cut, func(l listedReport) ReportView { return l.view(ctx) })
	return out, s.addPhotos(ctx, out.Items)
}

func (s *Service) addPhotos(ctx context.Context, views []ReportView) error {
	ids := make([]string, len(views))
	for i, v := range views {
		ids[i] = v.ID
	}
	photos, err := s.evidence.Of(ctx, evidence.LabelReport, ids...)
	if err != nil {
		return err
	}
	for i := range views {
		if list := photos[views[i].ID]; list != nil {
			views[i].Photos = list
		}
	}
	return nil
}

// reportOf reads one report with its photos.
func (s *Service) reportOf(ctx context.Context, reportID string) (ReportView, error) {
	var row listedReport
	if err := db.First(s.reports(ctx).Where("r.id = ?", reportID), &row); err != nil {
		return ReportView{}, err
	}
	out := []ReportView{row.view(ctx)}
	err := s.addPhotos(ctx, out)
	return out[0], err
}
