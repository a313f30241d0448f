package round

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// maxShifts bounds what one request puts on the roster, and maxSpan the days one reads.
const (
	maxShifts = 500
	maxSpan   = 62
)

// Shift is one person's hours at a site on a day; those that end no later than they
// start end on the next day.
type Shift struct {
	Day    date.Day
	Start  string
	End    string
	UserID string
}

// DutyView is a shift on the roster.
type DutyView struct {
	ID           string    `json:"id"`
	SupplierID   string    `json:"supplierId"`
	SupplierName string    `json:"supplierName"`
	SiteID       string    `json:"siteId"`
	SiteName     string    `json:"siteName"`
	Day          date.Day  `json:"day"`
	ShiftStart   string    `json:"shiftStart"`
	ShiftEnd     string    `json:"shiftEnd"`
	StartAt      time.Time `json:"startAt"`
	EndAt        time.Time `json:"endAt"`
	UserID       string    `json:"userId"`
	UserName     string    `json:"userName"`
}

// DutyFilter names the part of the roster: days from..to of a site, and a side as in Teams.
type DutyFilter struct {
	From, To     date.Day
	SiteID, Side string
}

type listedDuty struct {
	Base         dutyRow `gorm:"embedded"`
	SupplierName *string
	SiteName     *string
	UserName     *string
}

func (s *Service) duties(ctx context.Context) *gorm.DB {
	return s.db.Conn(ctx).Table("duties y").Joins("LEFT JOIN suppliers u ON u.id = y.supplier_id").Joins("LEFT JOIN sites s ON s.id = y.site_id").
		Joins("LEFT JOIN users w ON w.id = y.user_id").Select("y.*, u.name AS supplier_name, s.name AS site_name, w.display_name AS user_name").
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "y.supplier_id"}))
}

// Duties returns the roster of some days in order of the shifts.
func (s *Service) Duties(ctx context.Context, f DutyFilter) ([]DutyView, error) {
	if f.To < f.From || f.From.Until(f.To) > maxSpan {
		return nil, fault.Invalid("period_invalid", "to", "The roster is read for at most 62 days.")
	}
	q := s.duties(ctx).Where("y.day >= ? AND y.day <= ?", string(f.From), string(f.To))
	if f.SiteID != "" {
		q = q.Where("y.site_id = ?", f.SiteID)
	}
	if f.Side == "agency" {
		q = q.Where("y.supplier_id = ''")
	} else if f.Side != "" {
		q = q.Where("y.supplier_id = ?", f.Side)
	}
	var rows []listedDuty
	if err := q.Order("y.start_at, y.end_at, w.display_name, y.id").Limit(5000).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]DutyView, len(rows))
	for i, r := range rows {
		b := r.Base
		out[i] = DutyView{b.ID, b.SupplierID, text(r.SupplierName), b.SiteID, text(r.SiteName), date.Day(b.Day), b.ShiftStart, b.ShiftEnd,
			date.FromMillis(b.StartAt), date.FromMillis(b.EndAt), b.UserID, text(r.UserName)}
	}
	return out, nil
}

// AddDuties puts people of the actor's own side on the roster of a site and returns how
// many shifts were new. One that stands there already stays: sending it again, or
// copying a week onto one that is half filled, is harmless.
func (s *Service) AddDuties(ctx context.Context, siteID string, shifts []Shift) (int, error) {
	if len(shifts) == 0 || len(shifts) > maxShifts {
		return 0, fault.Invalid("shifts_count", "shifts", "Send 1 to 500 shifts.")
	}
	own := authz.From(ctx).SupplierID
	rows := make([]dutyRow, len(shifts))
	for i, sh := range shifts {
		w, err := checkWindows([]Window{{Start: sh.Start, End: sh.End}})
		if err != nil {
			return 0, fault.Invalid("malformed_value", fmt.Sprintf("shifts[%d]", i), "A shift is written 08:00 to 16:00.")
		}
		at := spans(w, sh.Day, s.clock.Zone())[0]
		rows[i] = dutyRow{id.New(), own, siteID, string(sh.Day), sh.Start, sh.End, date.Millis(at.Start), date.Millis(at.End), sh.UserID}
	}
	added := 0
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		added = 0
		if ok, err := s.exists(ctx, "SELECT 1 FROM sites WHERE id = ? AND state = 'active'", siteID); err != nil || !ok {
			if err == nil {
				err = fault.Invalid("site_unknown", "siteId", "There is no such site.")
			}
			return err
		}
		var have []dutyRow
		if err := s.locked(ctx).Where("site_id = ? AND supplier_id = ?", siteID, own).Where("day IN ?", daysOf(rows)).Find(&have).Error; err != nil {
			return db.Fault(err)
		}
		there := map[dutyKey]bool{}
		for _, r := range have {
			there[r.key()] = true
		}
		known := map[string]bool{}
		var fresh []dutyRow
		for i, r := range rows {
			if !known[r.UserID] {
				if err := s.checkPeople(ctx, "shifts", own, []string{r.UserID}); err != nil {
					if fault.Is(err, "person_unknown") {
						err = fault.Invalid("person_unknown", fmt.Sprintf("shifts[%d].userId", i), "There is no such person on this side.")
					}
					return err
				}
				known[r.UserID] = true
			}
			if !there[r.key()] {
				there[r.key()] = true
				fresh = append(fresh, r)
			}
		}
		if added = len(fresh); added == 0 {
			return nil
		}
		// two people who send the same week at once both succeed
		if err := s.db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(fresh, 100).Error; err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actDutyAdd, Target: "site", TargetID: siteID, After: map[string]any{"supplierId": own, "added": added, "shifts": shifts}})
	})
	return added, db.Fault(err)
}

// dutyKey tells the shifts of a site apart.
type dutyKey struct{ userID, day, start string }

func (r dutyRow) key() dutyKey { return dutyKey{r.UserID, r.Day, r.ShiftStart} }

func daysOf(rows []dutyRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Day
	}
	return out
}

// RemoveDuty takes a shift of the actor's own side off the roster.
func (s *Service) RemoveDuty(ctx context.Context, dutyID string) error {
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		var row listedDuty
		if err := db.First(s.duties(ctx).Where("y.id = ?", dutyID), &row); err != nil {
			return err
		}
		if err := keeps(ctx, row.Base.SupplierID); err != nil {
			return err
		}
		if err := db.Changed(s.db.Conn(ctx).Delete(&dutyRow{ID: dutyID})); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actDutyRemove, Target: "site", TargetID: row.Base.SiteID, Before: row.Base})
	}))
}
