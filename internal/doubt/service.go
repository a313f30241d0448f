package doubt

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/setting"
	"hengjian/internal/presence"
)

var (
	actDecide = audit.Define("doubt.decide")
	actPurge  = audit.Define("position.purge")
)

// refDoubt is the kind of record that facts of doubts point to.
const refDoubt = "doubt"

// Records takes records back.
type Records interface {
	// Withdraw makes a record count no longer, in the transaction of ctx; what does not
	// count already is left alone.
	Withdraw(ctx context.Context, inspectionID string) error
}

// Service finds doubts and keeps them.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	log      *audit.Log
	ledger   *ledger.Ledger
	presence *presence.Service
	settings *setting.Group[Settings]
	records  Records
}

// New returns the service. UseRecords completes it.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, p *presence.Service, store *setting.Store) *Service {
	return &Service{db: d, clock: clk, log: log, ledger: led, presence: p,
		settings: setting.NewGroup(store, settingName, DefaultSettings, Settings.check)}
}

// UseRecords tells who takes records back when a doubt is upheld. The records know
// this package, so they cannot be given to New.
func (s *Service) UseRecords(r Records) { s.records = r }

// Examine keeps what came with a record and the doubts it raises, in the transaction
// of ctx, and returns the doubts and their facts. A record without evidence and photos,
// of which nothing is demanded, costs no question; any other at most two.
func (s *Service) Examine(ctx context.Context, r *Record) ([]Raised, []ledger.Fact, error) {
	out := append(label(r), carried(r)...)
	if r.Evidence != nil || r.Demands.Any() || len(r.Photos) > 0 {
		set, err := s.Settings(ctx)
		if err != nil {
			return nil, nil, err
		}
		more, err := s.examine(ctx, r, set)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, more...)
	}
	facts, err := s.raise(ctx, r, out)
	return out, facts, err
}

func (s *Service) examine(ctx context.Context, r *Record, set Settings) ([]Raised, error) {
	var a around
	var err error
	if r.Evidence != nil && r.Evidence.Position != nil {
		if a, err = s.around(ctx, r); err != nil {
			return nil, err
		}
	}
	because := useful(r, set, a)
	row := evidenceRow{InspectionID: r.ID, PersonID: r.PersonID, ReceivedAt: date.Millis(r.ReceivedAt)}
	var out []Raised
	if because == "" {
		out = places(r, set, a)
	}
	if r.Evidence != nil && r.Evidence.Position != nil && a.consent {
		row.locate(r)
	}
	challenged := becauseNone
	if r.Evidence != nil {
		row.note(r.Evidence)
		if r.Evidence.Challenge != "" {
			challenged = becauseInvalid
			if at, ok := s.presence.Challenged(r.PersonID, r.Evidence.Challenge, r.StartedAt, r.ReceivedAt); ok {
				row.ChallengedAt, challenged = millis(at), ""
			}
		}
	}
	out = append(out, clockOf(r, set)...)
	out = append(out, missing(r, challenged, because)...)
	if len(r.Photos) > 0 {
		seen, err := s.photos(ctx, r, set)
		if err != nil {
			return nil, err
		}
		out = append(out, seen...)
	}
	if r.Evidence == nil {
		return out, nil
	}
	return out, s.insertEvidence(ctx, row)
}

// locate puts the position into the row, and its distance, which is not a position.
func (row *evidenceRow) locate(r *Record) {
	p := r.Evidence.Position
	row.LatitudeE7, row.LongitudeE7, row.AccuracyM = &p.At.LatitudeE7, &p.At.LongitudeE7, p.AccuracyM
	row.TakenAt, row.LocatedAt = millis(p.TakenAt), &row.ReceivedAt
	if r.Fence != nil {
		row.DistanceM = figure(away(p.At, r.Fence.Centre))
	}
}

// raise keeps doubts and returns their facts. A doubt about the agency's own record is
// no fact about the supplier.
func (s *Service) raise(ctx context.Context, r *Record, list []Raised) ([]ledger.Fact, error) {
	var facts []ledger.Fact
	for _, d := range list {
		row, err := newRow(id.New(), r, d)
		if err != nil {
			return nil, err
		}
		if err := s.insertDoubt(ctx, row); err != nil {
			return nil, err
		}
		if f, counts := row.fact(ledger.DoubtRaised); counts {
			facts = append(facts, f)
		}
	}
	return facts, nil
}
