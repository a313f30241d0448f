package standard

import (
	"context"

	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on standards and clauses.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, read, write = "standards", "standard.read", "standard.write"
	httpapi.Handle(r, httpapi.Op{ID: "listStandards", Method: "GET", Path: "/standards", Tag: tag, Permission: read, Summary: "List standards by number"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createStandard", Method: "POST", Path: "/standards", Tag: tag, Permission: write, Status: 201, Summary: "Add a standard"}, s.createHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getStandard", Method: "GET", Path: "/standards/{id}", Tag: tag, Permission: read, Summary: "Read a standard with its clauses"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateStandard", Method: "PATCH", Path: "/standards/{id}", Tag: tag, Permission: write, Summary: "Change a standard"}, s.updateHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "addClause", Method: "POST", Path: "/standards/{id}/clauses", Tag: tag, Permission: write, Status: 201, Summary: "Add a clause"}, s.addClauseHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listClauses", Method: "GET", Path: "/clauses", Tag: tag, Permission: read, Summary: "List clauses"}, s.clausesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listSources", Method: "GET", Path: "/sources", Tag: tag, Permission: read, Summary: "List the sources that texts and figures were taken from"}, s.sourcesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getClause", Method: "GET", Path: "/clauses/{id}", Tag: tag, Permission: read, Summary: "Read a clause with everything that hangs on it"}, s.clauseHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateClause", Method: "PATCH", Path: "/clauses/{id}", Tag: tag, Permission: write, Summary: "Change a clause"}, s.updateClauseHTTP)
}

type listIn struct {
	httpapi.Paging
	Q        string `query:"q" maxLength:"100" doc:"part of the number or title"`
	Category string `query:"category" enum:"general,supervision,assurance"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[View]], error) {
	out, err := s.List(ctx, Filter{Q: in.Q, Category: System(in.Category)}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type standardBody struct {
	StandardNo string `json:"standardNo" minLength:"1" maxLength:"120"`
	Title      string `json:"title" minLength:"1" maxLength:"300"`
	Category   string `json:"category" enum:"general,supervision,assurance"`
	Status     string `json:"status,omitempty" maxLength:"64"`
	SourceID   string `json:"sourceId,omitempty" maxLength:"32"`
	SourceNote string `json:"sourceNote,omitempty" maxLength:"2000"`
	Issued     string `json:"issued,omitempty" maxLength:"32"`
	Effective  string `json:"effective,omitempty" maxLength:"32"`
}

func (s *Service) createHTTP(ctx context.Context, in *struct{ Body standardBody }) (*httpapi.Tagged[Detail], error) {
	b := in.Body
	return tagged(s.Create(ctx, Standard{StandardNo: b.StandardNo, Title: b.Title, Category: System(b.Category), Status: b.Status,
		SourceID: b.SourceID, SourceNote: b.SourceNote, Issued: b.Issued, Effective: b.Effective}))
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[Detail], error) {
	return tagged(s.Get(ctx, in.ID))
}

func tagged(d Detail, err error) (*httpapi.Tagged[Detail], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(d, d.Version), nil
}

type updateIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Title      *string `json:"title,omitempty" minLength:"1" maxLength:"300"`
		Category   *System `json:"category,omitempty" enum:"general,supervision,assurance"`
		Status     *string `json:"status,omitempty" maxLength:"64"`
		SourceID   *string `json:"sourceId,omitempty" maxLength:"32"`
		SourceNote *string `json:"sourceNote,omitempty" maxLength:"2000"`
		Issued     *string `json:"issued,omitempty" maxLength:"32"`
		Effective  *string `json:"effective,omitempty" maxLength:"32"`
	}
}

func (s *Service) updateHTTP(ctx context.Context, in *updateIn) (*httpapi.Tagged[Detail], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return tagged(s.Update(ctx, in.ID, version, Change{Title: b.Title, Category: b.Category, Status: b.Status, SourceID: b.SourceID,
		SourceNote: b.SourceNote, Issued: b.Issued, Effective: b.Effective}))
}

type addClauseIn struct {
	httpapi.ByID
	Body struct {
		Number   string         `json:"number" minLength:"1" maxLength:"64"`
		Title    string         `json:"title" minLength:"1" maxLength:"300"`
		Text     string         `json:"text,omitempty" maxLength:"4000"`
		Category vocab.Category `json:"category,omitempty"`
		SourceID string         `json:"sourceId,omitempty" maxLength:"32"`
	}
}

func (s *Service) addClauseHTTP(ctx context.Context, in *addClauseIn) (*httpapi.Tagged[ClauseView], error) {
	b := in.Body
	return taggedClause(s.AddClause(ctx, Clause{StandardID: in.ID, Number: b.Number, Title: b.Title, Text: b.Text, Category: b.Category, SourceID: b.SourceID}))
}

func taggedClause(c ClauseView, err error) (*httpapi.Tagged[ClauseView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(c, c.Version), nil
}

type clausesIn struct {
	httpapi.Paging
	Q        string         `query:"q" maxLength:"100" doc:"part of the number, title or text"`
	Category vocab.Category `query:"category"`
}

func (s *Service) clausesHTTP(ctx context.Context, in *clausesIn) (*httpapi.OK[page.Of[ClauseView]], error) {
	out, err := s.Clauses(ctx, ClauseFilter{Q: in.Q, Category: in.Category}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type sourcesIn struct {
	httpapi.Paging
	Q string `query:"q" maxLength:"100" doc:"a number, or part of a title, a document's number or an issuer"`
}

func (s *Service) sourcesHTTP(ctx context.Context, in *sourcesIn) (*httpapi.OK[page.Of[SourceView]], error) {
	out, err := s.Sources(ctx, in.Q, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

func (s *Service) clauseHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[ClauseDetail], error) {
	out, err := s.Clause(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(out, out.Version), nil
}

type updateClauseIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Title    *string         `json:"title,omitempty" minLength:"1" maxLength:"300"`
		Text     *string         `json:"text,omitempty" maxLength:"4000"`
		Category *vocab.Category `json:"category,omitempty"`
		SourceID *string         `json:"sourceId,omitempty" maxLength:"32"`
	}
}

func (s *Service) updateClauseHTTP(ctx context.Context, in *updateClauseIn) (*httpapi.Tagged[ClauseView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return taggedClause(s.UpdateClause(ctx, in.ID, version, ClauseChange{Title: b.Title, Text: b.Text, Category: b.Category, SourceID: b.SourceID}))
}
