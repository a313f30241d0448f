package app_test

import (
	"strings"
	"testing"
)

// pair names a record of the acting supplier and one of another supplier. owned
// says that the kind of record belongs to a supplier at all.
type pair struct {
	own, other string
	owned      bool
}

// objects maps the beginning of a path to its pair.
type objects map[string]pair

func (o objects) of(path string) (pair, bool) {
	best := ""
	for prefix := range o {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return o[best], best != ""
}

// ownedBy finds one record of a supplier behind each address that names one.
var ownedBy = map[string]string{
	"/suppliers/":        "SELECT id FROM suppliers WHERE id = ?",
	"/qualifications/":   "SELECT id FROM qualifications WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/contracts/":        "SELECT id FROM contracts WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/contract-lines/":   "SELECT id FROM contract_lines WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/checkpoints/":      "SELECT id FROM checkpoints WHERE supplier_id = ? AND state = 'active' ORDER BY id LIMIT 1",
	"/checkpoint-codes/": "SELECT c.code FROM checkpoint_codes c JOIN checkpoints p ON p.id = c.checkpoint_id WHERE p.supplier_id = ? AND c.state = 'active' ORDER BY p.id LIMIT 1",
	"/retired-labels/":   "SELECT c.code FROM checkpoint_codes c JOIN checkpoints p ON p.id = c.checkpoint_id WHERE p.supplier_id = ? AND c.state = 'revoked' ORDER BY c.code LIMIT 1",
	"/label-reports/":    "SELECT id FROM label_reports WHERE supplier_id = ? ORDER BY state DESC, id LIMIT 1",
	"/routes/":           "SELECT id FROM routes WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/inspection-plans/": "SELECT i.id FROM inspection_plans i JOIN routes r ON r.id = i.route_id WHERE r.supplier_id = ? ORDER BY i.id LIMIT 1",
	"/teams/":            "SELECT id FROM teams WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/duties/":           "SELECT id FROM duties WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/inspections/":      "SELECT id FROM inspections WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/photos/": "SELECT e.sha256 FROM evidence e WHERE e.supplier_id = ? AND NOT EXISTS (SELECT 1 FROM evidence o WHERE o.sha256 = e.sha256 AND o.supplier_id <> e.supplier_id) " +
		"ORDER BY CASE WHEN e.site_id IN (SELECT site_id FROM assessor_sites) THEN 0 ELSE 1 END, e.sha256 LIMIT 1", // one the assessor reaches, if there is one,
	"/doubts/":         "SELECT id FROM doubts WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/findings/":       "SELECT id FROM findings WHERE supplier_id = ? ORDER BY id LIMIT 1",
	"/rectifications/": "SELECT r.id FROM rectifications r JOIN findings f ON f.id = r.finding_id WHERE f.supplier_id = ? ORDER BY r.id LIMIT 1",
	"/assessments/":    "SELECT id FROM assessments WHERE supplier_id = ? AND state = 'published' ORDER BY id LIMIT 1",
	"/settlements/":    "SELECT id FROM settlements WHERE supplier_id = ? AND state = 'approved' ORDER BY id LIMIT 1",
	"/costs/":          "SELECT id FROM cost_entries WHERE supplier_id = ? ORDER BY id LIMIT 1",
}

// shared finds one record of each kind that belongs to no supplier.
var shared = map[string]string{
	"/users/":              "SELECT id FROM users WHERE username = 'desk'",
	"/tokens/":             "SELECT id FROM users WHERE username = 'desk'",
	"/sites/":              "SELECT id FROM sites ORDER BY id LIMIT 1",
	"/areas/":              "SELECT id FROM areas ORDER BY id LIMIT 1",
	"/standards/":          "SELECT id FROM standards ORDER BY id LIMIT 1",
	"/clauses/":            "SELECT id FROM clauses ORDER BY id LIMIT 1",
	"/checklists/":         "SELECT id FROM checklists ORDER BY id LIMIT 1",
	"/checklist-versions/": "SELECT id FROM checklist_versions ORDER BY id LIMIT 1",
	"/schemes/":            "SELECT id FROM schemes ORDER BY id LIMIT 1",
	"/label-templates/":    "SELECT id FROM label_templates ORDER BY id LIMIT 1",
	"/label-prints/":       "SELECT id FROM label_prints ORDER BY id LIMIT 1",
	"/quotas/":             "SELECT id FROM quotas ORDER BY id LIMIT 1",
	"/spot-checks/":        "SELECT id FROM spot_checks WHERE state = 'prepared' ORDER BY id LIMIT 1",
	"/draw-records/":       "SELECT id FROM spot_checks WHERE state = 'drawn' ORDER BY id LIMIT 1",
	"/supervision-levels/": "SELECT CONCAT(contract_id, '.', checklist_id) FROM supervision_levels WHERE level = 'normal' ORDER BY version, contract_id LIMIT 1",
	"/conflicts/":          "SELECT id FROM conflicts_of_interest ORDER BY id LIMIT 1",
}

func newObjects(t *testing.T, w *world) objects {
	t.Helper()
	one := func(query string, args ...any) string {
		var value string
		if err := w.DB.Conn(t.Context()).Raw(query, args...).Row().Scan(&value); err != nil {
			t.Fatalf("%s %v: %v", query, args, err)
		}
		return value
	}
	supplier := func(user string) string { return one("SELECT supplier_id FROM users WHERE username = ?", user) }
	mine, theirs := supplier("sup1.manager"), supplier("sup2.manager")
	out := objects{"/working-calendar/": {own: "2026-10-01", other: "2026-10-01"},
		"/me/consents/": {own: "position", other: "position"}}
	for prefix, query := range ownedBy {
		out[prefix] = pair{own: one(query, mine), other: one(query, theirs), owned: true}
	}
	for prefix, query := range shared {
		key := one(query)
		out[prefix] = pair{own: key, other: key}
	}
	return out
}
