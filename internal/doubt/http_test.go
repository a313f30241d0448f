package doubt_test

import (
	"strings"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/testkit"
)

func (s *scene) api(t *testing.T) *testkit.API {
	return testkit.Serve(t, s.DB, s.Clock, s.Presence, s.Doubts, s.Inspections, s.Checklists)
}

func TestThresholdsOutsideTheirRangeAreRefusedAndOthersTakeEffectAtOnce(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		api := s.api(t)
		good := `{"radiusM":10,"maxAccuracyM":1000,"maxSpeedMps":40,"clockMinutes":10,"photoBits":14,"photoDays":90,"positionDays":180}`
		api.Call(s.Manager(), "PUT", "/doubt-settings", good).Wants(t, "no version named", 428, "if_match_required")
		api.Call(s.Inspector(), "PUT", "/doubt-settings", good).Wants(t, "an inspector", 403, "permission_denied")
		api.Call(managerA(), "PUT", "/doubt-settings", good).Wants(t, "a supplier", 403, "permission_denied")
		for _, bad := range []string{`"radiusM":9`, `"maxSpeedMps":0`, `"clockMinutes":1441`, `"photoBits":29`, `"photoDays":0`, `"positionDays":29`, `"positionDays":1096`} {
			body := `{"radiusM":100,"maxAccuracyM":1000,"maxSpeedMps":40,"clockMinutes":10,"photoBits":14,"photoDays":90,"positionDays":180}`
			body = replaceField(body, bad)
			api.Call(s.Manager(), "PUT", "/doubt-settings", body, "If-Match", `"0"`).Wants(t, bad, 422, "out_of_range")
		}
		wants(t, "inside the usual fence", s.submit(s.StaffA(), s.check(s.point, centre.Moved(60, 0), 5)))
		api.Call(s.Manager(), "PUT", "/doubt-settings", good, "If-Match", `"0"`).Wants(t, "a manager", 200, "")
		api.Call(s.Manager(), "PUT", "/doubt-settings", good, "If-Match", `"0"`).Wants(t, "a manager who had not seen that", 412, "version_stale")
		s.Clock.Advance(3600e9)
		wants(t, "outside a narrow one", s.submit(s.StaffA(), s.check(s.point, centre.Moved(61, 0), 5)), "outside_fence")
		if n := s.Count("audit_entries", "action = 'setting.change' AND target_id = 'doubt.thresholds'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func TestCoordinatesThatAreNotOnTheEarthAreRefused(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		api := s.api(t)
		for name, position := range map[string]string{
			"north":    `{"latitude":90.1,"longitude":0,"accuracyMeters":5,"takenAt":"2026-11-21T04:00:00Z"}`,
			"west":     `{"latitude":0,"longitude":-181,"accuracyMeters":5,"takenAt":"2026-11-21T04:00:00Z"}`,
			"accuracy": `{"latitude":0,"longitude":0,"accuracyMeters":-1,"takenAt":"2026-11-21T04:00:00Z"}`,
		} {
			body := `{"checkpointId":"` + s.point.ID + `","checklistVersionId":"` + s.version.ID + `","mode":"self","startedAt":"2026-11-21T03:55:00Z",
				"finishedAt":"2026-11-21T04:00:00Z","observations":[],"evidence":{"position":` + position + `}}`
			api.Call(s.StaffA(), "POST", "/inspections", body).Wants(t, name, 422, "out_of_range")
		}
		if s.Count("inspections", "1 = 1") != 0 {
			t.Error("a record stayed")
		}
	})
}

func TestDemandsAreFrozenWithTheVersionAndNextDraftsKeepThem(t *testing.T) {
	each(t, checklist.Demands{Position: true, MinDwellSeconds: 60}, func(t *testing.T, s *scene) {
		api := s.api(t)
		v := api.Call(s.StaffA(), "GET", "/checklist-versions/"+s.version.ID, "")
		if d, _ := v.Body["demands"].(map[string]any); d["position"] != true || d["minDwellSeconds"] != 60.0 || d["labelScan"] != nil {
			t.Errorf("the phone reads %v", v.Body["demands"])
		}
		api.Call(s.Officer(), "PUT", "/checklist-versions/"+s.version.ID, `{"totalPoints":"1","sections":[],"demands":{}}`, "If-Match", `"2"`).Wants(t, "a published version", 409, "version_not_draft")
		next, err := s.Checklists.Draft(s.Officer(), s.version.ChecklistID)
		s.Must(err)
		if !next.Demands.Position || next.Demands.MinDwellSeconds != 60 {
			t.Errorf("the next draft demands %+v", next.Demands)
		}
		e := checklist.Edit{Items: s.Items(""), TotalPoints: 10000, Demands: &checklist.Demands{MinDwellSeconds: 7201}}
		if _, err := s.Checklists.Edit(s.Officer(), next.ID, next.Version, e); err == nil {
			t.Error("two hours and a second were taken")
		}
		e.Demands = nil
		kept, err := s.Checklists.Edit(s.Officer(), next.ID, next.Version, e)
		s.Must(err)
		if !kept.Demands.Position {
			t.Error("an edit that does not name them dropped the demands")
		}
	})
}

// A phone that got no answer asks again hours later; its clock has moved on, the check
// is the same.
func TestACheckSentAgainWithALaterClockIsTheSameCheck(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		api := s.api(t)
		items := []string{}
		for _, section := range s.version.Sections {
			for _, i := range section.Items {
				items = append(items, `{"itemId":"`+i.ID+`","result":"pass"}`)
			}
		}
		send := func(source string) testkit.Answer {
			now := s.Clock.Now().UTC().Format(time.RFC3339)
			return api.Call(s.StaffA(), "POST", "/inspections", `{"checkpointId":"`+s.point.ID+`","checklistVersionId":"`+s.version.ID+`","mode":"self","startedAt":"2026-11-21T03:50:00Z",
				"finishedAt":"2026-11-21T03:59:00Z","observations":[`+strings.Join(items, ",")+`],"evidence":{"sentAt":"`+now+`","source":"`+source+`"}}`, "Idempotency-Key", "one-check")
		}
		first := send("camera")
		first.Wants(t, "first", 201, "")
		s.Clock.Advance(3 * time.Hour)
		if again := send("camera"); again.Status != 201 || again.Text("number") != first.Text("number") {
			t.Errorf("again: %d %s", again.Status, again.Raw)
		}
		send("typed").Wants(t, "another check", 422, "idempotency_key_reused")
		if s.Count("inspections", "1 = 1") != 1 {
			t.Error("the check was kept twice")
		}
	})
}
