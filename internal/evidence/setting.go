package evidence

import "hengjian/internal/kernel/fault"

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

// check refuses what phones could not make.
func (n Settings) check() error {
	if n.LongestSide < leastSide || n.LongestSide > mostSide {
		return fault.Invalid("out_of_range", "longestSide", "The longer side is between 960 and 4096 pixels.")
	}
	return nil
}

// SettingsView are the settings with their version for If-Match, 0 before the first change.
type SettingsView struct {
	Settings
	Version int `json:"version"`
}

func settingsView(set Settings, version int) SettingsView { return SettingsView{set, version} }
