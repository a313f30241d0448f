package picture

import (
	"cmp"
	"image"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"golang.org/x/image/draw"
)

// lookSide is the side of a look in pixels.
const lookSide = 32

// LookSize is the length of a look in bytes.
const LookSize = lookSide * lookSide

// Look is a photo reduced to 32 × 32 grey pixels, row by row. It is kept with the
// photo: reuse is recognised by it, also after the photo was scaled, encoded again or
// cropped a little.
type Look []byte

// Valid reports whether l is a look at all: photos received before looks were kept
// have none.
func (l Look) Valid() bool { return len(l) == LookSize }

func lookOf(img image.Image) Look {
	small := image.NewGray(image.Rect(0, 0, lookSide, lookSide))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return slices.Clone(small.Pix)
}

// MarkBits is the length of a mark, the perceptual hash that distances are counted in.
const MarkBits = 128

// mark is the signs of the lowest frequencies of a look (discrete cosine transform),
// without the mean: what stays when a picture is encoded again or made brighter.
type mark [2]uint64

func (m mark) distance(o mark) int {
	return bits.OnesCount64(m[0]^o[0]) + bits.OnesCount64(m[1]^o[1])
}

// frequencies is how many of them a direction has.
const frequencies = 16

// zigzag is the order of the frequencies, lowest first.
var zigzag = func() (order [MarkBits][2]int) {
	n := 0
	for sum := 1; n < MarkBits; sum++ {
		for y := 0; y <= sum && n < MarkBits; y++ {
			if x := sum - y; y < frequencies && x < frequencies {
				order[n] = [2]int{y, x}
				n++
			}
		}
	}
	return order
}()

// basis is the cosines of every frequency over a side of which the two ends were cut:
// a matrix by which a row of 32 pixels becomes the frequencies of its cropped self.
type basis [frequencies][lookSide]float64

// cuts are the shares of a side that are tried. Between them a mark holds.
var cuts = [3]float64{0, 0.025, 0.05}

var bases = func() (out [9]basis) {
	for i, first := range cuts {
		for j, last := range cuts {
			out[i*3+j] = newBasis(first, last)
		}
	}
	return out
}()

func newBasis(first, last float64) (b basis) {
	for p := range lookSide {
		at := (first+(float64(p)+0.5)/lookSide*(1-first-last))*lookSide - 0.5
		left := int(math.Floor(at))
		weight := at - float64(left)
		right := min(lookSide-1, left+1)
		left = max(0, left)
		for k := range frequencies {
			c := math.Cos(math.Pi * float64(k) * (float64(p) + 0.5) / lookSide)
			b[k][left] += c * (1 - weight)
			b[k][right] += c * weight
		}
	}
	return b
}

// across transforms the rows of a look.
func (l Look) across(b *basis) (out [lookSide][frequencies]float64) {
	for y := range lookSide {
		row := l[y*lookSide : (y+1)*lookSide]
		for k := range frequencies {
			sum := 0.0
			for x, v := range row {
				sum += b[k][x] * float64(v)
			}
			out[y][k] = sum
		}
	}
	return out
}

// down transforms the columns of what across made and returns the frequencies in
// zigzag order.
func down(rows *[lookSide][frequencies]float64, b *basis, n int) (out [MarkBits]float64) {
	for i := range n {
		y, x := zigzag[i][0], zigzag[i][1]
		sum := 0.0
		for p := range lookSide {
			sum += b[y][p] * rows[p][x]
		}
		out[i] = sum
	}
	return out
}

func signs(f *[MarkBits]float64) (m mark) {
	for i, v := range f {
		if v > 0 {
			m[i/64] |= 1 << (i % 64)
		}
	}
	return m
}

// marks returns the marks of the look cropped in 81 ways, whole first.
func (l Look) marks() []mark {
	out := make([]mark, 0, len(bases)*len(bases))
	for i := range bases {
		rows := l.across(&bases[i])
		for j := range bases {
			f := down(&rows, &bases[j], MarkBits)
			out = append(out, signs(&f))
		}
	}
	return out
}

// hopeless is the distance of two whole marks beyond which no crop brings them near:
// light crops of one picture stayed below 43 of 128 in some thousand trials.
const hopeless = 48

// Compared is a look made ready to be compared with many.
type Compared struct {
	look  Look
	marks []mark
}

// Compare makes a look ready.
func Compare(l Look) *Compared { return &Compared{look: l, marks: l.marks()} }

// Distance is how many of the 128 bits of two looks differ when one is a light crop of
// the other: the least over all crops of up to 5 % a side, both ways round.
func (c *Compared) Distance(other Look) int {
	rows := other.across(&bases[0])
	f := down(&rows, &bases[0], MarkBits)
	whole := signs(&f)
	best := c.marks[0].distance(whole)
	if best > hopeless {
		return best
	}
	for _, m := range c.marks {
		best = min(best, m.distance(whole))
	}
	for _, m := range other.marks() {
		best = min(best, m.distance(c.marks[0]))
	}
	return best
}

// Tables of the index: each sorts photos by 16 of the 40 lowest bits. Who looks asks
// each table also for the neighbours whose weakest bits are the other way round,
// because those are the ones a crop turns.
const (
	tables    = 8
	tableBits = 16
	tableFrom = 40
	weakest   = 5
)

// chosen are the bits of each table, drawn once for ever: stored bands depend on them.
var chosen = func() (out [tables][tableBits]int) {
	rng := rand.New(rand.NewPCG(7, 7)) // not a secret, and must never change
	for t := range out {
		copy(out[t][:], rng.Perm(tableFrom)[:tableBits])
	}
	return out
}()

// Bands are the keys under which a photo is found, one a table.
func (l Look) Bands() []int {
	return l.bands(0)
}

// Neighbours are the keys to look under for photos like this one.
func (l Look) Neighbours() []int {
	return l.bands(weakest)
}

func (l Look) bands(turned int) []int {
	rows := l.across(&bases[0])
	f := down(&rows, &bases[0], tableFrom)
	out := make([]int, 0, tables<<turned)
	for t, use := range chosen {
		key := 0
		order := make([]int, tableBits)
		for i, bit := range use {
			order[i] = i
			if f[bit] > 0 {
				key |= 1 << i
			}
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Compare(math.Abs(f[use[a]]), math.Abs(f[use[b]]))
		})
		for turn := range 1 << turned {
			k := key
			for i := range turned {
				if turn>>i&1 == 1 {
					k ^= 1 << order[i]
				}
			}
			out = append(out, t<<tableBits|k)
		}
	}
	return out
}
