package label

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"io"

	"hengjian/internal/checkpoint"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/qr"
)

//go:embed print.html
var printHTML string

var printPage = template.Must(template.New("print").Parse(printHTML))

// sheetPage is what a page to print says.
type sheetPage struct {
	Title         string
	Width, Height Length
	Count         int
	Left          int // labels of the run that were replaced since
	Trial         bool
	Symbol        template.HTML
	Pages         []template.HTML
}

func printable(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, qr.ErrDense), errors.Is(err, qr.ErrTooLong):
		return unprintable()
	}
	return fault.Internal(err)
}

// drawn is a label in the words of the printer.
func (s *Service) drawn(p printed) qr.Label {
	place := text(p.SiteName)
	if area := text(p.AreaName); area != "" {
		place += " " + area
	}
	return qr.Label{URL: s.checkpoints.URL(p.Code), Texts: map[string]string{fieldName: p.Name, fieldNumber: p.Number, fieldSite: place, fieldAgency: s.agency}}
}

// PrintPage draws the pages of a run in real size. A label that was replaced since the
// run was made is left out: its code would say so to whoever scans it.
func (s *Service) PrintPage(ctx context.Context, printID string) ([]byte, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return nil, err
	}
	var run printRow
	if err := db.First(s.db.Conn(ctx).Where("id = ?", printID), &run); err != nil {
		return nil, err
	}
	var t Template
	if err := json.Unmarshal([]byte(run.Template), &t); err != nil {
		return nil, fault.Internal(err)
	}
	var rows []printed
	err := s.db.Conn(ctx).Table("label_print_items i").Joins("JOIN checkpoints p ON p.id = i.checkpoint_id").
		Joins("JOIN checkpoint_codes c ON c.checkpoint_id = i.checkpoint_id AND c.label_version = i.label_version").Joins(placeJoins).
		Select(printedColumns).Where("i.print_id = ? AND c.state = 'active' AND p.state = 'active'", printID).Scopes(scope(ctx)).Order("i.position").Scan(&rows).Error
	if err != nil {
		return nil, db.Fault(err)
	}
	labels := make([]qr.Label, len(rows))
	for i, r := range rows {
		labels[i] = s.drawn(r)
	}
	return s.pages(ctx, t, labels, run.StartAt, run.Labels-len(labels))
}

// logoName is the name of the logo's drawing on a page that repeats it.
const logoName = "logo"

func (s *Service) pages(ctx context.Context, t Template, labels []qr.Label, startAt, left int) ([]byte, error) {
	logo, err := s.logo(ctx, t.Layout)
	if err != nil {
		return nil, err
	}
	data := sheetPage{Title: t.Name, Count: len(labels), Left: left}
	data.Width, data.Height = t.Layout.page()
	if logo != nil {
		logo.Ref = logoName
		data.Symbol = template.HTML(qr.LogoSymbol(*logo)) //nolint:gosec // our own drawing of a picture that was drawn anew
	}
	drawing, sheet := t.Layout.drawing(logo)
	for skip := startAt - 1; len(labels) > 0; skip = 0 {
		var b bytes.Buffer
		n := 1
		if sheet != nil {
			n, err = qr.SheetSVG(&b, labels, *sheet, drawing, skip)
		} else {
			err = qr.LabelSVG(&b, labels[0], drawing)
		}
		if err != nil {
			return nil, printable(err)
		}
		data.Pages = append(data.Pages, template.HTML(b.String())) //nolint:gosec // drawn by platform/qr, which escapes every text
		labels = labels[n:]
	}
	return data.write()
}

func (p sheetPage) write() ([]byte, error) {
	var out bytes.Buffer
	if err := printPage.Execute(&out, p); err != nil {
		return nil, fault.Internal(err)
	}
	return out.Bytes(), nil
}

// sample is a label that opens nothing, for trials and previews.
func (s *Service) sample() qr.Label {
	return qr.Label{URL: s.checkpoints.URL(checkpoint.TrialCode), Texts: map[string]string{fieldName: "试印 三层东侧公共卫生间", fieldNumber: "DW-000000",
		fieldSite: "示例场所 三层", fieldAgency: s.agency}}
}

// TrialPage draws one page that shows how a printer keeps measure, with one sample label
// that opens nothing.
func (s *Service) TrialPage(ctx context.Context, templateID string) ([]byte, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return nil, err
	}
	t, err := s.Template(ctx, templateID)
	if err != nil {
		return nil, err
	}
	logo, err := s.logo(ctx, t.Layout)
	if err != nil {
		return nil, err
	}
	drawing, sheet := t.Layout.drawing(logo)
	data := sheetPage{Title: t.Name, Count: 1, Trial: true}
	data.Width, data.Height = t.Layout.page()
	var b bytes.Buffer
	if err := qr.TrialSVG(&b, s.sample(), drawing, sheet); err != nil {
		return nil, printable(err)
	}
	data.Pages = []template.HTML{template.HTML(b.String())} //nolint:gosec // drawn by platform/qr, which escapes every text
	return data.write()
}

// Preview is a sample of a layout with how it comes out here.
type Preview struct {
	SVG string `json:"svg"`
	Look
}

// Preview draws a sample of a layout that need not be kept yet.
func (s *Service) Preview(ctx context.Context, l Layout) (Preview, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return Preview{}, err
	}
	if err := l.check(); err != nil {
		return Preview{}, err
	}
	logo, err := s.logo(ctx, l)
	if err != nil {
		return Preview{}, err
	}
	look, err := s.lookOf(l)
	if err != nil {
		return Preview{}, err
	}
	drawing, _ := l.drawing(logo)
	var b bytes.Buffer
	if err := qr.LabelSVG(&b, s.sample(), drawing); err != nil {
		return Preview{}, printable(err)
	}
	return Preview{b.String(), look}, nil
}

// one reads the label in force of one checkpoint.
func (s *Service) one(ctx context.Context, checkpointID string) (qr.Label, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return qr.Label{}, err
	}
	var row printed
	if err := db.First(s.inForce(ctx, Filter{CheckpointIDs: []string{checkpointID}}).Select(printedColumns), &row); err != nil {
		return qr.Label{}, err
	}
	return s.drawn(row), nil
}

// SVG draws the label of a checkpoint in its real size. It is a picture and no print: the
// page of a checkpoint shows it to whoever opens it, and reading writes nothing.
func (s *Service) SVG(ctx context.Context, checkpointID, templateID string) ([]byte, error) {
	t, err := s.find(ctx, templateID)
	if err != nil {
		return nil, err
	}
	l, err := s.one(ctx, checkpointID)
	if err != nil {
		return nil, err
	}
	logo, err := s.logo(ctx, t.Layout)
	if err != nil {
		return nil, err
	}
	drawing, _ := t.Layout.drawing(logo)
	return written(func(w io.Writer) error { return qr.LabelSVG(w, l, drawing) })
}

// pngPixels is enough for a label of 50 mm at 600 dpi.
const pngPixels = 1200

// PNG draws the code of a checkpoint's label: a picture and no print, as SVG.
func (s *Service) PNG(ctx context.Context, checkpointID string) ([]byte, error) {
	l, err := s.one(ctx, checkpointID)
	if err != nil {
		return nil, err
	}
	m, err := qr.Encode(l.URL, qr.Quartile)
	if err != nil {
		return nil, printable(err)
	}
	return written(func(w io.Writer) error { return m.PNG(w, pngPixels) })
}

func written(draw func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	err := draw(&b)
	return b.Bytes(), printable(err)
}
