package geo

import "hengjian/internal/kernel/fault"

// Bounds of a fence's radius in metres.
const (
	MinRadius = 10
	MaxRadius = 5000
)

// Entered is the centre of a fence as a person enters it. Without coordinates it says
// that nobody knows where the place is.
type Entered struct {
	Latitude  *float64 `json:"latitude,omitempty" doc:"decimal degrees; without both coordinates the place is nowhere known"`
	Longitude *float64 `json:"longitude,omitempty"`
	System    System   `json:"system,omitempty" enum:"wgs84,gcj02" doc:"gcj02 for what was copied from a Chinese map; it is converted"`
	RadiusM   int      `json:"radiusM,omitempty" doc:"metres, 10 to 5000; 0 for the agency's usual radius"`
}

// Shown is the centre of a fence, WGS 84.
type Shown struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	RadiusM   int     `json:"radiusM" doc:"0 for the agency's usual radius"`
}

// Point reads what was entered; nil when it names no place.
func (e Entered) Point() (*Point, error) {
	if (e.Latitude == nil) != (e.Longitude == nil) {
		return nil, fault.Invalid("required", "centre.longitude", "Latitude and longitude come together.")
	}
	if e.RadiusM != 0 && (e.RadiusM < MinRadius || e.RadiusM > MaxRadius) {
		return nil, fault.Invalid("out_of_range", "centre.radiusM", "A radius is between 10 and 5000 metres.")
	}
	if e.Latitude == nil {
		return nil, nil
	}
	p, ok := Read(*e.Latitude, *e.Longitude, e.System)
	if !ok {
		return nil, fault.Invalid("out_of_range", "centre.latitude", "Latitude is inside ±90 and longitude inside ±180 degrees.")
	}
	return &p, nil
}

// Show returns a centre as it is shown, nil when it is not known.
func Show(p *Point, radius int) *Shown {
	if p == nil {
		return nil
	}
	lat, lon := p.Degrees()
	return &Shown{lat, lon, radius}
}
