package qr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
	"testing"
)

type svgDoc struct {
	Width   string    `xml:"width,attr"`
	Height  string    `xml:"height,attr"`
	ViewBox string    `xml:"viewBox,attr"`
	Texts   []svgText `xml:"text"`
	Groups  []struct {
		Transform string    `xml:"transform,attr"`
		Texts     []svgText `xml:"text"`
	} `xml:"g"`
}

type svgText struct {
	X    float64 `xml:"x,attr"`
	Y    float64 `xml:"y,attr"`
	Size float64 `xml:"font-size,attr"`
	Body string  `xml:",chardata"`
}

func draw(t *testing.T, l Label, tpl Template) svgDoc {
	t.Helper()
	var out bytes.Buffer
	if err := LabelSVG(&out, l, tpl); err != nil {
		t.Fatal(err)
	}
	var doc svgDoc
	if err := xml.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, out.String())
	}
	return doc
}

func sample() Label {
	return Label{Number: "CP-000123", Name: "一号楼三层东侧公共卫生间", Site: "市级机关大院", URL: sampleURL}
}

func TestLabelHasItsRealSizeInMillimetres(t *testing.T) {
	for name, size := range map[string][3]string{
		"50x30": {"50mm", "30mm", "0 0 50 30"},
		"70x50": {"70mm", "50mm", "0 0 70 50"},
		"70x37": {"70mm", "37mm", "0 0 70 37"},
	} {
		tpl, ok := FindTemplate(name)
		if !ok {
			t.Fatalf("no template %s", name)
		}
		doc := draw(t, sample(), tpl)
		if got := [3]string{doc.Width, doc.Height, doc.ViewBox}; got != size {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestLabelSaysNumberNameAndSite(t *testing.T) {
	tpl, _ := FindTemplate("50x30")
	doc := draw(t, sample(), tpl)
	var all string
	for _, text := range doc.Texts {
		all += text.Body
	}
	for _, want := range []string{"CP-000123", "一号楼三层东侧公共卫生间", "市级机关大院"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not on the label: %q", want, all)
		}
	}
}

func TestNoTextEverLeavesItsBox(t *testing.T) {
	names := []string{
		"A", "大厅", "一号楼三层东侧公共卫生间(含无障碍卫生间与母婴室),每日两次",
		strings.Repeat("机关事务管理局综合办公楼", 40),
		strings.Repeat("W", 200), strings.Repeat("MW@% ", 60), "B1-0327-" + strings.Repeat("9", 60),
		strings.Repeat("楼,", 90), strings.Repeat(" ", 30), ",。、", "",
	}
	for _, tpl := range Templates() {
		for _, name := range names {
			doc := draw(t, Label{Number: "CP-000123", Name: name, Site: name, URL: sampleURL}, tpl)
			for _, text := range doc.Texts {
				if !inSomeBox(text, tpl) {
					t.Errorf("%s: %q at %.2f,%.2f size %.2f leaves every box", tpl.Name, text.Body, text.X, text.Y, text.Size)
				}
			}
		}
	}
}

func inSomeBox(text svgText, tpl Template) bool {
	const slack = 0.01 // millimetres, from writing three decimals
	for _, b := range tpl.Texts {
		if text.X == b.X && text.Y-text.Size*0.9 >= b.Y-slack && text.Y+text.Size*0.25 <= b.Y+b.Height+slack &&
			textWidth(text.Body)*text.Size <= b.Width+slack && text.Size >= b.Min-slack {
			return true
		}
	}
	return false
}

func TestLongNameWrapsThenShrinksThenIsCutWithAnEllipsis(t *testing.T) {
	box := TextBox{Field: "name", Width: 20, Height: 10, Max: 4, Min: 2}
	short := fit("大厅", box)
	if short.size != 4 || len(short.lines) != 1 {
		t.Errorf("short: %+v", short)
	}
	wrapped := fit("东侧公共卫生间", box) // 7 em × 4 mm = 28 mm > 20 mm: two lines of 4.72 mm
	if wrapped.size != 4 || strings.Join(wrapped.lines, "|") != "东侧公共卫|生间" {
		t.Errorf("wrapped: %+v", wrapped)
	}
	shrunk := fit("一号楼三层东侧公共卫生间与茶水间", box)
	if shrunk.size >= 4 || shrunk.size < 2 || strings.Join(shrunk.lines, "") != "一号楼三层东侧公共卫生间与茶水间" {
		t.Errorf("shrunk: %+v", shrunk)
	}
	cut := fit(strings.Repeat("楼", 100), box) // 4 lines of 10 em at 2 mm
	if cut.size != 2 || len(cut.lines) != 4 || !strings.HasSuffix(cut.lines[3], "…") {
		t.Errorf("cut: %+v", cut)
	}
}

func TestWrapKeepsWordsWholeAndPunctuationOffTheLineStart(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  string
	}{
		{"楼层B1-0327机房", 6, "楼层|B1-0327|机房"},
		{"大厅东侧,卫生间", 4, "大厅东|侧,卫生|间"},
		{"东侧卫生间(含母婴室)", 6, "东侧卫生间|(含母婴室)"},
		{"大厅东侧\uff0c卫生间", 4, "大厅东|侧\uff0c卫生|间"},
		{"东侧卫生间\uff08含母婴室\uff09", 6, "东侧卫生间|\uff08含母婴室\uff09"},
		{"east wing lobby", 5, "east|wing|lobby"},
	} {
		if got := strings.Join(wrap(c.text, c.width), "|"); got != c.want {
			t.Errorf("%q at %v em: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestMarkupAndInvisibleCharactersInNamesArePrintedAsTextOrDropped(t *testing.T) {
	tpl, _ := FindTemplate("70x50")
	l := sample()
	l.Name = "</text><script>x</script>&\x00\u202e\ufeff\xff"
	doc := draw(t, l, tpl)
	var all string
	for _, text := range doc.Texts {
		all += text.Body
	}
	if !strings.Contains(all, "</text><script>x</script>&") {
		t.Errorf("name became %q", all)
	}
	if strings.ContainsAny(all, "\x00\u202e\ufeff") {
		t.Errorf("invisible characters printed: %q", all)
	}
}

func TestLabelRefusals(t *testing.T) {
	tpl, _ := FindTemplate("50x30")
	noNumber, noURL, longURL := sample(), sample(), sample()
	noNumber.Number = " \u200b "
	noURL.URL = ""
	longURL.URL = "https://" + strings.Repeat("long-host.", 40) + "example/q/1"
	for name, c := range map[string]struct {
		label Label
		want  error
	}{
		"no readable number": {noNumber, ErrNumber},
		"no URL":             {noURL, ErrEmpty},
		"URL too dense":      {longURL, ErrDense},
	} {
		var out bytes.Buffer
		if err := LabelSVG(&out, c.label, tpl); !errors.Is(err, c.want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}

func TestSheetPlacesLabelsInRowsAndPages(t *testing.T) {
	s, tpl, ok := FindSheet("a4_3x8")
	if !ok || s.PerPage() != 24 {
		t.Fatalf("a4_3x8: %+v", s)
	}
	for n, want := range map[int]Cell{
		0: {0, 0, 0.5}, 2: {0, 140, 0.5}, 3: {0, 0, 37.5}, 23: {0, 140, 259.5}, 24: {1, 0, 0.5},
	} {
		if got := s.Cell(n, tpl); got != want {
			t.Errorf("label %d at %+v, want %+v", n, got, want)
		}
	}
	labels := make([]Label, 30)
	for i := range labels {
		labels[i] = sample()
		labels[i].Number = "CP-" + strconv.Itoa(i)
	}
	var out bytes.Buffer
	n, err := SheetSVG(&out, labels, s, tpl, 4)
	if err != nil || n != 20 {
		t.Fatalf("a page with 4 places used holds 20 more, got %d (%v)", n, err)
	}
	var doc svgDoc
	if err := xml.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Groups) != 20 || doc.Groups[0].Transform != "translate(70 37.5)" || doc.Width != "210mm" {
		t.Errorf("%d groups, first at %q", len(doc.Groups), doc.Groups[0].Transform)
	}
	for _, skip := range []int{-1, 24} {
		if _, err := SheetSVG(&out, labels, s, tpl, skip); err == nil {
			t.Errorf("skip %d of 24 was accepted", skip)
		}
	}
}

func TestBrokenTemplatesAreRefusedByName(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"code outside":       {`"size": 26`, `"size": 31`, `"50x30": the code stands outside`},
		"text outside":       {`"y": 23.5, "width": 20.5`, `"y": 23.5, "width": 25`, `"50x30": number stands outside`},
		"unknown field":      {`"field": "site"`, `"field": "phone"`, `unknown field "phone"`},
		"no size fits":       {`"min": 1.9, "bold"`, `"min": 11, "bold"`, `"50x30": name has no size`},
		"unknown label":      {`"label": "70x37"`, `"label": "99x99"`, `"a4_3x8": no label template "99x99"`},
		"too many rows":      {`"rows": 8`, `"rows": 9`, `"a4_3x8": labels stand outside`},
		"empty sheet":        {`"rows": 8`, `"rows": 0`, `"a4_3x8": holds no label`},
		"misspelt attribute": {`"columnGap"`, `"colGap"`, `colGap`},
	} {
		data := strings.Replace(string(templatesJSON), c.from, c.to, 1)
		if data == string(templatesJSON) {
			t.Fatalf("%s: nothing replaced", name)
		}
		if _, err := parseTemplates([]byte(data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
