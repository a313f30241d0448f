package quota

import (
	"context"

	"hengjian/internal/catalogue"
	"hengjian/internal/contract"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// LoadCatalogue adds the quotas of the starter catalogue that are not there yet and
// tells how many. What the agency has changed since stays as it is.
func (s *Service) LoadCatalogue(ctx context.Context, list []catalogue.Quota) (added int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		added = 0
		var codes []string
		if err := s.db.Conn(ctx).Table("quotas").Pluck("code", &codes).Error; err != nil {
			return err
		}
		have := map[string]bool{}
		for _, c := range codes {
			have[c] = true
		}
		for _, q := range list {
			if have[q.Code] {
				continue
			}
			d := detailsOf(q)
			if err := d.clean(); err != nil {
				return err
			}
			if _, err := s.insert(ctx, d); err != nil {
				return err
			}
			added++
		}
		if added == 0 {
			return nil
		}
		return s.log.Record(ctx, audit.Entry{Action: actLoad, Target: "quota", After: map[string]int{"added": added}})
	})
	return added, db.Fault(err)
}

func detailsOf(q catalogue.Quota) Details {
	d := Details{Code: q.Code, Category: q.Category, ServiceItem: q.ServiceItem, Unit: q.Unit, Basis: Basis(q.Basis), SourceID: q.SourceID,
		Note: q.Note, EffectiveFrom: q.EffectiveFrom, Tiers: make([]Tier, len(q.Tiers))}
	for i, t := range q.Tiers {
		d.Tiers[i] = Tier{Code: t.Code, Grade: t.Grade, Low: t.Low, High: t.High, Value: t.Value, Per: contract.Per(t.Per), Usable: t.Usable}
	}
	return d
}
