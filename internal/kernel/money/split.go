package money

import "sort"

// Split divides total over the weights by the largest-remainder method: the parts
// add up to total exactly, each part differs from its exact share by less than
// one fen, and equal remainders go to the earlier part, so that two people who
// split the same total get the same parts. Weights must not be negative; if all
// are 0 the total goes to the first part.
func Split(total Fen, weights []int64) []Fen {
	parts := make([]Fen, len(weights))
	if len(weights) == 0 {
		return parts
	}
	sum := int64(0)
	for _, w := range weights {
		if w < 0 {
			panic("money: negative weight")
		}
		sum += w
	}
	if sum == 0 {
		parts[0] = total
		return parts
	}
	sign := Fen(1)
	if total < 0 {
		sign, total = -1, -total
	}
	type rest struct {
		index     int
		remainder uint64
	}
	rests := make([]rest, len(weights))
	left := total
	for i, w := range weights {
		q, r := mulDivFloor(uint64(total), uint64(w), uint64(sum))
		parts[i] = Fen(q)
		left -= Fen(q)
		rests[i] = rest{i, r}
	}
	sort.SliceStable(rests, func(a, b int) bool { return rests[a].remainder > rests[b].remainder })
	for i := range int(left) {
		parts[rests[i].index]++
	}
	for i := range parts {
		parts[i] *= sign
	}
	return parts
}
