// Package geo holds places on the Earth in ten-millionths of a degree, WGS 84, and
// reads those that people copy from Chinese maps, which are shifted (GCJ-02).
package geo

import "math"

// Point is a place. A ten-millionth of a degree is about a centimetre.
type Point struct{ LatitudeE7, LongitudeE7 int64 }

// System says how a coordinate was measured.
type System string

// The systems. Phones and GPS use the first, maps published in China the second.
const (
	WGS84 System = "wgs84"
	GCJ02 System = "gcj02"
)

// FromDegrees makes a point; ok is false for what is not on the Earth.
func FromDegrees(latitude, longitude float64) (p Point, ok bool) {
	// the comparison is written so that NaN fails it
	if !(math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180) {
		return Point{}, false
	}
	return Point{int64(math.Round(latitude * 1e7)), int64(math.Round(longitude * 1e7))}, true
}

// Degrees returns latitude and longitude in degrees.
func (p Point) Degrees() (latitude, longitude float64) {
	return float64(p.LatitudeE7) / 1e7, float64(p.LongitudeE7) / 1e7
}

const earthRadius = 6_371_000 // metres, mean

// Metres is the distance between two points along the ground.
func Metres(a, b Point) float64 {
	latA, lonA := a.radians()
	latB, lonB := b.radians()
	s, t := math.Sin((latB-latA)/2), math.Sin((lonB-lonA)/2)
	h := s*s + math.Cos(latA)*math.Cos(latB)*t*t
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Offset is how far p lies east and north of origin in metres, for points near to
// each other.
func Offset(origin, p Point) (east, north float64) {
	latO, lonO := origin.radians()
	lat, lon := p.radians()
	return (lon - lonO) * math.Cos(latO) * earthRadius, (lat - latO) * earthRadius
}

// Moved is the point so many metres east and north of p.
func (p Point) Moved(east, north float64) Point {
	lat, _ := p.radians()
	return Point{p.LatitudeE7 + int64(math.Round(north/earthRadius*180/math.Pi*1e7)),
		p.LongitudeE7 + int64(math.Round(east/earthRadius/math.Cos(lat)*180/math.Pi*1e7))}
}

func (p Point) radians() (latitude, longitude float64) {
	latitude, longitude = p.Degrees()
	return latitude * math.Pi / 180, longitude * math.Pi / 180
}
