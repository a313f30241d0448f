package evidence

import (
	"context"
	"encoding/json"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
)

// Settings are what an agency tunes about the photos that phones make.
type Settings struct {
	LongestSide int `json:"longestSide" doc:"pixels to which a phone makes the longer side of a photo smaller, 960 to 4096"`
}

// DefaultSettings hold until an agency sets others: at 1600 pixels a crack in a tile is seen and a photo has some
// 300 kB, which a basement's uplink carries.
var DefaultSettings = Settings{LongestSide: 1600}

// Bounds of the longer side: below, nobody reads a gauge in the photo; above, phones
// run out of memory.
const (
	leastSide = 960
	mostSide  = 4096
)

const settingName = "photo.phone"

// Store keeps the settings.
type Store interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, name, value string) error
}

// UseSettings tells where the settings are kept; without it the default ones hold.
func (s *Service) UseSettings(store Store) { s.settings = store }

// Settings returns the settings in force.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	out := DefaultSettings
	if s.settings == nil {
		return out, nil
	}
	text, err := s.settings.Setting(ctx, settingName)
	if err != nil || text == "" {
		return out, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return out, fault.Internal(err)
	}
	return out, nil
}

// Set puts other settings in force. Phones hear of them when they next reach the
// server.
func (s *Service) Set(ctx context.Context, n Settings) (Settings, error) {
	if n.LongestSide < leastSide || n.LongestSide > mostSide {
		return Settings{}, fault.Invalid("out_of_range", "longestSide", "The longer side is between 960 and 4096 pixels.")
	}
	text, err := json.Marshal(n)
	if err != nil {
		return Settings{}, fault.Internal(err)
	}
	return n, db.Fault(s.settings.SetSetting(ctx, settingName, string(text)))
}

func (s *Service) settingsHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[Settings], error) {
	out, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}

type settingsIn struct{ Body Settings }

func (s *Service) setHTTP(ctx context.Context, in *settingsIn) (*httpapi.OK[Settings], error) {
	out, err := s.Set(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(out), nil
}
