package contract

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// AddLine adds a line to a draft.
func (s *Service) AddLine(ctx context.Context, contractID string, d LineDetails) (Line, error) {
	var l Line
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		c, err := s.hold(ctx, contractID)
		if err != nil {
			return err
		}
		if err := c.editable(); err != nil {
			return err
		}
		l = Line{ID: id.New(), ContractID: c.ID, SupplierID: c.SupplierID, Version: 1}
		if d.StartsOn == "" {
			d.StartsOn = c.StartsOn
		}
		if d.EndsOn == "" {
			d.EndsOn = c.EndsOn
		}
		if err := s.fill(ctx, &l, c, d); err != nil {
			return err
		}
		row := l.row()
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		if err := s.log.Record(ctx, audit.Entry{Action: actLineCreate, Target: "contract_line", TargetID: l.ID, After: l}); err != nil {
			return err
		}
		l, err = s.loadLine(ctx, l.ID)
		return err
	})
	return l, db.Fault(err)
}

// fill writes the details over l and checks everything about it.
func (s *Service) fill(ctx context.Context, l *Line, c Contract, d LineDetails) error {
	l.Category, l.ServiceItem, l.SiteID, l.Quantity, l.Unit, l.UnitPrice = d.Category, d.ServiceItem, d.SiteID, d.Quantity, d.Unit, d.UnitPrice
	l.Billing, l.QuotaTierID, l.StartsOn, l.EndsOn = d.Billing, d.QuotaTierID, d.StartsOn, d.EndsOn
	if err := l.clean(); err != nil {
		return err
	}
	if err := l.inside(c); err != nil {
		return err
	}
	known, err := s.exists(ctx, "sites", l.SiteID)
	if err != nil {
		return err
	}
	if !known {
		return fault.Invalid("site_unknown", "siteId", "There is no such site.")
	}
	l.Tier = nil
	if l.QuotaTierID == "" {
		return nil
	}
	tiers, err := s.book.Tiers(ctx, []string{l.QuotaTierID})
	if err != nil {
		return err
	}
	tier, ok := tiers[l.QuotaTierID]
	if !ok {
		return fault.Invalid("quota_tier_unknown", "quotaTierId", "There is no such quota tier.")
	}
	return l.fits(tier)
}

// LineChanges are the fields to change; nil ones stay. An empty QuotaTierID takes
// the quota off the line.
type LineChanges struct {
	Category    *vocab.Category
	ServiceItem *string
	SiteID      *string
	Quantity    *money.Quantity
	Unit        *string
	UnitPrice   *money.Fen
	Billing     *Billing
	QuotaTierID *string
	StartsOn    *date.Day
	EndsOn      *date.Day
}

// UpdateLine changes a line of a draft.
func (s *Service) UpdateLine(ctx context.Context, lineID string, version int, ch LineChanges) (Line, error) {
	var l Line
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		c, err := s.draftOf(ctx, lineID)
		if err != nil {
			return err
		}
		if l, err = s.loadLine(ctx, lineID); err != nil {
			return err
		}
		before := l
		d := LineDetails{l.Category, l.ServiceItem, l.SiteID, l.Quantity, l.Unit, l.UnitPrice, l.Billing, l.QuotaTierID, l.StartsOn, l.EndsOn}
		set(&d.Category, ch.Category)
		set(&d.ServiceItem, ch.ServiceItem)
		set(&d.SiteID, ch.SiteID)
		set(&d.Quantity, ch.Quantity)
		set(&d.Unit, ch.Unit)
		set(&d.UnitPrice, ch.UnitPrice)
		set(&d.Billing, ch.Billing)
		set(&d.QuotaTierID, ch.QuotaTierID)
		set(&d.StartsOn, ch.StartsOn)
		set(&d.EndsOn, ch.EndsOn)
		if err := s.fill(ctx, &l, c, d); err != nil {
			return err
		}
		l.Version = version
		if err := s.saveLine(ctx, l); err != nil {
			return err
		}
		if err := s.log.Record(ctx, audit.Entry{Action: actLineUpdate, Target: "contract_line", TargetID: l.ID, Before: before, After: l}); err != nil {
			return err
		}
		l, err = s.loadLine(ctx, l.ID)
		return err
	})
	return l, db.Fault(err)
}

// draftOf holds the contract of a line and refuses if it is not a draft.
func (s *Service) draftOf(ctx context.Context, lineID string) (Contract, error) {
	l, err := s.loadLine(ctx, lineID)
	if err != nil {
		return Contract{}, err
	}
	c, err := s.hold(ctx, l.ContractID)
	if err != nil {
		return Contract{}, err
	}
	return c, c.editable()
}

// RemoveLine takes a line off a draft.
func (s *Service) RemoveLine(ctx context.Context, lineID string, version int) error {
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.draftOf(ctx, lineID); err != nil {
			return err
		}
		l, err := s.loadLine(ctx, lineID)
		if err != nil {
			return err
		}
		if err := db.Changed(s.db.Conn(ctx).Where("id = ? AND version = ?", lineID, version).Delete(&lineRow{})); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actLineDelete, Target: "contract_line", TargetID: lineID, Before: l})
	}))
}
