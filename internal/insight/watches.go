package insight

import (
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/supplier"
)

func (s *Service) overdue(m moment) (Attention, error) {
	where, args := findingsOf(m.ctx)
	return s.records(m.ctx, "/findings/", `SELECT f.id, f.item_text AS label, `+supplierName(m)+` AS supplier_name, f.due_on AS day, COUNT(*) OVER () AS n
		FROM findings f JOIN suppliers s ON s.id = f.supplier_id WHERE f.state IN ? AND f.due_at <= ? AND `+where+` ORDER BY f.due_on, f.id`,
		append([]any{forSupplier, m.now}, args...)...)
}

// supplierName is the SQL for a supplier's short name; a supplier needs no reminder
// of its own, and a blind assessor gets none.
func supplierName(m moment) string {
	if m.actor.IsSupplier() || m.actor.Blind() {
		return "''"
	}
	return "s.short_name"
}

func (s *Service) missed(m moment) (Attention, error) {
	where, args := tasksOf(m.ctx)
	return s.recordsTo(m.ctx, always("/tasks?day="+string(m.day)+"&state=missed"), `SELECT t.id, p.name AS label, `+supplierName(m)+` AS supplier_name, COUNT(*) OVER () AS n
		FROM tasks t JOIN checkpoints p ON p.id = t.checkpoint_id JOIN suppliers s ON s.id = t.supplier_id
		WHERE t.state = 'missed' AND t.due_on = ? AND `+where+` ORDER BY t.window_end_at, t.id`, append([]any{string(m.day)}, args...)...)
}

// fallPoints is the loss from one month to the next that deserves a look.
const fallPoints = money.Points(3_00)

// falling lists who lost points. It is urgent once a grade fell with them, since the
// payment follows the grade.
func (s *Service) falling(m moment) (Attention, error) {
	a := Attention{Items: []AttentionItem{}, Severity: "medium"}
	for _, g := range m.bench.Grades { // the largest fall first
		if g.fall() < fallPoints {
			break
		}
		a.Count++
		if g.Grade != g.PreviousGrade {
			a.Severity = "high"
		}
		if len(a.Items) < shown {
			a.Items = append(a.Items, AttentionItem{ID: g.SupplierID, Label: g.Name, To: "/assessments/" + g.AssessmentID, Month: g.Month,
				Points: g.Points, PreviousPoints: g.PreviousPoints, Grade: g.Grade, PreviousGrade: g.PreviousGrade})
		}
	}
	return a, nil
}

// Days of notice.
const (
	qualificationNotice = 60
	qualificationUrgent = 15
	contractNotice      = 90
	contractUrgent      = 30
)

func (s *Service) expiring(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "q.supplier_id"})
	ends, today := supplier.NotRenewed(s.db.Dialect(), m.day)
	a, err := s.recordsTo(m.ctx, func(r record) string { return "/suppliers/" + r.SupplierID + "?tab=qualifications" },
		`SELECT q.id, q.name AS label, `+supplierName(m)+` AS supplier_name, q.valid_to AS day, q.supplier_id, COUNT(*) OVER () AS n
		FROM qualifications q JOIN suppliers s ON s.id = q.supplier_id
		WHERE q.valid_to <= ? AND s.state NOT IN ('exited', 'debarred') AND `+ends+` AND `+where+` ORDER BY q.valid_to, q.id`,
		slices.Concat([]any{string(m.day.AddDays(qualificationNotice))}, today, args)...)
	return a.urgentBy(m.day.AddDays(qualificationUrgent)), err
}

// urgentBy makes it urgent if the first item ends by the day.
func (a Attention) urgentBy(day date.Day) Attention {
	if len(a.Items) > 0 && a.Items[0].Day <= day {
		a.Severity = "high"
	}
	return a
}

// overQuotaSQL lists the contract lines of a month whose price, or whose booked cost
// where that is more, lies above their quota.
const overQuotaSQL = `SELECT x.contract_id AS id, x.label, x.supplier_name, x.over_by, x.quota, COUNT(*) OVER () AS n FROM (
	SELECT a.contract_id, l.service_item AS label, s.short_name AS supplier_name, a.quota,
		CASE WHEN COALESCE(e.amount, 0) > a.price THEN e.amount ELSE a.price END - a.quota AS over_by
	FROM accruals a JOIN contract_lines l ON l.id = a.contract_line_id JOIN suppliers s ON s.id = a.supplier_id
	LEFT JOIN (SELECT contract_line_id, SUM(amount) AS amount FROM cost_entries WHERE month = ? GROUP BY contract_line_id) e
		ON e.contract_line_id = a.contract_line_id
	WHERE a.month = ? AND a.quota IS NOT NULL AND `

func (s *Service) overQuota(m moment) (Attention, error) {
	last := string(m.month.Add(-1))
	where, args := scope(m.ctx, "a")
	a, err := s.records(m.ctx, "/contracts/", overQuotaSQL+where+`) x WHERE x.over_by > 0 ORDER BY x.over_by DESC, x.contract_id`,
		append([]any{last, last}, args...)...)
	a.Params = map[string]any{"month": last}
	return a, err
}

func (s *Service) awaitingReinspection(m moment) (Attention, error) {
	where, args := findingsOf(m.ctx)
	return s.records(m.ctx, "/findings/", `SELECT f.id, f.item_text AS label, `+supplierName(m)+` AS supplier_name, f.due_on AS day, COUNT(*) OVER () AS n
		FROM findings f JOIN suppliers s ON s.id = f.supplier_id WHERE f.state IN ? AND `+where+` ORDER BY f.due_on, f.id`,
		append([]any{forInspector}, args...)...)
}

// awaitingRectification is asked by suppliers only.
func (s *Service) awaitingRectification(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "f.supplier_id"})
	return s.records(m.ctx, "/findings/", `SELECT f.id, f.item_text AS label, f.due_on AS day, COUNT(*) OVER () AS n
		FROM findings f WHERE f.state IN ? AND f.due_at > ? AND `+where+` ORDER BY f.due_on, f.id`, append([]any{forSupplier, m.now}, args...)...)
}

func (s *Service) toPublish(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "a.supplier_id"})
	return s.records(m.ctx, "/assessments/", `SELECT a.id, s.short_name AS label, a.grade, a.points, a.month, COUNT(*) OVER () AS n
		FROM assessments a JOIN suppliers s ON s.id = a.supplier_id WHERE a.state = 'draft' AND a.month < ? AND `+where+` ORDER BY a.month, a.id`,
		append([]any{string(m.month)}, args...)...)
}

func (s *Service) toApprove(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "t.supplier_id"})
	return s.records(m.ctx, "/settlements/", `SELECT t.id, c.name AS label, s.short_name AS supplier_name, t.month, COUNT(*) OVER () AS n
		FROM settlements t JOIN contracts c ON c.id = t.contract_id JOIN suppliers s ON s.id = t.supplier_id
		WHERE t.state = 'draft' AND `+where+` ORDER BY t.month, t.id`, args...)
}

// prepareBack is how far back a forgotten settlement is looked for.
const prepareBack = 3

func (s *Service) toPrepare(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "a.supplier_id"})
	return s.recordsTo(m.ctx, always("/settlements"), `SELECT c.id, c.name AS label, s.short_name AS supplier_name, a.month, COUNT(*) OVER () AS n
		FROM assessments a JOIN contracts c ON c.supplier_id = a.supplier_id AND c.state <> 'draft' JOIN suppliers s ON s.id = a.supplier_id
		LEFT JOIN settlements t ON t.contract_id = c.id AND t.month = a.month
		WHERE a.state = 'published' AND a.month >= ? AND t.id IS NULL AND c.ends_on >= a.month AND SUBSTR(c.starts_on, 1, 7) <= a.month
			AND (c.terminated_on IS NULL OR c.terminated_on >= a.month) AND `+where+` ORDER BY a.month, c.code`,
		append([]any{string(m.month.Add(-prepareBack))}, args...)...)
}

func (s *Service) ending(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "c.supplier_id"})
	a, err := s.records(m.ctx, "/contracts/", `SELECT c.id, c.name AS label, `+supplierName(m)+` AS supplier_name, c.ends_on AS day, COUNT(*) OVER () AS n
		FROM contracts c JOIN suppliers s ON s.id = c.supplier_id
		WHERE c.state = 'active' AND c.ends_on BETWEEN ? AND ? AND `+where+` ORDER BY c.ends_on, c.id`,
		append([]any{string(m.day), string(m.day.AddDays(contractNotice))}, args...)...)
	return a.urgentBy(m.day.AddDays(contractUrgent)), err
}

func (s *Service) insufficient(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "a.supplier_id"})
	return s.records(m.ctx, "/assessments/", `SELECT a.id, s.short_name AS label, a.month, COUNT(*) OVER () AS n
		FROM assessments a JOIN suppliers s ON s.id = a.supplier_id WHERE a.insufficient = 1 AND a.month = ? AND `+where+` ORDER BY s.code`,
		append([]any{string(m.month.Add(-1))}, args...)...)
}

// openDoubts lists the records somebody must look at again, oldest first.
func (s *Service) openDoubts(m moment) (Attention, error) {
	where, args := scope(m.ctx, "d")
	return s.records(m.ctx, "/doubts/", `SELECT d.id, p.name AS label, `+supplierName(m)+` AS supplier_name, d.occurred_on AS day, COUNT(*) OVER () AS n
		FROM doubts d JOIN checkpoints p ON p.id = d.checkpoint_id JOIN suppliers s ON s.id = d.supplier_id
		WHERE d.state = 'open' AND `+where+` ORDER BY d.id`, args...)
}

// labelReports lists the labels that people on the spot miss, oldest first.
func (s *Service) labelReports(m moment) (Attention, error) {
	where, args := scope(m.ctx, "r")
	return s.recordsTo(m.ctx, always("/label-reports"), `SELECT r.id, p.name AS label, `+supplierName(m)+` AS supplier_name, COUNT(*) OVER () AS n
		FROM label_reports r JOIN checkpoints p ON p.id = r.checkpoint_id JOIN suppliers s ON s.id = r.supplier_id
		WHERE r.state = 'open' AND `+where+` ORDER BY r.id`, args...)
}

// labelsToPrint lists the labels that were given another code and never printed: until
// the new one hangs there, nobody can scan the place.
func (s *Service) labelsToPrint(m moment) (Attention, error) {
	where, args := scope(m.ctx, "p")
	return s.records(m.ctx, "/checkpoints/", `SELECT p.id, p.name AS label, `+supplierName(m)+` AS supplier_name, COUNT(*) OVER () AS n
		FROM checkpoint_codes c JOIN checkpoints p ON p.id = c.checkpoint_id JOIN suppliers s ON s.id = p.supplier_id
		WHERE c.state = 'active' AND c.label_version > 1 AND p.state = 'active'
			AND NOT EXISTS (SELECT 1 FROM label_print_items i WHERE i.checkpoint_id = c.checkpoint_id AND i.label_version = c.label_version)
			AND `+where+` ORDER BY c.created_at, p.id`, args...)
}

// spotChecks lists the checks that were drawn for the actor and may be made now.
func (s *Service) spotChecks(m moment) (Attention, error) {
	where, args := tasksOf(m.ctx)
	return s.records(m.ctx, "/checkpoints/", `SELECT t.checkpoint_id AS id, p.name AS label, `+supplierName(m)+` AS supplier_name, t.due_on AS day, COUNT(*) OVER () AS n
		FROM tasks t JOIN checkpoints p ON p.id = t.checkpoint_id JOIN suppliers s ON s.id = t.supplier_id
		WHERE t.source = 'spot' AND t.who_id = ? AND t.closes_at > ? AND t.window_start_at <= ? AND t.state = 'open' AND `+where+` ORDER BY t.closes_at, t.id`,
		append([]any{m.actor.UserID, m.now, m.now}, args...)...)
}

// discontinued lists where acceptance by sampling is suspended until somebody agrees to
// the supplier's action.
func (s *Service) discontinued(m moment) (Attention, error) {
	where, args := authz.Condition(m.ctx, authz.Columns{Supplier: "v.supplier_id"})
	return s.recordsTo(m.ctx, always("/supervision-levels?level=discontinued"), `SELECT v.contract_id AS id, l.title AS label, s.short_name AS supplier_name, v.since_day AS day, COUNT(*) OVER () AS n
		FROM supervision_levels v JOIN checklists l ON l.id = v.checklist_id JOIN suppliers s ON s.id = v.supplier_id
		WHERE v.level = 'discontinued' AND `+where+` ORDER BY v.since_day, v.contract_id, v.checklist_id`, args...)
}
