package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

func degrees(t *testing.T, lat, lon float64) Point {
	t.Helper()
	p, ok := FromDegrees(lat, lon)
	if !ok {
		t.Fatalf("%v, %v is not on the Earth", lat, lon)
	}
	return p
}

func TestWhatIsNotOnTheEarthIsRefused(t *testing.T) {
	for _, c := range [][2]float64{{90.0000001, 0}, {-91, 0}, {0, 180.1}, {0, -200}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if _, ok := FromDegrees(c[0], c[1]); ok {
			t.Errorf("%v was taken", c)
		}
	}
	if _, ok := Read(30, 120, "bd09"); ok {
		t.Error("an unknown system was taken")
	}
	for _, c := range [][2]float64{{90, 180}, {-90, -180}, {0, 0}} {
		if _, ok := FromDegrees(c[0], c[1]); !ok {
			t.Errorf("%v was refused", c)
		}
	}
}

func TestDistancesAreThoseOfTheEarth(t *testing.T) {
	if d := Metres(degrees(t, 39.9, 116.4), degrees(t, 31.2, 121.5)); math.Abs(d-1_069_000) > 5000 {
		t.Errorf("Beijing to Shanghai: %.0f m", d)
	}
	at := degrees(t, 30.5, 114.3)
	moved := at.Moved(300, -400)
	if d := Metres(at, moved); math.Abs(d-500) > 0.5 {
		t.Errorf("300 east and 400 south are %.2f m", d)
	}
	if east, north := Offset(at, moved); math.Abs(east-300) > 0.5 || math.Abs(north+400) > 0.5 {
		t.Errorf("offset %.2f, %.2f", east, north)
	}
}

// The pair is the worked example that eviltransform publishes with its code.
func TestTheShiftIsThePublishedOne(t *testing.T) {
	got := ToGCJ(degrees(t, 31.1774276, 121.5272106))
	if d := Metres(got, degrees(t, 31.17530398364597, 121.531541859215)); d > 0.5 {
		t.Errorf("%.3f m from the published point", d)
	}
}

func TestAPointComesBackFromTheChineseMapWithinAMetre(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		p := degrees(t, 18+rng.Float64()*35, 74+rng.Float64()*60)
		shown := ToGCJ(p)
		if d := Metres(p, shown); d < 1 || d > 1500 {
			t.Fatalf("%v is shifted by %.0f m", p, d)
		}
		if d := Metres(p, FromGCJ(shown)); d > 0.1 {
			t.Fatalf("%v comes back %.3f m away", p, d)
		}
	}
}

func TestOutsideChinaNothingIsShifted(t *testing.T) {
	for _, c := range [][2]float64{{51.5, -0.12}, {-33.9, 151.2}, {40.7, -74}, {60, 100}} {
		p := degrees(t, c[0], c[1])
		if ToGCJ(p) != p || FromGCJ(p) != p {
			t.Errorf("%v was shifted", c)
		}
	}
}
