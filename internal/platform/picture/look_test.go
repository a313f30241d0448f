package picture

import (
	"image"
	"image/color"
	"testing"
)

func gradient(f func(x, y int) uint8) image.Image {
	img := image.NewGray(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.SetGray(x, y, color.Gray{Y: f(x, y)})
		}
	}
	return img
}

func TestALookKnowsItselfAndNotAnother(t *testing.T) {
	a := lookOf(gradient(func(x, y int) uint8 { return uint8(x/2 + y/4) }))
	b := lookOf(gradient(func(x, y int) uint8 { return uint8((x*x/300 + 3*y) % 256) }))
	if d := Compare(a).Distance(a); d != 0 {
		t.Errorf("%d bits from itself", d)
	}
	if d := Compare(a).Distance(b); d < 20 {
		t.Errorf("only %d bits from another picture", d)
	}
	if Look(nil).Valid() || !a.Valid() {
		t.Error("a look is not told from none")
	}
}

func TestEveryBandIsAmongTheNeighbours(t *testing.T) {
	l := lookOf(gradient(func(x, y int) uint8 { return uint8(x*y/400 + y/3) }))
	near := map[int]bool{}
	for _, k := range l.Neighbours() {
		near[k] = true
	}
	if len(near) != tables<<weakest {
		t.Errorf("%d neighbours", len(near))
	}
	for _, k := range l.Bands() {
		if !near[k] {
			t.Errorf("band %x is not asked for", k)
		}
	}
}

// Bands are stored: whoever changes what they are made of must fill the table anew.
func TestTheBitsOfTheTablesNeverChange(t *testing.T) {
	sum := 0
	for t, use := range chosen {
		for i, bit := range use {
			sum = sum*31 + (t+1)*(i+1)*bit
			sum %= 1_000_003
		}
	}
	if sum != 282950 {
		t.Errorf("the tables are others: %d", sum)
	}
}
