package account

import (
	"context"
	"slices"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// seen of a user in the audit log: no hash, no password.
type userTrace struct {
	Username    string        `json:"username"`
	DisplayName string        `json:"displayName"`
	Phone       string        `json:"phone"`
	OrgKind     authz.OrgKind `json:"orgKind"`
	SupplierID  string        `json:"supplierId,omitempty"`
	Active      bool          `json:"active"`
	Roles       []string      `json:"roles,omitempty"`
}

func trace(u userRow) userTrace {
	t := userTrace{Username: u.Username, DisplayName: u.DisplayName, Phone: u.Phone, OrgKind: authz.OrgKind(u.OrgKind), Active: u.Active}
	if u.SupplierID != nil {
		t.SupplierID = *u.SupplierID
	}
	return t
}

// CreateUser makes an account without roles and returns its initial password, which
// is told once and must be changed at the first sign-in.
func (s *Service) CreateUser(ctx context.Context, n NewUser) (User, string, error) {
	password := generate()
	u, err := s.create(ctx, n, nil, password, true)
	if err != nil {
		return User{}, "", err
	}
	return u, password, nil
}

func (s *Service) create(ctx context.Context, n NewUser, roles []string, password string, initial bool) (User, error) {
	if err := n.check(); err != nil {
		return User{}, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	now := s.now()
	row := userRow{ID: id.New(), Username: n.Username, DisplayName: n.DisplayName, Phone: n.Phone, OrgKind: string(n.OrgKind), PasswordHash: hash,
		PasswordSetAt: now, MustChangePassword: initial, Active: true, Language: Chinese, AuthzEpoch: 1, Version: 1, CreatedAt: now}
	var out User
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if n.SupplierID != "" {
			name, err := s.supplierName(ctx, n.SupplierID)
			if err != nil {
				return err
			}
			if name == "" {
				return fault.Invalid("supplier_unknown", "supplierId", "There is no such supplier.")
			}
			row.SupplierID = &n.SupplierID
		}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.Conflict("username_taken", "Another account has this user name.")
			}
			return db.Fault(err)
		}
		if err := s.insertPassword(ctx, historyRow{ID: id.New(), UserID: row.ID, PasswordHash: hash, SetAt: now}); err != nil {
			return err
		}
		if err := s.writeRoles(ctx, row.ID, roles); err != nil {
			return err
		}
		after := trace(row)
		after.Roles = roles
		if err := s.log.Record(ctx, audit.Entry{Action: actUserCreate, Target: "user", TargetID: row.ID, After: after}); err != nil {
			return err
		}
		out, err = s.describe(ctx, row)
		return err
	})
	return out, err
}

// ChangeUser changes the version of an account that the caller saw. Deactivating
// ends its sessions and tokens; nobody deactivates himself (own_account) or the last
// holder of a role that must remain (last_administrator).
func (s *Service) ChangeUser(ctx context.Context, userID string, version int, c UserChange) (User, error) {
	return s.alter(ctx, userID, &version, func(ctx context.Context, row userRow, next map[string]any) error {
		before, after := trace(row), trace(row)
		if c.DisplayName != nil {
			after.DisplayName = strings.TrimSpace(*c.DisplayName)
		}
		if c.Phone != nil {
			after.Phone = strings.TrimSpace(*c.Phone)
		}
		if c.Active != nil {
			after.Active = *c.Active
		}
		if err := checkPerson(after.DisplayName, after.Phone); err != nil {
			return err
		}
		if before.Active && !after.Active {
			if err := s.mayDeactivate(ctx, row); err != nil {
				return err
			}
			if err := s.revokeTokens(ctx, row.ID); err != nil {
				return err
			}
			if err := s.endSessions(ctx, row); err != nil {
				return err
			}
		}
		next["display_name"], next["phone"], next["active"] = after.DisplayName, after.Phone, after.Active
		s.db.AfterCommit(ctx, s.sessions.clear)
		return s.log.Record(ctx, audit.Entry{Action: actUserChange, Target: "user", TargetID: row.ID, Before: before, After: after})
	})
}

func errOwnAccount() error {
	return fault.Forbidden("own_account", "Nobody does this to the own account; another administrator has to.")
}

func (s *Service) mayDeactivate(ctx context.Context, row userRow) error {
	if authz.From(ctx).UserID == row.ID {
		return errOwnAccount()
	}
	held, err := s.rolesOf(ctx, row.ID)
	if err != nil {
		return err
	}
	return s.remains(ctx, row.ID, held[row.ID])
}

// remains refuses to take roles from the last active user who holds one that must
// remain.
func (s *Service) remains(ctx context.Context, userID string, lost []string) error {
	for _, role := range kept {
		if !slices.Contains(lost, role) {
			continue
		}
		n, err := s.otherHolders(ctx, role, userID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("last_administrator", "This is the last active "+role+".")
		}
	}
	return nil
}

// alter runs change on a locked user row, raises the version and returns the user.
// A nil version skips the check against a lost update, for acts that replace nothing
// the caller saw.
func (s *Service) alter(ctx context.Context, userID string, version *int, change func(context.Context, userRow, map[string]any) error) (User, error) {
	var out User
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lockUser(ctx, userID)
		if err != nil {
			return err
		}
		if version != nil && *version != row.Version {
			return fault.Stale()
		}
		next := map[string]any{"version": row.Version + 1}
		if err := change(ctx, row, next); err != nil {
			return err
		}
		if err := s.updateUser(ctx, userID, next); err != nil {
			return err
		}
		if row, err = s.userByID(ctx, userID); err != nil {
			return err
		}
		out, err = s.describe(ctx, row)
		return err
	})
	return out, err
}

// ResetPassword gives an account a new initial password and ends its sessions and
// tokens. Nobody resets the own one. The password of a secadmin or an auditor is
// reset by the command on the server only (admin_account): a sysadmin who could do
// it here would hold their rights too, and the three are to be disjoint.
func (s *Service) ResetPassword(ctx context.Context, userID string) (string, error) {
	actor := authz.From(ctx)
	if actor.UserID == userID {
		return "", errOwnAccount()
	}
	password := generate()
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		row, err := s.lockUser(ctx, userID)
		if err != nil {
			return err
		}
		held, err := s.rolesOf(ctx, userID)
		if err != nil {
			return err
		}
		if !actor.IsSystem() && isAdmin(held[userID]) && !slices.Contains(held[userID], "sysadmin") {
			return fault.Forbidden("admin_account", "This administrator's password is reset with the command on the server.")
		}
		if err := s.setPassword(ctx, row, hash, true); err != nil {
			return err
		}
		if err := s.revokeTokens(ctx, userID); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actReset, Target: "user", TargetID: userID})
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// Unlock ends the lock-out of an account.
func (s *Service) Unlock(ctx context.Context, userID string) (User, error) {
	return s.alter(ctx, userID, nil, func(ctx context.Context, row userRow, next map[string]any) error {
		next["failed_count"], next["locked_until"] = 0, nil
		before := map[string]any{"failed": row.FailedCount, "locked": row.lock().locked(s.clock.Now())}
		return s.log.Record(ctx, audit.Entry{Action: actUnlock, Target: "user", TargetID: userID, Before: before})
	})
}

// describe makes the user that administrators see.
func (s *Service) describe(ctx context.Context, row userRow) (User, error) {
	held, err := s.rolesOf(ctx, row.ID)
	if err != nil {
		return User{}, err
	}
	u := s.user(row, held[row.ID])
	if u.SiteIDs, err = s.siteIDs(ctx, row.ID); err != nil {
		return User{}, err
	}
	if u.SupplierID != "" {
		u.SupplierName, err = s.supplierName(ctx, u.SupplierID)
	}
	return u, err
}

func (s *Service) user(row userRow, held []string) User {
	u := User{ID: row.ID, Username: row.Username, DisplayName: row.DisplayName, Phone: row.Phone, OrgKind: authz.OrgKind(row.OrgKind), Roles: held,
		Active: row.Active, Locked: row.lock().locked(s.clock.Now()), MustChangePassword: s.passwordExpired(row), Language: row.Language, Version: row.Version}
	if u.Roles == nil {
		u.Roles = []string{}
	}
	if row.SupplierID != nil {
		u.SupplierID = *row.SupplierID
	}
	if row.LastSeenAt != nil {
		t := date.FromMillis(*row.LastSeenAt)
		u.LastSeenAt = &t
	}
	return u
}
