package label

import (
	"context"
	"time"

	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

func (s *Service) reportRoutes(r *httpapi.Router, tag string) {
	httpapi.Handle(r, httpapi.Op{ID: "reportLabel", Method: "POST", Path: "/label-reports", Tag: tag, Permission: permReport, Idempotent: true, Status: 201, Summary: "Say that a label is lost, damaged or misplaced"}, s.reportHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listLabelReports", Method: "GET", Path: "/label-reports", Tag: tag, Permission: permReadReport, Summary: "List reports about labels, newest first"}, s.reportsHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "resolveLabelReport", Method: "POST", Path: "/label-reports/{id}/resolution", Tag: tag, Permission: permWrite, Summary: "Replace the label, keep it or dismiss the report, once"}, s.resolveHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getRetiredLabel", Method: "GET", Path: "/retired-labels/{code}", Tag: tag, Permission: "checkpoint.read", Summary: "What became of a label that opens nothing any more"}, s.retiredHTTP)
}

type reportIn struct {
	Body struct {
		CheckpointID string    `json:"checkpointId,omitempty" maxLength:"26"`
		Number       string    `json:"number,omitempty" maxLength:"40" doc:"the readable number, where the id is not known"`
		Kind         Kind      `json:"kind" enum:"lost,damaged,misplaced"`
		Note         string    `json:"note,omitempty" maxLength:"500"`
		Photos       []string  `json:"photos,omitempty" maxItems:"3"`
		ReportedAt   time.Time `json:"reportedAt,omitzero" required:"false" doc:"by the phone's clock; absent for now"`
	}
}

func (s *Service) reportHTTP(ctx context.Context, in *reportIn) (*httpapi.OK[Receipt], error) {
	b := in.Body
	return replied(s.Report(ctx, Report{b.CheckpointID, b.Number, b.Kind, b.Note, b.Photos, b.ReportedAt}))
}

type reportsIn struct {
	httpapi.Paging
	State        string `query:"state" enum:"open,replaced,kept,dismissed,moot"`
	Kind         string `query:"kind" enum:"lost,damaged,misplaced"`
	CheckpointID string `query:"checkpointId" maxLength:"26"`
	SiteID       string `query:"siteId" maxLength:"26"`
}

func (s *Service) reportsHTTP(ctx context.Context, in *reportsIn) (*httpapi.OK[page.Of[ReportView]], error) {
	return replied(s.Reports(ctx, ReportFilter{State(in.State), Kind(in.Kind), in.CheckpointID, in.SiteID}, in.Page()))
}

type resolveIn struct {
	httpapi.ByID
	Body struct {
		Resolution string `json:"resolution" enum:"replace,keep,dismiss"`
		Reason     string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *Service) resolveHTTP(ctx context.Context, in *resolveIn) (*httpapi.OK[ReportView], error) {
	return replied(s.Resolve(ctx, in.ID, Resolution(in.Body.Resolution), in.Body.Reason))
}

func (s *Service) retiredHTTP(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"80"`
}) (*httpapi.OK[RetiredLabel], error) {
	return replied(s.Retired(ctx, in.Code))
}
