package spotcheck

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/draw"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Preview returns what an order would be drawn from, without keeping anything.
func (s *Service) Preview(ctx context.Context, o Order) (Preview, error) {
	out := Preview{Suppliers: []PreviewCount{}, Sites: []PreviewCount{}, Inspectors: []PreviewPerson{}}
	if err := authz.May(ctx, permDraw); err != nil {
		return out, err
	}
	if o.Title == "" {
		o.Title = "-" // a preview needs none
	}
	if err := o.check(clock.Today(s.clock)); err != nil {
		return out, err
	}
	p, places, people, err := s.gather(ctx, o, authz.From(ctx).UserID)
	if err != nil {
		return out, err
	}
	out.Size = p.Size()
	out.Suppliers, out.Sites = counted(places, func(f Found) string { return f.SupplierName }), counted(places, func(f Found) string { return f.SiteName })
	here := map[string]bool{}
	for _, at := range places {
		here[at.SupplierID] = true
	}
	for _, i := range people {
		n := 0
		for _, supplierID := range i.Against {
			if here[supplierID] {
				n++
			}
		}
		out.Inspectors = append(out.Inspectors, PreviewPerson{i.Name, n})
	}
	if at, none := p.unmanned(); none {
		out.Unmanned = nameOf(places, at)
	}
	return out, nil
}

func counted(places []Found, name func(Found) string) []PreviewCount {
	n := map[string]int{}
	for _, p := range places {
		n[name(p)]++
	}
	out := []PreviewCount{}
	for k, v := range n {
		out = append(out, PreviewCount{k, v})
	}
	slices.SortFunc(out, func(a, b PreviewCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Name, b.Name)) })
	return out
}

func nameOf(places []Found, at Place) string {
	for _, p := range places {
		if p.CheckpointID == at.CheckpointID {
			return p.SupplierName
		}
	}
	return ""
}

// Prepare freezes the population of an order. There is no seed yet: whoever prepares
// cannot know what will be drawn. Refused: 403; 422 population_too_small,
// no_inspector_left and what check refuses.
func (s *Service) Prepare(ctx context.Context, o Order) (Detail, error) {
	if err := authz.May(ctx, permDraw); err != nil {
		return Detail{}, err
	}
	if err := o.check(clock.Today(s.clock)); err != nil {
		return Detail{}, err
	}
	drawID := id.New()
	err := db.Redraw(ctx, func() error {
		return s.db.Tx(ctx, func(ctx context.Context) error {
			p, places, _, err := s.gather(ctx, o, authz.From(ctx).UserID)
			if err != nil {
				return err
			}
			if p.Size() < o.Count {
				return fault.Invalid("population_too_small", "count", fmt.Sprintf("There are only %d objects to draw from.", p.Size()))
			}
			if at, none := p.unmanned(); none {
				return noInspector(nameOf(places, at))
			}
			_, err = s.keep(ctx, drawID, number(clock.Today(s.clock)), Manual, o, p)
			return err
		})
	})
	if err != nil {
		return Detail{}, db.Fault(err)
	}
	return s.Get(ctx, drawID)
}

// noInspector refuses a draw rather than send somebody who has an interest.
func noInspector(supplier string) error {
	return fault.Invalid("no_inspector_left", "supplierIds", "No inspector without a conflict of interest is left for "+supplier+"; leave it out or let a third party take part.")
}

// keep writes a prepared draw, in the transaction of ctx.
func (s *Service) keep(ctx context.Context, drawID, number string, purpose Purpose, o Order, p Population) (drawRow, error) {
	text, digest := p.Freeze()
	row := drawRow{ID: drawID, Number: number, Title: o.Title, Purpose: string(purpose), Unit: string(o.Unit), Filter: o.filter(),
		FromDay: string(o.From), ToDay: string(o.To), PopulationDigest: digest, PopulationSize: p.Size(), InspectorCount: len(p.Inspectors),
		ObjectCount: o.Count, Algorithm: draw.Algorithm, State: string(Prepared), PreparedBy: authz.From(ctx).UserID, PreparedAt: date.Millis(s.clock.Now())}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
		return row, err // a number that is taken is drawn again
	}
	if err := s.db.Conn(ctx).Create(&populationRow{drawID, text}).Error; err != nil {
		return row, db.Fault(err)
	}
	return row, s.log.Record(ctx, audit.Entry{Action: actPrepare, Target: "spot_check", TargetID: drawID, After: map[string]any{"number": row.Number, "title": row.Title,
		"purpose": purpose, "populationDigest": digest, "populationSize": row.PopulationSize, "count": o.Count, "algorithm": draw.Algorithm}})
}

// number is CC-yymmdd- and six random characters.
func number(day date.Day) string {
	return "CC-" + string(day[2:4]) + string(day[5:7]) + string(day[8:]) + "-" + id.New()[id.Len-6:]
}
