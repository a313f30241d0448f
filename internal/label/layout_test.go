package label_test

import (
	"strings"
	"testing"

	"hengjian/internal/label"
)

func TestALayoutThatCannotBePrintedOrReadIsRefusedWithItsReason(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		logo, err := w.Labels.AddLogo(w.Manager(), picture(64, 64))
		w.Must(err)
		for name, c := range map[string]struct {
			change      func(*label.Layout)
			code, field string
		}{
			"no width":                {func(l *label.Layout) { l.Width = 0 }, "out_of_range", "layout.width"},
			"wider than any paper":    {func(l *label.Layout) { l.Width = mm("301") }, "out_of_range", "layout.width"},
			"negative padding":        {func(l *label.Layout) { l.Padding = mm("-1") }, "out_of_range", "layout.padding"},
			"code over the padding":   {func(l *label.Layout) { l.CodeSize = mm("37") }, "code_outside_label", "layout.codeSize"},
			"code at the right":       {func(l *label.Layout) { l.CodeAt = "right" }, "not_allowed", "layout.codeAt"},
			"three quiet modules":     {func(l *label.Layout) { l.QuietZone = 3 }, "quiet_zone_small", "layout.quietZone"},
			"unknown level":           {func(l *label.Layout) { l.Level = "X" }, "not_allowed", "layout.level"},
			"tiny letters":            {func(l *label.Layout) { l.Texts[0].Size = mm("1.4") }, "out_of_range", "layout.texts[0].size"},
			"unknown text":            {func(l *label.Layout) { l.Texts[0].Field = "phone" }, "not_allowed", "layout.texts[0].field"},
			"text twice":              {func(l *label.Layout) { l.Texts[0].Field = "number" }, "text_twice", "layout.texts[1].field"},
			"no readable number":      {func(l *label.Layout) { l.Texts = l.Texts[:1] }, "number_missing", "layout.texts"},
			"no room beside the code": {func(l *label.Layout) { l.Width = mm("40"); l.CodeSize = mm("30") }, "texts_do_not_fit", "layout.texts"},
			"no room below the code":  {func(l *label.Layout) { l.CodeAt, l.CodeSize = "top", mm("33") }, "texts_do_not_fit", "layout.texts"},
			"letters taller than room": {func(l *label.Layout) {
				l.Texts = append(l.Texts, label.Text{Field: "site", Size: mm("19")})
				l.Texts[1].Size = mm("19")
			}, "texts_do_not_fit", "layout.texts"},
			"modules of a hair":    {func(l *label.Layout) { l.CodeSize = mm("9") }, "module_unprintable", "layout.codeSize"},
			"logo at M":            {func(l *label.Layout) { l.Level, l.Logo, l.LogoShare = "M", logo.SHA256, 15 }, "logo_needs_level", "layout.level"},
			"logo at L":            {func(l *label.Layout) { l.Level, l.Logo, l.LogoShare = "L", logo.SHA256, 15 }, "logo_needs_level", "layout.level"},
			"logo too large for Q": {func(l *label.Layout) { l.Level, l.Logo, l.LogoShare = "Q", logo.SHA256, 23 }, "logo_too_large", "layout.logoShare"},
			"logo too large for H": {func(l *label.Layout) { l.Logo, l.LogoShare = logo.SHA256, 29 }, "logo_too_large", "layout.logoShare"},
			"logo of no size":      {func(l *label.Layout) { l.Logo = logo.SHA256 }, "out_of_range", "layout.logoShare"},
			"logo never sent":      {func(l *label.Layout) { l.Logo, l.LogoShare = strings.Repeat("0", 64), 20 }, "logo_unknown", "layout.logo"},
			"sheet narrower than its labels": {func(l *label.Layout) {
				l.Sheet = &label.Sheet{Width: mm("210"), Height: mm("297"), Columns: 4, Rows: 2, Left: mm("5"), Top: mm("5")}
			}, "sheet_outside_page", "layout.sheet"},
			"sheet without columns": {func(l *label.Layout) { l.Sheet = &label.Sheet{Width: mm("210"), Height: mm("297"), Rows: 2} }, "out_of_range", "layout.sheet.columns"},
			"negative gap": {func(l *label.Layout) {
				l.Sheet = &label.Sheet{Width: mm("210"), Height: mm("297"), Columns: 2, Rows: 2, RowGap: mm("-1")}
			}, "out_of_range", "layout.sheet.rowGap"},
		} {
			l := badge()
			c.change(&l)
			_, err := w.Labels.CreateTemplate(w.Manager(), "自制", l)
			refused(t, name, err, c.code, c.field)
			_, err = w.Labels.Preview(w.Manager(), l)
			refused(t, "preview of "+name, err, c.code, c.field)
		}
		if n := w.Count("label_templates", "1 = 1"); n != 0 {
			t.Errorf("%d templates stayed", n)
		}
	})
}

// The server of the tests is https://hengjian.example: 24 + 3 + 26 characters make a code
// of 37 modules at Q (5) and of 41 at H (6), 45 and 49 with the quiet zone.
func TestALookTellsTheModuleInMillimetresAndWarns(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		says := func(p label.Preview) string {
			out := p.ModuleMM.String()
			for _, n := range p.Notices {
				out += " " + n.Code
			}
			return out
		}
		for want, change := range map[string]func(*label.Layout){
			"0.612":              func(*label.Layout) {}, // 30 / 49
			"0.666":              func(l *label.Layout) { l.Level = "Q" },
			"0.306 module_small": func(l *label.Layout) { l.CodeSize = mm("15") },
			"0.612 font_small":   func(l *label.Layout) { l.Texts[1].Size = mm("1.9") },
			"0.612 edge_narrow":  func(l *label.Layout) { l.Padding = mm("0.9") },
			"0.566":              func(l *label.Layout) { l.QuietZone = 6 }, // 30 / 53
		} {
			l := badge()
			change(&l)
			p, err := w.Labels.Preview(w.Manager(), l)
			w.Must(err)
			if got := says(p); got != want {
				t.Errorf("says %q, want %q", got, want)
			}
			if !strings.HasPrefix(p.SVG, `<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="40mm"`) || strings.Contains(p.SVG, "DW-7") {
				t.Error("the preview is no sample of real size")
			}
		}
	})
}

func TestEveryBuiltInTemplateStandsOnItsPaperAndIsReadByPhones(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		list, err := w.Labels.Templates(w.Manager())
		w.Must(err)
		perPage := map[string]int{"50x30": 1, "70x50": 1, "tape24": 1, "a4_3x7": 21, "a4_2x7": 14, "a4_4x10": 40, "a4_3x8": 24, "a4_2x5": 10}
		for _, v := range list {
			if !v.BuiltIn || perPage[v.ID] != v.PerPage {
				t.Errorf("%s: %d a page, want %d", v.ID, v.PerPage, perPage[v.ID])
			}
			delete(perPage, v.ID)
			if _, err := w.Labels.Preview(w.Manager(), v.Layout); err != nil {
				t.Errorf("%s: %v", v.ID, err)
			}
			if len(v.Notices) != 0 || v.ModuleMM < mm("0.38") {
				t.Errorf("%s: module of %s mm, notices %v", v.ID, v.ModuleMM, v.Notices)
			}
		}
		if len(perPage) != 0 {
			t.Errorf("missing: %v", perPage)
		}
	})
}

func TestALogoIsAPictureDrawnAnew(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		for name, c := range map[string]struct {
			raw  []byte
			code string
		}{
			"a page":           {[]byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "logo_type"},
			"nothing":          {nil, "logo_type"},
			"half a picture":   {picture(64, 64)[:200], "logo_type"},
			"a dot":            {picture(8, 8), "logo_pixels"},
			"a wall":           {picture(2049, 20), "logo_pixels"},
			"two megabytes":    {append(picture(64, 64), make([]byte, 2<<20)...), "logo_bytes"},
			"claims of a bomb": {append(append([]byte{}, picture(64, 64)[:16]...), append([]byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}, picture(64, 64)[24:]...)...), ""},
		} {
			_, err := w.Labels.AddLogo(w.Manager(), c.raw)
			if c.code == "" {
				if err == nil {
					t.Errorf("%s is accepted", name)
				}
				continue
			}
			refused(t, name, err, c.code, "")
		}
		_, err := w.Labels.AddLogo(w.StaffA(), picture(64, 64))
		refused(t, "staff", err, "permission_denied", "")
		once, err := w.Labels.AddLogo(w.Manager(), append(picture(640, 320), "smuggled"...))
		w.Must(err)
		again, err := w.Labels.AddLogo(w.Manager(), picture(640, 320))
		w.Must(err)
		if once != again || once.Width != 160 || once.Height != 80 || w.Count("label_logos", "1 = 1") != 1 {
			t.Errorf("%+v, %+v", once, again)
		}
	})
}

func TestAnAgencysTemplateIsChangedByOneAtATimeAndBuiltInOnesByNobody(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		made, err := w.Labels.CreateTemplate(w.Manager(), " 自制 ", badge())
		w.Must(err)
		if made.Name != "自制" || made.BuiltIn || made.Version != 1 {
			t.Errorf("made %+v", made)
		}
		wide := badge()
		wide.Width = mm("80.5")
		changed, err := w.Labels.UpdateTemplate(w.Manager(), made.ID, 1, "宽", wide)
		w.Must(err)
		if changed.Version != 2 || changed.Name != "宽" || changed.Layout.Width != mm("80.5") {
			t.Errorf("changed %+v", changed)
		}
		for name, c := range map[string]struct {
			err  error
			code string
		}{
			"stale":             {second(w.Labels.UpdateTemplate(w.Manager(), made.ID, 1, "旧", badge())), "version_stale"},
			"built in":          {second(w.Labels.UpdateTemplate(w.Manager(), "50x30", 0, "旧", badge())), "template_built_in"},
			"unknown":           {second(w.Labels.UpdateTemplate(w.Manager(), "01S1TE10000000000000000000", 1, "旧", badge())), "not_found"},
			"no name":           {second(w.Labels.CreateTemplate(w.Manager(), " ", badge())), "required"},
			"long name":         {second(w.Labels.CreateTemplate(w.Manager(), strings.Repeat("名", 61), badge())), "too_long"},
			"staff":             {second(w.Labels.UpdateTemplate(w.StaffA(), made.ID, 2, "旧", badge())), "permission_denied"},
			"staff's creation":  {second(w.Labels.CreateTemplate(w.StaffA(), "旧", badge())), "permission_denied"},
			"staff's retiring":  {w.Labels.RetireTemplate(w.StaffA(), made.ID, 2), "permission_denied"},
			"retire built in":   {w.Labels.RetireTemplate(w.Manager(), "tape24", 0), "template_built_in"},
			"retire stale":      {w.Labels.RetireTemplate(w.Manager(), made.ID, 1), "version_stale"},
			"staff's preview":   {second(w.Labels.Preview(w.StaffA(), badge())), "permission_denied"},
			"inspector's trial": {second(w.Labels.TrialPage(w.Inspector(), "50x30")), "permission_denied"},
		} {
			refused(t, name, c.err, c.code, "")
		}
		w.Must(w.Labels.RetireTemplate(w.Manager(), made.ID, 2))
		_, err = w.Labels.Template(w.Manager(), made.ID)
		refused(t, "retired", err, "not_found", "")
		_, err = w.print(w.Manager(), made.ID, label.Filter{})
		refused(t, "print on a retired one", err, "template_unknown", "templateId")
	})
}

func second[T any](_ T, err error) error { return err }
