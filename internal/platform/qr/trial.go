package qr

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// TrialSVG writes a page that shows how a printer keeps measure: the edge of every
// label, one sample, and rulers across and down. Held against a real ruler, and against
// the label paper, it tells at once whether the printer scales or shifts. The rulers
// stand where the sample leaves room: on the next row of a sheet, along the edges of a
// single label.
func TrialSVG(w io.Writer, sample Label, t Template, s *Sheet) error {
	body, err := labelBody(sample, t)
	if err != nil {
		return err
	}
	var b strings.Builder
	if s == nil {
		b.WriteString(body)
		b.WriteString(edge(0, 0, t.Width, t.Height))
		b.WriteString(ruler(0, t.Height, t.Width, false, false))
		b.WriteString(ruler(0, 0, t.Height, true, false))
		return picture(w, t.Width, t.Height, b.String())
	}
	first, last := s.Cell(0), s.Cell(s.PerPage()-1)
	fmt.Fprintf(&b, `<g transform="translate(%s %s)">%s</g>`, mm(first.X), mm(first.Y), body)
	for n := range s.PerPage() {
		cell := s.Cell(n)
		b.WriteString(edge(cell.X, cell.Y, t.Width, t.Height))
	}
	middle := s.Height / 2
	b.WriteString(ruler(math.Max(first.X, 10), middle, math.Min(100, s.Width-20), false, true))
	b.WriteString(ruler(math.Min(last.X+t.Width, s.Width-10), math.Max(first.Y, 20), math.Min(100, s.Height-40), true, true))
	return picture(w, s.Width, s.Height, b.String())
}

func edge(x, y, width, height float64) string {
	const inset = 0.1 // half of the line, so that none of it lies outside
	return fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="#000" stroke-width="0.2"/>`,
		mm(x+inset), mm(y+inset), mm(width-2*inset), mm(height-2*inset))
}

// ruler draws a scale of whole centimetres from (x, y), across with its marks upwards or
// down with its marks to the right.
func ruler(x, y, length float64, down, numbers bool) string {
	var marks, words strings.Builder
	whole := math.Floor(length/10) * 10
	for i := 0; float64(i) <= whole; i++ {
		size, at := 0.7, float64(i)
		switch {
		case i%10 == 0:
			size = 1.6
		case i%5 == 0:
			size = 1.1
		}
		if numbers {
			size *= 2
		}
		if down {
			fmt.Fprintf(&marks, "M%s %sh%s", mm(x), mm(y+at), mm(size))
		} else {
			fmt.Fprintf(&marks, "M%s %sv-%s", mm(x+at), mm(y), mm(size))
		}
		if !numbers || i%10 != 0 {
			continue
		}
		wx, wy := x+at-1, y+3.2
		if down {
			wx, wy = x-6, y+at+0.9
		}
		fmt.Fprintf(&words, `<text x="%s" y="%s" font-size="2.6" font-family="%s" fill="#000">%d</text>`, mm(wx), mm(wy), fonts, i)
	}
	line := fmt.Sprintf("M%s %sh%s", mm(x), mm(y), mm(whole))
	if down {
		line = fmt.Sprintf("M%s %sv%s", mm(x), mm(y), mm(whole))
	}
	return fmt.Sprintf(`<path class="ruler" fill="none" stroke="#000" stroke-width="0.15" d="%s%s"/>`, line, marks.String()) + words.String()
}
