package label

import (
	"context"
	"encoding/json"
	"time"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// StatusView is a checkpoint's label in force and what is to be done about it.
type StatusView struct {
	CheckpointID string         `json:"checkpointId"`
	Number       string         `json:"number"`
	Name         string         `json:"name"`
	SiteName     string         `json:"siteName"`
	AreaName     string         `json:"areaName,omitempty"`
	SupplierName string         `json:"supplierName"`
	Category     vocab.Category `json:"category"`
	LabelVersion int            `json:"labelVersion"`
	Status       string         `json:"status" enum:"never_printed,replaced,printed" doc:"replaced: the label in force was never printed, an older one was replaced"`
	Print        *PrintRef      `json:"print,omitempty" doc:"the latest print of the label in force"`
	OpenReports  int            `json:"openReports"`
}

// PrintRef names a print run.
type PrintRef struct {
	ID           string    `json:"id"`
	TemplateID   string    `json:"templateId"`
	TemplateName string    `json:"templateName"`
	PrintedBy    string    `json:"printedBy" doc:"name"`
	PrintedAt    time.Time `json:"printedAt"`
}

type listedStatus struct {
	ID           string
	Number       string
	Name         string
	SiteName     *string
	AreaName     *string
	SupplierName *string
	Category     string
	LabelVersion int
	PrintID      *string
	OpenReports  int
}

// Statuses lists the labels in force in the order their checkpoints were made.
func (s *Service) Statuses(ctx context.Context, f Filter, p page.Request) (page.Of[StatusView], error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return page.Of[StatusView]{}, err
	}
	q := s.inForce(ctx, f).Joins("LEFT JOIN suppliers u ON u.id = p.supplier_id").
		Select("p.id, p.number, p.name, p.category, s.name AS site_name, a.name AS area_name, u.name AS supplier_name, c.label_version, " +
			"(SELECT MAX(i.print_id) FROM label_print_items i WHERE i.checkpoint_id = p.id AND i.label_version = c.label_version) AS print_id, " +
			"(SELECT COUNT(*) FROM label_reports r WHERE r.checkpoint_id = p.id AND r.state = 'open') AS open_reports")
	cut, err := db.Page(q, p, "p.id", func(l listedStatus) string { return l.ID })
	if err != nil {
		return page.Of[StatusView]{}, err
	}
	ids := []string{}
	for _, l := range cut.Items {
		if l.PrintID != nil {
			ids = append(ids, *l.PrintID)
		}
	}
	prints, err := s.printRefs(ctx, ids)
	return page.Map(cut, func(l listedStatus) StatusView {
		v := StatusView{CheckpointID: l.ID, Number: l.Number, Name: l.Name, SiteName: text(l.SiteName), AreaName: text(l.AreaName), SupplierName: text(l.SupplierName),
			Category: vocab.Category(l.Category), LabelVersion: l.LabelVersion, OpenReports: l.OpenReports, Status: "never_printed"}
		switch {
		case l.PrintID != nil:
			v.Status = "printed"
			if ref, ok := prints[*l.PrintID]; ok {
				v.Print = &ref
			}
		case l.LabelVersion > 1:
			v.Status = "replaced"
		}
		return v
	}), err
}

func (s *Service) printRefs(ctx context.Context, ids []string) (map[string]PrintRef, error) {
	out := map[string]PrintRef{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []listedPrint
	err := s.db.Conn(ctx).Table("label_prints n").Joins("LEFT JOIN users u ON u.id = n.printed_by").Select("n.*, u.display_name AS person_name").
		Where("n.id IN ?", ids).Scan(&rows).Error
	for _, r := range rows {
		var t Template
		if err := json.Unmarshal([]byte(r.Row.Template), &t); err != nil {
			return nil, fault.Internal(err)
		}
		out[r.Row.ID] = PrintRef{r.Row.ID, r.Row.TemplateID, t.Name, text(r.PersonName), date.FromMillis(r.Row.PrintedAt)}
	}
	return out, db.Fault(err)
}

// Issue is one label that a checkpoint has or had. It does not name the code.
type Issue struct {
	Version   int        `json:"version"`
	State     string     `json:"state" enum:"active,revoked"`
	MadeAt    time.Time  `json:"madeAt"`
	RetiredAt *time.Time `json:"retiredAt,omitempty"`
	RetiredBy string     `json:"retiredBy,omitempty" doc:"name"`
	Reason    string     `json:"reason,omitempty"`
	Prints    []PrintRef `json:"prints"`
}

// History lists the labels of a checkpoint, newest first, with their prints.
func (s *Service) History(ctx context.Context, checkpointID string) ([]Issue, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return nil, err
	}
	if _, err := s.checkpoints.Get(ctx, checkpointID); err != nil {
		return nil, err
	}
	// of a checkpoint that was just read in scope
	var rows []struct {
		LabelVersion int
		State        string
		Reason       string
		CreatedAt    int64
		RevokedAt    *int64
		PersonName   *string
	}
	err := s.db.Conn(ctx).Table("checkpoint_codes c").Joins("LEFT JOIN users u ON u.id = c.revoked_by").
		Select("c.label_version, c.state, c.reason, c.created_at, c.revoked_at, u.display_name AS person_name").
		Where("c.checkpoint_id = ?", checkpointID).Order("c.label_version DESC").Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	var items []itemRow
	if err := s.db.Conn(ctx).Where("checkpoint_id = ?", checkpointID).Order("print_id DESC").Find(&items).Error; err != nil {
		return nil, db.Fault(err)
	}
	ids := []string{}
	for _, i := range items {
		ids = append(ids, i.PrintID)
	}
	prints, err := s.printRefs(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Issue, len(rows))
	for n, r := range rows {
		out[n] = Issue{Version: r.LabelVersion, State: r.State, MadeAt: date.FromMillis(r.CreatedAt), RetiredBy: text(r.PersonName), Reason: r.Reason, Prints: []PrintRef{}}
		if r.RevokedAt != nil {
			at := date.FromMillis(*r.RevokedAt)
			out[n].RetiredAt = &at
		}
		for _, i := range items {
			if i.LabelVersion == r.LabelVersion {
				out[n].Prints = append(out[n].Prints, prints[i.PrintID])
			}
		}
	}
	return out, nil
}

// RetiredLabel is what became of a label that opens nothing any more.
type RetiredLabel struct {
	CheckpointID string    `json:"checkpointId"`
	Number       string    `json:"number"`
	Name         string    `json:"name"`
	SiteName     string    `json:"siteName"`
	AreaName     string    `json:"areaName,omitempty"`
	RetiredAt    time.Time `json:"retiredAt"`
}

// Retired tells somebody who may see the place what became of a label: 404 code_unknown
// for everybody else, and for a label that is in force or never was.
func (s *Service) Retired(ctx context.Context, entered string) (RetiredLabel, error) {
	code, ok := checkpoint.ParseCode(entered)
	if !ok {
		return RetiredLabel{}, checkpoint.CodeUnknown()
	}
	var row struct {
		ID, Number, Name   string
		SiteName, AreaName *string
		RevokedAt          int64
	}
	q := s.db.Conn(ctx).Table("checkpoint_codes c").Joins("JOIN checkpoints p ON p.id = c.checkpoint_id").Joins(placeJoins).Scopes(scope(ctx)).
		Select("p.id, p.number, p.name, s.name AS site_name, a.name AS area_name, c.revoked_at").
		Where("c.code = ? AND c.state = 'revoked' AND p.state = 'active'", code)
	if err := db.First(q, &row); fault.Is(err, "not_found") {
		return RetiredLabel{}, checkpoint.CodeUnknown()
	} else if err != nil {
		return RetiredLabel{}, err
	}
	return RetiredLabel{row.ID, row.Number, row.Name, text(row.SiteName), text(row.AreaName), date.FromMillis(row.RevokedAt)}, nil
}
