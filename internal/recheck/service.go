package recheck

import (
	"context"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/jobs"
	"hengjian/internal/platform/setting"
	"hengjian/internal/spotcheck"
)

var actChoose = audit.Define("recheck.choose")

// Permissions.
const (
	permRead = "recheck.read"
	permTune = "recheck.tune"
)

const settingName = "recheck.share"

// days is how long a recheck may take: what was seen must not have become another thing.
const days = 2

// lateDays is how long a phone may keep a record, and the veil a result.
const lateDays = 30

var _ = db.Register(row{})

type row struct {
	TaskID            string `gorm:"primaryKey"`
	FirstID           string
	FirstInspectorID  string
	SecondInspectorID string
	ChosenAt          int64
	Veiled            bool
}

func (row) TableName() string { return "rechecks" }

// Draws makes the draw of a day.
type Draws interface {
	DrawAtOnce(ctx context.Context, b spotcheck.Bulk) ([]spotcheck.Assigned, bool, error)
}

// Service chooses rechecks and compares them.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	log      *audit.Log
	settings *setting.Group[Settings]
	draws    Draws
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, store *setting.Store, draws Draws) *Service {
	return &Service{d, clk, log, setting.NewGroup(store, settingName, DefaultSettings, Settings.check), draws}
}

// Jobs returns what chooses the rechecks of a day and lifts veils that have served.
func (s *Service) Jobs() []jobs.Job {
	return []jobs.Job{{Name: "rechecks.choose", Description: "Draws which checks of the day before are made again by somebody else", Every: time.Hour,
		Run: func(ctx context.Context, _ time.Time) error {
			if _, err := s.Choose(ctx); err != nil {
				return err
			}
			return s.Unveil(ctx)
		}}}
}

// Settings returns what is in force.
func (s *Service) Settings(ctx context.Context) (Settings, error) { return s.settings.Get(ctx) }

// Set puts other settings in force for draws to come.
func (s *Service) Set(ctx context.Context, n Settings, expected int) (version int, err error) {
	if err := authz.May(ctx, permTune); err != nil {
		return 0, err
	}
	return s.settings.Set(ctx, n, expected)
}

func (n Settings) check() error {
	switch {
	case n.ShareBp < 0 || n.ShareBp > 5000:
		return fault.Invalid("out_of_range", "shareBp", "The share is between 0 and 5000 basis points.")
	case n.Floor < 10 || n.Floor > 1000:
		return fault.Invalid("out_of_range", "floor", "The floor is between 10 and 1000 items.")
	}
	return nil
}

// Choose draws the rechecks of the agency's checks of yesterday, once, each with the
// settled chance, and returns how many. The draw is on record like any other, and sends
// nobody to a check of the own.
func (s *Service) Choose(ctx context.Context) (int, error) {
	set, err := s.Settings(ctx)
	if err != nil || set.ShareBp == 0 {
		return 0, err
	}
	today := clock.Today(s.clock)
	yesterday := today.AddDays(-1)
	chosen := 0
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		chosen = 0
		units, first, err := s.checks(ctx, yesterday)
		if err != nil || len(units) == 0 {
			return err
		}
		assigned, made, err := s.draws.DrawAtOnce(ctx, spotcheck.Bulk{Number: "CC-R" + strings.ReplaceAll(string(yesterday[2:]), "-", ""), Title: string(yesterday),
			Purpose: spotcheck.Recheck, From: today, To: today.AddDays(days - 1), Strata: []spotcheck.Stratum{{Key: string(yesterday), ShareBp: set.ShareBp, Units: units}}})
		if err != nil || !made {
			return err
		}
		for _, a := range assigned {
			r := row{a.TaskID, a.Unit, first[a.Unit], a.InspectorID, date.Millis(s.clock.Now()), true}
			if err := s.db.Conn(ctx).Create(&r).Error; err != nil {
				return db.Fault(err)
			}
		}
		chosen = len(assigned)
		return s.log.Record(ctx, audit.Entry{Action: actChoose, Target: "recheck_day", TargetID: string(yesterday), After: map[string]int{"checks": len(units), "chosen": chosen}})
	})
	return chosen, db.Fault(err)
}

// checks returns the agency's checks of a day as units, and who made each. What was
// itself a recheck is not checked a third time.
func (s *Service) checks(ctx context.Context, day date.Day) ([]spotcheck.Unit, map[string]string, error) {
	zone := s.clock.Zone()
	var found []struct{ ID, InspectorID, CheckpointID, ChecklistID, SupplierID, SiteID string }
	err := s.db.Conn(ctx).Table("inspections i").Joins("JOIN checklist_versions v ON v.id = i.checklist_version_id").
		Joins("JOIN checkpoints p ON p.id = i.checkpoint_id AND p.state = 'active' AND p.supplier_id = i.supplier_id").
		Joins("JOIN checkpoint_checklists c ON c.checkpoint_id = p.id AND c.checklist_id = v.checklist_id").
		Where("i.finished_at >= ? AND i.finished_at < ? AND i.occurred_on = ? AND i.mode = 'supervision' AND i.withdrawn_at IS NULL",
			date.Millis(day.At(zone, 0, 0)), date.Millis(day.AddDays(1).At(zone, 1, 0)), string(day)).
		Where("NOT EXISTS (SELECT 1 FROM rechecks r WHERE r.task_id = i.task_id) AND NOT EXISTS (SELECT 1 FROM rechecks r WHERE r.first_id = i.id)").
		Select("i.id, i.inspector_id, i.checkpoint_id, v.checklist_id, i.supplier_id, i.site_id").Order("i.id").Scan(&found).Error
	first := map[string]string{}
	out := make([]spotcheck.Unit, len(found))
	for n, f := range found {
		first[f.ID] = f.InspectorID
		out[n] = spotcheck.Unit{Key: f.ID, Avoid: []string{f.InspectorID}, Places: []spotcheck.Place{{CheckpointID: f.CheckpointID, ChecklistID: f.ChecklistID, SupplierID: f.SupplierID, SiteID: f.SiteID}}}
	}
	return out, first, db.Fault(err)
}

// Unveil lifts veils under which no second record can come in any more.
func (s *Service) Unveil(ctx context.Context) error {
	before := date.Millis(s.clock.Now().AddDate(0, 0, -days-lateDays))
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		return s.db.Conn(ctx).Table("rechecks").Where("veiled = ? AND chosen_at < ?", true, before).Updates(map[string]any{"veiled": false}).Error
	}))
}
