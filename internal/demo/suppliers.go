package demo

import (
	"context"
	"errors"
	"fmt"

	"hengjian/internal/account"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/supplier"
)

// suppliers admits the firms, signs their contracts and sets up their rounds.
func (w *world) suppliers(ctx context.Context) error {
	for _, f := range firms {
		r := &running{firm: f, first: w.end.month.Add(-w.opt.Months + min(f.joined, w.opt.Months))}
		for _, step := range []func(context.Context, *running) error{w.admit, w.sign, w.points, w.walks} {
			if err := step(ctx, r); err != nil {
				return fmt.Errorf("%s: %w", f.key, err)
			}
		}
		w.firms = append(w.firms, r)
	}
	return nil
}

func (w *world) admit(ctx context.Context, r *running) error {
	manager := w.as(ctx, "manager")
	made, err := w.Suppliers.Create(manager, supplier.Details{Code: r.code, Name: r.name, ShortName: r.short, CreditCode: r.credit,
		ContactName: r.contact, ContactPhone: "0757-8000" + r.code[len(r.code)-3:], Categories: r.categories})
	if err != nil {
		return err
	}
	r.supplierID = made.ID
	states := []supplier.State{supplier.Admitted, supplier.Probation, supplier.Active}
	if r.joined > 0 {
		states = states[:2]
	}
	for _, to := range states {
		if _, err := w.Suppliers.Transition(manager, made.ID, to, "资料齐全，经审核同意"); err != nil {
			return err
		}
	}
	for _, p := range r.papers {
		q := supplier.Qualification{Name: p.name, DocumentNo: p.number, Issuer: p.issuer, ValidFrom: p.from(w.end.day), ValidTo: w.end.day.AddDays(p.days)}
		if _, err := w.Suppliers.AddQualification(manager, made.ID, q); err != nil {
			return err
		}
	}
	for _, p := range []struct{ role, name string }{{"manager", "项目经理 " + r.contact}, {"staff", r.short + " 现场员工"}} {
		n := account.NewUser{Username: r.key + "." + p.role, DisplayName: p.name, OrgKind: authz.Supplier, SupplierID: made.ID}
		if err := w.person(ctx, n, "supplier_"+p.role); err != nil {
			return err
		}
	}
	return nil
}

// sign makes a contract of two years from the firm's first month; the canteen's
// ends soon, so that the workbench has one to renew.
func (w *world) sign(ctx context.Context, r *running) error {
	manager := w.as(ctx, "manager")
	starts, ends := r.first.First(), r.first.Add(23).Last()
	if r.key == "sup3" {
		ends = max(w.end.day.AddDays(40), starts.AddDays(60))
	}
	made, err := w.Contracts.Create(manager, contract.Details{Code: r.contractCode, Name: r.contractName, SupplierID: r.supplierID, StartsOn: starts, EndsOn: ends, SignedOn: starts.AddDays(-12)})
	if err != nil {
		return err
	}
	r.contractID = made.ID
	for _, l := range r.lines {
		quantity, err1 := money.ParseQuantity(l.quantity)
		price, err2 := money.ParseFen(l.price)
		tier, ok := w.tiers[l.quota]
		if err := errors.Join(err1, err2); err != nil || !ok {
			return fmt.Errorf("line %s, quota %s: %w", l.item, l.quota, err)
		}
		line, err := w.Contracts.AddLine(manager, made.ID, contract.LineDetails{Category: l.category, ServiceItem: l.item, SiteID: w.sites[l.site].ID,
			Quantity: quantity, Unit: l.unit, UnitPrice: price, Billing: l.billing, QuotaTierID: tier, StartsOn: starts, EndsOn: ends})
		if err != nil {
			return fmt.Errorf("line %s: %w", l.item, err)
		}
		r.lineIDs = append(r.lineIDs, line.ID)
	}
	_, err = w.Contracts.Activate(manager, made.ID)
	return err
}

// month is how far the firm has come: its month's place and the number of months.
func (r *running) month(w *world, m date.Month) (i, n int) {
	return r.first.Until(m), r.first.Until(w.end.month) + 1
}
