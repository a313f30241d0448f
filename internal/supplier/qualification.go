package supplier

import (
	"context"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

type qualificationRow struct {
	ID         string `gorm:"primaryKey"`
	SupplierID string
	Name       string
	DocumentNo string
	Issuer     string
	ValidFrom  string
	ValidTo    string
	PhotoSha   *string
	Version    int
}

func (qualificationRow) TableName() string { return "qualifications" }

func (r qualificationRow) qualification() Qualification {
	return Qualification{ID: r.ID, SupplierID: r.SupplierID, Name: r.Name, DocumentNo: r.DocumentNo, Issuer: r.Issuer,
		ValidFrom: date.Day(r.ValidFrom), ValidTo: date.Day(r.ValidTo), Version: r.Version}
}

func (s *Service) qualifications(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("qualifications q").Select("q.*").Scopes(authz.Rows(ctx, authz.Columns{Supplier: "q.supplier_id"}))
}

func (s *Service) qualificationsOf(ctx context.Context, supplierID string) ([]Qualification, error) {
	var rows []qualificationRow
	err := s.qualifications(ctx).Where("q.supplier_id = ?", supplierID).Order("q.valid_to, q.id").Scan(&rows).Error
	out := make([]Qualification, len(rows))
	for i, r := range rows {
		out[i] = r.qualification()
	}
	return out, db.Fault(err)
}

// Qualifications lists a supplier's papers, the first to expire first.
func (s *Service) Qualifications(ctx context.Context, supplierID string) ([]Qualification, error) {
	if _, err := s.load(ctx, supplierID); err != nil {
		return nil, err
	}
	return s.qualificationsOf(ctx, supplierID)
}

// Today is the day that days left are counted from.
func (s *Service) Today() date.Day { return clock.Today(s.clock) }

// AddQualification registers a paper. One that has already expired is refused: it
// would only stand in the way of every later step.
func (s *Service) AddQualification(ctx context.Context, supplierID string, q Qualification) (Qualification, error) {
	if err := q.clean(); err != nil {
		return q, err
	}
	if q.DaysLeft(s.Today()) < 0 {
		return q, fault.Invalid("qualification_expired", "validTo", "The qualification has already expired.")
	}
	q.ID, q.SupplierID, q.Version = id.New(), supplierID, 1
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.load(ctx, supplierID); err != nil {
			return err
		}
		row := qualificationRow{q.ID, q.SupplierID, q.Name, q.DocumentNo, q.Issuer, string(q.ValidFrom), string(q.ValidTo), nil, q.Version}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actQualify, Target: "qualification", TargetID: q.ID, After: q})
	})
	return q, db.Fault(err)
}

// QualificationChanges are the fields to change; nil ones stay.
type QualificationChanges struct {
	Name       *string
	DocumentNo *string
	Issuer     *string
	ValidFrom  *date.Day
	ValidTo    *date.Day
}

func (c QualificationChanges) apply(q *Qualification) {
	for _, f := range []struct{ to, from *string }{{&q.Name, c.Name}, {&q.DocumentNo, c.DocumentNo}, {&q.Issuer, c.Issuer}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.ValidFrom != nil {
		q.ValidFrom = *c.ValidFrom
	}
	if c.ValidTo != nil {
		q.ValidTo = *c.ValidTo
	}
}

func (s *Service) loadQualification(ctx context.Context, qualificationID string) (Qualification, error) {
	if !id.Valid(qualificationID) {
		return Qualification{}, fault.NotFound()
	}
	var row qualificationRow
	if err := db.First(s.qualifications(ctx).Where("q.id = ?", qualificationID), &row); err != nil {
		return Qualification{}, err
	}
	return row.qualification(), nil
}

// UpdateQualification corrects or renews a paper.
func (s *Service) UpdateQualification(ctx context.Context, qualificationID string, version int, c QualificationChanges) (Qualification, error) {
	var q Qualification
	err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if q, err = s.loadQualification(ctx, qualificationID); err != nil {
			return err
		}
		before := q
		c.apply(&q)
		if err := q.clean(); err != nil {
			return err
		}
		q.Version = version + 1
		err = db.Changed(s.db.Conn(ctx).Table("qualifications").Where("id = ? AND version = ?", q.ID, version).Updates(map[string]any{
			"name": q.Name, "document_no": q.DocumentNo, "issuer": q.Issuer, "valid_from": string(q.ValidFrom), "valid_to": string(q.ValidTo), "version": q.Version}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRequalify, Target: "qualification", TargetID: q.ID, Before: before, After: q})
	})
	return q, db.Fault(err)
}

// RemoveQualification takes a paper off the list; the audit log keeps it.
func (s *Service) RemoveQualification(ctx context.Context, qualificationID string, version int) error {
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		q, err := s.loadQualification(ctx, qualificationID)
		if err != nil {
			return err
		}
		if err := db.Changed(s.db.Conn(ctx).Where("id = ? AND version = ?", q.ID, version).Delete(&qualificationRow{})); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actDisqualify, Target: "qualification", TargetID: q.ID, Before: q})
	}))
}
