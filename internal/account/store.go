package account

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
)

type userRow struct {
	ID                 string `gorm:"primaryKey"`
	Username           string
	DisplayName        string
	Phone              string
	OrgKind            string
	SupplierID         *string
	PasswordHash       string
	PasswordSetAt      int64
	MustChangePassword bool
	Active             bool
	Language           string
	AuthzEpoch         int
	FailedCount        int
	LockedUntil        *int64
	LastSeenAt         *int64
	Version            int
	CreatedAt          int64 `gorm:"autoCreateTime:false"`
}

func (userRow) TableName() string { return "users" }

type roleRow struct {
	UserID string `gorm:"primaryKey"`
	Role   string `gorm:"primaryKey"`
}

func (roleRow) TableName() string { return "user_roles" }

type historyRow struct {
	ID           string `gorm:"primaryKey"`
	UserID       string
	PasswordHash string
	SetAt        int64
}

func (historyRow) TableName() string { return "password_history" }

type sessionRow struct {
	TokenHash  string `gorm:"primaryKey"`
	UserID     string
	Epoch      int
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	LastSeenAt int64
	IdleMs     int64
	ExpiresAt  int64
	Device     string
	Address    string
}

func (sessionRow) TableName() string { return "sessions" }

type tokenRow struct {
	ID         string `gorm:"primaryKey"`
	UserID     string
	Name       string
	TokenHash  string
	ExpiresAt  int64
	LastUsedAt *int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
}

func (tokenRow) TableName() string { return "api_tokens" }

type assessorSiteRow struct {
	UserID string `gorm:"primaryKey"`
	SiteID string `gorm:"primaryKey"`
}

func (assessorSiteRow) TableName() string { return "assessor_sites" }

var _ = db.Register(userRow{}, roleRow{}, historyRow{}, sessionRow{}, tokenRow{}, assessorSiteRow{})

func instant(ms int64) time.Time { return date.FromMillis(ms) }

func (u userRow) lock() lock {
	l := lock{failed: u.FailedCount}
	if u.LockedUntil != nil {
		l.until = instant(*u.LockedUntil)
	}
	return l
}

func (s *Service) now() int64 { return date.Millis(s.clock.Now()) }

// userByName finds an account. A name that no account can have is not asked for:
// MariaDB refuses to compare it with an ascii column.
func (s *Service) userByName(ctx context.Context, username string) (userRow, error) {
	var u userRow
	if !usernameForm.MatchString(username) {
		return u, fault.NotFound()
	}
	err := db.First(s.db.Conn(ctx).Where("username = ?", username), &u)
	return u, err
}

func (s *Service) userByID(ctx context.Context, userID string) (userRow, error) {
	var u userRow
	if !id.Valid(userID) {
		return u, fault.NotFound()
	}
	err := db.First(s.db.Conn(ctx).Where("id = ?", userID), &u)
	return u, err
}

// lockUser reads a user whose row nobody else changes until the end of the
// transaction.
func (s *Service) lockUser(ctx context.Context, userID string) (userRow, error) {
	var u userRow
	if !id.Valid(userID) {
		return u, fault.NotFound()
	}
	err := db.First(s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", userID), &u)
	return u, err
}

func (s *Service) updateUser(ctx context.Context, userID string, changes map[string]any) error {
	return db.Changed(s.db.Conn(ctx).Table("users").Where("id = ?", userID).Updates(changes))
}

func (s *Service) rolesOf(ctx context.Context, userIDs ...string) (map[string][]string, error) {
	var rows []roleRow
	if err := s.db.Conn(ctx).Where("user_id IN ?", userIDs).Order("user_id, role").Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := map[string][]string{}
	for _, r := range rows {
		out[r.UserID] = append(out[r.UserID], r.Role)
	}
	return out, nil
}

func (s *Service) siteIDs(ctx context.Context, userID string) ([]string, error) {
	var out []string
	err := s.db.Conn(ctx).Table("assessor_sites").Where("user_id = ?", userID).Order("site_id").Pluck("site_id", &out).Error
	return out, db.Fault(err)
}

func (s *Service) supplierName(ctx context.Context, supplierID string) (string, error) {
	var name []string
	if !id.Valid(supplierID) {
		return "", nil
	}
	err := s.db.Conn(ctx).Table("suppliers").Where("id = ?", supplierID).Limit(1).Pluck("name", &name).Error
	if err != nil || len(name) == 0 {
		return "", db.Fault(err)
	}
	return name[0], nil
}

// otherHolders counts the active users besides one who hold the role. The rows stay
// locked, so that two administrators cannot remove each other at once.
func (s *Service) otherHolders(ctx context.Context, role, besides string) (int, error) {
	var ids []string
	err := s.db.Conn(ctx).Table("users u").Clauses(clause.Locking{Strength: "UPDATE"}).Joins("JOIN user_roles r ON r.user_id = u.id").
		Where("r.role = ? AND u.active = ? AND u.id <> ?", role, true, besides).Pluck("u.id", &ids).Error
	return len(ids), db.Fault(err)
}

func (s *Service) insertPassword(ctx context.Context, h historyRow) error {
	return db.Fault(s.db.Conn(ctx).Create(&h).Error)
}

// passwordsOf returns the newest n password hashes of a user.
func (s *Service) passwordsOf(ctx context.Context, userID string, n int) ([]string, error) {
	var out []string
	err := s.db.Conn(ctx).Table("password_history").Where("user_id = ?", userID).Order("id DESC").Limit(n).Pluck("password_hash", &out).Error
	return out, db.Fault(err)
}
