package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"hengjian/internal/testkit"
)

// bench holds the test programs, one a package, with every mutant asleep in them.
type bench struct {
	dir, overlay, rights string
	programs             map[string]program // by folder
}

type program struct {
	path, folder string
	reach        map[string]map[string]bool // by mutant, the tests that meet it
}

// try awakens a mutant and returns the first test that notices it, "" if none does.
func (b *bench) try(ctx context.Context, m mutant) (string, error) {
	killer, err := b.test(ctx, filepath.Dir(m.file), ".", m.name)
	if killer == "" && err == nil {
		killer, err = b.test(ctx, b.rights, "^TestEveryOperationAnswersEveryRoleAsReviewed$", m.name)
	}
	return killer, err
}

// test runs those of a folder's tests that meet the mutant. The first run, with all of
// them asleep, tells which do.
func (b *bench) test(ctx context.Context, folder, names, mutant string) (string, error) {
	p, ok := b.programs[folder]
	if !ok {
		p = program{filepath.Join(b.dir, strings.ReplaceAll(folder, string(filepath.Separator), "_")+".test"), folder, nil}
		build := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", b.overlay, "-o", p.path, "./"+folder)
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s does not build: %w\n%s", folder, err, out)
		}
		out, failing, err := p.start(ctx, names, "?", "-test.v")
		if err == nil && failing != "" {
			err = errors.New(failing)
		}
		if err != nil {
			return "", fmt.Errorf("%s fails without a mutant: %w", folder, err)
		}
		p.reach = reach(out)
		b.programs[folder] = p
	}
	if len(p.reach[mutant]) == 0 {
		return "", nil
	}
	_, killer, err := p.start(ctx, "^("+strings.Join(slices.Sorted(maps.Keys(p.reach[mutant])), "|")+")$", mutant)
	return killer, err
}

var step = regexp.MustCompile(`(?m)^(?:=== (?:RUN|CONT|NAME)\s+([^/\s]+)|mutant met: (.*)$)`)

// reach reads from what a test program tells of itself which tests meet which mutants:
// no other test could notice them.
func reach(out []byte) map[string]map[string]bool {
	met, test := map[string]map[string]bool{}, ""
	for _, line := range step.FindAllSubmatch(out, -1) {
		if len(line[1]) > 0 {
			test = string(line[1])
			continue
		}
		mutant := string(line[2])
		if met[mutant] == nil {
			met[mutant] = map[string]bool{}
		}
		met[mutant][test] = true
	}
	return met
}

var failed = regexp.MustCompile(`(?m)^--- FAIL: (\S+)|^(panic: test timed out)|^(panic): `)

// start runs a test program up to its first failure, and names that. The proofs of a
// rate are left out: their thousands of samples ask as one and the same actor.
func (p program) start(ctx context.Context, names, mutant string, more ...string) (out []byte, failing string, err error) {
	c := exec.CommandContext(ctx, p.path, append(more, "-test.failfast", "-test.timeout=10m", "-test.run", names, "-test.skip", "^TestProof")...)
	c.Dir = p.folder
	c.Env = append(os.Environ(), "HENGJIAN_MUTANT="+mutant, testkit.EnvMySQL+"=", testkit.EnvRequire+"=")
	out, err = c.CombinedOutput()
	var exit *exec.ExitError
	if err == nil || ctx.Err() != nil || !errors.As(err, &exit) {
		return out, "", errors.Join(err, ctx.Err())
	}
	if by := failed.FindSubmatch(out); by != nil {
		return out, string(bytes.Join(by[1:], nil)), nil
	}
	return out, "", fmt.Errorf("%s ended without naming a failure: %w\n%s", p.folder, err, out)
}
