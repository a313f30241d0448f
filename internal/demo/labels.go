package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/label"
)

// labels prints the first labels of every checkpoint, and draws the agency's own.
func (w *world) labels(ctx context.Context) error {
	ctx = w.as(ctx, "manager")
	logo, err := w.Labels.AddLogo(ctx, emblem())
	if err != nil {
		return err
	}
	layout, err := w.Labels.Template(ctx, "70x50")
	if err != nil {
		return err
	}
	own := layout.Layout
	own.Width, own.Height, own.Logo, own.LogoShare = length("80"), length("50"), logo.SHA256, 24
	if _, err := w.Labels.CreateTemplate(ctx, "本局标准标签 80 × 50 mm", own); err != nil {
		return err
	}
	_, err = w.Labels.Print(ctx, label.PrintRequest{TemplateID: "a4_3x7", StartAt: 1})
	return err
}

func length(text string) label.Length {
	q, err := money.ParseQuantity(text)
	if err != nil {
		panic("demo: " + text)
	}
	return q
}

// emblem is the fictional agency's sign: a ring around a bar.
func emblem() []byte {
	const side = 96
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	ink := color.RGBA{29, 78, 216, 255}
	for y := range side {
		for x := range side {
			dx, dy := x-side/2, y-side/2
			far := dx*dx + dy*dy
			ring := far < 46*46 && far > 34*34
			bar := far < 30*30 && (dy > -5 && dy < 5 || dx > -5 && dx < 5 && dy > 0)
			img.Set(x, y, color.White)
			if ring || bar {
				img.Set(x, y, ink)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// mishap is a label that something happened to, reported by the firm's own people, and
// what the manager does about it the same evening.
type mishap struct {
	firm    string
	point   int
	daysAgo int
	kind    label.Kind
	note    string
	photo   bool
	do      label.Resolution // "" leaves the report open
	reason  string
	print   string // template of the new label; "" leaves it unprinted
}

var mishaps = []mishap{
	{"sup1", 0, 9, label.Damaged, "标签受潮起皱，扫不出来", true, label.Replace, "受潮损坏，更换为覆膜标签", "70x50"},
	{"sup2", 1, 3, label.Lost, "墙面翻新后标签不见了", false, label.Replace, "墙面翻新时被撕掉，换新", ""},
	{"sup1", 2, 1, label.Lost, "早上巡查时没有找到标签", true, "", "", ""},
}

// mishaps lives through what happens to labels on a day.
func (w *world) mishaps(ctx context.Context, day date.Day) error {
	if !w.moveTo(day.At(w.Clock.Zone(), 20, 30)) {
		return nil
	}
	for _, m := range mishaps {
		if w.end.day.AddDays(-m.daysAgo) != day {
			continue
		}
		for _, r := range w.firms {
			if r.key == m.firm && len(r.points) > m.point {
				if err := w.happen(ctx, r, m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *world) happen(ctx context.Context, r *running, m mishap) error {
	staff := r.key + ".staff"
	report := label.Report{CheckpointID: r.points[m.point].ID, Kind: m.kind, Note: m.note, ReportedAt: w.Clock.Now().Add(-3 * time.Hour)}
	if mine := w.used[staff]; m.photo && len(mine) > 0 {
		report.Photos = mine[len(mine)-1:]
	}
	got, err := w.Labels.Report(w.as(ctx, staff), report)
	if err != nil || m.do == "" {
		return err
	}
	manager := w.as(ctx, "manager")
	if _, err := w.Labels.Resolve(manager, got.ID, m.do, m.reason); err != nil {
		return err
	}
	if r.points[m.point], err = w.Checkpoints.Get(manager, r.points[m.point].ID); err != nil || m.print == "" {
		return err
	}
	_, err = w.Labels.Print(manager, label.PrintRequest{TemplateID: m.print, StartAt: 1, Filter: label.Filter{CheckpointIDs: []string{r.points[m.point].ID}}})
	return err
}
