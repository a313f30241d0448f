package label

import (
	"context"
	"encoding/json"
	"net/http"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/httpapi"
)

func (s *Service) templateRoutes(r *httpapi.Router, tag string) {
	httpapi.Handle(r, httpapi.Op{ID: "listLabelTemplates", Method: "GET", Path: "/label-templates", Tag: tag, Permission: permWrite, Summary: "List the label templates"}, s.templatesHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "createLabelTemplate", Method: "POST", Path: "/label-templates", Tag: tag, Permission: permWrite, Status: 201, Summary: "Add a label template"}, s.createTemplateHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "previewLabelTemplate", Method: "POST", Path: "/label-templates/preview", Tag: tag, Permission: permWrite, Status: 200, Summary: "Draw a sample of a layout without keeping it"}, s.previewHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getLabelTemplate", Method: "GET", Path: "/label-templates/{id}", Tag: tag, Permission: permWrite, Summary: "Read a label template"}, s.templateHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "updateLabelTemplate", Method: "PUT", Path: "/label-templates/{id}", Tag: tag, Permission: permWrite, Summary: "Change a label template"}, s.updateTemplateHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "retireLabelTemplate", Method: "POST", Path: "/label-templates/{id}/retire", Tag: tag, Permission: permWrite, Summary: "Take a label template out of use"}, s.retireTemplateHTTP)
	httpapi.Raw(r, httpapi.Op{ID: "getLabelTrial", Method: "GET", Path: "/label-templates/{id}/trial", Tag: tag, Permission: permWrite, Summary: "A page that tries a printer: rulers, frames and one sample", Answers: html}, s.trial)
	httpapi.Raw(r, httpapi.Op{ID: "uploadLabelLogo", Method: "POST", Path: "/label-logos", Tag: tag, Permission: permWrite, Status: http.StatusCreated, MaxBody: maxLogoBytes + 1<<10,
		Summary: "Send a logo and get its name", Answers: "application/json", Accepts: []string{"image/png", "image/jpeg"}}, s.uploadLogo)
}

func (s *Service) templatesHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[list[TemplateView]], error) {
	return listed(s.Templates(ctx))
}

type templateBody struct {
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	Layout Layout `json:"layout"`
}

func versioned(v TemplateView, err error) (*httpapi.Tagged[TemplateView], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(v, v.Version), nil
}

func (s *Service) createTemplateHTTP(ctx context.Context, in *struct{ Body templateBody }) (*httpapi.Tagged[TemplateView], error) {
	return versioned(s.CreateTemplate(ctx, in.Body.Name, in.Body.Layout))
}

func (s *Service) templateHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[TemplateView], error) {
	return versioned(s.Template(ctx, in.ID))
}

type updateTemplateIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body templateBody
}

func (s *Service) updateTemplateHTTP(ctx context.Context, in *updateTemplateIn) (*httpapi.Tagged[TemplateView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return versioned(s.UpdateTemplate(ctx, in.ID, version, in.Body.Name, in.Body.Layout))
}

type retireTemplateIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) retireTemplateHTTP(ctx context.Context, in *retireTemplateIn) (*httpapi.None, error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, s.RetireTemplate(ctx, in.ID, version)
}

type previewIn struct {
	Body struct {
		Layout Layout `json:"layout"`
	}
}

func (s *Service) previewHTTP(ctx context.Context, in *previewIn) (*httpapi.OK[Preview], error) {
	return replied(s.Preview(ctx, in.Body.Layout))
}

func (s *Service) trial(w http.ResponseWriter, req *http.Request) error {
	body, err := s.TrialPage(req.Context(), req.PathValue("id"))
	return send(w, html+"; charset=utf-8", body, err)
}

func (s *Service) uploadLogo(w http.ResponseWriter, req *http.Request) error {
	raw, err := read(req, maxLogoBytes)
	if err != nil {
		return err
	}
	logo, err := s.AddLogo(req.Context(), raw)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	if err := json.NewEncoder(w).Encode(logo); err != nil {
		return fault.Internal(err)
	}
	return nil
}
