package qr

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Template is the geometry of one label. All lengths are millimetres from the
// label's top left corner.
type Template struct {
	Name   string    `json:"name"`
	Title  string    `json:"title"`
	Width  float64   `json:"width"`
	Height float64   `json:"height"`
	Code   Square    `json:"code"`
	Texts  []TextBox `json:"texts"`
}

// Square is where the code stands, quiet zone included.
type Square struct {
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	Size float64 `json:"size"`
}

// TextBox is where a field of the label stands. Text starts at size Max, wraps,
// shrinks to Min, and is cut with an ellipsis if even that is too large.
type TextBox struct {
	Field  string  `json:"field"` // name, site or number
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Max    float64 `json:"max"`
	Min    float64 `json:"min"`
	Bold   bool    `json:"bold"`
}

// Sheet is a page of labels. All lengths are millimetres.
type Sheet struct {
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Label     string  `json:"label"` // name of the label's Template
	Width     float64 `json:"width"`
	Height    float64 `json:"height"`
	Columns   int     `json:"columns"`
	Rows      int     `json:"rows"`
	Left      float64 `json:"left"`
	Top       float64 `json:"top"`
	ColumnGap float64 `json:"columnGap"`
	RowGap    float64 `json:"rowGap"`
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
func (s Sheet) Cell(n int, t Template) Cell {
	on := n % s.PerPage()
	return Cell{
		Page: n / s.PerPage(),
		X:    s.Left + float64(on%s.Columns)*(t.Width+s.ColumnGap),
		Y:    s.Top + float64(on/s.Columns)*(t.Height+s.RowGap),
	}
}

//go:embed templates.json
var templatesJSON []byte

type catalogue struct {
	Labels []Template `json:"labels"`
	Sheets []Sheet    `json:"sheets"`
}

var builtin = sync.OnceValue(func() catalogue {
	c, err := parseTemplates(templatesJSON)
	if err != nil {
		panic(err) // the data is part of the program; the tests load it
	}
	return c
})

// Templates lists the labels that can be printed.
func Templates() []Template { return builtin().Labels }

// Sheets lists the pages of labels that can be printed.
func Sheets() []Sheet { return builtin().Sheets }

// FindTemplate returns the template of that name.
func FindTemplate(name string) (Template, bool) {
	for _, t := range Templates() {
		if t.Name == name {
			return t, true
		}
	}
	return Template{}, false
}

// FindSheet returns the sheet of that name and the template of its labels.
func FindSheet(name string) (Sheet, Template, bool) {
	for _, s := range Sheets() {
		if s.Name == name {
			t, ok := FindTemplate(s.Label)
			return s, t, ok
		}
	}
	return Sheet{}, Template{}, false
}

func parseTemplates(data []byte) (catalogue, error) {
	var c catalogue
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("label templates: %w", err)
	}
	byName := map[string]Template{}
	for _, t := range c.Labels {
		if err := t.check(); err != nil {
			return c, fmt.Errorf("label template %q: %w", t.Name, err)
		}
		byName[t.Name] = t
	}
	for _, s := range c.Sheets {
		t, ok := byName[s.Label]
		if !ok {
			return c, fmt.Errorf("label sheet %q: no label template %q", s.Name, s.Label)
		}
		if s.Columns < 1 || s.Rows < 1 {
			return c, fmt.Errorf("label sheet %q: holds no label", s.Name)
		}
		last := s.Cell(s.PerPage()-1, t)
		if last.X+t.Width > s.Width || last.Y+t.Height > s.Height || s.Left < 0 || s.Top < 0 {
			return c, fmt.Errorf("label sheet %q: labels stand outside the page", s.Name)
		}
	}
	return c, nil
}

func (t Template) check() error {
	if t.Width <= 0 || t.Height <= 0 || !t.holds(t.Code.X, t.Code.Y, t.Code.Size, t.Code.Size) {
		return fmt.Errorf("the code stands outside the label")
	}
	for _, b := range t.Texts {
		if b.Field != "name" && b.Field != "site" && b.Field != "number" {
			return fmt.Errorf("unknown field %q", b.Field)
		}
		if !t.holds(b.X, b.Y, b.Width, b.Height) {
			return fmt.Errorf("%s stands outside the label", b.Field)
		}
		if b.Min <= 0 || b.Max < b.Min || b.Min*lineHeight > b.Height {
			return fmt.Errorf("%s has no size that fits its box", b.Field)
		}
	}
	return nil
}

func (t Template) holds(x, y, w, h float64) bool {
	return x >= 0 && y >= 0 && w > 0 && h > 0 && x+w <= t.Width && y+h <= t.Height
}
