package presence

import (
	"context"

	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on challenges and consents.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, self = "presence", "session.self"
	httpapi.Handle(r, httpapi.Op{ID: "takeChallenge", Method: "POST", Path: "/challenges", Tag: tag, Permission: "inspection.submit", Status: 201, Summary: "Take a token that shows when a check began"}, s.challengeHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listConsents", Method: "GET", Path: "/me/consents", Tag: tag, Permission: self, Summary: "What I agreed to"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "giveConsent", Method: "POST", Path: "/me/consents", Tag: tag, Permission: self, Status: 201, Summary: "Agree that records carry my position"}, s.giveHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "withdrawConsent", Method: "DELETE", Path: "/me/consents/{subject}", Tag: tag, Permission: self, Summary: "Take my consent back"}, s.withdrawHTTP)
}

func (s *Service) challengeHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[Challenge], error) {
	return httpapi.Reply(s.newChallenge(authz.From(ctx).UserID)), nil
}

type consentsView struct {
	Items       []Consent `json:"items"`
	TextVersion int       `json:"textVersion" doc:"of the words in force"`
}

func (s *Service) listHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[consentsView], error) {
	list, err := s.Consents(ctx)
	return httpapi.Reply(consentsView{list, TextVersion}), err
}

type giveIn struct {
	Body struct {
		Subject     string `json:"subject" enum:"position"`
		TextVersion int    `json:"textVersion" minimum:"1" doc:"of the words that were shown"`
	}
}

func (s *Service) giveHTTP(ctx context.Context, in *giveIn) (*httpapi.OK[Consent], error) {
	out, err := s.Give(ctx, in.Body.TextVersion)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type withdrawIn struct {
	Subject string `path:"subject" enum:"position"`
}

func (s *Service) withdrawHTTP(ctx context.Context, _ *withdrawIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.Withdraw(ctx)
}
