package standard

import (
	"context"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actCreate       = audit.Define("standard.create")
	actUpdate       = audit.Define("standard.update")
	actAddClause    = audit.Define("standard.clause.create")
	actUpdateClause = audit.Define("standard.clause.update")
	actLoad         = audit.Define("standard.load_catalogue")
)

// Service keeps standards and clauses. Standards belong to everybody: there is no
// scope on them, only on the results that hang on a clause.
type Service struct {
	db    *db.DB
	clock clock.Clock
	log   *audit.Log
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log) *Service { return &Service{d, clk, log} }

// Filter narrows the list of standards.
type Filter struct {
	Q        string
	Category System
}

// ClauseFilter narrows the list of clauses.
type ClauseFilter struct {
	Q        string
	Category vocab.Category
}

// List returns standards by number.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	return s.list(ctx, f, p)
}

// Get returns a standard with its clauses and source.
func (s *Service) Get(ctx context.Context, standardID string) (Detail, error) {
	v, err := s.view(ctx, standardID)
	if err != nil {
		return Detail{}, err
	}
	clauses, err := s.clausesOf(ctx, standardID)
	if err != nil {
		return Detail{}, err
	}
	return Detail{View: v, Clauses: clauses}, err
}

// Create adds a standard; 409 code_taken if its number exists.
func (s *Service) Create(ctx context.Context, n Standard) (Detail, error) {
	n.ID, n.Version = id.New(), 1
	if err := n.check(); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := SourceExists(ctx, s.db, n.SourceID); err != nil {
			return err
		}
		row := standardRow{n.ID, n.StandardNo, n.Title, string(n.Category), n.Status, n.SourceID, n.SourceNote, n.Issued, n.Effective, 1}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return taken(err, "A standard with this number exists.")
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "standard", TargetID: n.ID, After: n})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, n.ID)
}

// Change holds what a PATCH may set; nil leaves a field.
type Change struct {
	Title, Status, SourceID, SourceNote, Issued, Effective *string
	Category                                               *System
}

// Update changes a standard; 412 version_stale if it was changed since.
func (s *Service) Update(ctx context.Context, standardID string, version int, c Change) (Detail, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		v, err := s.view(ctx, standardID)
		if err != nil {
			return err
		}
		before := v.standard()
		n := before
		set(&n.Title, c.Title)
		set(&n.Status, c.Status)
		set(&n.SourceID, c.SourceID)
		set(&n.SourceNote, c.SourceNote)
		set(&n.Issued, c.Issued)
		set(&n.Effective, c.Effective)
		set(&n.Category, c.Category)
		if err := n.check(); err != nil {
			return err
		}
		if err := SourceExists(ctx, s.db, n.SourceID); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("standards").Where("id = ? AND version = ?", standardID, version).Updates(map[string]any{
			"title": n.Title, "category": string(n.Category), "status": n.Status, "source_id": n.SourceID, "source_note": n.SourceNote,
			"issued": n.Issued, "effective": n.Effective, "version": version + 1}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actUpdate, Target: "standard", TargetID: standardID, Before: before, After: n})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, standardID)
}

func (v View) standard() Standard {
	return Standard{v.ID, v.StandardNo, v.Title, v.Category, v.Status, v.SourceID, v.SourceNote, v.Issued, v.Effective, v.Version}
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func taken(err error, message string) error {
	if db.IsDuplicate(err) {
		return fault.Conflict("code_taken", message)
	}
	return db.Fault(err)
}
