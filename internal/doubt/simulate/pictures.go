package simulate

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// The size of a drawn picture; phones scale theirs to about three times as much.
const (
	pictureWidth  = 480
	pictureHeight = 360
)

// Picture draws a place as a phone sees it: a corridor or a room in perspective, with
// lamps, doors, windows, furniture, a stain, uneven light and the noise of a cheap
// sensor. Pictures of different seeds are different places.
func Picture(seed uint64) image.Image {
	s := scene{rng: rand.New(rand.NewPCG(seed, 0x70686f746f)), img: image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))}
	s.box()
	for range s.rng.IntN(4) {
		s.lamp()
	}
	for range s.rng.IntN(4) {
		s.opening()
	}
	for range 1 + s.rng.IntN(6) {
		s.furniture()
	}
	for range s.rng.IntN(3) {
		s.stain()
	}
	s.light()
	return s.img
}

type scene struct {
	rng *rand.Rand
	img *image.RGBA
	// the back wall, towards which everything runs
	back image.Rectangle
}

func (s *scene) between(lo, hi int) int { return lo + s.rng.IntN(hi-lo+1) }

func (s *scene) tone(lo, hi int) color.RGBA {
	base := s.between(lo, hi)
	shift := func() uint8 { return uint8(min(255, max(0, base+s.between(-22, 22)))) }
	return color.RGBA{shift(), shift(), shift(), 255}
}

// box paints ceiling, floor and walls around the back wall.
func (s *scene) box() {
	w, h := s.between(90, 330), s.between(80, 230)
	x, y := s.between(20, pictureWidth-w-20), s.between(20, pictureHeight-h-20)
	s.back = image.Rect(x, y, x+w, y+h)
	ceiling, floor := s.tone(150, 245), s.tone(60, 190)
	left, right, behind := s.tone(110, 235), s.tone(110, 235), s.tone(100, 235)
	joint := color.RGBA{floor.R - floor.R/4, floor.G - floor.G/4, floor.B - floor.B/4, 255}
	tiles, dado := s.between(3, 14), s.rng.IntN(3) == 0
	dark := s.tone(60, 150)
	for py := range pictureHeight {
		for px := range pictureWidth {
			// how far out from the back wall the point lies, on each side, 0 at it and 1 at the edge
			l, r := side(px, x, 0), side(px, x+w, pictureWidth-1)
			t, b := side(py, y, 0), side(py, y+h, pictureHeight-1)
			c := behind
			switch d := max(l, r, t, b); {
			case d <= 0:
			case d == t:
				c = ceiling
			case d == b:
				c = floor
				depth := math.Log(1+6*b) * float64(tiles)
				across := (float64(px) - float64(x+w/2)) / (float64(w)/2 + b*float64(pictureWidth)/2) * float64(tiles)
				if math.Abs(depth-math.Round(depth)) < 0.05 || math.Abs(across-math.Round(across)) < 0.04 {
					c = joint
				}
			case d == l:
				c = left
			default:
				c = right
			}
			if dado && py > y+h*2/3 && c != floor && c != joint && c != ceiling {
				c = dark
			}
			s.img.SetRGBA(px, py, c)
		}
	}
}

func side(p, from, to int) float64 { return float64(p-from) / float64(to-from) }

func (s *scene) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(s.img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func (s *scene) lamp() {
	w, h := s.between(20, 110), s.between(6, 22)
	x, y := s.between(0, pictureWidth-w), s.between(0, max(1, s.back.Min.Y))
	s.fill(image.Rect(x, y, x+w, y+h), color.RGBA{255, 255, uint8(s.between(220, 255)), 255})
}

// opening is a door or a window, on any wall.
func (s *scene) opening() {
	w, h := s.between(26, 100), s.between(50, 190)
	x, y := s.between(0, pictureWidth-w), s.between(20, pictureHeight-h)
	frame, leaf := s.tone(60, 220), s.tone(40, 240)
	s.fill(image.Rect(x, y, x+w, y+h), frame)
	s.fill(image.Rect(x+4, y+4, x+w-4, y+h), leaf)
	if s.rng.IntN(2) == 0 {
		s.fill(image.Rect(x+w/2-1, y+4, x+w/2+2, y+h), frame)
	}
}

func (s *scene) furniture() {
	w, h := s.between(24, 170), s.between(20, 130)
	x, y := s.between(-20, pictureWidth-w+20), s.between(pictureHeight/3, pictureHeight-h/2)
	front, top := s.tone(30, 200), s.tone(80, 240)
	s.fill(image.Rect(x, y, x+w, y+h), front)
	s.fill(image.Rect(x, y, x+w, y+max(4, h/6)), top)
	for i := range s.rng.IntN(4) {
		at := x + (i+1)*w/5
		s.fill(image.Rect(at, y+h/4, at+3, y+h), top)
	}
}

func (s *scene) stain() {
	cx, cy, r := s.between(20, pictureWidth-20), s.between(pictureHeight/2, pictureHeight-10), s.between(8, 50)
	for y := cy - r; y <= cy+r; y++ {
		for x := cx - 2*r; x <= cx+2*r; x++ {
			if dx, dy := (x-cx)/2, y-cy; dx*dx+dy*dy < r*r && image.Pt(x, y).In(s.img.Rect) {
				c := s.img.RGBAAt(x, y)
				s.img.SetRGBA(x, y, color.RGBA{c.R / 2, c.G / 2, c.B / 2, 255})
			}
		}
	}
}

// light makes one corner brighter than the others and adds a sensor's noise.
func (s *scene) light() {
	gx, gy := s.rng.Float64()-0.5, s.rng.Float64()-0.5
	noise := s.between(2, 9)
	for y := range pictureHeight {
		for x := range pictureWidth {
			k := 1 + 0.45*(gx*(float64(x)/pictureWidth-0.5)+gy*(float64(y)/pictureHeight-0.5))
			c, n := s.img.RGBAAt(x, y), s.between(-noise, noise)
			at := func(v uint8) uint8 { return uint8(min(255, max(0, int(float64(v)*k)+n))) }
			s.img.SetRGBA(x, y, color.RGBA{at(c.R), at(c.G), at(c.B), 255})
		}
	}
}

// JPEG encodes a picture.
func JPEG(img image.Image, quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // a drawn picture always encodes
	}
	return b.Bytes()
}

// Recompressed is the picture as somebody passes it on: scaled to 50–100 % and
// encoded again at quality 30–90.
func Recompressed(img image.Image, rng *rand.Rand) []byte {
	k := 0.5 + rng.Float64()/2
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, int(float64(b.Dx())*k), int(float64(b.Dy())*k)))
	draw.CatmullRom.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	return JPEG(out, 30+rng.IntN(61))
}

// Cropped is the picture with up to 5 % cut off each side, encoded again.
func Cropped(img image.Image, rng *rand.Rand) []byte {
	b := img.Bounds()
	cut := func(n int) int { return int(rng.Float64() * 0.05 * float64(n)) }
	r := image.Rect(b.Min.X+cut(b.Dx()), b.Min.Y+cut(b.Dy()), b.Max.X-cut(b.Dx()), b.Max.Y-cut(b.Dy()))
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Bounds(), img, r.Min, draw.Src)
	return JPEG(out, 30+rng.IntN(61))
}
