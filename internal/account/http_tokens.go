package account

import (
	"context"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

type tokenView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	ExpiresOn  date.Day   `json:"expiresOn" doc:"the last day on which it works"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
}

func (s *Service) httpTokens(ctx context.Context, _ *struct{}) (*httpapi.OK[page.Of[tokenView]], error) {
	tokens, err := s.Tokens(ctx)
	out := page.Of[tokenView]{Items: make([]tokenView, len(tokens))}
	for i, t := range tokens {
		out.Items[i] = tokenView(t)
	}
	return httpapi.Reply(out), err
}

type createTokenIn struct {
	Body struct {
		Name      string   `json:"name" minLength:"1" maxLength:"64"`
		ExpiresOn date.Day `json:"expiresOn"`
	}
}

type newTokenView struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	ExpiresOn date.Day `json:"expiresOn"`
	Token     string   `json:"token" doc:"send as Authorization: Bearer; told once"`
}

func (s *Service) httpCreateToken(ctx context.Context, in *createTokenIn) (*httpapi.OK[newTokenView], error) {
	t, secret, err := s.CreateToken(ctx, in.Body.Name, in.Body.ExpiresOn)
	return httpapi.Reply(newTokenView{t.ID, t.Name, t.ExpiresOn, secret}), err
}

func (s *Service) httpRevokeToken(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.RevokeToken(ctx, in.ID)
}
