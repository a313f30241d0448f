package quota_test

import (
	"testing"

	"hengjian/internal/catalogue"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/db"
	"hengjian/internal/quota"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

func TestAQuotaThatMeasuresALineKeepsItsValue(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		w.Draft(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		q := Got(w.Quotas.Quotas(Finance(), quota.Query{Text: "BA"}, page.Request{}))(t).Items[0]
		if q.Source == nil || q.Source.Title != "后勤服务管理标准" {
			t.Errorf("the quota does not name its source: %+v", q)
		}
		tiers := func(change func([]quota.Tier) []quota.Tier) quota.Changes {
			list := change(append([]quota.Tier{}, q.Tiers...))
			return quota.Changes{Tiers: &list}
		}
		nobody := "S999"
		_, err := w.Quotas.Update(Finance(), q.ID, q.Version, quota.Changes{SourceID: &nobody})
		if f := fault.As(err); f == nil || f.Code != "source_unknown" || f.Fields[0].Name != "sourceId" {
			t.Errorf("a source nobody knows: %v", err)
		}
		unit := "m2"
		for name, c := range map[string]quota.Changes{
			"another value":   tiers(func(l []quota.Tier) []quota.Tier { l[0].Value = Fen("1.00"); return l }),
			"another span":    tiers(func(l []quota.Tier) []quota.Tier { l[0].Per = contract.PerYear; return l }),
			"without it":      tiers(func(l []quota.Tier) []quota.Tier { return l[1:] }),
			"in another unit": {Unit: &unit},
		} {
			if _, err := w.Quotas.Update(Finance(), q.ID, q.Version, c); !fault.Is(err, "quota_tier_in_use") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for code, c := range map[string]quota.Changes{
			"quota_without_value": tiers(func(l []quota.Tier) []quota.Tier { l[1].Usable = true; return l }),
			"range_reversed":      tiers(func(l []quota.Tier) []quota.Tier { l[1].High = Fen("1.00"); return l }),
			"code_duplicate":      tiers(func(l []quota.Tier) []quota.Tier { l[1].Code = l[0].Code; return l }),
			"amount_out_of_range": tiers(func(l []quota.Tier) []quota.Tier { l[1].Low = Fen("-1.00"); return l }),
			"required":            tiers(func([]quota.Tier) []quota.Tier { return nil }),
		} {
			if _, err := w.Quotas.Update(Finance(), q.ID, q.Version, c); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		changed := Got(w.Quotas.Update(Finance(), q.ID, q.Version, tiers(func(l []quota.Tier) []quota.Tier {
			l[0].Usable = false // no new line may take it; the old one keeps it
			return append(l[:1], quota.Tier{Code: "BA-3", Grade: "消防岗", Value: Fen("4200.00"), Per: contract.PerMonth, Usable: true})
		})))(t)
		if len(changed.Tiers) != 2 || changed.Tiers[0].Usable || changed.Tiers[1].Code != "BA-3" || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		if _, err := w.Quotas.Update(Finance(), q.ID, 1, quota.Changes{}); !fault.Is(err, "version_stale") {
			t.Errorf("an old version: %v", err)
		}
		for code, spoil := range map[string]func(*quota.Details){
			"code_taken":      func(d *quota.Details) { d.Code = "BA" },
			"source_unknown":  func(d *quota.Details) { d.SourceID = "S999" },
			"not_allowed":     func(d *quota.Details) { d.Basis = "guessed" },
			"malformed_value": func(d *quota.Details) { d.EffectiveFrom = "去年" },
		} {
			d := QuotaDetails("NEU", "person", "1.00")
			spoil(&d)
			if _, err := w.Quotas.Create(Finance(), d); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
	})
}

func TestTheStarterCatalogueLoadsOnceAndKeepsWhatWasChanged(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, err := catalogue.Load()
		if err != nil {
			t.Fatal(err)
		}
		if n := Got(w.Quotas.LoadCatalogue(Finance(), c.Quotas))(t); n != len(c.Quotas) || n < 40 {
			t.Errorf("%d of %d were added", n, len(c.Quotas))
		}
		q := Got(w.Quotas.Quotas(Finance(), quota.Query{Text: "SC15-FW"}, page.Request{}))(t).Items[0]
		note := "本局 2026 年核定"
		Got(w.Quotas.Update(Finance(), q.ID, q.Version, quota.Changes{Note: &note}))(t)
		if n := Got(w.Quotas.LoadCatalogue(Finance(), c.Quotas))(t); n != 0 {
			t.Errorf("%d were added again", n)
		}
		if now := Got(w.Quotas.Get(Finance(), q.ID))(t); now.Note != note || len(now.Tiers) != len(q.Tiers) {
			t.Errorf("%+v", now)
		}
		tiers := 0
		for _, q := range c.Quotas {
			tiers += len(q.Tiers)
		}
		if n := w.Count("SELECT COUNT(*) FROM quota_tiers"); int(n) != tiers+2 {
			t.Errorf("%d tiers", n)
		}
	})
}
