package quota

import (
	"context"
	"encoding/json"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// PeriodEvent is a closing or a reopening of a month.
type PeriodEvent struct {
	At        time.Time
	ActorName string
	Reopened  bool
	Reason    string   // "" for a closing behind which nothing was left
	Unsettled []string // codes of the contracts that a closing left behind
}

// periodNote is what the audit log keeps of a closing or reopening.
type periodNote struct {
	Reason    string   `json:"reason,omitempty"`
	Unsettled []string `json:"unsettled,omitempty"`
}

// The kinds of event.
const (
	periodClosed   = "closed"
	periodReopened = "reopened"
)

// periodEventRow is never changed and never removed: a lock is gone once its month is
// reopened, and the audit log forgets.
type periodEventRow struct {
	ID        string `gorm:"primaryKey"`
	Month     string
	Kind      string
	ActorID   string
	ActorName string
	At        int64
	Reason    string
	Unsettled string // JSON
}

func (periodEventRow) TableName() string { return "period_events" }

// note writes down, in the transaction of the closing or reopening, that the actor of
// ctx did it now.
func (s *Service) note(ctx context.Context, month date.Month, e PeriodEvent) error {
	kind := periodClosed
	if e.Reopened {
		kind = periodReopened
	}
	left, err := json.Marshal(append([]string{}, e.Unsettled...))
	if err != nil {
		return err
	}
	actor := authz.From(ctx)
	row := periodEventRow{id.New(), string(month), kind, actor.UserID, actor.DisplayName, date.Millis(s.clock.Now()), e.Reason, string(left)}
	return db.Fault(s.db.Conn(ctx).Create(&row).Error)
}

// periodHistory lists what happened to a month, the newest first.
func (s *Service) periodHistory(ctx context.Context, month date.Month) ([]PeriodEvent, error) {
	var rows []periodEventRow
	err := s.db.Conn(ctx).Where("month = ?", string(month)).Order("at DESC, id DESC").Limit(200).Find(&rows).Error
	out := make([]PeriodEvent, len(rows))
	for i, r := range rows {
		out[i] = PeriodEvent{At: date.FromMillis(r.At), ActorName: r.ActorName, Reopened: r.Kind == periodReopened, Reason: r.Reason, Unsettled: []string{}}
		_ = json.Unmarshal([]byte(r.Unsettled), &out[i].Unsettled) // written by note
	}
	return out, db.Fault(err)
}
