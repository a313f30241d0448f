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
	people := []string{"inspector", "inspector2"}
	for _, f := range firms {
		people = append(people, f.key+".staff", f.key+".manager")
	}
	for i, who := range people {
		for n := range photosEach {
			var buf bytes.Buffer
			if err := jpeg.Encode(&buf, room(rand.New(rand.NewPCG(uint64(i), uint64(n)))), &jpeg.Options{Quality: 70}); err != nil {
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

// room draws a wall, a tiled floor, a door and a stain.
func room(rng *rand.Rand) image.Image {
	const width, height, horizon = 640, 480, 290
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	wall := color.RGBA{uint8(205 + rng.IntN(40)), uint8(205 + rng.IntN(40)), uint8(195 + rng.IntN(45)), 255}
	floor := color.RGBA{uint8(120 + rng.IntN(50)), uint8(110 + rng.IntN(50)), uint8(100 + rng.IntN(40)), 255}
	doorX, stainX, stainY, stainR := 60+rng.IntN(420), 120+rng.IntN(400), 350+rng.IntN(80), 18+rng.IntN(40)
	for y := range height {
		for x := range width {
			c := wall
			switch {
			case y > horizon && ((x-width/2)*100/(y-horizon+60)+(1<<20))%90 < 3, y > horizon && (y-horizon)*(y-horizon)/300%14 == 0:
				c = color.RGBA{floor.R - 30, floor.G - 30, floor.B - 30, 255}
			case y > horizon:
				c = floor
			case x > doorX && x < doorX+90 && y > 90:
				c = color.RGBA{126, 96, 66, 255}
			}
			dx, dy := x-stainX, (y-stainY)*2
			if y > horizon && dx*dx+dy*dy < stainR*stainR {
				c = color.RGBA{c.R / 2, c.G / 2, c.B / 2, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}
