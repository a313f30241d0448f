package insight

import (
	"context"

	"hengjian/internal/assessment"
	"hengjian/internal/contract"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/supplier"
)

// Describer finds the words for facts; assessment.Service is one.
type Describer interface {
	Describe(ctx context.Context, facts []ledger.Fact) ([]assessment.FactRow, error)
}

// Service answers what is asked across domains.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	ledger    *ledger.Ledger
	contracts *contract.Service
	words     Describer
	reads     *Reads
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, led *ledger.Ledger, contracts *contract.Service, words Describer, reads *Reads) *Service {
	return &Service{d, clk, led, contracts, words, reads}
}

// FactQuery narrows the list of facts. Empty fields do not narrow; empty days mean the last thirty.
type FactQuery struct {
	Kind       ledger.Kind
	SupplierID string
	SiteID     string
	Category   vocab.Category
	ClauseID   string
	From       date.Day
	To         date.Day
}

// Facts lists the ledger in words, newest first. Money of a kind that the actor may
// not read is not listed, and asking for it by name is refused.
func (s *Service) Facts(ctx context.Context, q FactQuery, p page.Request) (page.Of[assessment.FactRow], error) {
	if q.To == "" {
		q.To = clock.Today(s.clock)
	}
	if q.From == "" {
		q.From = q.To.AddDays(-29)
	}
	if q.To < q.From {
		return page.Of[assessment.FactRow]{}, fault.Invalid("period_reversed", "to", "The span ends before it begins.")
	}
	for field, filter := range map[string]string{"supplierId": q.SupplierID, "siteId": q.SiteID, "clauseId": q.ClauseID} {
		if filter != "" && !id.Valid(filter) {
			return page.Of[assessment.FactRow]{}, fault.Invalid("malformed_value", field, "That is not an identifier.")
		}
	}
	kinds, err := readable(authz.From(ctx), q.Kind)
	if err != nil {
		return page.Of[assessment.FactRow]{}, err
	}
	facts, err := s.ledger.Facts(ctx, q.From, q.To, ledger.Filter{SupplierID: q.SupplierID, SiteID: q.SiteID, Category: q.Category, ClauseID: q.ClauseID, Kinds: kinds}, p)
	if err != nil {
		return page.Of[assessment.FactRow]{}, err
	}
	rows, err := s.words.Describe(ctx, facts.Items)
	return page.Of[assessment.FactRow]{Items: rows, NextCursor: facts.NextCursor}, err
}

func readable(actor authz.Actor, asked ledger.Kind) ([]ledger.Kind, error) {
	may := func(k ledger.Kind) bool {
		permission, money := supplier.MoneyKinds[k]
		return !money || actor.Can(permission)
	}
	if asked != "" {
		if !asked.Valid() {
			return nil, fault.Invalid("kind_unknown", "kind", "There is no such kind of fact.")
		}
		if !may(asked) {
			return nil, fault.Forbidden("permission_denied", "This account may not read that kind of money.")
		}
		return []ledger.Kind{asked}, nil
	}
	var kinds []ledger.Kind
	for _, k := range ledger.Kinds {
		if may(k) {
			kinds = append(kinds, k)
		}
	}
	return kinds, nil
}
