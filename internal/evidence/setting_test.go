package evidence_test

import (
	"fmt"
	"testing"

	"hengjian/internal/evidence"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/testkit"
)

func TestTheSizeOfPhotosIsSetByAManagerWithinBoundsAndReadByPhones(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		api := testkit.Serve(t, w.DB, w.Clock, w.Evidence)
		reads := func(want int) {
			t.Helper()
			if a := api.Call(w.StaffA(), "GET", "/photo-settings", ""); a.Body["longestSide"] != float64(want) {
				t.Errorf("phones are told %s, want %d", a.Raw, want)
			}
		}
		reads(evidence.DefaultSettings.LongestSide)
		for _, side := range []int{0, -1, 959, 4097, 1 << 30} {
			api.Call(w.Manager(), "PUT", "/photo-settings", fmt.Sprintf(`{"longestSide":%d}`, side), "If-Match", `"0"`).Wants(t, fmt.Sprint(side), 422, "")
		}
		api.Call(w.StaffA(), "PUT", "/photo-settings", `{"longestSide":1200}`).Wants(t, "staff", 403, "permission_denied")
		api.Call(w.Inspector(), "PUT", "/photo-settings", `{"longestSide":1200}`).Wants(t, "inspector", 403, "permission_denied")
		reads(1600)
		api.Call(w.Manager(), "PUT", "/photo-settings", `{"longestSide":1200}`).Wants(t, "no version named", 428, "if_match_required")
		api.Call(w.Manager(), "PUT", "/photo-settings", `{"longestSide":1200}`, "If-Match", `"0"`).Wants(t, "manager", 200, "")
		api.Call(w.Manager(), "PUT", "/photo-settings", `{"longestSide":1300}`, "If-Match", `"0"`).Wants(t, "a manager who had not seen that", 412, "version_stale")
		reads(1200)
		if n := w.Count("audit_entries", "action = 'setting.change'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
	})
}
