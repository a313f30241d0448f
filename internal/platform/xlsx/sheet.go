package xlsx

import (
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
)

// MaxRows is how many rows a sheet of the format holds.
const MaxRows = excelize.TotalRows

// Sheet is a sheet being written, row by row.
type Sheet struct {
	book    *Book
	name    string
	columns []Column
	stream  *excelize.StreamWriter
	row     int // last row written
	failed  error
	flushed bool
}

var widths = map[Kind]float64{
	Text: 24, Money: 16, Points: 9, Percent: 10, Integer: 10, Quantity: 14, Month: 10, Day: 12,
}

func (s *Sheet) begin(lead []string) error {
	for i, c := range s.columns {
		width := c.Width
		if width == 0 {
			width = widths[c.Kind]
		}
		if err := s.stream.SetColWidth(i+1, i+1, width); err != nil {
			return s.fail(err)
		}
	}
	top := len(lead) + 2
	corner, _ := excelize.CoordinatesToCellName(1, top)
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: top - 1, TopLeftCell: corner, ActivePane: "bottomLeft"}); err != nil {
		return s.fail(err)
	}
	for _, line := range lead {
		if err := s.write([]any{excelize.Cell{Value: Safe(line)}}); err != nil {
			return err
		}
	}
	header := make([]any, len(s.columns))
	for i, c := range s.columns {
		id, err := s.book.style(style{kind: c.Kind, header: true})
		if err != nil {
			return s.fail(err)
		}
		header[i] = excelize.Cell{StyleID: id, Value: Safe(c.Title)}
	}
	return s.write(header)
}

// Row writes one row: a value for every column, of the column's type or nil.
func (s *Sheet) Row(values ...any) error { return s.typed(values, false) }

// Total writes a row that stands out, for sums.
func (s *Sheet) Total(values ...any) error { return s.typed(values, true) }

func (s *Sheet) typed(values []any, strong bool) error {
	if s.failed != nil {
		return s.failed
	}
	if len(values) != len(s.columns) {
		return s.fail(fmt.Errorf("xlsx: sheet %q row %d: %d values for %d columns", s.name, s.row+1, len(values), len(s.columns)))
	}
	cells := make([]any, len(values))
	for i, v := range values {
		if v == nil {
			continue
		}
		value, err := convert(s.columns[i].Kind, v)
		if err != nil {
			return s.fail(fmt.Errorf("xlsx: sheet %q row %d column %q: %w", s.name, s.row+1, s.columns[i].Title, err))
		}
		id, err := s.book.style(style{kind: s.columns[i].Kind, strong: strong})
		if err != nil {
			return s.fail(err)
		}
		cells[i] = excelize.Cell{StyleID: id, Value: value}
	}
	return s.write(cells)
}

func (s *Sheet) write(cells []any) error {
	if s.row == MaxRows {
		return s.fail(fmt.Errorf("xlsx: sheet %q is full (%d rows)", s.name, MaxRows))
	}
	s.row++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.row), cells); err != nil {
		return s.fail(err)
	}
	return nil
}

// fail makes the book unwritable: a file that lacks a row would pass for complete.
func (s *Sheet) fail(err error) error {
	s.failed = err
	return err
}

func convert(kind Kind, v any) (any, error) {
	switch x := v.(type) {
	case string:
		if kind == Text {
			return Safe(x), nil
		}
	case money.Fen:
		if kind == Money {
			return decimal(int64(x), 100)
		}
	case money.Points:
		if kind == Points {
			return decimal(int64(x), 100)
		}
	case money.Quantity:
		if kind == Quantity {
			return decimal(int64(x), 1000)
		}
	case int:
		return whole(kind, int64(x))
	case int64:
		return whole(kind, x)
	case date.Month:
		if kind == Month {
			return serial(string(x) + "-01")
		}
	case date.Day:
		if kind == Day {
			return serial(string(x))
		}
	}
	return nil, fmt.Errorf("a %T does not belong here", v)
}

func whole(kind Kind, v int64) (any, error) {
	switch kind {
	case Integer:
		return v, exact(v)
	case Percent:
		return decimal(v, 10000)
	default:
		return nil, fmt.Errorf("a plain number does not belong here")
	}
}

// decimal gives the cell its value. The format stores numbers as text of a float;
// an integer of up to 15 digits divided by a power of ten prints back as exactly
// the decimal it came from, and Excel itself keeps no more than 15.
func decimal(v, unit int64) (any, error) { return float64(v) / float64(unit), exact(v) }

func exact(v int64) error {
	const limit = 999_999_999_999_999
	if v > limit || v < -limit {
		return fmt.Errorf("%d has more digits than a spreadsheet keeps", v)
	}
	return nil
}

// serial counts days as Excel does, from 30 December 1899. Writing the number
// ourselves keeps time zones out of it.
func serial(day string) (any, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, fmt.Errorf("%q is not a calendar date", day)
	}
	n := int64(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()) / 24
	if n < 61 { // Excel believes in 29 February 1900; before it, serials are off by one
		return nil, fmt.Errorf("%q is before March 1900", day)
	}
	return n, nil
}
