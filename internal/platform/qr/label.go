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

// Label is what one label says. URL is what its code opens; the other fields are
// for people.
type Label struct {
	Number string
	Name   string
	Site   string
	URL    string
}

// MinModule is the smallest module in millimetres that phones read from a hand's
// distance off a laser print.
const MinModule = 0.38

// Refusals of labels.
var (
	ErrDense  = errors.New("qr: the URL is too long for a label of this size")
	ErrNumber = errors.New("qr: a label needs its readable number")
)

const fonts = `PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif`

// LabelSVG writes a label as a picture of its real size in millimetres.
func LabelSVG(w io.Writer, l Label, t Template) error {
	body, err := labelBody(l, t)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s">%s</svg>`,
		mm(t.Width), mm(t.Height), mm(t.Width), mm(t.Height), body)
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
	fmt.Fprintf(&page, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s">`,
		mm(s.Width), mm(s.Height), mm(s.Width), mm(s.Height))
	for i, l := range labels[:n] {
		body, err := labelBody(l, t)
		if err != nil {
			return 0, fmt.Errorf("label %s: %w", l.Number, err)
		}
		cell := s.Cell(skip+i, t)
		fmt.Fprintf(&page, `<g transform="translate(%s %s)">%s</g>`, mm(cell.X), mm(cell.Y), body)
	}
	page.WriteString(`</svg>`)
	_, err := w.Write(page.Bytes())
	return n, err
}

func labelBody(l Label, t Template) (string, error) {
	if clean(l.Number) == "" {
		return "", ErrNumber
	}
	m, err := labelCode(l.URL, t)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%sv%sH0z"/>`, mm(t.Width), mm(t.Height))
	scale := t.Code.Size / float64(m.Size()+2*QuietZone)
	fmt.Fprintf(&b, `<path fill="#000" shape-rendering="crispEdges" transform="translate(%s %s) scale(%s)" d="%s"/>`,
		mm(t.Code.X), mm(t.Code.Y), strconv.FormatFloat(scale, 'f', 6, 64), m.path())
	for _, box := range t.Texts {
		b.WriteString(textSVG(map[string]string{"name": l.Name, "site": l.Site, "number": l.Number}[box.Field], box))
	}
	return b.String(), nil
}

// labelCode prefers the sturdier level and steps down before it refuses: a long
// host name must not make the modules too small to read.
func labelCode(url string, t Template) (Matrix, error) {
	for _, level := range []Level{Quartile, Medium, Low} {
		m, err := Encode(url, level)
		if errors.Is(err, ErrTooLong) {
			continue
		}
		if err != nil {
			return m, err
		}
		if t.Code.Size/float64(m.Size()+2*QuietZone) >= MinModule {
			return m, nil
		}
	}
	return Matrix{}, fmt.Errorf("%w (%s, %d characters)", ErrDense, t.Name, len(url))
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
