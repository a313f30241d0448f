package app

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/testkit"
)

// words returns the table of a language file of the console.
func words(t *testing.T, file, table string) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "web", "console", "src", "i18n", file))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(source), "\n  "+table+": {")
	if !found {
		t.Fatalf("%s has no %s", file, table)
	}
	inside, _, _ := strings.Cut(rest, "\n  },")
	return inside
}

func TestWhatTheAuditLogTellsHasWordsInBothLanguages(t *testing.T) {
	targets := map[string]bool{}
	literal := regexp.MustCompile(`audit\.Entry\{[^}]*?Target: *"(\w+)"`)
	for _, pattern := range []string{"../*/*.go", "../platform/*/*.go"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllSubmatch(source, -1) {
				if !strings.HasSuffix(file, "_test.go") {
					targets[string(m[1])] = true
				}
			}
		}
	}
	if len(targets) < 30 {
		t.Fatalf("only %d kinds of target were found in the source", len(targets))
	}
	for target := range auditNaming {
		targets[target] = true
	}
	for _, language := range []string{"zh-CN", "en"} {
		actions, kinds := words(t, language+"/audit.ts", "action"), words(t, language+"/audit.ts", "target")
		systems, jobs := words(t, language+"/audit.ts", "system"), words(t, language+"/system.ts", "jobName")
		for _, action := range audit.Actions() {
			if !strings.Contains(actions, "'"+action+"': '") {
				t.Errorf("%s: no word for the action %s", language, action)
			}
		}
		for target := range targets {
			if !regexp.MustCompile(`\b` + target + `: '`).MatchString(kinds) {
				t.Errorf("%s: no word for the target %s", language, target)
			}
		}
		for _, job := range jobNames(t) {
			if !strings.Contains(systems, "'"+job+"': '") || !strings.Contains(jobs, strings.NewReplacer(".", "_").Replace(job)+": '") {
				t.Errorf("%s: no words for the job %s", language, job)
			}
		}
	}
}

// jobNames lists the jobs as the program registers them.
func jobNames(t *testing.T) []string {
	t.Helper()
	literal := regexp.MustCompile(`Name: "([a-z]+\.[a-z]+)", Description:`)
	var out []string
	files, _ := filepath.Glob("../*/*.go")
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllSubmatch(source, -1) {
			out = append(out, string(m[1]))
		}
	}
	if len(out) < 12 {
		t.Fatalf("only %d jobs were found in the source", len(out))
	}
	return out
}

func TestEveryNameOfAnAuditTargetCanBeAskedFor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		names, ctx := auditNames{d}, authz.AsSystem(context.Background(), "test")
		supplierID := id.New()
		err := d.Tx(ctx, func(ctx context.Context) error {
			return d.Conn(ctx).Exec(`INSERT INTO suppliers (id, code, name, short_name, credit_code, contact_name, contact_phone, state, categories, version, created_at)
				VALUES (?, 'GYS-001', '恒洁物业服务有限公司', '恒洁物业', '91440600DEMA00011X', '', '', 'active', '', 1, 0)`, supplierID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		for target := range auditNaming {
			got, err := names.NamesOf(ctx, target, []string{supplierID, id.New()})
			if err != nil {
				t.Errorf("%s: %v", target, err)
			}
			if target == "supplier" && (len(got) != 1 || got[supplierID] != "恒洁物业") || target != "supplier" && len(got) != 0 {
				t.Errorf("%s: %v", target, got)
			}
		}
		if got, err := names.NamesOf(ctx, "period", []string{supplierID}); err != nil || len(got) != 0 {
			t.Errorf("what names itself was asked for: %v, %v", got, err)
		}
	})
}
