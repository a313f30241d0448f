package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"hengjian/internal/platform/clock"
)

var serveCommand = command{
	name: "serve", about: "answer requests and run the jobs, until told to stop",
	run: func(ctx context.Context, call *invocation) error {
		a, err := New(ctx, call.config, clock.System(call.config.Zone), call.Version)
		if err != nil {
			return err
		}
		defer a.Close()
		if err := prepare(ctx, a); err != nil {
			return err
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", call.config.Addr)
		if err != nil {
			return fmt.Errorf("addr: %w", err)
		}
		slog.Info("serving", "address", listener.Addr().String(), "open", call.config.BaseURL, "version", call.Version)
		go a.Router.Describe()
		return a.Serve(ctx, listener)
	},
}

// Times of the server. They bound how long a slow or hostile client can hold a
// connection, and how long a stop waits for requests that have begun.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 2 * time.Minute // a photo over a poor line
	writeTimeout    = 2 * time.Minute
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 20 * time.Second
	maxHeaderBytes  = 32 << 10
)

// Serve answers on the listener and runs the jobs until ctx ends; then it lets the
// requests that have begun come to their end.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: a.Router, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	work, stopJobs := context.WithCancel(context.WithoutCancel(ctx))
	jobsDone := make(chan struct{})
	go func() { defer close(jobsDone); a.runJobs(work) }()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		slog.Info("stopping")
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		err = server.Shutdown(end)
		cancel()
	}
	stopJobs()
	<-jobsDone
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// jobTick is how often the runner looks for a slot that is due.
const jobTick = 5 * time.Second

func (a *App) runJobs(ctx context.Context) {
	tick := time.NewTicker(jobTick)
	defer tick.Stop()
	for {
		if err := a.Jobs.RunDue(ctx, a.Clock.Now()); err != nil && ctx.Err() == nil {
			slog.Error("jobs", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
