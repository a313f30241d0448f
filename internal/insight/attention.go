package insight

import (
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

// Attention is one kind of thing that waits, with its most pressing items. Details
// are names, days and figures: the words belong to the front end.
type Attention struct {
	Kind     string          `json:"kind"`
	Severity string          `json:"severity" enum:"high,medium,low"`
	Count    int             `json:"count"`
	Params   map[string]any  `json:"params"`
	Items    []AttentionItem `json:"items"`
}

// AttentionItem is one of the things, and where it opens.
type AttentionItem struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
	To     string `json:"to"`
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
	{"expiring_qualification", "supplier.read", "medium", managing, (*Service).expiring},
	{"over_quota", "report.quota", "medium", nil, (*Service).overQuota},
	{"awaiting_reinspection", "finding.reinspect", "medium", nil, (*Service).awaitingReinspection},
	{"awaiting_rectification", "finding.rectify", "medium", suppliersOnly, (*Service).awaitingRectification},
	{"assessment_to_publish", "assessment.publish", "medium", nil, (*Service).toPublish},
	{"settlement_to_approve", "settlement.approve", "medium", nil, (*Service).toApprove},
	{"settlement_to_prepare", "settlement.prepare", "medium", nil, (*Service).toPrepare},
	{"contract_ending", "contract.read", "medium", nil, (*Service).ending},
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
		out = append(out, a)
	}
	rank := []string{"high", "medium", "low"}
	slices.SortStableFunc(out, func(a, b Attention) int { return slices.Index(rank, a.Severity) - slices.Index(rank, b.Severity) })
	return out, nil
}

// record is what every question about records yields: up to `shown` rows. N repeats
// the count of all; the last three are for the questions that ask for them.
type record struct {
	ID         string
	Label      string
	Detail     string
	Day        string
	N          int
	SupplierID string
	OverBy     int64
	Quota      int64
}

// records runs a query for the most pressing rows whose SELECT holds id, label,
// detail, day and COUNT(*) OVER () AS n, and names the page of each.
func (s *Service) records(ctx context.Context, page, sql string, args ...any) (Attention, error) {
	var rows []record
	if err := s.db.Conn(ctx).Raw(sql+" LIMIT 5", args...).Scan(&rows).Error; err != nil {
		return Attention{}, db.Fault(err)
	}
	a := Attention{Items: make([]AttentionItem, len(rows))}
	for i, r := range rows {
		a.Count = r.N
		a.Items[i] = AttentionItem{ID: r.ID, Label: r.Label, Detail: join(r.Detail, r.Day), To: page + r.ID}
	}
	return a, nil
}

func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += p
	}
	return out
}

func points(p *money.Points) string {
	if p == nil {
		return "–"
	}
	return p.String()
}
