package account

import (
	"context"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Wanted is an account that a command asks for, whole with its roles.
type Wanted struct {
	NewUser
	Roles    []string
	SiteIDs  []string // of an assessor
	Password string   // "" makes an initial one that must be changed
}

// EnsureUser makes the account if its user name is free and returns its initial
// password; an account that exists stays as it is and returns none. It is for
// commands and the demo: it gives roles, so nobody reaches it over HTTP.
func (s *Service) EnsureUser(ctx context.Context, w Wanted) (User, string, error) {
	row, err := s.userByName(ctx, w.Username)
	if err == nil {
		u, err := s.describe(ctx, row)
		return u, "", err
	}
	if !fault.Is(err, "not_found") {
		return User{}, "", err
	}
	roles, err := checkRoles(w.OrgKind, w.Roles)
	if err != nil {
		return User{}, "", err
	}
	initial := ""
	password := w.Password
	if password == "" {
		initial = generate()
		password = initial
	} else if err := s.checkPassword(password, w.Username); err != nil {
		return User{}, "", err
	}
	u, err := s.create(ctx, w.NewUser, roles, password, initial != "")
	if err != nil || len(w.SiteIDs) == 0 {
		return u, initial, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.writeSites(ctx, u.ID, w.SiteIDs); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actSites, Target: "user", TargetID: u.ID, After: map[string]any{"siteIds": w.SiteIDs}})
	})
	if err == nil {
		u, err = s.User(ctx, u.ID)
	}
	return u, initial, err
}

// Initial is an account of a new installation with its initial password.
type Initial struct{ Username, Password string }

// CreateInitialAdmins gives a new installation its three administrators and returns
// their initial passwords. Where any account exists it does nothing.
func (s *Service) CreateInitialAdmins(ctx context.Context) ([]Initial, error) {
	var some []string
	if err := s.db.Conn(ctx).Table("users").Limit(1).Pluck("id", &some).Error; err != nil || len(some) > 0 {
		return nil, db.Fault(err)
	}
	var out []Initial
	for _, admin := range []struct{ role, name string }{{"sysadmin", "系统管理员"}, {"secadmin", "安全管理员"}, {"auditor", "审计管理员"}} {
		w := Wanted{NewUser: NewUser{Username: admin.role, DisplayName: admin.name, OrgKind: authz.Agency}, Roles: []string{admin.role}}
		_, password, err := s.EnsureUser(ctx, w)
		if fault.Is(err, "username_taken") { // another replica starts at the same moment
			continue
		}
		if err != nil {
			return out, err
		}
		if password != "" {
			out = append(out, Initial{admin.role, password})
		}
	}
	return out, nil
}

// FindUser returns the account with a user name, for commands.
func (s *Service) FindUser(ctx context.Context, username string) (User, error) {
	row, err := s.userByName(ctx, username)
	if err != nil {
		return User{}, err
	}
	return s.describe(ctx, row)
}

// ResetByName is ResetPassword for the command on the server, which also unlocks and
// reactivates: it is the way back in when nobody else can help.
func (s *Service) ResetByName(ctx context.Context, username string) (string, error) {
	ctx = authz.AsSystem(ctx, "hengjian user reset")
	u, err := s.FindUser(ctx, username)
	if err != nil {
		return "", err
	}
	if !u.Active {
		active := true
		if _, err := s.ChangeUser(ctx, u.ID, u.Version, UserChange{Active: &active}); err != nil {
			return "", err
		}
	}
	return s.ResetPassword(ctx, u.ID)
}
