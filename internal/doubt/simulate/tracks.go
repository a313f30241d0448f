package simulate

import (
	"math"
	"math/rand/v2"
	"time"

	"hengjian/internal/kernel/geo"
)

// Way is how a track was made.
type Way string

// The ways. All but the first are faked.
const (
	Honest   Way = "honest"
	FromHome Way = "from_home" // every check is sent from one spot far away, wherever it claims to be
	Copied   Way = "copied"    // a true position was noted once and is sent each time
	Hurried  Way = "hurried"   // forged positions at every place, sent faster than anybody gets there
	Backdate Way = "backdated" // the phone's clock was turned back to make up missed rounds
	Silent   Way = "silent"    // the phone's positions were switched off
)

// Fakes lists the ways of faking.
var Fakes = []Way{FromHome, Copied, Hurried, Backdate, Silent}

// Fix is one check of a track.
type Fix struct {
	Place      geo.Point // the checkpoint's
	At         *geo.Point
	AccuracyM  int
	FinishedAt time.Time // by the phone's clock
	SentAt     time.Time // by the phone's clock
	ReceivedAt time.Time
}

// Track is the round of one person on one day.
type Track struct {
	Way   Way
	Fixes []Fix
}

// NewTrack makes a round of 6 to 12 checkpoints in a town, from begin on. Phones of both
// kinds come in turn, two seeds each.
func NewTrack(seed uint64, way Way, begin time.Time) Track {
	rng := rand.New(rand.NewPCG(seed, 0x747261636b))
	w := walker{rng: rng, now: begin, error: []float64{sure, unsure}[seed/2%2], at: geo.Point{LatitudeE7: 305928491, LongitudeE7: 1143055213}.Moved(rng.NormFloat64()*4000, rng.NormFloat64()*4000)}
	t := Track{Way: way}
	home := w.at.Moved(1500+rng.Float64()*6000, 800+rng.Float64()*3000)
	var noted *geo.Point
	for range 6 + rng.IntN(7) {
		f := w.check(way)
		switch way { //nolint:exhaustive // the others carry what was measured
		case FromHome:
			p := measured(rng, home, 15)
			f.At, f.AccuracyM = &p, 15
		case Copied:
			if noted == nil {
				p := measured(rng, f.Place, 12)
				noted = &p
			}
			f.At, f.AccuracyM = noted, 12
		case Hurried:
			p := measured(rng, f.Place, 9)
			f.At, f.AccuracyM = &p, 9
		case Silent:
			f.At = nil
		}
		t.Fixes = append(t.Fixes, f)
	}
	return t
}

type walker struct {
	rng   *rand.Rand
	now   time.Time
	at    geo.Point
	error float64 // of the phone's positions, for an accuracy of 1
}

// check moves on to the next place and measures there as a cheap phone does.
func (w *walker) check(way Way) Fix {
	metres, angle := 20+w.rng.ExpFloat64()*250, w.rng.Float64()*2*math.Pi
	pace := 1.1 + w.rng.Float64()*0.5 // on foot
	if w.rng.IntN(5) == 0 {           // another site, by car
		metres, pace = 1500+w.rng.Float64()*9000, 8+w.rng.Float64()*12
	}
	if way == Hurried {
		metres, pace = 3000+w.rng.Float64()*9000, 90+w.rng.Float64()*200
	}
	w.at = w.at.Moved(metres*math.Cos(angle), metres*math.Sin(angle))
	stay := time.Duration(2+w.rng.IntN(10)) * time.Minute
	if way == Hurried {
		stay = 0
	}
	w.now = w.now.Add(time.Duration(metres/pace*float64(time.Second)) + stay)
	p, accuracy := w.measure()
	drift := time.Duration(w.rng.NormFloat64() * float64(40*time.Second)) // of a phone that sets its clock by the network
	if way == Backdate {
		drift = -time.Duration(15+w.rng.IntN(600)) * time.Minute
	}
	late := time.Duration(0)
	if w.rng.IntN(6) == 0 { // a basement: sent hours later
		late = time.Duration(w.rng.IntN(300)) * time.Minute
	}
	return Fix{Place: w.at, At: &p, AccuracyM: accuracy, FinishedAt: w.now.Add(drift), SentAt: w.now.Add(late + drift), ReceivedAt: w.now.Add(late + 2*time.Second)}
}

// The error in each direction of a position whose accuracy is 1. The accuracy that a
// browser reports is to hold in 95 of 100 cases (W3C Geolocation, §5.8), which for a
// Gaussian error in two directions is at 2.45 standard deviations; a phone whose browser
// hands on what Android says holds it in 68, at 1.51.
const (
	sure   = 1 / 2.45
	unsure = 1 / 1.51
)

// measure is a position with the errors of a phone: Gaussian outside, wide indoors, and
// now and then a jump to a reflected signal, of which the phone knows only roughly how
// far it is.
func (w *walker) measure() (geo.Point, int) {
	switch n := w.rng.IntN(100); {
	case n < 1: // a jump
		jump, angle := 100+w.rng.Float64()*400, w.rng.Float64()*2*math.Pi
		return w.at.Moved(jump*math.Cos(angle), jump*math.Sin(angle)), int(jump * (0.6 + w.rng.Float64()))
	case n < 36: // indoors
		accuracy := 20 + w.rng.Float64()*180
		return measured(w.rng, w.at, accuracy*w.error), int(accuracy)
	default:
		accuracy := 4 + w.rng.Float64()*16
		return measured(w.rng, w.at, accuracy*w.error), int(accuracy)
	}
}

// measured is p with a Gaussian error of so many metres in each direction.
func measured(rng *rand.Rand, p geo.Point, sigma float64) geo.Point {
	return p.Moved(rng.NormFloat64()*sigma, rng.NormFloat64()*sigma)
}
