package xlsx

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is what one cell holds, in UTF-16 units.
const maxText = 32767

// Safe returns text that no spreadsheet program takes for a formula, neither in
// this file nor after somebody saves it as CSV and opens that.
//
// Cells of text are written with a string type, which already keeps "=1+1" text in
// the workbook itself. A CSV has no types, so text that begins with = + - @, their
// full-width forms (Chinese and Japanese Excel takes U+FF1D for "="), a tab, CR or LF
// is written with an apostrophe before it. The apostrophe is visible and part of
// the value: that is the price, and it is paid in the file rather than on the
// reader's machine. Two things are left alone because they are harmless and common:
// a lone "-" and a plain number with a sign ("+8613800000000", "-12.5").
//
// Control characters that XML cannot carry are dropped, and text longer than a cell
// holds is cut with an ellipsis, so that one long note does not fail an export.
func Safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if dangerous(s) {
		s = "'" + s
	}
	return cut(s)
}

func dangerous(s string) bool {
	// Programs that trim before they look make " =1" a formula again.
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\u3000\ufeff"))
	switch first {
	case '=', '@', '\uff1d', '\uff20', '\t', '\r', '\n':
		return true
	case '+', '-', '\uff0b', '\uff0d':
		return !plainNumber(s)
	}
	return false
}

func plainNumber(s string) bool {
	if s == "-" {
		return true
	}
	body := s[1:]
	return (s[0] == '-' || s[0] == '+') && strings.Trim(body, "0123456789.") == "" &&
		strings.Count(body, ".") <= 1 && strings.ContainsAny(body, "0123456789")
}

func cut(s string) string {
	units := 0
	keep := -1
	for i, r := range s {
		if units >= maxText-2 && keep < 0 {
			keep = i
		}
		units++
		if r > 0xffff {
			units++
		}
	}
	if units <= maxText {
		return s
	}
	return s[:keep] + "…"
}
