package doubt_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/doubt/simulate"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
)

func TestARecordWithoutEvidenceOfWhichNothingIsDemandedRaisesNothing(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		r := s.submit(s.StaffA(), s.Pass(s.version, s.point, inspection.Self))
		wants(t, "plain", r)
		if r.Doubts == nil || s.Count("inspection_evidence", "1 = 1")+s.Count("doubts", "1 = 1") != 0 {
			t.Error("something was kept")
		}
	})
}

func TestAPositionIsHeldAgainstTheFenceWithItsAccuracyInFavourOfThePerson(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		for name, c := range map[string]struct {
			metres   float64
			accuracy int
			want     []doubt.Kind
		}{
			"on the spot":           {5, 10, nil},
			"at the edge":           {109, 10, nil},
			"outside":               {140, 10, []doubt.Kind{doubt.OutsideFence}},
			"a weak signal indoors": {400, 310, nil},
			"far away":              {5000, 30, []doubt.Kind{doubt.OutsideFence}},
		} {
			s.Clock.Advance(time.Hour)
			wants(t, name, s.submit(s.StaffA(), s.check(s.point, centre.Moved(c.metres, 0), c.accuracy)), c.want...)
		}
		list := s.list(s.Manager(), doubt.Filter{Kind: doubt.OutsideFence})
		if len(list) != 2 || *list[0].Figures.RadiusM != 100 || *list[0].Figures.DistanceM < 139 {
			t.Errorf("%+v", list)
		}
	})
}

// A phone is believed to be within 1.62 times the accuracy it reports, rounded up to
// whole metres; docs/positions.md says why. The fence is 100 m.
func TestThePersonHasTheBenefitOfTheWeakerPromiseOfAnAccuracy(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		outside := []doubt.Kind{doubt.OutsideFence}
		for name, c := range map[string]struct {
			metres   float64
			accuracy int
			want     []doubt.Kind
		}{
			"exact, at the fence":      {100, 0, nil},
			"exact, beyond it":         {101, 0, outside},
			"1 m is stretched to 2":    {102, 1, nil},
			"1 m and no more":          {103, 1, outside},
			"10 m are stretched to 17": {117, 10, nil},
			"10 m and no more":         {118, 10, outside},
			"100 m to 162":             {262, 100, nil},
			"100 m and no more":        {263, 100, outside},
			"the worst that is useful": {1720, 1000, nil},
			"the worst, and no more":   {1721, 1000, outside},
			"south of it, 10 m":        {-117, 10, nil},
			"south of it, no more":     {-118, 10, outside},
		} {
			s.Clock.Advance(time.Hour)
			wants(t, name, s.submit(s.StaffA(), s.check(s.point, centre.Moved(c.metres, 0), c.accuracy)), c.want...)
		}
	})
}

// At most 40 m/s: 2,400 m in a minute, and 17 m for each of two accuracies of 10 m.
func TestBothAccuraciesAreStretchedBetweenTwoPlaces(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		for name, c := range map[string]struct {
			metres float64
			want   []doubt.Kind
		}{"as far as a car goes": {2434, nil}, "no farther": {2435, []doubt.Kind{doubt.SpeedImpossible}}} {
			s.Clock.Advance(24 * time.Hour)
			far := s.Checkpoint("01SVPPA0000000000000000000", s.version.ChecklistID) // whose place nobody knows
			from := centre.Moved(0, c.metres)                                        // no position comes twice
			wants(t, name+": first", s.submit(s.StaffA(), s.check(far, from, 10)))
			s.Clock.Advance(time.Minute)
			wants(t, name, s.submit(s.StaffA(), s.check(far, from.Moved(c.metres, 0), 10)), c.want...)
		}
	})
}

func TestThePlaceOfTheCheckpointComesBeforeThatOfTheSiteAndANarrowerFenceCounts(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		lat, lon := centre.Moved(0, 3000).Degrees()
		bare := s.Checkpoint("01SVPPA0000000000000000000", s.version.ChecklistID)
		wants(t, "a place nobody knows", s.submit(s.StaffA(), s.check(bare, centre, 5)))
		s.Must(s.DB.Tx(s.System(), func(ctx context.Context) error {
			return s.DB.Conn(ctx).Table("sites").Where("id = ?", bare.SiteID).Updates(map[string]any{"latitude_e6": int64(lat * 1e6), "longitude_e6": int64(lon * 1e6), "radius_m": 500}).Error
		}))
		s.Clock.Advance(time.Hour)
		wants(t, "by the site", s.submit(s.StaffA(), s.check(bare, centre.Moved(1, 1), 5)), doubt.OutsideFence)
		s.Clock.Advance(time.Hour)
		wants(t, "inside the site's own radius", s.submit(s.StaffA(), s.check(bare, centre.Moved(0, 3400), 5)))
		s.Clock.Advance(time.Hour)
		wants(t, "by the checkpoint", s.submit(s.StaffA(), s.check(s.point, centre.Moved(2, 2), 5)))
	})
}

func TestALateRecordIsHeldAgainstTheRecordsBeforeAndAfterIt(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		far := s.at(centre.Moved(20_000, 0))
		first := s.check(s.point, centre.Moved(3, 1), 10)
		s.Clock.Advance(5 * time.Minute)
		between := s.check(far, centre.Moved(20_000, 4), 10) // waits on a phone without signal
		s.Clock.Advance(5 * time.Minute)
		last := s.check(s.point, centre.Moved(-4, 2), 10)
		wants(t, "first", s.submit(s.StaffA(), first))
		wants(t, "ten minutes later", s.submit(s.StaffA(), last))
		wants(t, "between the two", s.submit(s.StaffA(), between), doubt.SpeedImpossible)
		d := s.list(s.Manager(), doubt.Filter{Kind: doubt.SpeedImpossible})[0]
		if d.Other == nil || *d.Figures.SpeedMps < 60 || *d.Figures.Seconds != 300 || *d.Figures.LimitMps != 40 {
			t.Errorf("%+v %+v", d.Figures, d.Other)
		}
		// somebody else may be anywhere
		_, err := s.Presence.Give(s.Inspector(), 1)
		s.Must(err)
		elsewhere := s.check(far, centre.Moved(20_000, 9), 10)
		elsewhere.Mode = inspection.Supervision
		wants(t, "another person", s.submit(s.Inspector(), elsewhere))
	})
}

func TestTheSamePositionToTheLastDigitIsDoubtedUnlessItIsCoarse(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		wants(t, "first", s.submit(s.StaffA(), s.check(s.point, centre, 10)))
		s.Clock.Advance(24 * time.Hour)
		wants(t, "again", s.submit(s.StaffA(), s.check(s.point, centre, 10)), doubt.PositionRepeated)
		coarse := geo.Point{LatitudeE7: 305928400, LongitudeE7: 1143055200}
		s.Clock.Advance(24 * time.Hour)
		s.submit(s.StaffA(), s.check(s.point, coarse, 10))
		s.Clock.Advance(24 * time.Hour)
		wants(t, "five decimals", s.submit(s.StaffA(), s.check(s.point, coarse, 10)))
		_, err := s.Presence.Give(s.StaffB(), 1)
		s.Must(err)
	})
}

func TestAClockFarFromOursIsDoubtedAtSendingNotAtFinishing(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		now := s.Clock.Now()
		for name, c := range map[string]struct {
			sent time.Duration
			want []doubt.Kind
		}{"right": {0, nil}, "nine minutes": {9 * time.Minute, nil}, "behind": {11 * time.Minute, []doubt.Kind{doubt.ClockFar}}, "ahead": {-11 * time.Minute, []doubt.Kind{doubt.ClockFar}}} {
			sub := s.Pass(s.version, s.point, inspection.Self)
			sub.FinishedAt, sub.StartedAt = now.Add(-50*time.Hour), now.Add(-51*time.Hour) // days without signal
			sub.Evidence = &doubt.Evidence{SentAt: ago(now, c.sent)}
			wants(t, name, s.submit(s.StaffA(), sub), c.want...)
		}
	})
}

func TestALabelThatANewerOneReplacedIsAcceptedAndDoubted(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		old := s.point.Label.Code
		before := s.Pass(s.version, s.point, inspection.Self)
		before.CheckpointID, before.Code = "", old
		s.Clock.Advance(time.Hour)
		_, err := s.Checkpoints.ReplaceLabel(s.Manager(), s.point.ID, "磨损")
		s.Must(err)
		wants(t, "made before", s.submit(s.StaffA(), before))
		s.Clock.Advance(time.Hour)
		sub := s.Pass(s.version, s.point, inspection.Self)
		sub.CheckpointID, sub.Code = "", old
		r := s.submit(s.StaffA(), sub)
		wants(t, "made after", r, doubt.LabelReplaced)
		if f := r.Doubts[0].Figures; *f.LabelVersion != 1 || *f.CurrentVersion != 2 {
			t.Errorf("%+v", f)
		}
	})
}

func TestWhatIsDemandedAndMissingIsNamedAndTheRecordIsAccepted(t *testing.T) {
	all := checklist.Demands{LabelScan: true, Position: true, Challenge: true, MinDwellSeconds: 300, PhotoAlways: true}
	each(t, all, func(t *testing.T, s *scene) {
		bare := s.Pass(s.version, s.point, inspection.Self) // four minutes, by id
		wants(t, "nothing", s.submit(s.StaffA(), bare), doubt.MissingLabelScan, doubt.MissingPosition, doubt.MissingChallenge, doubt.MissingDwell, doubt.MissingPhoto)
		if s.Facts(ledger.InspectionSelf) != 1 || s.Facts(ledger.DoubtRaised) != 5 {
			t.Errorf("%d records, %d doubts on the ledger", s.Facts(ledger.InspectionSelf), s.Facts(ledger.DoubtRaised))
		}
		full := s.full(t)
		wants(t, "everything", s.submit(s.StaffA(), full))
		for name, c := range map[string]struct {
			spoil func(*inspection.Submission)
			want  doubt.Kind
		}{
			"typed code":      {func(b *inspection.Submission) { b.Evidence.Source = doubt.ByTyping }, doubt.MissingLabelScan},
			"old position":    {func(b *inspection.Submission) { b.Evidence.Position.TakenAt = b.FinishedAt.Add(-time.Hour) }, doubt.MissingPosition},
			"vague position":  {func(b *inspection.Submission) { b.Evidence.Position.AccuracyM = 4000 }, doubt.MissingPosition},
			"forged token":    {func(b *inspection.Submission) { b.Evidence.Challenge = "AAAA" + b.Evidence.Challenge[4:] }, doubt.MissingChallenge},
			"somebody else's": {func(b *inspection.Submission) { b.Evidence.Challenge = s.token(t, s.StaffB()) }, doubt.MissingChallenge},
			"too quick":       {func(b *inspection.Submission) { b.StartedAt = b.FinishedAt.Add(-299 * time.Second) }, doubt.MissingDwell},
			"no photo":        {func(b *inspection.Submission) { b.Observations[0].Photos = nil }, doubt.MissingPhoto},
		} {
			s.Clock.Advance(time.Hour)
			b := s.full(t)
			c.spoil(&b)
			wants(t, name, s.submit(s.StaffA(), b), c.want)
		}
	})
}

func TestATokenCountsForTheCheckThatBeganWithItHoweverLateItIsSent(t *testing.T) {
	each(t, checklist.Demands{Challenge: true}, func(t *testing.T, s *scene) {
		token := s.token(t, s.StaffA())
		sub := s.Pass(s.version, s.point, inspection.Self)
		sub.StartedAt, sub.FinishedAt = s.Clock.Now().Add(time.Minute), s.Clock.Now().Add(20*time.Minute)
		sub.Evidence = &doubt.Evidence{Challenge: token}
		s.Clock.Advance(48 * time.Hour)
		wants(t, "sent two days later", s.submit(s.StaffA(), sub))
		later := s.Pass(s.version, s.point, inspection.Self)
		later.Evidence = &doubt.Evidence{Challenge: token}
		wants(t, "used again for a later check", s.submit(s.StaffA(), later), doubt.MissingChallenge)
	})
}

// token takes a challenge as a person.
func (s *scene) token(t *testing.T, ctx context.Context) string {
	t.Helper()
	a := s.api(t).Call(ctx, "POST", "/challenges", "")
	a.Wants(t, "challenge", 201, "")
	return a.Text("token")
}

var drawn uint64

// full is a check with everything that can be demanded.
func (s *scene) full(t *testing.T) inspection.Submission {
	drawn++
	rng := rand.New(rand.NewPCG(drawn, 5))
	b := s.check(s.point, centre.Moved(rng.Float64()*20, rng.Float64()*20), 15)
	b.CheckpointID, b.Code = "", s.point.Label.Code
	b.StartedAt = b.FinishedAt.Add(-6 * time.Minute)
	b.Evidence.Challenge, b.Evidence.Source = s.token(t, s.StaffA()), doubt.ByCamera
	b.Observations[0].Photos = []string{s.photo(s.StaffA(), simulate.JPEG(simulate.Picture(1000+drawn), 80))}
	return b
}

func TestAPhotoOfAnotherRecordIsRecognisedWholeScaledAndCropped(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		picture := simulate.Picture(1)
		rng := rand.New(rand.NewPCG(1, 1))
		with := func(raw []byte) inspection.Submission {
			s.Clock.Advance(time.Hour)
			sub := s.Pass(s.version, s.point, inspection.Self)
			sub.Observations[1].Result, sub.Observations[1].Photos = vocab.Fail, []string{s.photo(s.StaffA(), raw)}
			return sub
		}
		original := simulate.JPEG(picture, 85)
		wants(t, "first", s.submit(s.StaffA(), with(original)))
		wants(t, "another place", s.submit(s.StaffA(), with(simulate.JPEG(simulate.Picture(2), 85))))
		wants(t, "the same bytes", s.submit(s.StaffA(), with(original)), doubt.PhotoIdentical)
		r := s.submit(s.StaffA(), with(simulate.Recompressed(picture, rng)))
		wants(t, "encoded again", r, doubt.PhotoSimilar)
		if f := r.Doubts[0].Figures; *f.Bits > 14 || *f.Photos != 1 {
			t.Errorf("%+v", f)
		}
		wants(t, "cropped", s.submit(s.StaffA(), with(simulate.Cropped(picture, rng))), doubt.PhotoSimilar)
		s.Clock.Advance(91 * 24 * time.Hour)
		wants(t, "after ninety days", s.submit(s.StaffA(), with(simulate.Recompressed(simulate.Picture(2), rng))))
		twice := with(simulate.JPEG(simulate.Picture(3), 85))
		twice.Observations[0].Photos = twice.Observations[1].Photos
		wants(t, "one photo for two items of one record", s.submit(s.StaffA(), twice))
	})
}

func TestPhotosNotMadeInTheAppAreDoubtedOnlyWhereTheChecklistForbidsThem(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		for demands, want := range map[checklist.Demands]map[string]bool{
			{CameraOnly: true}: {doubt.FromFile: true, doubt.InApp: false, "": false},
			{}:                 {doubt.FromFile: false, doubt.InApp: false},
		} {
			version := w.Demanding(demands)
			point := w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID)
			for from, doubted := range want {
				b := w.Pass(version, point, inspection.Self)
				b.Evidence = &doubt.Evidence{Photos: from}
				b.Observations[0].Result, b.Observations[0].Photos = vocab.Fail, []string{w.Photo(w.StaffA())}
				r, err := w.Inspections.Submit(w.StaffA(), b)
				w.Must(err)
				got := false
				for _, d := range r.Doubts {
					got = got || d.Kind == doubt.MissingCamera
				}
				if got != doubted {
					t.Errorf("%+v, photos from %q: doubts %v", demands, from, r.Doubts)
				}
			}
		}
		version := w.Demanding(checklist.Demands{CameraOnly: true})
		b := w.Pass(version, w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID), inspection.Self)
		b.Evidence = &doubt.Evidence{Photos: "elsewhere"}
		if _, err := w.Inspections.Submit(w.StaffA(), b); fault.Code(err) != "not_allowed" {
			t.Errorf("an unknown source of photos: %v", err)
		}
	})
}
