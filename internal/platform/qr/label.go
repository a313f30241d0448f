package qr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Label is what one label says. URL is what its code opens; the texts are for people,
// by the names of the boxes they stand in.
type Label struct {
	URL   string
	Texts map[string]string
}

// Sizes of a module in millimetres. A hand-held phone reads a module of 0.33 mm (four
// dots of a 300 dpi printer) from arm's length; under 0.2 mm a usual printer cannot draw
// it any more.
const (
	GoodModule = 0.33
	MinModule  = 0.2
)

// ErrDense refuses a code whose modules no printer can draw.
var ErrDense = errors.New("qr: the URL is too long for a code of this size")

const fonts = `PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif`

// Module is the size in millimetres of one module of the code that t prints for url.
func (t Template) Module(url string) (float64, error) {
	m, err := Encode(url, t.Level)
	if err != nil {
		return 0, err
	}
	return t.module(m), nil
}

func (t Template) module(m Matrix) float64 { return t.Code.Size / float64(m.Size()+2*t.Quiet) }

// LabelSVG writes a label as a picture of its real size in millimetres.
func LabelSVG(w io.Writer, l Label, t Template) error {
	body, err := labelBody(l, t)
	if err != nil {
		return err
	}
	return picture(w, t.Width, t.Height, body)
}

// picture writes an SVG whose unit is the millimetre.
func picture(w io.Writer, width, height float64, body string) error {
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s">%s</svg>`,
		mm(width), mm(height), mm(width), mm(height), body)
	return err
}

// SheetSVG writes one page of labels of real size. skip leaves the first places
// empty, for a sheet that was started before. It returns how many labels stand on
// the page; the caller goes on with the rest.
func SheetSVG(w io.Writer, labels []Label, s Sheet, t Template, skip int) (int, error) {
	if skip < 0 || skip >= s.PerPage() {
		return 0, fmt.Errorf("qr: cannot skip %d of %d places", skip, s.PerPage())
	}
	n := min(len(labels), s.PerPage()-skip)
	var page bytes.Buffer
	for i, l := range labels[:n] {
		body, err := labelBody(l, t)
		if err != nil {
			return 0, err
		}
		cell := s.Cell(skip + i)
		fmt.Fprintf(&page, `<g transform="translate(%s %s)">%s</g>`, mm(cell.X), mm(cell.Y), body)
	}
	return n, picture(w, s.Width, s.Height, page.String())
}

func labelBody(l Label, t Template) (string, error) {
	m, err := Encode(l.URL, t.Level)
	if err != nil {
		return "", err
	}
	module := t.module(m)
	if module < MinModule {
		return "", fmt.Errorf("%w (%d characters)", ErrDense, len(l.URL))
	}
	if t.Logo != nil {
		m = m.clear(t.Logo.side(m.Size()))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%sv%sH0z"/>`, mm(t.Width), mm(t.Height))
	if t.Outline {
		fmt.Fprintf(&b, `<path fill="none" stroke="#888" stroke-width="0.1" d="M0 0h%sv%sH0z"/>`, mm(t.Width), mm(t.Height))
	}
	fmt.Fprintf(&b, `<path fill="#000" shape-rendering="crispEdges" transform="translate(%s %s) scale(%s)" d="%s"/>`,
		mm(t.Code.X), mm(t.Code.Y), strconv.FormatFloat(module, 'f', 6, 64), m.path(t.Quiet))
	if t.Logo != nil {
		b.WriteString(t.Logo.svg(t, m.Size(), module))
	}
	for _, box := range t.Texts {
		b.WriteString(textSVG(l.Texts[box.Field], box))
	}
	return b.String(), nil
}

// textSVG uses attributes only: an inline style would be refused by the content
// security policy when the picture is shown inside a page.
func textSVG(text string, box TextBox) string {
	f := fit(clean(text), box)
	weight := ""
	if box.Bold {
		weight = ` font-weight="700"`
	}
	var b strings.Builder
	for i, line := range f.lines {
		baseline := box.Y + f.size*(0.9+float64(i)*lineHeight)
		fmt.Fprintf(&b, `<text x="%s" y="%s" font-size="%s" font-family="%s"%s fill="#000">%s</text>`,
			mm(box.X), mm(baseline), mm(f.size), fonts, weight, escape(line))
	}
	return b.String()
}

// clean drops what cannot be printed: control and bidirectional override
// characters could break the XML or show another text than the record holds.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, s)), " ")
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace

func mm(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
