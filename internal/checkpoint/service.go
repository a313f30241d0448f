package checkpoint

import (
	"context"
	"strings"
	"sync"

	"hengjian/internal/checklist"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actCreate  = audit.Define("checkpoint.create")
	actUpdate  = audit.Define("checkpoint.update")
	actRetire  = audit.Define("checkpoint.retire")
	actRelabel = audit.Define("checkpoint.label.replace")
)

// permWrite is held by who may make checkpoints and see their codes.
const permWrite = "checkpoint.write"

// Options are what labels and the public page say.
type Options struct {
	BaseURL    string // of the server, without a slash at the end
	AgencyName string
}

// Rounds follows what becomes of a checkpoint, in the transaction that changes it.
type Rounds interface {
	// Retired ends the rounds of a checkpoint that was taken out of use.
	Retired(ctx context.Context, checkpointID string) error
	// Changed brings the rounds of a checkpoint to what it says now.
	Changed(ctx context.Context, checkpointID string) error
}

// Reports follows what people say about labels, in the transaction that retires a
// checkpoint.
type Reports interface {
	// CheckpointRetired ends what is open about the labels of a checkpoint.
	CheckpointRetired(ctx context.Context, checkpointID, reason string) error
}

// Service keeps checkpoints and their labels.
type Service struct {
	db         *db.DB
	clock      clock.Clock
	log        *audit.Log
	checklists *checklist.Service
	opt        Options
	rounds     Rounds
	reports    Reports
	places     sync.Map // checkpoint id → *Place; see Place
	codes      sync.Map // code → checkpoint id; a code never changes its checkpoint
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, checklists *checklist.Service, opt Options) *Service {
	return &Service{db: d, clock: clk, log: log, checklists: checklists, opt: opt}
}

// Follow names the rounds that go with the checkpoints.
func (s *Service) Follow(r Rounds) { s.rounds = r }

// UseReports names what is said about the labels of the checkpoints.
func (s *Service) UseReports(r Reports) { s.reports = r }

// Filter narrows the list of checkpoints.
type Filter struct {
	Q, SiteID, SupplierID, ContractID, State string
	Category                                 vocab.Category
	IDs                                      []string
}

// List returns checkpoints in the order they were made.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	return s.list(ctx, f, p)
}

// Get returns a checkpoint, with its label for who may replace it.
func (s *Service) Get(ctx context.Context, checkpointID string) (Detail, error) {
	v, err := s.view(ctx, "p.id", checkpointID)
	if err != nil || !authz.From(ctx).Can(permWrite) || v.State == Retired {
		return Detail{View: v}, err
	}
	code, err := s.code(ctx, checkpointID)
	if err != nil {
		return Detail{}, err
	}
	return Detail{View: v, Label: &LabelView{code.Code, code.LabelVersion, s.URL(code.Code)}}, nil
}

// Create adds a checkpoint with its first label. SupplierID is the contract's.
func (s *Service) Create(ctx context.Context, c Checkpoint) (Detail, error) {
	c.ID, c.State, c.Version = id.New(), Active, 1
	if err := c.check(); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.resolve(ctx, &c); err != nil {
			return err
		}
		row := checkpointRow{ID: c.ID, Name: c.Name, SiteID: c.SiteID, AreaID: c.AreaID, SupplierID: c.SupplierID, ContractID: c.ContractID,
			ContractLineID: c.ContractLineID, Category: string(c.Category), State: c.State, CreatedAt: date.Millis(s.clock.Now()), Version: 1, RadiusM: c.RadiusM}
		row.LatitudeE7, row.LongitudeE7 = coordinates(c.Centre)
		if err := s.insert(ctx, &row); err != nil {
			return err
		}
		c.Number = row.Number
		if err := s.replaceChecklists(ctx, c); err != nil {
			return err
		}
		if err := s.giveCode(ctx, c.ID, 1, ""); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "checkpoint", TargetID: c.ID, After: c})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, c.ID)
}

// insert gives the row a number that is not taken.
func (s *Service) insert(ctx context.Context, row *checkpointRow) error {
	var err error
	for range 5 {
		row.Number = newNumber()
		if err = s.db.Conn(ctx).Create(row).Error; !db.IsDuplicate(err) {
			break
		}
	}
	return db.Fault(err)
}

func (s *Service) giveCode(ctx context.Context, checkpointID string, version int, reason string) error {
	row := codeRow{Code: newCode(), CheckpointID: checkpointID, State: Active, LabelVersion: version, Reason: reason, CreatedAt: date.Millis(s.clock.Now())}
	return db.Fault(s.db.Conn(ctx).Create(&row).Error)
}

// Change holds what a PATCH may set; nil leaves a field.
type Change struct {
	Name, AreaID, ContractID, ContractLineID *string
	Category                                 *vocab.Category
	ChecklistIDs                             []string
	Place                                    *geo.Entered
}

// Update changes a checkpoint. A new contract brings its supplier; what was recorded
// before stays with the old one.
func (s *Service) Update(ctx context.Context, checkpointID string, version int, ch Change) (Detail, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.checkpoint(ctx, checkpointID)
		if err != nil {
			return err
		}
		if err := before.mayChange(); err != nil {
			return err
		}
		c := before
		set(&c.Name, ch.Name)
		set(&c.AreaID, ch.AreaID)
		set(&c.ContractID, ch.ContractID)
		set(&c.ContractLineID, ch.ContractLineID)
		set(&c.Category, ch.Category)
		if ch.ChecklistIDs != nil {
			c.ChecklistIDs = ch.ChecklistIDs
		}
		if ch.Place != nil {
			if c.Centre, err = ch.Place.Point(); err != nil {
				return err
			}
			c.RadiusM = ch.Place.RadiusM
		}
		if err := c.check(); err != nil {
			return err
		}
		if err := s.resolve(ctx, &c); err != nil {
			return err
		}
		c.Version = version + 1
		lat, lon := coordinates(c.Centre)
		err = db.Changed(s.db.Conn(ctx).Table("checkpoints").Where("id = ? AND version = ?", checkpointID, version).Updates(map[string]any{
			"name": c.Name, "area_id": c.AreaID, "supplier_id": c.SupplierID, "contract_id": c.ContractID, "contract_line_id": c.ContractLineID,
			"category": string(c.Category), "latitude_e7": lat, "longitude_e7": lon, "radius_m": c.RadiusM, "version": c.Version}))
		if err != nil {
			return err
		}
		if err := s.replaceChecklists(ctx, c); err != nil {
			return err
		}
		if err := s.rounds.Changed(ctx, checkpointID); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actUpdate, Target: "checkpoint", TargetID: checkpointID, Before: before, After: c})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, checkpointID)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Retire takes a checkpoint out of use; its plans stop with it, and nothing stays open
// about its label. What was recorded there stays.
func (s *Service) Retire(ctx context.Context, checkpointID, reason string) (Detail, error) {
	if err := reasoned(reason); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.checkpoint(ctx, checkpointID)
		if err != nil {
			return err
		}
		if err := before.mayChange(); err != nil {
			return err
		}
		err = db.Changed(s.db.Conn(ctx).Table("checkpoints").Where("id = ? AND version = ?", checkpointID, before.Version).Updates(map[string]any{
			"state": Retired, "retired_at": date.Millis(s.clock.Now()), "retired_reason": reason, "version": before.Version + 1}))
		if err != nil {
			return err
		}
		if err := s.rounds.Retired(ctx, checkpointID); err != nil {
			return err
		}
		if err := s.reports.CheckpointRetired(ctx, checkpointID, reason); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRetire, Target: "checkpoint", TargetID: checkpointID, Before: before, After: map[string]string{"reason": reason}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, checkpointID)
}

// ReplaceLabel revokes the code in force at once and gives a new one.
func (s *Service) ReplaceLabel(ctx context.Context, checkpointID, reason string) (Detail, error) {
	return s.ReplaceLabelOf(ctx, checkpointID, 0, reason)
}

// ReplaceLabelOf is ReplaceLabel for the version that the caller saw, 0 for whichever is
// in force: of two who replace the same label at once the second is told, 412
// version_stale.
func (s *Service) ReplaceLabelOf(ctx context.Context, checkpointID string, version int, reason string) (Detail, error) {
	if err := reasoned(reason); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		c, err := s.checkpoint(ctx, checkpointID)
		if err != nil {
			return err
		}
		if err := c.mayChange(); err != nil {
			return err
		}
		old, err := s.code(ctx, checkpointID)
		if err != nil {
			return err
		}
		if version != 0 && version != old.LabelVersion {
			return fault.Stale()
		}
		err = db.Changed(s.db.Conn(ctx).Table("checkpoint_codes").Where("code = ? AND state = ?", old.Code, Active).
			Updates(map[string]any{"state": Revoked, "revoked_at": date.Millis(s.clock.Now()), "revoked_by": authz.From(ctx).UserID, "reason": reason}))
		if err != nil {
			return err
		}
		if err := s.giveCode(ctx, checkpointID, old.LabelVersion+1, ""); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRelabel, Target: "checkpoint", TargetID: checkpointID,
			Before: map[string]int{"labelVersion": old.LabelVersion}, After: map[string]any{"labelVersion": old.LabelVersion + 1, "reason": reason}})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, checkpointID)
}

func reasoned(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Invalid("required", "reason", "Say why; it stands in the audit log.")
	}
	return nil
}
