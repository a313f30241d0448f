package checklist

import (
	"context"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on checklists and their versions.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, read, write = "checklists", "checklist.read", "checklist.write"
	httpapi.Handle(r, httpapi.Op{ID: "listChecklists", Method: "GET", Path: "/checklists", Tag: tag, Permission: read, Summary: "List checklists by code"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createChecklist", Method: "POST", Path: "/checklists", Tag: tag, Permission: write, Status: 201, Summary: "Add a checklist"}, s.createHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getChecklist", Method: "GET", Path: "/checklists/{id}", Tag: tag, Permission: read, Summary: "Read a checklist with its versions"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "retireChecklist", Method: "POST", Path: "/checklists/{id}/retire", Tag: tag, Permission: write, Summary: "Take a checklist out of use"}, s.retireHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createChecklistVersion", Method: "POST", Path: "/checklists/{id}/versions", Tag: tag, Permission: write, Status: 201, Summary: "Start a draft as a copy of the current version"}, s.draftHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getChecklistVersion", Method: "GET", Path: "/checklist-versions/{id}", Tag: tag, Permission: read, Summary: "Read a version with its items"}, s.versionHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateChecklistVersion", Method: "PUT", Path: "/checklist-versions/{id}", Tag: tag, Permission: write, Summary: "Replace the content of a draft"}, s.editHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "publishChecklistVersion", Method: "POST", Path: "/checklist-versions/{id}/publish", Tag: tag, Permission: write, Summary: "Put a draft in force"}, s.publishHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "deleteChecklistVersion", Method: "DELETE", Path: "/checklist-versions/{id}", Tag: tag, Permission: write, Summary: "Delete a draft"}, s.discardHTTP)
}

type listIn struct {
	httpapi.Paging
	Q        string         `query:"q" maxLength:"100" doc:"part of the code or title"`
	Category vocab.Category `query:"category"`
	State    string         `query:"state" enum:"active,retired"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[View]], error) {
	out, err := s.List(ctx, Filter{Q: in.Q, Category: in.Category, State: in.State}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type createIn struct {
	Body struct {
		Code     string         `json:"code" minLength:"1" maxLength:"64"`
		Title    string         `json:"title" minLength:"1" maxLength:"200"`
		Category vocab.Category `json:"category"`
	}
}

func (s *Service) createHTTP(ctx context.Context, in *createIn) (*httpapi.Tagged[Detail], error) {
	return tagged(s.Create(ctx, Checklist{Code: in.Body.Code, Title: in.Body.Title, Category: in.Body.Category}))
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[Detail], error) {
	return tagged(s.Get(ctx, in.ID))
}

func (s *Service) retireHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[Detail], error) {
	return tagged(s.Retire(ctx, in.ID))
}

func tagged(d Detail, err error) (*httpapi.Tagged[Detail], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(d, d.Version), nil
}

func (s *Service) draftHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[VersionView], error) {
	return taggedVersion(s.Draft(ctx, in.ID))
}

func (s *Service) versionHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[VersionView], error) {
	return taggedVersion(s.Version(ctx, in.ID))
}

func taggedVersion(v VersionView, err error) (*httpapi.Tagged[VersionView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

type itemBody struct {
	Code          string         `json:"code,omitempty" maxLength:"64"`
	Text          string         `json:"text" minLength:"1" maxLength:"1000"`
	Points        money.Points   `json:"points"`
	Severity      vocab.Severity `json:"severity"`
	PhotoOnFail   bool           `json:"photoOnFail,omitempty"`
	NAAllowed     bool           `json:"naAllowed,omitempty"`
	ClauseID      string         `json:"clauseId,omitempty" maxLength:"26"`
	Frequency     string         `json:"frequency,omitempty" maxLength:"64"`
	DeductionRule string         `json:"deductionRule,omitempty" maxLength:"500"`
	SourceID      string         `json:"sourceId,omitempty" maxLength:"32"`
	PointsBasis   string         `json:"pointsBasis,omitempty" maxLength:"32"`
}

type editIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		TotalPoints money.Points `json:"totalPoints"`
		Note        string       `json:"note,omitempty" maxLength:"2000"`
		Demands     *Demands     `json:"demands,omitempty" doc:"absent: as they are"`
		Sections    []struct {
			Title string     `json:"title" maxLength:"200"`
			Items []itemBody `json:"items" minItems:"1" maxItems:"200"`
		} `json:"sections" maxItems:"200"`
	}
}

func (s *Service) editHTTP(ctx context.Context, in *editIn) (*httpapi.Tagged[VersionView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	e := Edit{TotalPoints: in.Body.TotalPoints, Note: in.Body.Note, Demands: in.Body.Demands}
	for _, section := range in.Body.Sections {
		for _, b := range section.Items {
			e.Items = append(e.Items, Item{Code: b.Code, Section: section.Title, Text: b.Text, Points: b.Points, Severity: b.Severity, PhotoOnFail: b.PhotoOnFail,
				NAAllowed: b.NAAllowed, ClauseID: b.ClauseID, Frequency: b.Frequency, DeductionRule: b.DeductionRule, SourceID: b.SourceID, PointsBasis: b.PointsBasis})
		}
	}
	return taggedVersion(s.Edit(ctx, in.ID, version, e))
}

func (s *Service) publishHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[VersionView], error) {
	return taggedVersion(s.Publish(ctx, in.ID))
}

func (s *Service) discardHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.Discard(ctx, in.ID)
}
