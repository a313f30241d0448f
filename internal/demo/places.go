package demo

import (
	"context"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/org"
	"hengjian/internal/platform/authz"
	"hengjian/internal/quota"
)

// places makes the sites and learns the tiers of the catalogue.
func (w *world) places(ctx context.Context) error {
	ctx = w.as(ctx, "manager")
	for _, s := range sites {
		area, err := money.ParseQuantity(s.area)
		if err != nil {
			return err
		}
		at, err := org.Centred(entered(pointAt(s.code, 0)))
		if err != nil {
			return err
		}
		made, err := w.Org.CreateSite(ctx, org.NewSite{Code: s.code, Name: s.name, Address: s.address, AreaM2: area, LatitudeE6: at.LatitudeE6, LongitudeE6: at.LongitudeE6, RadiusM: 250})
		if err != nil {
			return err
		}
		w.sites[s.code] = made
		for _, name := range s.areas {
			a, err := w.Org.CreateArea(ctx, made.ID, org.NewArea{Name: name})
			if err != nil {
				return err
			}
			w.areas[s.code+"/"+name] = a.ID
		}
	}
	if _, err := w.Account.SetSites(w.as(ctx, "secadmin"), w.actors["assessor"].UserID, nil, []string{w.sites["ZWDT"].ID}); err != nil {
		return err
	}
	for cursor := ""; ; {
		list, err := w.Quotas.Quotas(authz.AsSystem(ctx, "demo"), quota.Query{}, page.Request{Limit: page.Max, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, q := range list.Items {
			for _, t := range q.Tiers {
				w.tiers[t.Code] = t.ID
			}
		}
		if cursor = list.NextCursor; cursor == "" {
			return nil
		}
	}
}
