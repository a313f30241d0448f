// Package setting keeps what is tuned while the program runs: groups of values that an
// agency changes on a screen, and notes that commands leave in the database. What the
// operator sets once is in the configuration.
package setting

import (
	"context"

	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var actChange = audit.Define("setting.change")

type row struct {
	Name    string `gorm:"primaryKey"`
	Value   string
	Version int
}

func (row) TableName() string { return "settings" }

var _ = db.Register(row{})

// Store keeps values by their names. Every change is audited, so none may be a secret.
type Store struct {
	db    *db.DB
	clock clock.Clock
	log   *audit.Log
}

// New returns the store.
func New(d *db.DB, clk clock.Clock, log *audit.Log) *Store { return &Store{d, clk, log} }

// Note returns what a command left under a name, "" if nothing.
func (s *Store) Note(ctx context.Context, name string) (string, error) {
	r, err := s.read(ctx, name)
	return r.Value, err
}

// Leave leaves a note, in the place of an older one.
func (s *Store) Leave(ctx context.Context, name, value string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.lock(ctx, name)
		if err != nil || before.Value == value {
			return err
		}
		return s.write(ctx, before, value)
	})
}

// read returns the zero row, of version 0, for a name that was never set.
func (s *Store) read(ctx context.Context, name string, how ...clause.Expression) (row, error) {
	var rows []row
	err := s.db.Conn(ctx).Clauses(how...).Where("name = ?", name).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return row{Name: name}, db.Fault(err)
	}
	return rows[0], nil
}

// lock reads a row that the transaction is going to change.
func (s *Store) lock(ctx context.Context, name string) (row, error) {
	return s.read(ctx, name, clause.Locking{Strength: clause.LockingStrengthUpdate})
}

func (s *Store) write(ctx context.Context, before row, value string) error {
	after := row{before.Name, value, before.Version + 1}
	if err := s.save(ctx, before, after); err != nil {
		return err
	}
	return s.log.Record(ctx, audit.Entry{Action: actChange, Target: "setting", TargetID: before.Name,
		Before: map[string]string{"value": before.Value}, After: map[string]string{"value": value}})
}

func (s *Store) save(ctx context.Context, before, after row) error {
	if before.Version > 0 {
		return db.Changed(s.db.Conn(ctx).Model(&row{}).Where("name = ? AND version = ?", before.Name, before.Version).
			Updates(map[string]any{"value": after.Value, "version": after.Version}))
	}
	err := s.db.Conn(ctx).Create(&after).Error
	if db.IsDuplicate(err) { // two set it for the first time
		return fault.Stale()
	}
	return db.Fault(err)
}
