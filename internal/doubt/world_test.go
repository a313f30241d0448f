package doubt_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/doubt"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

// centre is where the checkpoints of the tests are.
var centre = geo.Point{LatitudeE7: 305928491, LongitudeE7: 1143055213}

// scene is a checkpoint of supplier A whose checklist demands nothing.
type scene struct {
	*inspectiontest.World
	version checklist.VersionView
	point   checkpoint.Detail
}

func each(t *testing.T, demands checklist.Demands, test func(t *testing.T, s *scene)) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		s := &scene{World: w, version: w.Demanding(demands)}
		s.point = s.at(centre)
		_, err := w.Presence.Give(w.StaffA(), 1)
		w.Must(err)
		test(t, s)
	})
}

// at makes a checkpoint of supplier A at a place.
func (s *scene) at(p geo.Point) checkpoint.Detail {
	lat, lon := p.Degrees()
	d := s.Checkpoint(inspectiontest.SupplierA, s.version.ChecklistID)
	d, err := s.Checkpoints.Update(s.Manager(), d.ID, d.Version, checkpoint.Change{Place: &geo.Entered{Latitude: &lat, Longitude: &lon}})
	s.Must(err)
	return d
}

// check is a check that ended just now, with a position.
func (s *scene) check(c checkpoint.Detail, p geo.Point, accuracy int) inspection.Submission {
	sub := s.Pass(s.version, c, inspection.Self)
	sub.Evidence = &doubt.Evidence{Position: &doubt.Position{At: p, AccuracyM: accuracy, TakenAt: sub.FinishedAt}}
	return sub
}

func (s *scene) submit(ctx context.Context, sub inspection.Submission) inspection.Receipt {
	s.T.Helper()
	r, err := s.Inspections.Submit(ctx, sub)
	s.Must(err)
	return r
}

// wants holds a receipt's doubts against a list.
func wants(t *testing.T, what string, r inspection.Receipt, kinds ...doubt.Kind) {
	t.Helper()
	var got []doubt.Kind
	for _, d := range r.Doubts {
		got = append(got, d.Kind)
	}
	slices.Sort(got)
	slices.Sort(kinds)
	if !slices.Equal(got, kinds) {
		t.Errorf("%s: doubted %v, want %v", what, got, kinds)
	}
}

func (s *scene) photo(ctx context.Context, raw []byte) string {
	s.T.Helper()
	p, err := s.Evidence.Upload(ctx, bytes.NewReader(raw))
	s.Must(err)
	return p.SHA256
}

func (s *scene) list(ctx context.Context, f doubt.Filter) []doubt.View {
	s.T.Helper()
	p, err := s.Doubts.List(ctx, f, page.Request{Limit: page.Max})
	s.Must(err)
	return p.Items
}

// managerA runs supplier A's work.
func managerA() context.Context {
	return testkit.AsSupplier("01MANAGERA0000000000000000", inspectiontest.SupplierA, "supplier_manager")
}

// withRole is the person of ctx holding another role too.
func withRole(ctx context.Context, roles ...string) context.Context {
	a := authz.From(ctx)
	return testkit.As(a.UserID, append(roles, a.Roles...)...)
}

const why = "现场核对，与排班一致"

func ago(now time.Time, d time.Duration) *time.Time {
	at := now.Add(-d)
	return &at
}

func contains(text string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}
