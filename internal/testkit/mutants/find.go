package main

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// place is an expression that decides by who asks.
type place struct {
	file, pkg  string
	at         string // file:line:column
	start, end int    // offsets of what the guard is put around
	guard      string
	mutants    []string // what is taken away, one at a time
}

type places []place

// mutant is one place without its condition.
type mutant struct{ file, name string }

func (all places) mutants(match *regexp.Regexp) []mutant {
	var out []mutant
	for _, p := range all {
		for _, what := range p.mutants {
			if name := p.at + " " + what; match.MatchString(name) {
				out = append(out, mutant{p.file, name})
			}
		}
	}
	return out
}

// outside are folders that no request reaches.
var outside = []string{"testkit", "bench", "demo", "app"}

func find(folders []string) (out places, err error) {
	for _, folder := range folders {
		if slices.Contains(outside, filepath.Base(folder)) {
			continue
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return nil, err
		}
		fset, trees, helpers := token.NewFileSet(), map[string]*ast.File{}, map[string][]string{}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			if trees[file], err = parser.ParseFile(fset, file, nil, 0); err != nil {
				return nil, err
			}
			for _, d := range trees[file].Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil { // the package's own scopes, such as scope(ctx)
					helpers[f.Name.Name] = restricted(f)
				}
			}
		}
		for file, tree := range trees {
			ast.Inspect(tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if p, around := decides(call, helpers); len(p.mutants) > 0 {
						p.file, p.pkg, p.at = file, tree.Name.Name, fset.Position(call.Pos()).String()
						p.start, p.end = fset.Position(around.Pos()).Offset, fset.Position(around.End()).Offset
						out = append(out, p)
					}
				}
				return true
			})
		}
	}
	slices.SortFunc(out, func(a, b place) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.start, b.start)) })
	return out, nil
}

// decides tells whether a call decides by who asks, what can be taken away of it, and
// what the guard is put around: the context of a scope, the answer to a question.
func decides(call *ast.CallExpr, helpers map[string][]string) (p place, around ast.Expr) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if p.mutants = helpers[f.Name]; len(p.mutants) > 0 {
			p.guard, around = "mutantCtx", call.Args[0]
		}
	case *ast.SelectorExpr:
		on, _ := f.X.(*ast.Ident)
		switch name := f.Sel.Name; {
		case on != nil && on.Name == "authz" && (name == "Rows" || name == "Condition" || isVeil(name)):
			return place{guard: "mutantCtx", mutants: restricted(call)}, call.Args[0]
		case on != nil && on.Name == "authz" && name == "May":
			return place{guard: "mutantNil", mutants: []string{"may do all"}}, call
		case name == "IsSupplier" && len(call.Args) == 0:
			return place{guard: "mutantNo", mutants: []string{"not a supplier"}}, call
		case name == "Blind" && len(call.Args) == 0:
			return place{guard: "mutantNo", mutants: []string{"not blind"}}, call
		case name == "Can" && len(call.Args) == 1:
			return place{guard: "mutantYes", mutants: []string{"may do all"}}, call
		}
	}
	return p, around
}

func isVeil(name string) bool { return name == "Veil" || name == "VeilFacts" }

// restricted tells whom the scopes and veils inside a node restrict. Who has no column
// to be held against sees nothing, so there is nothing to take away for them.
func restricted(n ast.Node) (out []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if f, ok := n.(*ast.SelectorExpr); ok && isVeil(f.Sel.Name) {
			out = append(out, "unveiled")
		}
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if t, ok := lit.Type.(*ast.SelectorExpr); !ok || t.Sel.Name != "Columns" {
			return true
		}
		for _, e := range lit.Elts {
			key, _ := e.(*ast.KeyValueExpr).Key.(*ast.Ident)
			out = append(out, map[string]string{"Supplier": "open to suppliers", "Site": "open to assessors"}[key.Name])
		}
		return true
	})
	slices.Sort(out)
	return slices.Compact(out)
}
