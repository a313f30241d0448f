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
	return Label{URL: sampleURL, Texts: map[string]string{"number": "CP-000123", "name": "一号楼三层东侧公共卫生间", "site": "市级机关大院"}}
}

// roll and sheet are what the tests print on.
func roll() Template {
	return Template{Width: 50, Height: 30, Code: Square{1, 2, 26}, Level: Quartile, Quiet: 4, Texts: []TextBox{
		{Field: "name", X: 28, Y: 3, Width: 20.5, Height: 12, Max: 4.2, Min: 1.9, Bold: true},
		{Field: "site", X: 28, Y: 16, Width: 20.5, Height: 6, Max: 2.6, Min: 1.7},
		{Field: "number", X: 28, Y: 23.5, Width: 20.5, Height: 3.8, Max: 3.2, Min: 1.7, Bold: true}}}
}

func paper() (Sheet, Template) {
	t := Template{Width: 70, Height: 37, Code: Square{3, 3.5, 30}, Level: Quartile, Quiet: 4, Texts: []TextBox{
		{Field: "name", X: 35, Y: 5, Width: 31, Height: 14, Max: 5, Min: 2.2, Bold: true},
		{Field: "number", X: 35, Y: 28, Width: 31, Height: 4.8, Max: 4, Min: 1.9, Bold: true}}}
	return Sheet{Width: 210, Height: 297, Columns: 3, Rows: 8, Top: 0.5, LabelWidth: 70, LabelHeight: 37}, t
}

func TestLabelHasItsRealSizeInMillimetres(t *testing.T) {
	_, sheetLabel := paper()
	for want, tpl := range map[[3]string]Template{{"50mm", "30mm", "0 0 50 30"}: roll(), {"70mm", "37mm", "0 0 70 37"}: sheetLabel} {
		doc := draw(t, sample(), tpl)
		if got := [3]string{doc.Width, doc.Height, doc.ViewBox}; got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestLabelSaysNumberNameAndSite(t *testing.T) {
	tpl := roll()
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
	_, sheetLabel := paper()
	for _, tpl := range []Template{roll(), sheetLabel} {
		for _, name := range names {
			doc := draw(t, Label{URL: sampleURL, Texts: map[string]string{"number": "CP-000123", "name": name, "site": name}}, tpl)
			for _, text := range doc.Texts {
				if !inSomeBox(text, tpl) {
					t.Errorf("%v: %q at %.2f,%.2f size %.2f leaves every box", tpl.Width, text.Body, text.X, text.Y, text.Size)
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
	tpl := roll()
	l := sample()
	l.Texts["name"] = "</text><script>x</script>&\x00\u202e\ufeff\xff"
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
	noURL, longURL := sample(), sample()
	noURL.URL = ""
	longURL.URL = "https://" + strings.Repeat("long-host.", 80) + "example/q/1"
	for name, c := range map[string]struct {
		label Label
		want  error
	}{
		"no URL":        {noURL, ErrEmpty},
		"URL too dense": {longURL, ErrDense},
	} {
		var out bytes.Buffer
		if err := LabelSVG(&out, c.label, roll()); !errors.Is(err, c.want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}

func TestSheetPlacesLabelsInRowsAndPages(t *testing.T) {
	s, tpl := paper()
	for n, want := range map[int]Cell{
		0: {0, 0, 0.5}, 2: {0, 140, 0.5}, 3: {0, 0, 37.5}, 23: {0, 140, 259.5}, 24: {1, 0, 0.5},
	} {
		if got := s.Cell(n); got != want {
			t.Errorf("label %d at %+v, want %+v", n, got, want)
		}
	}
	labels := make([]Label, 30)
	for i := range labels {
		labels[i] = sample()
		labels[i].Texts["number"] = "CP-" + strconv.Itoa(i)
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
			t.Errorf("skipping %d of 24 places was allowed", skip)
		}
	}
}

func TestAGeometryThatLeavesItsPaperIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Template)
		want   error
	}{
		"code below the label": {func(t *Template) { t.Code.Y = 5 }, ErrCodeOutside},
		"no label":             {func(t *Template) { t.Width = 0 }, ErrCodeOutside},
		"three quiet modules":  {func(t *Template) { t.Quiet = 3 }, ErrQuiet},
		"text off the edge":    {func(t *Template) { t.Texts[0].Width = 30 }, ErrTextOutside},
		"text too tall":        {func(t *Template) { t.Texts[2].Min, t.Texts[2].Max = 3.5, 3.5 }, ErrTextHeight},
	} {
		tpl := roll()
		c.change(&tpl)
		if err := tpl.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := roll().Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Sheet){
		"fourth column": func(s *Sheet) { s.Columns = 4 }, "ninth row": func(s *Sheet) { s.Rows = 9 }, "no row": func(s *Sheet) { s.Rows = 0 },
		"off to the left": func(s *Sheet) { s.Left = -1 }, "gaps over the edge": func(s *Sheet) { s.RowGap = 0.2 },
	} {
		s, _ := paper()
		change(&s)
		if !errors.Is(s.Check(), ErrSheetOutside) {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestATrialPageFramesEveryPlaceAndShowsOneSample(t *testing.T) {
	s, tpl := paper()
	var out bytes.Buffer
	if err := TrialSVG(&out, sample(), tpl, &s); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	if frames, rulers, samples := strings.Count(page, "<rect "), strings.Count(page, `class="ruler"`), strings.Count(page, "CP-000123"); frames != 24 || rulers != 2 || samples != 1 {
		t.Errorf("%d frames, %d rulers, %d samples", frames, rulers, samples)
	}
	// 100 mm across is a line from 10 to 110 with a mark each millimetre
	if !strings.Contains(page, "M10 148.5h100M10 148.5v-3.2M11 148.5v-1.4") || !strings.Contains(page, "M110 148.5v-3.2") {
		t.Error("the ruler across does not measure 100 mm")
	}
	if err := xml.Unmarshal(out.Bytes(), &svgDoc{}); err != nil {
		t.Error(err)
	}
}
