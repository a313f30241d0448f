package checklist

import (
	"context"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type checklistRow struct {
	ID               string `gorm:"primaryKey"`
	Code             string
	Title            string
	Category         string
	State            string
	CurrentVersionID string
	Version          int
}

func (checklistRow) TableName() string { return "checklists" }

func (r checklistRow) checklist() Checklist {
	return Checklist{r.ID, r.Code, r.Title, vocab.Category(r.Category), r.State, r.CurrentVersionID, r.Version}
}

type versionRow struct {
	ID           string `gorm:"primaryKey"`
	ChecklistID  string
	Number       int
	State        string
	Note         string
	TotalPoints  int64
	PublishedAt  *int64
	PublishedBy  string
	SupersededAt *int64
	Version      int

	DemandLabelScan    bool
	DemandPosition     bool
	DemandChallenge    bool
	DemandDwellSeconds int
	DemandCameraOnly   bool
	DemandPhoto        bool
}

// demand puts what a version demands into its row.
func (r versionRow) demand(d Demands) versionRow {
	r.DemandLabelScan, r.DemandPosition, r.DemandChallenge, r.DemandDwellSeconds, r.DemandCameraOnly, r.DemandPhoto =
		d.LabelScan, d.Position, d.Challenge, d.MinDwellSeconds, d.CameraOnly, d.PhotoAlways
	return r
}

func (r versionRow) demands() Demands {
	return Demands{r.DemandLabelScan, r.DemandPosition, r.DemandChallenge, r.DemandDwellSeconds, r.DemandCameraOnly, r.DemandPhoto}
}

func (versionRow) TableName() string { return "checklist_versions" }

func (r versionRow) version(items []Item) Version {
	return Version{ID: r.ID, ChecklistID: r.ChecklistID, Number: r.Number, State: VersionState(r.State), TotalPoints: money.Points(r.TotalPoints), Note: r.Note,
		PublishedAt: instant(r.PublishedAt), PublishedBy: r.PublishedBy, SupersededAt: instant(r.SupersededAt), Version: r.Version, Demands: r.demands(), Items: items}
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := date.FromMillis(*ms)
	return &t
}

type itemRow struct {
	ID            string `gorm:"primaryKey"`
	VersionID     string
	Code          string
	Section       string
	Position      int
	Text          string
	Points        int64
	Severity      string
	PhotoOnFail   bool
	NAAllowed     bool `gorm:"column:na_allowed"`
	ClauseID      string
	Frequency     string
	DeductionRule string
	SourceID      string
	PointsBasis   string
}

func (itemRow) TableName() string { return "checklist_items" }

func (r itemRow) item() Item {
	return Item{r.ID, r.Code, r.Section, r.Text, money.Points(r.Points), vocab.Severity(r.Severity), r.PhotoOnFail, r.NAAllowed,
		r.ClauseID, r.Frequency, r.DeductionRule, r.SourceID, r.PointsBasis}
}

func (s *Service) checklist(ctx context.Context, checklistID string) (Checklist, error) {
	var row checklistRow
	err := db.First(s.db.Conn(ctx).Where("id = ?", checklistID), &row)
	return row.checklist(), err
}

func (s *Service) version(ctx context.Context, versionID string) (Version, error) {
	var row versionRow
	if err := db.First(s.db.Conn(ctx).Where("id = ?", versionID), &row); err != nil {
		return Version{}, err
	}
	items, err := s.items(ctx, versionID)
	return row.version(items), err
}

func (s *Service) items(ctx context.Context, versionID string) ([]Item, error) {
	var rows []itemRow
	if err := s.db.Conn(ctx).Where("version_id = ?", versionID).Order("position").Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = r.item()
	}
	return out, nil
}

// replaceItems writes the items of a draft with identifiers of their own.
func (s *Service) replaceItems(ctx context.Context, versionID string, items []Item) error {
	if err := s.db.Conn(ctx).Where("version_id = ?", versionID).Delete(&itemRow{}).Error; err != nil {
		return db.Fault(err)
	}
	rows := make([]itemRow, len(items))
	for i, n := range items {
		rows[i] = itemRow{id.New(), versionID, n.Code, n.Section, i, n.Text, int64(n.Points), string(n.Severity), n.PhotoOnFail, n.NAAllowed,
			n.ClauseID, n.Frequency, n.DeductionRule, n.SourceID, n.PointsBasis}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.Fault(s.db.Conn(ctx).CreateInBatches(rows, 50).Error)
}

// listed is a row of the list of checklists.
type listed struct {
	Base               checklistRow `gorm:"embedded"`
	CurrentNumber      *int
	CurrentTotalPoints *int64
	CurrentPublishedAt *int64
	DraftVersionID     *string
	ItemCount          int
}

const listColumns = "l.id, l.code, l.title, l.category, l.state, l.current_version_id, l.version, " +
	"v.number AS current_number, v.total_points AS current_total_points, v.published_at AS current_published_at, d.id AS draft_version_id, " +
	"(SELECT COUNT(*) FROM checklist_items i WHERE i.version_id = COALESCE(v.id, d.id)) AS item_count"

func (l listed) view() View {
	b := l.Base
	out := View{ID: b.ID, Code: b.Code, Title: b.Title, Category: vocab.Category(b.Category), State: b.State, ItemCount: l.ItemCount, Version: b.Version}
	if l.CurrentNumber != nil && l.CurrentPublishedAt != nil && l.CurrentTotalPoints != nil {
		out.CurrentVersion = &CurrentView{b.CurrentVersionID, *l.CurrentNumber, money.Points(*l.CurrentTotalPoints), date.FromMillis(*l.CurrentPublishedAt)}
	}
	if l.DraftVersionID != nil {
		out.DraftVersionID = *l.DraftVersionID
	}
	return out
}

// seesDrafts is false for those who are checked and those who check for others: what
// may still change binds nobody.
func seesDrafts(ctx context.Context) bool {
	a := authz.From(ctx)
	return !a.IsSupplier() && !a.Blind()
}

func (s *Service) listed(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("checklists l").Select(listColumns).Joins("LEFT JOIN checklist_versions v ON v.id = l.current_version_id").
		Joins("LEFT JOIN checklist_versions d ON d.checklist_id = l.id AND d.state = 'draft' AND ?", seesDrafts(ctx))
}

func (s *Service) list(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	q := s.listed(ctx)
	if f.Category != "" {
		q = q.Where("l.category = ?", string(f.Category))
	}
	if f.State != "" {
		q = q.Where("l.state = ?", f.State)
	}
	if f.Q != "" {
		like := authz.Like(f.Q)
		q = q.Where("(l.code LIKE ? ESCAPE '!' OR l.title LIKE ? ESCAPE '!')", like, like)
	}
	cut, err := db.Page(q, p, "l.code", func(l listed) string { return l.Base.Code })
	if err != nil {
		return page.Of[View]{}, err
	}
	return page.Map(cut, listed.view), nil
}

func (s *Service) view(ctx context.Context, checklistID string) (View, error) {
	var row listed
	err := db.First(s.listed(ctx).Where("l.id = ?", checklistID), &row)
	return row.view(), err
}

func (s *Service) editions(ctx context.Context, checklistID string) ([]EditionView, error) {
	var rows []struct {
		Base          versionRow `gorm:"embedded"`
		PublisherName *string
	}
	err := s.db.Conn(ctx).Table("checklist_versions v").Select("v.*, u.display_name AS publisher_name").
		Joins("LEFT JOIN users u ON u.id = v.published_by").Where("v.checklist_id = ? AND (v.state <> 'draft' OR ?)", checklistID, seesDrafts(ctx)).Order("v.number DESC").Scan(&rows).Error
	out := make([]EditionView, len(rows))
	for i, r := range rows {
		b := r.Base
		out[i] = EditionView{b.ID, b.Number, VersionState(b.State), money.Points(b.TotalPoints), instant(b.PublishedAt), b.PublishedBy, b.Note}
		if r.PublisherName != nil {
			out[i].PublishedBy = *r.PublisherName
		}
	}
	return out, db.Fault(err)
}

func (s *Service) clauseRefs(ctx context.Context, items []Item) (map[string]ClauseRef, error) {
	ids := clauseIDs(items)
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []ClauseRef
	err := s.db.Conn(ctx).Table("clauses c").Joins("JOIN standards s ON s.id = c.standard_id").
		Select("c.id, c.number, c.title, s.standard_no, s.title AS standard_title").Where("c.id IN ?", ids).Scan(&rows).Error
	out := make(map[string]ClauseRef, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, db.Fault(err)
}
