// Package xlsx writes spreadsheets whose figures equal the records they come
// from. Columns have kinds and take only the exact type of that kind, so that fen
// cannot land in a column of points; text is always text (see Safe).
package xlsx

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Kind is what a column holds.
type Kind int

// The kinds and the Go type each takes; nil leaves a cell empty ("no data" is not
// zero).
const (
	Text     Kind = iota // string
	Money                // money.Fen, written in yuan as 1,234.50
	Points               // money.Points, written as 93.25
	Percent              // int or int64 basis points, written as 12.34%
	Integer              // int or int64
	Quantity             // money.Quantity
	Month                // date.Month, a real date shown as 2026-11
	Day                  // date.Day, a real date shown as 2026-11-21
)

// Column is one column of a sheet. Width is in characters; 0 takes what suits the
// kind.
type Column struct {
	Title string
	Kind  Kind
	Width float64
}

// Book is a workbook being written. It is not safe for concurrent use.
type Book struct {
	file   *excelize.File
	styles map[style]int
	sheets []*Sheet
}

type style struct {
	kind   Kind
	strong bool
	header bool
}

// New starts a workbook. Close it when done, also after an error: large sheets are
// spooled to temporary files.
func New() *Book {
	return &Book{file: excelize.NewFile(), styles: map[style]int{}}
}

// Close removes what the book spooled.
func (b *Book) Close() error { return b.file.Close() }

// Sheet adds a sheet. lead are lines above the header: title, filter, who made it.
// Names follow Excel's rules and must differ without regard to case.
func (b *Book) Sheet(name string, columns []Column, lead ...string) (*Sheet, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if len(columns) == 0 {
		return nil, fmt.Errorf("xlsx: sheet %q has no columns", name)
	}
	for _, other := range b.sheets {
		if strings.EqualFold(other.name, name) {
			return nil, fmt.Errorf("xlsx: sheet %q exists already", name)
		}
	}
	if len(b.sheets) == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return nil, err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{book: b, name: name, columns: columns, stream: stream}
	b.sheets = append(b.sheets, s)
	return s, s.begin(lead)
}

// WriteTo finishes the sheets and writes the file.
func (b *Book) WriteTo(w io.Writer) (int64, error) {
	if len(b.sheets) == 0 {
		return 0, fmt.Errorf("xlsx: workbook has no sheet")
	}
	for _, s := range b.sheets {
		if s.failed != nil {
			return 0, fmt.Errorf("xlsx: refusing to write an incomplete workbook: %w", s.failed)
		}
		if !s.flushed {
			if err := s.stream.Flush(); err != nil {
				return 0, err
			}
			s.flushed = true
		}
	}
	return b.file.WriteTo(w)
}

func checkName(name string) error {
	n := len(utf16.Encode([]rune(name)))
	if n == 0 || n > 31 || strings.ContainsAny(name, `:\/?*[]`) || strings.HasPrefix(name, "'") || strings.HasSuffix(name, "'") {
		return fmt.Errorf("xlsx: %q cannot be the name of a sheet (1 to 31 characters, none of : \\ / ? * [ ])", name)
	}
	return nil
}

// formats are Excel number formats; thousands are grouped wherever yuan or counts
// are added up.
var formats = map[Kind]string{
	Text: "@", Money: "#,##0.00", Points: "0.00", Percent: "0.00%", Integer: "#,##0",
	Quantity: "#,##0.0##", Month: "yyyy-mm", Day: "yyyy-mm-dd",
}

func (b *Book) style(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	def := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "center"}}
	switch {
	case s.header:
		def.Font = &excelize.Font{Bold: true}
		def.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF1F5"}}
		def.Border = []excelize.Border{{Type: "bottom", Color: "7A8594", Style: 1}}
		def.Alignment.WrapText = true
		if s.kind != Text {
			def.Alignment.Horizontal = "right"
		}
	default:
		format := formats[s.kind]
		def.CustomNumFmt = &format
		if s.strong {
			def.Font = &excelize.Font{Bold: true}
			def.Border = []excelize.Border{{Type: "top", Color: "7A8594", Style: 1}}
		}
	}
	id, err := b.file.NewStyle(def)
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}
