package finding

import (
	"context"
	"errors"
	"strconv"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Open opens a finding for each failed item, in the transaction of the inspection
// that saw them; outside one it fails. The time to answer runs from today and not
// from the day of the check: a record that a phone kept for days must not cost
// the supplier its time. The inspection's own audit entry covers the openings.
func (s *Service) Open(ctx context.Context, openings []Opening) ([]Opened, error) {
	if !db.InTx(ctx) {
		return nil, fault.Internal(errors.New("finding: Open belongs in the inspection's transaction"))
	}
	if len(openings) == 0 {
		return nil, nil
	}
	now, today := s.clock.Now(), clock.Today(s.clock)
	rows := make([]findingRow, len(openings))
	opened := make([]Opened, len(openings))
	facts := make([]ledger.Fact, len(openings))
	due := map[vocab.Severity]date.Day{}
	for i, o := range openings {
		if _, seen := due[o.Severity]; !seen {
			day, err := s.dueDay(ctx, today, o.Severity)
			if err != nil {
				return nil, err
			}
			due[o.Severity] = day
		}
		if o.OpenedBy == "" {
			o.OpenedBy = authz.From(ctx).UserID
		}
		rows[i] = findingRow{ID: id.New(), SupplierID: o.SupplierID, ContractID: o.ContractID, SiteID: o.SiteID,
			Category: string(o.Category), CheckpointID: o.CheckpointID, InspectionID: o.InspectionID, ObservationID: o.ObservationID,
			ItemText: o.ItemText, ClauseID: o.ClauseID, Severity: string(o.Severity), State: string(Open), OpenedAt: date.Millis(now),
			OpenedBy: o.OpenedBy, DueOn: string(due[o.Severity]), DueAt: s.dueAt(due[o.Severity]), Version: 1}
		facts[i] = ledger.Fact{Kind: openedKind[o.Severity], SupplierID: o.SupplierID, ContractID: o.ContractID, SiteID: o.SiteID,
			Category: o.Category, ClauseID: o.ClauseID, OccurredOn: o.OccurredOn, Count: 1, RefType: refFinding, RefID: rows[i].ID}
	}
	if err := s.insert(ctx, rows, today); err != nil {
		return nil, err
	}
	if _, err := s.ledger.Append(ctx, facts...); err != nil {
		return nil, err
	}
	for i, r := range rows {
		opened[i] = Opened{ID: r.ID, Number: r.Number, ObservationID: r.ObservationID, Severity: vocab.Severity(r.Severity),
			DueOn: date.Day(r.DueOn), ItemText: r.ItemText}
	}
	return opened, nil
}

// insert gives the rows their numbers. Numbers are random, so that no counter row
// serialises all submissions; one that is taken is drawn again.
func (s *Service) insert(ctx context.Context, rows []findingRow, today date.Day) error {
	var err error
	for range 3 {
		for i := range rows {
			rows[i].Number = number(today)
		}
		if err = s.db.Conn(ctx).Create(&rows).Error; !db.IsDuplicate(err) {
			return db.Fault(err)
		}
	}
	return fault.Conflict("finding_exists", "This check result already has a finding.").WithCause(err)
}

// number makes WT-261121-7K3F9Q: a number for people, from the random end of an
// identifier.
func number(day date.Day) string {
	fresh := id.New()
	return "WT-" + string(day[2:4]) + string(day[5:7]) + string(day[8:]) + "-" + fresh[len(fresh)-6:]
}

func (s *Service) dueAt(day date.Day) int64 {
	return date.Millis(day.AddDays(1).At(s.clock.Zone(), 0, 0))
}

func (s *Service) dueDay(ctx context.Context, from date.Day, severity vocab.Severity) (date.Day, error) {
	days, known := DefaultDueDays[severity]
	if !known {
		return "", fault.Internal(errors.New("finding: unknown severity " + string(severity)))
	}
	text, err := s.setting(ctx, "finding.due_days."+string(severity))
	if err != nil {
		return "", err
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n <= 365 {
		days = n
	}
	return s.calendar.AddWorkingDays(ctx, from, days)
}
