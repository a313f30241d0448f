package quota

import (
	"context"

	"hengjian/internal/platform/db"
)

// Subject is a cost subject of the closed list that the schema brings.
type Subject struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// TableName names the table.
func (Subject) TableName() string { return "cost_subjects" }

// Subjects lists the cost subjects.
func (s *Service) Subjects(ctx context.Context) ([]Subject, error) {
	out := []Subject{}
	err := s.db.Conn(ctx).Order("id").Find(&out).Error
	return out, db.Fault(err)
}

func (s *Service) subject(ctx context.Context, code string) (bool, error) {
	var n int64
	err := s.db.Conn(ctx).Table("cost_subjects").Where("code = ?", code).Count(&n).Error
	return n > 0, db.Fault(err)
}
