// Package org keeps the places of the agency (sites and their areas) and its
// working calendar, by which due dates are counted.
package org

import (
	"strings"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/money"
)

// State says whether a site or an area is in use.
type State string

// The states. A closed place keeps its records and takes no new ones.
const (
	Active State = "active"
	Closed State = "closed"
)

// Site is a place that suppliers work at: a building, a compound.
type Site struct {
	ID              string
	Code            string
	Name            string
	Address         string
	LatitudeE6      *int64 // millionths of a degree, WGS 84; nil when unknown
	LongitudeE6     *int64
	RadiusM         int            // of the fence around it; 0 for the agency's usual one
	AreaM2          money.Quantity // 0 when unknown
	State           State
	Version         int
	CheckpointCount int // active ones that the reader may see
}

// Area is a part of a site: a floor, a hall, a kitchen.
type Area struct {
	ID      string
	SiteID  string
	Name    string
	Floor   string
	State   State
	Version int
}

// NewSite is what a site is made from.
type NewSite struct {
	Code        string
	Name        string
	Address     string
	LatitudeE6  *int64
	LongitudeE6 *int64
	RadiusM     int
	AreaM2      money.Quantity
}

// SiteChange changes the fields that are not nil.
type SiteChange struct {
	Name    *string
	Address *string
	AreaM2  *money.Quantity
	State   *State
	Centre  *Centre
}

// Point is where the site is, nil when nobody knows.
func (s Site) Point() *geo.Point {
	if s.LatitudeE6 == nil || s.LongitudeE6 == nil {
		return nil
	}
	return &geo.Point{LatitudeE7: *s.LatitudeE6 * 10, LongitudeE7: *s.LongitudeE6 * 10}
}

// Centred reads the centre of a site as a person enters it.
func Centred(e geo.Entered) (*Centre, error) {
	p, err := e.Point()
	if err != nil || p == nil {
		return &Centre{RadiusM: e.RadiusM}, err
	}
	lat, lon := roundE6(p.LatitudeE7), roundE6(p.LongitudeE7)
	return &Centre{&lat, &lon, e.RadiusM}, nil
}

// roundE6 rounds ten-millionths of a degree to millionths, a tenth of a metre.
func roundE6(e7 int64) int64 {
	if e7 < 0 {
		return (e7 - 5) / 10
	}
	return (e7 + 5) / 10
}

// Centre is where a site is, in millionths of a degree, WGS 84; nil coordinates say
// that nobody knows.
type Centre struct {
	LatitudeE6  *int64
	LongitudeE6 *int64
	RadiusM     int
}

// NewArea is what an area is made from.
type NewArea struct {
	Name  string
	Floor string
}

// AreaChange changes the fields that are not nil.
type AreaChange struct {
	Name  *string
	Floor *string
	State *State
}

// change applies what c says and refuses values a site cannot have.
func (s *Site) change(c SiteChange) error {
	if c.Name != nil {
		s.Name = strings.TrimSpace(*c.Name)
	}
	if c.Address != nil {
		s.Address = strings.TrimSpace(*c.Address)
	}
	if c.AreaM2 != nil {
		s.AreaM2 = *c.AreaM2
	}
	if c.State != nil {
		s.State = *c.State
	}
	if c.Centre != nil {
		s.LatitudeE6, s.LongitudeE6, s.RadiusM = c.Centre.LatitudeE6, c.Centre.LongitudeE6, c.Centre.RadiusM
	}
	return s.check()
}

func (s *Site) check() error {
	var f fields
	f.text("code", s.Code, 1, 32)
	f.text("name", s.Name, 1, 100)
	f.text("address", s.Address, 0, 200)
	f.state(s.State)
	if s.AreaM2 < 0 {
		f.add("areaM2", "too_small", "An area is not negative.")
	}
	if (s.LatitudeE6 == nil) != (s.LongitudeE6 == nil) ||
		s.LatitudeE6 != nil && (abs(*s.LatitudeE6) > 90_000_000 || abs(*s.LongitudeE6) > 180_000_000) {
		f.add("latitudeE6", "invalid_value", "Latitude and longitude come together, inside ±90 and ±180 degrees.")
	}
	if s.RadiusM != 0 && (s.RadiusM < geo.MinRadius || s.RadiusM > geo.MaxRadius) {
		f.add("centre.radiusM", "out_of_range", "A radius is between 10 and 5000 metres.")
	}
	return f.err()
}

func (a *Area) change(c AreaChange) error {
	if c.Name != nil {
		a.Name = strings.TrimSpace(*c.Name)
	}
	if c.Floor != nil {
		a.Floor = strings.TrimSpace(*c.Floor)
	}
	if c.State != nil {
		a.State = *c.State
	}
	return a.check()
}

func (a *Area) check() error {
	var f fields
	f.text("name", a.Name, 1, 100)
	f.text("floor", a.Floor, 0, 32)
	f.state(a.State)
	return f.err()
}

func abs(v int64) int64 { return max(v, -v) }

// fields collects what is wrong, so that a form learns everything at once.
type fields []fault.Field

func (f *fields) add(name, code, message string) {
	*f = append(*f, fault.Field{Name: name, Code: code, Message: message})
}

func (f *fields) text(name, value string, least, most int) {
	switch n := utf8.RuneCountInString(value); {
	case n < least:
		f.add(name, "required", "This field is required.")
	case n > most:
		f.add(name, "too_long", "This text is too long.")
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }):
		f.add(name, "invalid_value", "This text has characters that cannot be shown.")
	}
}

func (f *fields) state(s State) {
	if s != Active && s != Closed {
		f.add("state", "not_allowed", "A state is active or closed.")
	}
}

func (f fields) err() error {
	if len(f) == 0 {
		return nil
	}
	return fault.InvalidFields("invalid", "Some fields are not acceptable.", f...)
}
