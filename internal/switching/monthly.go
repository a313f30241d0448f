package switching

import (
	"context"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/spotcheck"
)

// DrawMonth draws the spot checks of the present month: of each contract and checklist
// the share of places that its level asks for, at least one. What is drawn once is drawn
// for the month; a level that changes tells on the next. It returns how many objects.
func (s *Service) DrawMonth(ctx context.Context) (int, error) {
	set, err := s.Settings(ctx)
	if err != nil || !set.Draw {
		return 0, err
	}
	today := clock.Today(s.clock)
	month := today.Month()
	var rows []levelRow
	if err := s.db.Conn(ctx).Order("contract_id, checklist_id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return 0, db.Fault(err)
	}
	places, err := s.draws.Places(ctx, spotcheck.Order{From: today, To: month.Last()})
	if err != nil {
		return 0, err
	}
	units := map[string][]spotcheck.Unit{}
	for _, p := range places {
		at := key(p.ContractID, p.ChecklistID)
		units[at] = append(units[at], spotcheck.Unit{Key: p.CheckpointID, Places: []spotcheck.Place{{CheckpointID: p.CheckpointID, ChecklistID: p.ChecklistID, SupplierID: p.SupplierID, SiteID: p.SiteID}}})
	}
	var strata []spotcheck.Stratum
	for _, l := range rows {
		at := key(l.ContractID, l.ChecklistID)
		if take := set.take(Level(l.Level), len(units[at])); take > 0 {
			strata = append(strata, spotcheck.Stratum{Key: at, Take: take, Units: units[at]})
		}
	}
	made, _, err := s.draws.DrawAtOnce(ctx, spotcheck.Bulk{Number: "CC-M" + compact(month), Title: string(month), Purpose: spotcheck.Adaptive,
		From: today, To: month.Last(), Strata: strata})
	return len(made), err
}

func key(contractID, checklistID string) string { return contractID + "/" + checklistID }

// take is how many of n places a month's spot checks go to, rounded up.
func (s Settings) take(l Level, n int) int {
	share := int64(s.Shares[l])
	if n == 0 || share == 0 {
		return 0
	}
	take := int(money.MulDiv(int64(n), share, 10000))
	for int64(take)*10000 < int64(n)*share {
		take++
	}
	return take
}

// compact writes a month as 2611.
func compact(m date.Month) string { return strings.ReplaceAll(string(m[2:]), "-", "") }
