package switching

// sizes are the sample sizes of single sampling of ISO 2859-1, tables 2-A and 2-B, from
// code letter A on.
var sizes = []int{2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800}

// series are the acceptance numbers along a column of the tables. A column begins with
// 0; where the table shows arrows the plan before or after applies, which is left out.
var (
	normalSeries    = []int{0, 1, 2, 3, 5, 7, 10, 14, 21}
	tightenedSeries = []int{0, 1, 2, 3, 5, 8, 12, 18}
)

// AQL is an acceptance quality limit: nonconforming items in a hundred.
type AQL string

// aqls are the columns from the strictest on. zero is the place in sizes of the plan
// with acceptance number 0 in normal inspection; each looser column begins one earlier.
var aqls = []struct {
	limit AQL
	zero  int
}{{"1.5", 3}, {"2.5", 2}, {"4.0", 1}, {"6.5", 0}}

// sampling is a single sampling plan: size, and how many fails are accepted in it.
type sampling struct{ size, acceptance int }

// column returns the plans of a column in order of size. In each the plans with one fail
// and more begin three sizes after the one with none; tightened inspection begins one
// size later than normal. Reduced supervision is judged by the normal plans: it checks
// less, so its sample is smaller as it is.
func column(level Level, zero int) []sampling {
	at, series := zero, normalSeries
	if level == Tightened || level == Discontinued {
		at, series = zero+1, tightenedSeries
	}
	out := []sampling{{sizes[at], series[0]}}
	for n, acceptance := range series[1:] {
		if i := at + 3 + n; i < len(sizes) {
			out = append(out, sampling{sizes[i], acceptance})
		}
	}
	return out
}

// planFor returns the plan for a number of judged items: the largest one that the
// sample fills. What was judged beyond its size is in the supplier's disfavour only if
// it failed. With fewer items than the smallest plan none may fail.
func planFor(level Level, aql AQL, items int) sampling {
	for _, c := range aqls {
		if c.limit == aql {
			return fill(column(level, c.zero), items)
		}
	}
	return sampling{}
}

func fill(plans []sampling, items int) sampling {
	best := sampling{size: items}
	for _, p := range plans {
		if p.size <= items {
			best = p
		}
	}
	return best
}

// tighter returns the acceptance number one step stricter, for the switching score.
func tighter(aql AQL, items int) int {
	for n, c := range aqls {
		if c.limit == aql && n > 0 {
			return planFor(Normal, aqls[n-1].limit, items).acceptance
		}
	}
	return 0
}

// verdict is what a lot's figures say.
type verdict struct {
	sampling
	accepted bool
	step     int
}

// judge holds the fails of a lot against its plan. The step is that of 9.3.3.2: with an
// acceptance number of 2 and more, 3 if the lot would have passed one step stricter;
// with 0 or 1, 2 if it passed.
func judge(level Level, aql AQL, items, failed int) verdict {
	v := verdict{sampling: planFor(level, aql, items)}
	v.accepted = failed <= v.acceptance
	switch {
	case level != Normal || !v.accepted:
	case v.acceptance < 2:
		v.step = 2
	case failed <= tighter(aql, items):
		v.step = 3
	}
	return v
}
