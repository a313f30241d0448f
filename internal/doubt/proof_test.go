package doubt_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/doubt/simulate"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
	"hengjian/internal/testkit"
)

// examine lets the detectors see a record as a submission does.
func examine(t *testing.T, w *inspectiontest.World, r *doubt.Record) []doubt.Raised {
	t.Helper()
	var out []doubt.Raised
	err := w.DB.Tx(authz.AsSystem(t.Context(), "test"), func(ctx context.Context) (err error) {
		out, _, err = w.Doubts.Examine(ctx, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func record(w *inspectiontest.World, person string, finished, received time.Time) *doubt.Record {
	return &doubt.Record{ID: id.New(), Mode: "self", SupplierID: inspectiontest.SupplierA, ContractID: inspectiontest.ContractA, SiteID: inspectiontest.SiteOne,
		CheckpointID: id.New(), Category: vocab.Cleaning, PersonID: person, Day: date.DayOf(finished, w.Clock.Zone()), StartedAt: finished.Add(-3 * time.Minute),
		FinishedAt: finished, ReceivedAt: received}
}

// A thousand rounds, half of them honest with the errors of cheap phones, half faked
// in five ways. A round is flagged when any of its records is.
func TestProofThatFakedRoundsAreFlaggedAndHonestOnesAreNot(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := inspectiontest.New(t, d)
		flagged, total := map[simulate.Way]int{}, map[simulate.Way]int{}
		for n := range testkit.Proof(1000, 200) {
			way := simulate.Honest
			if n%2 == 1 {
				way = simulate.Fakes[n/2%len(simulate.Fakes)]
			}
			track := simulate.NewTrack(uint64(n), way, w.Clock.Now())
			person := id.New()
			agree(t, w, person)
			hit := false
			// records arrive in the order in which they were received, not made
			for _, f := range byArrival(track.Fixes) {
				r := record(w, person, f.FinishedAt, f.ReceivedAt)
				r.Demands = checklist.Demands{Position: true}
				r.Fence = &doubt.Fence{Centre: f.Place}
				sent := f.SentAt
				r.Evidence = &doubt.Evidence{SentAt: &sent}
				if f.At != nil {
					r.Evidence.Position = &doubt.Position{At: *f.At, AccuracyM: f.AccuracyM, TakenAt: f.FinishedAt}
				}
				hit = len(examine(t, w, r)) > 0 || hit
			}
			total[way]++
			if hit {
				flagged[way]++
			}
		}
		caught, faked := 0, 0
		for _, way := range simulate.Fakes {
			caught += flagged[way]
			faked += total[way]
		}
		t.Logf("honest rounds flagged: %d of %d; faked rounds flagged: %d of %d %v", flagged[simulate.Honest], total[simulate.Honest], caught, faked, flagged)
		if flagged[simulate.Honest]*100 > total[simulate.Honest] {
			t.Errorf("%d of %d honest rounds are flagged", flagged[simulate.Honest], total[simulate.Honest])
		}
		if caught*100 < faked*99 {
			t.Errorf("%d of %d faked rounds are flagged: %v", caught, faked, flagged)
		}
	})
}

func byArrival(list []simulate.Fix) []simulate.Fix {
	out := append([]simulate.Fix{}, list...)
	for i := range out {
		for j := i; j > 0 && out[j].ReceivedAt.Before(out[j-1].ReceivedAt); j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func agree(t *testing.T, w *inspectiontest.World, person string) {
	t.Helper()
	if _, err := w.Presence.Give(testkit.AsSupplier(person, inspectiontest.SupplierA, "supplier_staff"), 1); err != nil {
		t.Fatal(err)
	}
}

// Five hundred and twenty different places, each sent by a record of its own; then the photos of
// some of them come back: encoded again and scaled, and cropped.
func TestProofThatReusedPhotosAreRecognisedAndDifferentPlacesAreNot(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect() == db.MySQL {
			return // the queries are proved there by the tests above; so many pictures take their time
		}
		pictures, copies := testkit.Proof(520, 40), testkit.Proof(130, 20)
		w := inspectiontest.New(t, d)
		person := id.New()
		send := func(name string, look picture.Look) map[doubt.Kind]bool {
			w.Clock.Advance(time.Minute)
			r := record(w, person, w.Clock.Now(), w.Clock.Now())
			r.Photos = map[string]picture.Look{name: look}
			observation := id.New()
			w.Insert("photos", map[string]any{"sha256": name, "content_type": "image/jpeg", "size": 1, "width": 1, "height": 1, "created_at": 0, "look": []byte(look)})
			w.Insert("observations", map[string]any{"id": observation, "inspection_id": r.ID, "item_id": "", "result": "fail", "note": ""})
			w.Insert("evidence", map[string]any{"owner_type": "observation", "owner_id": observation, "sha256": name, "position": 0, "supplier_id": r.SupplierID, "site_id": r.SiteID})
			got := map[doubt.Kind]bool{}
			for _, raised := range examine(t, w, r) {
				got[raised.Kind] = true
			}
			return got
		}
		look := func(raw []byte) picture.Look {
			p, err := picture.Receive(t.Context(), readerOf(raw), picture.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			return p.Look
		}
		wrong := 0
		for n := range pictures {
			if got := send(name64(n, "0"), look(simulate.JPEG(simulate.Picture(uint64(n)), 80))); len(got) > 0 {
				wrong++
			}
		}
		encoded, cropped := 0, 0
		for n := range copies {
			rng := rand.New(rand.NewPCG(uint64(n), 9))
			place := simulate.Picture(uint64(n * pictures / copies))
			if send(name64(n, "a"), look(simulate.Recompressed(place, rng)))[doubt.PhotoSimilar] {
				encoded++
			}
			if send(name64(n, "b"), look(simulate.Cropped(place, rng)))[doubt.PhotoSimilar] {
				cropped++
			}
		}
		t.Logf("different places taken for the same: %d of %d; recognised: encoded again %d, cropped %d of %d each", wrong, pictures, encoded, cropped, copies)
		if wrong*100 > pictures {
			t.Errorf("%d of %d different pictures are called reused", wrong, pictures)
		}
		if encoded*100 < copies*95 || cropped*100 < copies*95 {
			t.Errorf("of %d: %d encoded again and %d cropped are recognised", copies, encoded, cropped)
		}
	})
}

// Byte for byte needs no likeness: every photo that comes back is known, on both
// engines, also those received before looks were kept.
func TestEveryPhotoThatComesBackUnchangedIsKnown(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		rng := rand.New(rand.NewPCG(3, 3))
		names := []string{}
		for n := range 60 {
			name := s.Photo(s.StaffA())
			if n%2 == 0 {
				s.Must(s.DB.Tx(s.System(), func(ctx context.Context) error {
					return s.DB.Conn(ctx).Table("photos").Where("sha256 = ?", name).Update("look", nil).Error
				}))
			}
			names = append(names, name)
			sub := s.Pass(s.version, s.point, "self")
			sub.Observations[rng.IntN(3)].Photos = []string{name}
			s.submit(s.StaffA(), sub)
		}
		for _, name := range names {
			sub := s.Pass(s.version, s.point, "self")
			sub.Observations[rng.IntN(3)].Photos = []string{name}
			r := s.submit(s.StaffA(), sub)
			if len(r.Doubts) == 0 || r.Doubts[0].Kind != doubt.PhotoIdentical {
				t.Fatalf("photo %s came back unseen: %v", name, r.Doubts)
			}
		}
	})
}
