package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before you commit it")

const matrixGolden = "testdata/matrix.txt"

// document is the part of the OpenAPI document that the matrix needs.
type document struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]*schemaNode `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	ID          string `json:"operationId"`
	Permission  string `json:"x-permission"`
	Public      bool   `json:"x-public"`
	RequestBody *struct {
		Content map[string]struct {
			Schema *schemaNode `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
	Parameters []struct {
		Name     string      `json:"name"`
		In       string      `json:"in"`
		Required bool        `json:"required"`
		Schema   *schemaNode `json:"schema"`
	} `json:"parameters"`
}

type schemaNode struct {
	Ref        string                 `json:"$ref"`
	Type       any                    `json:"type"`
	Format     string                 `json:"format"`
	Enum       []any                  `json:"enum"`
	Examples   []any                  `json:"examples"`
	MinLength  int                    `json:"minLength"`
	Minimum    float64                `json:"minimum"`
	MinItems   int                    `json:"minItems"`
	Items      *schemaNode            `json:"items"`
	Properties map[string]*schemaNode `json:"properties"`
	Required   []string               `json:"required"`
}

// example makes the smallest value that the schema accepts, so that a request gets
// past validation and the answer is about rights.
func (d *document) example(s *schemaNode) any {
	if s == nil {
		return nil
	}
	if s.Ref != "" {
		return d.example(d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]])
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Properties != nil:
		out := map[string]any{}
		for _, name := range s.Required {
			out[name] = d.example(s.Properties[name])
		}
		return out
	}
	kind, _ := s.Type.(string)
	if list, ok := s.Type.([]any); ok {
		kind, _ = list[0].(string)
	}
	switch kind {
	case "array":
		list := []any{}
		for range s.MinItems {
			list = append(list, d.example(s.Items))
		}
		return list
	case "integer", "number":
		return s.Minimum
	case "boolean":
		return false
	case "object":
		return map[string]any{}
	}
	if s.Format == "date-time" {
		return "2026-11-21T03:00:00Z"
	}
	return strings.Repeat("x", max(s.MinLength, 1))
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// users of the matrix: one for each role, all of the agency or of supplier 1.
var matrixUsers = []string{"", "sysadmin", "secadmin", "auditor", "leader", "manager", "standards", "inspector", "finance", "desk", "assessor", "sup1.manager", "sup1.staff"}

// Every operation × every role × {own, another supplier's, missing}, against a
// golden file that is reviewed by eye. Another supplier's record must answer byte
// for byte like a missing one.
func TestEveryOperationAnswersEveryRoleAsReviewed(t *testing.T) {
	w := newDemo(t)
	raw, err := w.Router.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	ids := newObjects(t, w)
	var lines []string
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			op := doc.Paths[path][method]
			for _, user := range matrixUsers {
				lines = append(lines, w.matrixLine(t, &doc, op, method, strings.TrimPrefix(path, "/api/v1"), user, ids))
			}
		}
	}
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(matrixGolden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(matrixGolden)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(strings.TrimSuffix(string(want), "\n"), "\n")
	for _, line := range lines {
		if !slices.Contains(wanted, line) {
			t.Errorf("not as reviewed: %s", line)
		}
	}
	if len(wanted) != len(lines) {
		t.Errorf("%d lines, %d were reviewed", len(lines), len(wanted))
	}
}

func (w *world) matrixLine(t *testing.T, doc *document, op operation, method, path, user string, ids objects) string {
	t.Helper()
	who := user
	if who == "" {
		who = "nobody"
	}
	if !parameter.MatchString(path) {
		return fmt.Sprintf("%-28s %-12s %s", op.ID, who, outcome(w.probe(t, doc, op, method, path, user, "")))
	}
	missing := w.probe(t, doc, op, method, path, user, id.New())
	own, other := "-", "-"
	if pair, ok := ids.of(path); ok {
		foreign := w.probe(t, doc, op, method, path, user, pair.other)
		// The supplier's own users must not tell the other's record from a missing one.
		if strings.HasPrefix(user, "sup1.") && pair.owned && (foreign.Status != missing.Status || !bytes.Equal(foreign.withoutRequest(), missing.withoutRequest())) {
			t.Errorf("%s as %s tells another supplier's record from a missing one:\n%d %s\n%d %s", op.ID, user, foreign.Status, foreign.Body, missing.Status, missing.Body)
		}
		other = outcome(foreign)
		own = outcome(w.probe(t, doc, op, method, path, user, pair.own))
	}
	return fmt.Sprintf("%-28s %-12s own=%s other=%s missing=%s", op.ID, who, own, other, outcome(missing))
}

func (w *world) probe(t *testing.T, doc *document, op operation, method, path, user, key string) answer {
	t.Helper()
	path = parameter.ReplaceAllString(path, key)
	query := []string{}
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			query = append(query, fmt.Sprintf("%s=%v", p.Name, doc.example(p.Schema)))
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	var body any
	if op.RequestBody != nil {
		if c, ok := op.RequestBody.Content["application/json"]; ok {
			body = doc.example(c.Schema)
		} else {
			body = []byte("x")
		}
	}
	return w.dry(t, user, strings.ToUpper(method), path, body, "If-Match", `"1"`)
}

// outcome keeps what a reviewer needs: the status and, of a refusal, its code.
func outcome(a answer) string {
	if a.Status < 400 {
		return fmt.Sprint(a.Status)
	}
	return fmt.Sprintf("%d:%s", a.Status, a.code())
}
