package xlsx

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
)

var everyKind = []Column{
	{Title: "供应商"}, {Title: "合同价(元)", Kind: Money}, {Title: "得分", Kind: Points}, {Title: "偏差率", Kind: Percent},
	{Title: "次数", Kind: Integer}, {Title: "工程量", Kind: Quantity}, {Title: "月份", Kind: Month}, {Title: "日期", Kind: Day, Width: 30},
}

func write(t *testing.T, b *Book) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func book(t *testing.T) *Book {
	b := New()
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestEveryKindComesBackWithItsValueTypeAndFormat(t *testing.T) {
	b := book(t)
	s, err := b.Sheet("定额对比", everyKind, "定额对比表", "2026-01 至 2026-11")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Row("衡源物业", money.Fen(123456789), money.Points(9325), int64(-1234), 42, money.Quantity(16324500), date.Month("2026-11"), date.Day("2026-02-28")); err != nil {
		t.Fatal(err)
	}
	if err := s.Total("合计", money.Fen(-5), nil, nil, nil, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	f := write(t, b)
	for cell, want := range map[string]struct{ raw, shown string }{
		"A1": {"定额对比表", "定额对比表"},
		"B3": {"合同价(元)", "合同价(元)"},
		"A4": {"衡源物业", "衡源物业"},
		"B4": {"1234567.89", "1,234,567.89"},
		"C4": {"93.25", "93.25"},
		"D4": {"-0.1234", "-12.34%"},
		"E4": {"42", "42"},
		"F4": {"16324.5", "16,324.5"},
		"G4": {"46327", "2026-11"}, // days from 1899-12-30 to 2026-11-01
		"H4": {"46081", "2026-02-28"},
		"B5": {"-0.05", "-0.05"},
		"C5": {"", ""},
	} {
		raw, _ := f.GetCellValue("定额对比", cell, excelize.Options{RawCellValue: true})
		shown, _ := f.GetCellValue("定额对比", cell)
		if raw != want.raw || shown != want.shown {
			t.Errorf("%s: raw %q shown %q, want %q %q", cell, raw, shown, want.raw, want.shown)
		}
	}
	for _, cell := range []string{"B4", "C4", "D4", "E4", "F4", "G4", "H4"} {
		if kind, _ := f.GetCellType("定额对比", cell); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is not a number: type %v", cell, kind)
		}
	}
	panes, _ := f.GetPanes("定额对比")
	if !panes.Freeze || panes.YSplit != 3 {
		t.Errorf("header is not frozen under its two lead lines: %+v", panes)
	}
	if w, _ := f.GetColWidth("定额对比", "H"); w != 30 {
		t.Errorf("width of H is %v", w)
	}
}

func TestFenBackFromTheFileAreTheSameFen(t *testing.T) {
	b := book(t)
	s, _ := b.Sheet("元", []Column{{Title: "元", Kind: Money}})
	values := []money.Fen{0, 1, -1, 10, 99, 100, 29, 57, 33333333333, 99999999999999, -99999999999999, 12345678901234}
	for _, v := range values {
		if err := s.Row(v); err != nil {
			t.Fatal(err)
		}
	}
	f := write(t, b)
	for i, v := range values {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		raw, _ := f.GetCellValue("元", cell, excelize.Options{RawCellValue: true})
		if back, err := money.ParseFen(raw); err != nil || back != v {
			t.Errorf("%d fen came back as %q (%v)", v, raw, err)
		}
	}
}

func TestFormulaStaysText(t *testing.T) {
	attacks := []string{
		"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u3000=1+1", "\ufeff=1+1",
		"\uff1d1+1", "\uff0b1", "\uff0d2+3", "\uff20x", `=HYPERLINK("http://x","y")`, "+cmd|' /C calc'!A0", "-", "--1", "+.",
	}
	b := book(t)
	s, _ := b.Sheet("t", []Column{{Title: "=标题"}}, "=说明")
	for _, a := range attacks {
		if err := s.Row(a); err != nil {
			t.Fatal(err)
		}
	}
	f := write(t, b)
	for row := 1; row <= len(attacks)+2; row++ {
		cell, _ := excelize.CoordinatesToCellName(1, row)
		kind, _ := f.GetCellType("t", cell)
		formula, _ := f.GetCellFormula("t", cell)
		value, _ := f.GetCellValue("t", cell)
		if formula != "" || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) {
			t.Errorf("%s holds %q as type %v, formula %q", cell, value, kind, formula)
		}
		if !strings.HasPrefix(value, "'") && value != "-" {
			t.Errorf("%s: %q would be a formula in a CSV", cell, value)
		}
	}
}

func TestSafeLeavesHonestTextAlone(t *testing.T) {
	for _, s := range []string{
		"", "衡源物业", "-", "-12.5", "+8613800000000", "1=1", "a@b", "3-5层", "'引号", "第一行\n第二行", "_x000D_",
	} {
		if got := Safe(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for in, want := range map[string]string{
		"a\x00b\x1fc": "abc", "\xff\xfe坏": "坏", "-1-1": "'-1-1", "+1.2.3": "'+1.2.3", "\x00=1": "'=1",
	} {
		if got := Safe(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestTextIsReadBackExactly(t *testing.T) {
	texts := []string{"  两端有空格  ", "a<b>&\"c'", "_x000D_", "00123", "1e5", "TRUE", "第一行\n第二行", "𠮷野家"}
	b := book(t)
	s, _ := b.Sheet("t", []Column{{Title: "文本"}})
	for _, text := range texts {
		if err := s.Row(text); err != nil {
			t.Fatal(err)
		}
	}
	f := write(t, b)
	for i, text := range texts {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		if got, _ := f.GetCellValue("t", cell); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}

func TestOverlongTextIsCutVisibly(t *testing.T) {
	for _, unit := range []string{"长", "𠮷"} {
		got := Safe(strings.Repeat(unit, 40000))
		if n := len(utf16.Encode([]rune(got))); n > 32767 || n < 32760 || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: cut to %d units", unit, n)
		}
	}
	whole := strings.Repeat("长", 32767)
	if Safe(whole) != whole {
		t.Error("text that just fits was cut")
	}
}

func TestWrongTypesAreRefusedByColumn(t *testing.T) {
	for name, c := range map[string]struct {
		kind  Kind
		value any
	}{
		"text in a money column":      {Money, "12.00"},
		"points in a money column":    {Money, money.Points(1)},
		"fen in a points column":      {Points, money.Fen(1)},
		"plain int in a money column": {Money, 12},
		"float anywhere":              {Integer, 1.5},
		"fen in a text column":        {Text, money.Fen(1)},
		"month in a day column":       {Day, date.Month("2026-11")},
		"text in a month column":      {Month, "2026-11"},
		"month that is no month":      {Month, date.Month("2026-13")},
		"day that is no day":          {Day, date.Day("2026-02-30")},
		"day before Excel's calendar": {Day, date.Day("1900-02-28")},
		"more digits than are kept":   {Money, money.Fen(1_000_000_000_000_000)},
		"integer beyond 15 digits":    {Integer, int64(-1_000_000_000_000_000)},
	} {
		b := book(t)
		s, err := b.Sheet("t", []Column{{Title: "此列", Kind: c.kind}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Row(c.value); err == nil || !strings.Contains(err.Error(), "此列") {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Row(nil); err == nil {
			t.Errorf("%s: the sheet went on after a lost row", name)
		}
		if _, err := b.WriteTo(&bytes.Buffer{}); err == nil {
			t.Errorf("%s: an incomplete workbook was written", name)
		}
	}
}

func TestWrongSheetsAreRefused(t *testing.T) {
	one := []Column{{Title: "a"}}
	b := book(t)
	if _, err := b.WriteTo(&bytes.Buffer{}); err == nil {
		t.Error("a workbook without a sheet was written")
	}
	for _, name := range []string{"", "a/b", "a:b", "[a]", "'a", "a'", strings.Repeat("长", 32)} {
		if _, err := b.Sheet(name, one); err == nil {
			t.Errorf("sheet %q was accepted", name)
		}
	}
	if _, err := b.Sheet("空", nil); err == nil {
		t.Error("a sheet without columns was accepted")
	}
	s, err := b.Sheet("Data", one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Sheet("DATA", one); err == nil {
		t.Error("two sheets of one name were accepted")
	}
	if err := s.Row("a", "b"); err == nil || !strings.Contains(err.Error(), "2 values for 1 columns") {
		t.Errorf("a row too wide: %v", err)
	}
}

func TestTwoSheetsKeepTheirOwnRows(t *testing.T) {
	b := book(t)
	first, _ := b.Sheet("一", []Column{{Title: "a"}})
	second, _ := b.Sheet("二", []Column{{Title: "b", Kind: Integer}})
	_ = first.Row("x")
	_ = second.Row(7)
	_ = first.Row("y")
	f := write(t, b)
	if rows, _ := f.GetRows("一"); len(rows) != 3 || rows[2][0] != "y" {
		t.Errorf("一: %v", rows)
	}
	if rows, _ := f.GetRows("二"); len(rows) != 2 || rows[1][0] != "7" {
		t.Errorf("二: %v", rows)
	}
}
