package checkpoint_test

import (
	"strings"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
)

func refused(t *testing.T, name string, err error, code, field string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Code != code || field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
		t.Errorf("%s: %v, want %s on %q", name, err, code, field)
	}
}

func TestACheckpointThatFitsNothingIsRefused(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		w.Insert("contracts", map[string]any{"id": "01C0NTR0LD0000000000000000", "code": "OLD", "name": "旧", "supplier_id": inspectiontest.SupplierA, "starts_on": "2025-01-01",
			"ends_on": "2025-12-31", "state": "terminated", "version": 1, "created_at": 0})
		for name, c := range map[string]struct {
			change      func(*checkpoint.Checkpoint)
			code, field string
		}{
			"no name":             {func(c *checkpoint.Checkpoint) { c.Name = " " }, "required", "name"},
			"no category":         {func(c *checkpoint.Checkpoint) { c.Category = "parking" }, "not_allowed", "category"},
			"no checklist":        {func(c *checkpoint.Checkpoint) { c.ChecklistIDs = nil }, "checklists_missing", "checklistIds"},
			"checklist twice":     {func(c *checkpoint.Checkpoint) { c.ChecklistIDs = []string{list, list} }, "checklist_duplicate", "checklistIds"},
			"unknown checklist":   {func(c *checkpoint.Checkpoint) { c.ChecklistIDs = []string{list, id.New()} }, "checklist_unknown", "checklistIds[1]"},
			"unknown site":        {func(c *checkpoint.Checkpoint) { c.SiteID = id.New() }, "site_unknown", "siteId"},
			"area of other site":  {func(c *checkpoint.Checkpoint) { c.SiteID, c.AreaID = inspectiontest.SiteTwo, inspectiontest.AreaOne }, "area_unknown", "areaId"},
			"unknown contract":    {func(c *checkpoint.Checkpoint) { c.ContractID = id.New() }, "contract_unknown", "contractId"},
			"ended contract":      {func(c *checkpoint.Checkpoint) { c.ContractID = "01C0NTR0LD0000000000000000" }, "contract_ended", ""},
			"line of another":     {func(c *checkpoint.Checkpoint) { c.ContractLineID = inspectiontest.LineB }, "line_unknown", "contractLineId"},
			"line for other work": {func(c *checkpoint.Checkpoint) { c.ContractLineID, c.Category = inspectiontest.LineA, vocab.Canteen }, "line_mismatch", "contractLineId"},
		} {
			point := checkpoint.Checkpoint{Name: "大厅", SiteID: inspectiontest.SiteOne, ContractID: inspectiontest.ContractA, Category: vocab.Cleaning, ChecklistIDs: []string{list}}
			c.change(&point)
			_, err := w.Checkpoints.Create(w.Manager(), point)
			refused(t, name, err, c.code, c.field)
		}
		if n := w.Count("checkpoints", "1 = 1") + w.Count("checkpoint_codes", "1 = 1"); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

func TestEveryoneSeesExactlyHisCheckpoints(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...).ChecklistID
		a, b := w.Checkpoint(inspectiontest.SupplierA, list), w.Checkpoint(inspectiontest.SupplierB, list)
		names := map[string]string{a.ID: "a", b.ID: "b"}
		see := func(p page.Of[checkpoint.View], err error) string {
			w.Must(err)
			var out []string
			for _, v := range p.Items {
				out = append(out, names[v.ID])
			}
			return strings.Join(out, "")
		}
		for name, got := range map[string]string{
			"ab manager":  see(w.Checkpoints.List(w.Manager(), checkpoint.Filter{}, page.Request{})),
			"a staff":     see(w.Checkpoints.List(w.StaffA(), checkpoint.Filter{}, page.Request{})),
			"b staff":     see(w.Checkpoints.List(w.StaffB(), checkpoint.Filter{}, page.Request{})),
			"a assessor":  see(w.Checkpoints.List(w.Assessor(), checkpoint.Filter{}, page.Request{})),
			" asks other": see(w.Checkpoints.List(w.StaffA(), checkpoint.Filter{SupplierID: inspectiontest.SupplierB}, page.Request{})),
			" by ids":     see(w.Checkpoints.List(w.StaffA(), checkpoint.Filter{IDs: []string{b.ID}}, page.Request{})),
			"b site":      see(w.Checkpoints.List(w.Manager(), checkpoint.Filter{SiteID: inspectiontest.SiteTwo}, page.Request{})),
			" pattern":    see(w.Checkpoints.List(w.Manager(), checkpoint.Filter{Q: "%"}, page.Request{})),
		} {
			if want, _, _ := strings.Cut(name, " "); got != want {
				t.Errorf("%s: sees %q", name, got)
			}
		}
		_, err := w.Checkpoints.Get(w.StaffB(), a.ID)
		refused(t, "another supplier's", err, "not_found", "")
		mine, err := w.Checkpoints.Get(w.StaffA(), a.ID)
		w.Must(err)
		if mine.Label != nil {
			t.Error("the staff can read the code off a screen")
		}
		blind, err := w.Checkpoints.Get(w.Assessor(), a.ID)
		w.Must(err)
		if blind.SupplierID+blind.SupplierName+blind.ContractID+blind.ContractName != "" {
			t.Errorf("the assessor sees %+v", blind)
		}
	})
}

func TestAReplacedLabelIsGoneAndTheNewOneOpens(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		list := w.Published(w.Items("")...)
		c := w.Checkpoint(inspectiontest.SupplierA, list.ChecklistID)
		_, err := w.Checkpoints.ReplaceLabel(w.Manager(), c.ID, " ")
		refused(t, "no reason", err, "required", "reason")
		_, err = w.Checkpoints.ReplaceLabel(w.Manager(), id.New(), "r")
		refused(t, "unknown", err, "not_found", "")
		after, err := w.Checkpoints.ReplaceLabel(w.Manager(), c.ID, "磨损")
		w.Must(err)
		if after.Label.LabelVersion != 2 || after.Label.Code == c.Label.Code {
			t.Errorf("label %+v", after.Label)
		}
		_, err = w.Rounds.Lookup(w.StaffA(), c.Label.Code)
		refused(t, "old label", err, "code_revoked", "")
		_, err = w.Rounds.Lookup(w.StaffB(), c.Label.Code)
		refused(t, "old label of another", err, "code_unknown", "")
		for _, entered := range []string{after.Label.Code, " " + strings.ToLower(after.Label.Code[:13]) + "-" + after.Label.Code[13:], c.Number, strings.ToLower(c.Number)} {
			v, err := w.Rounds.Lookup(w.StaffA(), entered)
			if err != nil || v.Checkpoint.ID != c.ID || len(v.Checklists) != 1 || v.Checklists[0].ID != list.ID || v.Tasks == nil {
				t.Errorf("%q opens %+v %v", entered, v, err)
			}
			_, err = w.Rounds.Lookup(w.StaffB(), entered)
			refused(t, "foreign "+entered, err, "code_unknown", "")
		}
		_, err = w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		w.Must(err)
		_, err = w.Rounds.Lookup(w.StaffA(), after.Label.Code)
		refused(t, "retired", err, "checkpoint_retired", "")
		_, err = w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		refused(t, "retired twice", err, "checkpoint_retired", "")
		_, err = w.Checkpoints.ReplaceLabel(w.Manager(), c.ID, "磨损")
		refused(t, "label of a retired one", err, "checkpoint_retired", "")
		name := "新名"
		_, err = w.Checkpoints.Update(w.Manager(), c.ID, 2, checkpoint.Change{Name: &name})
		refused(t, "change of a retired one", err, "checkpoint_retired", "")
	})
}

func TestForgedCodesOpenNothing(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
		near := []byte(c.Label.Code)
		near[25] ^= 1
		for _, code := range []string{"", "%", "_", id.New(), string(near), c.Label.Code[:25], c.Label.Code + "0", "' OR '1'='1", "DW-", "DW-000000", strings.Repeat("0", 79), c.ID} {
			_, err := w.Rounds.Lookup(w.Manager(), code)
			refused(t, code, err, "code_unknown", "")
		}
	})
}

func TestMovingToAnotherContractBringsItsSupplier(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		c := w.Checkpoint(inspectiontest.SupplierA, w.Published(w.Items("")...).ChecklistID)
		contract := inspectiontest.ContractB
		_, err := w.Checkpoints.Update(w.Manager(), c.ID, 7, checkpoint.Change{ContractID: &contract})
		refused(t, "stale", err, "version_stale", "")
		_, err = w.Checkpoints.Update(w.StaffA(), c.ID, 1, checkpoint.Change{ContractID: &contract})
		refused(t, "another supplier's contract", err, "contract_unknown", "contractId")
		moved, err := w.Checkpoints.Update(w.Manager(), c.ID, 1, checkpoint.Change{ContractID: &contract})
		w.Must(err)
		if moved.SupplierID != inspectiontest.SupplierB || moved.Version != 2 {
			t.Errorf("moved to %+v", moved)
		}
	})
}
