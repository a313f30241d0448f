// Package spotcheck draws who supervises what, at random, so that anybody can repeat it
// (双随机抽查): the population is frozen with its digest before there is a seed, the
// server draws the seed, and both stand in the record with the result.
package spotcheck

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hengjian/internal/kernel/draw"
)

// Population is what a draw is made from: objects in strata, and who may be sent.
type Population struct {
	Strata     []Stratum
	Inspectors []Inspector
}

// Stratum is a part of the population with a rule of its own: Take units of it, or each
// unit with the chance ShareBp of 10000.
type Stratum struct {
	Key     string
	Take    int
	ShareBp int
	Units   []Unit
}

// Unit is what is drawn: a checkpoint, or a contract of whose places one is drawn.
type Unit struct {
	Key    string
	Avoid  []string // people who are not sent to it
	Places []Place
}

// Place is where a check is made, and by which checklist.
type Place struct {
	CheckpointID, ChecklistID, SupplierID, SiteID string
}

// Inspector is who may be sent. Sites is empty for one who may go everywhere.
type Inspector struct {
	ID      string
	Sites   []string
	Against []string // suppliers with whom the inspector has a conflict of interest
}

// may reports whether the inspector may be sent to a place of the unit.
func (i Inspector) may(u Unit, p Place) bool {
	return !slices.Contains(u.Avoid, i.ID) && !slices.Contains(i.Against, p.SupplierID) && (len(i.Sites) == 0 || slices.Contains(i.Sites, p.SiteID))
}

// Size is the number of units.
func (p Population) Size() int {
	n := 0
	for _, s := range p.Strata {
		n += len(s.Units)
	}
	return n
}

// sort puts everything in the order of its stable keys: whoever lists a population may
// not have a hand in the draw by the order.
func (p Population) sort() {
	slices.SortFunc(p.Strata, func(a, b Stratum) int { return strings.Compare(a.Key, b.Key) })
	for _, s := range p.Strata {
		slices.SortFunc(s.Units, func(a, b Unit) int { return strings.Compare(a.Key, b.Key) })
		for _, u := range s.Units {
			slices.Sort(u.Avoid)
			slices.SortFunc(u.Places, func(a, b Place) int {
				return strings.Compare(a.CheckpointID+a.ChecklistID, b.CheckpointID+b.ChecklistID)
			})
		}
	}
	slices.SortFunc(p.Inspectors, func(a, b Inspector) int { return strings.Compare(a.ID, b.ID) })
	for _, i := range p.Inspectors {
		slices.Sort(i.Sites)
		slices.Sort(i.Against)
	}
}

// Freeze writes a population in the words of docs/draws.md and returns them with their
// digest.
func (p Population) Freeze() (text, digest string) {
	p.sort()
	var b strings.Builder
	line := func(words ...string) { b.WriteString(strings.Join(words, " ") + "\n") }
	line(draw.Algorithm)
	for _, s := range p.Strata {
		if s.ShareBp > 0 {
			line("stratum", s.Key, "share", strconv.Itoa(s.ShareBp))
		} else {
			line("stratum", s.Key, "take", strconv.Itoa(s.Take))
		}
		for _, u := range s.Units {
			line(append([]string{"unit", u.Key}, u.Avoid...)...)
			for _, at := range u.Places {
				line("place", at.CheckpointID, at.ChecklistID, at.SupplierID, at.SiteID)
			}
		}
	}
	for _, i := range p.Inspectors {
		sites := strings.Join(i.Sites, ",")
		if sites == "" {
			sites = "everywhere"
		}
		line(append([]string{"inspector", i.ID, sites}, i.Against...)...)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return b.String(), hex.EncodeToString(sum[:])
}

// Thaw reads a frozen population.
func Thaw(text string) (Population, error) {
	var p Population
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != draw.Algorithm {
		return p, fmt.Errorf("a population of %q", lines[0])
	}
	for n, line := range lines[1:] {
		words := strings.Fields(line)
		bad := fmt.Errorf("line %d of the population: %q", n+2, line)
		last := len(p.Strata) - 1
		switch {
		case len(words) == 4 && words[0] == "stratum":
			s := Stratum{Key: words[1]}
			rule, err := strconv.Atoi(words[3])
			switch {
			case err != nil:
				return p, bad
			case words[2] == "share":
				s.ShareBp = rule
			default:
				s.Take = rule
			}
			p.Strata = append(p.Strata, s)
		case len(words) >= 2 && words[0] == "unit" && last >= 0:
			p.Strata[last].Units = append(p.Strata[last].Units, Unit{Key: words[1], Avoid: words[2:]})
		case len(words) == 5 && words[0] == "place" && last >= 0 && len(p.Strata[last].Units) > 0:
			u := &p.Strata[last].Units[len(p.Strata[last].Units)-1]
			u.Places = append(u.Places, Place{words[1], words[2], words[3], words[4]})
		case len(words) >= 3 && words[0] == "inspector":
			i := Inspector{ID: words[1], Against: words[3:]}
			if words[2] != "everywhere" {
				i.Sites = strings.Split(words[2], ",")
			}
			p.Inspectors = append(p.Inspectors, i)
		default:
			return p, bad
		}
	}
	return p, nil
}
