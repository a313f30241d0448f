package assessment

import (
	"context"
	"net/http"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on schemes, assessments and ratings.
func (s *Service) Routes(r *httpapi.Router) {
	const schemes, assessments = "schemes", "assessments"
	httpapi.Handle(r, httpapi.Op{ID: "listSchemes", Method: http.MethodGet, Path: "/schemes", Tag: schemes, Permission: "scheme.read",
		Summary: "Versions of the assessment scheme, the newest first"}, s.listSchemes)
	httpapi.Handle(r, httpapi.Op{ID: "createScheme", Method: http.MethodPost, Path: "/schemes", Tag: schemes, Permission: "scheme.write",
		Summary: "Draft the next version", Status: http.StatusCreated}, s.postScheme)
	httpapi.Handle(r, httpapi.Op{ID: "getScheme", Method: http.MethodGet, Path: "/schemes/{id}", Tag: schemes, Permission: "scheme.read",
		Summary: "One version of the scheme"}, s.getScheme)
	httpapi.Handle(r, httpapi.Op{ID: "updateScheme", Method: http.MethodPut, Path: "/schemes/{id}", Tag: schemes, Permission: "scheme.write",
		Summary: "Change a draft"}, s.putScheme)
	httpapi.Handle(r, httpapi.Op{ID: "publishScheme", Method: http.MethodPost, Path: "/schemes/{id}/publish", Tag: schemes, Permission: "scheme.publish",
		Summary: "Put a draft into force from a month on"}, s.postPublishScheme)
	httpapi.Handle(r, httpapi.Op{ID: "listAssessments", Method: http.MethodGet, Path: "/assessments", Tag: assessments, Permission: "assessment.read",
		Summary: "Assessments, the newest month first"}, s.list)
	httpapi.Handle(r, httpapi.Op{ID: "computeAssessments", Method: http.MethodPost, Path: "/assessments", Tag: assessments, Permission: "assessment.compute",
		Summary: "Compute the drafts of a month"}, s.postCompute)
	httpapi.Handle(r, httpapi.Op{ID: "getAssessment", Method: http.MethodGet, Path: "/assessments/{id}", Tag: assessments, Permission: "assessment.read",
		Summary: "One assessment as a sheet"}, s.get)
	httpapi.Handle(r, httpapi.Op{ID: "listAssessmentFacts", Method: http.MethodGet, Path: "/assessments/{id}/facts", Tag: assessments, Permission: "assessment.read",
		Summary: "The facts behind an indicator"}, s.listFacts)
	httpapi.Handle(r, httpapi.Op{ID: "recomputeAssessment", Method: http.MethodPost, Path: "/assessments/{id}/recompute", Tag: assessments, Permission: "assessment.compute",
		Summary: "Compute a draft again"}, s.postRecompute)
	httpapi.Handle(r, httpapi.Op{ID: "publishAssessment", Method: http.MethodPost, Path: "/assessments/{id}/publish", Tag: assessments, Permission: "assessment.publish",
		Summary: "Freeze an assessment and show it to its supplier"}, s.postPublish)
	httpapi.Handle(r, httpapi.Op{ID: "createRating", Method: http.MethodPost, Path: "/ratings", Tag: "ratings", Permission: "rating.write",
		Summary: "Record an occupant's rating", Idempotent: true, Status: http.StatusCreated}, s.postRating)
}

func (s *Service) listSchemes(ctx context.Context, _ *struct{}) (*httpapi.OK[page.Of[SchemeBody]], error) {
	list, err := s.Schemes(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(page.Of[Scheme]{Items: list}, Scheme.body)), nil
}

func (s *Service) getScheme(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[SchemeBody], error) {
	return replyScheme(s.Scheme(ctx, in.ID))
}

func replyScheme(scheme Scheme, err error) (*httpapi.Tagged[SchemeBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(scheme.body(), scheme.Version), nil
}

type schemeIn struct {
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"200"`
		BasedOn string `json:"basedOn,omitempty" maxLength:"64" doc:"version to copy; empty for an empty draft"`
	}
}

func (s *Service) postScheme(ctx context.Context, in *schemeIn) (*httpapi.Tagged[SchemeBody], error) {
	return replyScheme(s.Draft(ctx, in.Body.Name, in.Body.BasedOn))
}

type schemeChangeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name       string       `json:"name" minLength:"1" maxLength:"200"`
		Indicators []Indicator  `json:"indicators" maxItems:"40"`
		MinWeight  money.Points `json:"minWeight"`
		Grades     []GradeBand  `json:"grades" maxItems:"20"`
	}
}

func (s *Service) putScheme(ctx context.Context, in *schemeChangeIn) (*httpapi.Tagged[SchemeBody], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	d := Definition{Indicators: in.Body.Indicators, MinWeight: in.Body.MinWeight, Grades: in.Body.Grades}
	return replyScheme(s.Write(ctx, in.ID, version, in.Body.Name, d))
}

type publishSchemeIn struct {
	httpapi.ByID
	Body struct {
		EffectiveFrom date.Month `json:"effectiveFrom"`
	}
}

func (s *Service) postPublishScheme(ctx context.Context, in *publishSchemeIn) (*httpapi.Tagged[SchemeBody], error) {
	return replyScheme(s.PublishScheme(ctx, in.ID, in.Body.EffectiveFrom))
}

type listIn struct {
	httpapi.Paging
	Month      date.Month `query:"month"`
	SupplierID string     `query:"supplierId" maxLength:"64"`
	State      string     `query:"state" enum:"draft,published"`
}

func (s *Service) list(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[AssessmentRow]], error) {
	found, err := s.List(ctx, Filter{Month: in.Month, SupplierID: in.SupplierID, State: State(in.State)}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(found, Assessment.body)), nil
}

type computeIn struct {
	Body struct {
		Month date.Month `json:"month"`
	}
}

func (s *Service) postCompute(ctx context.Context, in *computeIn) (*httpapi.OK[page.Of[AssessmentRow]], error) {
	if _, err := s.Compute(ctx, in.Body.Month); err != nil {
		return nil, err
	}
	found, err := s.List(ctx, Filter{Month: in.Body.Month}, page.Request{Limit: page.Max})
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(found, Assessment.body)), nil
}

func (s *Service) get(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[AssessmentSheet], error) {
	return replySheet(s.Get(ctx, in.ID))
}

func (s *Service) postRecompute(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[AssessmentSheet], error) {
	return replySheet(s.Recompute(ctx, in.ID))
}

func (s *Service) postPublish(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[AssessmentSheet], error) {
	return replySheet(s.Publish(ctx, in.ID))
}

func replySheet(d Detail, err error) (*httpapi.Tagged[AssessmentSheet], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(d.body(), d.Version), nil
}

type factsIn struct {
	httpapi.ByID
	httpapi.Paging
	Indicator string      `query:"indicator" maxLength:"64" doc:"code of an indicator of the scheme"`
	Kind      ledger.Kind `query:"kind" maxLength:"32"`
}

func (s *Service) listFacts(ctx context.Context, in *factsIn) (*httpapi.OK[page.Of[FactBody]], error) {
	found, err := s.Facts(ctx, in.ID, in.Indicator, in.Kind, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(found, FactRow.Body)), nil
}

type ratingIn struct {
	Body struct {
		SupplierID string         `json:"supplierId" minLength:"1" maxLength:"64"`
		SiteID     string         `json:"siteId" minLength:"1" maxLength:"64"`
		Category   vocab.Category `json:"category"`
		Stars      int            `json:"stars" minimum:"1" maximum:"5"`
		Comment    string         `json:"comment,omitempty" maxLength:"2000"`
		OccurredOn date.Day       `json:"occurredOn"`
	}
}

func (s *Service) postRating(ctx context.Context, in *ratingIn) (*httpapi.OK[RatingBody], error) {
	b := in.Body
	r, err := s.Rate(ctx, Rating{SupplierID: b.SupplierID, SiteID: b.SiteID, Category: b.Category, Stars: b.Stars, Comment: b.Comment, OccurredOn: b.OccurredOn})
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(RatingBody(r)), nil
}
