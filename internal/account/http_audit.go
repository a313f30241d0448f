package account

import (
	"context"
	"encoding/json"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
)

type auditView struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	ActorID    string    `json:"actorId" doc:"empty where nobody was signed in"`
	ActorName  string    `json:"actorName"`
	OnBehalfOf string    `json:"onBehalfOf,omitempty"`
	Action     string    `json:"action"`
	Target     string    `json:"target"`
	TargetID   string    `json:"targetId"`
	TargetName string    `json:"targetName,omitempty" doc:"what people call the record now; absent where it is gone or names itself"`
	Before     any       `json:"before,omitempty"`
	After      any       `json:"after,omitempty"`
	RequestID  string    `json:"requestId"`
	Address    string    `json:"address"`
	Sealed     bool      `json:"sealed"`
}

func viewAudit(r audit.Recorded) auditView {
	return auditView{r.ID, r.At, r.ActorID, r.ActorName, r.OnBehalfOf, r.Action, r.Target, r.TargetID, "", whole(r.Before), whole(r.After),
		r.RequestID, r.Address, r.Sealed}
}

// whole keeps absence absent: a nil json.RawMessage in an interface is not nil.
func whole(raw json.RawMessage) any {
	if raw == nil {
		return nil
	}
	return raw
}

type auditIn struct {
	httpapi.Paging
	From   date.Day `query:"from"`
	To     date.Day `query:"to"`
	Actor  string   `query:"actor" maxLength:"100" doc:"identifier of a user, or part of a name"`
	Action string   `query:"action" maxLength:"64" doc:"supplier.create, or supplier. for all that begin so"`
	Target string   `query:"target" maxLength:"130" doc:"supplier, or supplier/ and an identifier for one record"`
}

func (s *Service) httpAudit(ctx context.Context, in *auditIn) (*httpapi.OK[page.Of[auditView]], error) {
	out, err := s.log.List(ctx, audit.Filter{From: in.From, To: in.To, Actor: in.Actor, Action: in.Action, Target: in.Target}, in.Page())
	if err != nil {
		return nil, err
	}
	views := page.Map(out, viewAudit)
	return httpapi.Reply(views), s.nameTargets(ctx, views.Items)
}

// nameTargets looks the names up, a kind of record at a time.
func (s *Service) nameTargets(ctx context.Context, views []auditView) error {
	if s.names == nil {
		return nil
	}
	ids := map[string][]string{}
	for _, v := range views {
		if id.Valid(v.TargetID) {
			ids[v.Target] = append(ids[v.Target], v.TargetID)
		}
	}
	for target, list := range ids {
		names, err := s.names.NamesOf(ctx, target, list)
		if err != nil {
			return err
		}
		for i, v := range views {
			if v.Target == target {
				views[i].TargetName = names[v.TargetID]
			}
		}
	}
	return nil
}

// httpVerify writes down that and with which outcome the log was verified, so that
// an auditor can show that it was done.
func (s *Service) httpVerify(ctx context.Context, _ *struct{}) (*httpapi.OK[audit.Verification], error) {
	v, err := s.log.Verify(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		return s.log.Record(ctx, audit.Entry{Action: actVerify, Target: "audit", TargetID: "log", After: v})
	})
	return httpapi.Reply(v), db.Fault(err)
}

func (s *Service) httpJobs(ctx context.Context, _ *struct{}) (*httpapi.OK[page.Of[JobStatus]], error) {
	out := page.Of[JobStatus]{Items: []JobStatus{}}
	if s.jobs == nil {
		return httpapi.Reply(out), nil
	}
	list, err := s.jobs.ListJobs(ctx)
	out.Items = append(out.Items, list...)
	return httpapi.Reply(out), err
}
