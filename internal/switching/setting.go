package switching

import (
	"context"
	"slices"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
)

// Period is how long a lot is.
type Period string

// The periods.
const (
	Week  Period = "week" // Monday to Sunday
	Month Period = "month"
)

// Settings are what an agency tunes.
type Settings struct {
	Period     Period        `json:"period" enum:"week,month" doc:"how long a lot is"`
	AQL        AQL           `json:"aql" enum:"2.5,4.0,6.5" doc:"nonconforming items in a hundred that are still acceptable"`
	SettleDays int           `json:"settleDays" doc:"days after its end until a lot is judged, 1 to 30"`
	MissedBp   int           `json:"missedBp" doc:"a supplier that misses more of its own rounds is not steady, 0 to 10000"`
	Shares     map[Level]int `json:"shares" doc:"of a contract's places, how many are drawn for a spot check each month, by level, in basis points"`
	Draw       bool          `json:"draw" doc:"whether the spot checks of a month are drawn by themselves"`
}

// DefaultSettings hold until an agency sets others.
var DefaultSettings = Settings{Period: Week, AQL: "4.0", SettleDays: 2, MissedBp: 500,
	Shares: map[Level]int{Normal: 2000, Tightened: 4000, Reduced: 1000, Discontinued: 10000}, Draw: true}

const settingName = "supervision.levels"

var levels = []Level{Normal, Tightened, Reduced, Discontinued}

func (s Settings) check() error {
	switch {
	case s.Period != Week && s.Period != Month:
		return fault.Invalid("not_allowed", "period", "A lot is a week or a month.")
	case !slices.Contains([]AQL{"2.5", "4.0", "6.5"}, s.AQL):
		return fault.Invalid("not_allowed", "aql", "The limit is 2.5, 4.0 or 6.5.")
	case s.SettleDays < 1 || s.SettleDays > 30:
		return outside("settleDays")
	case s.MissedBp < 0 || s.MissedBp > 10000:
		return outside("missedBp")
	}
	for _, l := range levels {
		if share, ok := s.Shares[l]; !ok || share < 0 || share > 10000 {
			return outside("shares." + string(l))
		}
	}
	if len(s.Shares) != len(levels) {
		return outside("shares")
	}
	return nil
}

func outside(field string) error {
	return fault.Invalid("out_of_range", field, "This value is outside its range.")
}

// Settings returns what is in force.
func (s *Service) Settings(ctx context.Context) (Settings, error) { return s.settings.Get(ctx) }

// Set puts other settings in force, for lots and draws to come.
func (s *Service) Set(ctx context.Context, n Settings, expected int) (version int, err error) {
	if err := authz.May(ctx, permDecide); err != nil {
		return 0, err
	}
	return s.settings.Set(ctx, n, expected)
}

// spanOf returns the period that a day is in.
func (p Period) spanOf(day date.Day) (from, to date.Day) {
	if p == Month {
		return day.Month().First(), day.Month().Last()
	}
	from = day.AddDays(1 - day.Weekday())
	return from, from.AddDays(6)
}
