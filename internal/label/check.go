package label

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/qr"
)

// Bounds of what can be printed and read.
const (
	minFont     Length = 1500
	minTextWide Length = 10_000
	// smallFont is what people read without bending down.
	smallFont Length = 2000
)

const maxName = 60

func nameOf(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", fault.Invalid("required", "name", "A template needs a name.")
	}
	if utf8.RuneCountInString(name) > maxName {
		return "", fault.Invalid("too_long", "name", "Write at most 60 characters.")
	}
	return name, nil
}

// check refuses a layout that cannot be printed or whose code could not be read.
func (l Layout) check() error {
	for _, c := range []func() error{l.checkSizes, l.checkCode, l.checkTexts, l.checkLogo} {
		if err := c(); err != nil {
			return err
		}
	}
	t, sheet := l.drawing(nil)
	if sheet != nil {
		if err := sheet.Check(); err != nil {
			return fault.Invalid("sheet_outside_page", "layout.sheet", "The labels stand outside the page.")
		}
	}
	switch err := t.Check(); {
	case errors.Is(err, qr.ErrCodeOutside):
		return codeOutside()
	case err != nil:
		return textsDoNotFit()
	}
	return nil
}

// checkCode holds the code against the edges that are kept free.
func (l Layout) checkCode() error {
	if l.CodeSize > min(l.Width, l.Height)-2*l.Padding {
		return codeOutside()
	}
	return nil
}

func codeOutside() error {
	return fault.Invalid("code_outside_label", "layout.codeSize", "The code does not fit between the edges that are kept free.")
}

func textsDoNotFit() error {
	return fault.Invalid("texts_do_not_fit", "layout.texts", "The texts do not fit beside the code; take a smaller size, fewer texts or a smaller code.")
}

func (l Layout) checkSizes() error {
	type bound struct {
		name     string
		value    Length
		min, max Length
	}
	bounds := []bound{{"width", l.Width, 10_000, 300_000}, {"height", l.Height, 10_000, 300_000}, {"padding", l.Padding, 0, 20_000}, {"codeSize", l.CodeSize, 8_000, 200_000}}
	if s := l.Sheet; s != nil {
		bounds = append(bounds, bound{"sheet.width", s.Width, 50_000, 500_000}, bound{"sheet.height", s.Height, 50_000, 500_000}, bound{"sheet.left", s.Left, 0, 200_000},
			bound{"sheet.top", s.Top, 0, 200_000}, bound{"sheet.columnGap", s.ColumnGap, 0, 100_000}, bound{"sheet.rowGap", s.RowGap, 0, 100_000})
	}
	for i, t := range l.Texts {
		bounds = append(bounds, bound{fmt.Sprintf("texts[%d].size", i), t.Size, minFont, 20_000})
	}
	for _, b := range bounds {
		if b.value < b.min || b.value > b.max {
			return fault.Invalid("out_of_range", "layout."+b.name, "This length is outside its range.")
		}
	}
	switch {
	case l.CodeAt != "left" && l.CodeAt != "top":
		return fault.Invalid("not_allowed", "layout.codeAt", "The code stands left or on top.")
	case l.QuietZone < qr.QuietZone || l.QuietZone > 10:
		return fault.Invalid("quiet_zone_small", "layout.quietZone", "Readers need at least four white modules around the code.")
	case l.Sheet != nil && (l.Sheet.Columns < 1 || l.Sheet.Columns > 20 || l.Sheet.Rows < 1 || l.Sheet.Rows > 40):
		return fault.Invalid("out_of_range", "layout.sheet.columns", "A page holds 1 to 20 columns and 1 to 40 rows.")
	}
	if _, ok := levels[l.Level]; !ok {
		return fault.Invalid("not_allowed", "layout.level", "The level is L, M, Q or H.")
	}
	return nil
}

// checkTexts: the number must be there, because it is what people type when a code
// cannot be read.
func (l Layout) checkTexts() error {
	seen := map[string]bool{}
	for i, t := range l.Texts {
		field := fmt.Sprintf("layout.texts[%d].field", i)
		switch t.Field {
		case fieldName, fieldNumber, fieldSite, fieldAgency:
		default:
			return fault.Invalid("not_allowed", field, "A label says name, number, site and agency.")
		}
		if seen[t.Field] {
			return fault.Invalid("text_twice", field, "A text stands on the label twice.")
		}
		seen[t.Field] = true
	}
	if !seen[fieldNumber] {
		return fault.Invalid("number_missing", "layout.texts", "A label needs its readable number: it opens the checkpoint when the code cannot be read.")
	}
	if l.area().width < minTextWide {
		return textsDoNotFit()
	}
	return nil
}

func (l Layout) checkLogo() error {
	if l.Logo == "" {
		return nil
	}
	most := qr.MaxLogo(levels[l.Level])
	switch {
	case most == 0:
		return fault.Invalid("logo_needs_level", "layout.level", "A logo covers part of the code: that takes error correction Q or H.")
	case l.LogoShare < 10:
		return fault.Invalid("out_of_range", "layout.logoShare", "A logo takes at least 10 % of the code's side.")
	case l.LogoShare > most:
		return fault.Invalid("logo_too_large", "layout.logoShare", "The logo would cover more of the code than its error correction can spare.")
	}
	return nil
}

// Notice is something about a label that is allowed and may be regretted.
type Notice struct {
	Code string `json:"code" enum:"module_small,font_small,edge_narrow"`
}

// Look is how a layout comes out on this server, whose address is part of the code.
type Look struct {
	ModuleMM Length   `json:"moduleMm" doc:"side of one module of the code in millimetres"`
	PerPage  int      `json:"perPage"`
	Notices  []Notice `json:"notices"`
}

// look measures a layout that was checked, for a code that opens url. Refused: 422
// module_unprintable.
func (l Layout) look(url string) (Look, error) {
	t, _ := l.drawing(nil)
	module, err := t.Module(url)
	if err != nil || module < qr.MinModule {
		return Look{}, unprintable()
	}
	out := Look{ModuleMM: Length(module * 1000), PerPage: l.PerPage(), Notices: []Notice{}}
	if module < qr.GoodModule {
		out.Notices = append(out.Notices, Notice{"module_small"})
	}
	for _, t := range l.Texts {
		if t.Size < smallFont {
			out.Notices = append(out.Notices, Notice{"font_small"})
			break
		}
	}
	if l.Padding < 1000 {
		out.Notices = append(out.Notices, Notice{"edge_narrow"})
	}
	return out, nil
}

func unprintable() error {
	return fault.Invalid("module_unprintable", "layout.codeSize", "At this size the code's modules are smaller than 0.2 mm, which no usual printer draws.")
}
