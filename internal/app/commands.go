package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"hengjian/internal/account"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// open puts the program together for a command on a migrated database.
func (call *invocation) open(ctx context.Context) (*App, error) {
	return New(ctx, call.config, clock.System(call.config.Zone), call.Version)
}

var migrateCommand = command{
	name: "migrate", about: "bring the database schema up to date",
	run: func(ctx context.Context, call *invocation) error {
		d, err := db.Open(ctx, call.config.DatabaseURL, db.Options{})
		if err != nil {
			return err
		}
		defer d.Close() //nolint:errcheck // the work is done or has failed by then
		if err := d.Migrate(ctx); err != nil {
			return err
		}
		version, err := db.Version(d.Dialect())
		if err == nil {
			_, err = fmt.Fprintf(call.Stdout, "the schema is at version %d\n", version)
		}
		return err
	},
}

var demoCommand = command{
	name: "demo", about: "make the demo agency in an empty database (--months, --seed)",
	flags: func(set *flag.FlagSet) {
		set.Int("months", demoMonths, "finished months of history")
		set.Uint64("seed", demoSeed, "the same seed gives the same history")
	},
	run: func(ctx context.Context, call *invocation) error {
		call.config.Demo = true
		a, err := call.open(ctx)
		if err != nil {
			return err
		}
		defer a.Close()
		months := call.flags.Lookup("months").Value.(flag.Getter).Get().(int)
		seed := call.flags.Lookup("seed").Value.(flag.Getter).Get().(uint64)
		if months < 0 || months > 120 {
			return fmt.Errorf("%w: --months is between 0 and 120", errUsage)
		}
		return a.LoadDemo(ctx, DemoOptions{Seed: seed, Months: months})
	},
}

var userCommand = command{
	name: "user", about: "create an account or reset a password (create --username NAME --role ROLE | reset --username NAME)",
	flags: func(set *flag.FlagSet) {
		set.String("username", "", "name to sign in with")
		set.String("role", "", "role of a new account of the agency")
		set.String("name", "", "name that people read; the user name if empty")
	},
	run: func(ctx context.Context, call *invocation) error {
		if call.flags.NArg() == 0 || call.flags.Lookup("username").Value.String() == "" {
			return fmt.Errorf("%w: hengjian user create|reset --username NAME", errUsage)
		}
		a, err := call.open(ctx)
		if err != nil {
			return err
		}
		defer a.Close()
		if err := a.DB.Migrate(ctx); err != nil {
			return err
		}
		return a.userCommand(authz.AsSystem(ctx, "user command"), call)
	},
}

func (a *App) userCommand(ctx context.Context, call *invocation) error {
	value := func(name string) string { return call.flags.Lookup(name).Value.String() }
	username := value("username")
	var password string
	var err error
	switch verb := call.flags.Arg(0); verb {
	case "create":
		role := authz.Roles[value("role")]
		if role.Org != authz.Agency {
			return fmt.Errorf("%w: --role is one of the agency's roles: %v", errUsage, agencyRoles())
		}
		display := value("name")
		if display == "" {
			display = username
		}
		_, password, err = a.Account.EnsureUser(ctx, account.Wanted{
			NewUser: account.NewUser{Username: username, DisplayName: display, OrgKind: authz.Agency}, Roles: []string{value("role")}})
		if err == nil && password == "" {
			return fmt.Errorf("%s exists already; use: hengjian user reset --username %s", username, username)
		}
	case "reset":
		password, err = a.Account.ResetByName(ctx, username)
	default:
		return fmt.Errorf("%w: %q is neither create nor reset", errUsage, verb)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(call.Stdout, "%s: initial password %s (to be changed at the first sign-in)\n", username, password)
	return err
}

func agencyRoles() []string {
	return slices.DeleteFunc(authz.RoleCodes(), func(code string) bool { return authz.Roles[code].Org != authz.Agency })
}

var openapiCommand = command{
	name: "openapi", about: "print the OpenAPI document",
	run: func(ctx context.Context, call *invocation) error {
		dir, err := os.MkdirTemp("", "hengjian-openapi-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
		call.config.DataDir, call.config.DatabaseURL, call.config.BlobURL = dir, "sqlite://"+dir+"/x.db", "file://"+dir
		call.Version = "v1" // the document does not change with every build
		a, err := call.open(ctx)
		if err != nil {
			return err
		}
		defer a.Close()
		raw, err := a.Router.OpenAPI()
		if err == nil {
			_, err = fmt.Fprintf(call.Stdout, "%s\n", raw)
		}
		return err
	},
}

var verifyCommand = command{
	name: "verify", about: "walk the audit log's hash chain and hold the ledger's rollups against its facts (--rebuild)",
	flags: func(set *flag.FlagSet) { set.Bool("rebuild", false, "compute the rollups anew from the facts first") },
	run: func(ctx context.Context, call *invocation) error {
		a, err := call.open(ctx)
		if err != nil {
			return err
		}
		defer a.Close()
		ctx = authz.AsSystem(ctx, "verify command")
		if call.flags.Lookup("rebuild").Value.String() == "true" {
			if err := a.Ledger.Rebuild(ctx); err != nil {
				return err
			}
		}
		return a.verify(ctx, call)
	},
}

var errTampered = errors.New("not intact")

func (a *App) verify(ctx context.Context, call *invocation) error {
	start := time.Now() //nolint:forbidigo // how long the command took, not a business time
	v, err := a.Audit.Verify(ctx)
	if err != nil {
		return err
	}
	differences, err := a.Ledger.Verify(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(call.Stdout, "audit log: %d entries, %d sealed, head %s\n", v.Checked, v.Sealed, v.Head)
	if v.FirstBreak != nil {
		_, _ = fmt.Fprintf(call.Stdout, "audit log: entry %s is %s\n", v.FirstBreak.ID, v.FirstBreak.Reason)
	}
	for _, d := range differences {
		_, _ = fmt.Fprintf(call.Stdout, "ledger: %s %s %s says %d, the facts say %d\n", d.TableName, d.Span, d.Kind, d.Stored, d.Facts)
	}
	if !v.Intact || len(differences) > 0 {
		return errTampered
	}
	_, err = fmt.Fprintf(call.Stdout, "intact (%s)\n", time.Since(start).Round(time.Millisecond))
	return err
}
