package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/account"
	"hengjian/internal/app"
	"hengjian/internal/platform/authz"
	"hengjian/internal/spotcheck"
	"hengjian/internal/testkit"
)

// secret are the columns that no seed decides: passwords' salts, the codes on labels,
// the chain that seals the log, and when the schema was made.
var secret = map[string][]string{
	"users": {"password_hash"}, "password_history": {"password_hash"}, "checkpoint_codes": {"code"}, "audit_seals": {"hash"}, "goose_db_version": {"tstamp"},
}

// seen are readings of the demo as people see it, by names and not by identifiers.
var seen = map[string]string{
	"scores":     "SELECT u.name, a.month, a.state, a.points, a.grade FROM assessments a JOIN suppliers u ON u.id = a.supplier_id",
	"statements": "SELECT k.code, s.month, s.number, s.base, s.deduction, s.payable, s.points, s.grade, s.state FROM settlements s JOIN contracts k ON k.id = s.contract_id",
	"draws": "SELECT c.title, c.number, c.seed, c.population_digest, o.position, p.name AS place, w.display_name AS inspector FROM spot_checks c " +
		"JOIN spot_check_objects o ON o.spot_check_id = c.id JOIN checkpoints p ON p.id = o.checkpoint_id JOIN users w ON w.id = o.inspector_id",
	"findings": "SELECT u.name, f.severity, f.state, f.item_text, COUNT(*) AS n FROM findings f JOIN suppliers u ON u.id = f.supplier_id GROUP BY u.name, f.severity, f.state, f.item_text",
	"records":  "SELECT u.name, i.number, i.finished_at, i.pass_count, i.fail_count FROM inspections i JOIN suppliers u ON u.id = i.supplier_id",
	"ratings":  "SELECT u.name, r.occurred_on, r.stars FROM ratings r JOIN suppliers u ON u.id = r.supplier_id",
	"costs":    "SELECT number, month, amount FROM cost_entries",
	"rechecks": "SELECT p.name, w.display_name FROM rechecks r JOIN inspections i ON i.id = r.first_id JOIN checkpoints p ON p.id = i.checkpoint_id JOIN users w ON w.id = r.second_inspector_id",
}

// demoOf makes the demo of a seed with one finished month.
func demoOf(t *testing.T, seed uint64) *world {
	t.Helper()
	w := newWorld(t, t.TempDir(), sqliteURL(t))
	if err := w.LoadDemo(t.Context(), app.DemoOptions{Seed: seed, Months: 1}); err != nil {
		t.Fatal(err)
	}
	return w
}

// lines returns what a query finds, one line a row, in a stable order.
func (w *world) lines(t *testing.T, query string, without ...string) (out []string) {
	t.Helper()
	var rows []map[string]any
	if err := w.DB.Conn(t.Context()).Raw(query).Scan(&rows).Error; err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	for _, r := range rows {
		var words []string
		for column, v := range r {
			if !slices.Contains(without, column) {
				words = append(words, fmt.Sprintf("%s=%v", column, v))
			}
		}
		slices.Sort(words)
		out = append(out, strings.Join(words, " "))
	}
	slices.Sort(out)
	return out
}

// Every row of every table is the same, down to identifiers and draws, but for what
// must be a secret even in a demo; and what people see differs with the seed. Then both
// demos, equal so far, draw from the same population: what is drawn in earnest differs.
func TestProofThatTheDemoIsTheSameForItsSeedAndADrawAfterItIsNot(t *testing.T) {
	if testkit.Proof(1, 0) == 0 {
		t.Skip("three demos are made in the run without the race detector")
	}
	a, same, other := demoOf(t, 7), demoOf(t, 7), demoOf(t, 8)
	for _, table := range a.lines(t, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		table = strings.TrimPrefix(table, "name=")
		got, want := same.lines(t, "SELECT * FROM "+table, secret[table]...), a.lines(t, "SELECT * FROM "+table, secret[table]...)
		if !slices.Equal(got, want) {
			t.Errorf("%s differs for the same seed", table)
		}
	}
	for what, query := range seen {
		got, want := same.lines(t, query), a.lines(t, query)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: %d lines, want the same %d", what, len(got), len(want))
		}
		if slices.Equal(want, other.lines(t, query)) {
			t.Errorf("%s are the same for another seed", what)
		}
	}
	first, second := a.earnest(t), same.earnest(t)
	if first.PopulationDigest != second.PopulationDigest {
		t.Fatal("the two draws were not made from the same population")
	}
	if first.Seed == second.Seed || first.ID == second.ID || len(first.Seed) != 64 {
		t.Errorf("draws after the demo follow from its seed: %s, %s", first.Seed, second.Seed)
	}
}

// earnest makes a draw through the server's own services.
func (w *world) earnest(t *testing.T) spotcheck.Detail {
	t.Helper()
	var manager string
	if err := w.DB.Conn(t.Context()).Raw("SELECT id FROM users WHERE username = 'manager'").Scan(&manager).Error; err != nil {
		t.Fatal(err)
	}
	ctx := testkit.As(manager, "manager")
	d, err := w.SpotChecks.Prepare(ctx, spotcheck.Order{Title: "抽查", Unit: spotcheck.ByCheckpoint, Count: 3, From: "2026-11-23", To: "2026-11-27"})
	if err == nil {
		d, err = w.SpotChecks.Draw(ctx, d.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The demo shows a record that stayed on a phone: its author's, of the day it was made,
// brought by the firm's manager days later, with the miss taken back and a doubt that
// waits for the agency.
func TestTheDemoShowsARecordThatWasBroughtByAFile(t *testing.T) {
	w := newDemo(t)
	var list struct {
		Items []struct {
			Kind, State string
			Record      struct {
				ID, PersonName         string
				FinishedAt, ReceivedAt time.Time
			}
			Figures   struct{ BroughtBy string }
			MayDecide bool
		}
	}
	if a := w.as(t, "manager", "GET", "/doubts?kind=brought_by_file", nil); a.Status != 200 || json.Unmarshal(a.Body, &list) != nil || len(list.Items) != 1 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	got := list.Items[0]
	if got.State != "open" || !got.MayDecide || got.Record.PersonName != "恒洁物业 现场员工" || got.Figures.BroughtBy != "项目经理 梁敏" {
		t.Errorf("%+v", got)
	}
	if late := got.Record.ReceivedAt.Sub(got.Record.FinishedAt); late < 48*time.Hour || late > 72*time.Hour {
		t.Errorf("received %s after it was made", late)
	}
	var record struct {
		Mode, Note string
		OccurredOn string
	}
	if a := w.as(t, "sup1.manager", "GET", "/inspections/"+got.Record.ID, nil); a.Status != 200 || json.Unmarshal(a.Body, &record) != nil || record.Mode != "self" || record.OccurredOn != "2026-11-16" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := w.as(t, "sup2.manager", "GET", "/inspections/"+got.Record.ID, nil); a.Status != 404 {
		t.Errorf("another supplier: %d %s", a.Status, a.Body)
	}
	lines := w.lines(t, "SELECT f.kind, f.count FROM ledger_facts f JOIN tasks t ON t.id = f.ref_id WHERE f.kind IN ('task_missed', 'task_done', 'task_late') AND t.inspection_id = '"+got.Record.ID+"'")
	if strings.Join(lines, ", ") != "count=-1 kind=task_missed, count=1 kind=task_done, count=1 kind=task_missed" {
		t.Errorf("facts of its task: %v", lines)
	}
}

// A database with anything in it takes no demo: nobody gives real draws the demo's seed.
func TestNoDemoIsMadeOverRealRecords(t *testing.T) {
	w := newWorld(t, t.TempDir(), sqliteURL(t))
	if err := w.DB.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.Account.EnsureUser(authz.AsSystem(t.Context(), "test"), account.Wanted{
		NewUser: account.NewUser{Username: "real", DisplayName: "某人", OrgKind: authz.Agency}, Roles: []string{"manager"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.LoadDemo(t.Context(), app.DemoOptions{Seed: 1}); err == nil {
		t.Error("a demo was made beside a real account")
	}
}

// Identifiers that can be foretold are made in one place only.
func TestNothingButTheDemoForetellsIdentifiers(t *testing.T) {
	callers := []string{}
	err := filepath.WalkDir("..", func(file string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(file)
		if strings.Contains(string(raw), "id.Repeat(") {
			callers = append(callers, filepath.ToSlash(file))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(callers, []string{"../app/install.go"}) {
		t.Errorf("called in %v", callers)
	}
}
