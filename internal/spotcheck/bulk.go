package spotcheck

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
)

// Bulk is a draw that the system orders by a rule. Its number says what it is for, so
// that however many replicas order it, one is made.
type Bulk struct {
	Number   string
	Title    string
	Purpose  Purpose
	From, To date.Day
	Strata   []Stratum
}

// Assigned is what a unit of such a draw came to.
type Assigned struct {
	Unit, TaskID, InspectorID string
}

// DrawAtOnce prepares a draw and makes it, in the transaction of ctx or its own; the
// population is fixed before the seed all the same. Units to which nobody may be sent
// are left out. made is false if a draw with the number is there already.
func (s *Service) DrawAtOnce(ctx context.Context, b Bulk) (out []Assigned, made bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		out, made = nil, false
		var there int64
		if err := s.db.Conn(ctx).Table("spot_checks").Where("number = ?", b.Number).Count(&there).Error; err != nil || there > 0 {
			return db.Fault(err)
		}
		people, err := s.candidates(ctx, b.From, b.To, true, "")
		if err != nil {
			return err
		}
		p := Population{Strata: b.Strata, Inspectors: inspectors(people)}.staffed()
		if p.Size() == 0 {
			return nil
		}
		o := Order{Title: b.Title, Unit: ByCheckpoint, Count: p.wanted(), From: b.From, To: b.To, ThirdParty: true}
		row, err := s.keep(ctx, id.New(), b.Number, b.Purpose, o, p)
		if err != nil {
			return err
		}
		objects, err := s.perform(ctx, row, p)
		for _, o := range objects {
			out = append(out, Assigned{o.UnitKey, o.TaskID, o.InspectorID})
		}
		made = err == nil
		return err
	})
	if db.IsDuplicate(err) { // another replica was quicker
		return nil, false, nil
	}
	return out, made, db.Fault(err)
}

// staffed leaves out the units to which nobody may be sent.
func (p Population) staffed() Population {
	out := Population{Inspectors: p.Inspectors}
	for _, s := range p.Strata {
		kept := s
		kept.Units = nil
		for _, u := range s.Units {
			unit := u
			unit.Places = nil
			for _, at := range u.Places {
				if p.manned(u, at) {
					unit.Places = append(unit.Places, at)
				}
			}
			if len(unit.Places) > 0 {
				kept.Units = append(kept.Units, unit)
			}
		}
		if len(kept.Units) > 0 {
			out.Strata = append(out.Strata, kept)
		}
	}
	return out
}

// wanted is how many units the strata take.
func (p Population) wanted() (n int) {
	for _, s := range p.Strata {
		n += min(s.Take, len(s.Units))
	}
	return n
}
