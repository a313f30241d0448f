package assessment_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/ledger"
	"hengjian/internal/testkit"
)

func serve(w *world) *testkit.API {
	w.t.Helper()
	return testkit.Serve(w.t, w.db, w.clock, w)
}

func TestTheSheetHasTheAgreedFormAndEveryPointOpensItsFacts(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		d := w.draft()
		got := s.Call(manager(), "GET", "/assessments/"+d.ID, "")
		if got.Status != 200 || got.Body["points"] != "76.02" || got.Body["grade"] != "qualified" {
			w.t.Fatalf("%d %s", got.Status, got.Raw)
		}
		if got.Body["own"] != true || s.Call(leader(), "GET", "/assessments/"+d.ID, "").Body["own"] != false {
			w.t.Error("who computed it is not told so, or another is")
		}
		first := got.Body["indicators"].([]any)[0].(map[string]any)
		if first["points"] != "32.22" || first["weight"] != "40.00" || first["numerator"] != 945.0 || first["denominator"] != 1000.0 || first["ratioBp"] != 9450.0 {
			w.t.Errorf("%v", first)
		}
		last := got.Body["indicators"].([]any)[4].(map[string]any)
		if _, scored := last["points"]; scored || last["reason"] != "no_sample" {
			w.t.Errorf("an indicator without facts: %v", last)
		}
		if again := got.Body["recomputed"].(map[string]any); again["matches"] != true || again["points"] != "76.02" {
			w.t.Errorf("%v", again)
		}
		list := s.Call(manager(), "POST", "/assessments", `{"month":"2026-10"}`)
		if list.Status != 200 || len(list.Body["items"].([]any)) != 1 {
			w.t.Errorf("%d %s", list.Status, list.Raw)
		}
		facts := s.Call(manager(), "GET", "/assessments/"+d.ID+"/facts?indicator=findings&kind=finding_major", "")
		if items := facts.Body["items"].([]any); len(items) != 1 || items[0].(map[string]any)["kind"] != "finding_major" {
			w.t.Errorf("%s", facts.Raw)
		}
		if p := s.Call(leader(), "POST", "/assessments/"+d.ID+"/publish", ""); p.Status != 200 || p.Body["state"] != "published" {
			w.t.Errorf("%d %s", p.Status, p.Raw)
		}
	})
}

func TestFactsCarryTheWordsOfTheirRecords(t *testing.T) {
	each(t, func(w *world) {
		obs, item, insp, find, clause, rect, task := id.New(), id.New(), id.New(), id.New(), id.New(), id.New(), id.New()
		w.exec(`INSERT INTO standards (id, standard_no, title, category, source_note) VALUES ('ST', 'GB/T 1', '标准', 'general', '')`)
		w.exec(`INSERT INTO clauses (id, standard_id, number, title, text, category, state) VALUES (?, 'ST', '4.2', '地面清洁', '', 'cleaning', 'current')`, clause)
		w.exec(`INSERT INTO checklists (id, code, title, category, state) VALUES ('CL', 'CL', 'c', 'cleaning', 'active')`)
		w.exec(`INSERT INTO checklist_versions (id, checklist_id, number, state, note, total_points) VALUES ('CV', 'CL', 1, 'published', '', 0)`)
		w.exec(`INSERT INTO checklist_items (id, version_id, position, text, points, severity, photo_on_fail, na_allowed) VALUES (?, 'CV', 0, '地面无积水', 0, 'minor', 0, 0)`, item)
		w.exec(`INSERT INTO observations (id, inspection_id, item_id, result, note) VALUES (?, ?, ?, 'fail', '')`, obs, insp, item)
		w.exec(`INSERT INTO findings (id, number, supplier_id, contract_id, site_id, category, checkpoint_id, inspection_id, observation_id, item_text, clause_id, severity,
			state, opened_at, opened_by, due_on, due_at, closed_by, cancel_reason, version) VALUES (?, 'WT-1', ?, 'C', ?, 'cleaning', 'P', ?, ?, '地面无积水', '', 'minor', 'open', 0, '', '2026-10-20', 0, '', '', 1)`,
			find, supplierA, siteOne, insp, obs)
		w.exec(`INSERT INTO rectifications (id, finding_id, round, cause, action, submitted_by, submitted_at, state) VALUES (?, ?, 1, '', '', '', 0, 'submitted')`, rect, find)
		w.exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, 'A', '行政中心', '', 0, 'active', 1)`, siteOne)
		fact := func(kind ledger.Kind, refType, refID string) ledger.Fact {
			return ledger.Fact{Kind: kind, SupplierID: supplierA, SiteID: siteOne, Category: vocab.Cleaning, ClauseID: clause, OccurredOn: "2026-10-15", Count: 1, RefType: refType, RefID: refID}
		}
		rows, err := w.Describe(manager(), []ledger.Fact{fact(ledger.CheckFail, "observation", obs), fact(ledger.FindingMinor, "finding", find),
			fact(ledger.RectificationOnTime, "rectification", rect), fact(ledger.TaskMissed, "task", task), fact(ledger.Rating, "unheard_of", "x")})
		if err != nil {
			w.t.Fatal(err)
		}
		if r := rows[0]; r.Title != "地面无积水" || r.Result != vocab.Fail || r.InspectionID != insp || r.FindingID != find || r.SiteName != "行政中心" || r.ClauseTitle != "地面清洁" {
			w.t.Errorf("observation: %+v", r)
		}
		if r := rows[1]; r.Title != "地面无积水" || r.FindingID != find {
			w.t.Errorf("finding: %+v", r)
		}
		if r := rows[2]; r.Title != "地面无积水" || r.FindingID != find {
			w.t.Errorf("rectification: %+v", r)
		}
		if rows[3].Title != "" || rows[4].Title != "" {
			w.t.Errorf("records that are gone: %+v", rows[3:])
		}
	})
}

func TestAssessmentRequestsThatAreRefusedOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		p := w.published()
		w.facts(supplierB, "2026-10-15", month)
		other := w.computed(supplierB)
		scheme := w.inForce()
		whole := `{"name":"x","indicators":[],"minWeight":"60","grades":[]}`
		for _, c := range []struct {
			who                context.Context
			method, path, body string
			ifMatch            string
			status             int
			code               string
		}{
			{context.Background(), "GET", "/assessments", "", "", 401, "unauthenticated"},
			{testkit.As("x", "desk"), "GET", "/assessments", "", "", 403, "permission_denied"},
			{testkit.AsSupplier("x", supplierA, "supplier_staff"), "GET", "/assessments", "", "", 403, "permission_denied"},
			{leader(), "POST", "/assessments", `{"month":"2026-10"}`, "", 403, "permission_denied"},
			{manager(), "POST", "/assessments/" + other.ID + "/publish", "", "", 403, "permission_denied"},
			{manager(), "POST", "/assessments", `{"month":"2026-13"}`, "", 422, ""},
			{manager(), "POST", "/assessments", `{"month":"2027-01"}`, "", 422, "month_in_future"},
			{manager(), "POST", "/assessments", `{"month":"2026-10","points":"100"}`, "", 422, ""},
			{manager(), "POST", "/assessments/" + p.ID + "/recompute", "", "", 409, "assessment_published"},
			{leader(), "POST", "/assessments/" + p.ID + "/publish", "", "", 409, "assessment_published"},
			{manager(), "GET", "/assessments?month=october", "", "", 422, ""},
			{manager(), "GET", "/assessments?state=guess", "", "", 422, ""},
			{manager(), "GET", "/assessments?grade=A", "", "", 422, ""},
			{manager(), "GET", "/assessments/" + p.ID + "/facts?indicator=guess", "", "", 422, "indicator_unknown"},
			{manager(), "GET", "/assessments/" + p.ID + "/facts?indicator=rounds&kind=rating", "", "", 422, "kind_unknown"},
			{boss(supplierA), "GET", "/assessments/" + other.ID, "", "", 404, "not_found"},
			{boss(supplierB), "GET", "/assessments/" + p.ID, "", "", 404, "not_found"},
			{boss(supplierB), "GET", "/assessments/" + p.ID + "/facts", "", "", 404, "not_found"},
			{leader(), "PUT", "/schemes/" + scheme.ID, whole, `"1"`, 403, "permission_denied"},
			{manager(), "PUT", "/schemes/" + scheme.ID, whole, "", 428, "if_match_required"},
			{manager(), "PUT", "/schemes/" + scheme.ID, whole, `"1"`, 409, "scheme_published"},
			{manager(), "PUT", "/schemes/" + scheme.ID, `{"name":"x","indicators":[],"minWeight":"60.123","grades":[]}`, `"1"`, 422, ""},
			{leader(), "POST", "/schemes/" + scheme.ID + "/publish", `{"effectiveFrom":"2026-12"}`, "", 409, "scheme_published"},
			{manager(), "POST", "/ratings", `{"supplierId":"x","siteId":"x","category":"cleaning","stars":5,"occurredOn":"2026-11-20"}`, "", 403, "permission_denied"},
			{testkit.As("x", "desk"), "POST", "/ratings", `{"supplierId":"x","siteId":"x","category":"cleaning","stars":9,"occurredOn":"2026-11-20"}`, "", 422, ""},
			{testkit.As("x", "desk"), "POST", "/ratings", `{"supplierId":"x","siteId":"x","category":"cleaning","stars":5,"occurredOn":"2026-11-20"}`, "", 422, "supplier_unknown"},
		} {
			got := s.Call(c.who, c.method, c.path, c.body, "If-Match", c.ifMatch)
			got.Wants(w.t, c.method+" "+c.path+" "+c.body, c.status, c.code)
		}
		hidden, missing := s.Call(boss(supplierA), "GET", "/assessments/"+other.ID, ""), s.Call(boss(supplierA), "GET", "/assessments/01NVTHERE00000000000000000", "")
		if hidden.Raw != missing.Raw {
			w.t.Errorf("hidden %s, missing %s", hidden.Raw, missing.Raw)
		}
	})
}

func TestASchemeTravelsOverHTTPAsItIsStored(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		list := s.Call(manager(), "GET", "/schemes", "")
		v1 := list.Body["items"].([]any)[0].(map[string]any)
		created := s.Call(manager(), "POST", "/schemes", `{"name":"第二版","basedOn":"`+v1["id"].(string)+`"}`)
		if created.Status != 201 || created.ETag != `"1"` {
			w.t.Fatalf("%d %s", created.Status, created.Raw)
		}
		body, _ := json.Marshal(map[string]any{"name": "第二版", "indicators": created.Body["indicators"], "minWeight": created.Body["minWeight"], "grades": created.Body["grades"]})
		put := s.Call(manager(), "PUT", "/schemes/"+created.Body["id"].(string), string(body), "If-Match", created.ETag)
		if put.Status != 200 || put.ETag != `"2"` {
			w.t.Fatalf("%d %s", put.Status, put.Raw)
		}
		a, _ := json.Marshal(v1["indicators"])
		b, _ := json.Marshal(put.Body["indicators"])
		if string(a) != string(b) {
			w.t.Errorf("%s\nis not\n%s", b, a)
		}
		if stale := s.Call(manager(), "PUT", "/schemes/"+created.Body["id"].(string), string(body), "If-Match", created.ETag); stale.Status != 412 {
			w.t.Errorf("%d %s", stale.Status, stale.Raw)
		}
		published := s.Call(leader(), "POST", "/schemes/"+created.Body["id"].(string)+"/publish", `{"effectiveFrom":"2026-12"}`)
		if published.Status != 200 || published.Body["effectiveFrom"] != "2026-12" {
			w.t.Errorf("%d %s", published.Status, published.Raw)
		}
	})
}

func TestARatingIsRecordedOnceForAKey(t *testing.T) {
	each(t, func(w *world) {
		w.exec(`INSERT INTO suppliers (id, code, name, short_name, credit_code, contact_name, contact_phone, state, categories, version, created_at)
			VALUES (?, 'S1', 'n', 'n', 'c', '', '', 'active', '', 1, 0)`, supplierA)
		w.exec(`INSERT INTO sites (id, code, name, address, area_m2, state, version) VALUES (?, 'A', '行政中心', '', 0, 'active', 1)`, siteOne)
		w.contract("active", "2026-09-01", "2026-12-31", nil, siteOne, vocab.Cleaning)
		s, desk := serve(w), testkit.As("01DESK00000000000000000000", "desk")
		body := `{"supplierId":"` + supplierA + `","siteId":"` + siteOne + `","category":"cleaning","stars":4,"occurredOn":"2026-11-20"}`
		s.Call(desk, "POST", "/ratings", body, "Idempotency-Key", "").Wants(t, "without a key", 400, "idempotency_key_required")
		s.Call(desk, "POST", "/ratings", strings.Replace(body, "cleaning", "greening", 1), "Idempotency-Key", "k1").Wants(t, "refused", 422, "supplier_not_at_site")
		first := s.Call(desk, "POST", "/ratings", body, "Idempotency-Key", "k1")
		again := s.Call(desk, "POST", "/ratings", body, "Idempotency-Key", "k1")
		if first.Status != 201 || again.Raw != first.Raw {
			t.Errorf("%d %s\n%d %s", first.Status, first.Raw, again.Status, again.Raw)
		}
		s.Call(desk, "POST", "/ratings", strings.Replace(body, "4", "5", 1), "Idempotency-Key", "k1").Wants(t, "another body", 422, "")
		sums, _ := w.ledger.SumMonths(system(), "2026-11", "2026-11", ledger.Filter{})
		if len(sums) != 1 || sums[0].Count != 1 {
			t.Errorf("facts %+v", sums)
		}
	})
}
