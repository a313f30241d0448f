package geo

import "math"

// The shift of GCJ-02 is not published officially. The formula below is the public
// approximation known from eviltransform (github.com/googollee/eviltransform, MIT)
// and, in the same words, from coordtransform and many map libraries; it agrees with
// Chinese maps within a few metres. Its ellipsoid is that of Krasovsky 1940.
const (
	krasovskyAxis         = 6378245.0
	krasovskyEccentricity = 0.00669342162296594323
)

// InChina reports whether the approximation shifts a point: the rectangle that all
// libraries use, not the border.
func InChina(p Point) bool {
	lat, lon := p.Degrees()
	return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

// ToGCJ shifts a WGS 84 point as Chinese maps show it.
func ToGCJ(p Point) Point {
	if !InChina(p) {
		return p
	}
	dLat, dLon := shift(p)
	return Point{p.LatitudeE7 + int64(math.Round(dLat*1e7)), p.LongitudeE7 + int64(math.Round(dLon*1e7))}
}

// FromGCJ finds the WGS 84 point that a Chinese map shows at p. The shift has no
// inverse formula, so it is approached; a few steps end far below a centimetre.
func FromGCJ(p Point) Point {
	if !InChina(p) {
		return p
	}
	at := p
	for range 6 {
		shown := ToGCJ(at)
		at = Point{at.LatitudeE7 + p.LatitudeE7 - shown.LatitudeE7, at.LongitudeE7 + p.LongitudeE7 - shown.LongitudeE7}
	}
	return at
}

// Read makes a WGS 84 point of coordinates that were entered in a system.
func Read(latitude, longitude float64, system System) (p Point, ok bool) {
	p, ok = FromDegrees(latitude, longitude)
	if ok && system == GCJ02 {
		p = FromGCJ(p)
	}
	return p, ok && (system == GCJ02 || system == WGS84 || system == "")
}

func shift(p Point) (latitude, longitude float64) {
	lat, lon := p.Degrees()
	x, y := lon-105, lat-35
	common := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	dLat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + common +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 + (160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + common +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 + (150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	rad := lat * math.Pi / 180
	magic := 1 - krasovskyEccentricity*math.Sin(rad)*math.Sin(rad)
	root := math.Sqrt(magic)
	return dLat * 180 / ((krasovskyAxis * (1 - krasovskyEccentricity)) / (magic * root) * math.Pi),
		dLon * 180 / (krasovskyAxis / root * math.Cos(rad) * math.Pi)
}
