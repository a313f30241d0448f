package assessment

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

type schemeRow struct {
	ID            string `gorm:"primaryKey"`
	Code          string
	Name          string
	VersionNo     int
	State         string
	EffectiveFrom string
	Definition    string
	DraftedBy     string
	WrittenBy     string
	PublishedBy   string
	PublishedAt   *int64
	Version       int
}

func (schemeRow) TableName() string { return "schemes" }

func (r schemeRow) scheme() (Scheme, error) {
	s := Scheme{ID: r.ID, Code: r.Code, Name: r.Name, VersionNo: r.VersionNo, State: SchemeState(r.State),
		EffectiveFrom: date.Month(r.EffectiveFrom), DraftedBy: r.DraftedBy, WrittenBy: r.WrittenBy, Version: r.Version}
	if r.PublishedAt != nil {
		at := date.FromMillis(*r.PublishedAt)
		s.PublishedAt = &at
	}
	return s, json.Unmarshal([]byte(r.Definition), &s.Definition)
}

// visibleSchemes hides drafts from suppliers: what may still change binds nobody.
func (s *Service) visibleSchemes(ctx context.Context) *gorm.DB {
	q := s.db.Conn(ctx).Table("schemes")
	if authz.From(ctx).IsSupplier() {
		q = q.Where("state <> ?", string(SchemeDraft))
	}
	return q
}

// Schemes lists every version, the newest first.
func (s *Service) Schemes(ctx context.Context) ([]Scheme, error) {
	var rows []schemeRow
	if err := s.visibleSchemes(ctx).Order("version_no DESC").Limit(200).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Scheme, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.scheme(); err != nil {
			return nil, fault.Internal(err)
		}
	}
	return out, nil
}

// Scheme returns one version.
func (s *Service) Scheme(ctx context.Context, id string) (Scheme, error) {
	var row schemeRow
	if err := db.First(s.visibleSchemes(ctx).Where("id = ?", id), &row); err != nil {
		return Scheme{}, err
	}
	out, err := row.scheme()
	return out, db.Fault(err)
}

// schemeFor returns the version that judges a month. Errors: 409
// scheme_not_in_force.
func (s *Service) schemeFor(ctx context.Context, month date.Month) (Scheme, error) {
	var row schemeRow
	err := db.First(s.db.Conn(ctx).Table("schemes").
		Where("state IN ? AND effective_from <= ?", []SchemeState{SchemePublished, SchemeSuperseded}, string(month)).
		Order("effective_from DESC, version_no DESC").Limit(1), &row)
	if fault.Is(err, "not_found") {
		return Scheme{}, fault.Conflict("scheme_not_in_force", "No published scheme covers this month.")
	}
	if err != nil {
		return Scheme{}, err
	}
	out, err := row.scheme()
	return out, db.Fault(err)
}

// InstallDefault publishes the product's own version 1, if there is no scheme yet.
// The program calls it at start; it may be called any number of times.
func (s *Service) InstallDefault(ctx context.Context) error {
	var n int64
	if err := s.db.Conn(ctx).Table("schemes").Count(&n).Error; err != nil || n > 0 {
		return db.Fault(err)
	}
	ctx = authz.AsSystem(ctx, "default scheme")
	now := date.Millis(s.clock.Now())
	row, err := newSchemeRow(DefaultName, 1, Default(), "system")
	if err != nil {
		return fault.Internal(err)
	}
	row.State, row.EffectiveFrom, row.PublishedBy, row.PublishedAt = string(SchemePublished), "2000-01", "system", &now
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actSchemeInstall, Target: "scheme", TargetID: row.ID, After: Default()})
	})
	if db.IsDuplicate(err) { // another replica was first
		return nil
	}
	return db.Fault(err)
}

func newSchemeRow(name string, number int, d Definition, author string) (schemeRow, error) {
	raw, err := json.Marshal(d.tidy())
	return schemeRow{ID: id.New(), Code: schemeCode, Name: name, VersionNo: number, State: string(SchemeDraft), Definition: string(raw),
		DraftedBy: author, WrittenBy: author, Version: 1}, err
}

// tidy makes absent lists empty ones, which is what clients get.
func (d Definition) tidy() Definition {
	if d.Indicators == nil {
		d.Indicators = []Indicator{}
	}
	if d.Grades == nil {
		d.Grades = []GradeBand{}
	}
	for i := range d.Indicators {
		in := &d.Indicators[i]
		if in.Numerator == nil {
			in.Numerator = []ledger.Kind{}
		}
		if in.Denominator == nil {
			in.Denominator = []ledger.Kind{}
		}
		if in.PerUnit == nil {
			in.PerUnit = map[ledger.Kind]money.Points{}
		}
	}
	return d
}

// Draft begins the next version, as a copy of basedOn or empty. Errors: 404,
// 409 draft_exists.
func (s *Service) Draft(ctx context.Context, name, basedOn string) (Scheme, error) {
	if err := authz.May(ctx, "scheme.write"); err != nil {
		return Scheme{}, err
	}
	if name = strings.TrimSpace(name); name == "" {
		return Scheme{}, fault.Invalid("required", "name", "Give the scheme a name.")
	}
	var out Scheme
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		definition := Definition{MinWeight: Default().MinWeight, Grades: Default().Grades}
		if basedOn != "" {
			base, err := s.Scheme(ctx, basedOn)
			if err != nil {
				return err
			}
			definition = base.Definition
		}
		var last struct{ Newest, Drafts int }
		err := s.db.Conn(ctx).Table("schemes").
			Select("COALESCE(MAX(version_no), 0) AS newest, COALESCE(SUM(CASE WHEN state = 'draft' THEN 1 ELSE 0 END), 0) AS drafts").
			Where("code = ?", schemeCode).Scan(&last).Error
		if err != nil {
			return err
		}
		if last.Drafts > 0 {
			return draftExists()
		}
		row, err := newSchemeRow(name, last.Newest+1, definition, authz.From(ctx).UserID)
		if err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			if db.IsDuplicate(err) {
				return draftExists()
			}
			return err
		}
		if out, err = row.scheme(); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actSchemeCreate, Target: "scheme", TargetID: row.ID, After: map[string]any{"name": name, "versionNo": row.VersionNo, "basedOn": basedOn}})
	})
	return out, db.Fault(err)
}

func draftExists() error {
	return fault.Conflict("draft_exists", "There is a draft of the next version already.")
}

// Write changes a draft, which may still be unfinished. Errors: 404,
// 409 scheme_published, 412, 422 scheme_invalid.
func (s *Service) Write(ctx context.Context, id string, version int, name string, d Definition) (Scheme, error) {
	if err := authz.May(ctx, "scheme.write"); err != nil {
		return Scheme{}, err
	}
	if name = strings.TrimSpace(name); name == "" {
		return Scheme{}, fault.Invalid("required", "name", "Give the scheme a name.")
	}
	if err := d.CheckForm(); err != nil {
		return Scheme{}, err
	}
	raw, err := json.Marshal(d.tidy())
	if err != nil {
		return Scheme{}, fault.Internal(err)
	}
	return s.changeScheme(ctx, id, version, actSchemeUpdate, func(context.Context, Scheme) (map[string]any, error) {
		return map[string]any{"name": name, "definition": string(raw), "written_by": authz.From(ctx).UserID}, nil
	})
}

// PublishScheme puts a draft into force from a month on; the version before it goes on
// judging the months before. Errors: 403 publisher_is_author, 404,
// 409 scheme_published, 412, 422 weights_do_not_add_up and what Check names,
// effective_from_taken.
func (s *Service) PublishScheme(ctx context.Context, id string, from date.Month) (Scheme, error) {
	if err := authz.May(ctx, "scheme.publish"); err != nil {
		return Scheme{}, err
	}
	if from == "" {
		return Scheme{}, fault.Invalid("required", "effectiveFrom", "Name the month from which the scheme judges.")
	}
	return s.changeScheme(ctx, id, 0, actSchemePublish, func(ctx context.Context, before Scheme) (map[string]any, error) {
		actor := authz.From(ctx)
		if err := before.MayPublish(actor.UserID); err != nil {
			return nil, err
		}
		if err := s.free(ctx, from); err != nil {
			return nil, err
		}
		err := s.db.Conn(ctx).Table("schemes").Where("code = ? AND state = ?", before.Code, string(SchemePublished)).
			Updates(map[string]any{"state": string(SchemeSuperseded), "version": gorm.Expr("version + 1")}).Error
		return map[string]any{"state": string(SchemePublished), "effective_from": string(from), "published_by": actor.UserID,
			"published_at": date.Millis(s.clock.Now())}, err
	})
}

// free refuses a month that an earlier version holds or that has been judged and
// published already.
func (s *Service) free(ctx context.Context, from date.Month) error {
	var taken int64
	err := s.db.Conn(ctx).Table("schemes").Where("state <> ? AND effective_from >= ?", string(SchemeDraft), string(from)).Count(&taken).Error
	if err == nil && taken == 0 {
		err = s.db.Conn(ctx).Table("assessments").Where("state = ? AND month >= ?", string(Published), string(from)).Count(&taken).Error
	}
	if err != nil {
		return err
	}
	if taken > 0 {
		return fault.Invalid("effective_from_taken", "effectiveFrom", "An earlier version judges this month or a later one already.")
	}
	return nil
}

// changeScheme changes a draft from the version that was read; 0 takes the present.
func (s *Service) changeScheme(ctx context.Context, id string, version int, act audit.Action, values func(context.Context, Scheme) (map[string]any, error)) (Scheme, error) {
	var out Scheme
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.Scheme(ctx, id)
		if err != nil {
			return err
		}
		if err := before.MayChange(); err != nil {
			return err
		}
		expected := version
		if expected == 0 {
			expected = before.Version
		}
		change, err := values(ctx, before)
		if err != nil {
			return err
		}
		change["version"] = expected + 1
		err = db.Changed(s.db.Conn(ctx).Table("schemes").Where("id = ? AND version = ? AND state = ?", id, expected, string(SchemeDraft)).Updates(change))
		if err != nil {
			return err
		}
		if out, err = s.Scheme(ctx, id); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: act, Target: "scheme", TargetID: id, Before: before.Definition,
			After: map[string]any{"name": out.Name, "state": out.State, "effectiveFrom": out.EffectiveFrom, "definition": out.Definition}})
	})
	return out, db.Fault(err)
}
