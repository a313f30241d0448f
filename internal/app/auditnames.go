package app

import (
	"context"
	"fmt"

	"hengjian/internal/platform/db"
)

// auditNames tells what people call the records of the audit log: for each kind of
// target how a page of them is named. What is named on paper is named by its number.
// Who may read the log reads all of it, so the names are not scoped either; nothing but
// the name is told. Kinds that are missing here name themselves: a day, a month.
type auditNames struct{ db *db.DB }

var auditNaming = map[string]string{
	"area":              "SELECT t.id, t.name FROM areas t",
	"assessment":        "SELECT t.id, CONCAT(s.short_name, ' ', t.month) AS name FROM assessments t JOIN suppliers s ON s.id = t.supplier_id",
	"checklist":         "SELECT t.id, t.title AS name FROM checklists t",
	"checklist_version": "SELECT t.id, CONCAT(l.title, ' v', t.number) AS name FROM checklist_versions t JOIN checklists l ON l.id = t.checklist_id",
	"checkpoint":        "SELECT t.id, CONCAT(t.name, ' ', t.number) AS name FROM checkpoints t",
	"clause":            "SELECT t.id, CONCAT(t.number, ' ', t.title) AS name FROM clauses t",
	"contract":          "SELECT t.id, t.code AS name FROM contracts t",
	"contract_line":     "SELECT t.id, CONCAT(c.code, ' ', t.service_item) AS name FROM contract_lines t JOIN contracts c ON c.id = t.contract_id",
	"cost_entry":        "SELECT t.id, t.number AS name FROM cost_entries t",
	"doubt":             "SELECT t.id, i.number AS name FROM doubts t JOIN inspections i ON i.id = t.inspection_id",
	"finding":           "SELECT t.id, t.number AS name FROM findings t",
	"inspection":        "SELECT t.id, t.number AS name FROM inspections t",
	"inspection_plan":   "SELECT t.id, t.name FROM inspection_plans t",
	"label_print":       "SELECT t.id, t.template AS name FROM label_prints t",
	"label_report":      "SELECT t.id, p.name FROM label_reports t JOIN checkpoints p ON p.id = t.checkpoint_id",
	"label_template":    "SELECT t.id, t.name FROM label_templates t",
	"payment_rule":      "SELECT t.id, t.name FROM payment_rules t",
	"qualification":     "SELECT t.id, t.name FROM qualifications t",
	"quota":             "SELECT t.id, t.service_item AS name FROM quotas t",
	"route":             "SELECT t.id, t.name FROM routes t",
	"scheme":            "SELECT t.id, t.name FROM schemes t",
	"settlement":        "SELECT t.id, CONCAT(c.code, ' ', t.month) AS name FROM settlements t JOIN contracts c ON c.id = t.contract_id", // a draft has no number
	"site":              "SELECT t.id, t.name FROM sites t",
	"spot_check":        "SELECT t.id, t.number AS name FROM spot_checks t",
	"standard":          "SELECT t.id, t.title AS name FROM standards t",
	"supervision_level": "SELECT t.id, t.code AS name FROM contracts t", // the levels of a contract
	"supervision_lot":   "SELECT t.id, t.code AS name FROM contracts t",
	"supplier":          "SELECT t.id, t.short_name AS name FROM suppliers t",
	"team":              "SELECT t.id, t.name FROM teams t",
	"token":             "SELECT t.id, t.name FROM api_tokens t",
	"user":              "SELECT t.id, t.display_name AS name FROM users t",
}

// NamesOf returns the names of the records that are still there, by identifier.
func (n auditNames) NamesOf(ctx context.Context, target string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	sql := auditNaming[target]
	if sql == "" || len(ids) == 0 {
		return out, nil
	}
	var rows []struct{ ID, Name string }
	if err := n.db.Conn(ctx).Raw(sql+" WHERE t.id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, db.Fault(fmt.Errorf("the names of %s: %w", target, err))
	}
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}
