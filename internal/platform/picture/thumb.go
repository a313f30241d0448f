package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"

	"golang.org/x/image/draw"
)

// decoding lets one picture be decoded at a time in this process: each takes tens of
// MB, a few hundred at the limits, and phones upload in bursts when they find a signal.
// The wait is short beside the time a photo takes over the air.
var decoding = make(chan struct{}, 1)

// decode reads the whole stored picture, which is the only proof that it is whole,
// and makes the small one.
func (p *Photo) decode(ctx context.Context, f format, orientation int) error {
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return ctx.Err()
	}
	r, err := p.Original()
	if err != nil {
		return err
	}
	img, err := f.decode(contextReader{ctx, r})
	if err != nil {
		return refused(err)
	}
	small := orient(shrink(img, ThumbSide), orientation)
	p.Width, p.Height = img.Bounds().Dx(), img.Bounds().Dy()
	if orientation >= 5 { // 5 to 8 turn it by a quarter
		p.Width, p.Height = p.Height, p.Width
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: 80}); err != nil {
		return errors.Join(errUnreadable, err)
	}
	p.Thumb, p.Look = out.Bytes(), lookOf(small)
	return nil
}

// shrink scales img so that no side is longer than side; small pictures keep their
// size. Transparent parts become white, as they look on a page.
func shrink(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > side {
		w, h = max(1, w*side/longest), max(1, h*side/longest)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// orient turns and mirrors a picture the way EXIF orientation 1 to 8 asks for.
func orient(img *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, outW, outH))
	for y := range outH {
		for x := range outW {
			var sx, sy int
			switch orientation {
			case 2: // mirrored
				sx, sy = w-1-x, y
			case 3: // upside down
				sx, sy = w-1-x, h-1-y
			case 4: // upside down, mirrored
				sx, sy = x, h-1-y
			case 5: // mirrored, then a quarter turn
				sx, sy = y, x
			case 6: // needs a quarter turn clockwise
				sx, sy = y, h-1-x
			case 7: // mirrored, then the other quarter turn
				sx, sy = w-1-y, h-1-x
			default: // 8 needs a quarter turn counter-clockwise
				sx, sy = w-1-y, x
			}
			out.SetRGBA(x, y, img.RGBAAt(sx, sy))
		}
	}
	return out
}
