package qr

import "errors"

// Template is the geometry of one label. All lengths are millimetres from the
// label's top left corner.
type Template struct {
	Width   float64
	Height  float64
	Code    Square
	Level   Level
	Quiet   int // modules around the code, at least QuietZone
	Texts   []TextBox
	Logo    *Logo
	Outline bool // a hairline along the edge, to cut along
}

// Square is where the code stands, quiet zone included.
type Square struct {
	X, Y, Size float64
}

// TextBox is where a field of the label stands. Text starts at size Max, wraps,
// shrinks to Min, and is cut with an ellipsis if even that is too large.
type TextBox struct {
	Field         string
	X, Y          float64
	Width, Height float64
	Max, Min      float64
	Bold          bool
}

// Sheet is a page of labels. All lengths are millimetres.
type Sheet struct {
	Width, Height           float64
	Columns, Rows           int
	Left, Top               float64
	ColumnGap, RowGap       float64
	LabelWidth, LabelHeight float64
}

// Cell is the place of one label on a sheet.
type Cell struct {
	Page int // from 0
	X, Y float64
}

// PerPage is how many labels a page holds.
func (s Sheet) PerPage() int { return s.Columns * s.Rows }

// Cell returns the place of the n-th label (from 0), row by row. A started sheet
// is used up by asking for n plus the labels already taken from it.
func (s Sheet) Cell(n int) Cell {
	on := n % s.PerPage()
	return Cell{
		Page: n / s.PerPage(),
		X:    s.Left + float64(on%s.Columns)*(s.LabelWidth+s.ColumnGap),
		Y:    s.Top + float64(on/s.Columns)*(s.LabelHeight+s.RowGap),
	}
}

// Refusals of a geometry.
var (
	ErrCodeOutside  = errors.New("qr: the code stands outside the label")
	ErrTextOutside  = errors.New("qr: a text stands outside the label")
	ErrTextHeight   = errors.New("qr: a text has no size that fits its box")
	ErrSheetOutside = errors.New("qr: labels stand outside the page")
	ErrQuiet        = errors.New("qr: the quiet zone is at least four modules")
)

// slack forgives what the conversion to floating point leaves over.
const slack = 1e-6

// Check refuses a sheet whose labels leave the page.
func (s Sheet) Check() error {
	if s.Columns < 1 || s.Rows < 1 || s.Left < 0 || s.Top < 0 || s.ColumnGap < 0 || s.RowGap < 0 {
		return ErrSheetOutside
	}
	last := s.Cell(s.PerPage() - 1)
	if last.X+s.LabelWidth > s.Width+slack || last.Y+s.LabelHeight > s.Height+slack {
		return ErrSheetOutside
	}
	return nil
}

// Check refuses a label whose parts leave it.
func (t Template) Check() error {
	if t.Width <= 0 || t.Height <= 0 || !t.holds(t.Code.X, t.Code.Y, t.Code.Size, t.Code.Size) {
		return ErrCodeOutside
	}
	if t.Quiet < QuietZone {
		return ErrQuiet
	}
	for _, b := range t.Texts {
		if !t.holds(b.X, b.Y, b.Width, b.Height) {
			return ErrTextOutside
		}
		if b.Min <= 0 || b.Max < b.Min || b.Min*lineHeight > b.Height+slack {
			return ErrTextHeight
		}
	}
	return nil
}

func (t Template) holds(x, y, w, h float64) bool {
	return x >= 0 && y >= 0 && w > 0 && h > 0 && x+w <= t.Width+slack && y+h <= t.Height+slack
}

// LineHeight is the height one line of a text of the size needs.
func LineHeight(size float64) float64 { return size * lineHeight }

// MM is a length in millimetres.
type MM = float64

// Millimetres are thousandths of a millimetre as this package counts them.
func Millimetres(thousandths int64) MM { return MM(thousandths) / 1000 }
