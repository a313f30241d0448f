package label

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// maxLabels bounds one print.
const maxLabels = 500

// PrintRequest says which labels are printed and on what.
type PrintRequest struct {
	TemplateID string
	StartAt    int // first place used on the first sheet, from 1
	Filter
}

// PrintView is a print run.
type PrintView struct {
	ID           string    `json:"id"`
	TemplateID   string    `json:"templateId"`
	TemplateName string    `json:"templateName"`
	Labels       int       `json:"labels"`
	Pages        int       `json:"pages"`
	StartAt      int       `json:"startAt"`
	PrintedBy    string    `json:"printedBy" doc:"name"`
	PrintedAt    time.Time `json:"printedAt"`
	Notices      []Notice  `json:"notices"`
}

// pages is how many pages labels take when the first start−1 places are used up.
func (l Layout) pages(labels, startAt int) int {
	return (startAt - 1 + labels + l.PerPage() - 1) / l.PerPage()
}

// Print records a print run of the labels in force and returns it; its page is drawn by
// PrintPage. That the paper came out right is for the people at the printer to see, so a
// run can be opened again. Refused: 404 when nothing is left to print; 422
// template_unknown, start_outside_sheet, too_many_labels.
func (s *Service) Print(ctx context.Context, r PrintRequest) (PrintView, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return PrintView{}, err
	}
	t, err := s.find(ctx, r.TemplateID)
	if err != nil {
		return PrintView{}, err
	}
	if _, err := s.lookOf(t.Layout); err != nil {
		return PrintView{}, err
	}
	if r.StartAt < 1 || r.StartAt > t.Layout.PerPage() {
		return PrintView{}, fault.Invalid("start_outside_sheet", "startAt", "The sheet has no such place.")
	}
	if len(r.CheckpointIDs) > maxLabels {
		return PrintView{}, tooMany()
	}
	row := printRow{ID: id.New(), TemplateID: t.ID, StartAt: r.StartAt, PrintedBy: authz.From(ctx).UserID, PrintedAt: date.Millis(s.clock.Now())}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		snapshot, err := json.Marshal(t.Template)
		if err != nil {
			return fault.Internal(err)
		}
		items, err := s.toPrint(ctx, row.ID, r.Filter)
		if err != nil {
			return err
		}
		row.Template, row.Labels = string(snapshot), len(items)
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		for chunk := range slices.Chunk(items, 100) {
			if err := s.db.Conn(ctx).Create(&chunk).Error; err != nil {
				return err
			}
		}
		return s.log.Record(ctx, audit.Entry{Action: actPrint, Target: "label_print", TargetID: row.ID,
			After: map[string]any{"templateId": t.ID, "template": t.Name, "labels": row.Labels, "startAt": row.StartAt}})
	})
	if err != nil {
		return PrintView{}, db.Fault(err)
	}
	return PrintView{ID: row.ID, TemplateID: t.ID, TemplateName: t.Name, Labels: row.Labels, Pages: t.Layout.pages(row.Labels, row.StartAt), StartAt: row.StartAt,
		PrintedBy: authz.From(ctx).DisplayName, PrintedAt: date.FromMillis(row.PrintedAt), Notices: t.Notices}, nil
}

func tooMany() error {
	return fault.Invalid("too_many_labels", "checkpointIds", "At most 500 labels are printed at once.")
}

// toPrint lists the labels of a run, site by site, so that they are stuck on in the order
// of the sheet.
func (s *Service) toPrint(ctx context.Context, printID string, f Filter) ([]itemRow, error) {
	var found []struct {
		CheckpointID string
		LabelVersion int
	}
	err := s.inForce(ctx, f).Select("p.id AS checkpoint_id, c.label_version").Order("s.code, p.area_id, p.id").Limit(maxLabels + 1).Scan(&found).Error
	switch {
	case err != nil:
		return nil, db.Fault(err)
	case len(found) == 0:
		return nil, fault.NotFound()
	case len(found) > maxLabels:
		return nil, tooMany()
	}
	items := make([]itemRow, len(found))
	for i, f := range found {
		items[i] = itemRow{printID, i, f.CheckpointID, f.LabelVersion}
	}
	return items, nil
}

type listedPrint struct {
	Row        printRow `gorm:"embedded"`
	PersonName *string
}

func (l listedPrint) view() (PrintView, error) {
	var t Template
	if err := json.Unmarshal([]byte(l.Row.Template), &t); err != nil {
		return PrintView{}, fault.Internal(err)
	}
	r := l.Row
	return PrintView{ID: r.ID, TemplateID: r.TemplateID, TemplateName: t.Name, Labels: r.Labels, Pages: t.Layout.pages(r.Labels, r.StartAt), StartAt: r.StartAt,
		PrintedBy: text(l.PersonName), PrintedAt: date.FromMillis(r.PrintedAt), Notices: []Notice{}}, nil
}

// Prints lists the print runs, newest first.
func (s *Service) Prints(ctx context.Context, p page.Request) (page.Of[PrintView], error) {
	out := page.Of[PrintView]{Items: []PrintView{}}
	if err := authz.May(ctx, permWrite); err != nil {
		return out, err
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil {
		return out, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	q := s.db.Conn(ctx).Table("label_prints n").Joins("LEFT JOIN users u ON u.id = n.printed_by").Select("n.*, u.display_name AS person_name")
	if after != nil {
		q = q.Where("n.id < ?", after[0])
	}
	var rows []listedPrint
	if err := q.Order("n.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return out, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedPrint) []string { return []string{l.Row.ID} })
	out.NextCursor = cut.NextCursor
	for _, l := range cut.Items {
		v, err := l.view()
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}
