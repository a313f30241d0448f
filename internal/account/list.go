package account

import (
	"context"
	"strings"
	"unicode"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// UserFilter narrows a list of users. Empty fields do not narrow.
type UserFilter struct {
	Q      string // part of the user name or the name
	Role   string
	Active *bool
}

// Users lists accounts by user name.
func (s *Service) Users(ctx context.Context, f UserFilter, p page.Request) (page.Of[User], error) {
	if _, ok := authz.Roles[f.Role]; f.Role != "" && !ok {
		return page.Of[User]{}, fault.Invalid("role_unknown", "role", "There is no such role.")
	}
	q := s.db.Conn(ctx).Table("users u").Select("u.*")
	if f.Q != "" {
		like := authz.Like(f.Q)
		// MariaDB refuses to compare other than ASCII with an ascii column.
		if strings.ContainsFunc(f.Q, func(r rune) bool { return r > unicode.MaxASCII }) {
			q = q.Where("u.display_name LIKE ? ESCAPE '!'", like)
		} else {
			q = q.Where("(u.username LIKE ? ESCAPE '!' OR u.display_name LIKE ? ESCAPE '!')", like, like)
		}
	}
	if f.Role != "" {
		q = q.Where("(u.id IN (SELECT r.user_id FROM user_roles r WHERE r.role = ?))", f.Role)
	}
	if f.Active != nil {
		q = q.Where("u.active = ?", *f.Active)
	}
	after, err := page.Decode(p.Cursor, 1)
	if err != nil || after != nil && !usernameForm.MatchString(after[0]) {
		return page.Of[User]{}, fault.Invalid("cursor_unknown", "cursor", "This list did not make that cursor.")
	}
	if after != nil {
		q = q.Where("u.username > ?", after[0])
	}
	var rows []userRow
	if err := q.Order("u.username").Limit(p.Size() + 1).Find(&rows).Error; err != nil {
		return page.Of[User]{}, db.Fault(err)
	}
	cut := page.Cut(rows, p.Size(), func(r userRow) []string { return []string{r.Username} })
	return s.named(ctx, cut)
}

// named adds to a page of rows the roles and the names of suppliers.
func (s *Service) named(ctx context.Context, cut page.Of[userRow]) (page.Of[User], error) {
	var ids, suppliers []string
	for _, r := range cut.Items {
		ids = append(ids, r.ID)
		if r.SupplierID != nil {
			suppliers = append(suppliers, *r.SupplierID)
		}
	}
	held, err := s.rolesOf(ctx, ids...)
	if err != nil {
		return page.Of[User]{}, err
	}
	var found []struct{ ID, Name string }
	if len(suppliers) > 0 {
		if err := s.db.Conn(ctx).Table("suppliers").Select("id, name").Where("id IN ?", suppliers).Find(&found).Error; err != nil {
			return page.Of[User]{}, db.Fault(err)
		}
	}
	names := map[string]string{}
	for _, f := range found {
		names[f.ID] = f.Name
	}
	return page.Map(cut, func(r userRow) User {
		u := s.user(r, held[r.ID])
		u.SupplierName = names[u.SupplierID]
		return u
	}), nil
}

// User returns one account.
func (s *Service) User(ctx context.Context, userID string) (User, error) {
	row, err := s.userByID(ctx, userID)
	if err != nil {
		return User{}, err
	}
	return s.describe(ctx, row)
}
