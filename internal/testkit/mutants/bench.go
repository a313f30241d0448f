package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"hengjian/internal/testkit"
)

// bench holds the test programs, one a package, with every mutant asleep in them.
type bench struct {
	dir, overlay, rights string
	programs             map[string]string // by folder
}

// try awakens a mutant and returns the first test that notices it, "" if none does.
func (b *bench) try(ctx context.Context, m mutant) (string, error) {
	killer, err := b.test(ctx, filepath.Dir(m.file), ".", m.name)
	if killer == "" && err == nil {
		killer, err = b.test(ctx, b.rights, "^TestEveryOperationAnswersEveryRoleAsReviewed$", m.name)
	}
	return killer, err
}

func (b *bench) test(ctx context.Context, folder, names, mutant string) (string, error) {
	if b.programs[folder] == "" {
		program := filepath.Join(b.dir, strings.ReplaceAll(folder, string(filepath.Separator), "_")+".test")
		build := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", b.overlay, "-o", program, "./"+folder)
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s does not build: %w\n%s", folder, err, out)
		}
		if failing, err := start(ctx, program, folder, names, ""); err != nil || failing != "" {
			return "", fmt.Errorf("%s fails without a mutant: %s %w", folder, failing, err)
		}
		b.programs[folder] = program
	}
	return start(ctx, b.programs[folder], folder, names, mutant)
}

var failed = regexp.MustCompile(`(?m)^--- FAIL: (\S+)|^(panic): `)

// start runs a test program up to its first failure, and names that.
func start(ctx context.Context, program, folder, names, mutant string) (string, error) {
	c := exec.CommandContext(ctx, program, "-test.failfast", "-test.timeout=5m", "-test.run", names)
	c.Dir = folder
	c.Env = append(os.Environ(), "HENGJIAN_MUTANT="+mutant, testkit.EnvMySQL+"=", testkit.EnvRequire+"=")
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err == nil || ctx.Err() != nil || !errors.As(err, &exit) {
		return "", errors.Join(err, ctx.Err())
	}
	if by := failed.FindSubmatch(out); by != nil {
		return string(bytes.Join(by[1:], nil)), nil
	}
	return "", fmt.Errorf("%s ended without naming a failure: %w\n%s", folder, err, out)
}
