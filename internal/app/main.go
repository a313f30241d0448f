// Package app puts the program together: settings, database, services, routes,
// jobs, and an orderly end. Nothing is decided here that belongs to a domain.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"text/tabwriter"

	"hengjian/internal/platform/config"
)

// Process is what the program has from its surroundings. Tests make their own.
type Process struct {
	Args    []string
	Environ []string
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
}

// command is one word after the program's name.
type command struct {
	name  string
	about string
	// flags may add flags of the command's own.
	flags func(*flag.FlagSet)
	run   func(context.Context, *invocation) error
}

// invocation is one call of a command with its settings read.
type invocation struct {
	Process
	config *config.Config
	flags  *flag.FlagSet
}

var errUsage = errors.New("usage")

func commands() []command {
	return []command{serveCommand, migrateCommand, demoCommand, userCommand, openapiCommand, verifyCommand, doctorCommand}
}

// Main runs the command the arguments name and returns the exit code: 0, 1 for a
// failure, 2 for a call that cannot be understood.
func Main(ctx context.Context, p Process) int {
	if len(p.Args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, p.Args[0]) {
		usage(p.Stdout)
		return 0
	}
	if p.Args[0] == "version" || p.Args[0] == "--version" {
		_, _ = fmt.Fprintln(p.Stdout, p.Version)
		return 0
	}
	for _, c := range commands() {
		if c.name == p.Args[0] {
			return p.execute(ctx, c)
		}
	}
	_, _ = fmt.Fprintf(p.Stderr, "hengjian: there is no command %q\n", p.Args[0])
	usage(p.Stderr)
	return 2
}

func (p Process) execute(ctx context.Context, c command) int {
	set := flag.NewFlagSet("hengjian "+c.name, flag.ContinueOnError)
	set.SetOutput(p.Stderr)
	settings := config.Register(set)
	if c.flags != nil {
		c.flags(set)
	}
	if err := set.Parse(p.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	cfg, err := config.Load(settings, p.Environ)
	if err != nil {
		_, _ = fmt.Fprintf(p.Stderr, "hengjian: %v\n", err)
		return 2
	}
	slog.SetDefault(slog.New(logHandler(p.Stderr, cfg.Log)))
	switch err := c.run(ctx, &invocation{Process: p, config: cfg, flags: set}); {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintf(p.Stderr, "hengjian %s: %s\n", c.name, strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return 2
	default:
		_, _ = fmt.Fprintf(p.Stderr, "hengjian %s: %v\n", c.name, err)
		return 1
	}
}

func usage(w io.Writer) {
	_, _ = fmt.Fprintln(w, "hengjian supervises the suppliers of a government logistics agency.\n\nUsage: hengjian COMMAND [FLAG...]\n\nCommands:")
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, c := range commands() {
		_, _ = fmt.Fprintf(t, "  %s\t%s\n", c.name, c.about)
	}
	_ = t.Flush()
	_, _ = fmt.Fprintln(w, "\nEvery setting can be a flag, a HENGJIAN_* variable or a line of the settings file:\nhengjian serve -h lists them.")
}

func logHandler(w io.Writer, c config.Log) slog.Handler {
	opt := &slog.HandlerOptions{Level: c.Level}
	if c.Format == "json" {
		return slog.NewJSONHandler(w, opt)
	}
	return slog.NewTextHandler(w, opt)
}
