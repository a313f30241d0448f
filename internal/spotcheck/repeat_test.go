package spotcheck_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"hengjian/internal/spotcheck"
)

// auditor draws as docs/draws.md says, written from that page alone: text in, text out,
// big numbers, none of the program's own code.
type auditor struct {
	seed, digest []byte
	i            int64
}

func (a *auditor) below(n int) int {
	if n == 1 {
		return 0
	}
	all, size := new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(int64(n))
	limit := new(big.Int).Sub(all, new(big.Int).Mod(all, size))
	for {
		counter := make([]byte, 8)
		big.NewInt(a.i).FillBytes(counter)
		a.i++
		mac := hmac.New(sha256.New, a.seed)
		mac.Write(append(bytes.Clone(a.digest), counter...))
		if x := new(big.Int).SetBytes(mac.Sum(nil)[:8]); x.Cmp(limit) < 0 {
			return int(new(big.Int).Mod(x, size).Int64())
		}
	}
}

type unit struct {
	key, stratum string
	avoid        []string
	places       [][]string
}

type stratum struct {
	key, rule string
	n         int
	units     []*unit
}

// repeat returns a line for each drawn object.
func (a *auditor) repeat(population string) []string {
	var strata []*stratum
	var people [][]string
	for _, line := range strings.Split(population, "\n")[1:] {
		w := strings.Split(line, " ")
		switch w[0] {
		case "stratum":
			s := &stratum{key: w[1], rule: w[2]}
			fmt.Sscan(w[3], &s.n)
			strata = append(strata, s)
		case "unit":
			s := strata[len(strata)-1]
			s.units = append(s.units, &unit{key: w[1], stratum: s.key, avoid: w[2:]})
		case "place":
			s := strata[len(strata)-1]
			u := s.units[len(s.units)-1]
			u.places = append(u.places, w[1:])
		case "inspector":
			people = append(people, w[1:])
		}
	}
	type object struct {
		u  *unit
		at []string
	}
	var objects []object
	for _, s := range strata {
		var chosen []*unit
		if s.rule == "share" {
			for _, u := range s.units {
				if a.below(10000) < s.n {
					chosen = append(chosen, u)
				}
			}
		} else {
			for k := 0; k < s.n && k < len(s.units); k++ {
				j := k + a.below(len(s.units)-k)
				s.units[k], s.units[j] = s.units[j], s.units[k]
				chosen = append(chosen, s.units[k])
			}
		}
		for _, u := range chosen {
			objects = append(objects, object{u, u.places[a.below(len(u.places))]})
		}
	}
	load := map[string]int{}
	var out []string
	for n, o := range objects {
		var free []string
		for _, p := range people {
			barred := " " + strings.Join(p[2:], " ") + " "
			switch {
			case strings.Contains(barred, " "+o.at[2]+" "), strings.Contains(" "+strings.Join(o.u.avoid, " ")+" ", " "+p[0]+" "),
				p[1] != "everywhere" && !strings.Contains(","+p[1]+",", ","+o.at[3]+","):
			case len(free) > 0 && load[p[0]] > load[free[0]]:
			case len(free) > 0 && load[p[0]] < load[free[0]]:
				free = []string{p[0]}
			default:
				free = append(free, p[0])
			}
		}
		who := free[a.below(len(free))]
		load[who]++
		out = append(out, fmt.Sprintf("%d %s %s %s %s %s", n+1, o.u.stratum, o.u.key, o.at[0], o.at[1], who))
	}
	return out
}

func lines(result []spotcheck.RecordResult) []string {
	out := make([]string, len(result))
	for i, r := range result {
		out[i] = fmt.Sprintf("%d %s %s %s %s %s", r.Position, r.Stratum, r.Unit, r.CheckpointID, r.ChecklistID, r.InspectorID)
	}
	return out
}

func again(t *testing.T, population, digest, seed string) []string {
	t.Helper()
	sum := sha256.Sum256([]byte(population))
	if hex.EncodeToString(sum[:]) != digest {
		t.Fatal("the frozen population has another digest than its record")
	}
	key, _ := hex.DecodeString(seed)
	return (&auditor{seed: key, digest: sum[:]}).repeat(population)
}

func TestAnAuditorRepeatsADrawFromItsRecordWithAnotherProgram(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.against(secondID, w.b[0].SupplierID)
		for _, kind := range []spotcheck.UnitKind{spotcheck.ByCheckpoint, spotcheck.ByContract} {
			o := order()
			if o.Unit = kind; kind == spotcheck.ByContract {
				o.Count = 2
			}
			d := w.drawn(o)
			r, err := w.Draws.Record(w.Manager(), d.ID)
			w.Must(err)
			got, want := again(t, r.Population, r.PopulationDigest, r.Seed), lines(r.Result)
			if len(want) != o.Count || strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s: the record says\n%s\nand repeated it is\n%s", kind, strings.Join(want, "\n"), strings.Join(got, "\n"))
			}
		}
	})
}

// Populations of many shapes, drawn by both programs.
func TestBothProgramsAgreeOnManyPopulations(t *testing.T) {
	for n := range 300 {
		p := someday(n)
		text, digest := p.Freeze()
		sum := sha256.Sum256(fmt.Append(nil, "seed", n))
		seed := hex.EncodeToString(sum[:])
		thawed, err := spotcheck.Thaw(text)
		if err != nil {
			t.Fatal(err)
		}
		drawn, ok := spotcheck.Pick(thawed, digest, seed)
		if !ok {
			t.Fatalf("population %d could not be drawn from", n)
		}
		var got []string
		for i, d := range drawn {
			got = append(got, fmt.Sprintf("%d %s %s %s %s %s", i+1, d.Stratum, d.Unit, d.Place.CheckpointID, d.Place.ChecklistID, d.InspectorID))
		}
		if want := again(t, text, digest, seed); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("population %d: drew\n%s\nthe specification draws\n%s", n, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func someday(n int) spotcheck.Population {
	var p spotcheck.Population
	for s := range 1 + n%3 {
		st := spotcheck.Stratum{Key: fmt.Sprintf("S%d", s), Take: 1 + n%5}
		if (n+s)%4 == 0 {
			st.Take, st.ShareBp = 0, 500+n*20
		}
		for u := range 1 + (n+s)%17 {
			one := spotcheck.Unit{Key: fmt.Sprintf("U%d-%02d", s, u)}
			if u%3 == 0 {
				one.Avoid = []string{"I1"}
			}
			for k := range 1 + (n+u)%3 {
				one.Places = append(one.Places, spotcheck.Place{CheckpointID: fmt.Sprintf("P%d%d%d", s, u, k), ChecklistID: "L", SupplierID: fmt.Sprintf("V%d", u%4), SiteID: fmt.Sprintf("T%d", k)})
			}
			st.Units = append(st.Units, one)
		}
		p.Strata = append(p.Strata, st)
	}
	p.Inspectors = []spotcheck.Inspector{{ID: "I1", Against: []string{"V1"}}, {ID: "I2"}, {ID: "I3", Sites: []string{"T0", "T1"}}, {ID: "I4", Against: []string{"V0", "V2"}}}
	return p
}

func TestARecordThatWasTamperedWithDoesNotMatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.drawn(order())
		fresh, err := w.Draws.Repeat(w.Manager(), d.ID)
		w.Must(err)
		if !fresh.Matches || len(fresh.Different) != 0 {
			t.Fatalf("an honest record: %+v", fresh)
		}
		r, err := w.Draws.Record(w.Manager(), d.ID)
		w.Must(err)
		other := secondID
		if r.Result[1].InspectorID == secondID {
			other = w.inspectorID()
		}
		w.set("spot_check_objects", map[string]any{"inspector_id": other}, "spot_check_id = ? AND position = 2", d.ID)
		if got, err := w.Draws.Repeat(w.Manager(), d.ID); err != nil || got.ResultSame || got.Matches || len(got.Different) != 1 || got.Different[0] != 2 {
			t.Errorf("an exchanged inspector: %+v, %v", got, err)
		}
		w.set("spot_check_objects", map[string]any{"inspector_id": r.Result[1].InspectorID}, "spot_check_id = ? AND position = 2", d.ID)
		w.set("spot_check_populations", map[string]any{"frozen": strings.Replace(r.Population, "unit", "Unit", 1)}, "spot_check_id = ?", d.ID)
		if got, err := w.Draws.Repeat(w.Manager(), d.ID); err != nil || got.PopulationIntact || got.Matches {
			t.Errorf("a changed population: %+v, %v", got, err)
		}
		w.set("spot_check_populations", map[string]any{"frozen": r.Population}, "spot_check_id = ?", d.ID)
		w.set("spot_checks", map[string]any{"seed": strings.Repeat("0", 64)}, "id = ?", d.ID)
		if got, err := w.Draws.Repeat(w.Manager(), d.ID); err != nil || got.Matches {
			t.Errorf("another seed: %+v, %v", got, err)
		}
	})
}
