package spotcheck

import (
	"encoding/hex"

	"hengjian/internal/kernel/draw"
)

// Drawn is one object of a result: where, and who goes there.
type Drawn struct {
	Stratum, Unit string
	Place         Place
	InspectorID   string
}

// Pick draws from a population in its frozen order. First stratum by stratum: the units,
// then one place of each in the order the units were drawn. Then, object by object, the
// inspector: of those who may go there the ones with the fewest objects so far, one of
// them. The result and the numbers taken depend on nothing else. ok is false when nobody
// may be sent to an object.
func Pick(p Population, digest, seed string) (out []Drawn, ok bool) {
	stream := draw.New(unhex(seed), unhex(digest))
	var units []Unit
	for _, s := range p.Strata {
		drawn := s.pick(stream)
		for _, u := range drawn {
			out = append(out, Drawn{Stratum: s.Key, Unit: u.Key, Place: u.Places[stream.Below(len(u.Places))]})
		}
		units = append(units, drawn...)
	}
	load := make([]int, len(p.Inspectors))
	for n := range out {
		free := fewest(p.Inspectors, load, func(i Inspector) bool { return i.may(units[n], out[n].Place) })
		if len(free) == 0 {
			return nil, false
		}
		chosen := free[stream.Below(len(free))]
		load[chosen]++
		out[n].InspectorID = p.Inspectors[chosen].ID
	}
	return out, true
}

func (s Stratum) pick(stream *draw.Stream) []Unit {
	var out []Unit
	if s.ShareBp > 0 {
		for _, u := range s.Units {
			if stream.Chance(s.ShareBp) {
				out = append(out, u)
			}
		}
		return out
	}
	for _, i := range stream.Sample(len(s.Units), s.Take) {
		out = append(out, s.Units[i])
	}
	return out
}

// fewest returns the places of those who may go and have the smallest load.
func fewest(people []Inspector, load []int, may func(Inspector) bool) []int {
	var out []int
	for i, person := range people {
		switch {
		case !may(person):
		case len(out) == 0 || load[i] < load[out[0]]:
			out = []int{i}
		case load[i] == load[out[0]]:
			out = append(out, i)
		}
	}
	return out
}

// unmanned returns the first place to which nobody may be sent.
func (p Population) unmanned() (Place, bool) {
	for _, s := range p.Strata {
		for _, u := range s.Units {
			for _, at := range u.Places {
				if !p.manned(u, at) {
					return at, true
				}
			}
		}
	}
	return Place{}, false
}

func (p Population) manned(u Unit, at Place) bool {
	for _, i := range p.Inspectors {
		if i.may(u, at) {
			return true
		}
	}
	return false
}

func unhex(s string) []byte {
	b, _ := hex.DecodeString(s) // the record holds what this package wrote
	return b
}
