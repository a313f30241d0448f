package account

import (
	"context"
	"time"

	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
)

type userView struct {
	ID                 string        `json:"id"`
	Username           string        `json:"username"`
	DisplayName        string        `json:"displayName"`
	Phone              string        `json:"phone"`
	OrgKind            authz.OrgKind `json:"orgKind" enum:"agency,supplier"`
	SupplierID         string        `json:"supplierId,omitempty"`
	SupplierName       string        `json:"supplierName,omitempty"`
	Roles              []string      `json:"roles"`
	SiteIDs            []string      `json:"siteIds,omitempty" doc:"sites assigned to an assessor; not in lists"`
	Active             bool          `json:"active"`
	Locked             bool          `json:"locked"`
	MustChangePassword bool          `json:"mustChangePassword"`
	LastSeenAt         *time.Time    `json:"lastSeenAt,omitempty"`
	Version            int           `json:"version"`
}

func viewUser(u User) userView {
	return userView{u.ID, u.Username, u.DisplayName, u.Phone, u.OrgKind, u.SupplierID, u.SupplierName, u.Roles, u.SiteIDs, u.Active, u.Locked,
		u.MustChangePassword, u.LastSeenAt, u.Version}
}

type usersIn struct {
	httpapi.Paging
	Q      string `query:"q" maxLength:"100" doc:"part of the user name or the name"`
	Role   string `query:"role" maxLength:"32"`
	Active string `query:"active" enum:"true,false"`
}

func (s *Service) httpUsers(ctx context.Context, in *usersIn) (*httpapi.OK[page.Of[userView]], error) {
	f := UserFilter{Q: in.Q, Role: in.Role}
	if in.Active != "" {
		active := in.Active == "true"
		f.Active = &active
	}
	out, err := s.Users(ctx, f, in.Page())
	return httpapi.Reply(page.Map(out, viewUser)), err
}

type createUserIn struct {
	Body struct {
		Username    string        `json:"username" minLength:"3" maxLength:"32"`
		DisplayName string        `json:"displayName" minLength:"1" maxLength:"64"`
		Phone       string        `json:"phone,omitempty" maxLength:"32"`
		OrgKind     authz.OrgKind `json:"orgKind" enum:"agency,supplier"`
		SupplierID  string        `json:"supplierId,omitempty" maxLength:"64"`
	}
}

type createdUserView struct {
	User            userView `json:"user"`
	InitialPassword string   `json:"initialPassword" doc:"told once; must be changed at the first sign-in"`
}

func (s *Service) httpCreateUser(ctx context.Context, in *createUserIn) (*httpapi.Tagged[createdUserView], error) {
	u, password, err := s.CreateUser(ctx, NewUser(in.Body))
	return httpapi.ReplyVersion(createdUserView{viewUser(u), password}, u.Version), err
}

func (s *Service) httpUser(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[userView], error) {
	u, err := s.User(ctx, in.ID)
	return httpapi.ReplyVersion(viewUser(u), u.Version), err
}

type changeUserIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		DisplayName *string `json:"displayName,omitempty" minLength:"1" maxLength:"64"`
		Phone       *string `json:"phone,omitempty" maxLength:"32"`
		Active      *bool   `json:"active,omitempty"`
	}
}

func (s *Service) httpChangeUser(ctx context.Context, in *changeUserIn) (*httpapi.Tagged[userView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	u, err := s.ChangeUser(ctx, in.ID, version, UserChange(in.Body))
	return httpapi.ReplyVersion(viewUser(u), u.Version), err
}

type resetView struct {
	InitialPassword string `json:"initialPassword" doc:"told once; must be changed at the first sign-in"`
}

func (s *Service) httpReset(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[resetView], error) {
	password, err := s.ResetPassword(ctx, in.ID)
	return httpapi.Reply(resetView{password}), err
}

// maybe is an If-Match that may be left out: roles and sites are replaced whole, so
// the caller decides whether an unseen change matters.
func maybe(m httpapi.IfMatch) (*int, error) {
	if m.IfMatch == "" {
		return nil, nil
	}
	v, err := m.Expect()
	return &v, err
}

type rolesIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Roles []string `json:"roles" maxItems:"20" nullable:"false"`
	}
}

func (s *Service) httpRoles(ctx context.Context, in *rolesIn) (*httpapi.Tagged[userView], error) {
	version, err := maybe(in.IfMatch)
	if err != nil {
		return nil, err
	}
	u, err := s.SetRoles(ctx, in.ID, version, in.Body.Roles)
	return httpapi.ReplyVersion(viewUser(u), u.Version), err
}

type sitesIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		SiteIDs []string `json:"siteIds" maxItems:"500" nullable:"false"`
	}
}

func (s *Service) httpSites(ctx context.Context, in *sitesIn) (*httpapi.Tagged[userView], error) {
	version, err := maybe(in.IfMatch)
	if err != nil {
		return nil, err
	}
	u, err := s.SetSites(ctx, in.ID, version, in.Body.SiteIDs)
	return httpapi.ReplyVersion(viewUser(u), u.Version), err
}

func (s *Service) httpUnlock(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[userView], error) {
	u, err := s.Unlock(ctx, in.ID)
	return httpapi.ReplyVersion(viewUser(u), u.Version), err
}

type roleView struct {
	Code        string        `json:"code"`
	OrgKind     authz.OrgKind `json:"orgKind" enum:"agency,supplier"`
	Permissions []string      `json:"permissions"`
}

func (s *Service) httpListRoles(context.Context, *struct{}) (*httpapi.OK[page.Of[roleView]], error) {
	out := page.Of[roleView]{Items: []roleView{}}
	for _, code := range authz.RoleCodes() {
		org := authz.Roles[code].Org
		out.Items = append(out.Items, roleView{code, org, s.policy.Of(org, []string{code}).List()})
	}
	return httpapi.Reply(out), nil
}
