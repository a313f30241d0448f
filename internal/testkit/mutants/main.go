// Command mutants proves that every condition which decides by who asks is held by a
// test. It takes each away, one at a time, for suppliers, for assessors or for who checks
// again, and runs the tests that meet it: what no test notices, no test would notice when
// somebody forgets it.
//
//	go run ./internal/testkit/mutants [-run regexp] [folder...]
//
// A line a mutant names the test that killed it; the command ends with 1 if one
// survived. No file of the tree is changed: the mutants of a package are compiled
// into one test program by go's -overlay, and a variable awakens one of them. The
// tests run on SQLite alone: a condition is the same text on every engine.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

func main() {
	only := flag.String("run", "", "only mutants whose name matches")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	survived, err := run(ctx, os.Stdout, *only, flag.Args(), "internal/app")
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if survived > 0 {
		os.Exit(1)
	}
}

// run tries the mutants of the folders, of every domain if none is named, and
// returns how many no test noticed. Those that the tests of their own package let
// live meet every operation as every role, in the folder rights.
func run(ctx context.Context, out io.Writer, only string, folders []string, rights string) (survived int, err error) {
	match, err := regexp.Compile(only)
	if err != nil {
		return 0, fmt.Errorf("-run: %w", err)
	}
	if len(folders) == 0 {
		folders, _ = filepath.Glob("internal/*") // the pattern is well formed
	}
	all, err := find(folders)
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "hengjian-mutants-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	overlay, err := all.overlay(dir)
	if err != nil {
		return 0, err
	}
	b, began, mutants := bench{dir, overlay, rights, map[string]program{}}, time.Now(), all.mutants(match)
	for _, m := range mutants {
		killer, err := b.try(ctx, m)
		if err != nil {
			return survived, err
		}
		if killer == "" {
			survived, killer = survived+1, "SURVIVED"
		}
		fmt.Fprintf(out, "%-62s %s\n", m.name, killer)
	}
	fmt.Fprintf(out, "%d mutants, %d survived, %d s\n", len(mutants), survived, int(time.Since(began).Seconds()))
	return survived, nil
}
