package demo

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"math/rand/v2"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/inspection"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/presence"
)

// patrol is the round of the guards, of which the agency demands that the label is
// scanned and that the phone says where it is.
const patrol = "CL-AB-01"

// What the agency demands of records, by checklist.
var demands = map[string]checklist.Demands{
	dailyCleaning: {MinDwellSeconds: 120, CameraOnly: true},
	patrol:        {LabelScan: true, Position: true},
}

// locatedDays is for how many days before the present phones send their position with
// rounds that do not demand it.
const locatedDays = 20

// townCentre is where the fictional town lies; its sites are some hundred metres apart.
var townCentre = geo.Point{LatitudeE7: 305928491, LongitudeE7: 1143055213}

var siteAt = map[string][2]float64{"XZZX": {0, 0}, "LGB": {420, 260}, "ZWDT": {-380, 310}} //nolint:forbidigo // metres

// pointAt is where a checkpoint of a site lies.
func pointAt(site string, n int) geo.Point {
	at := siteAt[site]
	return townCentre.Moved(at[0]+float64(n%3)*28, at[1]+float64(n/3)*34) //nolint:forbidigo // metres
}

func entered(p geo.Point) geo.Entered {
	lat, lon := p.Degrees()
	return geo.Entered{Latitude: &lat, Longitude: &lon}
}

// consents lets everybody on a phone agree that records carry positions.
func (w *world) consents(ctx context.Context) error {
	people := []string{"inspector", "inspector2", "inspector3", "assessor"}
	for _, f := range firms {
		people = append(people, f.key+".staff")
	}
	for _, who := range people {
		if _, err := w.Presence.Give(w.as(ctx, who), presence.TextVersion); err != nil {
			return err
		}
	}
	return nil
}

// oddity is a record that raises a doubt, and what the manager says of it.
type oddity struct {
	firm     string
	daysAgo  int
	kind     doubt.Kind
	decision doubt.Decision // "" leaves it open
	reason   string
}

var oddities = []oddity{
	{"sup1", 1, doubt.OutsideFence, "", ""},
	{"sup1", 3, doubt.PhotoIdentical, "", ""},
	{"sup1", 6, doubt.SpeedImpossible, doubt.Uphold, "当事人确认当时不在现场，由他人代传记录"},
	{"sup2", 1, doubt.ClockFar, "", ""},
	{"sup2", 2, doubt.PositionRepeated, "", ""},
	{"sup2", 8, doubt.ClockFar, doubt.Dismiss, "手机刚更换，时间未校准，监控显示本人在岗"},
	{"sup3", 4, doubt.MissingPosition, "", ""},
}

// odd returns the oddity that waits for a firm's first round of a day.
func (w *world) odd(firm string, day date.Day) *oddity {
	for i := range oddities {
		o := &oddities[i]
		if o.firm == firm && w.end.day.AddDays(-o.daysAgo) == day && !w.oddDone[i] {
			w.oddDone[i] = true
			return o
		}
	}
	return nil
}

// prove adds to a round what its phone knows of where and when.
func (w *world) prove(r *running, code string, in *inspection.Submission, day date.Day, done time.Time) {
	need := demands[code]
	if !need.Position && (in.Mode != inspection.Self || day.Until(w.end.day) > locatedDays) {
		return
	}
	at, label := w.found(r, in.CheckpointID)
	p := at.Moved(w.jitter.NormFloat64()*6, w.jitter.NormFloat64()*6)
	taken, sent := done.Add(-20*time.Second), w.Clock.Now()
	in.Evidence = &doubt.Evidence{Position: &doubt.Position{At: p, AccuracyM: 8 + w.jitter.IntN(18), TakenAt: taken}, SentAt: &sent}
	if need.LabelScan {
		in.CheckpointID, in.Code, in.Evidence.Source = "", label, doubt.ByCamera
	}
	var o *oddity
	if in.Mode == inspection.Self {
		o = w.odd(r.key, day)
	}
	if o == nil {
		if in.Mode == inspection.Self {
			w.noted[r.key] = p
		}
		return
	}
	w.spoil(r, o.kind, in)
}

// found returns where a checkpoint lies and the code of its label.
func (w *world) found(r *running, checkpointID string) (geo.Point, string) {
	for i, p := range r.points {
		if p.ID == checkpointID {
			return pointAt(r.firm.points[i].site, i), p.Label.Code
		}
	}
	panic("demo: a round at an unknown checkpoint")
}

// spoil makes a record that will be doubted.
func (w *world) spoil(r *running, kind doubt.Kind, in *inspection.Submission) {
	e := in.Evidence
	switch kind { //nolint:exhaustive // the others are not in the demo
	case doubt.OutsideFence:
		e.Position.At, e.Position.AccuracyM = e.Position.At.Moved(260, 172), 18
	case doubt.SpeedImpossible:
		e.Position.At = e.Position.At.Moved(380_000, 90_000) // another province
	case doubt.ClockFar:
		sent := e.SentAt.Add(-47 * time.Minute)
		e.SentAt = &sent
	case doubt.PositionRepeated:
		e.Position.At = w.noted[r.key]
	case doubt.MissingPosition:
		e.Position.TakenAt = e.Position.TakenAt.Add(-3 * time.Hour)
		e.Position.At, e.Position.AccuracyM = e.Position.At.Moved(900, 0), 20
	case doubt.PhotoIdentical:
		mine := w.used[r.key+".staff"]
		if len(mine) == 0 {
			return
		}
		o := &in.Observations[0]
		o.Result, o.Note, o.Photos = vocab.Fail, remarks[0], []string{mine[0]}
	}
}

// judge decides on the doubts of the day before that the manager has looked into.
func (w *world) judge(ctx context.Context, day date.Day) error {
	if !w.moveTo(day.At(w.Clock.Zone(), 20, 0)) {
		return nil
	}
	for _, o := range oddities {
		if o.decision == "" || w.end.day.AddDays(-o.daysAgo+1) != day {
			continue
		}
		list, err := w.Doubts.List(w.as(ctx, "manager"), doubt.Filter{State: doubt.Open, Kind: o.kind}, page.Request{})
		if err != nil {
			return err
		}
		for _, d := range list.Items {
			if d.Mode != string(inspection.Self) || date.DayOf(d.Record.FinishedAt, w.Clock.Zone()) != day.AddDays(-1) {
				continue // not the record that was looked into
			}
			if _, err := w.Doubts.Decide(w.as(ctx, "manager"), d.ID, o.decision, o.reason); err != nil {
				return fmt.Errorf("doubt %s: %w", o.kind, err)
			}
		}
	}
	return nil
}

// freshDays is for how many days before the present photos are drawn large.
const freshDays = 30

// fresh sends a photo that nobody sent before: a record with another record's photo
// would be doubted, and rightly so.
func (w *world) fresh(ctx context.Context, who string, day date.Day) (string, error) {
	_ = w.photo(who) // keeps the course of the history as it was
	w.drawn++
	scale := 4
	if day.Until(w.end.day) <= freshDays {
		scale = 2
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, room(rand.New(rand.NewPCG(w.drawn, 77)), scale), &jpeg.Options{Quality: 70}); err != nil {
		return "", err
	}
	p, err := w.Evidence.Upload(w.as(ctx, who), &buf)
	w.used[who] = append(w.used[who], p.SHA256)
	return p.SHA256, err
}
