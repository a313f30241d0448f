package doubt

import (
	"context"

	"hengjian/internal/kernel/fault"
)

// Settings are the thresholds an agency tunes.
type Settings struct {
	RadiusM      int `json:"radiusM" doc:"usual radius of a fence in metres, 10 to 5000"`
	MaxAccuracyM int `json:"maxAccuracyM" doc:"a position less accurate than this proves nothing, 50 to 10000 metres"`
	MaxSpeedMps  int `json:"maxSpeedMps" doc:"fastest believable way from place to place, 5 to 300 metres a second"`
	ClockMinutes int `json:"clockMinutes" doc:"how far a phone's clock may be off, 1 to 1440"`
	PhotoBits    int `json:"photoBits" doc:"how many of 128 bits two photos of one scene may differ in, 0 to 28"`
	PhotoDays    int `json:"photoDays" doc:"how far back photos are compared, 1 to 730"`
	PositionDays int `json:"positionDays" doc:"how long a person's position is kept, 30 to 1095"`
}

// DefaultSettings hold until an agency sets others. 14 of 128 bits was found with
// internal/doubt/simulate: copies stay below 12, other places above 27.
var DefaultSettings = Settings{RadiusM: 100, MaxAccuracyM: 1000, MaxSpeedMps: 40, ClockMinutes: 10, PhotoBits: 14, PhotoDays: 90, PositionDays: 180}

const settingName = "doubt.thresholds"

func (s Settings) check() error {
	for _, b := range []struct {
		name       string
		value      int
		least, max int
	}{{"radiusM", s.RadiusM, 10, 5000}, {"maxAccuracyM", s.MaxAccuracyM, 50, 10000}, {"maxSpeedMps", s.MaxSpeedMps, 5, 300}, {"clockMinutes", s.ClockMinutes, 1, 1440},
		{"photoBits", s.PhotoBits, 0, 28}, {"photoDays", s.PhotoDays, 1, 730}, {"positionDays", s.PositionDays, 30, 1095}} {
		if b.value < b.least || b.value > b.max {
			return fault.Invalid("out_of_range", b.name, "This threshold is outside its range.")
		}
	}
	return nil
}

// Settings returns the thresholds in force.
func (s *Service) Settings(ctx context.Context) (Settings, error) { return s.settings.Get(ctx) }
