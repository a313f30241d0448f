package checklist

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

var (
	actCreate  = audit.Define("checklist.create")
	actRetire  = audit.Define("checklist.retire")
	actDraft   = audit.Define("checklist.version.create")
	actEdit    = audit.Define("checklist.version.update")
	actPublish = audit.Define("checklist.version.publish")
	actDiscard = audit.Define("checklist.version.delete")
	actLoad    = audit.Define("checklist.load_catalogue")
)

// Service keeps checklists. They belong to the agency and everybody who checks may
// read them, so there is no scope on them.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	log       *audit.Log
	standards *standard.Service
	sheets    sync.Map // version id → *Sheet; published versions never change
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, standards *standard.Service) *Service {
	return &Service{db: d, clock: clk, log: log, standards: standards}
}

// Filter narrows the list of checklists.
type Filter struct {
	Q        string
	Category vocab.Category
	State    string
}

// List returns checklists by code.
func (s *Service) List(ctx context.Context, f Filter, p page.Request) (page.Of[View], error) {
	return s.list(ctx, f, p)
}

// Get returns a checklist with its history.
func (s *Service) Get(ctx context.Context, checklistID string) (Detail, error) {
	v, err := s.view(ctx, checklistID)
	if err != nil {
		return Detail{}, err
	}
	editions, err := s.editions(ctx, checklistID)
	return Detail{v, editions}, err
}

// Version returns a version with its items; 404 for a draft that is not the actor's
// to see.
func (s *Service) Version(ctx context.Context, versionID string) (VersionView, error) {
	v, err := s.version(ctx, versionID)
	if err == nil && v.State == Draft && !seesDrafts(ctx) {
		err = fault.NotFound()
	}
	if err != nil {
		return VersionView{}, err
	}
	c, err := s.checklist(ctx, v.ChecklistID)
	if err != nil {
		return VersionView{}, err
	}
	clauses, err := s.clauseRefs(ctx, v.Items)
	if err != nil {
		return VersionView{}, err
	}
	ids := make([]string, len(v.Items))
	for i, item := range v.Items {
		ids[i] = item.SourceID
	}
	sources, err := standard.NamedSources(ctx, s.db, ids...)
	return VersionView{v.ID, c.ID, c.Code, c.Title, c.Category, v.Number, v.State, v.TotalPoints, v.Note, v.Version, v.Demands, sections(v.Items, clauses, sources)}, err
}

// Sheet returns the immutable part of a version that is or was published; 404 for a
// draft. It is kept in memory.
func (s *Service) Sheet(ctx context.Context, versionID string) (*Sheet, error) {
	if kept, ok := s.sheets.Load(versionID); ok {
		return kept.(*Sheet), nil
	}
	v, err := s.version(ctx, versionID)
	if err != nil {
		return nil, err
	}
	if v.State == Draft {
		return nil, fault.NotFound()
	}
	c, err := s.checklist(ctx, v.ChecklistID)
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{VersionID: v.ID, ChecklistID: c.ID, Title: c.Title, Number: v.Number, TotalPoints: v.TotalPoints, Demands: v.Demands, Items: v.Items, index: map[string]int{}}
	for i, item := range v.Items {
		sheet.index[item.ID] = i
	}
	// A transaction may see what is rolled back later, so memory waits for its commit.
	s.db.AfterCommit(ctx, func() { s.sheets.Store(versionID, sheet) })
	return sheet, nil
}

// Create adds a checklist without a version; 409 code_taken.
func (s *Service) Create(ctx context.Context, n Checklist) (Detail, error) {
	n.ID, n.State, n.CurrentVersionID, n.Version = id.New(), Active, "", 1
	if err := n.check(); err != nil {
		return Detail{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, n); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actCreate, Target: "checklist", TargetID: n.ID, After: n})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, n.ID)
}

func (n Checklist) check() error {
	switch {
	case strings.TrimSpace(n.Code) == "":
		return fault.Invalid("required", "code", "A checklist needs a code.")
	case strings.TrimSpace(n.Title) == "":
		return fault.Invalid("required", "title", "A checklist needs a title.")
	case !n.Category.Valid():
		return fault.Invalid("not_allowed", "category", "There is no such service category.")
	}
	return nil
}

func (s *Service) insert(ctx context.Context, n Checklist) error {
	row := checklistRow{n.ID, n.Code, n.Title, string(n.Category), n.State, n.CurrentVersionID, n.Version}
	err := s.db.Conn(ctx).Create(&row).Error
	if db.IsDuplicate(err) {
		return fault.Conflict("code_taken", "A checklist with this code exists.")
	}
	return db.Fault(err)
}

// Retire takes a checklist out of use; 409 checklist_in_use while an active
// checkpoint is checked by it, because its rounds would silently end.
func (s *Service) Retire(ctx context.Context, checklistID string) (Detail, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.checklist(ctx, checklistID)
		if err != nil {
			return err
		}
		if before.State == Retired {
			return fault.Conflict("checklist_retired", "The checklist is retired already.")
		}
		var users int64
		err = s.db.Conn(ctx).Table("checkpoint_checklists u").Joins("JOIN checkpoints p ON p.id = u.checkpoint_id AND p.state = 'active'").
			Where("u.checklist_id = ?", checklistID).Count(&users).Error
		if err != nil {
			return db.Fault(err)
		}
		if users > 0 {
			return fault.Conflict("checklist_in_use", fmt.Sprintf("%d checkpoints are checked by it.", users))
		}
		err = db.Changed(s.db.Conn(ctx).Table("checklists").Where("id = ? AND version = ?", checklistID, before.Version).
			Updates(map[string]any{"state": Retired, "version": before.Version + 1}))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actRetire, Target: "checklist", TargetID: checklistID, Before: before})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, checklistID)
}

func clauseIDs(items []Item) []string {
	var ids []string
	for _, item := range items {
		if item.ClauseID != "" {
			ids = append(ids, item.ClauseID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
