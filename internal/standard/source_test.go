package standard_test

import (
	"context"
	"strings"
	"testing"

	"hengjian/internal/checklist"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/page"
	"hengjian/internal/standard"
)

func stageSources(w *inspectiontest.World) {
	for _, s := range [][4]string{{"S01", "后勤服务管理标准", "川机管发〔2015〕53号", "省机关事务管理局"}, {"S02", "100% 覆盖的报道", "", "日报"}, {"S13", "考核办法", "", "采购人"}} {
		w.Insert("sources", map[string]any{"id": s[0], "title": s[1], "document_no": s[2], "issuer": s[3], "issued": "2015-06-24", "credibility": "高"})
	}
}

func TestWhatWasTakenFromASourceNamesIt(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		stageSources(w)
		of := func(s *standard.SourceView) string {
			if s == nil {
				return ""
			}
			return s.ID + s.Title + s.DocumentNo + s.Issuer
		}
		const want = "S01后勤服务管理标准川机管发〔2015〕53号省机关事务管理局"
		made, err := w.Standards.Create(w.Officer(), standard.Standard{StandardNo: "来源 S01", Title: "标准", Category: standard.General, SourceID: "S01"})
		w.Must(err)
		plain, err := w.Standards.Create(w.Officer(), standard.Standard{StandardNo: "A", Title: "标准", Category: standard.General})
		w.Must(err)
		clause, err := w.Standards.AddClause(w.Officer(), standard.Clause{StandardID: made.ID, Number: "1", Title: "t", SourceID: "S13"})
		w.Must(err)
		list, err := w.Standards.List(w.StaffA(), standard.Filter{}, page.Request{})
		w.Must(err)
		clauses, err := w.Standards.Clauses(w.StaffA(), standard.ClauseFilter{}, page.Request{})
		w.Must(err)
		one, err := w.Standards.Clause(w.StaffA(), clause.ID)
		w.Must(err)
		items := w.Items(clause.ID)
		w.Insert("sources", map[string]any{"id": "S99", "title": "t", "document_no": "", "issuer": "", "issued": "", "credibility": ""})
		items[0].SourceID, items[1].SourceID = "S01", "S99"
		version := w.Published(items...)
		w.Must(w.DB.Tx(context.Background(), func(ctx context.Context) error { // nobody knows it any more
			return w.DB.Conn(ctx).Exec("DELETE FROM sources WHERE id = 'S99'").Error
		}))
		version, err = w.Checklists.Version(w.Officer(), version.ID)
		w.Must(err)
		for what, got := range map[string][2]string{"made": {of(made.Source), want}, "listed": {of(list.Items[1].Source), want}, "without": {of(plain.Source), ""},
			"clause made": {of(clause.Source), "S13考核办法采购人"}, "clause listed": {of(clauses.Items[0].Source), "S13考核办法采购人"},
			"clause": {of(one.Source), "S13考核办法采购人"}, "its standard": {of(one.Standard.Source), want},
			"item": {of(itemsOf(version)[0].Source), want}, "item of an unknown source": {of(itemsOf(version)[1].Source), ""}} {
			if got[0] != got[1] {
				t.Errorf("%s names %q, want %q", what, got[0], got[1])
			}
		}
	})
}

func itemsOf(v checklist.VersionView) []checklist.ItemView {
	var out []checklist.ItemView
	for _, s := range v.Sections {
		out = append(out, s.Items...)
	}
	return out
}

func TestSourcesAreFoundByWordPageByPage(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		stageSources(w)
		for text, want := range map[string]string{"": "S01 S02 S13", "53号": "S01", "%": "S02", "采购人": "S13", "S02": "S02", "S0": "", "_": ""} {
			var got []string
			for p := (page.Request{Limit: 1}); ; {
				list, err := w.Standards.Sources(w.StaffA(), text, p)
				w.Must(err)
				for _, s := range list.Items {
					got = append(got, s.ID)
				}
				if p.Cursor = list.NextCursor; p.Cursor == "" {
					break
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%q finds %v, want %s", text, got, want)
			}
		}
		_, err := w.Standards.Sources(w.StaffA(), "", page.Request{Cursor: "forged"})
		refused(t, "forged cursor", err, "cursor_unknown")
	})
}
