package contract

import (
	"testing"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

func goodLine() Line {
	return Line{Category: vocab.Security, ServiceItem: "门岗值守", SiteID: "S", Quantity: quantity("24"), Unit: "person", UnitPrice: money.MustFen("3650.00"),
		Billing: Monthly, StartsOn: "2026-01-01", EndsOn: "2026-12-31"}
}

func TestALineThatMakesNoSenseIsRefused(t *testing.T) {
	if l := goodLine(); l.clean() != nil {
		t.Fatal("the good line is refused")
	}
	for code, spoil := range map[string]func(*Line){
		"quantity_not_positive": func(l *Line) { l.Quantity = 0 },
		"quantity_too_large":    func(l *Line) { l.Quantity = maxQuantity + 1 },
		"price_negative":        func(l *Line) { l.UnitPrice = -1 },
		"amount_too_large":      func(l *Line) { l.UnitPrice, l.Quantity = 1_000_000_00, quantity("10000001") },
		"period_reversed":       func(l *Line) { l.EndsOn = "2025-12-31" },
		"required":              func(l *Line) { l.ServiceItem = "  " },
		"not_allowed":           func(l *Line) { l.Billing = "week" },
		"too_long":              func(l *Line) { l.Unit = "123456789012345678901234567890123" },
	} {
		l := goodLine()
		spoil(&l)
		if err := l.clean(); fault.Code(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	free := goodLine()
	free.UnitPrice = 0
	if err := free.clean(); err != nil {
		t.Errorf("a price of zero is refused: %v", err)
	}
}

func TestALineStaysInsideItsContract(t *testing.T) {
	c := Contract{StartsOn: "2026-01-01", EndsOn: "2026-12-31"}
	l := goodLine()
	if err := l.inside(c); err != nil {
		t.Errorf("a line of the same period: %v", err)
	}
	early, late := l, l
	early.StartsOn, late.EndsOn = "2025-12-31", "2027-01-01"
	for _, l := range []Line{early, late} {
		if err := l.inside(c); fault.Code(err) != "line_outside_contract" {
			t.Errorf("got %v", err)
		}
	}
}

func TestATierThatCannotMeasureTheLineIsRefused(t *testing.T) {
	v := money.MustFen("3500.00")
	good := Tier{Value: &v, Unit: "person", Per: PerMonth, Usable: true}
	l := goodLine()
	if err := l.fits(good); err != nil {
		t.Fatalf("the good tier: %v", err)
	}
	huge := money.MustFen("10000000000.00")
	for code, spoil := range map[string]func(*Tier){
		"quota_not_usable":    func(t *Tier) { t.Usable = false },
		"quota_unit_mismatch": func(t *Tier) { t.Unit = "m2" },
		"quota_per_mismatch":  func(t *Tier) { t.Per = PerOnce },
		"amount_too_large":    func(t *Tier) { t.Value = &huge },
	} {
		tier := good
		spoil(&tier)
		if err := l.fits(tier); fault.Code(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	l.Billing = Once
	if err := l.fits(good); fault.Code(err) != "quota_per_mismatch" {
		t.Errorf("a monthly quota for a line billed once: %v", err)
	}
	good.Per = PerOnce
	if err := l.fits(good); err != nil {
		t.Errorf("a quota for one time for a line billed once: %v", err)
	}
}

func TestOnlyADraftWithLinesBecomesActiveAndOnlyAnActiveContractIsTerminated(t *testing.T) {
	for _, state := range []State{Active, Terminated, Expired} {
		c := Contract{State: state}
		if err := c.activate([]Line{goodLine()}); fault.Code(err) != "contract_not_draft" {
			t.Errorf("%s became active: %v", state, err)
		}
		if err := c.editable(); fault.Code(err) != "contract_not_draft" {
			t.Errorf("%s can be edited: %v", state, err)
		}
	}
	for _, state := range []State{Draft, Terminated, Expired} {
		c := Contract{State: state}
		if err := c.terminate("质量不达标", "2026-11-21"); fault.Code(err) != "contract_not_active" {
			t.Errorf("%s was terminated: %v", state, err)
		}
	}
	c := Contract{State: Draft, StartsOn: "2026-01-01", EndsOn: "2026-12-31"}
	if err := c.activate(nil); fault.Code(err) != "contract_without_lines" {
		t.Errorf("without lines: %v", err)
	}
	if err := c.activate([]Line{goodLine()}); err != nil || c.State != Active {
		t.Errorf("%v %s", err, c.State)
	}
	if err := c.terminate(" ", "2026-11-21"); fault.Code(err) != "reason_required" {
		t.Errorf("without reason: %v", err)
	}
	if err := c.terminate("质量不达标", "2026-11-21"); err != nil || c.Ends() != "2026-11-21" {
		t.Errorf("%v, ends %s", err, c.Ends())
	}
}

func TestContractDetailsAreChecked(t *testing.T) {
	good := Details{Code: "HT-2026-01", Name: "办公楼保洁", StartsOn: "2026-01-01", EndsOn: "2026-12-31"}
	if err := good.clean(); err != nil {
		t.Fatal(err)
	}
	for code, spoil := range map[string]func(*Details){
		"code_malformed":  func(d *Details) { d.Code = "合同 1" },
		"required":        func(d *Details) { d.Name = "" },
		"period_reversed": func(d *Details) { d.EndsOn = "2025-12-31" },
		"period_too_long": func(d *Details) { d.EndsOn = "2206-12-31" },
	} {
		d := good
		spoil(&d)
		if err := d.clean(); fault.Code(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	oneDay := good
	oneDay.EndsOn = oneDay.StartsOn
	if err := oneDay.clean(); err != nil {
		t.Errorf("a contract of one day: %v", err)
	}
}
