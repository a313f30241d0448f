package account

import (
	"context"
	"net/http"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations of accounts, of the audit log and of the jobs.
func (s *Service) Routes(r *httpapi.Router) {
	op := func(id, method, path, tag, permission, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: path, Tag: tag, Summary: summary, Permission: permission}
	}
	public := func(o httpapi.Op) httpapi.Op { o.Public = true; return o }
	created := func(o httpapi.Op) httpapi.Op { o.Status = http.StatusCreated; return o }

	httpapi.Handle(r, public(op("createSession", "POST", "/session", "session", "", "Sign in")), s.httpSignIn)
	httpapi.Handle(r, op("getSession", "GET", "/session", "session", "session.self", "Tell who is signed in"), s.httpSession)
	httpapi.Handle(r, op("endSession", "DELETE", "/session", "session", "session.self", "Sign out"), s.httpSignOut)
	httpapi.Handle(r, op("changePassword", "PUT", "/session/password", "session", "session.self", "Change the own password"), s.httpPassword)
	httpapi.Handle(r, op("changeLanguage", "PUT", "/session/language", "session", "session.self", "Choose the language of the screens"), s.httpLanguage)
	httpapi.Handle(r, public(op("getSettings", "GET", "/settings", "session", "", "Tell what the front ends need before a sign-in")), s.httpSettings)
	httpapi.Handle(r, op("listTokens", "GET", "/tokens", "session", "session.self", "List the own API tokens"), s.httpTokens)
	httpapi.Handle(r, created(op("createToken", "POST", "/tokens", "session", "session.self", "Make an API token")), s.httpCreateToken)
	httpapi.Handle(r, op("revokeToken", "DELETE", "/tokens/{id}", "session", "session.self", "Revoke an own API token"), s.httpRevokeToken)

	httpapi.Handle(r, op("listUsers", "GET", "/users", "users", "account.read", "List accounts"), s.httpUsers)
	httpapi.Handle(r, created(op("createUser", "POST", "/users", "users", "account.write", "Make an account")), s.httpCreateUser)
	httpapi.Handle(r, op("getUser", "GET", "/users/{id}", "users", "account.read", "Read an account"), s.httpUser)
	httpapi.Handle(r, op("changeUser", "PATCH", "/users/{id}", "users", "account.write", "Change or deactivate an account"), s.httpChangeUser)
	httpapi.Handle(r, op("resetPassword", "POST", "/users/{id}/password-reset", "users", "account.write", "Give an account a new initial password"), s.httpReset)
	httpapi.Handle(r, op("setRoles", "PUT", "/users/{id}/roles", "users", "account.role", "Replace the roles of an account"), s.httpRoles)
	httpapi.Handle(r, op("setSites", "PUT", "/users/{id}/sites", "users", "account.role", "Replace the sites of an assessor"), s.httpSites)
	httpapi.Handle(r, op("unlockUser", "POST", "/users/{id}/unlock", "users", "account.unlock", "End the lock-out of an account"), s.httpUnlock)
	httpapi.Handle(r, op("listAccountChoices", "GET", "/account-choices", "users", "account.read", "List the names an account can be tied to"), s.httpChoices)
	httpapi.Handle(r, op("listRoles", "GET", "/roles", "users", "account.read", "List the roles and what they may do"), s.httpListRoles)

	httpapi.Handle(r, op("listAuditEntries", "GET", "/audit-entries", "audit", "audit.read", "Read the audit log"), s.httpAudit)
	httpapi.Handle(r, op("verifyAudit", "POST", "/audit-verifications", "audit", "audit.verify", "Verify the audit log"), s.httpVerify)
	httpapi.Handle(r, op("listJobs", "GET", "/jobs", "system", "system.read", "List the jobs and their last runs"), s.httpJobs)
}

type sessionUser struct {
	ID                 string        `json:"id"`
	Username           string        `json:"username"`
	DisplayName        string        `json:"displayName"`
	OrgKind            authz.OrgKind `json:"orgKind" enum:"agency,supplier"`
	SupplierID         string        `json:"supplierId,omitempty"`
	SupplierName       string        `json:"supplierName,omitempty"`
	Language           string        `json:"language" enum:"zh-CN,en"`
	MustChangePassword bool          `json:"mustChangePassword" doc:"every other operation is refused until the password was changed"`
}

type sessionView struct {
	User        sessionUser `json:"user"`
	Roles       []string    `json:"roles"`
	Permissions []string    `json:"permissions"`
}

func viewSession(x Session) sessionView {
	u := x.User
	return sessionView{sessionUser{u.ID, u.Username, u.DisplayName, u.OrgKind, u.SupplierID, u.SupplierName, u.Language, x.MustChangePassword},
		u.Roles, x.Permissions}
}

// cookie is how the browser keeps a session. A token of "" removes it.
func (s *Service) cookie(x Signed) string {
	c := http.Cookie{Name: CookieName, Value: x.Token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, //nolint:gosec // Secure only where there is TLS
		Secure: strings.HasPrefix(s.settings.BaseURL, "https://"), MaxAge: int(x.Expires.Sub(s.clock.Now()).Seconds())}
	if x.Token == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// sessionToken is the token of the session cookie of a request, "" without one.
func sessionToken(ctx context.Context) string {
	if req := httpapi.Request(ctx); req != nil {
		if c, err := req.Cookie(CookieName); err == nil {
			return c.Value
		}
	}
	return ""
}

type signInIn struct {
	UserAgent string `header:"User-Agent"`
	Body      struct {
		Username string `json:"username" maxLength:"100"`
		Password string `json:"password" maxLength:"1000"`
		Remember bool   `json:"remember,omitempty" doc:"stay signed in on this phone; without effect for administrators"`
	}
}

type signInOut struct {
	SetCookie string `header:"Set-Cookie"`
	Body      sessionView
}

func (s *Service) httpSignIn(ctx context.Context, in *signInIn) (*signInOut, error) {
	x, err := s.SignIn(ctx, SignIn{Username: in.Body.Username, Password: in.Body.Password, Remember: in.Body.Remember, Device: in.UserAgent,
		Replaces: sessionToken(ctx)})
	if err != nil {
		return nil, err
	}
	return &signInOut{SetCookie: s.cookie(x), Body: viewSession(x.Session)}, nil
}

func (s *Service) httpSession(ctx context.Context, _ *struct{}) (*httpapi.OK[sessionView], error) {
	x, err := s.Current(ctx)
	return httpapi.Reply(viewSession(x)), err
}

type cookieOut struct {
	SetCookie string `header:"Set-Cookie"`
}

func (s *Service) httpSignOut(ctx context.Context, _ *struct{}) (*cookieOut, error) {
	return &cookieOut{s.cookie(Signed{})}, s.SignOut(ctx, sessionToken(ctx))
}

type passwordIn struct {
	Body struct {
		CurrentPassword string `json:"currentPassword" maxLength:"1000"`
		NewPassword     string `json:"newPassword" maxLength:"1000"`
	}
}

func (s *Service) httpPassword(ctx context.Context, in *passwordIn) (*cookieOut, error) {
	x, err := s.ChangePassword(ctx, sessionToken(ctx), in.Body.CurrentPassword, in.Body.NewPassword)
	if err != nil {
		return nil, err
	}
	return &cookieOut{s.cookie(x)}, nil
}

type languageIn struct {
	Body struct {
		Language string `json:"language" enum:"zh-CN,en"`
	}
}

func (s *Service) httpLanguage(ctx context.Context, in *languageIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.SetLanguage(ctx, in.Body.Language)
}

type settingsView struct {
	AgencyName      string      `json:"agencyName"`
	Demo            bool        `json:"demo"`
	TimeZone        string      `json:"timeZone" example:"Asia/Shanghai"`
	Today           date.Day    `json:"today"`
	BaseURL         string      `json:"baseUrl"`
	Version         string      `json:"version"`
	PasswordProfile profileView `json:"passwordProfile"`
}

type profileView struct {
	Name       string `json:"name"`
	MinLength  int    `json:"minLength"`
	Classes    int    `json:"classes" doc:"of upper case, lower case, digits, others; 0 asks for none"`
	MaxAgeDays int    `json:"maxAgeDays" doc:"0 means that a password does not expire"`
}

func (s *Service) httpSettings(context.Context, *struct{}) (*httpapi.OK[settingsView], error) {
	p := s.profile
	return httpapi.Reply(settingsView{s.settings.AgencyName, s.settings.Demo, s.clock.Zone().String(), clock.Today(s.clock), s.settings.BaseURL, s.settings.Version,
		profileView{p.Name, p.MinLength, p.Classes, int(p.MaxAge.Hours() / 24)}}), nil
}
