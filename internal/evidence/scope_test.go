package evidence_test

import (
	"context"
	"testing"

	"hengjian/internal/evidence"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
)

// attached makes a record of supplier B at site two with a photo.
func attached(w *inspectiontest.World) (record, photo string) {
	w.T.Helper()
	record, photo = id.New(), w.Photo(w.StaffB())
	w.Must(w.DB.Tx(w.StaffB(), func(ctx context.Context) error {
		return w.Evidence.Attach(ctx, evidence.Attachment{Owner: evidence.Observation, OwnerID: record, SHA256: photo, SupplierID: inspectiontest.SupplierB, SiteID: inspectiontest.SiteTwo})
	}))
	return record, photo
}

func TestThePhotosOfARecordOutOfReachAreLeftOut(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		record, _ := attached(w)
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"its supplier": {w.StaffB(), 1}, "manager": {w.Manager(), 1}, "another supplier": {w.StaffA(), 0}, "an assessor elsewhere": {w.Assessor(), 0}} {
			got, err := w.Evidence.Of(c.ctx, evidence.Observation, record)
			if err != nil || len(got[record]) != c.want {
				t.Errorf("%s: %d photos %v", who, len(got[record]), err)
			}
		}
	})
}

func TestAnAssessorDoesNotOpenAPhotoOfAnotherSite(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		_, photo := attached(w)
		_, _, _, err := w.Evidence.Open(w.Assessor(), photo, evidence.Thumb)
		refused(t, "elsewhere", err, "not_found")
	})
}
