package checkpoint

import (
	"context"
	"fmt"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// resolve checks what a checkpoint refers to and takes the supplier from the
// contract. What belongs to somebody the actor may not see is answered as missing.
func (s *Service) resolve(ctx context.Context, c *Checkpoint) error {
	if err := s.siteExists(ctx, *c); err != nil {
		return err
	}
	var contract struct{ SupplierID, State string }
	q := s.db.Conn(ctx).Table("contracts k").Select("k.supplier_id, k.state").Where("k.id = ?", c.ContractID).
		Scopes(authz.Rows(ctx, authz.Columns{Supplier: "k.supplier_id"}))
	if err := db.First(q, &contract); fault.Is(err, "not_found") {
		return fault.Invalid("contract_unknown", "contractId", "There is no such contract.")
	} else if err != nil {
		return err
	}
	if contract.State == "terminated" || contract.State == "expired" {
		return fault.Conflict("contract_ended", "The contract has ended.")
	}
	c.SupplierID = contract.SupplierID
	if err := s.lineFits(ctx, *c); err != nil {
		return err
	}
	return s.checklistsExist(ctx, c.ChecklistIDs)
}

func (s *Service) siteExists(ctx context.Context, c Checkpoint) error {
	var site struct{ State string }
	if err := db.First(s.db.Conn(ctx).Table("sites").Select("state").Where("id = ?", c.SiteID), &site); fault.Is(err, "not_found") {
		return fault.Invalid("site_unknown", "siteId", "There is no such site.")
	} else if err != nil {
		return err
	}
	if site.State != "active" {
		return fault.Conflict("site_closed", "The site is closed.")
	}
	if c.AreaID == "" {
		return nil
	}
	var n int64
	if err := s.db.Conn(ctx).Table("areas").Where("id = ? AND site_id = ?", c.AreaID, c.SiteID).Count(&n).Error; err != nil {
		return db.Fault(err)
	}
	if n == 0 {
		return fault.Invalid("area_unknown", "areaId", "The site has no such area.")
	}
	return nil
}

func (s *Service) lineFits(ctx context.Context, c Checkpoint) error {
	if c.ContractLineID == "" {
		return nil
	}
	var lines []struct{ SiteID, Category string }
	err := s.db.Conn(ctx).Table("contract_lines").Select("site_id, category").Where("id = ? AND contract_id = ?", c.ContractLineID, c.ContractID).Limit(1).Scan(&lines).Error
	switch {
	case err != nil:
		return db.Fault(err)
	case len(lines) == 0:
		return fault.Invalid("line_unknown", "contractLineId", "The contract has no such line.")
	case lines[0].SiteID != c.SiteID || vocab.Category(lines[0].Category) != c.Category:
		return fault.Invalid("line_mismatch", "contractLineId", "The contract line is for another site or service.")
	}
	return nil
}

func (s *Service) checklistsExist(ctx context.Context, ids []string) error {
	var got []string
	if err := s.db.Conn(ctx).Table("checklists").Where("id IN ? AND state = ?", ids, Active).Pluck("id", &got).Error; err != nil {
		return db.Fault(err)
	}
	known := map[string]bool{}
	for _, g := range got {
		known[g] = true
	}
	for i, want := range ids {
		if !known[want] {
			return fault.Invalid("checklist_unknown", fmt.Sprintf("checklistIds[%d]", i), "There is no such checklist in use.")
		}
	}
	return nil
}
