package finding

import (
	"context"
	"fmt"

	"hengjian/internal/evidence"
	"hengjian/internal/kernel/date"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Calendar counts working days of the agency.
type Calendar interface {
	// AddWorkingDays returns the n-th working day after from.
	AddWorkingDays(ctx context.Context, from date.Day, n int) (date.Day, error)
}

// Evidence keeps the photos of answers and reinspections.
type Evidence interface {
	// Attach refuses a photo the actor has not sent. It joins the transaction of ctx.
	Attach(ctx context.Context, list ...evidence.Attachment) error
	// Of returns the photos of records, by record, that the actor may see.
	Of(ctx context.Context, owner evidence.Owner, ids ...string) (map[string][]string, error)
}

// Service is what can be done with findings.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	audit    *audit.Log
	ledger   *ledger.Ledger
	calendar Calendar
	evidence Evidence
}

// New returns the service.
func New(d *db.DB, clk clock.Clock, log *audit.Log, led *ledger.Ledger, cal Calendar, ev Evidence) *Service {
	return &Service{d, clk, log, led, cal, ev}
}

var (
	actRectify   = audit.Define("finding.rectify")
	actReinspect = audit.Define("finding.reinspect")
	actCancel    = audit.Define("finding.cancel")
	actOverdue   = audit.Define("finding.overdue")
)

// attach ties photos to an answer or a reinspection of f.
func (s *Service) attach(ctx context.Context, owner evidence.Owner, id string, f Finding, photos []string) error {
	list := make([]evidence.Attachment, len(photos))
	for i, sha := range photos {
		list[i] = evidence.Attachment{Owner: owner, OwnerID: id, SHA256: sha, Position: i, SupplierID: f.SupplierID, SiteID: f.SiteID,
			Field: fmt.Sprintf("photos[%d]", i)}
	}
	return s.evidence.Attach(ctx, list...)
}

// setting returns the agency's own value, "" if it has none.
func (s *Service) setting(ctx context.Context, name string) (string, error) {
	var values []string
	err := s.db.Conn(ctx).Table("settings").Where("name = ?", name).Pluck("value", &values).Error
	if err != nil || len(values) == 0 {
		return "", db.Fault(err)
	}
	return values[0], nil
}
