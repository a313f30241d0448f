package presence

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Position is the subject of the one consent that is asked for.
const Position = "position"

// TextVersion is the number of the words in which consent is asked for. Whoever
// changes the words raises it, and everybody is asked again.
const TextVersion = 1

var (
	actGive     = audit.Define("consent.give")
	actWithdraw = audit.Define("consent.withdraw")
)

type consentRow struct {
	ID          string `gorm:"primaryKey"`
	UserID      string
	Subject     string
	TextVersion int
	GivenAt     int64
	WithdrawnAt *int64
}

func (consentRow) TableName() string { return "consents" }

var _ = db.Register(consentRow{})

// Consent is what a person agreed to.
type Consent struct {
	Subject     string     `json:"subject" enum:"position"`
	TextVersion int        `json:"textVersion"`
	GivenAt     time.Time  `json:"givenAt"`
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
}

// Service keeps consents and gives out challenges.
type Service struct {
	db    *db.DB
	clock clock.Clock
	log   *audit.Log
	key   []byte
}

// New returns the service that signs with the secret.
func New(d *db.DB, clk clock.Clock, log *audit.Log, secret string) *Service {
	return &Service{d, clk, log, []byte(secret)}
}

// Consents returns what the actor agreed to, newest first.
func (s *Service) Consents(ctx context.Context) ([]Consent, error) {
	var rows []consentRow
	err := s.db.Conn(ctx).Where("user_id = ?", authz.From(ctx).UserID).Order("id DESC").Limit(100).Find(&rows).Error
	out := make([]Consent, len(rows))
	for i, r := range rows {
		out[i] = Consent{Subject: r.Subject, TextVersion: r.TextVersion, GivenAt: date.FromMillis(r.GivenAt)}
		if r.WithdrawnAt != nil {
			at := date.FromMillis(*r.WithdrawnAt)
			out[i].WithdrawnAt = &at
		}
	}
	return out, db.Fault(err)
}

// Give notes the actor's consent to the present words; giving it again changes
// nothing. 422 consent_text_outdated when the phone showed other words.
func (s *Service) Give(ctx context.Context, textVersion int) (Consent, error) {
	if textVersion != TextVersion {
		return Consent{}, fault.Invalid("consent_text_outdated", "textVersion", "The words have changed; show the new ones.")
	}
	user := authz.From(ctx).UserID
	row := consentRow{ID: id.New(), UserID: user, Subject: Position, TextVersion: textVersion, GivenAt: date.Millis(s.clock.Now())}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var have []consentRow
		err := s.db.Conn(ctx).Where("user_id = ? AND subject = ? AND withdrawn_at IS NULL AND text_version = ?", user, Position, textVersion).
			Order("id").Limit(1).Find(&have).Error
		if err != nil {
			return err
		}
		if len(have) > 0 {
			row = have[0]
			return nil
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actGive, Target: "consent", TargetID: row.ID, After: map[string]any{"subject": Position, "textVersion": textVersion}})
	})
	return Consent{Subject: row.Subject, TextVersion: row.TextVersion, GivenAt: date.FromMillis(row.GivenAt)}, db.Fault(err)
}

// Withdraw ends the actor's consent from now on; without one it changes nothing.
func (s *Service) Withdraw(ctx context.Context) error {
	user, now := authz.From(ctx).UserID, date.Millis(s.clock.Now())
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		done := s.db.Conn(ctx).Table("consents").Where("user_id = ? AND subject = ? AND withdrawn_at IS NULL", user, Position).
			Updates(map[string]any{"withdrawn_at": now})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return s.log.Record(ctx, audit.Entry{Action: actWithdraw, Target: "consent", TargetID: user, After: map[string]any{"subject": Position}})
	}))
}
