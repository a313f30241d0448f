package doubt

import (
	"context"

	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/setting"
)

// Routes adds the operations on doubts.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "doubts"
	httpapi.Handle(r, httpapi.Op{ID: "listDoubts", Method: "GET", Path: "/doubts", Tag: tag, Permission: permRead, Summary: "List doubts about records, newest first"}, s.listHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getDoubt", Method: "GET", Path: "/doubts/{id}", Tag: tag, Permission: permRead, Summary: "Read a doubt with what it rests on"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "decideDoubt", Method: "POST", Path: "/doubts/{id}/decision", Tag: tag, Permission: permDecide, Summary: "Uphold or dismiss a doubt, once"}, s.decideHTTP)
	setting.Routes(r, httpapi.Op{ID: "getDoubtSettings", Method: "GET", Path: "/doubt-settings", Tag: tag, Permission: permAll, Summary: "Read the thresholds"},
		httpapi.Op{ID: "setDoubtSettings", Method: "PUT", Path: "/doubt-settings", Tag: tag, Permission: "doubt.tune", Summary: "Change the thresholds for records to come"}, s.settings, s.settings.Set, settingsView)
}

type listIn struct {
	httpapi.Paging
	State        string `query:"state" enum:"open,upheld,dismissed"`
	Kind         string `query:"kind" enum:"outside_fence,speed_impossible,photo_identical,photo_similar,clock_far,position_repeated,label_replaced,missing_label_scan,missing_position,missing_challenge,missing_dwell,missing_photo,missing_camera,brought_by_file"`
	SupplierID   string `query:"supplierId" maxLength:"26"`
	PersonID     string `query:"personId" maxLength:"26"`
	InspectionID string `query:"inspectionId" maxLength:"26"`
}

func (s *Service) listHTTP(ctx context.Context, in *listIn) (*httpapi.OK[page.Of[View]], error) {
	out, err := s.List(ctx, Filter{State(in.State), Kind(in.Kind), in.SupplierID, in.PersonID, in.InspectionID}, in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.OK[Detail], error) {
	return replied(s.Get(ctx, in.ID))
}

type decideIn struct {
	httpapi.ByID
	Body struct {
		Decision string `json:"decision" enum:"uphold,dismiss"`
		Reason   string `json:"reason" minLength:"5" maxLength:"500"`
	}
}

func (s *Service) decideHTTP(ctx context.Context, in *decideIn) (*httpapi.OK[Detail], error) {
	return replied(s.Decide(ctx, in.ID, Decision(in.Body.Decision), in.Body.Reason))
}

// SettingsView are the thresholds with their version for If-Match, 0 before the first change.
type SettingsView struct {
	Settings
	Version int `json:"version"`
}

func settingsView(set Settings, version int) SettingsView { return SettingsView{set, version} }

func replied[T any](out T, err error) (*httpapi.OK[T], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
