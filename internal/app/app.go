package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"hengjian/configs"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/blob"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/config"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/jobs"
	"hengjian/web"
)

// App is the program put together.
type App struct {
	Config *config.Config
	Clock  clock.Clock
	DB     *db.DB
	Policy *authz.Policy
	Router *httpapi.Router
	Jobs   *jobs.Runner
	*Services

	blobs   blob.Store
	version string
}

// New connects to the database and puts everything together; it changes nothing.
// An operation without a permission is an error here, so the program does not
// start with one.
func New(ctx context.Context, cfg *config.Config, clk clock.Clock, version string) (*App, error) {
	if err := cfg.EnsureSecret(); err != nil {
		return nil, err
	}
	policy, err := authz.NewPolicy(configs.Model, configs.Policy)
	if err != nil {
		return nil, err
	}
	blobs, err := blob.Open(cfg.BlobURL)
	if err != nil {
		return nil, fmt.Errorf("blob_url: %w", err)
	}
	d, err := db.Open(ctx, cfg.DatabaseURL, db.Options{})
	if err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Clock: clk, DB: d, Policy: policy, blobs: blobs, version: version}
	if a.Services, err = wire(a, clk, rand.Reader); err == nil {
		err = a.route()
	}
	if err != nil {
		_ = d.Close()
		return nil, err
	}
	a.Jobs = jobs.New(d, clk)
	a.Jobs.Add(a.jobs(cfg)...)
	a.Account.UseJobs(jobLister{a.Jobs})
	a.Account.UseNames(auditNames{a.DB})
	return a, nil
}

// Close ends the connections.
func (a *App) Close() { _ = a.DB.Close() }

func (a *App) route() error {
	logger := slog.Default()
	if !logger.Enabled(context.Background(), slog.LevelInfo) {
		logger = nil
	}
	a.Router = httpapi.New(httpapi.Options{
		DB: a.DB, Clock: a.Clock, Policy: a.Policy, Authenticator: a.Account, Version: a.version, BodyBytes: a.Config.Limits.BodyBytes,
		TrustedProxies: a.Config.TrustedProxies, HTTPS: a.Config.HTTPS(), MetricsToken: a.Config.Metrics.Token, AccessLog: logger,
	})
	for _, s := range a.all() {
		s.Routes(a.Router)
	}
	a.Router.Health(func(req *http.Request) error { return a.DB.Ping(req.Context()) })
	a.Router.Fallback(frontends())
	return a.Router.Err()
}

// frontends serves the phone app below /field/ and the console everywhere else.
func frontends() http.Handler {
	mux := http.NewServeMux()
	for _, app := range []struct {
		base  string
		files func() (web.Files, bool)
	}{{"/field/", web.Field}, {"/", web.Console}} {
		files, _ := app.files()
		mux.Handle(app.base, &frontend{app.base, files})
	}
	return mux
}

// prepare brings the schema up to date and, on an empty installation, puts the
// starter catalogue in place; a demo gets its agency.
func prepare(ctx context.Context, a *App) error {
	if err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	if a.Config.Demo {
		err := a.LoadDemo(ctx, DemoOptions{Seed: demoSeed, Months: demoMonths})
		if errors.Is(err, errNotEmpty) {
			return nil
		}
		return err
	}
	return a.install(authz.AsSystem(ctx, "install"))
}
