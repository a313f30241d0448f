package finding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/finding"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/testkit"
)

func serve(w *world) *testkit.API {
	w.t.Helper()
	return testkit.Serve(w.t, w.db, w.clock, w)
}

func TestTheListAndTheSheetHaveTheAgreedForm(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f, r := w.answered(vocab.Major)
		list := s.Call(manager(), "GET", "/findings?state=submitted&limit=10", "")
		item, _ := list.Body["items"].([]any)
		if list.Status != 200 || len(item) != 1 {
			w.t.Fatalf("%d %s", list.Status, list.Raw)
		}
		row := item[0].(map[string]any)
		for _, field := range []string{"id", "number", "supplierId", "supplierName", "siteName", "checkpointName", "category", "itemText", "severity",
			"state", "openedAt", "dueOn", "overdue", "daysLeft", "waitingFor", "version"} {
			if _, ok := row[field]; !ok {
				w.t.Errorf("%s is missing: %v", field, row)
			}
		}
		got := s.Call(boss(supplierA), "GET", "/findings/"+f.ID, "")
		if got.Status != 200 || got.Header.Get("ETag") != `"2"` || got.Body["waitingFor"] != "inspector" {
			w.t.Errorf("%d %s", got.Status, got.Raw)
		}
		for _, field := range []string{"photos", "rectifications", "history"} {
			if _, ok := got.Body[field].([]any); !ok {
				w.t.Errorf("%s is not a list: %v", field, got.Body[field])
			}
		}
		if got.Body["own"] != false || s.Call(inspector(author), "GET", "/findings/"+f.ID, "").Body["own"] != true {
			w.t.Error("who recorded it is not told so, or another is")
		}
		if _, ok := row["closedAt"]; ok {
			w.t.Errorf("an open finding was closed at %v", row["closedAt"])
		}
		closed := s.Call(inspector(colleague), "POST", "/rectifications/"+r.ID+"/reinspection", `{"result":"closed","note":"","photos":[]}`)
		if closed.Status != 200 || closed.Body["state"] != "closed" {
			w.t.Errorf("%d %s", closed.Status, closed.Raw)
		}
		over := s.Call(manager(), "GET", "/findings?state=closed", "").Body["items"].([]any)[0].(map[string]any)
		if at, err := time.Parse(time.RFC3339, fmt.Sprint(over["closedAt"])); err != nil || !at.Equal(w.clock.Now()) {
			w.t.Errorf("closed at %v", over["closedAt"])
		}
		if empty := s.Call(manager(), "GET", "/findings?overdue=true", ""); !strings.Contains(empty.Raw, `"items":[]`) {
			w.t.Errorf("an empty list is %s", empty.Raw)
		}
	})
}

func TestDaysLeftAreWorkingDays(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f := w.openOne(vocab.Major) // due on Wednesday 25 November
		for day, want := range map[string]float64{"2026-11-21": 3, "2026-11-23": 2, "2026-11-25": 0, "2026-11-26": -1, "2026-11-28": -2, "2026-11-30": -3} {
			w.clock.Set(noon(day))
			got := s.Call(manager(), "GET", "/findings/"+f.ID, "")
			if got.Body["daysLeft"] != want || got.Body["overdue"] != (want < 0) {
				w.t.Errorf("on %s: %v left, overdue %v, want %v", day, got.Body["daysLeft"], got.Body["overdue"], want)
			}
		}
	})
}

func TestRequestsThatAreRefusedOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		f := w.openOne(vocab.Minor)
		other := w.open(opening(supplierB, vocab.Minor))[0]
		good := `{"cause":"拖布未拧干","action":"已重新擦拭"}`
		for _, c := range []struct {
			who          context.Context
			method, path string
			body         string
			status       int
			code         string
		}{
			{context.Background(), "GET", "/findings", "", 401, "unauthenticated"},
			{testkit.As("x", "finance"), "GET", "/findings", "", 403, "permission_denied"},
			{testkit.As("x", "assessor"), "GET", "/findings/" + f.ID, "", 403, "permission_denied"},
			{manager(), "POST", "/findings/" + f.ID + "/rectifications", good, 403, "permission_denied"},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/cancel", `{"reason":"x"}`, 403, "permission_denied"},
			{boss(supplierA), "GET", "/findings/" + other.ID, "", 404, "not_found"},
			{boss(supplierA), "POST", "/findings/" + other.ID + "/rectifications", good, 404, "not_found"},
			{manager(), "GET", "/findings?state=guess", "", 422, ""},
			{manager(), "GET", "/findings?sort=x", "", 422, ""},
			{manager(), "GET", "/findings?from=2026-02-30", "", 422, ""},
			{manager(), "GET", "/findings?limit=1000", "", 422, ""},
			{manager(), "GET", "/findings?cursor=x", "", 422, "cursor_unknown"},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x"}`, 422, ""},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x","action":"y","state":"closed"}`, 422, ""},
			{boss(supplierA), "POST", "/findings/" + f.ID + "/rectifications", `{"cause":"x","action":"y","submittedBy":"me"}`, 422, ""},
			{inspector(colleague), "POST", "/rectifications/" + f.ID + "/reinspection", `{"result":"cancelled"}`, 422, ""},
			{inspector(colleague), "POST", "/rectifications/" + f.ID + "/reinspection", `{"result":"closed"}`, 404, "not_found"},
		} {
			got := s.Call(c.who, c.method, c.path, c.body)
			got.Wants(w.t, c.method+" "+c.path+" "+c.body, c.status, c.code)
		}
		hidden, missing := s.Call(boss(supplierA), "GET", "/findings/"+other.ID, ""), s.Call(boss(supplierA), "GET", "/findings/01NVTHERE00000000000000000", "")
		if hidden.Raw != missing.Raw {
			w.t.Errorf("hidden %s, missing %s", hidden.Raw, missing.Raw)
		}
		if d := w.get(f.ID); d.State != finding.Open || d.Version != 1 {
			w.t.Errorf("a refused request left a trace: %+v", d)
		}
	})
}

func TestSuppliersSeeTheirOwnFindingsOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		s := serve(w)
		own := w.openOne(vocab.Minor)
		w.open(opening(supplierB, vocab.Minor))
		for _, query := range []string{"", "?supplierId=" + supplierA, "?state=open", "?state=active"} {
			got := s.Call(boss(supplierA), "GET", "/findings"+query, "")
			var ids []string
			for _, item := range got.Body["items"].([]any) {
				ids = append(ids, item.(map[string]any)["id"].(string))
			}
			if !slices.Equal(ids, []string{own.ID}) {
				w.t.Errorf("%s shows %v", query, ids)
			}
		}
		if got := s.Call(boss(supplierA), "GET", "/findings?supplierId="+supplierB, ""); len(got.Body["items"].([]any)) != 0 {
			w.t.Errorf("asking for another supplier shows %s", got.Raw)
		}
	})
}
