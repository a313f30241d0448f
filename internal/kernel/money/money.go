// Package money holds the exact numbers of Hengjian: fen, quantities, points and
// ratios. All are integers; a float64 would make two honest people disagree by a
// fen. Rounding happens in one function, half away from zero.
package money

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
)

// Fen is an amount in fen (1/100 yuan). Its text and JSON form is a decimal
// string in yuan, "1234.50".
type Fen int64

// Quantity is an amount of work in thousandths of its unit; text "16324.5".
type Quantity int64

// Points are score points in hundredths; text "93.25".
type Points int64

// Errors of the parsers. Callers turn them into a fault that names the field.
var (
	ErrSyntax    = errors.New("not a plain decimal number")
	ErrPrecision = errors.New("too many decimal places")
	ErrRange     = errors.New("number out of range")
)

// maxUnits keeps every product with a ratio inside 128 bits and every sum of a
// million such amounts inside int64.
const maxUnits = int64(1_000_000_000_000_00)

// ParseFen reads yuan with at most two decimals.
func ParseFen(s string) (Fen, error) { v, err := parse(s, 2); return Fen(v), err }

// ParseQuantity reads a number with at most three decimals.
func ParseQuantity(s string) (Quantity, error) { v, err := parse(s, 3); return Quantity(v), err }

// ParsePoints reads a number with at most two decimals.
func ParsePoints(s string) (Points, error) { v, err := parse(s, 2); return Points(v), err }

// MustFen is ParseFen for constants and tests.
func MustFen(s string) Fen {
	v, err := ParseFen(s)
	if err != nil {
		panic("money: " + s + ": " + err.Error())
	}
	return v
}

func (f Fen) String() string      { return format(int64(f), 2, 2) }
func (q Quantity) String() string { return format(int64(q), 3, 0) }
func (p Points) String() string   { return format(int64(p), 2, 2) }

// Grouped is the amount for a sentence, with thousands separators: "1,234,567.80".
// JSON and forms take String.
func (f Fen) Grouped() string {
	text := f.String()
	start := len(text) - len(strings.TrimPrefix(text, "-"))
	for i := strings.IndexByte(text, '.') - 3; i > start; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// MarshalText makes the type a decimal string in JSON and in
// the OpenAPI document.
func (f Fen) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// MarshalText writes the decimal form.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// MarshalText writes the decimal form.
func (p Points) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the decimal form.
func (f *Fen) UnmarshalText(b []byte) (err error) { *f, err = ParseFen(string(b)); return err }

// UnmarshalText reads the decimal form.
func (q *Quantity) UnmarshalText(b []byte) (err error) {
	*q, err = ParseQuantity(string(b))
	return err
}

// UnmarshalText reads the decimal form.
func (p *Points) UnmarshalText(b []byte) (err error) { *p, err = ParsePoints(string(b)); return err }

func parse(s string, places int) (int64, error) {
	body := s
	negative := strings.HasPrefix(body, "-")
	body = strings.TrimPrefix(body, "-")
	whole, frac, hasDot := strings.Cut(body, ".")
	if !digits(whole) || (hasDot && !digits(frac)) || len(whole) > 18 {
		return 0, ErrSyntax
	}
	if len(frac) > places {
		return 0, ErrPrecision
	}
	for len(frac) < places {
		frac += "0"
	}
	v, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil || v > maxUnits {
		return 0, ErrRange
	}
	if negative {
		v = -v
	}
	return v, nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// format writes v with the given decimal places, dropping trailing zeros down to
// keep places.
func format(v int64, places, keep int) string {
	sign := ""
	u := uint64(v)
	if v < 0 {
		sign, u = "-", uint64(-v)
	}
	s := strconv.FormatUint(u, 10)
	for len(s) <= places {
		s = "0" + s
	}
	whole, frac := s[:len(s)-places], s[len(s)-places:]
	for len(frac) > keep && strings.HasSuffix(frac, "0") {
		frac = frac[:len(frac)-1]
	}
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}

// MulDiv returns v*num/den rounded half away from zero, exact through 128 bits.
// It is the one place where Hengjian rounds. den must not be 0.
func MulDiv(v, num, den int64) int64 {
	negative := (v < 0) != (num < 0) != (den < 0)
	hi, lo := bits.Mul64(abs(v), abs(num))
	d := abs(den)
	if hi >= d {
		panic("money: result of MulDiv exceeds 64 bits")
	}
	q, r := bits.Div64(hi, lo, d)
	if r >= d-r {
		q++
	}
	if negative {
		return -int64(q)
	}
	return int64(q)
}

func abs(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// RatioBp returns num/den in basis points (10000 = 100 %), rounded. den must not
// be 0.
func RatioBp(num, den int64) int64 { return MulDiv(num, 10000, den) }

// Bp returns f multiplied by a ratio in basis points, rounded.
func (f Fen) Bp(bp int64) Fen { return Fen(MulDiv(int64(f), bp, 10000)) }

// Times returns f for each unit of q, rounded to the fen.
func (f Fen) Times(q Quantity) Fen { return Fen(MulDiv(int64(f), int64(q), 1000)) }

func mulDivFloor(v, num, den uint64) (quotient, remainder uint64) {
	hi, lo := bits.Mul64(v, num)
	return bits.Div64(hi, lo, den)
}
