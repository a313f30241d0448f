package qr

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Logo is a picture in the middle of a code. It covers modules, which the error
// correction makes up for; how much it may cover is MaxLogo.
type Logo struct {
	PNG   []byte
	Share int // of the code's side, in percent
	// Ref names a symbol that the page has defined once (LogoSymbol); empty draws the
	// picture itself.
	Ref string
}

// MaxLogo is the largest share of the code's side, in percent, that a logo may cover at
// a level, 0 where it may not stand at all. 22 % of the side is 5 % of the modules, 28 %
// is 8 %: with the codewords cut at the edge about a third of what levels Q and H
// correct, so that the rest is left for dirt and scratches. L and M have nothing to spare.
func MaxLogo(l Level) int {
	switch l {
	case Quartile:
		return 22
	case High:
		return 28
	case Low, Medium:
		return 0
	}
	return 0
}

// side is how many modules the logo covers of a code of n: as many as the share allows,
// and odd or even like n, so that it covers whole modules in the middle.
func (l Logo) side(n int) int {
	k := n * l.Share / 100
	if (n-k)%2 != 0 {
		k--
	}
	return max(k, 0)
}

// clear returns the code with a white square of k modules in its middle.
func (m Matrix) clear(k int) Matrix {
	out := Matrix{bits: make([][]bool, len(m.bits))}
	from := (m.Size() - k) / 2
	for y, row := range m.bits {
		out.bits[y] = append([]bool{}, row...)
		for x := from; x < from+k && y >= from && y < from+k; x++ {
			out.bits[y][x] = false
		}
	}
	return out
}

// svg draws the logo half a module inside the square that was cleared for it.
func (l Logo) svg(t Template, n int, module float64) string {
	size := (float64(l.side(n)) - 1) * module
	if size <= 0 {
		return ""
	}
	corner := (t.Code.Size - size) / 2
	place := fmt.Sprintf(`x="%s" y="%s" width="%s" height="%s"`, mm(t.Code.X+corner), mm(t.Code.Y+corner), mm(size), mm(size))
	if l.Ref != "" {
		return fmt.Sprintf(`<use href="#%s" %s/>`, l.Ref, place)
	}
	return fmt.Sprintf(`<image %s href="%s"/>`, place, l.data())
}

func (l Logo) data() string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(l.PNG)
}

// LogoSymbol defines the logo once for every label of a page.
func LogoSymbol(l Logo) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg width="0" height="0" aria-hidden="true"><symbol id="%s" viewBox="0 0 1 1"><image width="1" height="1" href="%s"/></symbol></svg>`, l.Ref, l.data())
	return b.String()
}
