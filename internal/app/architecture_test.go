package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layers go from the outside in; a package may import its own layer's rules below
// and every layer after it, never one before.
var layers = []string{"cmd", "app", "demo", "domain", "ledger", "platform", "kernel"}

// domains may import each other only as this list says. The reverse need is a small
// interface that the consumer declares.
var domains = map[string][]string{
	"account":    {},
	"org":        {},
	"standard":   {"catalogue"},
	"evidence":   {},
	"supplier":   {"org"},
	"contract":   {"supplier", "org"},
	"quota":      {"contract", "supplier", "org", "standard", "catalogue"},
	"finding":    {"evidence", "org"},
	"checklist":  {"standard", "catalogue"},
	"checkpoint": {"checklist", "standard", "org"},
	"label":      {"checkpoint", "evidence"},
	"round":      {"checkpoint", "checklist", "standard", "org"},
	"spotcheck":  {"round", "org"},
	"switching":  {"spotcheck", "org"},
	"recheck":    {"spotcheck", "org"},
	"presence":   {},
	"doubt":      {"presence", "checklist"},
	"inspection": {"doubt", "round", "checkpoint", "checklist", "finding", "evidence", "standard", "contract", "supplier", "org"},
	"queuefile":  {"evidence"},
	"assessment": {"supplier"},
	"settlement": {"assessment", "contract", "supplier", "standard"},
	"insight":    {"assessment", "contract", "supplier", "quota", "finding", "settlement", "inspection", "round", "checkpoint", "org"},
	"catalogue":  {},
}

// outside are packages that are not part of the running program.
var outside = []string{"bench", "testkit"}

func layerOf(pkg string) (layer, name string) {
	parts := strings.Split(strings.TrimPrefix(pkg, "hengjian/"), "/")
	switch {
	case parts[0] == "cmd":
		return "cmd", ""
	case parts[0] != "internal":
		return "platform", "" // configs, migrations, web: data the platform carries
	case slices.Contains([]string{"app", "demo", "ledger", "platform", "kernel"}, parts[1]):
		return parts[1], ""
	}
	return "domain", parts[1]
}

func TestImportsGoOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"node_modules", ".git", "build", "data"}, d.Name()) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := "hengjian/" + path.Dir(file)
		for _, spec := range parsed.Imports {
			if to := strings.Trim(spec.Path.Value, `"`); strings.HasPrefix(to, "hengjian/") {
				if why := forbidden(from, to); why != "" {
					t.Errorf("%s imports %s: %s", file, to, why)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func forbidden(from, to string) string {
	fromLayer, fromName := layerOf(from)
	toLayer, toName := layerOf(to)
	switch {
	case slices.Contains(outside, fromName) || strings.HasSuffix(from, "test"):
		return "" // helpers of tests and measurements may see everything
	case slices.Contains(outside, toName):
		return "the program does not import its tests"
	case slices.Index(layers, fromLayer) > slices.Index(layers, toLayer):
		return toLayer + " lies above " + fromLayer
	case fromLayer == "domain" && toLayer == "domain" && fromName != toName && !slices.Contains(domains[fromName], toName):
		return "not on the list of domains"
	}
	return ""
}

func TestTheListOfDomainsHasNoCircle(t *testing.T) {
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		if slices.Contains(path, name) {
			t.Fatalf("circle: %v → %s", path, name)
		}
		for _, next := range domains[name] {
			visit(next, append(slices.Clone(path), name))
		}
	}
	for name := range domains {
		visit(name, nil)
	}
}
