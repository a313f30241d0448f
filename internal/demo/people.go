package demo

import (
	"context"
	"fmt"

	"hengjian/internal/account"
	"hengjian/internal/platform/authz"
)

// agencyPeople are the agency's accounts; each has the role of its name.
var agencyPeople = []struct{ username, name string }{
	{"sysadmin", "系统管理员 孙工"}, {"secadmin", "安全管理员 钱工"}, {"auditor", "审计员 吴工"},
	{"leader", "局领导 林局长"}, {"manager", "业务主管 王科长"}, {"standards", "标准专员 赵敏"}, {"inspector", "监督检查员 李建国"},
	{"finance", "财务 刘会计"}, {"desk", "服务台 小方"}, {"assessor", "第三方评估员 唐工"},
}

// people makes the agency's accounts. A second inspector exists so that somebody
// else than the author can close what an inspector found, a third so that a draw has a
// choice.
func (w *world) people(ctx context.Context) error {
	for _, p := range agencyPeople {
		if err := w.person(ctx, account.NewUser{Username: p.username, DisplayName: p.name, OrgKind: authz.Agency}, p.username); err != nil {
			return err
		}
	}
	if err := w.person(ctx, account.NewUser{Username: "inspector2", DisplayName: "监督检查员 许静", OrgKind: authz.Agency}, "inspector"); err != nil {
		return err
	}
	return w.person(ctx, account.NewUser{Username: "inspector3", DisplayName: "监督检查员 何伟", OrgKind: authz.Agency}, "inspector")
}

func (w *world) person(ctx context.Context, n account.NewUser, role string) error {
	u, _, err := w.Account.EnsureUser(authz.AsSystem(ctx, "demo"), account.Wanted{NewUser: n, Roles: []string{role}, Password: Password})
	if err != nil {
		return fmt.Errorf("%s: %w", n.Username, err)
	}
	w.actors[n.Username] = authz.Actor{UserID: u.ID, Username: u.Username, DisplayName: u.DisplayName, OrgKind: u.OrgKind, SupplierID: u.SupplierID,
		Roles: []string{role}, Permissions: w.Policy.Of(u.OrgKind, []string{role})}
	return nil
}

// as returns a context in which the person acts.
func (w *world) as(ctx context.Context, username string) context.Context {
	a, ok := w.actors[username]
	if !ok {
		panic("demo: nobody is called " + username)
	}
	return authz.With(ctx, a)
}
