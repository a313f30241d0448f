package audit

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Filter narrows a list of entries. Empty fields do not narrow.
type Filter struct {
	From   date.Day // business days, both included
	To     date.Day
	Actor  string // identifier of a user, or part of a name
	Action string // "supplier.create", or "supplier." for all that begin so
	Target string // "supplier", or "supplier/<id>" for one record
}

// Recorded is an entry as it was written.
type Recorded struct {
	ID         string
	At         time.Time
	ActorID    string // "" where nobody was signed in
	ActorName  string
	OnBehalfOf string
	Action     string
	Target     string
	TargetID   string
	Before     json.RawMessage // nil if there was nothing
	After      json.RawMessage
	RequestID  string
	Address    string
	Sealed     bool
}

// List returns entries by the time they were written, the newest first. Who may
// read the log reads all of it: it has no scope.
func (l *Log) List(ctx context.Context, f Filter, p page.Request) (page.Of[Recorded], error) {
	q := l.db.Conn(ctx).Table("audit_entries e").Select("e.*, s.entry_id IS NOT NULL AS sealed").
		Joins("LEFT JOIN audit_seals s ON s.entry_id = e.id")
	if f.From != "" {
		q = q.Where("e.at >= ?", date.Millis(f.From.At(l.clock.Zone(), 0, 0)))
	}
	if f.To != "" {
		q = q.Where("e.at < ?", date.Millis(f.To.AddDays(1).At(l.clock.Zone(), 0, 0)))
	}
	switch {
	case id.Valid(f.Actor):
		q = q.Where("e.actor_id = ?", f.Actor)
	case f.Actor != "":
		q = q.Where("e.actor_name LIKE ? ESCAPE '!'", authz.Like(f.Actor))
	}
	switch {
	case strings.HasSuffix(f.Action, "."):
		q = q.Where("e.action LIKE ? ESCAPE '!'", strings.TrimPrefix(authz.Like(f.Action), "%"))
	case f.Action != "":
		q = q.Where("e.action = ?", f.Action)
	}
	if f.Target != "" {
		kind, record, one := strings.Cut(f.Target, "/")
		q = q.Where("e.target = ?", kind)
		if one {
			q = q.Where("e.target_id = ?", record)
		}
	}
	after, err := page.Decode(p.Cursor, 2)
	at := int64(0)
	if err == nil && after != nil {
		at, err = strconv.ParseInt(after[0], 10, 64)
	}
	if err != nil || after != nil && !id.Valid(after[1]) {
		return page.Of[Recorded]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("e.at <= ? AND (e.at < ? OR e.id < ?)", at, at, after[1])
	}
	var rows []struct {
		Entry  row `gorm:"embedded"`
		Sealed bool
	}
	if err := q.Order("e.at DESC, e.id DESC").Limit(p.Size() + 1).Scan(&rows).Error; err != nil {
		return page.Of[Recorded]{}, db.Fault(err)
	}
	items := make([]Recorded, len(rows))
	for i, r := range rows {
		items[i] = r.Entry.recorded(r.Sealed)
	}
	return page.Cut(items, p.Size(), func(r Recorded) []string { return []string{strconv.FormatInt(date.Millis(r.At), 10), r.ID} }), nil
}

func (r row) recorded(sealed bool) Recorded {
	raw := func(text string) json.RawMessage {
		if text == "" || !json.Valid([]byte(text)) { // tampered text must not break the list that shows it
			return nil
		}
		return json.RawMessage(text)
	}
	return Recorded{r.ID, date.FromMillis(r.At), r.ActorID, r.ActorName, r.OnBehalfOf, r.Action, r.Target, r.TargetID,
		raw(r.BeforeJSON), raw(r.AfterJSON), r.RequestID, r.Address, sealed}
}
