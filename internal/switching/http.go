package switching

import (
	"context"
	"strings"

	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/setting"
)

// Routes adds the operations on levels of supervision.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "supervision-levels"
	httpapi.Handle(r, httpapi.Op{ID: "listSupervisionLevels", Method: "GET", Path: "/supervision-levels", Tag: tag, Permission: permRead, Summary: "How closely each contract is supervised by each checklist, and why"}, s.boardHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "getSupervisionLevel", Method: "GET", Path: "/supervision-levels/{id}", Tag: tag, Permission: permRead, Summary: "Read a level with every switch there was"}, s.getHTTP)
	httpapi.Handle(r, httpapi.Op{ID: "decideSupervisionLevel", Method: "POST", Path: "/supervision-levels/{id}/decision", Tag: tag, Permission: permDecide, Summary: "Approve what the rules leave to the authority, or override them, with a reason"}, s.decideHTTP)
	setting.Routes(r, httpapi.Op{ID: "getSupervisionSettings", Method: "GET", Path: "/supervision-settings", Tag: tag, Permission: permRead, Summary: "Read what a lot is and what each level asks for"},
		httpapi.Op{ID: "setSupervisionSettings", Method: "PUT", Path: "/supervision-settings", Tag: tag, Permission: permDecide, Summary: "Change them for lots and draws to come"}, s.settings, s.Set, settingsView)
}

type items[T any] struct {
	Items []T `json:"items"`
}

type boardIn struct {
	Level      string `query:"level" enum:"normal,tightened,reduced,discontinued"`
	SupplierID string `query:"supplierId" maxLength:"26"`
}

func (s *Service) boardHTTP(ctx context.Context, in *boardIn) (*httpapi.OK[items[Row]], error) {
	rows, err := s.Board(ctx, BoardFilter{Level(in.Level), in.SupplierID})
	return replied(items[Row]{rows}, err)
}

func (s *Service) getHTTP(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[Detail], error) {
	return tagged(s.ByID(ctx, in.ID))
}

type decideIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Level  string `json:"level" enum:"normal,tightened,reduced,discontinued"`
		Reason string `json:"reason" minLength:"5" maxLength:"500"`
	}
}

func (s *Service) decideHTTP(ctx context.Context, in *decideIn) (*httpapi.Tagged[Detail], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	contractID, checklistID, _ := strings.Cut(in.ID, ".")
	return tagged(s.Decide(ctx, contractID, checklistID, version, Level(in.Body.Level), in.Body.Reason))
}

// SettingsView are the settings with their version for If-Match, 0 before the first change.
type SettingsView struct {
	Settings
	Version int `json:"version"`
}

func settingsView(set Settings, version int) SettingsView { return SettingsView{set, version} }

func tagged(out Detail, err error) (*httpapi.Tagged[Detail], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.ReplyVersion(out, out.Version), nil
}

func replied[T any](out T, err error) (*httpapi.OK[T], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
