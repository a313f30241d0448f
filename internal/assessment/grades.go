package assessment

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
	"hengjian/internal/supplier"
)

// Grades returns the published judgements of suppliers for the months from..to,
// oldest first, over what the actor may see.
func (s *Service) Grades(ctx context.Context, supplierIDs []string, from, to date.Month) (map[string][]supplier.Grade, error) {
	out := map[string][]supplier.Grade{}
	if len(supplierIDs) == 0 {
		return out, nil
	}
	var rows []assessmentRow
	err := s.db.Conn(ctx).Table("assessments a").Select("a.supplier_id, a.month, a.insufficient, a.points, a.grade").Scopes(visible(ctx)).
		Where("a.supplier_id IN ? AND a.month BETWEEN ? AND ? AND a.state = ?", supplierIDs, string(from), string(to), string(Published)).
		Order("a.month").Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	for _, r := range rows {
		out[r.SupplierID] = append(out[r.SupplierID], supplier.Grade{Month: date.Month(r.Month), Grade: r.Grade, Points: points(r), Insufficient: r.Insufficient})
	}
	return out, nil
}

// Of returns the assessment of a supplier's month, nil if there is none that the
// actor may see.
func (s *Service) Of(ctx context.Context, supplierID string, month date.Month) (*Assessment, error) {
	var rows []listedRow
	err := s.listed(ctx).Where("a.supplier_id = ? AND a.month = ?", supplierID, string(month)).Limit(1).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, db.Fault(err)
	}
	a, err := rows[0].assessment()
	return &a, err
}
