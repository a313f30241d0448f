package doubt

import (
	"math"
	"time"

	"hengjian/internal/kernel/geo"
)

// near is how far from the end of a check its position may have been taken.
const near = 10 * time.Minute

// trace is where a record of the same person was.
type trace struct {
	recordID  string
	at        geo.Point
	accuracyM int
	takenAt   time.Time
}

// around is what the database knows about a person when a record arrives.
type around struct {
	consent       bool
	before, after *trace
	repeated      *trace
}

// useful tells why a record's position proves nothing, "" if it does.
func useful(r *Record, set Settings, a around) (because string) {
	switch {
	case r.Evidence == nil || r.Evidence.Position == nil:
		return becauseNone
	case !a.consent:
		return becauseNoConsent
	case r.Evidence.Position.TakenAt.Sub(r.FinishedAt).Abs() > near:
		return becauseStale
	case r.Evidence.Position.AccuracyM > set.MaxAccuracyM:
		return becauseInaccurate
	}
	return ""
}

// places are the doubts that a position raises.
func places(r *Record, set Settings, a around) (out []Raised) {
	p := r.Evidence.Position
	if r.Fence != nil {
		radius, distance := r.Fence.radius(set), away(p.At, r.Fence.Centre)
		if distance-reach(p.AccuracyM) > radius {
			out = append(out, Raised{Kind: OutsideFence, Figures: Figures{DistanceM: figure(distance), RadiusM: figure(radius), AccuracyM: figure(p.AccuracyM)}})
		}
	}
	var fastest *Raised
	for _, other := range []*trace{a.before, a.after} {
		if d := speed(p, other, set); d != nil && (fastest == nil || *d.Figures.SpeedMps > *fastest.Figures.SpeedMps) {
			fastest = d
		}
	}
	if fastest != nil {
		out = append(out, *fastest)
	}
	if a.repeated != nil {
		out = append(out, Raised{Kind: PositionRepeated, otherID: a.repeated.recordID,
			Figures: Figures{Seconds: figure(int64(p.TakenAt.Sub(a.repeated.takenAt).Abs().Seconds())), AccuracyM: figure(p.AccuracyM)}})
	}
	return out
}

func (f *Fence) radius(set Settings) int {
	if f.RadiusM > 0 {
		return f.RadiusM
	}
	return set.RadiusM
}

// speed doubts a way that nobody makes in the time, with both accuracies in favour of
// the person.
func speed(p *Position, other *trace, set Settings) *Raised {
	if other == nil {
		return nil
	}
	distance := away(p.At, other.at)
	seconds := max(1, int(p.TakenAt.Sub(other.takenAt).Abs().Seconds()))
	way := distance - reach(p.AccuracyM) - reach(other.accuracyM)
	if way <= set.MaxSpeedMps*seconds {
		return nil
	}
	return &Raised{Kind: SpeedImpossible, otherID: other.recordID, Figures: Figures{DistanceM: figure(distance), Seconds: figure(seconds),
		SpeedMps: figure(way / seconds), LimitMps: figure(set.MaxSpeedMps), AccuracyM: figure(p.AccuracyM), OtherAccuracyM: figure(other.accuracyM)}}
}

// reach is how far from its reported position a phone may be: beyond it in some 5 of
// 100 cases, whichever of the two promises its accuracy is. A browser's is to hold in 95
// cases (W3C Geolocation), but on Android it is the system's, which holds in 68. For an
// error that is Gaussian in two directions these are 2.45 and 1.51 standard deviations,
// so the weaker promise is stretched by 1.62; docs/positions.md has the figures.
func reach(accuracyM int) int { return (accuracyM*162 + 99) / 100 }

// away is a distance in whole metres: phones know it no better.
func away(a, b geo.Point) int { return int(math.Round(geo.Metres(a, b))) }

// exact reports whether a position has six decimals or more: phones give fewer for the
// middle of a town, and that repeats honestly.
func exact(p geo.Point) bool { return p.LatitudeE7%100 != 0 || p.LongitudeE7%100 != 0 }

// clock doubts a record whose phone's clock is far from ours.
func clockOf(r *Record, set Settings) (out []Raised) {
	if r.Evidence == nil || r.Evidence.SentAt == nil {
		return nil
	}
	offset := r.Evidence.SentAt.Sub(r.ReceivedAt)
	if limit := time.Duration(set.ClockMinutes) * time.Minute; offset.Abs() > limit {
		out = append(out, Raised{Kind: ClockFar, Figures: Figures{OffsetSeconds: figure(int64(offset.Seconds())), LimitSeconds: figure(int64(limit.Seconds()))}})
	}
	return out
}

// label doubts a record that was opened by a label that is in force no more.
func label(r *Record) (out []Raised) {
	if r.Replaced != nil {
		out = append(out, Raised{Kind: LabelReplaced, Figures: Figures{LabelVersion: figure(r.Replaced.Version), CurrentVersion: figure(r.Replaced.Current)}})
	}
	return out
}

// carried doubts a record that somebody else brought: what its author would vouch for
// by signing in stands on the file's seal alone.
func carried(r *Record) (out []Raised) {
	if c := r.Carrier; c.UserID != "" {
		out = append(out, Raised{Kind: BroughtByFile, Figures: Figures{BroughtBy: c.DisplayName, BroughtByID: c.UserID, SentAfterSecond: figure(int64(r.ReceivedAt.Sub(r.FinishedAt).Seconds()))}})
	}
	return out
}

// missing are the doubts about what the checklist demands and the record lacks.
// challenged and position say why those two prove nothing, "" if they do.
func missing(r *Record, challenged, position string) (out []Raised) {
	after := figure(int64(r.ReceivedAt.Sub(r.FinishedAt).Seconds()))
	lack := func(k Kind, because string) {
		out = append(out, Raised{Kind: k, Figures: Figures{Because: because, SentAfterSecond: after}})
	}
	if r.Demands.LabelScan {
		switch {
		case !r.CodeGiven:
			lack(MissingLabelScan, becauseNone)
		case r.Evidence != nil && r.Evidence.Source == ByTyping:
			lack(MissingLabelScan, becauseTyped)
		}
	}
	if r.Demands.Position && position != "" {
		lack(MissingPosition, position)
	}
	if r.Demands.Challenge && challenged != "" {
		lack(MissingChallenge, challenged)
	}
	if stayed := r.FinishedAt.Sub(r.StartedAt); r.Demands.MinDwellSeconds > 0 && stayed < time.Duration(r.Demands.MinDwellSeconds)*time.Second {
		out = append(out, Raised{Kind: MissingDwell, Figures: Figures{Seconds: figure(int64(stayed.Seconds())), LimitSeconds: figure(r.Demands.MinDwellSeconds)}})
	}
	if r.Demands.PhotoAlways && len(r.Photos) == 0 {
		lack(MissingPhoto, becauseNone)
	}
	if r.Demands.CameraOnly && len(r.Photos) > 0 && r.Evidence != nil && r.Evidence.Photos == FromFile {
		out = append(out, Raised{Kind: MissingCamera, Figures: Figures{Photos: figure(len(r.Photos)), Because: becauseFile}})
	}
	return out
}
