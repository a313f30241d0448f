package standard_test

import (
	"testing"

	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/standard"
)

func TestAnAssessorCountsTheResultsOfTheAssignedSitesOnly(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		clause := w.Clause("4.2")
		list := w.Published(w.Items(clause)...)
		for _, supplier := range []string{inspectiontest.SupplierA, inspectiontest.SupplierB} {
			ctx := w.StaffA()
			if supplier == inspectiontest.SupplierB {
				ctx = w.StaffB()
			}
			_, err := w.Inspections.Submit(ctx, w.Pass(list, w.Checkpoint(supplier, list.ChecklistID), inspection.Self))
			w.Must(err)
		}
		got, err := w.Standards.Clause(w.Assessor(), clause)
		if err != nil || got.Last90 != (standard.Results{Pass: 1}) {
			t.Errorf("%+v %v", got.Last90, err)
		}
	})
}
