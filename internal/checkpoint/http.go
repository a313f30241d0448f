package checkpoint

import (
	"context"
	"net/http"
	"strings"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on checkpoints and labels.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, read, write = "checkpoints", "checkpoint.read", permWrite
	httpapi.Handle(r, httpapi.Op{ID: "listCheckpoints", Method: "GET", Path: "/checkpoints", Tag: tag, Permission: read, Summary: "List checkpoints"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createCheckpoint", Method: "POST", Path: "/checkpoints", Tag: tag, Permission: write, Status: 201, Summary: "Add a checkpoint with its label"}, s.createHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getCheckpoint", Method: "GET", Path: "/checkpoints/{id}", Tag: tag, Permission: read, Summary: "Read a checkpoint"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateCheckpoint", Method: "PATCH", Path: "/checkpoints/{id}", Tag: tag, Permission: write, Summary: "Change a checkpoint"}, s.updateHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "retireCheckpoint", Method: "POST", Path: "/checkpoints/{id}/retire", Tag: tag, Permission: write, Summary: "Take a checkpoint out of use"}, s.retireHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "replaceLabel", Method: "POST", Path: "/checkpoints/{id}/label", Tag: tag, Permission: write, Summary: "Revoke the label and give a new one"}, s.replaceLabelHTTP)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelSvg", Method: "GET", Path: "/checkpoints/{id}/label.svg", Tag: tag, Permission: write, Summary: "The label in its real size", Answers: "image/svg+xml", Queries: []string{"template"}}, s.labelSVG)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelPng", Method: "GET", Path: "/checkpoints/{id}/label.png", Tag: tag, Permission: write, Summary: "The code of the label", Answers: "image/png"}, s.labelPNG)
	httpapi.Raw(r, httpapi.Op{ID: "printLabels", Method: "GET", Path: "/labels", Tag: tag, Permission: write, Summary: "A page of labels in millimetres", Answers: "text/html", Queries: []string{"ids", "siteId", "template"}}, s.printLabels)
	httpapi.Raw(r, publicOp, s.servePublic)
}

type listIn struct {
	httpapi.Paging
	Q          string         `query:"q" maxLength:"100" doc:"part of the name, number or site"`
	SiteID     string         `query:"siteId" maxLength:"26"`
	SupplierID string         `query:"supplierId" maxLength:"26"`
	ContractID string         `query:"contractId" maxLength:"26"`
	Category   vocab.Category `query:"category"`
	State      string         `query:"state" enum:"active,retired"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[View]], error) {
	out, err := s.List(ctx, Filter{Q: in.Q, SiteID: in.SiteID, SupplierID: in.SupplierID, ContractID: in.ContractID, Category: in.Category, State: in.State}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type createIn struct {
	Body struct {
		Name           string         `json:"name" minLength:"1" maxLength:"200"`
		SiteID         string         `json:"siteId" maxLength:"26"`
		AreaID         string         `json:"areaId,omitempty" maxLength:"26"`
		ContractID     string         `json:"contractId" maxLength:"26"`
		ContractLineID string         `json:"contractLineId,omitempty" maxLength:"26"`
		Category       vocab.Category `json:"category"`
		ChecklistIDs   []string       `json:"checklistIds" minItems:"1" maxItems:"20"`
		Centre         geo.Entered    `json:"centre,omitempty"`
	}
}

func (s *Service) createHTTP(ctx context.Context, in *createIn) (*httpapi.Tagged[Detail], error) {
	b := in.Body
	at, err := b.Centre.Point()
	if err != nil {
		return nil, err
	}
	return tagged(s.Create(ctx, Checkpoint{Name: b.Name, SiteID: b.SiteID, AreaID: b.AreaID, ContractID: b.ContractID, ContractLineID: b.ContractLineID,
		Category: b.Category, ChecklistIDs: b.ChecklistIDs, Centre: at, RadiusM: b.Centre.RadiusM}))
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
		Name           *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
		AreaID         *string         `json:"areaId,omitempty" maxLength:"26"`
		ContractID     *string         `json:"contractId,omitempty" maxLength:"26"`
		ContractLineID *string         `json:"contractLineId,omitempty" maxLength:"26"`
		Category       *vocab.Category `json:"category,omitempty"`
		ChecklistIDs   []string        `json:"checklistIds,omitempty" maxItems:"20"`
		Centre         *geo.Entered    `json:"centre,omitempty"`
	}
}

func (s *Service) updateHTTP(ctx context.Context, in *updateIn) (*httpapi.Tagged[Detail], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return tagged(s.Update(ctx, in.ID, version, Change{Name: b.Name, AreaID: b.AreaID, ContractID: b.ContractID, ContractLineID: b.ContractLineID,
		Category: b.Category, ChecklistIDs: b.ChecklistIDs, Place: b.Centre}))
}

type reasonIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *Service) retireHTTP(ctx context.Context, in *reasonIn) (*httpapi.Tagged[Detail], error) {
	return tagged(s.Retire(ctx, in.ID, in.Body.Reason))
}

func (s *Service) replaceLabelHTTP(ctx context.Context, in *reasonIn) (*httpapi.Tagged[Detail], error) {
	return tagged(s.ReplaceLabel(ctx, in.ID, in.Body.Reason))
}

func (s *Service) labelSVG(w http.ResponseWriter, req *http.Request) error {
	name := req.URL.Query().Get("template")
	if name == "" {
		name = "50x30"
	}
	body, err := s.LabelSVG(req.Context(), req.PathValue("id"), name)
	return send(w, "image/svg+xml", body, err)
}

func (s *Service) labelPNG(w http.ResponseWriter, req *http.Request) error {
	body, err := s.LabelPNG(req.Context(), req.PathValue("id"))
	return send(w, "image/png", body, err)
}

func send(w http.ResponseWriter, contentType string, body []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) //nolint:gosec // its type is set above, and templates escape every text
	return nil
}

func (s *Service) printLabels(w http.ResponseWriter, req *http.Request) error {
	q := req.URL.Query()
	f := Filter{SiteID: q.Get("siteId")}
	if ids := q.Get("ids"); ids != "" {
		f.IDs = strings.Split(ids, ",")
	}
	switch {
	case len(f.IDs) == 0 && f.SiteID == "":
		return fault.Invalid("required", "ids", "Name checkpoints or a site.")
	case len(f.IDs) > maxLabels:
		return fault.Invalid("too_many_labels", "ids", "At most 500 labels are printed at once.")
	}
	body, err := s.PrintLabels(req.Context(), f, q.Get("template"))
	return send(w, "text/html; charset=utf-8", body, err)
}
