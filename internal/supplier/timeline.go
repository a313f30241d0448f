package supplier

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Transition is one step of a supplier's life.
type Transition struct {
	ID        string
	From      State
	To        State
	Reason    string
	ActorName string
	At        time.Time
}

type transitionRow struct {
	ID         string `gorm:"primaryKey"`
	SupplierID string
	FromState  string
	ToState    string
	Reason     string
	ActorID    string
	ActorName  string
	At         int64
}

func (transitionRow) TableName() string { return "supplier_transitions" }

func (s *Service) insertTransition(ctx context.Context, sup Supplier, from State, reason string) error {
	actor := authz.From(ctx)
	row := transitionRow{id.New(), sup.ID, string(from), string(sup.State), reason, actor.UserID, actor.DisplayName, date.Millis(s.clock.Now())}
	return db.Fault(s.db.Conn(ctx).Create(&row).Error)
}

// Transitions lists the steps of a supplier, newest first.
func (s *Service) Transitions(ctx context.Context, supplierID string) ([]Transition, error) {
	if _, err := s.load(ctx, supplierID); err != nil {
		return nil, err
	}
	return s.transitionsBefore(ctx, supplierID, time.Time{}, "", 1000)
}

// transitionsBefore reads the steps of a supplier the actor was shown.
func (s *Service) transitionsBefore(ctx context.Context, supplierID string, at time.Time, refID string, limit int) ([]Transition, error) {
	q := s.db.Conn(ctx).Table("supplier_transitions t").Select("t.*").Where("t.supplier_id = ?", supplierID)
	if !at.IsZero() {
		q = q.Where("(t.at < ? OR (t.at = ? AND t.id < ?))", date.Millis(at), date.Millis(at), refID)
	}
	var rows []transitionRow
	err := q.Order("t.at DESC, t.id DESC").Limit(limit).Scan(&rows).Error
	out := make([]Transition, len(rows))
	for i, r := range rows {
		out[i] = Transition{r.ID, State(r.FromState), State(r.ToState), r.Reason, r.ActorName, date.FromMillis(r.At)}
	}
	return out, db.Fault(err)
}

// Timeline lists what happened to a supplier, newest first: its own transitions
// and the events of the domains above.
func (s *Service) Timeline(ctx context.Context, supplierID string, p page.Request) (page.Of[Event], error) {
	if _, err := s.load(ctx, supplierID); err != nil {
		return page.Of[Event]{}, err
	}
	at, refID, err := readMoment(p.Cursor)
	if err != nil {
		return page.Of[Event]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	events, err := s.around.Events(ctx, supplierID, at, refID, p.Size()+1)
	if err != nil {
		return page.Of[Event]{}, db.Fault(err)
	}
	steps, err := s.transitionsBefore(ctx, supplierID, at, refID, p.Size()+1)
	if err != nil {
		return page.Of[Event]{}, err
	}
	for _, t := range steps {
		events = append(events, Event{At: t.At, Kind: "transition", Title: t.Reason, State: t.To, RefType: "supplier_transition", RefID: t.ID})
	}
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.RefID, a.RefID)) })
	return page.Cut(events, p.Size(), func(e Event) []string { return []string{strconv.FormatInt(date.Millis(e.At), 10), e.RefID} }), nil
}

func readMoment(cursor string) (time.Time, string, error) {
	key, err := page.Decode(cursor, 2)
	if err != nil || key == nil {
		return time.Time{}, "", err
	}
	ms, err := strconv.ParseInt(key[0], 10, 64)
	if err != nil || !id.Valid(key[1]) {
		return time.Time{}, "", page.ErrCursor
	}
	return date.FromMillis(ms), key[1], nil
}
