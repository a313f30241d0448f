package checkpoint_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hengjian/internal/checkpoint"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

type nobody struct{}

func (nobody) Authenticate(context.Context, *http.Request) (authz.Actor, error) {
	return authz.Actor{}, nil
}

func TestALabelOpensASmallPageForEverybody(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		r := httpapi.New(httpapi.Options{DB: w.DB, Clock: w.Clock, Policy: testkit.Policy, Authenticator: nobody{}})
		w.Checkpoints.Routes(r)
		w.Must(r.Err())
		server := httptest.NewServer(r)
		defer server.Close()
		open := func(code, language string) (int, string) {
			req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/q/"+code, nil)
			w.Must(err)
			req.Header.Set("Accept-Language", language)
			res, err := server.Client().Do(req)
			w.Must(err)
			defer res.Body.Close()
			raw, err := io.ReadAll(res.Body)
			w.Must(err)
			if len(raw) > 10_000 || strings.Contains(string(raw), "<script") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%s: %d bytes of %s", code, len(raw), res.Header.Get("Content-Type"))
			}
			return res.StatusCode, string(raw)
		}
		version := w.Published(w.Items("")...)
		c := w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID)
		expect := func(code, language string, status int, says ...string) {
			t.Helper()
			got, page := open(code, language)
			if got != status {
				t.Errorf("%s: status %d, want %d", code, got, status)
			}
			for _, s := range says {
				if !strings.Contains(page, s) {
					t.Errorf("%s does not say %q:\n%s", code, s, page)
				}
			}
			for _, secret := range []string{"供应商A", inspectiontest.SupplierA, "合同A"} {
				if strings.Contains(page, secret) {
					t.Errorf("%s tells %q", code, secret)
				}
			}
		}
		silent := func(code string, secrets ...string) {
			t.Helper()
			_, page := open(code, "")
			for _, s := range secrets {
				if strings.Contains(page, s) {
					t.Errorf("%s tells %q:\n%s", code, s, page)
				}
			}
		}
		expect(c.Label.Code, "", 200, "大厅", "一号楼", "三楼", "保洁巡查", "还没有检查记录", c.Number, `href="/field/c/`+c.Label.Code+`"`, "测试机关事务管理局")
		_, err := w.Inspections.Submit(w.StaffA(), w.Pass(version, c, inspection.Self))
		w.Must(err)
		expect(c.Label.Code, "en-GB,en;q=0.9,zh;q=0.1", 200, "Last checked", "2026-11-21 12:00")
		expect(c.Label.Code, "zh-TW,en;q=0.5", 200, "最近检查")
		expect(c.Label.Code, "fr, *;q=0.1", 200, "最近检查")
		expect(id.New(), "", 404, "没有这个点位")
		expect("%3Cscript%3Ealert(1)", "en", 404, "No such checkpoint")
		expect(c.Number, "en", 404) // the readable number can be guessed
		_, err = w.Checkpoints.ReplaceLabel(w.Manager(), c.ID, "磨损")
		w.Must(err)
		expect(c.Label.Code, "en", 410, "This label has been replaced", "2026-11-21 12:00", `href="/field/c/`+c.Label.Code+`"`)
		expect(c.Label.Code, "", 410, "这张标签已更换", "更换时间", "请扫描现场的新标签")
		silent(c.Label.Code, "大厅", "一号楼", "三楼", c.Number, "保洁巡查", "磨损", "最近检查")
		fresh, err := w.Checkpoints.Get(w.Manager(), c.ID)
		w.Must(err)
		expect(fresh.Label.Code, "en", 200)
		_, err = w.Checkpoints.Retire(w.Manager(), c.ID, "停用")
		w.Must(err)
		expect(fresh.Label.Code, "", 410, "已停用")
		expect(c.Label.Code, "", 410, "已停用")
		silent(fresh.Label.Code, "大厅", "一号楼", c.Number, "href=\"/field")
		expect(checkpoint.TrialCode, "", 200, "试印标签", "不打开任何点位")
		silent(checkpoint.TrialCode, "大厅", "href=\"/field")
	})
}
