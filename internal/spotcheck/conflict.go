package spotcheck

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Declaration is a conflict of interest as it is declared: why a person must not
// supervise a supplier, from a day on, until a day if there is an end.
type Declaration struct {
	UserID      string // "" for the person who declares
	SupplierID  string
	Reason      string
	From, Until date.Day
}

// Conflict is a conflict of interest as it is listed.
type Conflict struct {
	ID           string     `json:"id"`
	UserID       string     `json:"userId"`
	UserName     string     `json:"userName"`
	SupplierID   string     `json:"supplierId"`
	SupplierName string     `json:"supplierName"`
	Reason       string     `json:"reason"`
	From         date.Day   `json:"from"`
	Until        date.Day   `json:"until,omitempty"`
	Stands       bool       `json:"stands" doc:"today"`
	Own          bool       `json:"own" doc:"declared by the person, not recorded by a manager"`
	RecordedBy   string     `json:"recordedBy" doc:"name"`
	RecordedAt   time.Time  `json:"recordedAt"`
	EndedBy      string     `json:"endedBy,omitempty" doc:"name"`
	EndedAt      *time.Time `json:"endedAt,omitempty"`
	EndReason    string     `json:"endReason,omitempty"`
}

// ConflictFilter narrows the list. Standing leaves out what has ended.
type ConflictFilter struct {
	UserID, SupplierID string
	Standing           bool
}

type listedConflict struct {
	Base         conflictRow `gorm:"embedded"`
	UserName     *string
	SupplierName *string
	RecordedName *string
	EndedName    *string
}

func (l listedConflict) view(today date.Day) Conflict {
	b := l.Base
	return Conflict{ID: b.ID, UserID: b.UserID, UserName: text(l.UserName), SupplierID: b.SupplierID, SupplierName: text(l.SupplierName), Reason: b.Reason,
		From: date.Day(b.FromDay), Until: date.Day(b.UntilDay), Stands: b.EndedAt == nil && b.FromDay <= string(today) && (b.UntilDay == "" || b.UntilDay >= string(today)),
		Own: b.UserID == b.RecordedBy, RecordedBy: text(l.RecordedName), RecordedAt: date.FromMillis(b.RecordedAt), EndedBy: text(l.EndedName),
		EndedAt: instant(b.EndedAt), EndReason: b.EndReason}
}

// conflicts are all to who draws and reads draws, and the own ones to an inspector: what
// a colleague declared about the family is nobody else's business.
func (s *Service) conflicts(ctx context.Context) *gorm.DB {
	q := s.db.Conn(ctx).Table("conflicts_of_interest c").Joins("LEFT JOIN users u ON u.id = c.user_id").Joins("LEFT JOIN suppliers p ON p.id = c.supplier_id").
		Joins("LEFT JOIN users r ON r.id = c.recorded_by").Joins("LEFT JOIN users e ON e.id = c.ended_by").
		Select("c.*, u.display_name AS user_name, p.name AS supplier_name, r.display_name AS recorded_name, e.display_name AS ended_name")
	if a := authz.From(ctx); !a.Can(permRead) {
		q = q.Where("c.user_id = ?", a.UserID)
	}
	return q
}

// Conflicts returns conflicts of interest, newest first.
func (s *Service) Conflicts(ctx context.Context, f ConflictFilter, p page.Request) (page.Of[Conflict], error) {
	empty := page.Of[Conflict]{Items: []Conflict{}}
	if err := authz.May(ctx, permConflicts); err != nil {
		return empty, err
	}
	today := clock.Today(s.clock)
	q, err := before(s.conflicts(ctx), "c.id", p)
	if err != nil {
		return empty, err
	}
	if f.UserID != "" {
		q = q.Where("c.user_id = ?", f.UserID)
	}
	if f.SupplierID != "" {
		q = q.Where("c.supplier_id = ?", f.SupplierID)
	}
	if f.Standing {
		q = q.Where("c.ended_at IS NULL AND (c.until_day = '' OR c.until_day >= ?)", string(today))
	}
	var rows []listedConflict
	if err := q.Order("c.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return empty, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(l listedConflict) []string { return []string{l.Base.ID} })
	return page.Map(cut, func(l listedConflict) Conflict { return l.view(today) }), nil
}

// Declare keeps a conflict of interest. An inspector declares the own ones, a manager
// records anybody's. It counts for every draw from then on. Refused: 403; 422
// reason_too_short, period_order, supplier_unknown, person_unknown.
func (s *Service) Declare(ctx context.Context, d Declaration) (Conflict, error) {
	a := authz.From(ctx)
	if d.UserID == "" {
		d.UserID = a.UserID
	}
	switch {
	case d.UserID == a.UserID && !a.Can(permDeclare), d.UserID != a.UserID && !a.Can(permRecord):
		return Conflict{}, fault.Forbidden("permission_denied", "This account may not do that.")
	}
	if d.From == "" {
		d.From = clock.Today(s.clock)
	}
	if d.Until != "" && d.Until < d.From {
		return Conflict{}, fault.Invalid("period_order", "until", "The last day is before the first.")
	}
	reason, err := checkReason(d.Reason)
	if err != nil {
		return Conflict{}, err
	}
	row := conflictRow{ID: id.New(), UserID: d.UserID, SupplierID: d.SupplierID, Reason: reason, FromDay: string(d.From), UntilDay: string(d.Until),
		RecordedBy: a.UserID, RecordedAt: date.Millis(s.clock.Now())}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.known(ctx, d); err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actDeclare, Target: "conflict", TargetID: row.ID,
			After: map[string]string{"userId": d.UserID, "supplierId": d.SupplierID, "from": row.FromDay, "until": row.UntilDay, "reason": reason}})
	})
	if err != nil {
		return Conflict{}, db.Fault(err)
	}
	return s.conflict(ctx, row.ID)
}

// known refuses a supplier that is not there and a person who does not supervise.
func (s *Service) known(ctx context.Context, d Declaration) error {
	var n int64
	if err := s.db.Conn(ctx).Table("suppliers").Where("id = ?", d.SupplierID).Count(&n).Error; err != nil || n == 0 {
		return orMissing(err, "supplier_unknown", "supplierId", "There is no such supplier.")
	}
	err := s.db.Conn(ctx).Table("users u").Joins("JOIN user_roles r ON r.user_id = u.id AND r.role IN ('inspector', 'assessor')").
		Where("u.id = ? AND u.org_kind = 'agency'", d.UserID).Count(&n).Error
	if err != nil || n == 0 {
		return orMissing(err, "person_unknown", "userId", "There is no such inspector or assessor.")
	}
	return nil
}

func orMissing(err error, code, field, message string) error {
	if err != nil {
		return db.Fault(err)
	}
	return fault.Invalid(code, field, message)
}

// End ends a conflict of interest for draws to come. The person concerned cannot: it
// would be a way to be drawn. Refused: 403 permission_denied, own_conflict; 404; 409
// conflict_ended; 422 reason_too_short.
func (s *Service) End(ctx context.Context, conflictID, reason string) (Conflict, error) {
	if err := authz.May(ctx, permRecord); err != nil {
		return Conflict{}, err
	}
	reason, err := checkReason(reason)
	if err != nil {
		return Conflict{}, err
	}
	actor := authz.From(ctx).UserID
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		var row conflictRow
		if err := db.First(s.db.Conn(ctx).Where("id = ?", conflictID), &row); err != nil {
			return err
		}
		if row.UserID == actor {
			return fault.Forbidden("own_conflict", "Somebody else must end one's own conflict of interest.")
		}
		done := s.db.Conn(ctx).Table("conflicts_of_interest").Where("id = ? AND ended_at IS NULL", conflictID).
			Updates(map[string]any{"ended_at": date.Millis(s.clock.Now()), "ended_by": actor, "end_reason": reason})
		if done.Error != nil {
			return db.Fault(done.Error)
		}
		if done.RowsAffected == 0 {
			return fault.Conflict("conflict_ended", "This conflict of interest has ended already.")
		}
		return s.log.Record(ctx, audit.Entry{Action: actConflict, Target: "conflict", TargetID: conflictID,
			Before: map[string]string{"reason": row.Reason}, After: map[string]string{"reason": strings.TrimSpace(reason)}})
	})
	if err != nil {
		return Conflict{}, db.Fault(err)
	}
	return s.conflict(ctx, conflictID)
}

func (s *Service) conflict(ctx context.Context, conflictID string) (Conflict, error) {
	var l listedConflict
	err := db.First(s.conflicts(ctx).Where("c.id = ?", conflictID), &l)
	return l.view(clock.Today(s.clock)), err
}
