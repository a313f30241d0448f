package checkpoint

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"html/template"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/qr"
)

// maxLabels bounds one print.
const maxLabels = 500

// pngPixels is enough for a label of 50 mm at 600 dpi.
const pngPixels = 1200

// url is what a label opens. The host comes from the settings and the code says
// nothing, so a label outlives every move of the server.
func (s *Service) url(code string) string { return s.opt.BaseURL + "/q/" + code }

// LabelSVG draws the label of a checkpoint in its real size.
func (s *Service) LabelSVG(ctx context.Context, checkpointID, name string) ([]byte, error) {
	t, ok := qr.FindTemplate(name)
	if !ok {
		return nil, templateUnknown()
	}
	labels, err := s.labels(ctx, Filter{IDs: []string{checkpointID}})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = qr.LabelSVG(&b, labels[0], t)
	return b.Bytes(), printable(err)
}

// LabelPNG draws the code of a checkpoint's label.
func (s *Service) LabelPNG(ctx context.Context, checkpointID string) ([]byte, error) {
	labels, err := s.labels(ctx, Filter{IDs: []string{checkpointID}})
	if err != nil {
		return nil, err
	}
	m, err := qr.Encode(labels[0].URL, qr.Quartile)
	if err != nil {
		return nil, printable(err)
	}
	var b bytes.Buffer
	err = m.PNG(&b, pngPixels)
	return b.Bytes(), printable(err)
}

func templateUnknown() error {
	return fault.Invalid("template_unknown", "template", "There is no such label template.")
}

func printable(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, qr.ErrDense), errors.Is(err, qr.ErrTooLong):
		return fault.Invalid("label_too_dense", "template", "The server's address is too long for a label of this size.")
	default:
		return fault.Internal(err)
	}
}

// labels reads the labels in force of the checkpoints a filter names, in the order
// they were made. Retired ones have none. 404 if nothing is left. Only who may
// replace labels may see them: a code read off a screen proves nobody's presence.
func (s *Service) labels(ctx context.Context, f Filter) ([]qr.Label, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return nil, err
	}
	f.State = Active
	var out []qr.Label
	for cursor := ""; ; {
		p, err := s.list(ctx, f, page.Request{Limit: page.Max, Cursor: cursor})
		if err != nil {
			return nil, err
		}
		codes, err := s.codesOf(ctx, p.Items)
		if err != nil {
			return nil, err
		}
		for _, v := range p.Items {
			site := v.SiteName
			if v.AreaName != "" {
				site += " " + v.AreaName
			}
			out = append(out, qr.Label{Number: v.Number, Name: v.Name, Site: site, URL: s.url(codes[v.ID])})
		}
		if len(out) > maxLabels {
			return nil, fault.Invalid("too_many_labels", "ids", "At most 500 labels are printed at once.")
		}
		if cursor = p.NextCursor; cursor == "" {
			break
		}
	}
	if len(out) == 0 {
		return nil, fault.NotFound()
	}
	return out, nil
}

func (s *Service) codesOf(ctx context.Context, views []View) (map[string]string, error) {
	ids := make([]string, len(views))
	for i, v := range views {
		ids[i] = v.ID
	}
	var rows []codeRow
	err := s.db.Conn(ctx).Where("checkpoint_id IN ? AND state = ?", ids, Active).Find(&rows).Error
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.CheckpointID] = r.Code
	}
	return out, db.Fault(err)
}

//go:embed labels.html
var labelsHTML string

var labelsPage = template.Must(template.New("labels").Parse(labelsHTML))

// PrintLabels draws a page of labels in real size: a template prints one label a page
// (a roll), a sheet fills pages of label paper.
func (s *Service) PrintLabels(ctx context.Context, f Filter, name string) ([]byte, error) {
	sheet, t, isSheet := qr.FindSheet(name)
	if !isSheet {
		var ok bool
		if t, ok = qr.FindTemplate(name); !ok {
			return nil, templateUnknown()
		}
		sheet.Width, sheet.Height = t.Width, t.Height
	}
	labels, err := s.labels(ctx, f)
	if err != nil {
		return nil, err
	}
	data := struct {
		Width, Height float64 //nolint:forbidigo // millimetres of paper
		Count         int
		Pages         []template.HTML
	}{sheet.Width, sheet.Height, len(labels), nil}
	for len(labels) > 0 {
		var b bytes.Buffer
		n := 1
		if isSheet {
			n, err = qr.SheetSVG(&b, labels, sheet, t, 0)
		} else {
			err = qr.LabelSVG(&b, labels[0], t)
		}
		if err != nil {
			return nil, printable(err)
		}
		data.Pages = append(data.Pages, template.HTML(b.String())) //nolint:gosec // drawn by platform/qr, which escapes every text
		labels = labels[n:]
	}
	var out bytes.Buffer
	if err := labelsPage.Execute(&out, data); err != nil {
		return nil, fault.Internal(err)
	}
	return out.Bytes(), nil
}
