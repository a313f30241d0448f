package supplier

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on suppliers.
func (s *Service) Routes(r *httpapi.Router) {
	httpapi.Handle(r, httpapi.Op{ID: "listSuppliers", Method: "GET", Path: "/suppliers", Tag: "suppliers", Permission: "supplier.read",
		Summary: "List suppliers by code"}, s.listSuppliers)
	httpapi.Handle(r, httpapi.Op{ID: "createSupplier", Method: "POST", Path: "/suppliers", Tag: "suppliers", Permission: "supplier.write", Status: 201,
		Summary: "Add a candidate"}, s.createSupplier)
	httpapi.Handle(r, httpapi.Op{ID: "getSupplier", Method: "GET", Path: "/suppliers/{id}", Tag: "suppliers", Permission: "supplier.read",
		Summary: "One supplier"}, s.getSupplier)
	httpapi.Handle(r, httpapi.Op{ID: "updateSupplier", Method: "PATCH", Path: "/suppliers/{id}", Tag: "suppliers", Permission: "supplier.write",
		Summary: "Change what is written about a supplier"}, s.updateSupplier)
	httpapi.Handle(r, httpapi.Op{ID: "transitionSupplier", Method: "POST", Path: "/suppliers/{id}/transitions", Tag: "suppliers", Permission: permissionTransition,
		Summary: "Move a supplier to another state of its life cycle"}, s.transitionSupplier)
	httpapi.Handle(r, httpapi.Op{ID: "listSupplierTransitions", Method: "GET", Path: "/suppliers/{id}/transitions", Tag: "suppliers", Permission: "supplier.read",
		Summary: "The steps of a supplier's life, newest first"}, s.listTransitions)
	httpapi.Handle(r, httpapi.Op{ID: "listSupplierMonths", Method: "GET", Path: "/suppliers/{id}/months", Tag: "suppliers", Permission: "supplier.read",
		Summary: "A supplier's months in figures"}, s.listMonths)
	httpapi.Handle(r, httpapi.Op{ID: "listSupplierTimeline", Method: "GET", Path: "/suppliers/{id}/timeline", Tag: "suppliers", Permission: "supplier.read",
		Summary: "What happened to a supplier, newest first"}, s.listTimeline)
	httpapi.Handle(r, httpapi.Op{ID: "listQualifications", Method: "GET", Path: "/suppliers/{id}/qualifications", Tag: "suppliers", Permission: "supplier.read",
		Summary: "A supplier's papers, the first to expire first"}, s.listQualifications)
	httpapi.Handle(r, httpapi.Op{ID: "createQualification", Method: "POST", Path: "/suppliers/{id}/qualifications", Tag: "suppliers", Permission: "supplier.write", Status: 201,
		Summary: "Register a paper"}, s.createQualification)
	httpapi.Handle(r, httpapi.Op{ID: "updateQualification", Method: "PATCH", Path: "/qualifications/{id}", Tag: "suppliers", Permission: "supplier.write",
		Summary: "Correct or renew a paper"}, s.updateQualification)
	httpapi.Handle(r, httpapi.Op{ID: "deleteQualification", Method: "DELETE", Path: "/qualifications/{id}", Tag: "suppliers", Permission: "supplier.write",
		Summary: "Take a paper off the list"}, s.deleteQualification)
}

type listInput struct {
	httpapi.Paging
	Q        string         `query:"q" maxLength:"64" doc:"part of a name or code"`
	State    string         `query:"state" enum:"candidate,admitted,probation,active,suspended,exiting,exited,debarred"`
	Category vocab.Category `query:"category"`
}

func (s *Service) listSuppliers(ctx context.Context, in *listInput) (*httpapi.OK[Rows], error) {
	rows, err := s.Rows(ctx, Query{in.Q, State(in.State), in.Category}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(rows), nil
}

type createInput struct {
	Body struct {
		Code         string           `json:"code" maxLength:"32"`
		Name         string           `json:"name" maxLength:"128"`
		ShortName    string           `json:"shortName,omitempty" maxLength:"64"`
		CreditCode   string           `json:"creditCode" maxLength:"18"`
		ContactName  string           `json:"contactName,omitempty" maxLength:"64"`
		ContactPhone string           `json:"contactPhone,omitempty" maxLength:"32"`
		Categories   []vocab.Category `json:"categories" maxItems:"7"`
	}
}

func (s *Service) createSupplier(ctx context.Context, in *createInput) (*httpapi.Tagged[SupplierBody], error) {
	sup, err := s.Create(ctx, Details(in.Body))
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, sup)
}

func (s *Service) getSupplier(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[SupplierBody], error) {
	sup, err := s.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, sup)
}

type updateInput struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Code         *string          `json:"code,omitempty" maxLength:"32"`
		Name         *string          `json:"name,omitempty" maxLength:"128"`
		ShortName    *string          `json:"shortName,omitempty" maxLength:"64"`
		CreditCode   *string          `json:"creditCode,omitempty" maxLength:"18"`
		ContactName  *string          `json:"contactName,omitempty" maxLength:"64"`
		ContactPhone *string          `json:"contactPhone,omitempty" maxLength:"32"`
		Categories   []vocab.Category `json:"categories,omitempty" maxItems:"7"`
	}
}

func (s *Service) updateSupplier(ctx context.Context, in *updateInput) (*httpapi.Tagged[SupplierBody], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	sup, err := s.Update(ctx, in.ID, version, Changes(in.Body))
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, sup)
}

type transitionInput struct {
	httpapi.ByID
	Body struct {
		To     string `json:"to" enum:"candidate,admitted,probation,active,suspended,exiting,exited,debarred"`
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) transitionSupplier(ctx context.Context, in *transitionInput) (*httpapi.Tagged[SupplierBody], error) {
	sup, err := s.Transition(ctx, in.ID, State(in.Body.To), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, sup)
}

func (s *Service) listTransitions(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[items[supplierTransitionBody]], error) {
	list, err := s.Transitions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(each(list, transitionOf)), nil
}

type monthsInput struct {
	httpapi.ByID
	From date.Month `query:"from"`
	To   date.Month `query:"to"`
}

func (s *Service) listMonths(ctx context.Context, in *monthsInput) (*httpapi.OK[items[supplierMonthBody]], error) {
	list, err := s.Months(ctx, in.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(each(list, monthOf)), nil
}

type timelineInput struct {
	httpapi.ByID
	httpapi.Paging
}

func (s *Service) listTimeline(ctx context.Context, in *timelineInput) (*httpapi.OK[Events], error) {
	list, err := s.Timeline(ctx, in.ID, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(eventsOf(list)), nil
}

func (s *Service) listQualifications(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[items[qualificationBody]], error) {
	list, err := s.Qualifications(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(items[qualificationBody]{s.qualificationBodies(list, list)}), nil
}

type qualificationInput struct {
	httpapi.ByID
	Body struct {
		Name       string   `json:"name" maxLength:"128"`
		DocumentNo string   `json:"documentNo,omitempty" maxLength:"64"`
		Issuer     string   `json:"issuer,omitempty" maxLength:"128"`
		ValidFrom  date.Day `json:"validFrom"`
		ValidTo    date.Day `json:"validTo"`
	}
}

func (s *Service) createQualification(ctx context.Context, in *qualificationInput) (*httpapi.Tagged[qualificationBody], error) {
	b := in.Body
	q, err := s.AddQualification(ctx, in.ID, Qualification{Name: b.Name, DocumentNo: b.DocumentNo, Issuer: b.Issuer, ValidFrom: b.ValidFrom, ValidTo: b.ValidTo})
	if err != nil {
		return nil, err
	}
	return s.replyQualification(ctx, q)
}

type requalifyInput struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name       *string   `json:"name,omitempty" maxLength:"128"`
		DocumentNo *string   `json:"documentNo,omitempty" maxLength:"64"`
		Issuer     *string   `json:"issuer,omitempty" maxLength:"128"`
		ValidFrom  *date.Day `json:"validFrom,omitempty"`
		ValidTo    *date.Day `json:"validTo,omitempty"`
	}
}

func (s *Service) updateQualification(ctx context.Context, in *requalifyInput) (*httpapi.Tagged[qualificationBody], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	q, err := s.UpdateQualification(ctx, in.ID, version, QualificationChanges(in.Body))
	if err != nil {
		return nil, err
	}
	return s.replyQualification(ctx, q)
}

type dropInput struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) deleteQualification(ctx context.Context, in *dropInput) (*httpapi.None, error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, s.RemoveQualification(ctx, in.ID, version)
}
