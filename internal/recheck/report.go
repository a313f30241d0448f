package recheck

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// usual is how far back the report reaches without days.
const usual = 180

// Report compares the checks of each inspector with those made again. A record that was
// proved false since counts in neither.
func (s *Service) Report(ctx context.Context, from, to date.Day) (Report, error) {
	if err := authz.May(ctx, permRead); err != nil {
		return Report{}, err
	}
	if to == "" {
		to = clock.Today(s.clock)
	}
	if from == "" {
		from = to.AddDays(-usual)
	}
	set, err := s.Settings(ctx)
	if err != nil {
		return Report{}, err
	}
	out := Report{From: from, To: to, Floor: set.Floor, Items: []Row{}}
	var cells []struct {
		FirstInspectorID, First, Second string
		N                               int
	}
	err = s.compared(ctx, from, to).Joins("JOIN observations x ON x.inspection_id = i.id").Joins("JOIN checklist_items xi ON xi.id = x.item_id").
		Joins("JOIN observations y ON y.inspection_id = j.id").Joins("JOIN checklist_items yi ON yi.id = y.item_id AND yi.code = xi.code").
		Group("r.first_inspector_id, x.result, y.result").
		Select("r.first_inspector_id, x.result AS first, y.result AS second, COUNT(*) AS n").Scan(&cells).Error
	if err != nil {
		return out, db.Fault(err)
	}
	tables := map[string]table{}
	for _, c := range cells {
		if tables[c.FirstInspectorID] == nil {
			tables[c.FirstInspectorID] = table{}
		}
		tables[c.FirstInspectorID][[2]vocab.Result{vocab.Result(c.First), vocab.Result(c.Second)}] += c.N
	}
	var people []struct {
		ID   string
		Name string
		N    int
	}
	err = s.compared(ctx, from, to).Joins("JOIN users u ON u.id = r.first_inspector_id").Group("r.first_inspector_id, u.display_name").Order("u.display_name, r.first_inspector_id").
		Select("r.first_inspector_id AS id, u.display_name AS name, COUNT(*) AS n").Scan(&people).Error
	for _, p := range people {
		one := Row{InspectorID: p.ID, InspectorName: p.Name, Rechecks: p.N}
		items, agreement, kappa, leniency := tables[p.ID].figures()
		if one.Items = items; items >= set.Floor {
			one.Enough, one.AgreementBp, one.KappaBp, one.LeniencyBp = true, agreement, kappa, leniency
		}
		out.Items = append(out.Items, one)
	}
	return out, db.Fault(err)
}

// compared are the rechecks whose two records both stand.
func (s *Service) compared(ctx context.Context, from, to date.Day) *gorm.DB {
	return s.db.Conn(ctx).Table("rechecks r").Joins("JOIN tasks k ON k.id = r.task_id AND k.state IN ('done', 'late')").
		Joins("JOIN inspections i ON i.id = r.first_id AND i.withdrawn_at IS NULL").Joins("JOIN inspections j ON j.id = k.inspection_id AND j.withdrawn_at IS NULL").
		Where("i.occurred_on BETWEEN ? AND ?", string(from), string(to))
}

// Pairs returns rechecks, newest first, of one inspector's checks or all.
func (s *Service) Pairs(ctx context.Context, inspectorID string, p page.Request) (page.Of[Pair], error) {
	empty := page.Of[Pair]{Items: []Pair{}}
	if err := authz.May(ctx, permRead); err != nil {
		return empty, err
	}
	q := s.db.Conn(ctx).Table("rechecks r").Joins("JOIN tasks k ON k.id = r.task_id").Joins("JOIN inspections i ON i.id = r.first_id").
		Joins("LEFT JOIN inspections j ON j.id = k.inspection_id").Joins("JOIN checkpoints p ON p.id = i.checkpoint_id").Joins("LEFT JOIN sites s ON s.id = i.site_id").
		Joins("LEFT JOIN users a ON a.id = r.first_inspector_id").Joins("LEFT JOIN users b ON b.id = r.second_inspector_id").
		Select("r.task_id AS id, p.name AS checkpoint_name, s.name AS site_name, i.id AS first_id, i.number AS first_number, a.display_name AS first_name, i.finished_at AS first_ms, " +
			"k.inspection_id AS second_id, b.display_name AS second_name, k.state, j.finished_at AS second_ms, i.fail_count AS first_failed, j.fail_count AS second_failed")
	if inspectorID != "" {
		q = q.Where("r.first_inspector_id = ?", inspectorID)
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return empty, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("r.task_id < ?", after[0])
	}
	var rows []struct {
		Pair
		FirstMs  int64
		SecondMs *int64
	}
	if err := q.Order("r.task_id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return empty, db.Fault(err)
	}
	list := make([]Pair, len(rows))
	for n, r := range rows {
		list[n] = r.Pair
		if list[n].FirstAt = date.FromMillis(r.FirstMs); r.SecondMs != nil {
			at := date.FromMillis(*r.SecondMs)
			list[n].SecondAt = &at
		}
	}
	return page.Cut(list, p.Size(), func(one Pair) []string { return []string{one.ID} }), nil
}
