package spotcheck

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations on draws, their records and conflicts of interest.
func (s *Service) Routes(r *httpapi.Router) {
	const tag, records, conflicts = "spot-checks", "draw-records", "conflicts"
	httpapi.Handle(r, httpapi.Op{ID: "listSpotChecks", Method: "GET", Path: "/spot-checks", Tag: tag, Permission: permRead, Summary: "List draws of spot checks, newest first"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "prepareSpotCheck", Method: "POST", Path: "/spot-checks", Tag: tag, Permission: permDraw, Idempotent: true, Status: 201, Summary: "Freeze the population of a draw"}, s.prepareHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "previewSpotCheck", Method: "POST", Path: "/spot-checks/preview", Tag: tag, Permission: permDraw, Summary: "What a draw would be made from, without keeping it"}, s.previewHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getSpotCheck", Method: "GET", Path: "/spot-checks/{id}", Tag: tag, Permission: permRead, Summary: "Read a draw with its objects"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "drawSpotCheck", Method: "POST", Path: "/spot-checks/{id}/draw", Tag: tag, Permission: permDraw, Summary: "Draw the seed and, by it, objects and inspectors, once"}, s.drawHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "cancelSpotCheck", Method: "POST", Path: "/spot-checks/{id}/cancel", Tag: tag, Permission: permDraw, Summary: "Cancel a draw before its first check"}, s.cancelHTTP)

	httpapi.Handle(r, httpapi.Op{ID: "listDrawRecords", Method: "GET", Path: "/draw-records", Tag: records, Permission: permRepeat, Summary: "List draws by their digests and seeds"}, s.recordsHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getDrawRecord", Method: "GET", Path: "/draw-records/{id}", Tag: records, Permission: permRepeat, Summary: "Read all that is needed to repeat a draw"}, s.recordHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "repeatDraw", Method: "POST", Path: "/draw-records/{id}/repeat", Tag: records, Permission: permRepeat, Summary: "Draw again from the record and compare"}, s.repeatHTTP)

	httpapi.Handle(r, httpapi.Op{ID: "listConflicts", Method: "GET", Path: "/conflicts", Tag: conflicts, Permission: permConflicts, Summary: "List conflicts of interest; an inspector's own"}, s.conflictsHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "declareConflict", Method: "POST", Path: "/conflicts", Tag: conflicts, Permission: permDeclare, Status: 201, Summary: "Declare a conflict of interest, or record somebody's"}, s.declareHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "endConflict", Method: "POST", Path: "/conflicts/{id}/end", Tag: conflicts, Permission: permRecord, Summary: "End a conflict of interest for draws to come"}, s.endHTTP)
}

type listIn struct {
	httpapi.Paging
	State   string `query:"state" enum:"prepared,drawn,cancelled"`
	Purpose string `query:"purpose" enum:"manual,adaptive,recheck"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[Row]], error) {
	return replied(s.List(ctx, ListFilter{State(in.State), Purpose(in.Purpose)}, in.Page()))
}

type orderBody struct {
	Title       string           `json:"title,omitempty" maxLength:"100"`
	Unit        string           `json:"unit" enum:"checkpoint,contract"`
	Count       int              `json:"count" minimum:"1" maximum:"200"`
	ChecklistID string           `json:"checklistId,omitempty" maxLength:"26" doc:"without it, each place's own first checklist"`
	SiteIDs     []string         `json:"siteIds,omitempty" maxItems:"200"`
	Categories  []vocab.Category `json:"categories,omitempty" maxItems:"7"`
	SupplierIDs []string         `json:"supplierIds,omitempty" maxItems:"200"`
	From        date.Day         `json:"from"`
	To          date.Day         `json:"to"`
	ThirdParty  bool             `json:"thirdParty,omitempty" doc:"assessors may be drawn too, for their sites"`
}

func (b orderBody) order() Order {
	return Order{Title: b.Title, Unit: UnitKind(b.Unit), Count: b.Count, ChecklistID: b.ChecklistID, SiteIDs: b.SiteIDs, Categories: b.Categories,
		SupplierIDs: b.SupplierIDs, From: b.From, To: b.To, ThirdParty: b.ThirdParty}
}

type orderIn struct{ Body orderBody }

func (s *Service) prepareHTTP(ctx context.Context, in *orderIn) (*httpapi.OK[Detail], error) {
	return replied(s.Prepare(ctx, in.Body.order()))
}

func (s *Service) previewHTTP(ctx context.Context, in *orderIn) (*httpapi.OK[Preview], error) {
	return replied(s.Preview(ctx, in.Body.order()))
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Detail], error) {
	return replied(s.Get(ctx, in.ID))
}

func (s *Service) drawHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Detail], error) {
	return replied(s.Draw(ctx, in.ID))
}

type reasonIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"5" maxLength:"500"`
	}
}

func (s *Service) cancelHTTP(ctx context.Context, in *reasonIn) (*httpapi.OK[Detail], error) {
	return replied(s.Cancel(ctx, in.ID, in.Body.Reason))
}

func (s *Service) recordsHTTP(ctx context.Context, in *httpapi.Paging) (*httpapi.OK[page.Of[RecordRow]], error) {
	return replied(s.Records(ctx, in.Page()))
}

func (s *Service) recordHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Record], error) {
	return replied(s.Record(ctx, in.ID))
}

func (s *Service) repeatHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Repetition], error) {
	return replied(s.Repeat(ctx, in.ID))
}

type conflictsIn struct {
	httpapi.Paging
	UserID     string `query:"userId" maxLength:"26"`
	SupplierID string `query:"supplierId" maxLength:"26"`
	Standing   bool   `query:"standing" doc:"only what has not ended"`
}

func (s *Service) conflictsHTTP(ctx context.Context, in *conflictsIn) (*httpapi.OK[page.Of[Conflict]], error) {
	return replied(s.Conflicts(ctx, ConflictFilter{in.UserID, in.SupplierID, in.Standing}, in.Page()))
}

type declareIn struct {
	Body struct {
		UserID     string   `json:"userId,omitempty" maxLength:"26" doc:"without it, the caller"`
		SupplierID string   `json:"supplierId" maxLength:"26"`
		Reason     string   `json:"reason" minLength:"5" maxLength:"500"`
		From       date.Day `json:"from,omitempty" doc:"today without it"`
		Until      date.Day `json:"until,omitempty" doc:"the last day, if there is one"`
	}
}

func (s *Service) declareHTTP(ctx context.Context, in *declareIn) (*httpapi.OK[Conflict], error) {
	b := in.Body
	return replied(s.Declare(ctx, Declaration{b.UserID, b.SupplierID, b.Reason, b.From, b.Until}))
}

func (s *Service) endHTTP(ctx context.Context, in *reasonIn) (*httpapi.OK[Conflict], error) {
	return replied(s.End(ctx, in.ID, in.Body.Reason))
}

func replied[T any](out T, err error) (*httpapi.OK[T], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
