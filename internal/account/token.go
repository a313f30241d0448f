package account

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Token lets a program act as its owner, with what the owner may do at the time.
type Token struct {
	ID         string
	Name       string
	ExpiresOn  date.Day // the last day on which it works
	LastUsedAt *time.Time
}

// Bounds of tokens: a forgotten one dies within a year.
const (
	tokenDays    = 366
	tokensOfUser = 20
)

// CreateToken makes a token of the actor and returns its secret, which is told once.
func (s *Service) CreateToken(ctx context.Context, name string, expiresOn date.Day) (Token, string, error) {
	a, err := person(ctx)
	if err != nil {
		return Token{}, "", err
	}
	if a.PasswordExpired {
		return Token{}, "", fault.Forbidden("password_change_required", "Change the password first.")
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 64 {
		return Token{}, "", fault.Invalid("invalid_value", "name", "A name has 1 to 64 characters.")
	}
	today := clock.Today(s.clock)
	if _, err := date.ParseDay(string(expiresOn)); err != nil || expiresOn < today || expiresOn > today.AddDays(tokenDays) {
		return Token{}, "", fault.Invalid("expiry_out_of_range", "expiresOn", "A token ends between today and a year from now.")
	}
	secret := tokenPrefix + newToken()
	row := tokenRow{ID: id.New(), UserID: a.UserID, Name: name, TokenHash: digestOf(secret).String(), ExpiresAt: date.Millis(s.endOf(expiresOn)), CreatedAt: s.now()}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.lockUser(ctx, a.UserID); err != nil { // two at once must not both be the twentieth
			return err
		}
		var have int64
		if err := s.db.Conn(ctx).Model(&tokenRow{}).Where("user_id = ? AND expires_at > ?", a.UserID, s.now()).Count(&have).Error; err != nil {
			return db.Fault(err)
		}
		if have >= tokensOfUser {
			return fault.Conflict("too_many_tokens", "Revoke a token that is no longer used.")
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actTokenCreate, Target: "token", TargetID: row.ID,
			After: map[string]string{"name": name, "expiresOn": string(expiresOn)}})
	})
	if err != nil {
		return Token{}, "", err
	}
	return s.token(row), secret, nil
}

func (s *Service) token(r tokenRow) Token {
	t := Token{ID: r.ID, Name: r.Name, ExpiresOn: date.DayOf(instant(r.ExpiresAt-1), s.clock.Zone())}
	if r.LastUsedAt != nil {
		used := instant(*r.LastUsedAt)
		t.LastUsedAt = &used
	}
	return t
}

// Tokens lists the actor's own tokens that still work, the newest first.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) {
	a, err := person(ctx)
	if err != nil {
		return nil, err
	}
	var rows []tokenRow
	if err := s.db.Conn(ctx).Where("user_id = ? AND expires_at > ?", a.UserID, s.now()).Order("id DESC").Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Token, len(rows))
	for i, r := range rows {
		out[i] = s.token(r)
	}
	return out, nil
}

// RevokeToken ends one of the actor's own tokens. Another's is not found.
func (s *Service) RevokeToken(ctx context.Context, tokenID string) error {
	a, err := person(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		var row tokenRow
		if !id.Valid(tokenID) {
			return fault.NotFound()
		}
		if err := db.First(s.db.Conn(ctx).Where("id = ? AND user_id = ?", tokenID, a.UserID), &row); err != nil {
			return err
		}
		if err := s.db.Conn(ctx).Where("id = ?", tokenID).Delete(&tokenRow{}).Error; err != nil {
			return db.Fault(err)
		}
		s.db.AfterCommit(ctx, s.sessions.clear)
		return s.log.Record(ctx, audit.Entry{Action: actTokenRevoke, Target: "token", TargetID: tokenID, Before: map[string]string{"name": row.Name}})
	})
}

func (s *Service) revokeTokens(ctx context.Context, userID string) error {
	return db.Fault(s.db.Conn(ctx).Where("user_id = ?", userID).Delete(&tokenRow{}).Error)
}
