package assessment

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Compute makes or remakes the drafts of a month, for every supplier with a fact
// or a contract in it; published assessments stay as they are. It returns how many
// drafts it made. Errors: 409 scheme_not_in_force, 422 month_in_future.
func (s *Service) Compute(ctx context.Context, month date.Month) (int, error) {
	return s.compute(ctx, month, true)
}

// systemID is who computes in a job.
var systemID = authz.From(authz.AsSystem(context.Background(), "")).UserID

// ComputeMissing makes the drafts that a month still lacks, renews its own where
// late facts have arrived, and leaves those alone that somebody computed. The job
// of the month calls it.
func (s *Service) ComputeMissing(ctx context.Context, month date.Month) (int, error) {
	return s.compute(ctx, month, false)
}

// ComputeLastMonth is ComputeMissing for the month before the present one.
func (s *Service) ComputeLastMonth(ctx context.Context) (int, error) {
	return s.ComputeMissing(ctx, clock.ThisMonth(s.clock).Add(-1))
}

func (s *Service) compute(ctx context.Context, month date.Month, again bool) (int, error) {
	if err := authz.May(ctx, "assessment.compute"); err != nil {
		return 0, err
	}
	if month > clock.ThisMonth(s.clock) {
		return 0, fault.Invalid("month_in_future", "month", "The month has not begun.")
	}
	scheme, err := s.schemeFor(ctx, month)
	if err != nil {
		return 0, err
	}
	sums, err := s.ledger.SumMonths(ctx, month, month, ledger.Filter{}, ledger.BySupplier)
	if err != nil {
		return 0, err
	}
	bySupplier := map[string][]ledger.Sum{}
	for _, sum := range sums {
		bySupplier[sum.SupplierID] = append(bySupplier[sum.SupplierID], sum)
	}
	contracted, err := s.contracted(ctx, month)
	if err != nil {
		return 0, err
	}
	for _, supplier := range contracted {
		bySupplier[supplier] = append(bySupplier[supplier], []ledger.Sum{}...)
	}
	made := 0
	for _, supplier := range slices.Sorted(maps.Keys(bySupplier)) {
		var wrote bool
		err := s.db.Tx(ctx, func(ctx context.Context) (err error) {
			wrote, err = s.write(ctx, supplier, month, scheme, NewInputs(bySupplier[supplier], scheme.Definition.Kinds()), again)
			return err
		})
		if err != nil {
			return made, db.Fault(err)
		}
		if wrote {
			made++
		}
	}
	return made, nil
}

const contractedSQL = `SELECT DISTINCT supplier_id FROM contracts
	WHERE state <> 'draft' AND starts_on <= ? AND ends_on >= ? AND (terminated_on IS NULL OR terminated_on >= ?)`

// contracted lists the suppliers with a contract in the month: silence must end in
// "insufficient data" and not in no line at all.
func (s *Service) contracted(ctx context.Context, month date.Month) ([]string, error) {
	var out []string
	first, last := string(month.First()), string(month.Last())
	err := s.db.Conn(ctx).Raw(contractedSQL, last, first, first).Scan(&out).Error
	return out, db.Fault(err)
}

// write makes the draft of one supplier's month or changes it.
func (s *Service) write(ctx context.Context, supplier string, month date.Month, scheme Scheme, in Inputs, again bool) (bool, error) {
	sheet := Compute(scheme.Definition, in)
	row, err := s.row(ctx, supplier, month, scheme.ID, in, sheet)
	if err != nil {
		return false, err
	}
	var old []assessmentRow
	err = s.db.Conn(ctx).Table("assessments").Where("supplier_id = ? AND month = ?", supplier, string(month)).Limit(1).Scan(&old).Error
	if err != nil {
		return false, err
	}
	entry := audit.Entry{Action: actCompute, Target: "assessment", After: sheet}
	if len(old) == 0 {
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			if db.IsDuplicate(err) { // somebody else made it just now
				return false, nil
			}
			return false, err
		}
		entry.TargetID = row.ID
		return true, s.audit.Record(ctx, entry)
	}
	if State(old[0].State) == Published || !again && !overtaken(old[0], row) {
		return false, nil
	}
	change := map[string]any{"scheme_id": row.SchemeID, "insufficient": row.Insufficient, "points": row.Points, "grade": row.Grade,
		"inputs": row.Inputs, "sheet": row.Sheet, "computed_at": row.ComputedAt, "computed_by": row.ComputedBy, "version": old[0].Version + 1}
	err = db.Changed(s.db.Conn(ctx).Table("assessments").Where("id = ? AND version = ? AND state = ?", old[0].ID, old[0].Version, string(Draft)).Updates(change))
	if err != nil {
		return false, err
	}
	entry.TargetID, entry.Before = old[0].ID, json.RawMessage(old[0].Sheet)
	return true, s.audit.Record(ctx, entry)
}

// overtaken reports whether a draft that a job made is no longer what the ledger
// gives. What a person computed is left to that person.
func overtaken(old, row assessmentRow) bool {
	return old.ComputedBy == systemID && (old.Inputs != row.Inputs || old.SchemeID != row.SchemeID)
}

func (s *Service) row(ctx context.Context, supplier string, month date.Month, schemeID string, in Inputs, sheet Sheet) (assessmentRow, error) {
	inputs, err := json.Marshal(in)
	if err != nil {
		return assessmentRow{}, err
	}
	sheetJSON, err := json.Marshal(sheet)
	row := assessmentRow{ID: id.New(), SupplierID: supplier, Month: string(month), SchemeID: schemeID, State: string(Draft),
		Insufficient: sheet.Insufficient, Grade: sheet.Grade, Inputs: string(inputs), Sheet: string(sheetJSON),
		ComputedAt: date.Millis(s.clock.Now()), ComputedBy: authz.From(ctx).UserID, Version: 1}
	if !sheet.Insufficient {
		points := int64(sheet.Points)
		row.Points = &points
	}
	return row, err
}

// inputsNow reads what the ledger says today, whoever asks: an assessment is made
// from all facts of its supplier.
func (s *Service) inputsNow(ctx context.Context, a Assessment, d Definition) (Inputs, error) {
	sums, err := s.ledger.SumMonths(ctx, a.Month, a.Month, ledger.Filter{SupplierID: a.SupplierID})
	return NewInputs(sums, d.Kinds()), err
}

// Recompute makes a draft again from today's ledger and today's scheme. Errors:
// 404, 409 assessment_published, scheme_not_in_force, 412.
func (s *Service) Recompute(ctx context.Context, id string) (Detail, error) {
	if err := authz.May(ctx, "assessment.compute"); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		a, err := s.find(ctx, id)
		if err != nil {
			return err
		}
		if err := a.MayRecompute(); err != nil {
			return err
		}
		scheme, err := s.schemeFor(ctx, a.Month)
		if err != nil {
			return err
		}
		now, err := s.inputsNow(ctx, a, scheme.Definition)
		if err != nil {
			return err
		}
		_, err = s.write(ctx, a.SupplierID, a.Month, scheme, now, true)
		return err
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, id)
}

// Publish freezes a draft and shows it to its supplier. Errors: 403
// publisher_is_author, 404, 409 assessment_published, month_not_over,
// assessment_outdated, 412.
func (s *Service) Publish(ctx context.Context, id string) (Detail, error) {
	if err := authz.May(ctx, "assessment.publish"); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		a, err := s.find(ctx, id)
		if err != nil {
			return err
		}
		scheme, err := s.Scheme(ctx, a.SchemeID)
		if err != nil {
			return err
		}
		now, err := s.inputsNow(ctx, a, scheme.Definition)
		if err != nil {
			return err
		}
		actor := authz.From(ctx)
		if err := a.MayPublish(actor.UserID, clock.Today(s.clock), now); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("assessments").Where("id = ? AND version = ? AND state = ?", a.ID, a.Version, string(Draft)).
			Updates(map[string]any{"state": string(Published), "published_by": actor.UserID, "published_at": date.Millis(s.clock.Now()), "version": a.Version + 1}))
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actPublish, Target: "assessment", TargetID: a.ID,
			Before: map[string]any{"state": Draft}, After: map[string]any{"state": Published, "points": a.Points(), "grade": a.Sheet.Grade}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, id)
}
