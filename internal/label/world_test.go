package label_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/money"
	"hengjian/internal/label"
)

// world is the small agency with its labels.
type world struct {
	*inspectiontest.World
	list string // a checklist
}

func each(t *testing.T, test func(t *testing.T, w world)) {
	inspectiontest.Each(t, func(t *testing.T, in *inspectiontest.World) {
		w := world{World: in}
		w.list = w.Published(w.Items("")...).ChecklistID
		test(t, w)
	})
}

func (w world) point(supplier string) checkpoint.Detail {
	w.T.Helper()
	return w.Checkpoint(supplier, w.list)
}

func refused(t *testing.T, name string, err error, code, field string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Code != code || field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != field) {
		t.Errorf("%s: %v, want %s on %q", name, err, code, field)
	}
}

func mm(text string) label.Length {
	q, err := money.ParseQuantity(text)
	if err != nil {
		panic(err)
	}
	return q
}

// badge is a label an agency might draw: 60 × 40 mm on a roll.
func badge() label.Layout {
	return label.Layout{Width: mm("60"), Height: mm("40"), Padding: mm("2"), CodeSize: mm("30"), CodeAt: "left", QuietZone: 4, Level: "H",
		Texts: []label.Text{{Field: "name", Size: mm("4"), Bold: true}, {Field: "number", Size: mm("3")}}}
}

// picture is a PNG of the size.
func picture(width, height int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), uint8(x + y)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (w world) print(ctx context.Context, template string, f label.Filter) (label.PrintView, error) {
	return w.Labels.Print(ctx, label.PrintRequest{TemplateID: template, StartAt: 1, Filter: f})
}
