package recheck

import (
	"context"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/setting"
)

// Routes adds the operations on rechecks.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "rechecks"
	httpapi.Handle(r, httpapi.Op{ID: "reportRechecks", Method: "GET", Path: "/reports/rechecks", Tag: tag, Permission: permRead, Summary: "Agreement and leniency of each inspector, with the sample"}, s.reportHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "listRechecks", Method: "GET", Path: "/rechecks", Tag: tag, Permission: permRead, Summary: "List what was checked again, newest first"}, s.pairsHTTP)
	setting.Routes(r, httpapi.Op{ID: "getRecheckSettings", Method: "GET", Path: "/recheck-settings", Tag: tag, Permission: permRead, Summary: "Read how many checks are made again"},
		httpapi.Op{ID: "setRecheckSettings", Method: "PUT", Path: "/recheck-settings", Tag: tag, Permission: permTune, Summary: "Change it for draws to come"}, s.settings, s.Set, settingsView)
}

type reportIn struct {
	From date.Day `query:"from" doc:"half a year before to without it"`
	To   date.Day `query:"to" doc:"today without it"`
}

func (s *Service) reportHTTP(ctx context.Context, in *reportIn) (*httpapi.OK[Report], error) {
	return replied(s.Report(ctx, in.From, in.To))
}

type pairsIn struct {
	httpapi.Paging
	InspectorID string `query:"inspectorId" maxLength:"26" doc:"who checked first"`
}

func (s *Service) pairsHTTP(ctx context.Context, in *pairsIn) (*httpapi.OK[page.Of[Pair]], error) {
	return replied(s.Pairs(ctx, in.InspectorID, in.Page()))
}

// SettingsView are the settings with their version for If-Match, 0 before the first change.
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
