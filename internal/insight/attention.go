package insight

import (
	"context"
	"slices"
	"strings"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Attention is one kind of thing that waits, with its most pressing items.
type Attention struct {
	Kind     string          `json:"kind"`
	Severity string          `json:"severity" enum:"high,medium,low"`
	Count    int             `json:"count"`
	Params   map[string]any  `json:"params"`
	Items    []AttentionItem `json:"items"`
}

// AttentionItem is one of the things, and where it opens. It carries names, days,
// codes and figures: the words belong to the front end.
type AttentionItem struct {
	ID             string        `json:"id"`
	Label          string        `json:"label"`
	Detail         string        `json:"detail" doc:"the fields below as one plain line"`
	To             string        `json:"to"`
	SupplierName   string        `json:"supplierName,omitempty"`
	Day            date.Day      `json:"day,omitempty" doc:"when it is due or ends"`
	Month          date.Month    `json:"month,omitempty" doc:"the month it is about"`
	Points         *money.Points `json:"points,omitempty"`
	PreviousPoints *money.Points `json:"previousPoints,omitempty"`
	Grade          string        `json:"grade,omitempty"`
	PreviousGrade  string        `json:"previousGrade,omitempty"`
	OverBy         *money.Fen    `json:"overBy,omitempty" doc:"above the quota"`
	OverBp         *int64        `json:"overBp,omitempty" doc:"above the quota, of the quota"`
}

// line is the item's fields in one line that belongs to no language.
func (i AttentionItem) line() string {
	parts := []string{i.SupplierName}
	if i.Points != nil && i.PreviousPoints != nil {
		parts = append(parts, i.PreviousPoints.String()+" → "+i.Points.String())
	} else if i.Grade != "" {
		parts = append(parts, i.Grade)
	}
	if i.OverBy != nil {
		parts = append(parts, "+"+i.OverBy.Grouped())
	}
	if i.OverBp != nil {
		parts = append(parts, "+"+money.Points(*i.OverBp).String()+"%")
	}
	parts = append(parts, string(i.Day), string(i.Month))
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

// shown is how many items of a kind the workbench names.
const shown = 5

// moment is what the questions of one workbench share.
type moment struct {
	ctx   context.Context
	actor authz.Actor
	day   date.Day
	month date.Month
	now   int64
	bench Workbench
}

// watch is one kind: who is told, how urgent, and how it is found.
type watch struct {
	kind       string
	permission string
	severity   string
	only       func(authz.Actor) bool // nil: everybody with the permission
	find       func(*Service, moment) (Attention, error)
}

func suppliersOnly(a authz.Actor) bool { return a.IsSupplier() }
func managing(a authz.Actor) bool      { return a.IsSupplier() || a.Is("manager") || a.Is("leader") }

// watches is the list in order of harm if left. The permission is the one to act,
// where acting is what is asked, and the one to read otherwise.
var watches = []watch{
	{"overdue_rectification", "finding.read", "high", nil, (*Service).overdue},
	{"missed_rounds", "task.read", "high", nil, (*Service).missed},
	{"falling_grade", "assessment.read", "high", managing, (*Service).falling},
	{"supervision_discontinued", "supervision.decide", "high", nil, (*Service).discontinued},
	{"spot_checks", "inspection.submit", "medium", nil, (*Service).spotChecks},
	{"open_doubts", "doubt.decide", "medium", nil, (*Service).openDoubts},
	{"label_reports", "checkpoint.write", "medium", nil, (*Service).labelReports},
	{"expiring_qualification", "supplier.read", "medium", managing, (*Service).expiring},
	{"over_quota", "report.quota", "medium", nil, (*Service).overQuota},
	{"awaiting_reinspection", "finding.reinspect", "medium", nil, (*Service).awaitingReinspection},
	{"awaiting_rectification", "finding.rectify", "medium", suppliersOnly, (*Service).awaitingRectification},
	{"assessment_to_publish", "assessment.publish", "medium", nil, (*Service).toPublish},
	{"settlement_to_approve", "settlement.approve", "medium", nil, (*Service).toApprove},
	{"settlement_to_prepare", "settlement.prepare", "medium", nil, (*Service).toPrepare},
	{"contract_ending", "contract.read", "medium", nil, (*Service).ending},
	{"labels_to_print", "checkpoint.write", "low", nil, (*Service).labelsToPrint},
	{"insufficient_data", "assessment.compute", "low", nil, (*Service).insufficient},
}

func (s *Service) attention(ctx context.Context, bench Workbench) ([]Attention, error) {
	day := clock.Today(s.clock)
	m := moment{ctx: ctx, actor: authz.From(ctx), day: day, month: day.Month(), now: date.Millis(s.clock.Now()), bench: bench}
	out := []Attention{}
	for _, w := range watches {
		if !m.actor.Can(w.permission) || w.only != nil && !w.only(m.actor) {
			continue
		}
		a, err := w.find(s, m)
		if err != nil {
			return nil, err
		}
		if a.Count == 0 {
			continue
		}
		a.Kind = w.kind
		if a.Severity == "" {
			a.Severity = w.severity
		}
		if a.Params == nil {
			a.Params = map[string]any{}
		}
		for i := range a.Items {
			a.Items[i].Detail = a.Items[i].line()
		}
		out = append(out, a)
	}
	rank := []string{"high", "medium", "low"}
	slices.SortStableFunc(out, func(a, b Attention) int { return slices.Index(rank, a.Severity) - slices.Index(rank, b.Severity) })
	return out, nil
}

// record is what every question about records yields: up to `shown` rows. N repeats
// the count of all; what a question does not select stays empty.
type record struct {
	ID           string
	Label        string
	N            int
	SupplierID   string
	SupplierName string
	Day          date.Day
	Month        date.Month
	Grade        string
	Points       *int64
	OverBy       int64
	Quota        int64
}

func (r record) item(to string) AttentionItem {
	out := AttentionItem{ID: r.ID, Label: r.Label, To: to, SupplierName: r.SupplierName, Day: r.Day, Month: r.Month, Grade: r.Grade}
	if r.Points != nil {
		p := money.Points(*r.Points)
		out.Points = &p
	}
	if r.OverBy > 0 {
		over := money.Fen(r.OverBy)
		out.OverBy = &over
		if r.Quota > 0 {
			bp := money.RatioBp(r.OverBy, r.Quota)
			out.OverBp = &bp
		}
	}
	return out
}

// records runs a query for the most pressing rows whose SELECT holds id, label and
// COUNT(*) OVER () AS n, and names the page of each.
func (s *Service) records(ctx context.Context, page, sql string, args ...any) (Attention, error) {
	return s.recordsTo(ctx, func(r record) string { return page + r.ID }, sql, args...)
}

func (s *Service) recordsTo(ctx context.Context, to func(record) string, sql string, args ...any) (Attention, error) {
	var rows []record
	if err := s.db.Conn(ctx).Raw(sql+" LIMIT 5", args...).Scan(&rows).Error; err != nil {
		return Attention{}, db.Fault(err)
	}
	a := Attention{Items: make([]AttentionItem, len(rows))}
	for i, r := range rows {
		a.Count = r.N
		a.Items[i] = r.item(to(r))
	}
	return a, nil
}

// always leads every record to one page.
func always(page string) func(record) string { return func(record) string { return page } }
