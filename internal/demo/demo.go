// Package demo makes the demo agency. Its history is lived through the services,
// by the people it concerns, under a clock that runs through the months: whatever
// rule holds for a real agency held for this one. The same seed on the same day gives
// the same history, down to identifiers and draws; passwords and the codes on labels
// are secrets even here.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"hengjian/internal/account"
	"hengjian/internal/assessment"
	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/contract"
	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/inspection"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/label"
	"hengjian/internal/org"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/presence"
	"hengjian/internal/queuefile"
	"hengjian/internal/quota"
	"hengjian/internal/recheck"
	"hengjian/internal/round"
	"hengjian/internal/settlement"
	"hengjian/internal/spotcheck"
	"hengjian/internal/standard"
	"hengjian/internal/supplier"
	"hengjian/internal/switching"
)

// Password is the password of every demo account. A server that is not a demo
// refuses it.
const Password = "Demo-2026-hengjian"

// Services are what the demo lives through. All of them run on Clock.
type Services struct {
	DB          *db.DB
	Clock       *clock.Fake
	Policy      *authz.Policy
	Account     *account.Service
	Org         *org.Service
	Standards   *standard.Service
	Checklists  *checklist.Service
	Checkpoints *checkpoint.Service
	Labels      *label.Service
	Rounds      *round.Service
	Evidence    *evidence.Service
	Inspections *inspection.Service
	QueueFiles  *queuefile.Service // whose records take their way through the operations
	Findings    *finding.Service
	Suppliers   *supplier.Service
	Contracts   *contract.Service
	Quotas      *quota.Service
	Assessments *assessment.Service
	Settlements *settlement.Service
	Presence    *presence.Service
	Doubts      *doubt.Service
	SpotChecks  *spotcheck.Service
	Supervision *switching.Service
	Rechecks    *recheck.Service
}

// Options say how much history is made.
type Options struct {
	Seed   uint64
	Months int // finished months before the present one
	// Progress is told about every finished month; nil means nobody.
	Progress func(month date.Month)
}

// world is the demo agency while it is being made.
type world struct {
	Services
	opt     Options
	rng     *rand.Rand
	aside   *rand.Rand // of what is drawn, apart for the same reason as jitter
	end     clockEnd
	actors  map[string]authz.Actor
	sites   map[string]org.Site
	areas   map[string]string // site code + "/" + area name → id
	tiers   map[string]string // tier code → id
	lists   map[string]checklistUse
	firms   []*running
	uploads map[string][]string // digests of the photos each account has sent
	open    []*pending
	jitter  *rand.Rand // of positions, apart so that they do not change the history
	oddDone map[int]bool
	noted   map[string]geo.Point // firm → where its phone was last
	used    map[string][]string  // account → the photos of its records
	drawn   uint64
	rescue  *saved
}

// clockEnd is the present moment, where the history stops.
type clockEnd struct {
	day   date.Day
	month date.Month
	now   int64
}

// running is a firm with the records that were made for it.
type running struct {
	firm
	supplierID string
	contractID string
	lineIDs    []string
	points     []checkpoint.Detail
	first      date.Month
}

// Load makes the demo agency in an empty, migrated database on which the starter
// catalogue has been installed. The clock must stand at the present moment; it
// stands there again afterwards.
func Load(ctx context.Context, s Services, opt Options) error {
	now := s.Clock.Now()
	defer s.Clock.Set(now)
	zone := s.Clock.Zone()
	w := &world{Services: s, opt: opt, rng: rand.New(rand.NewPCG(opt.Seed, 0x48656e676a69616e)), aside: rand.New(rand.NewPCG(opt.Seed, 0x6173696465)), actors: map[string]authz.Actor{},
		end:   clockEnd{date.DayOf(now, zone), date.MonthOf(now, zone), now.UnixMilli()},
		sites: map[string]org.Site{}, areas: map[string]string{}, tiers: map[string]string{}, lists: map[string]checklistUse{}, uploads: map[string][]string{},
		jitter: rand.New(rand.NewPCG(opt.Seed, 0x6a6974746572)), oddDone: map[int]bool{}, noted: map[string]geo.Point{}, used: map[string][]string{}}
	first := w.end.month.Add(-opt.Months)
	w.Clock.Set(first.First().AddDays(-20).At(zone, 9, 0))
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{{"people", w.people}, {"places", w.places}, {"checklists", w.checklists}, {"suppliers", w.suppliers}, {"labels", w.labels}, {"patrol", w.patrol}, {"roster", w.roster}, {"interests", w.interests}, {"rechecks", w.rechecks}, {"consents", w.consents}, {"photos", w.takePhotos}} {
		if err := s.DB.Tx(ctx, step.run); err != nil {
			return fmt.Errorf("demo: %s: %w", step.name, err)
		}
	}
	for month := first; month <= w.end.month; month = month.Add(1) {
		if err := w.live(ctx, month); err != nil {
			return fmt.Errorf("demo: %s: %w", month, err)
		}
		if opt.Progress != nil && month < w.end.month {
			opt.Progress(month)
		}
	}
	w.Clock.Set(now)
	return w.keepTime(authz.AsSystem(ctx, "demo"), true)
}

// chance is true in n of a thousand cases.
func (w *world) chance(n int) bool { return w.rng.IntN(1000) < n }
