package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Settings are what the server's configuration says about accounts and what the
// public settings address tells the front ends.
type Settings struct {
	AgencyName      string
	Demo            bool
	BaseURL         string
	Version         string
	PasswordProfile string        // gb22239 (default) or modern
	Idle            time.Duration // a session ends this long after its last use; 0 means 72 h
	Absolute        time.Duration // and at the latest this long after the sign-in; 0 means 30 days
	RememberIdle    time.Duration // Idle of a phone that stays signed in; 0 means 30 days
}

// rememberFactor: a phone that stays signed in does so for at most this many idle
// times.
const rememberFactor = 3

// JobLister tells how the jobs are doing, for GET /jobs.
type JobLister interface {
	ListJobs(ctx context.Context) ([]JobStatus, error)
}

// JobStatus is one job and its newest run.
type JobStatus struct {
	Name           string     `json:"name"`
	Description    string     `json:"description"`
	EverySeconds   int64      `json:"everySeconds"`
	LastSlot       *time.Time `json:"lastSlot,omitempty"`
	LastStartedAt  *time.Time `json:"lastStartedAt,omitempty"`
	LastFinishedAt *time.Time `json:"lastFinishedAt,omitempty"`
	LastError      string     `json:"lastError,omitempty"`
}

// Service keeps users, sessions and tokens. It is the server's Authenticator.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	log       *audit.Log
	policy    *authz.Policy
	settings  Settings
	profile   Profile
	hasher    *hasher
	strangers *strangers
	addresses *addresses
	sessions  *sessionCache
	jobs      JobLister
	names     Names
}

// New returns the service. An unknown password profile is an error.
func New(d *db.DB, clk clock.Clock, log *audit.Log, policy *authz.Policy, set Settings) (*Service, error) {
	if set.PasswordProfile == "" {
		set.PasswordProfile = "gb22239"
	}
	profile, ok := profiles[set.PasswordProfile]
	if !ok {
		return nil, fmt.Errorf("password.profile: %q is not one of gb22239, modern", set.PasswordProfile)
	}
	if set.Demo {
		// The demo's password is public and its history a year old: it must not run out.
		profile.MaxAge = 0
	}
	const day = 24 * time.Hour
	set.Idle, set.Absolute, set.RememberIdle = or(set.Idle, 3*day), or(set.Absolute, 30*day), or(set.RememberIdle, 30*day)
	return &Service{db: d, clock: clk, log: log, policy: policy, settings: set, profile: profile, hasher: newHasher(),
		strangers: newStrangers(), addresses: newAddresses(), sessions: newSessionCache()}, nil
}

func or(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// Names tells what people call the records that the audit log is about.
type Names interface {
	// NamesOf returns names by identifier; what has none, or is gone, is left out.
	NamesOf(ctx context.Context, target string, ids []string) (map[string]string, error)
}

// UseNames tells the service whom to ask for names. Call it before serving; without it
// the log shows identifiers.
func (s *Service) UseNames(n Names) { s.names = n }

// UseJobs tells the service whom to ask for GET /jobs. Call it before serving.
func (s *Service) UseJobs(l JobLister) { s.jobs = l }

var (
	actSignIn      = audit.Define("session.create")
	actSignInFail  = audit.Define("session.refuse")
	actLock        = audit.Define("session.lock")
	actSignOut     = audit.Define("session.end")
	actPassword    = audit.Define("user.password")
	actLanguage    = audit.Define("user.language")
	actUserCreate  = audit.Define("user.create")
	actUserChange  = audit.Define("user.change")
	actReset       = audit.Define("user.password_reset")
	actRoles       = audit.Define("user.roles")
	actSites       = audit.Define("user.sites")
	actUnlock      = audit.Define("user.unlock")
	actTokenCreate = audit.Define("token.create")
	actTokenRevoke = audit.Define("token.revoke")
	actVerify      = audit.Define("audit.verify")
)

// checkPassword applies the profile and refuses the public demo password outside a
// demo.
func (s *Service) checkPassword(password, username string) error {
	if password == DemoPassword {
		if s.settings.Demo {
			return nil
		}
		return fault.Invalid("password_common", "newPassword", "The password of the demo is public.")
	}
	return s.profile.Check(password, username)
}

// person returns the signed-in user of a session. Programs with a token and jobs
// are refused: what follows is for the person alone, so that a stolen token cannot
// make itself more lasting.
func person(ctx context.Context) (authz.Actor, error) {
	a := authz.From(ctx)
	if a.UserID == "" {
		return a, fault.Unauthenticated()
	}
	if a.Token || a.IsSystem() {
		return a, fault.Forbidden("session_required", "Sign in with a password to do this.")
	}
	return a, nil
}

// actorOf makes the actor that a user is.
func (s *Service) actorOf(u userRow, roles []string, token bool) authz.Actor {
	a := authz.Actor{UserID: u.ID, Username: u.Username, DisplayName: u.DisplayName, OrgKind: authz.OrgKind(u.OrgKind),
		Roles: roles, Token: token, PasswordExpired: s.passwordExpired(u)}
	if u.SupplierID != nil {
		a.SupplierID = *u.SupplierID
	}
	if a.PasswordExpired {
		a.Permissions = authz.Permissions{selfPermission: true}
		return a
	}
	a.Permissions = s.policy.Of(a.OrgKind, roles)
	a.Permissions[selfPermission] = true // also for an account that has no role yet
	return a
}

// Author returns the actor that a person would be who signed in now, as whom a record is
// brought: with the rights the account holds today, and with none while its password is
// due for a change. A lock-out bars from signing in and ends no session, so it does not
// count here either. 404 for an account that is not active and for one that is not there.
func (s *Service) Author(ctx context.Context, userID string) (authz.Actor, error) {
	u, err := s.userByID(ctx, userID)
	if err != nil {
		return authz.Actor{}, err
	}
	if !u.Active {
		return authz.Actor{}, fault.NotFound()
	}
	held, err := s.rolesOf(ctx, u.ID)
	if err != nil {
		return authz.Actor{}, err
	}
	return s.actorOf(u, held[u.ID], false), nil
}

// selfPermission is what every signed-in person holds: to see who one is, to change
// one's password and to leave.
const selfPermission = "session.self"

func (s *Service) passwordExpired(u userRow) bool {
	return u.MustChangePassword || s.profile.MaxAge > 0 && s.clock.Now().Sub(instant(u.PasswordSetAt)) > s.profile.MaxAge
}

// device keeps of a User-Agent what fits.
func device(text string) string {
	text = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text), "")
	if r := []rune(text); len(r) > 200 {
		return string(r[:200])
	}
	return text
}
