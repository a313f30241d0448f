package inspection

import (
	"context"
	"math"
	"time"

	"hengjian/internal/doubt"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on inspections.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, read = "inspections", "inspection.read"
	httpapi.Handle(r, httpapi.Op{ID: "submitInspection", Method: "POST", Path: "/inspections", Tag: tag, Permission: permSubmit, Idempotent: true, Status: 201, Summary: "Submit a check and get its receipt"}, s.submitHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listInspections", Method: "GET", Path: "/inspections", Tag: tag, Permission: read, Summary: "List inspections, newest first"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getInspection", Method: "GET", Path: "/inspections/{id}", Tag: tag, Permission: read, Summary: "Read an inspection in the words it was made by"}, s.getHTTP)
}

type submitIn struct {
	Body struct {
		Code               string    `json:"code,omitempty" maxLength:"80" doc:"code of the label; or checkpointId"`
		CheckpointID       string    `json:"checkpointId,omitempty" maxLength:"26"`
		ChecklistVersionID string    `json:"checklistVersionId" maxLength:"26"`
		TaskID             string    `json:"taskId,omitempty" maxLength:"26" doc:"the task this check does; without it the one that fits, if any"`
		Mode               string    `json:"mode" enum:"self,supervision"`
		StartedAt          time.Time `json:"startedAt"`
		FinishedAt         time.Time `json:"finishedAt"`
		Note               string    `json:"note,omitempty" maxLength:"1000"`
		Observations       []struct {
			ItemID string       `json:"itemId" maxLength:"26"`
			Result vocab.Result `json:"result"`
			Note   string       `json:"note,omitempty" maxLength:"500"`
			Photos []string     `json:"photos,omitempty" maxItems:"9" doc:"sha256 of photos sent before"`
		} `json:"observations" maxItems:"200"`
		Evidence *evidenceIn `json:"evidence,omitempty" doc:"what shows where and when the check was made; all parts are optional"`
	}
}

// Act is the request without the instant of this attempt: a phone that got no answer
// sends the same check again, later.
func (in *submitIn) Act() any {
	act := *in
	if act.Body.Evidence != nil {
		e := *act.Body.Evidence
		e.SentAt = nil
		act.Body.Evidence = &e
	}
	return act
}

type evidenceIn struct {
	Position *struct {
		Latitude       float64   `json:"latitude" doc:"decimal degrees, WGS 84"` //nolint:forbidigo // as the phone says it
		Longitude      float64   `json:"longitude"`                              //nolint:forbidigo // as the phone says it
		AccuracyMeters float64   `json:"accuracyMeters"`                         //nolint:forbidigo // as the phone says it
		TakenAt        time.Time `json:"takenAt"`
	} `json:"position,omitempty" doc:"kept only with the sender's consent, see /me/consents"`
	Challenge string     `json:"challenge,omitempty" maxLength:"200" doc:"token of POST /challenges, taken when the check began"`
	SentAt    *time.Time `json:"sentAt,omitempty" doc:"the phone's clock at sending"`
	ScannedAt *time.Time `json:"scannedAt,omitempty"`
	Source    string     `json:"source,omitempty" enum:"camera,photo,typed,link" doc:"where the code came from"`
	Photos    string     `json:"photos,omitempty" enum:"app,file" doc:"app: the app's own camera made every photo"`
}

// evidence reads what was sent; coordinates that are not on the Earth are refused.
func (e *evidenceIn) evidence() (*doubt.Evidence, error) {
	if e == nil {
		return nil, nil
	}
	out := &doubt.Evidence{Challenge: e.Challenge, SentAt: e.SentAt, ScannedAt: e.ScannedAt, Source: e.Source, Photos: e.Photos}
	if p := e.Position; p != nil {
		at, ok := geo.FromDegrees(p.Latitude, p.Longitude)
		if !ok {
			return nil, fault.Invalid("out_of_range", "evidence.position.latitude", "Latitude is inside ±90 and longitude inside ±180 degrees.")
		}
		if !(p.AccuracyMeters >= 0 && p.AccuracyMeters <= maxAccuracy) {
			return nil, fault.Invalid("out_of_range", "evidence.position.accuracyMeters", "An accuracy is between 0 and 1000000 metres.")
		}
		out.Position = &doubt.Position{At: at, AccuracyM: int(math.Ceil(p.AccuracyMeters)), TakenAt: p.TakenAt}
	}
	return out, nil
}

func (s *Service) submitHTTP(ctx context.Context, in *submitIn) (*httpapi.OK[Receipt], error) {
	b := in.Body
	sub := Submission{Code: b.Code, CheckpointID: b.CheckpointID, ChecklistVersionID: b.ChecklistVersionID, TaskID: b.TaskID, Mode: Mode(b.Mode),
		StartedAt: b.StartedAt, FinishedAt: b.FinishedAt, Note: b.Note, Observations: make([]ObservationInput, len(b.Observations))}
	for i, o := range b.Observations {
		sub.Observations[i] = ObservationInput{ItemID: o.ItemID, Result: o.Result, Note: o.Note, Photos: o.Photos}
	}
	var err error
	if sub.Evidence, err = b.Evidence.evidence(); err != nil {
		return nil, err
	}
	out, err := s.Submit(ctx, sub)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type listIn struct {
	httpapi.Paging
	SupplierID   string         `query:"supplierId" maxLength:"26"`
	SiteID       string         `query:"siteId" maxLength:"26"`
	CheckpointID string         `query:"checkpointId" maxLength:"26"`
	ContractID   string         `query:"contractId" maxLength:"26"`
	Category     vocab.Category `query:"category"`
	Mode         string         `query:"mode" enum:"self,supervision"`
	Result       string         `query:"result" enum:"fail,pass" doc:"fail: at least one item failed"`
	From         date.Day       `query:"from"`
	To           date.Day       `query:"to"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[Row]], error) {
	out, err := s.List(ctx, Filter{SupplierID: in.SupplierID, SiteID: in.SiteID, CheckpointID: in.CheckpointID, ContractID: in.ContractID,
		Category: in.Category, Mode: Mode(in.Mode), Result: in.Result, From: in.From, To: in.To}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Detail], error) {
	out, err := s.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
