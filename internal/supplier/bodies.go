package supplier

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

type items[T any] struct {
	Items []T `json:"items"`
}

func each[A, B any](list []A, f func(A) B) items[B] {
	out := items[B]{Items: make([]B, len(list))}
	for i, a := range list {
		out.Items[i] = f(a)
	}
	return out
}

// SupplierBody is one supplier with what stands beside it.
type SupplierBody struct {
	SupplierRow
	CreditCode     string    `json:"creditCode"`
	ContactName    string    `json:"contactName"`
	ContactPhone   string    `json:"contactPhone"`
	ProbationUntil date.Day  `json:"probationUntil,omitempty"`
	NextStates     []State   `json:"nextStates"`
	CreatedAt      time.Time `json:"createdAt"`
}

// reply answers with a supplier and its version.
func (s *Service) reply(ctx context.Context, sup Supplier) (*httpapi.Tagged[SupplierBody], error) {
	rows, err := s.beside(ctx, []Supplier{sup})
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(SupplierBody{rows[0], sup.CreditCode, sup.ContactName, sup.ContactPhone, sup.ProbationUntil, sup.State.Next(),
		sup.CreatedAt}, sup.Version), nil
}

type supplierTransitionBody struct {
	ID        string    `json:"id"`
	From      State     `json:"from"`
	To        State     `json:"to"`
	Reason    string    `json:"reason"`
	ActorName string    `json:"actorName"`
	At        time.Time `json:"at"`
}

func transitionOf(t Transition) supplierTransitionBody { return supplierTransitionBody(t) }

type qualificationBody struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	DocumentNo string   `json:"documentNo"`
	Issuer     string   `json:"issuer"`
	ValidFrom  date.Day `json:"validFrom"`
	ValidTo    date.Day `json:"validTo"`
	DaysLeft   int      `json:"daysLeft"`
	RenewedTo  date.Day `json:"renewedTo,omitempty" doc:"until when a later paper of the same name, already held, is valid; absent where this one's end matters"`
	Version    int      `json:"version"`
}

// qualificationBodies writes papers of a supplier; what renews one is looked for in held.
func (s *Service) qualificationBodies(papers, held []Qualification) []qualificationBody {
	today := s.Today()
	out := make([]qualificationBody, len(papers))
	for i, q := range papers {
		out[i] = qualificationBody{q.ID, q.Name, q.DocumentNo, q.Issuer, q.ValidFrom, q.ValidTo, q.DaysLeft(today), q.renewedTo(held, today), q.Version}
	}
	return out
}

// replyQualification answers with one paper beside the others its supplier holds.
func (s *Service) replyQualification(ctx context.Context, q Qualification) (*httpapi.Tagged[qualificationBody], error) {
	held, err := s.qualificationsOf(ctx, q.SupplierID)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(s.qualificationBodies([]Qualification{q}, held)[0], q.Version), nil
}

type supplierMonthBody struct {
	Month         date.Month    `json:"month"`
	Points        *money.Points `json:"points,omitempty"`
	Grade         string        `json:"grade,omitempty"`
	Insufficient  bool          `json:"insufficient"`
	Observations  int64         `json:"observations"`
	PassRateBp    *int64        `json:"passRateBp,omitempty"`
	Missed        int64         `json:"missed"`
	Findings      int64         `json:"findings"`
	Overdue       int64         `json:"overdue"`
	QuotaCost     *money.Fen    `json:"quotaCost,omitempty"`
	ContractPrice *money.Fen    `json:"contractPrice,omitempty"`
	ActualCost    *money.Fen    `json:"actualCost,omitempty"`
	Deduction     *money.Fen    `json:"deduction,omitempty"`
}

func monthOf(m Month) supplierMonthBody {
	return supplierMonthBody{m.Month, m.Grade.Points, m.Grade.Grade, m.Grade.Insufficient, m.Observations, m.PassRateBp, m.Missed, m.Findings, m.Overdue,
		m.QuotaCost, m.ContractPrice, m.ActualCost, m.Deduction}
}

// SupplierEvent is an entry of a timeline.
type SupplierEvent struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Title   string    `json:"title" doc:"a transition's reason, a contract's code, an assessment's month, a finding's item"`
	State   State     `json:"state,omitempty" doc:"the state that a transition led to"`
	RefType string    `json:"refType"`
	RefID   string    `json:"refId"`
}

// Events is a page of a timeline.
type Events = page.Of[SupplierEvent]

func eventsOf(p page.Of[Event]) Events {
	return page.Map(p, func(e Event) SupplierEvent { return SupplierEvent(e) })
}
