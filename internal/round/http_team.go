package round

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

func malformedDay(field string) error {
	return fault.Invalid("malformed_value", field, "A day is written as YYYY-MM-DD.")
}

type teamsIn struct {
	httpapi.Paging
	Side  string `query:"side" maxLength:"26" doc:"agency, or the id of a supplier"`
	State string `query:"state" enum:"active,retired"`
}

func (s *Service) teamsHTTP(ctx context.Context, in *teamsIn) (*httpapi.OK[page.Of[TeamView]], error) {
	out, err := s.Teams(ctx, in.Side, in.State, in.Page())
	return replied(out, err)
}

type createTeamIn struct {
	Body struct {
		Name      string   `json:"name" minLength:"1" maxLength:"50"`
		MemberIDs []string `json:"memberIds" maxItems:"100"`
	}
}

func (s *Service) createTeamHTTP(ctx context.Context, in *createTeamIn) (*httpapi.Tagged[TeamView], error) {
	return taggedTeam(s.CreateTeam(ctx, Team{Name: in.Body.Name, MemberIDs: in.Body.MemberIDs}))
}

func taggedTeam(v TeamView, err error) (*httpapi.Tagged[TeamView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

type updateTeamIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name      *string   `json:"name,omitempty" minLength:"1" maxLength:"50"`
		MemberIDs *[]string `json:"memberIds,omitempty" maxItems:"100"`
	}
}

func (s *Service) updateTeamHTTP(ctx context.Context, in *updateTeamIn) (*httpapi.Tagged[TeamView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return taggedTeam(s.UpdateTeam(ctx, in.ID, version, TeamChange{Name: in.Body.Name, MemberIDs: in.Body.MemberIDs}))
}

func (s *Service) retireTeamHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[TeamView], error) {
	return taggedTeam(s.RetireTeam(ctx, in.ID))
}

type peopleIn struct {
	Side string `query:"side" maxLength:"26" doc:"agency, or the id of a supplier; the caller's own side if absent"`
}

func (s *Service) peopleHTTP(ctx context.Context, in *peopleIn) (*httpapi.OK[items[PersonView]], error) {
	out, err := s.People(ctx, in.Side)
	return replied(items[PersonView]{out}, err)
}

type dutiesIn struct {
	From   date.Day `query:"from" required:"true"`
	To     date.Day `query:"to" required:"true"`
	SiteID string   `query:"siteId" maxLength:"26"`
	Side   string   `query:"side" maxLength:"26" doc:"agency, or the id of a supplier"`
}

func (s *Service) dutiesHTTP(ctx context.Context, in *dutiesIn) (*httpapi.OK[items[DutyView]], error) {
	out, err := s.Duties(ctx, DutyFilter{From: in.From, To: in.To, SiteID: in.SiteID, Side: in.Side})
	return replied(items[DutyView]{out}, err)
}

type addDutiesIn struct {
	Body struct {
		SiteID string `json:"siteId" maxLength:"26"`
		Shifts []struct {
			Day    date.Day `json:"day"`
			Start  string   `json:"start" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM"`
			End    string   `json:"end" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"time of day as HH:MM; no later than the start: on the next day"`
			UserID string   `json:"userId" maxLength:"26"`
		} `json:"shifts" minItems:"1" maxItems:"500"`
	}
}

type addedView struct {
	Added int `json:"added" doc:"shifts that were not on the roster before"`
}

func (s *Service) addDutiesHTTP(ctx context.Context, in *addDutiesIn) (*httpapi.OK[addedView], error) {
	shifts := make([]Shift, len(in.Body.Shifts))
	for i, sh := range in.Body.Shifts {
		shifts[i] = Shift(sh)
	}
	n, err := s.AddDuties(ctx, in.Body.SiteID, shifts)
	return replied(addedView{n}, err)
}

func (s *Service) removeDutyHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.RemoveDuty(ctx, in.ID)
}
