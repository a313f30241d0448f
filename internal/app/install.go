package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"hengjian/internal/catalogue"
	"hengjian/internal/demo"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
)

// The demo agency that `make run` and `serve --demo` make.
const (
	demoSeed   = 2026
	demoMonths = 12
)

// install puts the starter catalogue, the default scheme and rule, and the known
// holidays in place. What is there stays as it is, so it may run at every start.
func (a *App) install(ctx context.Context) error {
	done, err := a.Settings.Note(ctx, "catalogue")
	if err != nil || done != "" {
		return err
	}
	c, err := catalogue.Load()
	if err != nil {
		return err
	}
	return a.DB.Tx(ctx, func(ctx context.Context) error {
		_, err1 := a.Standards.LoadCatalogue(ctx, c)
		_, err2 := a.Checklists.LoadCatalogue(ctx, c)
		_, err3 := a.Quotas.LoadCatalogue(ctx, c.Quotas)
		_, err4 := a.Org.LoadHolidays(ctx)
		return errors.Join(err1, err2, err3, err4, a.Assessments.InstallDefault(ctx), a.Settlements.InstallDefault(ctx),
			a.Settings.Leave(ctx, "catalogue", a.Clock.Now().Format(time.RFC3339)))
	})
}

// DemoOptions say how much history the demo agency gets.
type DemoOptions struct {
	Seed   uint64
	Months int // finished months before the present one
}

var errNotEmpty = errors.New("the database is not empty")

// LoadDemo makes the demo agency. Only an empty database takes it: a demo must not
// mix with real records.
func (a *App) LoadDemo(ctx context.Context, opt DemoOptions) error {
	if err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	var users int64
	if err := a.DB.Conn(ctx).Table("users").Count(&users).Error; err != nil {
		return err
	}
	if users > 0 {
		return errNotEmpty
	}
	start := a.Clock.Now()
	first := date.MonthOf(start, a.Clock.Zone()).Add(-opt.Months-1).First().At(a.Clock.Zone(), 8, 0)
	moving := clock.NewFake(first, a.Clock.Zone())
	// Draws are made from identifiers and a seed. Those of the demo's history follow from
	// the demo's seed, so that it is the same again; what is made afterwards does not.
	defer id.Repeat(first, seeded("identifiers", opt.Seed))()
	s, err := wire(a, moving, mathrand.NewChaCha8(seeded("draws", opt.Seed)))
	if err != nil {
		return err
	}
	past := &App{Config: a.Config, Clock: moving, DB: a.DB, Policy: a.Policy, Services: s, blobs: a.blobs}
	if err := past.route(); err != nil { // what comes in by a file takes the way of a request
		return err
	}
	if err := past.install(authz.AsSystem(ctx, "install")); err != nil {
		return err
	}
	moving.Set(start)
	slog.Info("making the demo agency", "months", opt.Months)
	err = demo.Load(ctx, demo.Services{
		DB: a.DB, Clock: moving, Policy: a.Policy, Account: s.Account, Org: s.Org, Standards: s.Standards, Checklists: s.Checklists,
		Checkpoints: s.Checkpoints, Labels: s.Labels, Rounds: s.Rounds, Evidence: s.Evidence, Inspections: s.Inspections, QueueFiles: s.QueueFiles, Findings: s.Findings, Suppliers: s.Suppliers,
		Contracts: s.Contracts, Quotas: s.Quotas, Assessments: s.Assessments, Settlements: s.Settlements, Presence: s.Presence, Doubts: s.Doubts, SpotChecks: s.SpotChecks,
		Supervision: s.Supervision, Rechecks: s.Rechecks,
	}, demo.Options{Seed: opt.Seed, Months: opt.Months, Progress: func(m date.Month) { slog.Info("demo", "month", m) }})
	if err != nil {
		return fmt.Errorf("the demo agency is incomplete; remove the database and start again: %w", err)
	}
	_, err = a.Audit.Seal(authz.AsSystem(ctx, "demo"))
	return err
}

// seeded makes the seed of one use of a demo's seed.
func seeded(use string, seed uint64) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "hengjian demo %s %d", use, seed))
}
