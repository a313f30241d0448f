package spotcheck

import (
	"context"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/round"
)

// ListFilter narrows the list of draws.
type ListFilter struct {
	State   State
	Purpose Purpose
}

type listed struct {
	Base          drawRow `gorm:"embedded"`
	Done          int
	Missed        int
	PreparedName  *string
	DrawnName     *string
	CancelledName *string
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := date.FromMillis(*ms)
	return &t
}

func (l listed) row() Row {
	b := l.Base
	return Row{ID: b.ID, Number: b.Number, Title: b.Title, Purpose: Purpose(b.Purpose), Unit: UnitKind(b.Unit), State: State(b.State), From: date.Day(b.FromDay), To: date.Day(b.ToDay),
		PopulationSize: b.PopulationSize, PopulationDigest: b.PopulationDigest, InspectorCount: b.InspectorCount, Count: b.ObjectCount, Done: l.Done, Missed: l.Missed,
		PreparedBy: text(l.PreparedName), PreparedAt: date.FromMillis(b.PreparedAt), DrawnBy: text(l.DrawnName), DrawnAt: instant(b.DrawnAt),
		CancelledBy: text(l.CancelledName), CancelledAt: instant(b.CancelledAt), Reason: b.Reason}
}

// of is what a draw's tasks have come to.
const of = "(SELECT COUNT(*) FROM spot_check_objects o JOIN tasks t ON t.id = o.task_id WHERE o.spot_check_id = d.id AND t.state IN "

// draws are readable by who holds the permission, all of them: a draw goes across
// suppliers.
func (s *Service) draws(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("spot_checks d").Joins("LEFT JOIN users p ON p.id = d.prepared_by").Joins("LEFT JOIN users w ON w.id = d.drawn_by").
		Joins("LEFT JOIN users c ON c.id = d.cancelled_by").
		Select("d.*, " + of + "('done', 'late')) AS done, " + of + "('missed')) AS missed, p.display_name AS prepared_name, w.display_name AS drawn_name, c.display_name AS cancelled_name")
}

// List returns draws, newest first.
func (s *Service) List(ctx context.Context, f ListFilter, p page.Request) (page.Of[Row], error) {
	empty := page.Of[Row]{Items: []Row{}}
	if err := authz.May(ctx, permRead); err != nil {
		return empty, err
	}
	q := s.draws(ctx)
	if f.State != "" {
		q = q.Where("d.state = ?", string(f.State))
	}
	if f.Purpose != "" {
		q = q.Where("d.purpose = ?", string(f.Purpose))
	}
	q, err := before(q, "d.id", p)
	if err != nil {
		return empty, err
	}
	var rows []listed
	if err := q.Order("d.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return empty, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listed) []string { return []string{l.Base.ID} })
	return page.Map(cut, listed.row), nil
}

// before continues a list that is ordered by a column, newest first.
func before(q *gorm.DB, column string, p page.Request) (*gorm.DB, error) {
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return nil, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where(column+" < ?", after[0])
	}
	return q, nil
}

// Get returns a draw with its objects.
func (s *Service) Get(ctx context.Context, drawID string) (Detail, error) {
	if err := authz.May(ctx, permRead); err != nil {
		return Detail{}, err
	}
	var l listed
	if err := db.First(s.draws(ctx).Where("d.id = ?", drawID), &l); err != nil {
		return Detail{}, err
	}
	objects, err := s.drawnObjects(ctx, l.Base)
	if err != nil {
		return Detail{}, err
	}
	out := Detail{Row: l.row(), Filter: l.Base.filter(), Algorithm: l.Base.Algorithm, Seed: l.Base.Seed, Objects: objects}
	may := authz.From(ctx).Can(permDraw)
	out.MayDraw = may && out.State == Prepared && out.From >= clock.Today(s.clock)
	out.MayCancel = may && out.State != Cancelled && out.Done == 0
	return out, nil
}

type listedObject struct {
	Object
	Failed *int
	Clash  int
}

func (s *Service) drawnObjects(ctx context.Context, d drawRow) ([]Object, error) {
	var rows []listedObject
	err := s.db.Conn(ctx).Table("spot_check_objects o").Joins("JOIN tasks t ON t.id = o.task_id").Joins("JOIN checkpoints p ON p.id = o.checkpoint_id").
		Joins("LEFT JOIN sites s ON s.id = o.site_id").Joins("LEFT JOIN suppliers u ON u.id = o.supplier_id").Joins("LEFT JOIN contracts k ON k.id = o.contract_id").
		Joins("LEFT JOIN checklists l ON l.id = o.checklist_id").Joins("LEFT JOIN users w ON w.id = o.inspector_id").Joins("LEFT JOIN inspections i ON i.id = t.inspection_id").
		Where("o.spot_check_id = ?", d.ID).Order("o.position").
		Select("o.position, o.checkpoint_id, p.name AS checkpoint_name, s.name AS site_name, u.name AS supplier_name, k.name AS contract_name, l.title AS checklist_title, "+
			"w.display_name AS inspector_name, t.state AS task_state, t.inspection_id, i.fail_count AS failed, "+
			"(SELECT COUNT(*) FROM conflicts_of_interest c WHERE c.user_id = o.inspector_id AND c.supplier_id = o.supplier_id AND "+standing+") AS clash",
			d.ToDay, d.FromDay).Scan(&rows).Error
	out := make([]Object, len(rows))
	for i, r := range rows {
		out[i] = r.Object
		out[i].Fail, out[i].Conflict = r.Failed, r.Clash > 0 && r.TaskState == string(round.TaskOpen)
	}
	return out, db.Fault(err)
}
