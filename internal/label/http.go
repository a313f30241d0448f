package label

import (
	"context"
	"io"
	"net/http"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on labels.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "labels"
	s.templateRoutes(r, tag)
	s.reportRoutes(r, tag)
	httpapi.Handle(r, httpapi.Op{ID: "listLabels", Method: "GET", Path: "/labels", Tag: tag, Permission: permWrite, Summary: "List the labels in force and whether they were printed"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "printLabels", Method: "POST", Path: "/label-prints", Tag: tag, Permission: permWrite, Status: 201, Summary: "Make a print run of the labels in force"}, s.printHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listLabelPrints", Method: "GET", Path: "/label-prints", Tag: tag, Permission: permWrite, Summary: "List print runs, newest first"}, s.printsHTTP)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelPrintPage", Method: "GET", Path: "/label-prints/{id}/page", Tag: tag, Permission: permWrite, Summary: "The pages of a print run in millimetres", Answers: html}, s.printPage)
	httpapi.Handle(r, httpapi.Op{ID: "listCheckpointLabels", Method: "GET", Path: "/checkpoints/{id}/labels", Tag: tag, Permission: permWrite, Summary: "List the labels a checkpoint has had"}, s.historyHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "replaceLabel", Method: "POST", Path: "/checkpoints/{id}/label", Tag: tag, Permission: permWrite, Summary: "Revoke the label and give a new one"}, s.replaceHTTP)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelSvg", Method: "GET", Path: "/checkpoints/{id}/label.svg", Tag: tag, Permission: permWrite, Summary: "A picture of the label in its real size; not a print", Answers: "image/svg+xml", Queries: []string{"template"}}, s.svg)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelPng", Method: "GET", Path: "/checkpoints/{id}/label.png", Tag: tag, Permission: permWrite, Summary: "A picture of the label's code; not a print", Answers: "image/png"}, s.png)
}

const html = "text/html"

type list[T any] struct {
	Items []T `json:"items"`
}

type listIn struct {
	httpapi.Paging
	Q          string `query:"q" maxLength:"100" doc:"part of the name, number or site"`
	SiteID     string `query:"siteId" maxLength:"26"`
	SupplierID string `query:"supplierId" maxLength:"26"`
	Category   string `query:"category" maxLength:"16"`
	Status     string `query:"status" enum:"to_print,never_printed,replaced,printed,reported"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[StatusView]], error) {
	return replied(s.Statuses(ctx, Filter{Q: in.Q, SiteID: in.SiteID, SupplierID: in.SupplierID, Category: in.Category, Status: in.Status}, in.Page()))
}

type printIn struct {
	Body struct {
		TemplateID    string   `json:"templateId" minLength:"1" maxLength:"26"`
		StartAt       int      `json:"startAt,omitempty" minimum:"1" maximum:"800" default:"1" doc:"first place used on the first sheet"`
		CheckpointIDs []string `json:"checkpointIds,omitempty" maxItems:"500" doc:"empty for all that the filter finds"`
		SiteID        string   `json:"siteId,omitempty" maxLength:"26"`
		SupplierID    string   `json:"supplierId,omitempty" maxLength:"26"`
		Category      string   `json:"category,omitempty" maxLength:"16"`
		Status        string   `json:"status,omitempty" enum:"to_print,never_printed,replaced,printed,reported"`
		Q             string   `json:"q,omitempty" maxLength:"100"`
	}
}

func (s *Service) printHTTP(ctx context.Context, in *printIn) (*httpapi.OK[PrintView], error) {
	b := in.Body
	return replied(s.Print(ctx, PrintRequest{TemplateID: b.TemplateID, StartAt: max(b.StartAt, 1),
		Filter: Filter{CheckpointIDs: b.CheckpointIDs, SiteID: b.SiteID, SupplierID: b.SupplierID, Category: b.Category, Status: b.Status, Q: b.Q}}))
}

func (s *Service) printsHTTP(ctx context.Context, in *httpapi.Paging) (*httpapi.OK[page.Of[PrintView]], error) {
	return replied(s.Prints(ctx, in.Page()))
}

func (s *Service) historyHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[list[Issue]], error) {
	return listed(s.History(ctx, in.ID))
}

type replaceIn struct {
	httpapi.ByID
	Body struct {
		Reason       string `json:"reason" minLength:"1" maxLength:"500"`
		LabelVersion int    `json:"labelVersion,omitempty" minimum:"0" doc:"the label that is replaced; a later one is left alone"`
	}
}

func (s *Service) replaceHTTP(ctx context.Context, in *replaceIn) (*httpapi.Tagged[checkpoint.Detail], error) {
	d, err := s.Replace(ctx, in.ID, in.Body.LabelVersion, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(d, d.Version), nil
}

func (s *Service) printPage(w http.ResponseWriter, req *http.Request) error {
	body, err := s.PrintPage(req.Context(), req.PathValue("id"))
	return send(w, html+"; charset=utf-8", body, err)
}

func (s *Service) svg(w http.ResponseWriter, req *http.Request) error {
	name := req.URL.Query().Get("template")
	if name == "" {
		name = "50x30"
	}
	body, err := s.SVG(req.Context(), req.PathValue("id"), name)
	return send(w, "image/svg+xml", body, err)
}

func (s *Service) png(w http.ResponseWriter, req *http.Request) error {
	body, err := s.PNG(req.Context(), req.PathValue("id"))
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

func replied[T any](out T, err error) (*httpapi.OK[T], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

func listed[T any](items []T, err error) (*httpapi.OK[list[T]], error) {
	return replied(list[T]{items}, err)
}

// read takes in a small body of which at most limit bytes are of use.
func read(req *http.Request, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(req.Body, limit+1))
	if err != nil {
		return nil, fault.New(fault.KindMalformed, "upload_incomplete", "The picture did not arrive whole; send it again.").WithCause(err)
	}
	return raw, nil
}
