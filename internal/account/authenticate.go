package account

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// CookieName is the cookie of a session.
const CookieName = "hj_session"

// tokenPrefix makes API tokens recognisable, for people and for scanners that look
// for leaked secrets.
const tokenPrefix = "hj_"

// seenEvery bounds how often the use of a session or token is written down.
const seenEvery = 5 * time.Minute

// Authenticate tells who sent the request: an API token in Authorization, else the
// session in the cookie. A request with an Authorization header never falls back to
// the cookie. Unknown and ended credentials are nobody's.
func (s *Service) Authenticate(ctx context.Context, req *http.Request) (authz.Actor, error) {
	if header := req.Header.Get("Authorization"); header != "" {
		token, ok := strings.CutPrefix(header, "Bearer ")
		if !ok || !strings.HasPrefix(token, tokenPrefix) {
			return authz.Actor{}, nil
		}
		return s.who(ctx, token, s.byToken)
	}
	c, err := req.Cookie(CookieName)
	if err != nil || len(c.Value) != sessionTokenLen {
		return authz.Actor{}, nil
	}
	return s.who(ctx, c.Value, s.bySession)
}

func (s *Service) who(ctx context.Context, token string, load func(context.Context, digest, time.Time) (cached, error)) (authz.Actor, error) {
	key, now := digestOf(token), s.clock.Now()
	if actor, ok := s.sessions.get(key, now); ok {
		return actor, nil
	}
	generation := s.sessions.generation()
	e, err := load(ctx, key, now)
	if err != nil || e.actor.UserID == "" {
		return authz.Actor{}, err
	}
	if limit := now.Add(cacheTTL); limit.Before(e.until) {
		e.until = limit
	}
	s.sessions.put(key, e, now, generation)
	return e.actor, nil
}

// credential is a user with one of the roles and the session or token that names it.
// gorm does not see an embedded type whose name is not exported, so the user is a
// field.
type credential struct {
	User     userRow `gorm:"embedded"`
	Role     *string
	LastUsed *int64
	IdleMs   int64
	Ends     int64
}

func roles(rows []credential) []string {
	out := []string{}
	for _, r := range rows {
		if r.Role != nil {
			out = append(out, *r.Role)
		}
	}
	return out
}

const credentialColumns = `u.id, u.username, u.display_name, u.org_kind, u.supplier_id, u.password_set_at, u.must_change_password, r.role`

func (s *Service) bySession(ctx context.Context, key digest, now time.Time) (cached, error) {
	var rows []credential
	err := s.db.Conn(ctx).Raw(`SELECT `+credentialColumns+`, x.last_seen_at AS last_used, x.idle_ms, x.expires_at AS ends
		FROM sessions x JOIN users u ON u.id = x.user_id AND u.authz_epoch = x.epoch LEFT JOIN user_roles r ON r.user_id = u.id
		WHERE x.token_hash = ? AND u.active = ? ORDER BY r.role`, key.String(), true).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return cached{}, db.Fault(err)
	}
	r := rows[0]
	seen, idle := instant(*r.LastUsed), time.Duration(r.IdleMs)*time.Millisecond
	ends := instant(r.Ends)
	if idleEnd := seen.Add(idle); idleEnd.Before(ends) {
		ends = idleEnd
	}
	if !now.Before(ends) {
		return cached{}, nil
	}
	if now.Sub(seen) >= min(seenEvery, idle/10) {
		s.seen(ctx, "UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?", key, r.User.ID)
	}
	return cached{s.actorOf(r.User, roles(rows), false), ends}, nil
}

func (s *Service) byToken(ctx context.Context, key digest, now time.Time) (cached, error) {
	var rows []credential
	err := s.db.Conn(ctx).Raw(`SELECT `+credentialColumns+`, x.last_used_at AS last_used, x.expires_at AS ends
		FROM api_tokens x JOIN users u ON u.id = x.user_id LEFT JOIN user_roles r ON r.user_id = u.id
		WHERE x.token_hash = ? AND u.active = ? ORDER BY r.role`, key.String(), true).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return cached{}, db.Fault(err)
	}
	r := rows[0]
	ends := instant(r.Ends)
	if !now.Before(ends) {
		return cached{}, nil
	}
	if r.LastUsed == nil || now.Sub(instant(*r.LastUsed)) >= seenEvery {
		s.seen(ctx, "UPDATE api_tokens SET last_used_at = ? WHERE token_hash = ?", key, r.User.ID)
	}
	return cached{s.actorOf(r.User, roles(rows), true), ends}, nil
}

// seen notes the use of a credential. A request is not refused because that could
// not be written: reading must go on when the disk is full.
func (s *Service) seen(ctx context.Context, update string, key digest, userID string) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.db.Conn(ctx).Exec(update, s.now(), key.String()).Error; err != nil {
			return err
		}
		return s.db.Conn(ctx).Exec("UPDATE users SET last_seen_at = ? WHERE id = ?", s.now(), userID).Error
	})
	if err != nil {
		slog.WarnContext(ctx, "the use of a sign-in could not be noted", "error", err)
	}
}
