// Package qr draws QR codes and the labels that carry them. The encoder behind it
// (skip2/go-qrcode) has had no release since 2020, so that nothing outside this
// package knows it: replacing it is a change of one function.
package qr

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strconv"

	qrcode "github.com/skip2/go-qrcode"
)

// Level is how much of a code may be unreadable.
type Level int

// The levels, with the share of damaged modules they survive.
const (
	Low      Level = iota // 7 %
	Medium                // 15 %
	Quartile              // 25 %, for labels: they get wiped, scratched and greasy
	High                  // 30 %
)

// QuietZone is the white border in modules that ISO/IEC 18004 asks for. Readers
// fail without it as soon as something dark stands beside the code.
const QuietZone = 4

// Refusals of this package.
var (
	ErrEmpty    = errors.New("qr: nothing to encode")
	ErrTooLong  = errors.New("qr: text is too long for a code")
	ErrLevel    = errors.New("qr: unknown level")
	ErrTooSmall = errors.New("qr: picture too small to give each module a pixel")
	ErrTooLarge = errors.New("qr: picture larger than 4096 pixels")
)

// maxPixels bounds the memory one PNG can ask for (16 MB at one byte a pixel).
const maxPixels = 4096

// Matrix is a code without its quiet zone: Size × Size modules.
type Matrix struct {
	bits [][]bool
}

// Encode makes the smallest code that holds text at the level.
func Encode(text string, level Level) (Matrix, error) {
	levels := map[Level]qrcode.RecoveryLevel{
		Low: qrcode.Low, Medium: qrcode.Medium, Quartile: qrcode.High, High: qrcode.Highest,
	}
	recovery, ok := levels[level]
	if !ok {
		return Matrix{}, ErrLevel
	}
	if text == "" {
		return Matrix{}, ErrEmpty
	}
	code, err := qrcode.New(text, recovery)
	if err != nil {
		return Matrix{}, fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	code.DisableBorder = true // the quiet zone is ours, the same for PNG and SVG
	return Matrix{bits: code.Bitmap()}, nil
}

// Size is the number of modules on a side.
func (m Matrix) Size() int { return len(m.bits) }

// Dark reports whether the module at column x and row y is dark. Outside the
// code, which is the quiet zone, everything is light.
func (m Matrix) Dark(x, y int) bool {
	return y >= 0 && y < len(m.bits) && x >= 0 && x < len(m.bits) && m.bits[y][x]
}

// PNG writes a black and white picture of exactly px × px. Modules are whole
// pixels, since a code whose modules differ by a pixel is what cheap cameras
// fail on; what is left over widens the quiet zone.
func (m Matrix) PNG(w io.Writer, px int) error {
	span := m.Size() + 2*QuietZone
	switch {
	case m.Size() == 0:
		return ErrEmpty
	case px < span:
		return fmt.Errorf("%w: needs %d, got %d", ErrTooSmall, span, px)
	case px > maxPixels:
		return ErrTooLarge
	}
	scale := px / span
	margin := (px - m.Size()*scale) / 2
	img := image.NewPaletted(image.Rect(0, 0, px, px), color.Palette{color.White, color.Black})
	for y := range m.Size() * scale {
		row := img.Pix[(margin+y)*img.Stride+margin:]
		for x := range m.Size() * scale {
			if m.bits[y/scale][x/scale] {
				row[x] = 1
			}
		}
	}
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, img)
}

// SVG writes a picture without a size of its own, quiet zone included, one unit a
// module.
func (m Matrix) SVG(w io.Writer) error {
	if m.Size() == 0 {
		return ErrEmpty
	}
	span := m.Size() + 2*QuietZone
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, span, span, span, span, m.path(QuietZone))
	return err
}

// path joins the dark modules of each row into runs: "M4 4h7v1h-7z". One path
// stays small and leaves no hairlines between modules, which one rectangle a
// module does in print. The drawing begins quiet modules from the edge.
func (m Matrix) path(quiet int) string {
	var b []byte
	for y, row := range m.bits {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			run := strconv.Itoa(x - start)
			b = append(b, 'M')
			b = strconv.AppendInt(b, int64(start+quiet), 10)
			b = append(b, ' ')
			b = strconv.AppendInt(b, int64(y+quiet), 10)
			b = append(b, "h"+run+"v1h-"+run+"z"...)
		}
	}
	return string(b)
}
