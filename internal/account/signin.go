package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// SignIn is an attempt to sign in.
type SignIn struct {
	Username string
	Password string
	Remember bool   // stay signed in on this phone; not for administrators
	Device   string // User-Agent
	Replaces string // the session token the browser sent, which ends
}

// Signed is a session that was just made. Token is told once and never stored.
type Signed struct {
	Token   string
	Expires time.Time
	Session Session
}

// Session is who is signed in.
type Session struct {
	User               User
	Permissions        []string // of the roles, also while the password must be changed first
	MustChangePassword bool     // initial or expired
}

// sessionTokenLen is the length of 32 random bytes in base64.
const sessionTokenLen = 43

func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails; it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func errCredentials() error {
	return fault.New(fault.KindUnauthenticated, "credentials_invalid", "User name or password is wrong.")
}

// SignIn checks a name and a password and makes a session. An unknown name, a wrong
// password and the demo password outside a demo answer alike and after the same
// work: credentials_invalid. After five failures an account answers account_locked,
// and so does a name that has no account; a deactivated one answers account_inactive
// to its password only.
func (s *Service) SignIn(ctx context.Context, in SignIn) (Signed, error) {
	address, now := audit.OriginOf(ctx).Address, s.clock.Now()
	if err := s.addresses.check(address, now); err != nil {
		return Signed{}, err
	}
	username := strings.ToLower(strings.TrimSpace(in.Username))
	u, err := s.userByName(ctx, username)
	known := err == nil
	if err != nil && !fault.Is(err, "not_found") {
		return Signed{}, err
	}
	l, stored := s.strangers.get(username), s.hasher.decoy()
	if known {
		l, stored = u.lock(), u.PasswordHash
	}
	if l.locked(now) {
		s.addresses.fail(address, now)
		return Signed{}, errLocked(l.until, now)
	}
	ok, err := s.hasher.verify(ctx, stored, in.Password)
	if err != nil {
		return Signed{}, err
	}
	ok = ok && (s.settings.Demo || in.Password != DemoPassword)
	switch {
	case !known:
		s.addresses.fail(address, now)
		return Signed{}, s.refuseStranger(ctx, username)
	case !ok:
		s.addresses.fail(address, now)
		return Signed{}, s.refuse(ctx, u, "password", errCredentials())
	case !u.Active:
		return Signed{}, s.refuse(ctx, u, "inactive", fault.Forbidden("account_inactive", "The account is deactivated."))
	}
	return s.admit(ctx, u, in)
}

// refuseStranger answers for a name without an account as for one with.
func (s *Service) refuseStranger(ctx context.Context, username string) error {
	name := "(not a user name)" // what was typed may be a password
	if usernameForm.MatchString(username) {
		s.strangers.fail(username, s.clock.Now())
		name = username
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		return s.log.Record(ctx, audit.Entry{Action: actSignInFail, Target: "user", After: map[string]string{"username": name, "reason": "unknown"}})
	})
	if err != nil {
		return db.Fault(err)
	}
	return errCredentials()
}

// refuse writes a failed attempt down, counts it where a password was wrong, and
// returns the refusal.
func (s *Service) refuse(ctx context.Context, u userRow, reason string, refusal error) error {
	now := s.clock.Now()
	var locked error
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		locked = nil
		row, err := s.lockUser(ctx, u.ID)
		if err != nil {
			return err
		}
		if row.lock().locked(now) { // by another attempt, while this one was checked
			locked = errLocked(row.lock().until, now)
			return nil
		}
		entry := audit.Entry{Action: actSignInFail, Target: "user", TargetID: u.ID, After: map[string]string{"username": u.Username, "reason": reason}}
		if err := s.log.Record(ctx, entry); err != nil || reason != "password" {
			return err
		}
		next := row.lock().fail(now)
		changes := map[string]any{"failed_count": next.failed}
		if next.locked(now) {
			changes["locked_until"] = date.Millis(next.until)
			err := s.log.Record(ctx, audit.Entry{Action: actLock, Target: "user", TargetID: u.ID,
				After: map[string]any{"failed": next.failed, "until": next.until.Format(time.RFC3339)}})
			if err != nil {
				return err
			}
		}
		return s.updateUser(ctx, u.ID, changes)
	})
	switch {
	case err != nil:
		return db.Fault(err)
	case locked != nil:
		return locked
	}
	return refusal
}

// admit makes the session of a user whose password was right. What was read before
// the password was checked is checked again: a hundred attempts at once must not
// give more than five guesses, and a deactivation in between must count.
func (s *Service) admit(ctx context.Context, u userRow, in SignIn) (Signed, error) {
	now := s.clock.Now()
	out := Signed{Token: newToken()}
	var refusal error
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		refusal = nil
		row, err := s.lockUser(ctx, u.ID)
		if err != nil {
			return err
		}
		switch {
		case row.lock().locked(now):
			refusal = errLocked(row.lock().until, now)
			return nil
		case !row.Active || row.PasswordHash != u.PasswordHash:
			refusal = errCredentials()
			return nil
		}
		held, err := s.rolesOf(ctx, u.ID)
		if err != nil {
			return err
		}
		idle, absolute := s.settings.Idle, s.settings.Absolute
		if in.Remember && !isAdmin(held[u.ID]) {
			idle, absolute = s.settings.RememberIdle, rememberFactor*s.settings.RememberIdle
		}
		out.Expires = now.Add(absolute)
		x := sessionRow{UserID: u.ID, Epoch: row.AuthzEpoch, CreatedAt: date.Millis(now), LastSeenAt: date.Millis(now), IdleMs: idle.Milliseconds(),
			ExpiresAt: date.Millis(out.Expires), Device: device(in.Device), Address: audit.OriginOf(ctx).Address}
		if err := s.begin(ctx, out.Token, x, in.Replaces); err != nil {
			return err
		}
		if err := s.updateUser(ctx, u.ID, map[string]any{"failed_count": 0, "locked_until": nil, "last_seen_at": date.Millis(now)}); err != nil {
			return err
		}
		ctx = authz.With(ctx, s.actorOf(row, held[u.ID], false))
		err = s.log.Record(ctx, audit.Entry{Action: actSignIn, Target: "user", TargetID: u.ID, After: map[string]any{"device": x.Device, "remember": in.Remember}})
		if err != nil {
			return err
		}
		out.Session, err = s.session(ctx, u.ID)
		return err
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return Signed{}, db.Fault(err)
	}
	return out, nil
}

// begin stores a session under a new token; the one it replaces ends, so that a
// token planted in a browser before the sign-in is worth nothing after it.
func (s *Service) begin(ctx context.Context, token string, x sessionRow, replaces string) error {
	x.TokenHash = digestOf(token).String()
	if replaces != "" {
		if err := s.db.Conn(ctx).Where("token_hash = ?", digestOf(replaces).String()).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		s.db.AfterCommit(ctx, s.sessions.clear)
	}
	return s.db.Conn(ctx).Create(&x).Error
}

// SignOut ends the session a token belongs to. A token that is no session's is
// not an error: the caller wanted to be signed out and is.
func (s *Service) SignOut(ctx context.Context, token string) error {
	a, err := person(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		result := s.db.Conn(ctx).Where("token_hash = ? AND user_id = ?", digestOf(token).String(), a.UserID).Delete(&sessionRow{})
		if result.Error != nil || result.RowsAffected == 0 {
			return db.Fault(result.Error)
		}
		s.db.AfterCommit(ctx, s.sessions.clear)
		return s.log.Record(ctx, audit.Entry{Action: actSignOut, Target: "user", TargetID: a.UserID})
	})
}

// Current returns the session of the actor of ctx.
func (s *Service) Current(ctx context.Context) (Session, error) {
	return s.session(ctx, authz.From(ctx).UserID)
}

func (s *Service) session(ctx context.Context, userID string) (Session, error) {
	row, err := s.userByID(ctx, userID)
	if err != nil {
		return Session{}, err
	}
	u, err := s.describe(ctx, row)
	if err != nil {
		return Session{}, err
	}
	granted := s.policy.Of(u.OrgKind, u.Roles)
	granted[selfPermission] = true
	return Session{User: u, Permissions: granted.List(), MustChangePassword: s.passwordExpired(row)}, nil
}

// PurgeSessions removes sessions and tokens that ended, and returns how many.
func (s *Service) PurgeSessions(ctx context.Context) (removed int64, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		removed = 0
		for _, statement := range []string{
			"DELETE FROM sessions WHERE expires_at <= ?", "DELETE FROM sessions WHERE last_seen_at + idle_ms <= ?", "DELETE FROM api_tokens WHERE expires_at <= ?",
		} {
			result := s.db.Conn(ctx).Exec(statement, s.now())
			if result.Error != nil {
				return db.Fault(result.Error)
			}
			removed += result.RowsAffected
		}
		return nil
	})
	return removed, err
}
