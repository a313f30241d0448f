package assessment_test

import "testing"

func TestGradesOfAnotherSupplierAreLeftOut(t *testing.T) {
	each(t, func(w *world) {
		w.published()
		for who, want := range map[string]int{supplierA: 1, supplierB: 0} {
			got, err := w.Grades(boss(who), []string{supplierA, supplierB}, october, october)
			if err != nil || len(got[supplierA]) != want {
				w.t.Errorf("%s reads %v %v", who, got, err)
			}
		}
	})
}
