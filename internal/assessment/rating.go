package assessment

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Rating is what an occupant says about a service, in one to five stars.
type Rating struct {
	ID         string
	SupplierID string
	SiteID     string
	Category   vocab.Category
	Stars      int
	Comment    string
	OccurredOn date.Day
	Channel    string
	CreatedAt  time.Time
}

type ratingRow struct {
	ID         string `gorm:"primaryKey"`
	SupplierID string
	SiteID     string
	Category   string
	Stars      int
	Comment    string
	OccurredOn string
	Channel    string
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
}

func (ratingRow) TableName() string { return "ratings" }

// oldestRating is how long after the service a rating is still taken.
const oldestRating = 92

// Check refuses a rating that says nothing usable.
func (r Rating) Check(today date.Day) error {
	switch {
	case r.Stars < 1 || r.Stars > mostStars:
		return fault.Invalid("out_of_range", "stars", "Give one to five stars.")
	case !r.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such category.")
	case r.OccurredOn == "":
		return fault.Invalid("required", "occurredOn", "Name the day.")
	case r.OccurredOn > today:
		return fault.Invalid("time_in_future", "occurredOn", "The day has not come.")
	case r.OccurredOn < today.AddDays(-oldestRating):
		return fault.Invalid("time_too_old", "occurredOn", "The day is too long ago.")
	case utf8.RuneCountInString(r.Comment) > 2000:
		return fault.Invalid("too_long", "comment", "Write at most 2000 characters.")
	}
	return nil
}

// Rate records a rating that the desk took. Errors: 422 supplier_unknown,
// site_unknown, supplier_not_at_site, out_of_range, time_in_future, time_too_old.
func (s *Service) Rate(ctx context.Context, r Rating) (Rating, error) {
	if err := authz.May(ctx, "rating.write"); err != nil {
		return Rating{}, err
	}
	if err := r.Check(clock.Today(s.clock)); err != nil {
		return Rating{}, err
	}
	if r.Channel == "" {
		r.Channel = "desk"
	}
	r.ID, r.CreatedAt, r.Comment = id.New(), s.clock.Now(), strings.TrimSpace(r.Comment)
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.exists(ctx, "suppliers", r.SupplierID, "supplier_unknown", "supplierId"); err != nil {
			return err
		}
		if err := s.exists(ctx, "sites", r.SiteID, "site_unknown", "siteId"); err != nil {
			return err
		}
		if err := s.serves(ctx, r); err != nil {
			return err
		}
		row := ratingRow{r.ID, r.SupplierID, r.SiteID, string(r.Category), r.Stars, r.Comment, string(r.OccurredOn), r.Channel,
			authz.From(ctx).UserID, date.Millis(r.CreatedAt)}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		_, err := s.ledger.Append(ctx, ledger.Fact{Kind: ledger.Rating, SupplierID: r.SupplierID, SiteID: r.SiteID, Category: r.Category,
			OccurredOn: r.OccurredOn, Count: 1, Amount: int64(r.Stars), RefType: "rating", RefID: r.ID})
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actRate, Target: "rating", TargetID: r.ID,
			After: map[string]any{"supplierId": r.SupplierID, "siteId": r.SiteID, "stars": r.Stars}})
	})
	return r, db.Fault(err)
}

const servesSQL = `SELECT COUNT(*) FROM contract_lines l JOIN contracts c ON c.id = l.contract_id AND c.state <> 'draft'
	WHERE l.supplier_id = ? AND l.site_id = ? AND l.category = ? AND l.starts_on <= ? AND l.ends_on >= ?
		AND (c.terminated_on IS NULL OR c.terminated_on >= ?)`

// serves refuses a rating of a service that the supplier had no contract for: it
// would count in the month of somebody who was not there.
func (s *Service) serves(ctx context.Context, r Rating) error {
	var n int64
	day := string(r.OccurredOn)
	err := s.db.Conn(ctx).Raw(servesSQL, r.SupplierID, r.SiteID, string(r.Category), day, day, day).Scan(&n).Error
	if err == nil && n == 0 {
		return fault.Invalid("supplier_not_at_site", "siteId", "The supplier had no contract for that service at the site on that day.")
	}
	return err
}

func (s *Service) exists(ctx context.Context, table, id, code, field string) error {
	var n int64
	if err := s.db.Conn(ctx).Table(table).Where("id = ?", id).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return fault.Invalid(code, field, "There is no such record.")
	}
	return nil
}
