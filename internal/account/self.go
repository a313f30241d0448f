package account

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

// ChangePassword replaces the actor's own password. It ends every session of the
// account and returns a new one in the place of the session that asked. A wrong
// current password counts towards the lock-out (current_password_wrong).
func (s *Service) ChangePassword(ctx context.Context, sessionToken, current, next string) (Signed, error) {
	a, err := person(ctx)
	if err != nil {
		return Signed{}, err
	}
	u, err := s.userByID(ctx, a.UserID)
	if err != nil {
		return Signed{}, err
	}
	if now := s.clock.Now(); u.lock().locked(now) {
		return Signed{}, errLocked(u.lock().until, now)
	}
	ok, err := s.hasher.verify(ctx, u.PasswordHash, current)
	if err != nil {
		return Signed{}, err
	}
	if !ok {
		return Signed{}, s.refuse(ctx, u, "password", fault.Invalid("current_password_wrong", "currentPassword", "The current password is wrong."))
	}
	if err := s.checkPassword(next, u.Username); err != nil {
		return Signed{}, err
	}
	if err := s.checkReuse(ctx, u.ID, next); err != nil {
		return Signed{}, err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return Signed{}, err
	}
	return s.replacePassword(ctx, u, hash, sessionToken)
}

func (s *Service) checkReuse(ctx context.Context, userID, next string) error {
	old, err := s.passwordsOf(ctx, userID, s.profile.History)
	if err != nil {
		return err
	}
	for _, stored := range old {
		same, err := s.hasher.verify(ctx, stored, next)
		if err != nil {
			return err
		}
		if same {
			return fault.Invalid("password_reused", "newPassword", "This password was used before.")
		}
	}
	return nil
}

func (s *Service) replacePassword(ctx context.Context, u userRow, hash, sessionToken string) (Signed, error) {
	out := Signed{Token: newToken()}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lockUser(ctx, u.ID)
		if err != nil {
			return err
		}
		if row.PasswordHash != u.PasswordHash || !row.Active {
			return fault.Stale()
		}
		var kept sessionRow
		if err := db.First(s.db.Conn(ctx).Where("token_hash = ? AND user_id = ?", digestOf(sessionToken).String(), u.ID), &kept); err != nil {
			return err
		}
		if err := s.setPassword(ctx, row, hash, false); err != nil {
			return err
		}
		kept.Epoch, kept.LastSeenAt = row.AuthzEpoch+1, s.now()
		out.Expires = instant(kept.ExpiresAt)
		if err := s.begin(ctx, out.Token, kept, ""); err != nil {
			return err
		}
		if err := s.log.Record(ctx, audit.Entry{Action: actPassword, Target: "user", TargetID: u.ID}); err != nil {
			return err
		}
		out.Session, err = s.session(ctx, u.ID)
		return err
	})
	if err != nil {
		return Signed{}, db.Fault(err)
	}
	return out, nil
}

// setPassword stores a password's hash, keeps it in the history and ends every
// session of the user.
func (s *Service) setPassword(ctx context.Context, row userRow, hash string, initial bool) error {
	now := s.now()
	err := s.updateUser(ctx, row.ID, map[string]any{"password_hash": hash, "password_set_at": now, "must_change_password": initial,
		"failed_count": 0, "locked_until": nil, "version": row.Version + 1})
	if err != nil {
		return err
	}
	if err := s.insertPassword(ctx, historyRow{ID: id.New(), UserID: row.ID, PasswordHash: hash, SetAt: now}); err != nil {
		return err
	}
	return s.endSessions(ctx, row)
}

// endSessions ends every session of the user on every replica: raising the epoch
// makes them strangers, removing them is tidiness.
func (s *Service) endSessions(ctx context.Context, row userRow) error {
	if err := s.updateUser(ctx, row.ID, map[string]any{"authz_epoch": row.AuthzEpoch + 1}); err != nil {
		return err
	}
	s.db.AfterCommit(ctx, s.sessions.clear)
	return db.Fault(s.db.Conn(ctx).Where("user_id = ?", row.ID).Delete(&sessionRow{}).Error)
}

// SetLanguage keeps the language of the actor's screens.
func (s *Service) SetLanguage(ctx context.Context, language string) error {
	a, err := person(ctx)
	if err != nil {
		return err
	}
	if language != Chinese && language != English {
		return fault.Invalid("not_allowed", "language", "The languages are zh-CN and en.")
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lockUser(ctx, a.UserID)
		if err != nil || row.Language == language {
			return err
		}
		if err := s.updateUser(ctx, a.UserID, map[string]any{"language": language}); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actLanguage, Target: "user", TargetID: a.UserID,
			Before: map[string]string{"language": row.Language}, After: map[string]string{"language": language}})
	})
}

// endOf is the instant at which a day is over in the agency's zone.
func (s *Service) endOf(d date.Day) time.Time { return d.AddDays(1).At(s.clock.Zone(), 0, 0).UTC() }
