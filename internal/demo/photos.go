package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// photosEach is how many photos each account has at hand; the history attaches the
// same ones again and again, which keeps the demo small.
const photosEach = 3

// takePhotos sends some drawn pictures for everybody who attaches photos. They show
// a room with a mark on the floor, and are drawn, not taken.
func (w *world) takePhotos(ctx context.Context) error {
	people := []string{"inspector", "inspector2", "inspector3", "assessor"}
	for _, f := range firms {
		people = append(people, f.key+".staff", f.key+".manager")
	}
	for i, who := range people {
		for n := range photosEach {
			var buf bytes.Buffer
			if err := jpeg.Encode(&buf, room(rand.New(rand.NewPCG(uint64(i), uint64(n))), 1), &jpeg.Options{Quality: 70}); err != nil {
				return err
			}
			p, err := w.Evidence.Upload(w.as(ctx, who), &buf)
			if err != nil {
				return err
			}
			w.uploads[who] = append(w.uploads[who], p.SHA256)
		}
	}
	return nil
}

func (w *world) photo(who string) string {
	list := w.uploads[who]
	return list[w.rng.IntN(len(list))]
}

// room draws a wall, a tiled floor, a door, some furniture and a stain, at 1/scale of
// 640 × 480.
func room(rng *rand.Rand, scale int) image.Image {
	const width, height = 640, 480
	img := image.NewRGBA(image.Rect(0, 0, width/scale, height/scale))
	wall := color.RGBA{uint8(165 + rng.IntN(80)), uint8(165 + rng.IntN(80)), uint8(155 + rng.IntN(85)), 255}
	floor := color.RGBA{uint8(90 + rng.IntN(90)), uint8(80 + rng.IntN(90)), uint8(70 + rng.IntN(80)), 255}
	horizon, vanish, tile := 200+rng.IntN(180), 100+rng.IntN(440), 60+rng.IntN(80)
	doorX, doorW, stainX, stainY, stainR := 20+rng.IntN(460), 60+rng.IntN(80), 120+rng.IntN(400), horizon+20+rng.IntN(90), 18+rng.IntN(40)
	type box struct {
		r image.Rectangle
		c color.RGBA
	}
	boxes := make([]box, 3+rng.IntN(5))
	for i := range boxes {
		x, y := rng.IntN(width-60), rng.IntN(height-60)
		boxes[i] = box{image.Rect(x, y, x+30+rng.IntN(170), y+20+rng.IntN(130)), color.RGBA{uint8(30 + rng.IntN(200)), uint8(30 + rng.IntN(200)), uint8(30 + rng.IntN(200)), 255}}
	}
	for py := range height / scale {
		for px := range width / scale {
			x, y := px*scale, py*scale
			c := wall
			switch {
			case y > horizon && ((x-vanish)*100/(y-horizon+60)+(1<<20))%tile < 3, y > horizon && (y-horizon)*(y-horizon)/300%14 == 0:
				c = color.RGBA{floor.R - 30, floor.G - 30, floor.B - 30, 255}
			case y > horizon:
				c = floor
			case x > doorX && x < doorX+doorW && y > 90:
				c = color.RGBA{126, 96, 66, 255}
			}
			for _, b := range boxes {
				if (image.Point{X: x, Y: y}).In(b.r) {
					c = b.c
				}
			}
			dx, dy := x-stainX, (y-stainY)*2
			if y > horizon && dx*dx+dy*dy < stainR*stainR {
				c = color.RGBA{c.R / 2, c.G / 2, c.B / 2, 255}
			}
			img.SetRGBA(px, py, c)
		}
	}
	return img
}
