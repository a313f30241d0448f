package queuefile_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/authz"
	"hengjian/internal/testkit"
)

func TestAFileBringsEachRecordOnceWithItsPhotosOnTheDayItWasMade(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		now, photo := s.Clock.Now(), inspectiontest.Picture()
		file := newFile(inspectiontest.StaffAID).photo(photo).record(s.failed(now.Add(-time.Hour), photo)).record(s.check(now.Add(-29 * 24 * time.Hour))).
			record(s.check(now.Add(-31 * 24 * time.Hour))).end(nil)
		first := s.bring(s.StaffA(), file)
		s.wants(t, "first", first, "received received refused:time_too_old")
		if first.Body["carried"] != false || first.Body["photos"] != 1.0 || first.Text("authorName") != "甲员工" {
			t.Errorf("answer %s", first.Raw)
		}
		if n := s.Count("inspections", "inspector_id = ? AND occurred_on = '2026-10-23'", inspectiontest.StaffAID); n != 1 {
			t.Errorf("%d checks on the day 29 days ago", n)
		}
		_, r, _, err := s.Evidence.Open(s.Manager(), digest(photo), evidence.Full)
		s.Must(err)
		got, err := io.ReadAll(r)
		s.Must(err)
		if digest(got) != digest(photo) {
			t.Error("the photo is not the one in the file")
		}
		if n := s.Count("doubts", "kind = 'brought_by_file'"); n != 0 {
			t.Errorf("the author's own file raised %d doubts", n)
		}
		again := s.bring(s.StaffA(), file)
		s.wants(t, "again", again, "known known refused:time_too_old")
		if numbers(again) != numbers(first) {
			t.Errorf("other receipts: %s and %s", numbers(first), numbers(again))
		}
		if rows, facts := s.Count("inspections", "1 = 1"), s.Count("audit_entries", "action = 'queue.bring'"); rows != 2 || facts != 2 {
			t.Errorf("%d records, %d entries in the audit log", rows, facts)
		}
	})
}

func numbers(a testkit.Answer) string {
	var list struct{ Records []struct{ Number string } }
	_ = json.Unmarshal([]byte(a.Raw), &list)
	var words []string
	for _, r := range list.Records {
		words = append(words, r.Number)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

func TestWhatThePhoneSentBeforeOrSendsLaterIsTheSameRecord(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		before, after := s.check(s.Clock.Now()), s.check(s.Clock.Now().Add(-time.Minute))
		send := func(r map[string]any) string {
			raw, err := json.Marshal(body(r))
			s.Must(err)
			// the phone adds its clock at sending
			a := s.api.Call(s.StaffA(), "POST", "/inspections", strings.Replace(string(raw), `"evidence":{}`, `"evidence":{"sentAt":"2026-11-21T04:00:00Z"}`, 1), "Idempotency-Key", r["id"].(string))
			a.Wants(t, "sent by the phone", 201, "")
			return a.Text("number")
		}
		sent := send(before)
		a := s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).record(before).record(after).end(nil))
		s.wants(t, "brought", a, "known received")
		if got := numbers(a); got != sent+" "+send(after) {
			t.Errorf("receipts %s, the phone has %s", got, sent)
		}
		if n := s.Count("inspections", "1 = 1"); n != 2 {
			t.Errorf("%d records of two", n)
		}
	})
}

func TestAnotherMayBringASealedFileAndItsChecksAreDoubtedUnderBothNames(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		key := s.key(s.StaffA())
		s.Clock.Advance(20 * 24 * time.Hour) // the phone was away
		for who, ctx := range map[string]context.Context{"甲经理": s.BossA(), "主管": s.Manager()} {
			ctx = named(ctx, who)
			r := s.check(s.Clock.Now().Add(-time.Hour))
			a := s.bring(ctx, newFile(inspectiontest.StaffAID).record(r).end(key))
			s.wants(t, who, a, "received")
			if a.Body["carried"] != true {
				t.Errorf("%s: %s", who, a.Raw)
			}
			if n := s.Count("inspections", "number = ? AND inspector_id = ?", numbers(a), inspectiontest.StaffAID); n != 1 {
				t.Errorf("%s: the record is not its author's", who)
			}
			if n := s.Count("audit_entries", "action = 'inspection.submit' AND actor_id = ? AND actor_name = ? AND on_behalf_of = '甲员工'", authz.From(ctx).UserID, who); n != 1 {
				t.Errorf("%s: %d audit entries on the author's behalf", who, n)
			}
			list, err := s.Doubts.List(s.Manager(), doubt.Filter{Kind: doubt.BroughtByFile}, page.Request{})
			s.Must(err)
			if got := list.Items[0]; got.Figures.BroughtBy != who || got.PersonID != inspectiontest.StaffAID || got.MayDecide != (who != "主管") {
				t.Errorf("%s: doubt %+v", who, got)
			}
			if who == "主管" {
				if _, err := s.Doubts.Decide(s.Manager(), list.Items[0].ID, doubt.Dismiss, "是我带来的"); err == nil || !strings.Contains(err.Error(), "decider_is_author") {
					t.Errorf("who brought the record decided on it: %v", err)
				}
			}
		}
	})
}

func named(ctx context.Context, name string) context.Context {
	a := authz.From(ctx)
	a.DisplayName = name
	return authz.With(ctx, a)
}

func TestWhoMayNotBringAFileIsRefusedWithoutATraceButInTheAuditLog(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		key, colleague := s.key(s.StaffA()), s.key(s.Colleague())
		of := func(author string) *writer { return newFile(author).record(s.check(s.Clock.Now())) }
		good := of(inspectiontest.StaffAID).end(key)
		missing := s.bring(s.BossB(), of("01NB0DY0000000000000000000").end(key))
		for who, ctx := range map[string]context.Context{"another supplier's staff": s.StaffB(), "another supplier's manager": s.BossB(), "a colleague": s.Colleague(),
			"an inspector": s.Inspector(), "an assessor": s.Assessor()} {
			a := s.bring(ctx, good)
			a.Wants(t, who, 422, "queue_file_author_unknown")
			if who == "another supplier's manager" && withoutRequest(a.Raw) != withoutRequest(missing.Raw) {
				t.Errorf("a foreign author is told from a missing one: %s / %s", a.Raw, missing.Raw)
			}
		}
		s.bring(s.Officer(), good).Wants(t, "who has no field work", 403, "permission_denied")
		own := newFile(authz.From(s.Officer()).UserID).end(nil)
		if _, err := s.files.Bring(s.Officer(), strings.NewReader(own)); !fault.Is(err, "permission_denied") {
			t.Errorf("who has no field work brings a file of their own past the route: %v", err)
		}
		s.bring(context.Background(), good).Wants(t, "nobody", 401, "unauthenticated")
		for what, file := range map[string]string{
			"no seal":                 of(inspectiontest.StaffAID).end(nil),
			"a colleague's key":       of(inspectiontest.StaffAID).end(colleague),
			"an invented key":         of(inspectiontest.StaffAID).end(map[string]any{"name": key["name"], "secret": strings.Repeat("00", 32)}),
			"another name of the key": of(inspectiontest.StaffAID).end(map[string]any{"name": colleague["name"], "secret": key["secret"]}),
			"a name that is no key":   of(inspectiontest.StaffAID).end(map[string]any{"name": "../key", "secret": key["secret"]}),
		} {
			s.bring(s.BossA(), file).Wants(t, what, 422, "queue_file_unsealed")
			s.bring(s.Manager(), file).Wants(t, what, 422, "queue_file_unsealed")
		}
		s.Clock.Advance(91 * 24 * time.Hour)
		s.bring(s.BossA(), of(inspectiontest.StaffAID).end(key)).Wants(t, "a key of three months ago", 422, "queue_file_unsealed")
		s.empty(t, "refused files")
		if n := s.Count("audit_entries", "action = 'queue.turn_away'"); n != 17 {
			t.Errorf("%d attempts in the audit log", n)
		}
		s.Must(s.DB.Tx(t.Context(), func(ctx context.Context) error {
			return s.DB.Conn(ctx).Exec("UPDATE users SET active = ? WHERE id = ?", false, inspectiontest.StaffAID).Error
		}))
		s.bring(s.BossA(), of(inspectiontest.StaffAID).end(s.key(s.StaffA()))).Wants(t, "who has left", 422, "queue_file_author_unknown")
	})
}

func withoutRequest(raw string) string {
	var v map[string]any
	_ = json.Unmarshal([]byte(raw), &v)
	delete(v, "requestId")
	out, _ := json.Marshal(v)
	return string(out)
}

func TestARecordOfAFileIsHeldToWhatAPhoneIsHeldTo(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		now := s.Clock.Now()
		foreign := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		spoiled := func(change func(r, b map[string]any)) map[string]any {
			r := s.check(now)
			change(r, body(r))
			return r
		}
		photo := inspectiontest.Picture()
		scrap := []byte("this is no picture, whatever its line says")
		a := s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).photo(scrap).
			record(spoiled(func(_, b map[string]any) { b["inspectorId"] = inspectiontest.StaffBID })).
			record(spoiled(func(_, b map[string]any) { b["code"] = foreign.Label.Code })).
			record(spoiled(func(_, b map[string]any) { b["mode"] = "supervision" })).
			record(spoiled(func(_, b map[string]any) { delete(b, "observations") })).
			record(s.failed(now, photo)).
			record(s.failed(now, scrap)).
			record(spoiled(func(_, b map[string]any) { b["finishedAt"] = now.Add(time.Hour).Format(time.RFC3339) })).
			record(s.check(now)).end(nil))
		s.wants(t, "spoiled records", a, "refused:unknown_field refused:code_unknown refused:mode_mismatch refused:required refused:photo_unknown refused:photo_unknown refused:time_in_future received")
		if refused, _ := a.Body["refusedPhotos"].([]any); len(refused) != 1 || !strings.Contains(a.Raw, "photo_type_unsupported") {
			t.Errorf("photos: %s", a.Raw)
		}
		if n := s.Count("inspections", "1 = 1"); n != 1 {
			t.Errorf("%d records", n)
		}
	})
}

func TestAnAnswerToAFindingIsBroughtUnderTheRightsOfItsAuthor(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		photo := inspectiontest.Picture()
		s.wants(t, "the fail", s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).photo(photo).record(s.failed(s.Clock.Now(), photo)).end(nil)), "received")
		finding := s.api.Call(s.Manager(), "GET", "/findings", "").Items()[0]
		answer := map[string]any{"id": "phone-answer-1", "kind": "rectification", "of": finding["id"], "title": "有垃圾", "body": map[string]any{"cause": "漏扫", "action": "已清扫", "photos": []string{}}}
		s.wants(t, "staff may not answer", s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).record(answer).end(nil)), "refused:permission_denied")
		boss := authz.From(s.BossA()).UserID
		sealed := newFile(boss).record(answer).end(s.key(s.BossA()))
		s.wants(t, "brought for the supplier's manager", s.bring(s.Manager(), sealed), "received")
		s.wants(t, "again", s.bring(s.BossA(), sealed), "known")
		s.bring(s.StaffA(), sealed).Wants(t, "staff bring their manager's", 422, "queue_file_author_unknown")
		rectified := s.api.Call(s.Manager(), "GET", "/findings/"+finding["id"].(string), "").Body["rectifications"].([]any)
		of := rectified[0].(map[string]any)["id"]
		judged := map[string]any{"id": "phone-judgement-1", "kind": "reinspection", "of": of, "title": "有垃圾", "body": map[string]any{"result": "closed", "photos": []string{}}}
		s.wants(t, "a supplier closes its own finding", s.bring(s.BossA(), newFile(boss).record(judged).end(nil)), "refused:permission_denied")
		s.wants(t, "the inspector closes it", s.bring(s.Inspector(), newFile(inspectiontest.InspectorID).record(judged).end(nil)), "received")
		s.wants(t, "twice", s.bring(s.Inspector(), newFile(inspectiontest.InspectorID).record(judged).end(nil)), "known")
	})
}

func TestAReportOfALostLabelIsBroughtLikeACheck(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		photo := inspectiontest.Picture()
		report := func(key string, change map[string]any) map[string]any {
			said := map[string]any{"checkpointId": s.point.ID, "kind": "lost", "note": "门上只剩胶印", "photos": []string{digest(photo)}, "reportedAt": s.Clock.Now().Format(time.RFC3339)}
			maps.Copy(said, change)
			return map[string]any{"id": key, "kind": "labelReport", "title": "大厅", "body": said}
		}
		file := newFile(inspectiontest.StaffAID).photo(photo).record(report("phone-report-1", nil)).end(s.key(s.StaffA()))
		s.wants(t, "brought by the author's manager", s.bring(s.BossA(), file), "received")
		s.wants(t, "and by the author", s.bring(s.StaffA(), file), "known")
		other := s.Checkpoint(inspectiontest.SupplierB, s.version.ChecklistID)
		s.wants(t, "of another supplier's place", s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).photo(photo).
			record(report("phone-report-2", map[string]any{"checkpointId": other.ID})).end(nil)), "refused:not_found")
		answering := report("phone-report-3", nil)
		answering["of"] = other.ID
		s.bring(s.StaffA(), newFile(inspectiontest.StaffAID).record(answering).end(nil)).Wants(t, "a report that answers something", 422, "queue_file_malformed")
		if n := s.Count("label_reports", "1 = 1"); n != 1 {
			t.Errorf("%d reports", n)
		}
	})
}

func TestTheSameFileTwentyTimesAtOnceIsEachRecordOnce(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		photo := inspectiontest.Picture()
		file := newFile(inspectiontest.StaffAID).photo(photo).record(s.failed(s.Clock.Now(), photo)).record(s.check(s.Clock.Now())).end(s.key(s.StaffA()))
		var wg sync.WaitGroup
		receipts := make([]string, 20)
		for i := range receipts {
			ctx := s.StaffA()
			if i%2 == 1 {
				ctx = s.BossA()
			}
			wg.Go(func() {
				a := s.bring(ctx, file)
				if a.Status != 200 || strings.Contains(states(a), "refused") || strings.Contains(states(a), "failed") {
					t.Errorf("%d %s", a.Status, a.Raw)
				}
				receipts[i] = numbers(a)
			})
		}
		wg.Wait()
		for _, r := range receipts {
			if r != receipts[0] {
				t.Errorf("two receipts: %s and %s", r, receipts[0])
			}
		}
		if n := s.Count("inspections", "1 = 1"); n != 2 {
			t.Errorf("%d records of two", n)
		}
	})
}
