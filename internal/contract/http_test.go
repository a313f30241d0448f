package contract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	. "hengjian/internal/quota/quotatest"
	"hengjian/internal/testkit"
)

func TestContractRequestsThatAreWrongAreRefusedWithTheField(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, lines := w.Draft(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		line := fmt.Sprintf(`{"category":"security","serviceItem":"巡逻","siteId":%q,"quantity":"2","unit":"person","unitPrice":"3650.00","billing":"month"}`, w.SiteA)
		for _, r := range []struct {
			name, method, path, body, code string
			status                         int
		}{
			{"half a fen", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, "3650.00", "3650.005", 1), "invalid", 422},
			{"negative price", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, "3650.00", "-1", 1), "price_negative", 422},
			{"a price that is a number", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, `"3650.00"`, "3650", 1), "invalid", 422},
			{"an unknown field", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, `{`, `{"supplierId":"x",`, 1), "invalid", 422},
			{"billing by the week", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, `"billing":"month"`, `"billing":"week"`, 1), "invalid", 422},
			{"30 February", "POST", "/contracts/" + c.ID + "/lines", strings.Replace(line, `{`, `{"startsOn":"2026-02-30",`, 1), "invalid", 422},
			{"a line of nobody's contract", "POST", "/contracts/" + id.New() + "/lines", line, "not_found", 404},
			{"a path in Chinese", "GET", "/contracts/%E5%90%88%E5%90%8C", "", "not_found", 404},
			{"a filter in Chinese", "GET", "/contracts?supplierId=%E5%90%88", "", "malformed_value", 422},
			{"an unknown filter", "GET", "/contracts?sort=name", "", "invalid", 422},
			{"an unknown state", "GET", "/contracts?state=signed", "", "invalid", 422},
			{"no If-Match", "PATCH", "/contracts/" + c.ID, `{"name":"x"}`, "if_match_required", 428},
			{"the state", "PATCH", "/contracts/" + c.ID, `{"state":"active"}`, "invalid", 422},
			{"no reason", "POST", "/contracts/" + c.ID + "/terminate", `{"reason":""}`, "reason_required", 422},
		} {
			a := w.Call(Manager(), r.method, r.path, r.body)
			if a.Status != r.status || a.Code != r.code {
				t.Errorf("%s: %d %s", r.name, a.Status, a.Raw)
			}
		}
		stale := w.Call(Manager(), "PATCH", "/contract-lines/"+lines[0].ID, `{"unitPrice":"1.00"}`, "If-Match", `"7"`)
		if stale.Status != 412 {
			t.Errorf("stale: %d %s", stale.Status, stale.Raw)
		}
		ok := w.Call(Manager(), "PATCH", "/contract-lines/"+lines[0].ID, `{"unitPrice":"3600.00"}`, "If-Match", `"1"`)
		if ok.Status != 200 || ok.ETag != `"2"` || ok.Text("monthlyPrice") != "86400.00" {
			t.Errorf("%d %s %s", ok.Status, ok.ETag, ok.Raw)
		}
	})
}

func TestAContractShowsItsDeviationToThoseWhoMayReadQuotas(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := New(t, d)
		c, _ := w.Contract(w.SupplierA, "2026-01-01", "2026-12-31", w.Guards(w.SiteA, "24"))
		var body struct {
			MonthlyPrice string
			SupplierName string
			Lines        []struct {
				MonthlyPrice, MonthlyQuota, Deviation, QuotaTierID string
				DeviationBp                                        int
			}
		}
		read := func(a testkit.Answer) {
			t.Helper()
			body.Lines = nil
			if err := json.Unmarshal([]byte(a.Raw), &body); err != nil || a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Raw)
			}
		}
		read(w.Call(Finance(), "GET", "/contracts/"+c.ID, ""))
		// 24 × 3,650 = 87,600; 24 × 3,500 = 84,000; 3,600 more are 4.29 %
		if l := body.Lines[0]; body.MonthlyPrice != "87600.00" || body.SupplierName != "安和物业" || l.MonthlyQuota != "84000.00" || l.Deviation != "3600.00" || l.DeviationBp != 429 {
			t.Errorf("%+v", body)
		}
		read(w.Call(Own(w.SupplierA), "GET", "/contracts/"+c.ID, ""))
		if l := body.Lines[0]; l.MonthlyQuota != "" || l.QuotaTierID != "" || l.MonthlyPrice != "87600.00" {
			t.Errorf("the supplier reads %+v", l)
		}
		missing, foreign := w.Call(Own(w.SupplierB), "GET", "/contracts/"+id.New(), ""), w.Call(Own(w.SupplierB), "GET", "/contracts/"+c.ID, "")
		if foreign.Status != 404 || missing.Raw != foreign.Raw {
			t.Errorf("missing %s, another's %s", missing.Raw, foreign.Raw)
		}
	})
}
