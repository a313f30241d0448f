package contract

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on contracts.
func (s *Service) Routes(r *httpapi.Router) {
	httpapi.Handle(r, httpapi.Op{ID: "listContracts", Method: "GET", Path: "/contracts", Tag: "contracts", Permission: "contract.read",
		Summary: "List contracts by code"}, s.listContracts)
	httpapi.Handle(r, httpapi.Op{ID: "createContract", Method: "POST", Path: "/contracts", Tag: "contracts", Permission: "contract.write", Status: 201,
		Summary: "Draft a contract"}, s.createContract)
	httpapi.Handle(r, httpapi.Op{ID: "getContract", Method: "GET", Path: "/contracts/{id}", Tag: "contracts", Permission: "contract.read",
		Summary: "One contract with its lines"}, s.getContract)
	httpapi.Handle(r, httpapi.Op{ID: "updateContract", Method: "PATCH", Path: "/contracts/{id}", Tag: "contracts", Permission: "contract.write",
		Summary: "Change a draft"}, s.updateContract)
	httpapi.Handle(r, httpapi.Op{ID: "activateContract", Method: "POST", Path: "/contracts/{id}/activate", Tag: "contracts", Permission: "contract.write",
		Summary: "Make a draft binding"}, s.activateContract)
	httpapi.Handle(r, httpapi.Op{ID: "terminateContract", Method: "POST", Path: "/contracts/{id}/terminate", Tag: "contracts", Permission: "contract.write",
		Summary: "End a contract today"}, s.terminateContract)
	httpapi.Handle(r, httpapi.Op{ID: "createContractLine", Method: "POST", Path: "/contracts/{id}/lines", Tag: "contracts", Permission: "contract.write", Status: 201,
		Summary: "Add a line to a draft"}, s.createLine)
	httpapi.Handle(r, httpapi.Op{ID: "updateContractLine", Method: "PATCH", Path: "/contract-lines/{id}", Tag: "contracts", Permission: "contract.write",
		Summary: "Change a line of a draft"}, s.updateLine)
	httpapi.Handle(r, httpapi.Op{ID: "deleteContractLine", Method: "DELETE", Path: "/contract-lines/{id}", Tag: "contracts", Permission: "contract.write",
		Summary: "Take a line off a draft"}, s.deleteLine)
}

type listInput struct {
	httpapi.Paging
	Q          string   `query:"q" maxLength:"64" doc:"part of a name or code"`
	SupplierID string   `query:"supplierId" maxLength:"64"`
	State      string   `query:"state" enum:"draft,active,terminated,expired"`
	EndsBefore date.Day `query:"endsBefore"`
}

func (s *Service) listContracts(ctx context.Context, in *listInput) (*httpapi.OK[page.Of[ContractRow]], error) {
	rows, err := s.rows(ctx, Query{in.Q, in.SupplierID, State(in.State), in.EndsBefore}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(rows), nil
}

type createInput struct {
	Body struct {
		Code          string   `json:"code" maxLength:"64"`
		Name          string   `json:"name" maxLength:"200"`
		SupplierID    string   `json:"supplierId" maxLength:"64"`
		StartsOn      date.Day `json:"startsOn"`
		EndsOn        date.Day `json:"endsOn"`
		SignedOn      date.Day `json:"signedOn,omitempty"`
		PaymentRuleID string   `json:"paymentRuleId,omitempty" maxLength:"64"`
	}
}

func (s *Service) createContract(ctx context.Context, in *createInput) (*httpapi.Tagged[ContractBody], error) {
	c, err := s.Create(ctx, Details(in.Body))
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, c.ID)
}

func (s *Service) reply(ctx context.Context, contractID string) (*httpapi.Tagged[ContractBody], error) {
	body, err := s.body(ctx, contractID)
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(body, body.Version), nil
}

func (s *Service) getContract(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[ContractBody], error) {
	return s.reply(ctx, in.ID)
}

type updateInput struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Code          *string   `json:"code,omitempty" maxLength:"64"`
		Name          *string   `json:"name,omitempty" maxLength:"200"`
		StartsOn      *date.Day `json:"startsOn,omitempty"`
		EndsOn        *date.Day `json:"endsOn,omitempty"`
		SignedOn      *date.Day `json:"signedOn,omitempty"`
		PaymentRuleID *string   `json:"paymentRuleId,omitempty" maxLength:"64"`
	}
}

func (s *Service) updateContract(ctx context.Context, in *updateInput) (*httpapi.Tagged[ContractBody], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	if _, err := s.Update(ctx, in.ID, version, Changes(in.Body)); err != nil {
		return nil, err
	}
	return s.reply(ctx, in.ID)
}

func (s *Service) activateContract(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[ContractBody], error) {
	if _, err := s.Activate(ctx, in.ID); err != nil {
		return nil, err
	}
	return s.reply(ctx, in.ID)
}

type terminateInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) terminateContract(ctx context.Context, in *terminateInput) (*httpapi.Tagged[ContractBody], error) {
	if _, err := s.Terminate(ctx, in.ID, in.Body.Reason); err != nil {
		return nil, err
	}
	return s.reply(ctx, in.ID)
}

type createLineInput struct {
	httpapi.ByID
	Body struct {
		Category    vocab.Category `json:"category"`
		ServiceItem string         `json:"serviceItem" maxLength:"128"`
		SiteID      string         `json:"siteId" maxLength:"64"`
		Quantity    money.Quantity `json:"quantity"`
		Unit        string         `json:"unit" maxLength:"32"`
		UnitPrice   money.Fen      `json:"unitPrice"`
		Billing     Billing        `json:"billing" enum:"month,year,once"`
		QuotaTierID string         `json:"quotaTierId,omitempty" maxLength:"64"`
		StartsOn    date.Day       `json:"startsOn,omitempty"`
		EndsOn      date.Day       `json:"endsOn,omitempty"`
	}
}

func (s *Service) createLine(ctx context.Context, in *createLineInput) (*httpapi.Tagged[ContractLine], error) {
	l, err := s.AddLine(ctx, in.ID, LineDetails(in.Body))
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(lineOf(l, mayReadQuota(ctx)), l.Version), nil
}

type updateLineInput struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Category    *vocab.Category `json:"category,omitempty"`
		ServiceItem *string         `json:"serviceItem,omitempty" maxLength:"128"`
		SiteID      *string         `json:"siteId,omitempty" maxLength:"64"`
		Quantity    *money.Quantity `json:"quantity,omitempty"`
		Unit        *string         `json:"unit,omitempty" maxLength:"32"`
		UnitPrice   *money.Fen      `json:"unitPrice,omitempty"`
		Billing     *Billing        `json:"billing,omitempty" enum:"month,year,once"`
		QuotaTierID *string         `json:"quotaTierId,omitempty" maxLength:"64"`
		StartsOn    *date.Day       `json:"startsOn,omitempty"`
		EndsOn      *date.Day       `json:"endsOn,omitempty"`
	}
}

func (s *Service) updateLine(ctx context.Context, in *updateLineInput) (*httpapi.Tagged[ContractLine], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	l, err := s.UpdateLine(ctx, in.ID, version, LineChanges(in.Body))
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(lineOf(l, mayReadQuota(ctx)), l.Version), nil
}

type deleteLineInput struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) deleteLine(ctx context.Context, in *deleteLineInput) (*httpapi.None, error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, s.RemoveLine(ctx, in.ID, version)
}
