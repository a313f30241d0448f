package doubt_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hengjian/internal/checklist"
	"hengjian/internal/doubt"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/db"
)

var pageAll = page.Request{Limit: page.Max}

func pageOf(cursor string) page.Request { return page.Request{Limit: 2, Cursor: cursor} }

func replaceField(body, field string) string {
	name := field[:strings.Index(field, ":")+1]
	at := strings.Index(body, name)
	end := at + strings.IndexAny(body[at:], ",}")
	return body[:at] + field + body[end:]
}

func TestWithoutConsentNoPositionIsKeptAndTheRecordSaysSo(t *testing.T) {
	each(t, checklist.Demands{Position: true}, func(t *testing.T, s *scene) {
		s.Must(s.Presence.Withdraw(s.StaffA()))
		r := s.submit(s.StaffA(), s.check(s.point, centre.Moved(5, 5), 8))
		wants(t, "withdrawn", r, doubt.MissingPosition)
		if r.Doubts[0].Figures.Because != "no_consent" || s.Count("inspection_evidence", "latitude_e7 IS NOT NULL OR distance_m IS NOT NULL OR taken_at IS NOT NULL") != 0 {
			t.Error("a position was kept against the person's will")
		}
		api := s.api(t)
		api.Call(s.StaffA(), "POST", "/me/consents", `{"subject":"position","textVersion":2}`).Wants(t, "other words", 422, "consent_text_outdated")
		api.Call(s.StaffA(), "POST", "/me/consents", `{"subject":"everything","textVersion":1}`).Wants(t, "another subject", 422, "")
		api.Call(s.StaffA(), "POST", "/me/consents", `{"subject":"position","textVersion":1}`).Wants(t, "agreed", 201, "")
		api.Call(s.StaffA(), "POST", "/me/consents", `{"subject":"position","textVersion":1}`).Wants(t, "agreed twice", 201, "")
		if list := api.Call(s.StaffA(), "GET", "/me/consents", "").Items(); len(list) != 2 || list[0]["withdrawnAt"] != nil || list[1]["withdrawnAt"] == nil {
			t.Errorf("consents %v", list)
		}
		if list := api.Call(s.StaffB(), "GET", "/me/consents", "").Items(); len(list) != 0 {
			t.Errorf("another person's consents %v", list)
		}
		s.Clock.Advance(time.Hour)
		wants(t, "agreed", s.submit(s.StaffA(), s.check(s.point, centre.Moved(6, 5), 8)))
		api.Call(s.StaffA(), "DELETE", "/me/consents/position", "").Wants(t, "withdrawn", 204, "")
		if n := s.Count("audit_entries", "action IN ('consent.give', 'consent.withdraw')"); n != 4 {
			t.Errorf("%d audit entries", n)
		}
	})
}

// Coordinates are in one table only, and the job empties them there.
func TestPositionsArePurgedAndNoCopyIsLeftAnywhere(t *testing.T) {
	each(t, checklist.Demands{}, func(t *testing.T, s *scene) {
		api := s.api(t)
		lat, lon := "30.6104321", "114.3219876"
		items := []string{}
		for _, section := range s.version.Sections {
			for _, i := range section.Items {
				items = append(items, `{"itemId":"`+i.ID+`","result":"pass"}`)
			}
		}
		now := s.Clock.Now().UTC().Format(time.RFC3339)
		body := `{"checkpointId":"` + s.point.ID + `","checklistVersionId":"` + s.version.ID + `","mode":"self","startedAt":"` + now + `","finishedAt":"` + now + `",
			"observations":[` + strings.Join(items, ",") + `],"evidence":{"position":{"latitude":` + lat + `,"longitude":` + lon + `,"accuracyMeters":12.4,"takenAt":"` + now + `"}}}`
		answer := api.Call(s.StaffA(), "POST", "/inspections", body)
		answer.Wants(t, "submitted", 201, "")
		traces := []string{lat, lon, "306104321", "1143219876", "30.6104", "114.3219"}
		for _, path := range []string{"/doubts", "/inspections/" + answer.Text("id"), "/doubts/" + s.list(s.Manager(), doubt.Filter{})[0].ID} {
			if a := api.Call(s.Manager(), "GET", path, ""); contains(a.Raw, traces...) {
				t.Errorf("%s shows coordinates: %s", path, a.Raw)
			}
		}
		if contains(answer.Raw, traces...) {
			t.Error("the receipt shows coordinates")
		}
		if got := s.holding(t, traces); len(got) != 1 || got[0] != "inspection_evidence" {
			t.Errorf("coordinates are in %v", got)
		}
		s.Clock.Advance(179 * 24 * time.Hour)
		if n, err := s.Doubts.Purge(s.System()); n != 0 || err != nil {
			t.Errorf("too early: %d %v", n, err)
		}
		s.Clock.Advance(2 * 24 * time.Hour)
		if n, err := s.Doubts.Purge(s.System()); n != 1 || err != nil {
			t.Errorf("purged %d %v", n, err)
		}
		if n, err := s.Doubts.Purge(s.System()); n != 0 || err != nil {
			t.Errorf("purged again %d %v", n, err)
		}
		if got := s.holding(t, traces); len(got) != 0 {
			t.Errorf("coordinates are still in %v", got)
		}
		if s.Count("inspection_evidence", "distance_m > 1000 AND accuracy_m = 13") != 1 {
			t.Error("the distance was lost")
		}
		d, err := s.Doubts.Get(s.Manager(), s.list(s.Manager(), doubt.Filter{Kind: doubt.OutsideFence})[0].ID)
		s.Must(err)
		if d.Scene != nil || *d.Figures.DistanceM < 1000 {
			t.Errorf("after the purge %+v", d)
		}
		if s.Count("photo_bands", "1 = 1") != 0 {
			t.Error("bands stayed")
		}
	})
}

// holding names the tables in any column of which one of the texts stands.
func (s *scene) holding(t *testing.T, texts []string) (out []string) {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if s.DB.Dialect() == db.MySQL {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name"
	}
	var tables []string
	s.Must(s.DB.Conn(context.Background()).Raw(query).Scan(&tables).Error)
	for _, table := range tables {
		if table == "goose_db_version" {
			continue // of the migrations
		}
		var rows []map[string]any
		s.Must(s.DB.Conn(context.Background()).Table(table).Find(&rows).Error)
		found := false
		for _, row := range rows {
			for _, v := range row {
				if raw, ok := v.([]byte); ok {
					v = string(raw)
				}
				if p, ok := v.(*any); ok {
					v = *p
				}
				found = found || contains(fmt.Sprint(v), texts...)
			}
		}
		if found {
			out = append(out, table)
		}
	}
	if len(tables) < 30 {
		t.Fatalf("only %d tables were looked through", len(tables))
	}
	return out
}

func readerOf(raw []byte) *bytes.Reader { return bytes.NewReader(raw) }

// name64 is a name in the form of a digest.
func name64(n int, kind string) string { return kind + fmt.Sprintf("%063x", n) }
