package round

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
)

// Window is the hours of a day within which a check is on time. One that ends no
// later than it starts ends on the next day.
type Window struct {
	Name  string `json:"name,omitempty"`
	Start string `json:"start"` // "08:30"
	End   string `json:"end"`
}

const dayMinutes = 24 * 60

// minutes returns the start and the end in minutes of the day the window begins on.
func (w Window) minutes() (start, end int) {
	start, _ = minute("", w.Start) // checked when the plan was kept
	end, _ = minute("", w.End)
	if end <= start {
		end += dayMinutes
	}
	return start, end
}

// minute reads "08:30" as minutes of the day.
func minute(field, s string) (int, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return 0, fault.Invalid("malformed_value", field, "A time of day is written 08:30.")
	}
	return t.Hour()*60 + t.Minute(), nil
}

// checkWindows returns the windows in order of their starts. They must not overlap on
// the clock's face: a window over midnight would meet the first of the next day.
func checkWindows(given []Window) ([]Window, error) {
	if len(given) == 0 || len(given) > maxWindows {
		return nil, fault.Invalid("windows_count", "windows", "A plan has 1 to 12 windows a day.")
	}
	windows := slices.Clone(given)
	for i := range windows {
		w := &windows[i]
		w.Name = strings.TrimSpace(w.Name)
		if utf8.RuneCountInString(w.Name) > maxWindowTag {
			return nil, fault.Invalid("too_long", fmt.Sprintf("windows[%d].name", i), "The name of a window has at most 20 characters.")
		}
		if _, err := minute(fmt.Sprintf("windows[%d].start", i), w.Start); err != nil {
			return nil, err
		}
		if _, err := minute(fmt.Sprintf("windows[%d].end", i), w.End); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(windows, func(a, b Window) int { return cmp.Compare(a.Start, b.Start) })
	first, _ := windows[0].minutes()
	for i, w := range windows {
		_, end := w.minutes()
		next := first + dayMinutes
		if i+1 < len(windows) {
			next, _ = windows[i+1].minutes()
		}
		if end > next {
			return nil, fault.Invalid("windows_overlap", "windows", fmt.Sprintf("The window that starts at %s has not ended when the next begins.", w.Start))
		}
	}
	return windows, nil
}

// Span is a window on one day.
type Span struct {
	Name       string
	Start, End time.Time
	Closes     time.Time // from here on a check does not count any more, not even as late
}

// spans returns the windows of a day. A check still counts as late until the next
// window begins or the day ends, whichever is first, and never ends before its window.
func spans(windows []Window, day date.Day, zone *time.Location) []Span {
	at := func(minutes int) time.Time {
		return day.AddDays(minutes/dayMinutes).At(zone, minutes%dayMinutes/60, minutes%60)
	}
	out := make([]Span, len(windows))
	for i, w := range windows {
		start, end := w.minutes()
		closes := dayMinutes
		if i+1 < len(windows) {
			closes, _ = windows[i+1].minutes()
		}
		out[i] = Span{w.Name, at(start), at(end), at(max(closes, end))}
	}
	return out
}
