package checkpoint

import (
	"context"

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
