// Package label prints the labels of checkpoints, follows them until they are replaced,
// and takes in what people on the spot say about them.
package label

import (
	"hengjian/internal/kernel/money"
	"hengjian/internal/platform/qr"
)

// Length is a length in millimetres, kept to the thousandth.
type Length = money.Quantity

// Layout is how a label looks, and how its paper is cut. The code stands at the left or
// on top, the texts in the order of the list beside or below it; the name takes the room
// that the others leave.
type Layout struct {
	Width     Length `json:"width" doc:"of the label in millimetres, 10 to 300"`
	Height    Length `json:"height" doc:"10 to 300"`
	Padding   Length `json:"padding" doc:"kept free along the edges, 0 to 20"`
	CodeSize  Length `json:"codeSize" doc:"side of the code with its quiet zone, 8 to 200"`
	CodeAt    string `json:"codeAt" enum:"left,top"`
	QuietZone int    `json:"quietZone" minimum:"4" maximum:"10" doc:"modules kept white around the code"`
	Level     string `json:"level" enum:"L,M,Q,H" doc:"error correction"`
	Texts     []Text `json:"texts" minItems:"1" maxItems:"4"`
	Outline   bool   `json:"outline" doc:"a hairline to cut along"`
	Logo      string `json:"logo,omitempty" maxLength:"64" doc:"sha256 of an uploaded logo, in the middle of the code"`
	LogoShare int    `json:"logoShare,omitempty" minimum:"0" maximum:"28" doc:"of the code's side in percent: at most 22 at Q, 28 at H"`
	Sheet     *Sheet `json:"sheet,omitempty" doc:"absent where every label is a page of its own: rolls and tapes"`
}

// Text is one of the things a label says.
type Text struct {
	Field string `json:"field" enum:"name,number,site,agency"`
	Size  Length `json:"size" doc:"height of the letters in millimetres, 1.5 to 20; long texts shrink to half of it"`
	Bold  bool   `json:"bold"`
}

// The texts.
const (
	fieldName   = "name"
	fieldNumber = "number"
	fieldSite   = "site"
	fieldAgency = "agency"
)

// Sheet is a page that holds several labels.
type Sheet struct {
	Width     Length `json:"width" doc:"of the page in millimetres, 50 to 500"`
	Height    Length `json:"height" doc:"50 to 500"`
	Columns   int    `json:"columns" minimum:"1" maximum:"20"`
	Rows      int    `json:"rows" minimum:"1" maximum:"40"`
	Left      Length `json:"left" doc:"from the edge of the page to the first label"`
	Top       Length `json:"top"`
	ColumnGap Length `json:"columnGap"`
	RowGap    Length `json:"rowGap"`
}

// PerPage is how many labels a page holds.
func (l Layout) PerPage() int {
	if l.Sheet == nil {
		return 1
	}
	return l.Sheet.Columns * l.Sheet.Rows
}

// page is the size of the paper.
func (l Layout) page() (width, height Length) {
	if l.Sheet == nil {
		return l.Width, l.Height
	}
	return l.Sheet.Width, l.Sheet.Height
}

var levels = map[string]qr.Level{"L": qr.Low, "M": qr.Medium, "Q": qr.Quartile, "H": qr.High}

// Room between the code and the texts, and between the texts.
const (
	codeGap Length = 1000
	textGap Length = 400
)

// smallest is the smallest size a text shrinks to.
func (t Text) smallest() Length { return max(minFont, t.Size/2) }

// line is the height that one line of letters of the size needs.
func line(size Length) Length { return (size*118 + 99) / 100 }

// box is a place on the label.
type box struct{ x, y, width, height Length }

// area is where the texts stand.
func (l Layout) area() box {
	if l.CodeAt == "top" {
		y := l.Padding + l.CodeSize
		return box{l.Padding, y, l.Width - 2*l.Padding, l.Height - y - l.Padding}
	}
	x := l.Padding + l.CodeSize + codeGap
	return box{x, l.Padding, l.Width - x - l.Padding, l.Height - 2*l.Padding}
}

// boxes places the texts. The name's box may come out too small to hold a line, which
// check refuses.
func (l Layout) boxes() []box {
	a := l.area()
	rest := a.height - Length(len(l.Texts)-1)*textGap
	for _, t := range l.Texts {
		if t.Field != fieldName {
			rest -= line(t.Size)
		}
	}
	out := make([]box, len(l.Texts))
	y := a.y
	for i, t := range l.Texts {
		height := line(t.Size)
		if t.Field == fieldName {
			height = rest
		}
		out[i] = box{a.x, y, a.width, height}
		y += height + textGap
	}
	return out
}

// drawing is the layout as it is drawn; logo is nil where none is meant.
func (l Layout) drawing(logo *qr.Logo) (qr.Template, *qr.Sheet) {
	mm := func(v Length) (out qr.MM) { return qr.Millimetres(int64(v)) }
	x, y := l.Padding, (l.Height-l.CodeSize)/2
	if l.CodeAt == "top" {
		x, y = (l.Width-l.CodeSize)/2, l.Padding
	}
	t := qr.Template{Width: mm(l.Width), Height: mm(l.Height), Code: qr.Square{X: mm(x), Y: mm(y), Size: mm(l.CodeSize)},
		Level: levels[l.Level], Quiet: l.QuietZone, Logo: logo, Outline: l.Outline}
	for i, b := range l.boxes() {
		text := l.Texts[i]
		t.Texts = append(t.Texts, qr.TextBox{Field: text.Field, X: mm(b.x), Y: mm(b.y), Width: mm(b.width), Height: mm(b.height),
			Max: mm(text.Size), Min: mm(text.smallest()), Bold: text.Bold})
	}
	if l.Sheet == nil {
		return t, nil
	}
	s := l.Sheet
	return t, &qr.Sheet{Width: mm(s.Width), Height: mm(s.Height), Columns: s.Columns, Rows: s.Rows, Left: mm(s.Left), Top: mm(s.Top),
		ColumnGap: mm(s.ColumnGap), RowGap: mm(s.RowGap), LabelWidth: t.Width, LabelHeight: t.Height}
}
